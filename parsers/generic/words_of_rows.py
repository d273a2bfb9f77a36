"""Split rows that are lists of words into their members: genres, countries, languages, keywords."""

from __future__ import annotations

import re
from itertools import pairwise

from filmdig.parsers.generic.cut_texts import is_marker, strip_more
from filmdig.parsers.generic.facts import is_country, is_genre, is_language
from filmdig.parsers.generic.rows import Row
from filmdig.parsers.page.plain_text import one_line

_LIST = re.compile(r"\s*[,;|•·、，،؛／\t]\s*|\s+/\s*|\s{2,}|\s+-\s+")
#: A link to the rest of a list.
MORE = re.compile(
    r"^(?:more|see full|show more|show all|vote tags?|add tags?|see more|see all|view all|\.\.\.|…|all|less)\b", re.IGNORECASE
)
_WORDS_MOST = 4


def strip_control(row: Row, line: str) -> str:
    """Return a line without a link to the rest at its end ("See more »", "(more)")."""
    if all(piece.node is None for piece in row.pieces):
        return strip_more(line)[0]
    shorter = line.rstrip(" »›>)]").casefold()
    for piece in row.pieces:
        text = one_line(piece.text).strip(" »›>()[]")
        if text and piece.tag in ("a", "span") and shorter.endswith(text.casefold()) and is_marker(text, "more"):
            return line[: len(shorter) - len(text)].rstrip(" (|[")
    return line


_ALSO = re.compile(r"(?<!\s)\s++(?:&|and|und|et|y|e|og|och|en|ja|i|a|и|та|και|ve|és|și|oraz|و)\s++")


_KNOWN = {"genres": is_genre, "countries": is_country, "languages": is_language}


def split_joined(field: str, parts: list[str]) -> list[str]:
    """Return the members of a list, split at "and" or a space if both sides are known: "Drame et Aventure".

    Args:
        field: genres, countries or languages.
        parts: the members as divided by separators.
    """
    known = _KNOWN[field]
    found: list[str] = []
    for part in parts:
        joined = _ALSO.split(part)
        if known(part):
            found.append(part)
            continue
        spaced = part.split()
        both = joined if len(joined) > 1 else spaced if len(spaced) > 1 else [part]
        sure = all(known(one) or all(map(known, one.split("/"))) for one in both)
        found += both if len(both) > 1 and not known(part) and sure else [part]
    return list(dict.fromkeys(found))


def words_in(row: Row, most: int = 14) -> list[str]:
    """Return the members of a plain list, such as genres or countries; empty if the value is a sentence or a menu."""
    parts: list[str] = []
    links = [one_line(piece.text) for piece in row.pieces if piece.href is not None]
    lines = row.lines if row.form in ("cell", "heading", "block", "mark") and len(row.lines) <= most + 1 else row.lines[:1]
    if len(row.lines) == 1 and len(links) > 1 and len("".join(links)) * 10 >= len(re.sub(r"\W", "", row.text)) * 9:
        lines = links
    elif row.form != "colon" and (chips := _chips(row)):
        lines = chips
    for line in lines:
        members = _LIST.split(strip_control(row, _MARK.sub("", line)))
        if line.strip(" -–—|") in links and not any(map(_KNOWN.get(row.field, bool), map(str.strip, members))):
            members = [line]  # a link is a single member: "Film, TV & Radio" (AllMovie 2019)
        for token in members:
            part = _UNCLOSED.sub("", token.strip(" .:-–—()[]|"))
            if not part or MORE.match(part):
                continue
            if len(part) > 32 or len(part.split()) > _WORDS_MOST or any(char.isdigit() for char in part) or ":" in part:
                return parts if parts and line is not lines[0] else []
            if row.field == "keywords" and (sense := _SENSE.search(token)) is not None:
                part += f" {sense[1]}"
            if part not in parts:
                parts.append(part)
    return parts if len(parts) <= most else []


def _chips(row: Row) -> list[str]:
    """Return the texts of a value's elements if only their edges separate them: "<i>Drama</i><i>School</i>"."""
    texts = [one_line(piece.text) for piece in row.pieces if piece.text.strip()]
    if len(texts) < 2 or _LIST.search(" ".join(row.lines)) or len({id(piece.node) for piece in row.pieces}) < len(texts):
        return []
    joined = any(one[-1:].isalnum() and other[:1].isupper() and f"{one}{other}" in row.text for one, other in pairwise(texts))
    return texts if joined and all(len(text) <= 32 for text in texts) else []


_MARK = re.compile(r"(?<!\s)\[[\w\s]{1,12}\]|\[(?:[a-z]|\d{1,3}|(?:note|nb) \d{1,3})\]")  # "Drama[note 1]", "Drama [1]"
_UNCLOSED = re.compile(r"(?<!\s)\s{0,3}[(\[][^()\[\]]{1,40}\Z")  # "Dutch (some)", after its last bracket is stripped
# The sense of a keyword: "fly [insect]". A count is not a sense: "fly (78)".
_SENSE = re.compile(r"(?<=\S)\s(\([^()\[\]\d]{1,40}\)|\[[^()\[\]\d]{1,40}\])\s*\Z")
