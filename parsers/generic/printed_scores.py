"""Scores printed in short blocks: "9.0/10 478,754 votes", "34% liked it" under "Users", "Average Rating: 4.2/5"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from filmdig.parsers.generic.evidence import Evidence
from filmdig.parsers.generic.grades import BRACKETED, COUNT, Votes, amount, votes_in
from filmdig.parsers.layouts.values import integer
from filmdig.parsers.page.blocks import Block
from filmdig.parsers.page.plain_text import has_digit, one_line
from filmdig.parsers.record.page_record import By, Measure, Rating

_OUT_OF = re.compile(r"(?<![\w/.,-])(\d{1,3}(?:[.,]\d{1,3})?)\s?/\s?(5|10|20|100)(?![\d/]|[.,]\d)")
_PERCENT = re.compile(r"(?<![\w.,])(\d{1,3})\s?%(?!\w)")
_CRITICS = re.compile(
    r"tomatometer|all critics|top critics|\bcritics?\b|critic reviews|reviews counted|^(?:fresh|rotten)\s?:|\bpress[e]?\b|"
    r"kritiker|crític[ao]s?\b|"
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
    r"(?:user ratings|ratings|votes|reviews counted|critic reviews|total count|based on|stimmen|votos|оценок|"
    r"голосов)\s?[:：]?\s(\d{1,3}(?:[.,' \u00a0]\d{3})+|\d+)(?![\d.,%])",
    re.IGNORECASE,
)
_NOT_A_SCORE = re.compile(
    r"\b(?:your|my|dein\w*|votre|tu|tua|sua|jouw|din|twoj\w*|vaše?|ваш\w*|моя|popularity|up|down|off|"
    r"discount|save|alcohol|vol)\b|你的|我的",
    re.IGNORECASE,
)
_SCORE_CLASS = re.compile(
    r"(?:^|[\s_-])\w{0,8}(?:rating|score|rate|note|nota|bewertung|рейтинг)\w{0,8}(?=$|[\s_-])", re.IGNORECASE
)
_DECIMAL = re.compile(r"[5-9][.,]\d{1,2}")
#: The text after a share whose percent sign is drawn by a style sheet.
_SHARE_FOLLOWS = re.compile(r"^liked it\b|\bfresh:\s?\d+.{0,5}rotten:", re.IGNORECASE)
_SCORE = re.compile(r"\d{1,3}(?:[.,]\d{1,2})?\s?%?")
_OF_A_SITE = re.compile(r"\b(?:metascore|metacritic|imdb|tomatometer)\W{0,3}$", re.IGNORECASE)
#: A tile with another site's score, whose words and counts belong to that score only.
_TILE = re.compile(r"(?:\b(?:imdb|metascore|metacritic|rt|letterboxd|tmdb|kinopoisk)|豆瓣|кинопоиск)\W{0,3}\d", re.IGNORECASE)
_LETTER = re.compile(r"[A-F][+–−-]?")
_COUNTED_MEAN = re.compile(r"(\d{1,2}[.,]\d{1,2})\s(?=\d)")
#: The offsets of the blocks that may name the raters of a score, in order of preference.
_NEAR = (-1, 1, -2, 2, -3, -4)
_MOST_BLOCKS = 300
_LONGEST = 130

#: The texts of the short blocks around a block, by their offset from it: -1 is the block right before.
Around = dict[int, str]


def printed_scores(evidence: Evidence, limit: int) -> Iterator[Rating]:
    """Yield the scores in short blocks before `limit`, with their raters and counts."""
    blocks = evidence.model.blocks
    texts: dict[int, str] = {}
    for block in evidence.model.body[:_MOST_BLOCKS]:
        if block.index >= limit or len(block.text) > _LONGEST:
            continue
        text = _spread(block, texts)
        if len(text) < 3 and _LETTER.fullmatch(text):
            yield from _letter_grade(text, _around(blocks, block, texts))
        if not has_digit(text) or _NOT_A_SCORE.search(text):
            continue
        around = _around(blocks, block, texts)
        yield from _means(text, around)
        if _SCORE_CLASS.search(block.cls) and _DECIMAL.fullmatch(text) and (value := amount(text)) is not None and value > 5:
            yield _rating("audience", "mean", value, 10, _votes_after(around), text)  # above five with a fraction: out of ten
        yield from _shares(text, around)
        yield from _counted_mean(text, around)


def spaced(block: Block) -> str:
    """Return a block's text with a space between its elements: tiles print "IMDb8.5789k votes"."""
    return one_line(" ".join(piece.text for piece in block.pieces))


def _spread(block: Block, known: dict[int, str]) -> str:
    """Return `spaced(block)`, computed once per block, since each block is near several others."""
    text = known.get(block.index)
    if text is None:
        text = known[block.index] = spaced(block)
    return text


def _around(blocks: list[Block], block: Block, known: dict[int, str]) -> Around:
    """Return the texts of the short blocks around a block."""
    at = block.index
    near = {offset: blocks[at + offset] for offset in (-4, -3, -2, -1, 1, 2, 3) if 0 <= at + offset < len(blocks)}
    texts = {offset: _spread(one, known) for offset, one in near.items() if len(one.text) <= (60 if offset < 0 else 90)}
    return {offset: text for offset, text in texts.items() if not _TILE.search(text)}


def _votes_after(around: Around) -> Votes | None:
    """Return the count of votes in one of the next blocks, before the next score."""
    for offset in (1, 2, 3):
        text = around.get(offset, "")
        if _SCORE.fullmatch(text):
            return None
        if (votes := votes_in_text(text)) is not None:
            return votes
    return None


def _means(text: str, around: Around) -> Iterator[Rating]:
    """Yield the means with a scale, "7.4/10", that have a count or a word for a score."""
    for match in _OUT_OF.finditer(text):
        if _OF_A_SITE.search(text, max(0, match.start() - 24), match.start()):
            continue
        value, best = amount(match[1]), int(match[2])
        votes = votes_in_text(text[match.end() :]) or votes_in_text(around.get(1, "")[:60])
        by = _nearest_rater(text, around)
        is_score = votes is not None or re.search(
            r"\b(?:average|rating|score|note|bewertung|оценка|рейтинг)\b", text, re.IGNORECASE
        )
        if value is None or not 0 < value <= best or not is_score:
            continue
        yield _rating(by or "audience", "mean", value, best, votes, match[0])


def _shares(text: str, around: Around) -> Iterator[Rating]:
    """Yield a percentage, if words near it state what it is a share of."""
    matches = list(_PERCENT.finditer(text))
    if not matches and text.isdecimal() and len(text) < 4 and _SHARE_FOLLOWS.search(around.get(1, "")):
        matches = list(re.finditer(r"(\d+)", text))
    if len(matches) != 1:
        return
    value = int(matches[0][1])
    context = " | ".join((around.get(-2, ""), around.get(-1, ""), text, *(around.get(offset, "") for offset in (1, 2, 3))))
    measure: Measure | None = (
        "want_to_see"
        if _WANTED.search(text)
        else "percent_positive"
        if _POSITIVE.search(context) or _SHARE_FOLLOWS.search(around.get(1, ""))
        else None
    )
    by = _nearest_rater(text, around)
    by = by or ("audience" if "liked it" in text else None)
    if value > 100 or measure is None or (by is None and measure != "want_to_see"):
        return
    votes = votes_in_text(text[matches[0].end() :]) or _votes_after(around)
    yield _rating(by or "audience", measure, value, 100, votes, matches[0][0])


def _counted_mean(text: str, around: Around) -> Iterator[Rating]:
    """Yield a mean followed by its count, after a block that names the raters: "Press" over "2,7 22 reviews".

    `best` is None, since the scale is not printed with it.
    """
    match = _COUNTED_MEAN.match(text)
    who = around.get(-1, "")
    if match is None or len(who) > 30 or any(char.isdigit() for char in who) or (by := rated_by(who)) is None:
        return
    value, votes = amount(match[1]), votes_in_text(text[match.end() :])
    if value and votes is not None:
        yield _rating(by, "mean", value, None, votes, match[1])


def _letter_grade(text: str, around: Around) -> Iterator[Rating]:
    """Yield a letter grade between its raters and their number: "Users:", "B+", "319 ratings"."""
    by, votes = rated_by(around.get(-1, "")), votes_in_text(around.get(1, ""))
    if by is not None and votes is not None:
        grade = text.replace("–", "-").replace("−", "-")
        yield Rating(by=by, measure="grade", value=grade, rating_count=votes.count, approximate=votes.approximate, printed=text)


def _nearest_rater(text: str, around: Around) -> By | None:
    """Return the raters of a score by its own words, else by those of the nearest block."""
    if (by := rated_by(text)) is not None:
        return by
    before, after = rated_by(around.get(-1, "")), rated_by(around.get(1, ""))
    if before and after and before != after and _SCORE.fullmatch(around.get(-2, "")) and not rated_by(around.get(-3, "")):
        return after  # on this page names follow their scores: the block before names the previous score's raters
    return next((by for offset in _NEAR if (by := rated_by(around.get(offset, ""))) is not None), None)


def rated_by(words: str) -> By | None:
    """Return whether words name critics or the audience as raters; None if they name neither or both."""
    critics, audience = _CRITICS.search(words), _AUDIENCE.search(words)
    return None if bool(critics) == bool(audience) else "critics" if critics else "audience"


def votes_in_text(text: str) -> Votes | None:
    """Return the count of votes in a short text; None if there is none."""
    if match := _LABELLED_COUNT.search(text):
        count = integer(match[1])
        return Votes(count, False) if count is not None else None
    counted = BRACKETED.match(text) or COUNT.search(text[:60])
    return votes_in(counted) if counted else None


def _rating(by: By, measure: Measure, value: float, best: int | None, votes: Votes | None, printed: str) -> Rating:
    return Rating(
        by=by,
        measure=measure,
        value=int(value) if float(value).is_integer() else value,
        best=best,
        rating_count=votes.count if votes else None,
        approximate=bool(votes and votes.approximate),
        printed=printed.strip(),
    )
