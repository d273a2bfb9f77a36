"""Grades as reviewers print them (stars, "3 1/2 out of 4", "8,3/10", "B+", "87 %"), and counts of votes."""

from __future__ import annotations

import re

import msgspec

from filmdig.parsers.layouts.values import integer, number
from filmdig.parsers.page.blocks import Picture
from filmdig.parsers.page.plain_text import one_line
from filmdig.parsers.record.page_record import ReviewRating

_FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "1/2": 0.5, "1/4": 0.25, "3/4": 0.75}
_COUNTING = (
    ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    ("null", "ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn"),
    ("zéro", "une", "deux", "trois", "quatre", "cinq"),
    ("cero", "una", "dos", "tres", "cuatro", "cinco"),
    ("zero", "una", "due", "tre", "quattro", "cinque"),
)
_WORDS = {word: value for words in _COUNTING for value, word in enumerate(words)}
_NUMBER = r"(?:\d{1,3}(?:[.,]\d{1,3})?(?:\s?[½¼¾]|[ -]1/[24]|\s3/4)?|[½¼¾])"
_AMOUNT = rf"({_NUMBER}|{'|'.join(_WORDS)})"
_BEST = rf"(\d{{1,3}}(?:[.,]0)?|{'|'.join(_WORDS)})"
_STAR_WORDS = (
    r"(?:stars?|sterne?n?|étoiles?|estrellas?|estrelas?|stelle|stjerner?|stjärnor|sterren|tähteä|gwiazdk\w+|hvězdič\w+|csillag|"
    r"звезд\w*|звёзд\w*|yıldız)"
)
_OF = rf"\s*(?:/|(?:(?:{_STAR_WORDS}|points?)\s)?(?:out of|ud af|von|sur|de|di|av|af|uit|z|из|od|på|na|a|of)\s)\s*"
_OUT_OF = re.compile(rf"(?<![\w/.,-]){_AMOUNT}{_OF}{_BEST}(?![\w/]|[.,]\d)", re.IGNORECASE)
_STARS_NAMED = re.compile(rf"(?<![\w/.,-]){_AMOUNT}[\s-]{_STAR_WORDS}\b", re.IGNORECASE)
_STARS = re.compile(r"([★⭐✭✮✯✪🌟]{1,10})\s?(½|⯨|⯪|1/2)?([☆✩✰⚝]{0,10})|([☆✩✰]{1,10})(?=\s|$)")
_ASTERISKS = re.compile(
    r"(?:^|(?<=[\s(:]))(\*{1,5})\s?(½|1/2)?"
    r"(?:\s?(?:out of|of|/)\s?(\*{4,5}|\d{1,2}|four|five|vier|fünf|cuatro|cinco|quatre|cinq))?(?=$|[\s).,;])"
)
_GRADE_WORD = (
    r"(?:grade|note|nota|voto|wertung|bewertung|verdict|rating|score|betyg|karakter|ocena|hodnocení|értékelés|оценка|cijfer|"
    r"my rating|评分)"
)
_LETTER = re.compile(rf"\b(?:final |overall |our |my )?{_GRADE_WORD}\s*+[:：-]\s*+([A-F][+–−-]?)(?=$|[\s.,;)])", re.IGNORECASE)
_LABELLED = re.compile(rf"\b{_GRADE_WORD}\s*+(?:[:：-]\s*+)?({_NUMBER})(?=$|[\s.,;)★%])", re.IGNORECASE)
_PERCENT = re.compile(r"(?<![\w.,])(\d{1,3})\s?%")
_BESTS = frozenset((4, 5, 6, 10, 20, 100))
_VOTES = (
    r"(?:users?|critics?|critiques?|votes?|ratings?|voters?|reviews?|members?|people|fans|votos?|voix|notes|avis|stimmen|bewertungen|nutzer\w*|"
    r"valutazioni|voti|utenti|"
    r"stemmen|röster|stemmer|ääntä|głos\w*|ocen\w*|hlas\w*|hodnocen\w*|szavazat\w*|voturi|оцен\w*|голос\w*|пользовател\w*|"
    r"ψήφ\w*|oy|kişi|"
    r"人评价|人评分|人|评分|명|票|صوت|تقييم|רای|رای)"
)
_GROUPED = r"(\d{1,3}(?:[.,' \u00a0\u202f]\d{3}){1,4}(?!\d)|\d+(?:[.,]\d{1,2})?)"
COUNT = re.compile(rf"(?<![\d.,]){_GROUPED}\s?([kKmM]|тыс|万)?\.?\s*+(?:\+\s*+)?{_VOTES}(?![^\W\d_])", re.IGNORECASE)
BRACKETED = re.compile(rf"(?<!\s)\s*+[(（]\s*+{_GROUPED}\s?([kKmM]|万)?\+?\s*+[)）]")


def amount(text: str) -> float | None:
    """Return the value of a printed number with its fraction: "3 1/2", "3½", "2,5", "four"."""
    text = one_line(text).lower()
    if text in _WORDS:
        return float(_WORDS[text])
    extra = 0.0
    for printed, value in _FRACTIONS.items():
        if text.endswith(printed) and not re.fullmatch(r"\d/\d", text.removesuffix(printed) + "x"):
            text, extra = text.removesuffix(printed).rstrip(" -"), value
            break
    if not text:
        return extra or None
    # A grade may have three decimals: "8.125" is not 8125.
    found = float(text.replace(",", ".")) if re.fullmatch(r"\d[.,]\d{3}", text) else number(text)
    return None if found is None else found + extra


def _plain(value: float) -> float | int:
    return int(value) if float(value).is_integer() else value


def grade_of(text: str, *, labelled: bool = False) -> ReviewRating | None:
    """Return the grade in a short text; None if there is none.

    Args:
        text: a line, or the text alternative of an image.
        labelled: whether a label before it marks it as a grade.
    """
    text = one_line(text)
    if not text or len(text) > 400:
        return None
    return _grade_of_scale(text) or _grade_of_stars(text) or _grade_of_words(text, labelled=labelled)


def _grade_of_scale(text: str) -> ReviewRating | None:
    for match in _OUT_OF.finditer(text):
        value, best = amount(match[1]), amount(match[2])
        if value is not None and best in _BESTS and 0 <= value <= best:
            return ReviewRating(value=_plain(value), best=_plain(best), printed=match[0].strip())
    return None


def _grade_of_stars(text: str) -> ReviewRating | None:
    for match in _STARS.finditer(text):
        full, half, empty = match[1] or "", match[2], match[3] or match[4] or ""
        before = text[: match.start()].rstrip()
        if len(full) == 1 and not half and not empty and (before[-1:].isdigit() or len(text) == 1):
            continue  # a single star is a symbol next to a number, not a grade
        if len(full) + len(empty) <= 10:
            best = len(full) + bool(half) + len(empty) if empty else None
            value = len(full) + (0.5 if half else 0)
            return ReviewRating(value=_plain(value), best=best if best in _BESTS else None, printed=match[0].strip())
    return None


def _grade_of_words(text: str, *, labelled: bool) -> ReviewRating | None:
    if match := _ASTERISKS.search(text):
        best = len(match[3]) if match[3] and match[3][0] == "*" else _WORDS.get(match[3] or "") or integer(match[3])
        return ReviewRating(value=_plain(len(match[1]) + (0.5 if match[2] else 0)), best=best, printed=match[0].strip())
    if (match := _STARS_NAMED.search(text)) and (value := amount(match[1])) is not None and value <= 10:
        return ReviewRating(value=_plain(value), printed=match[0].strip())
    if match := _LETTER.search(text):
        return ReviewRating(value=match[1].replace("–", "-").replace("−", "-"), printed=match[1])
    if (match := _LABELLED.search(text)) and (value := amount(match[1])) is not None and value <= 100:
        return ReviewRating(value=_plain(value), printed=match[1])
    if labelled and (match := re.fullmatch(r"([A-F][+–−-]?)\.?", text)):
        return ReviewRating(value=match[1], printed=match[1])
    if labelled and (match := _PERCENT.search(text)):
        return ReviewRating(value=int(match[1]), best=100, printed=match[0]) if int(match[1]) <= 100 else None
    if (
        labelled
        and (match := re.match(rf"({_NUMBER})(?![\w:/]|[.,]\d)", text))
        and (value := amount(match[1])) is not None
        and value <= 100
    ):
        return ReviewRating(value=_plain(value), printed=match[1])
    return None


class Votes(msgspec.Struct):
    """A count of votes; approximate if it was printed in short form ("6.7K")."""

    count: int
    approximate: bool


def votes_in(match: re.Match[str]) -> Votes | None:
    """Return the count of a match of `COUNT` or `BRACKETED`."""
    short = (match[2] or "").lower()
    if short:
        value = number(match[1])
        factor = {"k": 1000, "m": 1_000_000, "тыс": 1000, "万": 10_000}[short]
        return None if value is None else Votes(round(value * factor), True)
    count = integer(match[1])
    return None if count is None else Votes(count, False)


_STAR_PICTURE = re.compile(r"star|stern|etoile|étoile|estrell|stella|stjern|gwiazd|hvezd|zvezd|sterne|rating", re.IGNORECASE)
_HALF_PICTURE = re.compile(r"half|halb|demi|media|mezz|[_.-]?0?[.,_]?5(?!\d)|polov|1-2", re.IGNORECASE)
_EMPTY_PICTURE = re.compile(
    r"empty|off|gr[ae]y|blank|none|leer|vide|vacia|no[_-]?star|outline|unlit|inactive|white|[_-]o\.", re.IGNORECASE
)


_MARKED = re.compile(r"(?:stars?|rating|score|note|value)[_-]?(\d{1,3})(?![\w.])", re.IGNORECASE)
_STAR_CLASS = re.compile(r"star(?!t|e|k|r|b)|ratings?(?![a-z])|stareval", re.IGNORECASE)
_FULL_CLASS = re.compile(r"(?:^|[\s_-])(?:filled|full|on|active|checked|selected|fill)(?=$|[\s_-])", re.IGNORECASE)
_HALF_CLASS = re.compile(r"(?:^|[\s_-])half(?=$|[\s_-])", re.IGNORECASE)
_EMPTY_CLASS = re.compile(r"(?:^|[\s_-])(?:empty|off|o|blank|inactive|gr[ae]y)(?=$|[\s_-])", re.IGNORECASE)
_ICON = re.compile(r"(?:^|[\s_-])star(?=$|[\s_-])", re.IGNORECASE)
_WIDTH = re.compile(r"(?:^|[;\s])width\s?:\s?(\d{1,3}(?:\.\d{1,2})?)\s?%", re.IGNORECASE)


def grade_of_marks(marks: list[tuple[str, str, str]]) -> ReviewRating | None:
    """Return the grade out of five that a style sheet draws as stars: "stars45", "width: 90%", full and empty elements.

    Args:
        marks: class, style and text of each element, in order.
    """
    stars = [(cls, style) for cls, style, text in marks if not text and _STAR_CLASS.search(cls)]
    for cls, style in stars:
        if (match := _MARKED.search(cls)) is not None:
            value = _of_five(match[1])
            if value is not None:
                return ReviewRating(value=_plain(value), best=5)
        elif (match := _WIDTH.search(style)) is not None and 0 < (share := float(match[1])) <= 100 and share % 10 == 0:
            return ReviewRating(value=_plain(share / 20), best=5)
    icons = [cls for cls, _ in stars if _ICON.search(cls)]
    empty = sum(bool(_EMPTY_CLASS.search(cls)) for cls in icons)
    half = sum(bool(_HALF_CLASS.search(cls)) for cls in icons)
    full = sum(bool(_FULL_CLASS.search(cls)) and not _HALF_CLASS.search(cls) for cls in icons)
    if full + half + empty == len(icons) and 0 < full + half <= 5 and len(icons) <= 5:
        return ReviewRating(value=_plain(full + half / 2), best=5)
    return None


def _of_five(printed: str) -> float | None:
    """Return the stars that the number in a class means: four for "4", four and a half for "45" and "90"."""
    value = int(printed)
    if len(printed) == 1:
        return float(value) if 0 < value <= 5 else None
    if value % 5 or not 0 < value <= 100 or (value > 50 and value % 10):
        return None
    return value / 10 if value <= 50 else value / 20


_GRADED = re.compile(r"\d{1,2}(?:[.,]\d)?\s?/\s?(?:5|10|100)")


def grade_of_pictures(pictures: list[Picture]) -> ReviewRating | None:
    """Return the grade that images of stars show, by the text alternative of one of them, or by their number."""
    stars = [
        picture for picture in pictures if _STAR_PICTURE.search(f"{picture.src.rpartition('/')[2]} {picture.alt} {picture.cls}")
    ]
    for picture in [*stars, *(one for one in pictures if _GRADED.fullmatch(one.alt.strip()))]:
        if picture.alt and (found := grade_of(picture.alt)) is not None:
            return found
    if not 2 <= len(stars) <= 10:
        return None
    value, empty = 0.0, False
    for picture in stars:
        name = f"{picture.src.rpartition('/')[2]} {picture.alt} {picture.cls}"
        if _EMPTY_PICTURE.search(name):
            empty = True
        else:
            value += 0.5 if _HALF_PICTURE.search(name) else 1
    best = len(stars) if empty and len(stars) in _BESTS else None
    return ReviewRating(value=_plain(value), best=best) if value or empty else None
