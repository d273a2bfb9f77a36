"""Lines of facts near the title: "Italy, 1976, 1h 15min", "R | 105 min | Drama", "1979 · N"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from filmdig.parsers.generic.certificates import certificate_of
from filmdig.parsers.generic.durations import digits, minutes
from filmdig.parsers.generic.evidence import Evidence
from filmdig.parsers.generic.facts import is_country, is_genre, is_language, year_of
from filmdig.parsers.generic.people import is_name
from filmdig.parsers.generic.statement import STRONG, WEAK, Statement
from filmdig.parsers.generic.titles import body_headings, head_titles
from filmdig.parsers.generic.vocabulary import alternatives
from filmdig.parsers.page.blocks import Block
from filmdig.parsers.page.plain_text import has_digit, one_line
from filmdig.parsers.record.page_record import Person

#: The most characters of a line of facts.
_LONGEST_LINE = 170
#: Blocks after the title within which a line is near it.
_NEAR = 14
#: Blocks before and after the best line whose facts are added to it.
_BESIDE = 3
#: Reading times and word counts of articles.
_READING = re.compile(
    r"\bread(?:ing)?\b|\d\s?字|阅读|閱讀|lesezeit|lesedauer|de lecture|lectura|leitura|lettura|leestijd|lästid|"
    r"чтени|okuma|読了|\bago\b",
    re.IGNORECASE,
)
_SPLIT = re.compile(r"\s*[·•|,;/／、，｜]\s*|(?<=[^\W\d_]{3})\.\s+(?=[^\W\d_])|\s+[–—-]\s+|\s*[()\[\]]\s*|(?<=\d)\.\s+|\s{2,}")
#: What a line must contain unless it is near the title, where it may be a list of genres.
_A_YEAR_OR_LENGTH = re.compile(r"(?:1[89]|20)\d\d|\d\s?(?:[^\W\d_]|['′’])")
_HYPHENS = re.compile(r"\s?[-–/&]\s?")
_CODES = "D|A|CH|F|I|E|S|B|NL|GB|UK|US|USA|DDR|BRD|DK|N|SF|FIN|PL|H|CS|CZ|J|RC|CDN|AUS|SU|IRL|P|GR|L|R|CN|IND"
_CODES_YEAR = re.compile(rf"(?<![^\s(])((?:{_CODES})(?:[/-](?:{_CODES})){{0,5}}) (?=(?:18[89]|19\d|20\d)\d(?!\d))")
_YEAR_LAST = re.compile(r"(.{2,50}?)(?<!\s)\s++((?:18[89]|19\d|20\d)\d)")
_YEAR_FIRST = re.compile(r"((?:18[89]|19\d|20\d)\d)\s+(.{2,50})")
_DIRECTED_BY = re.compile(
    rf"^(?:{alternatives('sentence', 'directed')}|director|dir|d:|r:|réal\.?|reż\.?|by|de)\s*:?\s+(?=\S)", re.IGNORECASE
)


#: Ages that may be a bare number before a running time: "16 | 2h 12min | Drama" (IMDb 2019, as seen from Hungary).
_AGES = frozenset(map(str, (6, 7, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18)))


class Found:
    """The facts that the tokens of a line state."""

    def __init__(self) -> None:
        self.year: int | None = None
        self.end_year: int | None = None
        self.runtime: int | None = None
        self.countries: list[str] = []
        self.languages: list[str] = []
        self.genres: list[str] = []
        self.certificate: Any = None
        self.names: list[str] = []
        self.known = self.unknown = 0

    def take(self, token: str) -> None:
        """Read one token into the fact that it states."""
        token = token.strip(" .:–—-")
        if not token:
            return
        if (years := year_of(token)) is not None and self.year is None:
            self.year, self.end_year = years
        elif (length := minutes(token)) and self.runtime is None and len(token) <= 24 and length < 900:
            self.runtime = length
        elif is_genre(token):
            self.genres.append(token)
        elif is_country(token):
            self.countries.append(token)
        elif is_language(token):
            self.languages.append(token)
        elif (found := certificate_of(token, labelled=len(token) < 6 and not token.isdigit())) is not None:
            self.certificate = self.certificate or found
        elif self._take_parts(token):
            return
        elif is_name(name := _DIRECTED_BY.sub("", token)) and not any(char.isdigit() for char in name):
            self.names.append(name)
            self.unknown += 1
            return
        else:
            self.unknown += 1
            return
        self.known += 1

    def add(self, other: Found) -> None:
        """Take from another line the facts that this one lacks."""
        self.year, self.end_year = (self.year, self.end_year) if self.year else (other.year, other.end_year)
        self.runtime = self.runtime or other.runtime
        self.countries = self.countries or other.countries
        self.languages = self.languages or other.languages
        self.genres = self.genres or other.genres
        self.certificate = self.certificate or other.certificate

    def _take_parts(self, token: str) -> bool:
        """Read a token that holds several facts ("Italy 1976", "Comedy/Drama", "1979 Drama"); return whether it does."""
        for pattern, order in ((_YEAR_LAST, (1, 2)), (_YEAR_FIRST, (2, 1))):
            if match := pattern.fullmatch(token):
                rest = match[order[0]]
                parts = [rest] if is_country(rest) or is_genre(rest) else [part for part in re.split(r"[-–/&,\s]+", rest) if part]
                if parts and all(is_country(part) or is_genre(part) or minutes(part) for part in parts):
                    for part in (*parts, match[order[1]]):
                        self.take(part)
                    return True
        spaced = token.split(" ")
        if len(spaced) > 1 and not token.isascii() and is_genre(spaced[0]):
            for part in spaced:
                self.take(part)
            return True
        parts = [part for part in _HYPHENS.split(token) if part]
        if len(parts) > 1 and all(is_country(part) or is_genre(part) or is_language(part) for part in parts):
            for part in parts:
                self.take(part)
            return True
        return False


def read_line(texts: list[str]) -> Found:
    """Return the facts that the texts of one line state."""
    found = Found()
    tokens = [token for text in texts for token in _SPLIT.split(_CODES_YEAR.sub(_known_codes, digits(text))) if token]
    for token, following in pairwise([*tokens, ""]):
        if token in _AGES and found.certificate is None and minutes(following) and not following.isdigit():
            found.certificate = certificate_of(token, labelled=True)
            found.known += 1
        else:
            found.take(token)
    return found


def _known_codes(match: re.Match[str]) -> str:
    """Return the codes if all are known countries ("USA 1999"); of "D/A 2009" only the year is kept."""
    return match[0] if all(is_country(code) for code in re.split("[/-]", match[1])) else ""


def factline(evidence: Evidence) -> Iterator[Statement]:
    """Yield the facts in the best short line after the title, or in any short line with enough of them."""
    blocks = evidence.model.body
    start = _title_at(evidence, blocks)
    best: tuple[int, Found, Block] | None = None
    others: list[tuple[Found, Block]] = []
    for block, texts in ((one, texts) for one in _candidates(blocks, start) for texts in _lines(one)):
        found = read_line(texts)
        if found.genres and found.unknown and (linked := _linked_genres(block)):
            found.genres, found.names, found.unknown = linked, [], 0
        length = sum(map(len, texts))
        score = found.known * 2 - found.unknown + 2 * bool(found.runtime) + bool(found.year)
        sound = found.known >= 2 and found.known >= found.unknown
        sound = sound or (found.runtime is not None and found.unknown <= 1 and length <= 40)
        near = start is not None and start <= block.index <= start + _NEAR
        sound = sound or (near and found.runtime is not None and length <= 60 and minutes(texts[0]) is not None)
        sound = sound or (near and found.year is not None and found.unknown == len(found.names) == 1)
        close = start is not None and start < block.index <= start + 3
        listed = len(found.genres) > 1 and ((close and found.unknown < 3) or (near and found.known == len(found.genres)))
        if (sound and (found.year or found.runtime)) or listed:
            others.append((found, block))
            if best is None or score > best[0] + 3:
                best = (score, found, block)
    if best is None and start is not None:
        best = _in_block_run(evidence, blocks, start)
    best = best or _bracketed(blocks, start)
    if best is None:
        return
    _, found, block = best
    neighbours = [
        one
        for one in evidence.model.blocks[max(0, block.index - _BESIDE) : block.index + _BESIDE + 1]
        if 0 < len(one.text) <= 30 and not one.furniture
    ]
    others += [
        (one, other)
        for other in neighbours
        if not other.level and not _READING.search(other.text) and (one := read_line([other.text])).known and not one.unknown
    ]
    for one, other in others:
        if one is not found and abs(other.index - block.index) <= _BESIDE:
            found.add(one)
    place = f"line {block.text[:60]!r}"
    yield from _statements(found, place, near=start is not None and 0 <= block.index - start <= _NEAR)


def _linked_genres(block: Block) -> list[str]:
    """Return the texts of a line that is only links to genres, known ones or not."""
    links = [piece for piece in block.pieces if piece.text.strip(" ,;/|·•\xa0\n\t")]
    alike = all(piece.href is not None and "genre" in piece.href.casefold() for piece in links)
    return [one_line(piece.text) for piece in links] if alike and len(links) > 1 else []


def _lines(block: Block) -> Iterator[list[str]]:
    """Yield the texts of each of a block's lines; most blocks have one."""
    line: list[Any] = []
    for piece in block.pieces:
        if piece.new_line and line:
            yield _texts(line)
            line = []
        line.append(piece)
    yield _texts(line)


_IN_BRACKETS = re.compile(r"\(([^()]{8,140})\)")


def _bracketed(blocks: list[Block], start: int | None) -> tuple[int, Found, Block] | None:
    """Return the facts in brackets in a line near the title: "a film by N (France, 2009, 1h38)"."""
    for block in blocks:
        if start is not None and not start <= block.index <= start + _NEAR:
            continue
        for match in _IN_BRACKETS.finditer(block.text[:600]):
            found = read_line([match[1]])
            if found.known > 1 and found.year and found.unknown <= len(found.names) <= 2:
                found.names, found.unknown = [], 0
                return found.known, found, block
    return None


def _statements(found: Found, place: str, *, near: bool) -> Iterator[Statement]:
    strength = STRONG if near or found.known >= 3 else WEAK
    values: dict[str, Any] = {
        "year": found.year,
        "end_year": found.end_year,
        "runtime_minutes": found.runtime,
        "countries": list(dict.fromkeys(found.countries)),
        "genres": list(dict.fromkeys(found.genres)),
        "languages": list(dict.fromkeys(found.languages)),
        "certificates": [found.certificate] if found.certificate else [],
    }
    for field, value in values.items():
        if value:
            yield Statement(field, value, "factline", place, strength if field != "languages" else WEAK)
    if near and found.year and len(found.names) == 1 and found.unknown == 1 and found.known <= 3:
        yield Statement("directors", [Person(name=found.names[0])], "factline", place, STRONG)


def _texts(pieces: list[Any]) -> list[str]:
    """Return the texts of a line, one for each element."""
    texts: list[str] = []
    last = None
    for piece in pieces:
        text = one_line(piece.text)
        if text:
            if texts and piece.node is last:
                texts[-1] += f" {text}"
            else:
                texts.append(text)
            last = piece.node
    return texts


def _candidates(blocks: list[Block], start: int | None) -> Iterator[Block]:
    """Yield short blocks with a digit, and short blocks near the title; none far after it, or with a reading time."""
    for block in blocks:
        if block.level or len(block.text) > _LONGEST_LINE:
            continue
        if not has_digit(block.text) and (start is None or not 0 < block.index - start <= _NEAR):
            continue
        if _READING.search(block.text):
            continue
        near = start is not None and start - 3 <= block.index <= start + _NEAR
        if near or ((start is None or block.index > start) and _A_YEAR_OR_LENGTH.search(digits(block.text))):
            yield block
        if start is not None and block.index > start + 60:
            return


def _title_at(evidence: Evidence, blocks: list[Block]) -> int | None:
    """Return the index of the title's block."""
    keys = {one.text for one in head_titles(evidence)}
    headings = body_headings(evidence)
    agreed = next((one for one in headings if one.text in keys), None) or next(iter(headings), None)
    if agreed is not None:
        return agreed.block
    return next((block.index for block in blocks if block.text in keys), None)


def _in_block_run(evidence: Evidence, blocks: list[Block], start: int) -> tuple[int, Found, Block] | None:
    """Return the facts of the short blocks after the title, where each is a block."""
    run = []
    for block in blocks:
        if start < block.index <= start + 8:
            if len(block.text) > 40:
                break
            run.append(block)
    found = read_line([block.text for block in run])
    if run and found.known >= 2 and found.known >= found.unknown and (found.year or found.runtime):
        return found.known, found, run[0]
    return None
