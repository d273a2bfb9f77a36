"""Reviews on Flixster's film pages of 2016 as a crawler's text: one run of authors, papers, teasers and whole texts."""

from __future__ import annotations

import re
from itertools import pairwise

from filmdig.parsers.layouts.cuts import Passage, is_prefix, replace
from filmdig.parsers.layouts.fields import made
from filmdig.parsers.layouts.known_names import given_names
from filmdig.parsers.layouts.review_runs import Byline, Papers, byline, split_author_after, split_author_before
from filmdig.parsers.layouts.values import less_elsewhere, tidy
from filmdig.parsers.page.document import Page
from filmdig.parsers.record.page_record import Review

_MORE = "… More"
_LINK = re.compile(r"(?<!\s)\s*+Full review(?:…|\.\.\.)")
_LONGEST = 60_000


def whole_text(text: str) -> Passage:
    """Return the whole of a text that is printed once, or as teaser, "… More" and whole text."""
    teaser, found, whole = text.partition(_MORE)
    if found and is_prefix(teaser, whole):
        return replace(teaser, whole)
    return Passage(text=tidy(text)[0])


def _quotes(body: str) -> list[str]:
    """Return the text before each link; in the first the consensus comes before the quote."""
    _, found, block = body.partition("Critic Reviews ")
    block, ended, _ = block[:_LONGEST].partition(" More reviews for ")
    if not found or not ended:
        return []
    # "[Full review in Spanish] Full review…": the quote, too, ends in the words of the link.
    printed = [re.sub(r"^in \w+\]\s*", "", text.strip().removesuffix("[").strip()) for text in _LINK.split(block)[:-1]]
    return [text for text in printed if text]


def _split_consensus(text: str, papers: Papers) -> tuple[str | None, str]:
    """Return the consensus and the first critic's review; neither if no critic of a known paper follows a sentence."""
    for end in re.finditer(r"""(?<=[.!?…"”)]) (?=[A-ZÀ-Þ])""", text):
        if byline(text[end.end() :], papers).author is not None:
            return text[: end.start()], text[end.end() :]
    return None, ""


def consensus(body: str, papers: Papers) -> str | None:
    """Return the critics' consensus, where the first critic's name shows its end."""
    first = next(iter(_quotes(body)), "")
    if not first.startswith("Consensus: "):
        return None
    return _split_consensus(first.removeprefix("Consensus: "), papers)[0]


def critics_reviews(page: Page, body: str, papers: Papers) -> list[Review]:
    """Return the critics' quotes, each of which ends with the words of its link."""
    found, unclear = [], 0
    for text in _quotes(body):
        words = text
        if text.startswith("Consensus: "):
            words = _split_consensus(text.removeprefix("Consensus: "), papers)[1]
        one = byline(words, papers) if words else Byline(None, None, None)
        unclear += one.author is None
        quote = less_elsewhere(tidy(one.text)[0]) if one.text else None
        found.append(Review(by="critics", author=one.author, publication=one.paper, text=quote or None))
    if unclear:
        what = f"critic, paper and quote cannot be separated in {unclear} of {len(found)} critics' reviews"
        page.note("field_run_together", f"/reviews: {what}; what is uncertain was left out")
    return found


#: About how many characters a review has that is not abridged; a longer text after an abridged review belongs to that one.
_LONGEST_SHORT_REVIEW = 175
#: No teaser is longer (characters): in 2016 members' had up to 165, synopses 230.
_LONGEST_TEASER = 600
_NAME = r"[A-ZÀ-Þ][\w.’'-]*"
_NEXT = re.compile(rf"(?<=[.!?)\"”…])\s({_NAME} {_NAME})(?= [A-ZÀ-Þ\"“'\d])")
_BLOCK_END = re.compile(r" (?:Show More|More Flixster User Reviews|More reviews for|Are you sure\? Deleting)(?= |$)")


def members_reviews(page: Page, body: str) -> list[Review]:
    """Return the members' reviews: an abridged one has the beginning of its whole text, after its author's name."""
    _, found, block = body.partition(" Flixster User Reviews ")
    block = _BLOCK_END.split(block[:200_000], maxsplit=1)[0].strip()
    if not found or not block:
        return []
    reviews: list[Review] = []
    unclear: list[str] = []
    starts = [*_teasers(block), (len(block), len(block))]
    text, author = _split_author(block[: starts[0][0]], unclear, first=True, last=starts[0][0] == len(block))
    if text:
        first_author, first_text = split_author_before(text)
        if first_author is None:
            unclear.append(text[:60])
        reviews.append(Review(by="audience", author=first_author, text=tidy(first_text)[0] if first_author else None))
    for (_, whole), (following, _) in pairwise(starts):
        last = following == len(block)
        region, next_author = _split_author(block[whole:following], unclear, last=last)
        text, short_reviews = _split_short_reviews(region, author, body, unclear)
        passage = Passage(text=tidy(text)[0], state="repaired", by="hidden_full_text")
        reviews.append(made(Review, by="audience", author=author, text=passage))
        reviews += [Review(by="audience", author=name, text=tidy(short)[0]) for name, short in short_reviews]
        author = next_author
    if unclear:
        names = "1 member's name" if len(unclear) == 1 else f"{len(unclear)} members' names"
        what = f"{names} cannot be separated from the text around, first in {unclear[0][-60:]!r}"
        page.note("field_run_together", f"/reviews: {what}; what is uncertain was left out")
    return reviews


def _teasers(block: str) -> list[tuple[int, int]]:
    """Return the offset of each teaser, and that of its whole text."""
    starts: list[tuple[int, int]] = []
    for match in re.finditer(re.escape(_MORE), block):
        whole = match.end()
        edge = starts[-1][1] if starts else 0
        begins = block[whole : whole + 40].strip()
        at = block.rfind(begins, edge, match.start()) if begins else -1
        if at >= 0 and match.start() - at <= _LONGEST_TEASER and is_prefix(block[at : match.start()], block[whole:]):
            starts.append((at, whole))
    return starts


def _split_author(region: str, unclear: list[str], *, first: bool = False, last: bool) -> tuple[str, str | None]:
    """Return the text before a teaser without the name of the teaser's author, and that name."""
    region = region.strip()
    if last or not region:
        return region, None
    if first and len(region.split()) <= 3:
        return "", region
    text, author = split_author_after(region)
    if author is None:
        unclear.append(region[len(text) :].strip())
    return text, author


def _split_short_reviews(region: str, author: str | None, body: str, unclear: list[str]) -> tuple[str, list[tuple[str, str]]]:
    """Return a whole text, and the short reviews after it as author and text.

    Short reviews have no link: each is a name after the end of a sentence, then a few words. A name that the page also has
    elsewhere is that of a person in the review or in its teaser; the author's own name is a signature.
    """
    found: list[tuple[str, str]] = []
    signature = re.search(rf"(?<=[.!?)\"”…]) {re.escape(author)}(?= )", region) if author else None
    if signature is not None and len(region) - signature.end() <= _LONGEST_SHORT_REVIEW:
        name, text = split_author_before(region[signature.end() :].strip())
        if name is not None:
            return region[: signature.end()], [(name, text)]
    rest, more = region, True
    while more:
        more = False
        for match in _NEXT.finditer(rest):
            if len(rest) - match.end() > _LONGEST_SHORT_REVIEW or match[1] == author or body.count(match[1]) > 1:
                continue
            name, text = split_author_before(rest[match.start() :].strip())
            if name is None and match[1].split()[0] not in given_names():
                continue
            if name is None:
                unclear.append(rest[match.start() :].strip()[:60])
            else:
                found.insert(0, (name, text))
            rest, more = rest[: match.start()], True
            break
    return rest, found
