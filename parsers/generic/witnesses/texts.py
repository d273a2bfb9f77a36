"""The synopsis: a section under its heading, the structured data's text, or a description that the page prints in full."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterator
from importlib.resources import files

from filmdig.parsers.generic.evidence import Evidence
from filmdig.parsers.generic.passages import NOTE, Passages, is_caption, is_prose, passages_of, source_of, weight
from filmdig.parsers.generic.people import folded
from filmdig.parsers.generic.rows import Row
from filmdig.parsers.generic.statement import STRONG, Statement
from filmdig.parsers.generic.vocabulary import label_of, normalized
from filmdig.parsers.generic.witnesses.comments import first_review
from filmdig.parsers.generic.witnesses.reviews import own_review
from filmdig.parsers.generic.witnesses.structured import own_films
from filmdig.parsers.layouts.cuts import Passage, is_prefix, still_open, without_marker
from filmdig.parsers.layouts.values import tidy
from filmdig.parsers.page.blocks import Block
from filmdig.parsers.page.plain_text import one_line
from filmdig.parsers.record.page_record import OtherSynopsis

_FILM_PAGES = ("film", "series", "season", "episode")
_NO_EDGES = frozenset(("zh", "ja", "ko", "ar", "he", "fa"))
_ENDS_CUT = re.compile(r"(?:\.{3}|…)\s*$")
_SHORTEST_DESCRIPTION = 60


@functools.cache
def _phrases(meaning: str) -> re.Pattern[str]:
    """Return a pattern of the phrases with one meaning in all languages."""
    stated = tomllib.loads(files("filmdig.parsers.generic").joinpath("phrases.toml").read_text(encoding="utf-8"))
    edged: list[str] = []
    bare: list[str] = []
    for language, phrases in stated[meaning].items():
        (bare if language in _NO_EDGES else edged).extend(phrases)
    return re.compile(rf"\b(?:{'|'.join(edged)})\b|{'|'.join(bare)}", re.IGNORECASE)


def placeholder(text: str) -> bool:
    """Return whether a text only says that there is no text yet."""
    return len(text) < 200 and bool(_phrases("placeholder").search(text))


def texts(evidence: Evidence) -> Iterator[Statement]:
    """Yield the synopsis from the best of the page's sources, and the other sections about the plot."""
    if evidence.kind not in (*_FILM_PAGES, "article", "synopsis", "details", "credits"):
        return
    if evidence.split_text is not None:
        return  # the end of a text cannot be found
    passages = passages_of(evidence)
    found: list[tuple[Passage, str, str]] = []  # text, heading, place
    for row in evidence.rows_for("synopsis"):
        if _is_criticism(evidence, row):
            continue
        passage = passages.section(row)
        if passage is not None and weight(passage.text) >= 25 and not placeholder(passage.text):
            found.append((passage, row.label.strip(" :："), row.place))
    found += _titled_sections(evidence, passages)
    if not found and evidence.kind in _FILM_PAGES:
        found += _classed_sections(evidence, passages)
    found = [one for one in found if not _NOT_PLOT.search(one[0].text[:_SEARCHED])]
    if evidence.kind != "article" or own_review(evidence) is None:
        found = _with_descriptions(evidence, passages, found)
    distinct: list[tuple[Passage, str, str]] = []
    for passage, name, place in found:
        if not any(_same_text(passage.text, known.text) for known, _, _ in distinct):
            distinct.append((passage, name, place))
    if not distinct:
        return
    best = distinct[0]
    yield Statement("synopsis", best[0], "texts", best[2], STRONG)
    if others := [
        OtherSynopsis(text=passage.text, name=name or None) for passage, name, _ in distinct[1:] if name and passage.state is None
    ]:
        yield Statement("other_synopses", others, "texts", "further sections", STRONG)


_ASPECTS = frozenset(("story", "the story", "剧情", "劇情", "故事", "故事情节", "故事情節"))


def _is_criticism(evidence: Evidence, row: Row) -> bool:
    """Return whether a section is a review's opinion of the story, beside sections on the actors or the music."""
    if evidence.kind != "article" or row.form != "heading" or normalized(row.label) not in _ASPECTS:
        return False
    model = evidence.model
    heading = model.blocks[row.block]
    place = model.containers[heading.container].parent
    siblings = [one for one in model.body if one.tag == heading.tag and model.containers[one.container].parent == place]
    return len(siblings) > 2 and own_review(evidence) is not None


_QUOTED = re.compile(r"[«“„\"‘'『「《][^«»“”„\"』」》]{1,80}[»”“\"’'』」》]")
#: "Title (1954) on Site: Movies, TV, …" describes the page, not the plot.
_PAGE_DESCRIPTION = re.compile(r"^.{1,80}?\((?:19|20)\d\d\)")
_NOT_PLOT = re.compile(
    r"^(?:reviewers|critics|viewers|users|fans) (?:say|agree|praise)\b|"  # a summary of reviews
    r"^[\s/|·•,]|\((?:19|20)\d\d\)\s*[-–—:|]|(?:\s/\s[^/]{1,20}){2}|^[^|]{1,110}\|[^|]{1,110}\|",
    re.IGNORECASE,
)
#: Characters at the start of a text that are searched for signs that it is not a plot.
_SEARCHED = 240
_NAME = r"(?:[^.:]|(?<=\b[A-Z])\.){2,80}"
#: Credits before the plot in a page's description: "T: Directed by N. With A, B. A keeper …".
_CREDITS = re.compile(
    rf"(?:{_NAME}:\s)?(?:(?:Directed|Created) by {_NAME}\.(?:\s|$))?(?:With (?:[^.]|(?<=\b[A-Z])\.){{2,200}}\.(?:\s|$))?"
)


def _titled_sections(evidence: Evidence, passages: Passages) -> Iterator[tuple[Passage, str, str]]:
    """Yield sections that are not rows.

    Their heading names the film ("Plot of “X”", "Сюжет фильма «X»", "X的剧情简介"), or they begin with hidden text.
    """
    blocks = evidence.model.blocks
    for block in blocks:
        if len(block.text) > 110 or block.furniture or block.index + 1 >= len(blocks) or not _names_plot(evidence, block):
            continue
        passage = passages.under(block.index + 1, min(block.index + 30, len(blocks)))
        if passage is not None and weight(passage.text) >= 40 and not placeholder(passage.text):
            yield passage, block.text.strip(" :："), f"heading {block.text!r}"


def _names_plot(evidence: Evidence, block: Block) -> bool:
    """Return whether a short block is a heading of the plot that did not become a row."""
    following = evidence.model.blocks[block.index + 1]
    if _QUOTED.search(block.text) or following.furniture == "hidden":
        label = label_of(_QUOTED.sub("", block.text))
        return label is not None and label.field == "synopsis"
    if not block.level and evidence.page.rendition == "text":
        of_film, particle, section = block.text.strip(" ·:：").rpartition("的")
        label = label_of(section) if particle and of_film and len(block.text) <= 60 else None
        return label is not None and label.field == "synopsis"
    if not block.level:
        return False
    words = block.text.strip(" ·:：").split()
    title = evidence.page.memo("title words", lambda: _title_words(evidence))
    for number in range(1, min(4, len(words))):
        for part, rest in ((words[:number], words[number:]), (words[-number:], words[:-number])):
            found = label_of(" ".join(part))
            if (
                found is not None
                and found.field == "synopsis"
                and any(len(word) > 2 and folded(word)[:4] in title for word in rest)
            ):
                return True
    tail = block.text.strip(" ·:：").rpartition("的")[2]
    return tail != block.text and (found := label_of(tail)) is not None and found.field == "synopsis"


def _title_words(evidence: Evidence) -> str:
    heads = " ".join([block.text for block in evidence.model.blocks if block.level == 1][:5])
    return folded(heads + (evidence.page.title or ""))


_PLOT_CLASS = re.compile(
    r"(?:^|[\s_-])(?:movie|film)?[_-]?(?:synopsis|sinopsis|sinopse|plot|plotline|storyline|handlung|trama|fabula)"
    r"(?:[_-]?(?:text|content|body|full|long|short))?(?=$|[\s_-])"
)


def _classed_sections(evidence: Evidence, passages: Passages) -> Iterator[tuple[Passage, str, str]]:
    """Yield the first paragraph whose class marks it as the plot."""
    limit = first_review(evidence)
    for block in evidence.model.body[:400]:
        if block.index < limit and block.cls and _PLOT_CLASS.search(block.cls) and is_prose(block, 60):
            passage = passages.under(block.index, min(block.index + 12, limit))
            if passage is not None and weight(passage.text) >= 60:
                yield passage, "", f"class {block.cls[:40]!r}"
                return


def _same_text(one: str, other: str) -> bool:
    first, second = folded(one)[:200], folded(other)[:200]
    return first.startswith(second[:80]) or second.startswith(first[:80])


def _with_descriptions(
    evidence: Evidence, passages: Passages, found: list[tuple[Passage, str, str]]
) -> list[tuple[Passage, str, str]]:
    """Return the sections; without any, the best description: one that the page prints, one in its data, its only long paragraph.

    A section that is cut becomes whole where the page or its data have the full text.
    """
    descriptions = list(_descriptions(evidence))
    if found:
        best, name, place = found[0]
        if best.state == "open":  # the server cut the section; the page or its data may have all of it
            whole = next((text for text, _ in descriptions if len(text) > len(best.text) and is_prefix(best.text, text)), None)
            if (shown := _full_paragraph(evidence, passages, best.text)) is not None:
                found[0] = (Passage(text=shown, state="repaired", by="hidden_full_text"), name, place)
            elif whole is not None:
                found[0] = (Passage(text=whole, state="repaired", by="embedded_data"), name, place)
        return found
    for text, place in descriptions:
        if (printed := _printed(evidence, passages, text)) is not None:
            # A short description above a text twice as long is its standfirst (BFI 2025).
            short = weight(printed.text) <= 180 and not place.startswith("schema.org")
            longest = _paragraph(evidence, passages) if short else None
            if longest is not None and weight(longest[0].text) >= 2 * weight(printed.text):
                return [longest]
            return [(printed, "", f"{place}, printed")]
    for text, place in descriptions:
        if not place.startswith(("og:", "meta", "twitter:")) or evidence.page.meta("og:type") in (
            "video.movie",
            "video.tv_show",
            "video.episode",
        ):
            if _ENDS_CUT.search(text) and weight(text) > 100:
                return [(still_open(without_marker(text)), "", place)]
            return [(Passage(text=text), "", place)]
    longest = _paragraph(evidence, passages)
    return [longest] if longest is not None else []


def _full_paragraph(evidence: Evidence, passages: Passages, teaser: str) -> str | None:
    """Return the full paragraph that begins with a cut text, if the page prints it elsewhere."""
    for block in evidence.model.body:
        if len(block.text) > len(teaser) and block.text[:20] == teaser[:20] and is_prose(block, 60):
            whole = passages.between(block.index, passages.hidden_end(block.index + 1))
            if whole.state != "open" and len(whole.text) > len(teaser) and is_prefix(teaser, whole.text):
                return whole.text
    return None


def _descriptions(evidence: Evidence) -> Iterator[tuple[str, str]]:
    """Yield the descriptions that may be of the plot, and where each was found."""
    page = evidence.page
    if page.rendition != "html":
        return
    site = folded(page.meta("og:site_name") or "")
    for found in own_films(evidence):
        for key in ("description", "summary", "abstract"):
            value = found.item.get(key)
            for one in value if isinstance(value, list) else [value]:
                if isinstance(one, str) and _may_be_plot(one, site, 12):
                    yield one, f"schema.org {key}"
    of_film = (page.meta("og:type") or "").startswith("video.")
    for name in ("og:description", "description", "twitter:description", "dc.description", "DC.description"):
        text = page.meta(name)
        if text and (match := _CREDITS.match(text)) and match[0].endswith((". ", ".")):
            text = text[match.end() :]
        if (
            text
            and not _PAGE_DESCRIPTION.match(text)
            and _may_be_plot(tidy(text)[0], site, 20 if of_film else _SHORTEST_DESCRIPTION)
        ):
            yield tidy(text)[0], name if ":" in name else f"meta {name}"


def _may_be_plot(text: str, site: str, shortest: int = _SHORTEST_DESCRIPTION) -> bool:
    return (
        weight(text) >= shortest
        and not placeholder(text)
        and not _NOT_PLOT.search(text[:_SEARCHED])
        and not _phrases("advertising").search(text)
        and not (len(site) > 4 and site in folded(text))
    )


def _printed(evidence: Evidence, passages: Passages, text: str) -> Passage | None:
    """Return the page's own text that equals or continues a description, with its further paragraphs."""
    start = without_marker(text) if _ENDS_CUT.search(text) else text
    wanted = folded(start)[:60]
    if len(wanted) < 20:
        return None
    blocks = evidence.model.blocks
    for block in blocks:
        if (
            block.furniture in ("nav", "footer", "comments")
            or block.level
            or not folded(block.text[:120]).startswith(wanted[:40])
        ):
            continue
        if not folded(block.text).startswith(wanted) and len(block.text) > 100:
            continue
        first, end = block.index, block.index + 1
        while first and blocks[first - 1].container != block.container and _continues(evidence, block.index, first - 1, 80):
            first -= 1
        while end < len(blocks) and blocks[end].container != block.container and _continues(evidence, block.index, end):
            end += 1
        if first and _LEAD.search(blocks[first - 1].cls) and is_prose(blocks[first - 1], 60):
            first -= 1
        if end < len(blocks) and source_of(blocks[end].text) is not None:
            end += 1
        return passages.between(first, passages.hidden_end(end))
    return None


_LEAD = re.compile(
    r"(?:^|[\s_-])(?:intro|introduction|lead|lede|standfirst|excerpt|tagline|strapline|subtitle|chapeau|vorspann|ingress)(?=$|[\s_-])"
)


def _is_list(block: Block) -> bool:
    """Return whether a block is a list with its own heading: a bold line above lines that are not sentences ("Pros", "Cons")."""
    first, *rest = block.lines
    return (
        len(rest) >= 3
        and bool(block.pieces[0].mark)
        and one_line(block.pieces[0].text) == first
        and not any(line.endswith((".", "!", "?", "…", "。", "！", "？")) for line in rest)
    )


def _continues(evidence: Evidence, first: int, index: int, shortest: int = 12) -> bool:
    """Return whether two blocks are paragraphs of one text: siblings with the same class, and the second is prose."""
    model = evidence.model
    one, other = model.blocks[first], model.blocks[index]
    return (
        one.tag == other.tag == "p"
        and one.cls == other.cls
        and model.containers[one.container].parent == model.containers[other.container].parent
        and is_prose(other, shortest)
        and not is_caption(other)
    )


def _paragraph(evidence: Evidence, passages: Passages) -> tuple[Passage, str, str] | None:
    """Return a catalogue page's only long text."""
    if evidence.kind not in (*_FILM_PAGES, "article") or evidence.split_text is not None:
        return None
    body = [block for block in evidence.model.body if block.index < first_review(evidence)]
    long = [
        block
        for block in body
        if is_prose(block, 100)
        and not is_caption(block)
        and not _is_list(block)
        and not (block.text.endswith("?") and len(block.text) < 200)
        and not NOTE.match(block.text)
        and not _NOT_PLOT.search(block.text[:_SEARCHED])
        and not _phrases("advertising").search(block.text)
    ]
    if not long:
        return None
    best = max(long, key=lambda block: weight(block.text))
    group = [
        block
        for block in long
        if block is best or _continues(evidence, min(best.index, block.index), max(best.index, block.index))
    ]
    if evidence.page.rendition == "text" and len(group) < len(long):
        return None  # the plot cannot be told from readers' reviews
    rest = sum(weight(block.text) for block in long if block not in group)
    if rest > sum(weight(block.text) for block in group) or len(group) > 4 or placeholder(best.text):
        return None
    first, last = group[0].index, group[-1].index
    if last - first + 1 != len(group):
        first = last = best.index
    before = evidence.model.blocks[first - 1] if first else best
    if _LEAD.search(before.cls) and before is not best and is_prose(before, 60):
        first -= 1
    return passages.between(first, passages.hidden_end(last + 1)), "", "the longest paragraph"
