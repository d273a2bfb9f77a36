"""Scores printed without a label of their own: "9.0/10 478,754 votes", "34% liked it" under "Users", "Average Rating: 4.2/5"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from filmdig.parsers.generic.evidence import Evidence
from filmdig.parsers.generic.grades import BRACKETED, COUNT, Votes, amount, votes_in
from filmdig.parsers.layouts.values import integer
from filmdig.parsers.page.blocks import Block
from filmdig.parsers.page.plain_text import one_line
from filmdig.parsers.record.page_record import By, Measure, Rating

_OUT_OF = re.compile(r"(?<![\w/.,-])(\d{1,3}(?:[.,]\d{1,3})?)\s?/\s?(5|10|20|100)(?![\d/]|[.,]\d)")
_PERCENT = re.compile(r"(?<![\w.,])(\d{1,3})\s?%(?!\w)")
_CRITICS = re.compile(
    r"tomatometer|all critics|top critics|\bcritics?\b|critic reviews|reviews counted|\bpress[e]?\b|kritiker|crític[ao]s?\b|"
    r"критик", re.IGNORECASE)  # fmt: skip
_AUDIENCE = re.compile(
    r"\baudience|\busers?\b|user ratings|\bmembers?\b|\bviewers?\b|popcorn|spectateurs|zuschauer|público|pubblico|"
    r"зрител|publikum|观众",
    re.IGNORECASE,
)
_POSITIVE = re.compile(
    r"liked it|tomatometer|fresh|positive|(?:audience|critics?|users?) score|recommend|of (?:users|critics|viewers)|gefiel|"
    r"ont aimé|понравил", re.IGNORECASE)  # fmt: skip
_WANTED = re.compile(r"want(?:s)? to see|wollen .{0,12}sehen|хотят посмотреть", re.IGNORECASE)
_LABELLED_COUNT = re.compile(
    r"(?:user ratings|ratings|votes|reviews counted|critic reviews|based on|stimmen|votos|оценок|"
    r"голосов)\s?[:：]?\s(\d{1,3}(?:[.,' \u00a0]\d{3})+|\d+)(?![\d.,%])",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"\b(?:your|my|dein\w*|votre|tu|tua|sua|jouw|din|twoj\w*|vaše?|ваш\w*|моя|popularity|up|down|off|"
    r"discount|save|alcohol|vol)\b|你的|我的",
    re.IGNORECASE,
)
_SCORE_CLASS = re.compile(
    r"(?:^|[\s_-])\w{0,8}(?:rating|score|rate|note|nota|bewertung|рейтинг)\w{0,8}(?=$|[\s_-])", re.IGNORECASE
)
_DECIMAL = re.compile(r"[5-9][.,]\d{1,2}")
_FURTHEST = 300
_LONGEST = 130


def printed_scores(evidence: Evidence, limit: int) -> Iterator[Rating]:
    """Yield the scores in short blocks before `limit`, with who gave them and how many."""
    blocks = evidence.model.blocks
    for block in blocks[: min(limit, _FURTHEST)]:
        if block.furniture in ("nav", "footer", "comments", "hidden", "aside") or len(block.text) > _LONGEST:
            continue
        text = _spread(block)
        if not any(char.isdigit() for char in text) or _OTHERS.search(text):
            continue
        around = _around(blocks, block)
        yield from _means(text, around)
        if _SCORE_CLASS.search(block.cls) and _DECIMAL.fullmatch(text) and (value := amount(text)) is not None and value > 5:
            yield _rating("audience", "mean", value, 10, _votes(around[1]), text)  # so high with a fraction: of ten
        yield from _shares(text, around)


def _spread(block: Block) -> str:
    return one_line(" ".join(piece.text for piece in block.pieces))


def _around(blocks: list[Block], block: Block) -> tuple[str, str]:
    """Return the short blocks right before and right after."""
    before = [one for one in blocks[max(0, block.index - 2) : block.index] if len(one.text) <= 60]
    after = [one for one in blocks[block.index + 1 : block.index + 3] if len(one.text) <= 90]
    return " | ".join(_spread(one) for one in before), " | ".join(_spread(one) for one in after)


def _means(text: str, around: tuple[str, str]) -> Iterator[Rating]:
    for match in _OUT_OF.finditer(text):
        value, best = amount(match[1]), int(match[2])
        votes = _votes(text[match.end() :]) or _votes(around[1][:60])
        by = _by(text, around)
        said = votes is not None or re.search(r"\b(?:average|rating|score|note|bewertung|оценка|рейтинг)\b", text, re.IGNORECASE)
        if value is None or not 0 < value <= best or not said:
            continue
        yield _rating(by or "audience", "mean", value, best, votes, match[0])


def _shares(text: str, around: tuple[str, str]) -> Iterator[Rating]:
    matches = list(_PERCENT.finditer(text))
    if len(matches) != 1:
        return
    value = int(matches[0][1])
    context = f"{around[0]} | {text} | {around[1]}"
    measure: Measure | None = "want_to_see" if _WANTED.search(text) else "percent_positive" if _POSITIVE.search(context) else None
    by = _by(text, around)
    by = by or ("audience" if "liked it" in text else None)
    if value > 100 or measure is None or (by is None and measure != "want_to_see"):
        return
    votes = _votes(text[matches[0].end() :]) or _votes(around[1])
    yield _rating(by or "audience", measure, value, 100, votes, matches[0][0])


def _by(text: str, around: tuple[str, str]) -> By | None:
    """Who gave a score, by the nearest words: its own, those before it, those after it."""
    for words in (text, around[0].rpartition("|")[2], around[0], around[1].partition("|")[0]):
        critics, audience = _CRITICS.search(words), _AUDIENCE.search(words)
        if critics and not audience:
            return "critics"
        if audience and not critics:
            return "audience"
    return None


def _votes(text: str) -> Votes | None:
    if match := _LABELLED_COUNT.search(text):
        count = integer(match[1])
        return Votes(count, False) if count is not None else None
    counted = BRACKETED.match(text) or COUNT.search(text[:60])
    return votes_in(counted) if counted else None


def _rating(by: By, measure: Measure, value: float, best: int, votes: Votes | None, printed: str) -> Rating:
    return Rating(
        by=by,
        measure=measure,
        value=int(value) if float(value).is_integer() else value,
        best=best,
        rating_count=votes.count if votes else None,
        approximate=bool(votes and votes.approximate),
        printed=printed.strip(),
    )
