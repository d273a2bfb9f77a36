"""Lines that may be titles: on pages without headings, in text renditions, above a newspaper's credits."""

from __future__ import annotations

import re
from itertools import pairwise
from urllib.parse import unquote

from filmdig.parsers.generic.evidence import Evidence
from filmdig.parsers.generic.people import folded
from filmdig.parsers.generic.statement import STRONG, STRONGER
from filmdig.parsers.generic.titles import Heading, body_headings, cleaned, head_titles, is_generic, phrases
from filmdig.parsers.generic.vocabulary import alternatives, label_of
from filmdig.parsers.generic.witnesses.factline import read_line
from filmdig.parsers.page.blocks import Block

#: A title, its year, its place, and the strength of the statement.
Found = tuple[str, int | None, str, int] | None
CREDIT_FIELDS = ("directors", "cast", "writers", "runtime_minutes", "certificates", "certificate_or_score")
_REVIEW_LEAD = re.compile(rf"[\[【][^\]】]{{0,12}}(?:{alternatives('title', 'review')})[^\]】]{{0,6}}[\]】]\s*\S", re.IGNORECASE)


def with_title_lines(evidence: Evidence) -> list[Heading]:
    """Return the headings, and short blocks that repeat the head's title: pages of the 1990s use paragraphs as headings."""
    body = body_headings(evidence)
    heads = {folded(one.text) for one in head_titles(evidence)}
    lines = []
    for block in evidence.model.body[:40]:
        if block.level or len(block.text) > 120:
            continue
        if _REVIEW_LEAD.match(block.text) and (one := cleaned(block.text, "line", block.index)) is not None:
            body = [*body, one]
            continue
        if not any(head in folded(block.text) for head in heads):
            continue
        one = cleaned(block.text, "line", block.index)
        if one is not None and one.year and "/" in one.text and folded(one.text.partition("/")[0]) in heads:
            one.text = one.text.partition("/")[0].strip()
        if (
            one is not None
            and (folded(one.text) in heads or _wider(evidence, one, heads))
            and (one.year or not any(folded(other.text) in heads for other in body))
        ):
            lines.append(one)
    return [*body, *lines]


def _wider(evidence: Evidence, one: Heading, heads: set[str]) -> bool:
    """Return whether a line contains several parts of the page's `title`: "T - The Complete Season 6"."""
    line = folded(one.text)
    return line in folded(evidence.page.title or "") and any(len(head) > 3 and line.startswith(head) for head in heads)


_MOST_LINES = 400
_COUNTRY_YEAR = re.compile(r"\([^()\d]{3,60}\d{4}\)$")  # "(Finland - 1987)"
_RANGE = re.compile(r"\(\d{4}\s?[-–—]")
_OF_EPISODE = re.compile(r"\bseason \d{1,3}\b.{0,10}\bepisode \d|\bepisode aired\b", re.IGNORECASE)
_YEARS = re.compile(r"(?<!\d)(?:18[89]|19\d|20\d)\d(?!\d)")
_EPISODE = re.compile(r"[\"“„][^\"“”„]{1,60}[\"”“] \S")  # a series and its episode, or a film and a remark about it
_CODE = re.compile(r"[A-Z]{2,4}\d{1,2}")  # a cinema hall, a channel
FACT_FIELDS = (
    "directors",
    "cast",
    "writers",
    "runtime_minutes",
    "genres",
    "countries",
    "year",
    "synopsis",
    "certificates",
    "releases",
)


def line_above_facts(evidence: Evidence, head: list[Heading], body: list[Heading]) -> Found:
    """Return a line above the rows of a text rendition, which has no headings: one with a year, or repeated in the text."""
    if evidence.page.rendition != "text":
        return None
    rows = evidence.rows_for(*FACT_FIELDS)
    blocks = evidence.model.blocks
    if not rows or rows[0].block > _MOST_LINES:
        return None
    best: tuple[int, Heading] | None = None
    dated: set[str] = set()
    prose = " ".join(block.text for block in blocks if len(block.text) > 120)
    of_episode = any(_OF_EPISODE.search(block.text) for block in blocks[: rows[0].block + 3])
    for block in blocks[max(0, rows[0].block - 8) : rows[0].block]:
        text = block.text
        if not 1 < len(text) <= 90 or text[-1] in ".!?:：,;" or label_of(text) is not None or is_generic(text):
            continue
        one = cleaned(text, "line", block.index)
        if one is None or not any(char.isalpha() for char in one.text) or _CODE.fullmatch(one.text):
            continue
        label = label_of(blocks[block.index - 1].text) if block.index else None
        if label is not None and (label.field != "other" or blocks[block.index - 1].text[-1] in ":："):
            continue  # the value of a label; but "Contact" without a colon is a menu entry
        if block.index and _COUNTRY_YEAR.search(text) and _may_be_title(evidence, block):
            continue
        if "|" in text or _EPISODE.match(text) or read_line([one.text]).known > 1:
            continue
        near = rows[0].block - block.index <= 3
        again = near and len(one.text) > 3 and re.search(rf"(?<!\w){re.escape(one.text)}(?!\w)", prose) is not None
        weight = 3 * bool(one.year) + (5 if again else near)
        if (has_other_year(evidence, one) and not again) or (_RANGE.search(text) and of_episode):
            continue
        if one.year and not again:
            dated.add(one.text)
        if weight >= 3 and (best is None or weight > best[0]):
            best = (weight, one)
    if best is None or (best[1].text in dated and len(dated) > 1):  # a list of other films, or of people born today
        return None
    return _first_script(best[1].text, blocks), best[1].year, "line above the facts", STRONG


_TWO_SCRIPTS = re.compile(r"([\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af][^\sA-Za-z]{0,30}) ([A-Z][^\u3040-\ud7af]{1,60})")


def _first_script(title: str, blocks: list[Block]) -> str:
    """Return the first of two titles on one line ("雾渡 Ferry") if the page also has it without the second."""
    match = _TWO_SCRIPTS.fullmatch(title)
    alone = match is not None and any(match[1] in block.text and match[2] not in block.text for block in blocks)
    return match[1] if match is not None and alone else title


def _may_be_title(evidence: Evidence, block: Block) -> bool:
    """Return whether the line directly above a line with a country and a year may be the title.

    The line with the country and the year is then the original title.
    """
    above, containers = evidence.model.blocks[block.index - 1], evidence.model.containers
    text = above.text
    lone = (
        containers[above.container].parent == containers[block.container].parent
        and 1 < len(text) <= 60
        and text[-1] not in ".!?:：,;"
    )
    return lone and label_of(text) is None and not is_generic(text)


def has_other_year(evidence: Evidence, one: Heading) -> bool:
    """Return whether a title's year differs from the year in the page's facts."""
    years = {int(found) for row in evidence.rows_for("year") for found in _YEARS.findall(row.text)}
    return bool(one.year and years and one.year not in years)


def line_before_facts(evidence: Evidence, head: list[Heading], body: list[Heading]) -> Found:
    """Return the line right before a line of facts, on a page without headings."""
    if evidence.page.rendition != "html" or body_headings(evidence):
        return None
    blocks = evidence.model.body
    for before, block in pairwise(blocks[:40]):
        if len(block.text) > 120 or len(before.text) > 70 or not any(char.isdigit() for char in block.text):
            continue
        facts = read_line([block.text])
        if facts.runtime and facts.known > 1 and facts.unknown == 0 and label_of(before.text) is None:
            one = cleaned(before.text, "line", before.index)
            twice = sum(other.text == before.text for other in blocks) > 1
            if (
                one is not None
                and not is_generic(one.text)
                and (twice or folded(one.text) in {folded(other.text) for other in head})
            ):
                return one.text, one.year, "line before the facts", STRONG
    return None


def other_titles_on_line(body: list[Heading], title: str) -> list[str]:
    """Return the other titles of a line "T/T2/T3 (1973)"."""
    for one in body:
        parts = [part.strip() for part in one.whole[: one.whole.rfind("(")].split("/")] if one.place == "line" else []
        if len(parts) > 1 and parts[0] == title and all(len(part) > 3 for part in parts):
            return parts[1:]
    return []


def above_credits(evidence: Evidence, head: list[Heading], body: list[Heading]) -> Found:
    """Return the line above "Director: N" at the end or beginning of a newspaper review."""
    first = next(
        (row for row in evidence.rows if row.field in CREDIT_FIELDS and not row.furniture and row.form in ("colon", "mark")), None
    )
    if first is None:
        return None
    known = {folded(phrase): phrase for phrase in phrases(evidence)}
    text = " ".join(block.text for block in evidence.model.body)
    label = evidence.model.blocks[first.block]
    lines = label.lines
    above = lines[: next((n for n, line in enumerate(lines) if first.label in line), 0)]
    above = [*(block.text for block in evidence.model.blocks[max(0, first.block - 4) : first.block]), *above]
    lead, _, _ = label.text.partition(first.label)
    if lead.strip() and not above[len(above) - len(lines) :]:
        above.append(lead)
    for line in reversed(above):
        one = cleaned(line, "line")
        if one is None or len(one.text) > 70 or label_of(one.text) is not None or is_generic(one.text) or ":" in one.text[-1:]:
            continue
        if evidence.page.rendition == "text" and has_other_year(evidence, one):
            continue
        if folded(one.text) in known:
            return known[folded(one.text)], one.year, f"line above {first.label!r}", STRONG
        if len(one.text) > 2 and text.count(one.text) > 2:
            return one.text, one.year, f"line above {first.label!r}", STRONG
    return None


def line_in_text(evidence: Evidence, head: list[Heading], body: list[Heading]) -> Found:
    """Return the line before the facts of a page without headings that is repeated in its text, or in a second copy of it."""
    if body or evidence.page.rendition != "html":
        return None
    blocks = evidence.model.body
    first = min((row.block for row in evidence.rows_for(*FACT_FIELDS)), default=None)
    if first is None:
        first = next((block.index for block in blocks if len(block.text) > 60), None)
    near = [block for block in blocks if first is None or first - 8 <= block.index < first]
    for block in reversed(near):
        text = block.text.rstrip(" :：")
        if not 1 < len(text) <= 70 or label_of(text) is not None or is_generic(text) or text[-1] in ".!?,;":
            continue
        one = cleaned(text, "line", block.index)
        if one is None or not one.text[:1].isalnum() or one.text.isdigit():
            continue
        again = re.compile(rf"(?<!\w){re.escape(one.text)}(?!\w)", re.IGNORECASE)
        repeated = next((match[0] for other in blocks if other is not block and (match := again.search(other.text))), None)
        if repeated is not None:
            return one.text, one.year, "line that the text has again", STRONG
    return None


_EXTENSION = re.compile(r"\.(?:html?|php|aspx?|jsp|cfm|shtml)$", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
_LONGEST_SLUG = 14


def named_by_address(evidence: Evidence, head: list[Heading], body: list[Heading]) -> Found:
    """Return words of a text rendition's address as its text prints them: "A Quiet Field" for ".../films/a-quiet-field"."""
    page = evidence.page
    address = page.url or page.own_url
    if page.rendition != "text" or not address:
        return None
    # Split by hand: an address stated in the text may be invalid.
    path, _, query = address.partition("#")[0].partition("?")
    segments = [*reversed(path.split("/")[3:]), *(pair.partition("=")[2] for pair in query.split("&"))]
    text = " ".join(block.text for block in evidence.model.blocks)
    for segment in segments[:6]:
        tokens = _WORD.findall(_EXTENSION.sub("", unquote(segment)))
        while len(tokens) > 1 and tokens[0].isdigit() and len(tokens[0]) > 4:
            tokens = tokens[1:]
        while len(tokens) > 1 and _IDENTIFIER.fullmatch(tokens[-1]):
            tokens = tokens[:-1]
        tokens = [*tokens[:-1], tokens[-1].rstrip("0123456789") or tokens[-1]] if tokens and len(tokens) < 2 else tokens
        title = "".join(tokens)
        if not 0 < len(tokens) <= _LONGEST_SLUG or not 3 <= len(title) <= 120 or title.isdigit() or is_generic(" ".join(tokens)):
            continue
        joined = r"[\W_]{1,3}".join("['’]?".join(map(re.escape, token)) for token in tokens)
        pattern = re.compile(rf"(?<!\w){joined}[!?]?(?!\w)(?:\s?\(((?:18[89]|19\d|20\d)\d)\))?", re.IGNORECASE)
        found = [
            match
            for match in pattern.finditer(text)
            if not match[0][0].islower() and "/" not in match[0] and "\n" not in match[0]
        ]
        if found:
            year = next((int(match[1]) for match in found if match[1]), None)
            first = found[0][0].partition(" (")[0] if found[0][1] else found[0][0]
            return first, year, "words of the address", STRONGER
    return None


_IDENTIFIER = re.compile(r"\d{4,}|[a-z]{1,3}\d{3,}", re.IGNORECASE)
