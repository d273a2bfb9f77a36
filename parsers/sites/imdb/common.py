"""What IMDb's layouts share: whose pages, how a film is named, and the forms in which IMDb prints its data, alike since 2005."""

from __future__ import annotations

import copy
import functools
import re
from collections.abc import Callable, Iterable
from typing import ClassVar

from filmdig.parsers.layouts.cuts import Passage, is_prefix, replace, still_open, without_marker
from filmdig.parsers.layouts.fields import ReleaseKind, mpaa_certificate
from filmdig.parsers.layouts.layout import Layout, Mark
from filmdig.parsers.layouts.values import date, decimal, integer, money, mpaa, tidy, title_and_year, whole
from filmdig.parsers.page.document import Page
from filmdig.parsers.page.node import Node
from filmdig.parsers.page.plain_text import one_line
from filmdig.parsers.record.page_record import (
    BoxOffice,
    CastMember,
    Certificate,
    Company,
    Helpful,
    Kind,
    Person,
    Rating,
    Release,
    ReviewRating,
)

HOSTS = ("imdb.com", "imdb.de", "imdb.es", "imdb.fr", "imdb.it", "imdb.pt")
PERSON = 'link[rel="canonical"][href*="imdb.com/name/nm"], meta[property="og:url"][content*="imdb.com/name/nm"]'
"""Marks a person's page, whose head has the elements of a film's in every era."""

USERS = "IMDb Users"
METASCORE = "Metascore"

_SERVER_TIME = re.compile(r"t='\w{3} (\w{3})\s+(\d{1,2}) (\d\d:\d\d:\d\d) (\d{4})'")
_ID = re.compile(r"\b(tt\d{5,10})\b")
# As in: Futurama (TV Series 1999–2013); "The Titan Games" … (TV Episode 2019); also TV Mini-Series, Podcast Episode.
_SERIAL = re.compile(r"\((?:TV |Podcast )?(?:Mini[- ]?Series|Series|Episode)\b", re.IGNORECASE)


class Imdb(Layout):
    """What all of IMDb's layouts share."""

    site = "imdb"
    hosts = HOSTS

    def external_ids(self, page: Page) -> dict[str, str]:
        """IMDb's own id, which every page of a film states somewhere."""
        found = title_id(page)
        return {"imdb": found} if found else {}


class ImdbFilm(Imdb):
    """A film's main page; a series' and an episode's have the same layout."""

    refuses: ClassVar[tuple[Mark, ...]] = (PERSON,)

    def kind_of(self, page: Page) -> Kind:
        """`series` where the page's title or its OpenGraph type says so, episodes included."""
        return "series" if is_serial(page) else "film"


def server_time(page: Page) -> str | None:
    """The time in the comment that IMDb's servers wrote until 2016: `h=iop102 i=2010-01-24 … t='Mon Jan 25 04:46:52 2010'`.

    It is UTC: `i` is the day in Seattle. The comment stands in the head until 2008, then at the page's end.
    """
    at = page.html.rfind(" s=legacy(") if page.captured_at is None else -1
    match = _SERVER_TIME.search(page.html, at, at + 200) if at >= 0 else None
    day = date(f"{match[2]} {match[1]} {match[4]}", "dmy") if match else None
    return f"{day}T{match[3]}Z" if match and day else None


def title_id(page: Page) -> str | None:
    """The film's id: of the canonical link, the page's address, or (before 2009) of the page's own links."""
    for source in (page.own_url, page.url, page.meta("pageId"), page.meta("al:ios:url")):
        if source and (match := _ID.search(source)):
            return match[1]
    # 2005: the vote form; 2008: the tabs of #tn15, absolute in pages saved by a browser; 2016 on the watchlist button
    for selector, attribute in (
        ('form[action*="/title/tt"]', "action"),
        ('a[href*="/title/tt"][href*="/ratings"], a[href*="pro.imdb.com/title/tt"], a[href*="/title/tt"][href*="/full"]', "href"),
        ("[data-tconst]", "data-tconst"),
        ('[id^="tt"][id*="|imdb|"]', "id"),
    ):
        node = page.first(selector)
        if node is not None and (match := _ID.search(node.attr(attribute) or "")):
            return match[1]
    return None


def is_serial(page: Page) -> bool:
    """Whether the page is of a series or one of its episodes."""
    kind = page.meta("og:type") or ""
    return kind.endswith(("tv_show", "episode")) or bool(_SERIAL.search(page.title or page.meta("og:title") or ""))


def bare_title(text: str) -> str:
    """A title less the quotation marks that IMDb put round those of series (until 2017) and original titles (2012 to 2015)."""
    match = re.fullmatch(r'"(.+)"', one_line(text))
    return match[1] if match and '"' not in match[1] else one_line(text)


def head_year(page: Page) -> int | None:
    """The year of the page's `title` element: ``The Usual Suspects (1995) - IMDb``, ``… (TV Series 1999–2013)``."""
    for text in (page.title, page.meta("og:title"), page.meta("title")):
        if text:
            _, found = title_and_year(re.sub(r"\s*-\s*IMDb.*$", "", text))
            if found:
                return found
    return None


def people_in(node: Node) -> list[Person]:
    """The people whose pages the node links, each once (a writer of story and screenplay is listed twice)."""
    found: dict[str, Person] = {}
    for link in node.all('a[href*="/name/nm"]'):
        name = link.text.strip(" ,")
        if name:
            found.setdefault(name, Person(name=name, url=link.attr("href")))
    return list(found.values())


def companies_in(node: Node) -> list[Company]:
    """The companies whose pages the node links."""
    found: dict[str, Company] = {}
    for link in node.all('a[href*="/company/"]'):
        if name := link.text:
            found.setdefault(name, Company(name=name, role="production"))
    return list(found.values())


def items(node: Node, drop: str, separator: str = r"\||\n") -> list[str]:
    """The parts of a value that stand between bars or line breaks, less what `drop` selects."""
    raw, _ = node.raw_text(drop=node.all(drop))
    return [part for part in (one_line(p).strip(" »") for p in re.split(separator, raw)) if part]


# "Penny / ... (205 episodes, 2007-2016)": dots for more roles on another page, and in how many episodes.
_DOTS = re.compile(r"\s*\((?:\d+|unknown) episodes?\b[^()]*\)|(?:\s*/)?\s*(?:\.{3}|…)(?=\s*(?:\(|$))|^\s*(?:\.{3}|…)\s*")


def role_of(node: Node | None, drop: str = ".toggle-episodes, .tn15more") -> str | None:
    """The role as printed, less what stands for more roles elsewhere and how many episodes it was played in."""
    role = node.text_without(drop) if node is not None else ""
    if "..." in role or "…" in role or "episode" in role:
        role = _DOTS.sub("", role).strip()
    return role or None


def cast_rows(rows: Iterable[Node], name: str, role: str) -> list[CastMember]:
    """One cast member a table row that links a name; rows of words ("rest of cast listed alphabetically:") are none."""
    found = []
    for row in rows:
        link = row.first(name)
        if link is not None and (called := link.text):
            cell = row.first(role)
            # Until 2019 a role is in an element of its own inside its cell.
            found.append(CastMember(name=called, role=role_of((cell and cell.first("div")) or cell), url=link.attr("href")))
    return found


# Kinds of release by the note that IMDb prints behind the region.
_NOTES: tuple[tuple[str, ReleaseKind], ...] = (
    ("festival", "festival"),
    ("market", "festival"),
    ("dvd", "home_video"),
    ("video", "home_video"),
    ("blu-ray", "home_video"),
    ("internet", "streaming"),
    ("streaming", "streaming"),
    ("tv", "television"),
)


def release_of(when: str, region: str | None, note: str = "", usual: ReleaseKind = "theatrical") -> Release | None:
    """A release of its date, region and note ("Cannes Film Festival", "DVD premiere", "internet")."""
    found = date(when, "dmy")
    if found is None:
        return None
    words = note.lower()
    kind = next((kind for word, kind in _NOTES if word in words and re.search(rf"\b{word}", words)), usual) if words else usual
    return Release(kind=kind, date=found, region=region or None)


_RELEASE = re.compile(r"\s*(?:Episode aired|TV \w+ aired)?\s*([^()]*?)\s*(?:\(([^()]*)\)|$)")
_NO_REGION = re.compile(r"\d|Season")


def printed_release(printed: str, usual: ReleaseKind = "theatrical") -> list[Release]:
    """The one release of a title page: ``8 April 2010 (Germany)``, ``September 1998 (India)``, ``3 May 1968 (USA)``."""
    match = _RELEASE.match(printed)
    region = match[2] if match and match[2] and not _NO_REGION.search(match[2]) else None
    found = release_of(match[1] if match else printed, region, usual=usual)
    return [found] if found else []


def board(rating: str) -> str:
    """The board of an American certificate."""
    return "TV Parental Guidelines" if rating.startswith("TV-") else "MPAA"


# "UK:(Banned)" too.
_OF_COUNTRY = re.compile(r"([^:()\d][^:()]*?)\s*:\s*(\([^()]+\)|[^()]+?)\s*(?:\(.*)?$")


def certificate(printed: str) -> Certificate | None:
    """``R``, ``Rated R for …``, ``Netherlands:16``, ``USA:R (certificate #33087)``, or a bare mark (``AL``)."""
    return copy.copy(_certificate(one_line(printed)))


@functools.lru_cache(maxsize=4096)
def _certificate(text: str) -> Certificate | None:
    if american := mpaa_certificate(text):
        american[0].system = board(american[0].rating)
        return american[0]
    match = _OF_COUNTRY.match(text)
    if match:
        rating = match[2].strip("()")
        known = mpaa(rating) if match[1] in ("USA", "United States") else None
        return Certificate(system=board(known) if known else match[1], rating=known or rating, printed=text)
    return Certificate(rating=text, printed=text) if text and len(text) <= 20 else None


def certificates(printed: Iterable[str]) -> list[Certificate]:
    """Certificates in the page's order; the American one once, where it stands with its reason and again in the list."""
    found: list[Certificate] = []
    by_rating: dict[str, list[Certificate]] = {}
    for text in printed:
        one = certificate(text)
        if one is None:
            continue
        alike = by_rating.setdefault(one.rating, [])
        if not any(
            one.system in (c.system, None)
            and (one.system in ("MPAA", "TV Parental Guidelines", None) or one.printed == c.printed)
            for c in alike
        ):
            alike.append(one)
            found.append(one)
    return found


# The row's label tells the kind: "Opening Weekend USA: $27,788,331, 4 April 1999", "Gross: $171,383,253 (USA) (17 May 1999)".
_SUMS: tuple[tuple[str, str], ...] = (("budget", "budget"), ("opening", "opening"), ("gross", "gross"), ("cumulative", "gross"))


_SUM = re.compile("|".join(word for word, _ in _SUMS), re.IGNORECASE)


def is_sum(label: str) -> bool:
    """Whether a row of this label states a sum."""
    return _SUM.search(label) is not None


_OF_REGION = re.compile(r"(?:Weekend|Gross)(?: in)?\s+((?:the )?(?:USA|US|UK)\b.*?|worldwide)\s*:?\s*$", re.IGNORECASE)


def box_office(label: str, printed: str) -> BoxOffice | None:
    """A sum of its row's label and text; the region stands in the label (2018 on) or in brackets behind the sum."""
    kind = next((kind for word, kind in _SUMS if word in label.lower()), None)
    found = money(printed)
    if kind is None or found is None:
        return None
    region = None
    if match := _OF_REGION.search(label):
        region = match[1].replace("worldwide", "Worldwide")
    elif "worldwide" in label.lower():
        region = "Worldwide"
    elif kind != "budget" and (match := re.search(r"\(([A-Z][^()\d]+)\)", printed)):
        region = match[1].strip()
    return BoxOffice(kind=kind, amount=found[0], currency=found[1], region=region)  # type: ignore[arg-type]


def users(value: str | float | None, votes: str | int | None, printed: str | None = None) -> list[Rating]:
    """The users' mean of 10; empty where no number is printed ("-", "awaiting 5 votes")."""
    score = decimal(value)
    if score is None:
        return []
    count = integer(votes) if isinstance(votes, str) else whole(votes)
    shown = printed or (f"{value}/10" if isinstance(value, str) and "/" not in value else str(value))
    return [Rating(by="audience", name=USERS, measure="mean", value=score, best=10, worst=1, rating_count=count, printed=shown)]


def metascore(value: str | int | None, count: int | None = None, printed: str | None = None) -> list[Rating]:
    """Metacritic's mean of 100, which IMDb shows since 2010."""
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


def of_ten(printed: str | None) -> ReviewRating | None:
    """A reviewer's ``8/10``."""
    match = re.search(r"(\d+(?:[.,]\d)?)\s*/\s*10\b", printed or "")
    return ReviewRating(value=decimal(match[1]) or 0, best=10, worst=1, printed=match[0]) if match else None


_HELPFUL = re.compile(r"([\d,]+) (?:out )?of ([\d,]+) (?:people|users?)? ?found")


def helpful(printed: str | None) -> Helpful | None:
    """``24 of 73 people found this review helpful``, ``292 out of 402 people found …``."""
    match = _HELPFUL.search(printed or "")
    return Helpful(yes=integer(match[1]), total=integer(match[2])) if match else None


def spoken_ones(languages: list[str]) -> list[str]:
    """The languages less "None", which IMDb prints for a silent film."""
    return [language for language in languages if language != "None"]


def spoken(node: Node, drop: str | None = None) -> Passage | None:
    """A text that is whole, with its breaks; its `<br>`s may stand doubled for a paragraph."""
    raw, _ = node.raw_text(drop=node.all(drop) if drop else ())
    text = tidy(raw)[0]
    return Passage(text=text) if text else None


def plot(shown: Node | None, link: str, below: Callable[[], Node | None], drop: str = "em, .see-more") -> Passage | None:
    """The head's short text; where it is cut, the Storyline below, which then begins with it and is whole.

    Args:
        shown: the head's text.
        link: selects the marker in it ("See full summary").
        below: finds the Storyline's paragraph, which may be another text than the head's where that is whole.
        drop: what is no part of the Storyline: its author, links.
    """
    mark = shown.first(link) if shown is not None else None
    if shown is not None and mark is None:
        head = tidy(shown.raw_text(drop=shown.all(".see-more"))[0])[0]
        if head and not _INVITATION.match(head):
            return Passage(text=head)
    storyline = below()
    whole = spoken(storyline, drop) if storyline is not None else None
    credit = _author(storyline) if storyline is not None else None
    if shown is not None and mark is not None:
        text = tidy(without_marker(shown.raw_text(drop=[mark])[0]).rstrip(" »\n\xa0"))[0]
        if text:
            text = without_marker(text)
            if whole is not None and is_prefix(text, whole.text):
                found = (
                    still_open(without_marker(whole.text), mark.attr("href")) if _cut(whole.text) else replace(text, whole.text)
                )
                found.credit = credit
                return found
            return still_open(text, mark.attr("href"))
    if whole is not None and not _INVITATION.match(whole.text):
        if _cut(whole.text):
            whole = still_open(without_marker(whole.text))
        whole.credit = credit
        return whole
    return None


# Where nobody wrote a plot yet: "Add a Plot »", "Add Full Plot | Add Synopsis", "Know what this is about? Be the first one …"
_INVITATION = re.compile(
    r"(?:Add (?:a |Full )?(?:Plot|Synopsis|Summary)|Know what this is about|It looks like we don't have)", re.IGNORECASE
)


def _cut(storyline: str) -> bool:
    """Whether the server cut the Storyline: it did so after 1000 characters, with dots and no link of its own (2011 to 2019)."""
    return storyline.endswith("...") and 990 <= len(storyline) <= 1003


def _author(storyline: Node) -> str | None:
    node = storyline.first("em")
    match = re.match(r"Written by\s*(.+)", node.text) if node is not None else None
    return match[1] if match else None


def poster(page: Page, *selectors: str) -> str | None:
    """The poster's address: none where it is a placeholder's or of a browser's saved copy."""
    for selector in selectors:
        for node in page.all(selector):
            url = node.attr("src") or ""
            if url.startswith(("http://", "https://")) and "nopicture" not in url and "addposter" not in url:
                return url
    return None


_SPOILERS = re.compile(r"\*\*\* ?This (?:review|comment) may contain spoilers|Warning: Spoilers")


def spoiler_warning(node: Node) -> bool | None:
    """Whether a review warns that it may tell the plot; None where it says nothing, which says nothing."""
    # Few do: the letters alone are looked for before the text is put in order.
    return True if "poilers" in node.script and _SPOILERS.search(node.text) else None
