"""Weigh what a page's text is about: words for film, the stage, books and games, and the sections of a disc review.

The functions return (weight, reason) pairs for the gate.
"""

from __future__ import annotations

import re

from filmdig.parsers.generic.evidence import Evidence
from filmdig.parsers.generic.facts import is_genre
from filmdig.parsers.generic.titles import head_titles
from filmdig.parsers.generic.vocabulary import words
from filmdig.parsers.generic.word_patterns import WordCounter, WordPattern

FILM_WORDS = WordCounter(words("sign", "film") - {"cinéma"})
_BOOK_AND_GAME_WORDS = (
    *("isbn", "publisher", "page:", "pages:", "paperback", "hardcover", "tracklist", "track list", "album", "gameplay", "xbox"),
    *("playstation", "nintendo", "recipe", "ingredients", "restaurant", "editorial", "páginas"),
)
_BOOK_AND_GAME_PATTERN = WordPattern(rf"\b(?:{'|'.join(_BOOK_AND_GAME_WORDS)})\b", _BOOK_AND_GAME_WORDS)
_STAGE_WORDS = (
    *("a play by", "on stage", "stage play", "interval", "intermission", "playwright", "ballet", "opera", "choreograph"),
    *("orchestra", "libretto", "theatre company", "theater company", "box office opens", "schauspielhaus", "theaterstück"),
    *("pièce de théâtre", "obra de teatro", "spettacolo teatrale", "spektakl", "divadlo", "teatteri"),
)
_STAGE_PATTERN = WordPattern(rf"\b(?:choreograph\w{{1,8}}|{'|'.join(_STAGE_WORDS)})\b", _STAGE_WORDS)
DATABASE_SCORE = re.compile(
    r"(?:豆瓣(?:评分)?|\bimdb(?: rating| score)?|metascore|tomatometer|кинопоиск|filmweb|čsfd)\s?[:：]?\s?\d", re.IGNORECASE
)
_DISC_PART = re.compile(
    r"(?:the )?(?:dvd|blu-?ray|video|audio|extras|special features|bonus features|picture quality|sound quality|packaging|"
    r"bild|ton|extras|bonusmaterial|image|son|suppléments|imagen|sonido)\s?(?:[:：]|$)",
    re.IGNORECASE,
)


_STAGE_LABEL = re.compile(
    r"(?:演出(?:剧院|劇院|团体|團體|日期)|剧团|theat(?:re|er) company|uraufführung am)\s?(?:[:：]|$)",
    re.IGNORECASE,
)


SPACED = re.compile(r"(?<![^\W\d_])[^\W\d_]{2,}+ [^\W\d_]{2,}+ [^\W\d_]{2,}+ [^\W\d_]{2,}+")


def disc_review_weights(evidence: Evidence) -> list[tuple[int, str]]:
    """Weigh the section labels of a disc review: "Video: …", "Audio: …", "Extras: …"."""
    if not any(one.review for one in head_titles(evidence)[:2]):
        return []
    parts = {match[0].lower() for block in evidence.model.body if (match := _DISC_PART.match(block.text[:30]))}
    return [(4, f"sections of a disc review: {', '.join(sorted(parts))}")] if len(parts) > 2 else []


def stage_weights(evidence: Evidence) -> list[tuple[int, str]]:
    """Weigh the labels of a page about a play, which also has directors and cast: company, theatre, dates of performance."""
    labels = {match[0].lower() for block in evidence.model.body if (match := _STAGE_LABEL.match(block.text[:30]))}
    return [(-8, f"labels of a play: {', '.join(sorted(labels))}")] if len(labels) > 1 else []


def text_weights(evidence: Evidence, title: str | None) -> list[tuple[int, str]]:
    """Weigh the running text: how often it has words for film, and words for subjects whose pages look alike."""
    text = " ".join(block.text for block in evidence.model.body if len(block.text) > (60 if block.text.isascii() else 20))[
        :20_000
    ]
    if not text:
        return []
    length = max(1, len(text) // (6 if text[:400].isascii() or SPACED.search(text[:400]) else 2))
    small = text.casefold()
    films = FILM_WORDS.times(small)
    found = []
    if (films >= 6 and films * 80 >= length) or (films >= 2 and films * 40 >= length):
        found.append((3, f"~{films} words for film in {length} words of text"))
    elif films >= 2 and films * 150 >= length:
        found.append((2, f"~{films} words for film in {length} words of text"))
    elif films >= (2 if text.isascii() else 1):
        found.append((1, f"~{films} words for film in {length} words of text"))
    if title and films and len(title) <= 60 and not is_genre(title) and (times := text.count(title)) > 1:
        found.append((2, f"the title is in the text {times} times"))
    stage = len(set(_STAGE_PATTERN.findall(small[:8000])))
    if stage > 1 and stage >= films:
        found.append((-4, f"{stage} words for the stage"))
    others = len(_BOOK_AND_GAME_PATTERN.findall(small[:8000]))
    if others > 2 and others > films:
        found.append((-3, f"{others} words for books, music, games"))
    return found
