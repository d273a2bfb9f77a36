"""Critics' reviews on Rotten Tomatoes' pages of 2016 as a crawler's text: text, link, date, critic and paper run together."""

from __future__ import annotations

import re

from filmdig.parsers.layouts.cuts import Passage
from filmdig.parsers.layouts.review_runs import Papers, split_author_after
from filmdig.parsers.layouts.textual import SEAM
from filmdig.parsers.layouts.values import date, tidy
from filmdig.parsers.page.document import Page
from filmdig.parsers.record.page_record import Review
from filmdig.parsers.sites.rottentomatoes.common import whole_quote

_BLOCK = re.compile(r"Critic Reviews for .{1,200}? All Critics \(\d+\)(?: \| [\w ]{1,40} \(\d+\)){0,6} ")
_BLOCK_END = re.compile(r" (?:View All Critic Reviews \(|Audience Reviews for |View All Audience Reviews )")
_LONGEST = 40_000
_DATED = re.compile(
    r"(?: Full Review(?:…|\.\.\.) \|)? ((?:January|February|March|April|May|June|July|August|September|October|November|December)"
    r" \d{1,2}, \d{4})(?= |$)"
)
_TOP = re.compile(r"(.{2,120}?) Top Critic(?= |$)")
_CRITIC = re.compile(r"[A-ZÀ-Þ][^\s\d,:;!?()]{0,30}(?: (?:[A-ZÀ-Þ'\"][^\s\d,:;!?()]{0,30}|de|da|di|van|von|der|del|la|le)){1,4}")


def critics_reviews(page: Page, papers: Papers) -> list[Review]:
    """Return a page's reviews. Between one date and the next are a critic, a paper and the next review's text.

    Top critics' reviews end with "Top Critic". In others, a paper and text that cannot be separated are left out, and the page's
    issue counts them.
    """
    begin = _BLOCK.search(page.html)
    if begin is None:
        return []
    block = f" {_BLOCK_END.split(page.html[begin.end() : begin.end() + _LONGEST], maxsplit=1)[0]}"
    first, *dated = _DATED.split(block)
    pieces = list(zip(dated[::2], dated[1::2], strict=True))
    known = Papers(papers.known | _known_papers(pieces), papers.title, papers.people)
    found: list[Review] = []
    quote: str | None = first
    for number, (when, piece) in enumerate(pieces):
        author, publication, following = _split_piece(piece.strip(), known, last=number == len(pieces) - 1)
        text = whole_quote(Passage(text=tidy(quote)[0])) if quote else None
        found.append(
            Review(by="critics", author=author, publication=publication, date=date(when), text=text)  # type: ignore[arg-type]
        )
        quote = following
    unclear = sum(one.publication is None for one in found)
    if unclear:
        what = f"paper and next review run together in {unclear} of {len(found)} critics' reviews"
        page.note("field_run_together", f"/reviews: {what}; both are left out")
    return found


def _split_piece(piece: str, papers: Papers, *, last: bool) -> tuple[str | None, str | None, str | None]:
    """Return a critic, the paper, and the next review's text."""
    if top := _TOP.match(piece):
        author, publication = split_critic(top[1])
        return author, publication, piece[top.end() :].strip()
    author, rest = split_critic(piece)
    if last:
        return author, rest or None, None
    words = rest.split()
    if author is None:
        # Without a critic only a known paper is certain: in "Ada Marradamarr.com" there is no capital at the seam.
        end = next((end for end in range(min(8, len(words)), 0, -1) if " ".join(words[:end]) in papers.known), None)
    else:
        end = papers.quote_start(words)
    if end is None:
        return author, None, None
    return author, " ".join(words[:end]), " ".join(words[end:]) or None


def _known_papers(pieces: list[tuple[str, str]]) -> frozenset[str]:
    """Return the papers that the page shows to be complete: those before "Top Critic", and the last one."""
    found = {split_critic(top[1])[1] for _, piece in pieces if (top := _TOP.match(piece.strip()))}
    if pieces and not _TOP.match(pieces[-1][1].strip()) and len(pieces[-1][1].split()) <= 10:
        found.add(split_critic(pieces[-1][1].strip())[1])
    return frozenset(found - {""})


def split_critic(who: str) -> tuple[str | None, str]:
    """Return a critic and the text that runs into the name: "Ernest LegrandeNew York Daily News".

    Without a seam, return None and the whole text.
    """
    for seam in SEAM.finditer(who[:120]):
        name = who[: seam.start()]
        if " " in name:
            return (name, who[seam.start() :]) if _CRITIC.fullmatch(name) else (None, who)
    # A lower-case address may repeat the name before it: "Ada Marradamarr.com".
    first, _, second = who.partition(" ")
    for end in range(len(second.partition(" ")[0]) - 1, 1, -1):
        name, address = f"{first} {second[:end]}", second[end:].split(" ")[0].lower()
        if _CRITIC.fullmatch(name) and re.match(rf"{re.escape(re.sub(r'[^a-z]', '', name.lower()))}\.[a-z]", address):
            return name, who[len(name) :]
    return None, who


_MEMBERS_END = re.compile(r" (?:View All Audience Reviews|Discussion Forum) ")
_SIGN = " Super Reviewer"


def members_reviews(page: Page, title: str | None) -> list[Review]:
    """Return the audience's reviews: text, name, "Super Reviewer". Stars are pictures; only "½" is in the text."""
    _, found, block = page.html.partition(f" Audience Reviews for {title} ")
    if not found:
        return []
    *pieces, _ = _MEMBERS_END.split(block[:100_000], maxsplit=1)[0].split(_SIGN)
    reviews, unclear = [], 0
    for piece in pieces:
        text, author = split_author_after(piece.strip().removeprefix("½").strip())
        unclear += author is None
        reviews.append(Review(by="audience", author=author, text=tidy(text)[0] or None))
    if unclear:
        what = f"{unclear} of {len(reviews)} members' names run together with the text before them"
        page.note("field_run_together", f"/reviews: {what}; both are left out")
    return reviews
