"""Readers of what IMDb prints alike since 2005: releases, titles, certificates, sums and scores."""

from __future__ import annotations

import copy
import functools
import re
from collections.abc import Iterable
from typing import Any

from filmdig.parsers.layouts.certificates import mpaa_certificate
from filmdig.parsers.layouts.conventions import joined_notes, release_kind
from filmdig.parsers.layouts.fields import Derived, Disputed
from filmdig.parsers.layouts.values import counted, date, decimal, integer, money, mpaa, whole
from filmdig.parsers.page.node import Node
from filmdig.parsers.page.plain_text import one_line
from filmdig.parsers.record.page_record import (
    AlternateTitle,
    BoxOffice,
    Certificate,
    Company,
    CompanyRole,
    Helpful,
    Rating,
    Release,
    ReleaseKind,
    ReviewRating,
)

USERS = "IMDb Users"
METASCORE = "Metascore"

_BRACKETS = re.compile(r"\(([^()]*)\)")


def bare_title(text: str) -> str:
    """Return a title without the quotation marks of series' titles (until 2017) and of original titles (2012 to 2015)."""
    match = re.fullmatch(r'"(.+)"', one_line(text))
    return match[1] if match and '"' not in match[1] else one_line(text)


def items(node: Node, drop: str, separator: str = r"\||\n") -> list[str]:
    """Return the parts of a value between bars or line breaks, without what `drop` selects."""
    raw, _ = node.raw_text(drop=node.all(drop))
    return [part for part in (one_line(p).strip(" »") for p in re.split(separator, raw)) if part]


def release_of(when: str, region: str | None, note: str = "", kind: ReleaseKind | None = None) -> Release | None:
    """Return a release; the brackets of its note are joined by "; ". None without a date.

    Args:
        when: a date as printed.
        region: the country as printed.
        note: the brackets after it: ``(restored version) (Mar del Plata Film Festival)``.
        kind: the kind that the row's label states, for a note that states none.
    """
    found = date(when, "dmy")
    if found is None:
        return None
    notes = joined_notes(note)
    return Release(kind=release_kind(notes) or kind, date=found, region=region or None, note=notes)


_RELEASE = re.compile(r"(?:Episode aired|TV \w+ aired)?\s*([^()]*+)(?:\(([^()]*)\))?(.*)")
_NO_REGION = re.compile(r"\d|Season")


def printed_release(printed: str, kind: ReleaseKind | None = None) -> list[Release]:
    """Return the one release of a title page.

    ``8 April 2010 (Germany)``, ``September 1998 (India)``, ``Episode aired 3 May 1968``.
    """
    text = one_line(printed)
    match = _RELEASE.match(text)
    if match is None:
        return []
    region = match[2] if match[2] and not _NO_REGION.search(match[2]) else None
    aired = "television" if "aired" in text else kind
    found = release_of(match[1], region, one_line(match[3]) if "(" in match[3] else "", aired)
    return [found] if found else []


_AKA_QUOTED = re.compile(r'"(.+)"(?: - (.*))?$')


def alternate_title(printed: str) -> AlternateTitle | None:
    """Return the title in a line: ``Title (Country) (note)``, from 2010 ``"Title" - Country (note)``."""
    line = one_line(printed)
    if quoted := _AKA_QUOTED.match(line):
        where = region_and_note(quoted[2] or "")
        return AlternateTitle(title=quoted[1], region=where[0], note=where[1])
    title = line
    groups: list[str] = []
    while title.endswith(")") and (start := title.rfind("(")) > 0:
        groups.insert(0, title[start + 1 : -1])
        title = title[:start].rstrip()
    regions = [group for group in groups if group[:1].isupper() and not group.endswith("title")]
    notes = [group for group in groups if group not in regions]
    return AlternateTitle(title=title, region=", ".join(regions) or None, note="; ".join(notes) or None) if title else None


_AT_END = re.compile(r"([^()]+?)((?: ?\([^()]*\))*)\Z")


def region_and_note(where: str) -> tuple[str | None, str | None]:
    """Return region and note of ``Belgium (French title)``, ``Chile, Peru (informal)``; with brackets inside, all is region."""
    text = one_line(where)
    match = _AT_END.match(text)
    if match is None:
        return text or None, None
    return match[1], "; ".join(_BRACKETS.findall(match[2])) or None


def other_titles(found: Iterable[AlternateTitle | None], shown: str | None) -> list[AlternateTitle]:
    """Return the titles, each row once; one that equals the page's title is kept only if it has a region."""
    kept = {(one.title, one.region, one.note): one for one in found if one is not None and (one.region or one.title != shown)}
    return list(kept.values())


def american_board(rating: str) -> str:
    """Return the board that issues an American certificate."""
    return "TV Parental Guidelines" if rating.startswith("TV-") else "MPAA"


# "UK:(Banned)" too.
_OF_COUNTRY = re.compile(r"([^:()\d][^:()]*?)(?<!\s)\s*+:\s*+(\([^()]+\)|[^()]+?)(?<!\s)\s*+(?:\(.*)?$")
_STATES_ITS_BOARD = re.compile(r"Rated |.* for ")


def certificate(printed: str) -> Certificate | None:
    """Return a certificate: ``Rated R for …``, ``Netherlands:16``, ``USA:R (certificate #33087)``, ``AL`` (unknown board)."""
    return copy.copy(_certificate(one_line(printed)))


@functools.lru_cache(maxsize=4096)
def _certificate(text: str) -> Certificate | None:
    if american := mpaa_certificate(text):
        one = american[0]
        one.system = american_board(one.rating) if _STATES_ITS_BOARD.match(text) else None
        return one
    match = _OF_COUNTRY.match(text)
    if match:
        rating = match[2].strip("()")
        known = mpaa(rating) if match[1] in ("USA", "United States") else None
        whose: Any = Derived(american_board(known)) if known else match[1]
        return Certificate(system=whose, rating=known or rating, printed=text)
    return Certificate(rating=text, printed=text) if text and len(text) <= 20 else None


def _system(one: Certificate) -> str | None:
    whose: Any = one.system
    name: str | None = whose.value if isinstance(whose, Derived) else whose
    return name


def certificates(printed: Iterable[str]) -> list[Certificate]:
    """Return the certificates in the page's order, the American one once: it may be printed with its reason and in the list."""
    found: list[Certificate] = []
    by_rating: dict[str, list[Certificate]] = {}
    for text in printed:
        one = certificate(text)
        if one is None:
            continue
        alike = by_rating.setdefault(one.rating, [])
        if not any(
            _system(one) in (_system(c), None)
            and (_system(one) in ("MPAA", "TV Parental Guidelines", None) or one.printed == c.printed)
            for c in alike
        ):
            alike.append(one)
            found.append(one)
    return found


# The row's label states the kind: "Opening Weekend USA: $27,788,331, 4 April 1999", "Gross: $171,383,253 (USA) (17 May 1999)".
_SUMS: tuple[tuple[str, str], ...] = (("budget", "budget"), ("opening", "opening"), ("gross", "gross"), ("cumulative", "gross"))
_SUM = re.compile("|".join(word for word, _ in _SUMS), re.IGNORECASE)
_OF_REGION = re.compile(r"(?:Weekend|Gross)(?: in)?\s+((?:the )?(?:USA|US|UK)\b.*?)(?<!\s)\s*+(?::\s*+)?$", re.IGNORECASE)
_WORLD = re.compile(r"world-?wide", re.IGNORECASE)


def is_sum(label: str) -> bool:
    """Return whether a row with this label states a sum."""
    return _SUM.search(label) is not None


def box_office(label: str, printed: str) -> BoxOffice | None:
    """Return a sum; its region, unless worldwide, is in the row's label (2018 on) or in brackets after the sum."""
    kind = next((kind for word, kind in _SUMS if word in label.lower()), None)
    found = money(printed)
    if kind is None or found is None:
        return None
    region = None
    if match := _OF_REGION.search(label):
        region = match[1]
    elif kind != "budget" and not _WORLD.search(label) and (match := re.search(r"\(([A-Z][^()\d]+)\)", printed)):
        region = match[1].strip()
    region = None if region and _WORLD.search(region) else region
    return BoxOffice(kind=kind, amount=found[0], currency=found[1], region=region)  # type: ignore[arg-type]


def companies_in(node: Node, role: CompanyRole | None = "production") -> list[Company]:
    """Return the companies whose pages the node links, with the note after each: ``(2004) (USA) (theatrical)``, ``insurance``."""
    found: dict[tuple[str, str | None], Company] = {}
    for link in node.all('a[href*="/company/"]'):
        if name := link.text:
            tail = link.tail.strip(" ,|»")
            bare = _BRACKETS.sub("", tail).strip()
            note = tail if bare else "; ".join(_BRACKETS.findall(tail)) or None
            found.setdefault((name, note), Company(name=name, role=role, note=note))
    return list(found.values())


def users_rating(value: str | float | None, votes: str | int | None, printed: str | None = None) -> list[Rating]:
    """Return the users' mean out of 10; nothing without a number ("-", "awaiting 5 votes"). ``222K`` votes are approximate."""
    score = decimal(value)
    if score is None:
        return []
    printed_votes = counted(votes) if isinstance(votes, str) else None
    count, short = printed_votes or (whole(votes) if not isinstance(votes, str) else None, False)
    shown = printed or (f"{value}/10" if isinstance(value, str) and "/" not in value else str(value))
    return [
        Rating(
            by="audience",
            name=USERS,
            measure="mean",
            value=score,
            best=10,
            worst=1,
            rating_count=count,
            approximate=short,
            printed=shown,
        )
    ]


_AWAITING = re.compile(r"\(awaiting \d{1,3} votes\)")


def unrated_by_users(words: str) -> list[Rating]:
    """Return the users' score, without a value, where too few have voted: ``(awaiting 5 votes)``, until 2016."""
    match = _AWAITING.search(words)
    return [Rating(by="audience", name=USERS, measure="mean", best=10, worst=1, printed=match[0])] if match else []


def metascore(value: str | int | None, count: int | None = None, printed: str | None = None) -> list[Rating]:
    """Return Metacritic's mean out of 100, which IMDb has shown since 2010."""
    score = decimal(value)
    if score is None:
        return []
    return [
        Rating(
            by="critics",
            name=METASCORE,
            measure="mean",
            value=score,
            best=100,
            worst=0,
            rating_count=count,
            printed=printed or str(value),
        )
    ]


def rating_out_of_ten(printed: str | None) -> ReviewRating | None:
    """Return a reviewer's rating: ``8/10``."""
    match = re.search(r"(?<!\d)(\d++(?:[.,]\d)?+)\s*+/\s*+10\b", printed or "")
    return ReviewRating(value=decimal(match[1]) or 0, best=10, worst=1, printed=match[0]) if match else None


_HELPFUL = re.compile(r"(?<![\d,])([\d,]++) (?:out )?of ([\d,]++) (?:people|users?)? ?found")


def helpful(printed: str | None) -> Helpful | None:
    """Return the votes in ``24 of 73 people found this review helpful``, ``292 out of 402 people found …``."""
    match = _HELPFUL.search(printed or "")
    return Helpful(yes=integer(match[1]), total=integer(match[2])) if match else None


def without_none(languages: list[str]) -> list[str]:
    """Return the languages without "None", which IMDb prints for a silent film."""
    return [language for language in languages if language != "None"]


def review_date(stated: str | None, shown: str | None) -> Any:
    """Return the date of a review, from the page's data if they state it: the date shown is a day off in some time zones.

    Args:
        stated: the date in the data.
        shown: the date printed with the review, as an ISO date.
    """
    if stated is None or shown is None or stated.startswith(shown):
        return stated or shown
    return Disputed(stated, f"taken from the page's data; the page shows {shown}")
