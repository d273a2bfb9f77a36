"""What one token of a line of facts is: a year, a running time, a country, a language, a genre, a certificate."""

from __future__ import annotations

import functools
import re

from filmdig.parsers.generic.vocabulary import normalized, words

_LOCALES = (
    *("en", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "nb", "fi", "pl", "cs", "sk", "hu", "ro", "ru", "uk", "el", "tr"),
    *("ja", "zh", "zh_Hant", "ko", "ar", "he", "hi", "fa", "th", "hr", "bg"),
)
_YEAR = re.compile(r"[(\[]?((?:18[89]|19\d|20\d)\d)(?:\s?[-–—]\s?((?:19|20)?\d\d)?)?[)\]]?(?:年?(?:製作|制作|公開|上映)|年|년)?")


@functools.cache
def countries() -> frozenset[str]:
    """Names of countries in the languages of the vocabulary, from Unicode's CLDR, and what films call them beside those."""
    from babel import Locale  # its tables load slowly: only for pages that have a line of facts

    names = set(map(normalized, words("country", "other")))
    for language in _LOCALES:
        territories = Locale.parse(language).territories
        names |= {normalized(name) for code, name in territories.items() if len(code) == 2}
    return frozenset(names - {""})


@functools.cache
def languages() -> frozenset[str]:
    """Names of languages in the languages of the vocabulary."""
    from babel import Locale

    names = set(map(normalized, words("language", "other")))
    for language in _LOCALES:
        names |= {normalized(name) for code, name in Locale.parse(language).languages.items() if len(code) in (2, 3)}
    return frozenset(names - {""})


@functools.cache
def genres() -> frozenset[str]:
    """Words for genres."""
    return frozenset(map(normalized, words("genre")))


_PLURAL = re.compile(r"ies$")
_GENRE_FORM = re.compile(r"(?<=\w)(?:s|\s(?:movies?|films?|series|shows))$")


def is_country(token: str) -> bool:
    """Return whether a token is a country's name, or its code in capitals."""
    return token in words("country", "code") or (1 < len(token) < 40 and normalized(token) in countries())


def is_genre(token: str) -> bool:
    """Return whether a token is a genre's name, "Comedies" and "Romantic Movies" among them."""
    if not 1 < len(token) < 40:
        return False
    word = normalized(token)
    return word in genres() or (word.isascii() and _GENRE_FORM.sub("", _PLURAL.sub("y", word)) in genres())


def is_language(token: str) -> bool:
    """Return whether a token is a language's name."""
    return 2 < len(token) < 40 and normalized(token) in languages()


def year_of(token: str) -> tuple[int, int | None] | None:
    """Return a token that is a year, or a span of years, and nothing else."""
    match = _YEAR.fullmatch(token.strip(" .,"))
    if not match:
        return None
    end = match[2]
    if end and len(end) == 2:
        end = match[1][:2] + end
    return int(match[1]), int(end) if end else None
