"""An article that is a review: its body, author, date, publication and grade."""

from __future__ import annotations

import datetime as calendar
import re
from collections.abc import Iterator

from filmdig.parsers.generic.articles import Body, body_of
from filmdig.parsers.generic.bylines import author_in, clean_author, handle
from filmdig.parsers.generic.dates import date_in
from filmdig.parsers.generic.evidence import Evidence
from filmdig.parsers.generic.grades import grade_of, grade_of_pictures
from filmdig.parsers.generic.items import Item, items_of
from filmdig.parsers.generic.passages import passages_of
from filmdig.parsers.generic.people import folded
from filmdig.parsers.generic.statement import STRONG, Statement
from filmdig.parsers.generic.titles import BRACKETED_REVIEW, head_titles
from filmdig.parsers.generic.witnesses.structured import text_of
from filmdig.parsers.layouts.cuts import Passage
from filmdig.parsers.layouts.values import date, tidy
from filmdig.parsers.page.blocks import Block
from filmdig.parsers.page.plain_text import one_line
from filmdig.parsers.record.page_record import Review, ReviewRating

_ARTICLES = frozenset(
    (
        *("Review", "CriticReview", "Article", "NewsArticle", "BlogPosting", "Blog", "ReviewNewsArticle", "Report"),
        *("ReportageNewsArticle", "OpinionNewsArticle"),
    )
)
_BYLINE_CLASS = re.compile(r"(?:^|[\s_-])(?:by-?line|author|writer|post-?meta|entry-?meta|meta|credit)(?=$|[\s_-])")
_DATE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:date\w*|time\w*|published|posted|pubdate|post-?meta|entry-?meta|meta|byline)(?=$|[\s_-])"
)
_DATED = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b")
_RELEASE = re.compile(
    r"\b(?:release[ds]?|opens?|in (?:cinemas|theaters)|premiere[sd]?|kinostart|sortie|estreno|uscita|dvd|blu-ray|born|"
    r"copyright|©|watched)\b|\$", re.IGNORECASE)  # fmt: skip
_DATE_METAS = (
    *("article:published_time", "og:article:published_time", "datePublished", "parsely-pub-date", "sailthru.date"),
    *("DC.date.issued", "DC.date", "pubdate", "date"),
)
#: Blocks before and after the body that may state its author, date and grade.
_BEFORE, _AFTER = 14, 6
_NUMBER_ALONE = re.compile(r"\d{1,2}(?:[.,]\d)?")

#: An unsigned, ungraded body of this weight is taken as a review; a shorter one may be the plot.
_LONG_BODY = 1500


def reviews(evidence: Evidence) -> Iterator[Statement]:
    """Yield the review that the article is."""
    if evidence.kind == "article" and (found := own_review(evidence)) is not None:
        review, place = found
        yield Statement("reviews", [review], "reviews", place, STRONG)


def own_review(evidence: Evidence) -> tuple[Review, str] | None:
    """Return an article's review and its place; None if it is not a review. Cached on the page."""
    return evidence.page.memo("own review", lambda: _own_review(evidence))


def _own_review(evidence: Evidence) -> tuple[Review, str] | None:
    body = body_of(evidence)
    if body is None:
        return _grade_alone(evidence)
    about = next(_items(evidence), {})
    near = _near(evidence, body)
    review = Review(
        by="critics",
        author=_author(evidence, body, near, about),
        publication=_publication(evidence, about),
        date=_date(evidence, near, about),
        rating=_grade(evidence, body, about),
    )
    html = evidence.page.rendition == "html"
    named = any(title.review for title in head_titles(evidence)[:2]) or any(
        BRACKETED_REVIEW.match(block.text) for block in evidence.model.body[:40]
    )
    long = html and (body.weight >= _LONG_BODY or named)
    if not (review.author or review.rating or long or (review.date and not html)):  # a bare text may be an essay
        return None
    text: Passage | str = _text(evidence, body)
    review.text = text  # type: ignore[assignment]
    return review, f"blocks {body.blocks[0].index} to {body.blocks[-1].index}"


def _grade_alone(evidence: Evidence) -> tuple[Review, str] | None:
    """Return the review of a page without a body that is headed as one ("[Review] T") and has one grade with its scale."""
    blocks = evidence.model.body[:40]
    if evidence.page.rendition != "html" or not any(BRACKETED_REVIEW.match(block.text) for block in blocks):
        return None
    found = [(grade, block) for block in blocks if len(block.text) <= 40 and (grade := grade_of(block.text)) is not None]
    if len(found) != 1 or found[0][0].best is None:
        return None
    return Review(by="critics", rating=found[0][0]), f"block {found[0][1].text!r}"


def _items(evidence: Evidence) -> Iterator[Item]:
    for found in items_of(evidence.page):
        if set(found.types) & _ARTICLES:
            yield found.item


def _text(evidence: Evidence, body: Body) -> Passage:
    """Return the body's text, and the cut at its end if there is one."""
    paragraphs = ["\n".join(block.lines) for block in body.blocks]
    whole = Passage(text=tidy("\n\n".join(paragraphs))[0])
    last = body.blocks[-1]
    passages = passages_of(evidence)
    end = passages.hidden_end(last.index + 1)
    tail = passages.between(last.index, end)
    if tail.state is None:
        return whole
    start = len(whole.text) - len(tidy(paragraphs[-1])[0])
    head = whole.text[:start]
    return Passage(
        text=head + tail.text,
        state=tail.state,
        by=tail.by,
        seams=[seam + len(head) for seam in tail.seams],
        doubt=tail.doubt,
        full_text_url=tail.full_text_url,
    )


def _near(evidence: Evidence, body: Body) -> list[Block]:
    """Return the short blocks around the body: those before it, nearest first, then those after it."""
    blocks = evidence.model.blocks
    first, last = body.blocks[0].index, body.blocks[-1].index
    before = [block for block in reversed(blocks[max(0, first - _BEFORE) : first]) if len(block.text) <= 400]
    after = [block for block in blocks[last + 1 : last + 1 + _AFTER] if len(block.text) <= 400]
    return [
        block
        for block in [*before, *after]
        if block.level != 1 and block.furniture not in ("nav", "footer", "comments", "hidden")
    ]


def _author(evidence: Evidence, body: Body, near: list[Block], about: Item) -> str | None:
    page = evidence.page
    for block in near:
        if _BYLINE_CLASS.search(block.cls) and (found := _byline(block, sure=True)):
            return found
    if found := clean_author(text_of(about.get("author"))):
        return found
    for block in near:
        if found := _byline(block, sure=False):
            return found
    for row in evidence.rows_for("reviewer"):
        if found := clean_author(row.text):
            return found
    for last in reversed(body.blocks[-2:]):
        if len(last.text) <= 60 and (found := author_in(last.text)):
            body.blocks.remove(last)
            return found
    printed = folded(" ".join(block.text for block in [*near, *evidence.model.blocks[:60]] if len(block.text) < 300))
    for name in (
        "author",
        "article:author",
        "sailthru.author",
        "parsely-author",
        "dc.creator",
        "DC.creator",
        "byl",
        "twitter:data1",
    ):
        found = clean_author(author_in(page.meta(name) or "") or page.meta(name)) if page.rendition == "html" else None
        if found and folded(found) in printed:
            return found
    return None


def _byline(block: Block, *, sure: bool) -> str | None:
    """Return the author that a short block names in its words or markup."""
    linked = next((piece for piece in block.pieces if piece.node is not None and _rel_author(piece.node)), None)
    if linked is not None and (found := clean_author(linked.text) or handle(linked.text)):
        return found
    return next(
        (
            found
            for line in dict.fromkeys([*block.lines, block.text])
            if (found := author_in(line, sure=sure and len(line) <= 60))
        ),
        None,
    )


def _rel_author(element: object) -> bool:
    read = getattr(element, "attr", None)
    return bool(read and ("author" in (read("rel") or "") or "author" in (read("itemprop") or "")))


def _publication(evidence: Evidence, about: Item) -> str | None:
    publisher = about.get("publisher")
    name = text_of(publisher.get("name")) if isinstance(publisher, dict) else text_of(publisher)
    site = evidence.page.meta("og:site_name") if evidence.page.rendition == "html" else None
    return name or site or None


def _date(evidence: Evidence, near: list[Block], about: Item) -> str | None:
    page = evidence.page
    for block in near:
        if _DATE_CLASS.search(block.cls) or _byline(block, sure=False):
            for line in block.lines:
                if found := _printed_day(evidence, line, 4):
                    return found
    for value in (text_of(about.get("datePublished")), text_of(about.get("dateCreated"))):
        if found := _day(value):
            return _as_printed(evidence, near, found)
    if page.rendition == "html":
        for name in _DATE_METAS:
            if found := _day(page.meta(name)):
                return _as_printed(evidence, near, found)
    return next((found for block in near for line in block.lines if (found := _printed_day(evidence, line, 5))), None)


def _as_printed(evidence: Evidence, near: list[Block], stated: str) -> str:
    """Return the printed day if it is one day off the stated one, which may be in another time zone."""
    if len(stated) < 10:
        return stated
    printed = (_printed_day(evidence, line, 10) for block in near for line in block.lines)
    neighbouring = (day for day in printed if day and abs((_date_of(day) - _date_of(stated)).days) == 1)
    return next(neighbouring, stated)


def _date_of(day: str) -> calendar.date:
    return calendar.date.fromisoformat(day[:10])


def _printed_day(evidence: Evidence, line: str, shortest: int) -> str | None:
    if len(line) > 120 or not _DATED.search(line) or _RELEASE.search(line):
        return None
    found = date_in(line, evidence.language)
    return found if found and len(found) >= shortest else None


def _day(text: str | None) -> str | None:
    found = date(one_line(text)[:40], "ymd") if text else None
    return found if found and len(found) > 4 else None


def _grade(evidence: Evidence, body: Body, about: Item) -> ReviewRating | None:
    """Return the grade from the data, else from the text around the body, the body's ends, the title, or pictures of stars."""
    score = about.get("reviewRating")
    if isinstance(score, dict) and (value := text_of(score.get("ratingValue"))):
        best = text_of(score.get("bestRating"))
        found = grade_of(f"{value}/{best}" if best else value, labelled=True)
        if found is not None:
            return ReviewRating(value=found.value, best=found.best, printed=value)
    blocks = evidence.model.blocks
    first, last = body.blocks[0].index, body.blocks[-1].index
    scope = [*reversed(blocks[max(0, first - _BEFORE) : first]), *blocks[last + 1 : last + 1 + 8]]
    for block in scope:
        if (
            block.furniture in ("nav", "footer", "comments", "hidden", "aside")
            or len(block.text) > 400
            or block.linked * 2 > len(block.text)
        ):
            continue
        lines = block.lines
        if _NUMBER_ALONE.fullmatch(block.text) and block.index + 1 < len(blocks):
            lines = [f"{block.text} {blocks[block.index + 1].text[:40]}"]  # "9.5" above "Out of ten"
        for line in lines:
            if (found := grade_of(line)) is not None:
                return found
    for block in (body.blocks[-1], body.blocks[0]):
        if len(block.text) <= 200 and (found := grade_of(block.text)) is not None:
            return found
    title = evidence.page.title if evidence.page.rendition == "html" else None
    if title and (found := grade_of(title)) is not None:
        return found
    pictures = [
        picture
        for picture in evidence.model.pictures
        if max(0, first - _BEFORE) <= picture.block <= last + 6 and not first < picture.block <= last
    ]
    return grade_of_pictures(pictures)
