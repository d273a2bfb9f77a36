"""Conventions that every record follows, whatever read it: placeholders, the whole world as a region, kinds of release."""

from __future__ import annotations

import re
from itertools import chain
from typing import Any, Final

import msgspec

from filmdig.parsers.layouts.known_names import placeholders
from filmdig.parsers.page.embedded import unescaped
from filmdig.parsers.record.page_record import CastMember, CrewMember, Person, Record, ReleaseKind

_KINDS: Final[tuple[tuple[re.Pattern[str], ReleaseKind], ...]] = (
    (re.compile(r"festival|fest\b|festiwal|фестиваль|节$|影展|映画祭|film days|berlinale|viennale|mostra\b"), "festival"),
    (re.compile(r"\b(?:dvd|video|blu-?ray|vhs|laserdisc|uhd|hd dvd)\b(?! on demand)"), "home_video"),
    (
        re.compile(
            r"\b(?:internet|streaming|online|v\.?o\.?d|svod|video on demand|netflix|hulu|disney\+|hbo max|max original"
            r"|(?:amazon )?prime video|amazon|apple tv\+?|paramount\+|peacock|mubi|shudder|youtube|itunes|crunchyroll)(?![\w])"
        ),
        "streaming",
    ),
    (re.compile(r"\b(?:tv|television|televisie|télévision|fernsehen|broadcast|aired)\b|телевид"), "television"),
    (
        re.compile(
            r"\b(?:theatrical|theaters?|theatres?|cinemas?|kino|en salles?|au cinéma|v kinech|nationwide|wide)\b|кинотеатр"
        ),
        "theatrical",
    ),
)


def release_kind(note: str | None) -> ReleaseKind | None:
    """Return the kind of a release from the words printed with it; None if they do not state one ("limited", "premiere").

    Args:
        note: the words, with or without brackets: ``TV premiere``, ``Mar del Plata Film Festival``, ``sur Netflix``.
    """
    words = (note or "").lower()
    return next((kind for pattern, kind in _KINDS if pattern.search(words)), None) if words else None


_BRACKETS: Final = re.compile(r"\(([^()]*)\)")


def joined_notes(printed: str) -> str | None:
    """Return the texts of all brackets, joined by "; "; if there are no brackets, the whole text."""
    return "; ".join(note for bracket in _BRACKETS.findall(printed) if (note := bracket.strip())) or printed.strip() or None


_WORLD: Final = frozenset(
    (
        *("world", "worldwide", "world-wide", "world wide", "the world", "total", "global", "globally", "all territories"),
        *(
            "cumulative worldwide gross",
            "monde",
            "dans le monde",
            "mondial",
            "weltweit",
            "welt",
            "mundial",
            "mundo",
            "en el mundo",
        ),
        *("todo el mundo", "no mundo", "mondo", "nel mondo", "mondiale", "wereldwijd", "världen", "hela världen", "verden"),
        *("мир", "в мире", "весь мир", "світ", "świat", "na świecie", "celý svět", "svět", "világ", "világszerte", "dünya"),
        *("全球", "世界", "全世界", "전세계", "전 세계"),
    )
)


#: The numeral by which a site distinguishes people of the same name: "Steve McQueen (III)".
_NAMESAKE: Final = re.compile(r"(?<=\S) \([IVXL]{1,8}\)\Z")


def settle_conventions(record: Record) -> None:
    """Remove values that state nothing (the world as a region, a placeholder for a plot) and the numerals of namesakes."""
    film = record.film
    for person in chain[Person | CrewMember | CastMember](film.directors, film.writers, film.producers, film.crew, film.cast):
        if person.name.endswith(")"):
            person.name = _NAMESAKE.sub("", person.name) or person.name
    for gross in film.box_office:
        if gross.region is not None and gross.region.strip(" :.()").casefold() in _WORLD:
            gross.region = None
    if film.synopsis is not None and is_placeholder(film.synopsis):
        film.synopsis = film.synopsis_credit = None
        record.truncations = [cut for cut in record.truncations if cut.path != "/film/synopsis"]
        for paths in (record.derived, record.weak):
            paths[:] = [path for path in paths if path != "/film/synopsis"]


_ESCAPED: Final = re.compile(
    rb"&(?:#\d{2,5}|#[xX][0-9a-fA-F]{2,5}|amp|apos|quot|lt|gt|nbsp|[A-Za-z]{1,7}(?:acute|grave|uml|circ|tilde));"
)


def settle_entities(record: Record) -> None:
    """Decode character references that a page's data escaped twice ("Ferry&apos;s Day" in Next.js's data)."""
    if _ESCAPED.search(msgspec.json.encode([record.film, record.person, record.ratings, record.reviews, record.related])):
        # A seam is an offset into the text, which decoding would shift.
        seamed = {cut.path for cut in record.truncations if cut.seams}
        for name in ("film", "person", "ratings", "reviews", "related"):
            setattr(record, name, _decoded(getattr(record, name), f"/{name}", seamed))


def _decoded(value: Any, path: str, skipped: set[str]) -> Any:
    if isinstance(value, str):
        return value if path in skipped else unescaped(value)
    if isinstance(value, list):
        return [_decoded(item, f"{path}/{index}", skipped) for index, item in enumerate(value)]
    if isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            inside = getattr(value, name)
            if isinstance(inside, str | list | msgspec.Struct):
                setattr(value, name, _decoded(inside, f"{path}/{name}", skipped))
    return value


_LONGEST_PLACEHOLDER: Final = 200


def is_placeholder(text: str) -> bool:
    """Return whether a text is a placeholder for a missing one: "No overview found.", "Add a plot »" (`placeholders.txt`)."""
    if len(text) > _LONGEST_PLACEHOLDER:
        return False
    known, begins = placeholders()
    words = " ".join(re.findall(r"[^\W_]+", text.casefold()))
    return words in known or words.startswith(begins)
