"""Recognize printed age ratings and their boards."""

from __future__ import annotations

import re

from filmdig.parsers.generic.vocabulary import words
from filmdig.parsers.layouts.certificates import american_rating
from filmdig.parsers.layouts.values import mpaa
from filmdig.parsers.page.plain_text import one_line
from filmdig.parsers.record.page_record import Certificate

_SYSTEMS = ("FSK", "BBFC", "MPAA", "PEGI", "USK", "CNC", "KIJKWIJZER", "TV")
_AGE = re.compile(
    r"(?:FSK|BBFC|MPAA|PEGI|K|ab|från|от|od|tot|vanaf|dès|\+|-|TP|R|PG|NC|M|MA|U/?A?|A|L|AL|S|T)?\s?[-:]?\s?"
    r"(?:\d{1,2}\s?\+?(?:\s?(?:år|Jahren?|ans|años|anni|anos|jaar|lat|let|лет|років|세이상관람가|세 이상|세|岁|歳|years?))?"
    r"A?|U|PG|TP|A|L|AL|UA|E|M|G|R|S|T)",
    re.IGNORECASE,
)
_WORDS = words("certificate", "word")
# "PG-13; profanity", "16+ зрителям, достигшим 16 лет".
_CODE_FIRST = re.compile(r"((?:PG|NC)-\d\d|\d{1,2}\+|(?:G|PG|R|U|M|X)(?=[;(]))(?:[\s;,(]|$)")
_MINIMUM = re.compile(
    r"(?:no recomendad[oa] (?:para|a) menores de|interdit aux moins de|déconseillé aux moins de|"
    r"ab|från|tillåten från|dozwolon\w{1,6} od|od|"
    r"frei(?:gegeben)? ab|not recommended for under|vietato ai minori di(?: anni)?|não recomendado para menores de|"
    r"tilladt for børn over) (\d{1,2})"
    r"(?: (?:años|ans|jahren?|år|lat|let|anni|anos|s))?(?!\d)|^(\d{1,2}) ?歳以上|^(?:apta para todos los públicos)$",
    re.IGNORECASE,
)
_LINK = re.compile(r"\s?\[[^\]]{1,40}\]")  # "R [See Full Rating] for ..." (Rotten Tomatoes 2010)
_BOARD = re.compile(r"^(?:rated|mpaa(?: rating)?|certificate|cert\.?)\s*[:.]?\s*", re.IGNORECASE)


def certificate_of(text: str, label: str = "", *, labelled: bool = False) -> Certificate | None:
    """Return the certificate in a printed text; None for any other text ("8.3/10", "4 stars").

    Args:
        text: "PG-13 for violence", "FSK: 12", "16+", "15 år".
        label: the label before the text, which may name the board.
        labelled: whether the label is one of certificates.
    """
    printed = one_line(text)
    words = _BOARD.sub("", printed)
    words = _LINK.sub("", words) if "[" in words else words
    code, _, reason = words.partition(" for ")
    if not reason and (match := _CODE_FIRST.match(words)):
        code, reason = match[1], ""
    code = code.strip(" ()[].,;:")
    if (
        (rating := mpaa(code)) is not None
        and not code.isdigit()
        and (labelled or len(rating) > 1 or reason or label.lower() == "rated" or "mpaa" in label.lower())
    ):
        stated = "mpaa" in f"{label} {printed}".lower()
        return american_rating(rating, stated=stated, reason=f"for {reason.strip()}" if reason else None, printed=printed)
    if len(printed) <= 90 and (match := _MINIMUM.search(printed)):
        return Certificate(system=None, rating=match[1] or match[2], printed=printed)
    if len(code) > 24 or "/" in code.replace("U/A", "") or "." in code or "," in code:
        return None
    plain = code.casefold()
    if not labelled and not code.endswith("+"):
        return None
    if _AGE.fullmatch(code) or plain in _WORDS:
        system = next((name for name in _SYSTEMS if name in label.upper() or code.upper().startswith(name)), None)
        rating = code
        if system and rating.upper().startswith(system):
            rating = rating[len(system) :].strip(" :-") or code
        return Certificate(system=system, rating=rating, printed=printed)
    return None


def is_american(found: Certificate) -> bool:
    """Return whether a certificate is an American rating, including those of television."""
    return mpaa(found.rating) == found.rating
