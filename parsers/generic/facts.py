"""Recognize one token of a line of facts: a year, a country, a language, a genre."""

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
    """Return the names of countries in the vocabulary's languages: Unicode CLDR's, and others that film sites use."""
    from babel import Locale  # loaded only for pages with a line of facts, since its tables load slowly

    names = set(map(normalized, words("country", "other")))
    for language in _LOCALES:
        territories = Locale.parse(language).territories
        names |= {normalized(name) for code, name in territories.items() if len(code) == 2}
    return frozenset(names - {""})


@functools.cache
def languages() -> frozenset[str]:
    """Return the names of languages in the vocabulary's languages."""
    from babel import Locale

    names = set(map(normalized, words("language", "other")))
    for language in _LOCALES:
        names |= {normalized(name) for code, name in Locale.parse(language).languages.items() if len(code) in (2, 3)}
    return frozenset(names - {""})


@functools.cache
def genres() -> frozenset[str]:
    """Return the words for genres."""
    return frozenset(map(normalized, words("genre")))


_PLURAL = re.compile(r"ies$")
_GENRE_FORM = re.compile(r"(?<=\w)(?:s|\s(?:movies?|films?|series|shows))$")


def is_country(token: str) -> bool:
    """Return whether a token is the name of a country, or its code in capitals."""
    return token in words("country", "code") or (1 < len(token) < 40 and normalized(token) in countries())


def is_genre(token: str) -> bool:
    """Return whether a token is the name of a genre, including "Comedies" and "Romantic Movies"."""
    if not 1 < len(token) < 40:
        return False
    word = normalized(token)
    return word in genres() or (word.isascii() and _GENRE_FORM.sub("", _PLURAL.sub("y", word)) in genres())


def is_language(token: str) -> bool:
    """Return whether a token is the name of a language."""
    return 2 < len(token) < 40 and normalized(token) in languages()


def year_of(token: str) -> tuple[int, int | None] | None:
    """Return the first and last year of a token that is only a year or a span of years; None for any other token."""
    match = _YEAR.fullmatch(token.strip(" .,"))
    if not match:
        return None
    end = match[2]
    if end and len(end) == 2:
        end = match[1][:2] + end
    return int(match[1]), int(end) if end else None
