"""Lists of reviews by critics and the audience: repeated items under a heading of reviews, or in a page's comments."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain

import msgspec

from filmdig.parsers.generic.bylines import author_in
from filmdig.parsers.generic.dates import date_in
from filmdig.parsers.generic.evidence import Evidence
from filmdig.parsers.generic.grades import grade_of, grade_of_marks, grade_of_pictures
from filmdig.parsers.generic.items import items_of
from filmdig.parsers.generic.passages import passages_of
from filmdig.parsers.generic.people import folded, is_name
from filmdig.parsers.generic.review_items import NOT_TEXT, Group, groups_of, sections_of, symbols_of
from filmdig.parsers.generic.statement import STRONG, Statement
from filmdig.parsers.generic.witnesses.structured import own_films, text_of
from filmdig.parsers.layouts.cuts import Passage
from filmdig.parsers.layouts.values import date, integer
from filmdig.parsers.page.blocks import Block
from filmdig.parsers.page.plain_text import one_line
from filmdig.parsers.record.page_record import By, Helpful, Review, ReviewRating

_KINDS_WITH_REVIEWS = ("film", "series", "season", "episode", "reviews")
_NAME_CLASS = re.compile(r"(?:author|user|name|nick|login|poster|by-?line|reviewer|member|heading|title)")
_HELPFUL = re.compile(
    r"(?<!\d)(\d++)(?:\s(?:of|out of|von|sur|de|из)\s(\d+))? (?:people|users|members|found|utenti|personas|nutzer)", re.IGNORECASE
)
_OVERALL = re.compile(r"^(?:overall|gesamt|total|rating|score|оценка|note|nota)?\s?[:：]?\s?(\d{1,3}(?:[.,]\d)?)$", re.IGNORECASE)
_COUNTED = re.compile(r"^\d|(?<!\w)\d{4}(?!\w)|\d\s?(?:people|users|of|из|von)")
_CRITIC_CLASS = re.compile(r"(?:^|[\s_-])(?:critic|press|publication|source)(?=$|[\s_-])")
_SCORE_CLASS = re.compile(r"score|rating|grade|note|stars?")
_FULL_REVIEW = re.compile(r"full review|read review|read more|critique complète|zur kritik|crítica completa", re.IGNORECASE)
_NOT_CRITIC = re.compile(
    r"^(?:top critic|full review|comments?(?:\s\(\d+\))?|read\b.*|fresh|rotten|original score.*|share.*|\W+|[A-F][+-]?|"
    r"\d.*)$", re.IGNORECASE)  # fmt: skip
_PUBLICATION = re.compile(
    r"\b(?:times|news|post|chronicle|weekly|magazine|journal|herald|tribune|reader|sun|star|observer|guardian|telegraph|"
    r"independent|reviews?|"
    r"films?|movies?|cinema|entertainment|network|radio|tv|press|daily|gazette|globe|mail|today|variety|empire|slant|"
    r"examiner|review|online)\b|"
    r"\.(?:com|net|org|co)\b|@",
    re.IGNORECASE,
)
_STAR_GRADE = re.compile(r"[★⭐✭½]|stars?$", re.IGNORECASE)
_STARS_ON = re.compile(r"(?<!\s)\s*+[★☆✩✭⭐½].*$")
_NAME_COLON_PAPER = re.compile(r"^([^:]{3,40}):\s(\S.{1,50})$")
_FROM_PLACE = re.compile(r"(?<=\S)\s(?:from|aus|de|från|fra|z|из)\s[A-ZÀ-ÞА-Я(].*$")
_NAME_COMMA_PAPER = re.compile(r"^([^,]{4,40}), ([^,]\S.{1,45})$")
_SPOILERS = re.compile(
    r"(?:\W{0,3}(?:warning|attention|achtung)\W{1,3})?(?:this|the following) (?:user )?review (?:may )?contains? spoilers?"
    r"(?:\s?[.,!]{1,2}(?:\s?,)?\s?click (?:here |on )?(?:to )?"
    r"(?:expand|view|show|see|read)(?: (?:to )?(?:view|it|more))?)?[\s.,!:»]{0,6}",
    re.IGNORECASE,
)
_MOST_REVIEWS = 200
#: The least average length, in characters, of reviews that have no date, grade, votes or verdict.
_SHORTEST_MEAN = 40


def comments(evidence: Evidence) -> Iterator[Statement]:
    """Yield the page's list of reviews, as printed or as its data have them."""
    if evidence.kind not in _KINDS_WITH_REVIEWS or evidence.page.rendition != "html":
        return
    found = list(_of_data(evidence))
    printed = _printed(evidence)
    if printed and len(printed) * 2 >= len(found):  # the print says more about each: author, publication, date
        yield Statement("reviews", printed, "comments", "the page's reviews", STRONG)
    elif found:
        yield Statement("reviews", found, "comments", "schema.org review", STRONG)


def _of_data(evidence: Evidence) -> Iterator[Review]:
    holders = [film.item for film in own_films(evidence)]
    values = [one for item in holders for key in ("review", "reviews") for one in _listed(item.get(key))]
    values += [found.item for found in items_of(evidence.page) if "Review" in found.types and found.syntax != "json-ld"]
    for item in values[:_MOST_REVIEWS]:
        if not isinstance(item, dict):
            continue
        text = text_of(item.get("reviewBody") or item.get("description"))
        body = item.get("reviewBody") or item.get("description")
        score = item.get("reviewRating")
        value = text_of(score.get("ratingValue")) if isinstance(score, dict) else None
        best = text_of(score.get("bestRating")) if isinstance(score, dict) else None
        grade = grade_of(f"{value}/{best}" if best else value, labelled=True) if value else None
        if text is None and grade is None:
            continue
        author, publication = text_of(item.get("author")), text_of(item.get("publisher"))
        paper = _NAME_COLON_PAPER.match(author or "") if publication is None else None
        if paper is not None and is_name(paper[1]):  # "Ada Morn: Herald"
            author, publication = paper[1].strip(), paper[2].strip()
        yield Review(
            by="critics"
            if paper is not None or (publication is not None and not _of_site(evidence, publication))
            else "audience",
            author=author,
            publication=publication,
            date=date(text_of(item.get("datePublished"))),
            title=text_of(item.get("name") or item.get("headline")),
            rating=ReviewRating(value=grade.value, best=grade.best, printed=value) if grade else None,
            text=body if isinstance(body, str) else text,
        )


def _of_site(evidence: Evidence, publication: str) -> bool:
    """Return whether a review's publisher is the page's own site."""
    name, page = folded(publication), evidence.page
    known = [folded(page.meta("og:site_name") or ""), folded(page.host or "")]
    return not name or any(one and (name in one or one in name) for one in known) or page.host is None


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def first_review(evidence: Evidence) -> int:
    """Return the index of the first block of reviews; the number of blocks if there are none."""
    sections = sections_of(evidence)
    return sections[0].blocks[0].index if sections else len(evidence.model.blocks)


def _printed(evidence: Evidence) -> list[Review]:
    found: dict[tuple[str | None, str], Review] = {}
    for section in sections_of(evidence):
        groups = groups_of(evidence, section)[:_MOST_REVIEWS]
        if section.comments and len(found) > 1:
            continue  # comments below reviews are about the page, not the film
        if len(groups) == 1 and found:
            continue  # a notice above an empty list of comments
        repeated = Counter(text for group in groups for text in {block.text for block in group.window})
        common = {text for text, number in repeated.items() if number > max(1, len(groups) // 3)}
        by = section.by or ("critics" if _name_papers(groups) else None)
        section_reviews = [review for group in groups if (review := _read(evidence, group, by, common)) is not None]
        if sum(1 for review in section_reviews if review.author or review.publication) * 3 < len(section_reviews) * 2:
            continue
        if len(groups) == 1 and not any(review.date or review.rating for review in section_reviews):
            continue  # the rules above a form, and its buttons
        texts = [one.text.text if isinstance(one.text, Passage) else one.text or "" for one in section_reviews]
        sentences = all(text.endswith((".", "!", "?", "…")) for text in texts)
        short = sum(map(len, texts)) < _SHORTEST_MEAN * len(section_reviews)
        if (short and not sentences) and not any(one.date or one.rating or one.helpful or one.verdict for one in section_reviews):
            continue  # a cast, a list of links
        printed = [one.rating.printed for one in section_reviews if one.rating and one.rating.best is None and one.rating.printed]
        scores = [int(score) for score in printed if score.isdigit()]
        # If somebody gave 4.5 or five stars, the scale is five.
        stars = all(_STAR_GRADE.search(score) for score in printed) and any(
            one.rating is not None and one.rating.value in (4.5, 5) for one in section_reviews
        )
        for review in section_reviews:
            if review.rating is not None and review.rating.best is None and scores and isinstance(review.rating.value, int):
                review.rating.best = 100 if max(scores) > 10 else 10 if max(scores) > 5 else None
            if review.rating is not None and review.rating.best is None and stars:
                review.rating.best = 5
            text = review.text.text if isinstance(review.text, Passage) else review.text or ""
            found.setdefault((review.author or review.publication, text[:60]), review)
    return list(found.values())[:_MOST_REVIEWS]


def _name_papers(groups: list[Group]) -> bool:
    """Return whether nearly all reviews of a section name a person and a paper: "Ada Morn, Quay Herald"."""
    named = sum(
        any(
            (match := _NAME_COMMA_PAPER.match(block.text)) and " " in match[1] and is_name(match[1]) and is_name(match[2])
            for block in group.window
            if block not in group.body
        )
        for group in groups
    )
    return named > 1 and named * 3 >= len(groups) * 2


def _author_named(block: Block) -> str | None:
    """Return the author that a block names: a short text that is not a sentence, date or count."""
    if not 1 < len(block.text) <= 80 or NOT_TEXT.match(block.text) or _HELPFUL.search(block.text):
        return None
    if found := author_in(block.text):
        return _FROM_PLACE.sub("", _strip_stars(found)) or None
    return next((part for part in map(_strip_stars, _parts(block)) if _may_name(part)), None)


_BY_AT_END = re.compile(
    r"(?:^|[\s|·•,–—-])(?:by|von|par|por|di|av|af|door|przez|(?:author|autor|auteur|autore|reviewer|автор)\s?[:：])$",
    re.IGNORECASE,
)


def _signed(block: Block) -> str | None:
    """Return the author in a separate element after "by": "8 October 2004 | by <a>Ada</a> (Vienna)"."""
    if len(block.text) > 200:
        return None
    lead = ""
    for piece in block.pieces:
        name = one_line(piece.text)
        if (piece.href is not None or piece.tag != block.tag) and _BY_AT_END.search(lead) and _may_name(name):
            return name
        lead = f"{lead} {name}"[-40:].rstrip()
    return None


def _strip_stars(text: str) -> str:
    """Return a name without the stars after it ("Ada ★★★½ Liked")."""
    return _STARS_ON.sub("", one_line(text)).strip()


def _may_name(text: str) -> bool:
    if not 1 < len(text) <= 40 or len(text.split()) > 5 or not any(char.isalpha() for char in text) or NOT_TEXT.match(text):
        return False
    if text[-1] in "!?…:：" or (text[-1] == "." and " " in text):
        return False
    return not (" " in text and _COUNTED.search(text)) and date_in(text, "en") is None


def _read(evidence: Evidence, group: Group, by: By | None, common: set[str]) -> Review | None:
    """Return the review of an item; `common` are texts that other items share, so they name no author."""
    passages = passages_of(evidence)
    body = group.body
    others = [block for block in group.window if block not in body]
    text = passages.between(body[0].index, passages.hidden_end(body[-1].index + 1))
    if not text.text:
        return None
    critics = by == "critics" or (by is None and any(_CRITIC_CLASS.search(block.cls) for block in others))
    review = Review(by="critics" if critics else "audience")
    own = [block for block in others if block.text not in common and _author_named(block)]
    named = [block for block in own if _NAME_CLASS.search(block.cls)]
    plain = [block for block in own if not block.level]
    headed = [block for block in own if block.level and block.index < body[0].index and " " in block.text and is_name(block.text)]
    holder = next(chain(named, plain, headed), None)
    paper = next((match for block in own if (match := _NAME_COLON_PAPER.match(block.text)) and is_name(match[1])), None)
    if paper is not None and by is None and not critics:  # "Ada Morn: Herald"
        review.by, review.author, review.publication = "critics", paper[1].strip(), paper[2].strip()
    elif critics:
        review.author, review.publication = _critic([block for block in others if _author_named(block)])
    elif (signed := next(filter(None, map(_signed, others)), None)) is not None:
        review.author, holder = signed, None
    elif holder is not None:
        review.author = _author_named(holder)
    for block in others:
        _details(evidence, review, block, critics=critics)
    own_heads = [block for block in others if block.index < body[0].index and block is not holder and block.text not in common]
    before = [block for block in own_heads if block.index == body[0].index - 1]
    before = [block for block in own_heads if block.level] or before
    if not critics and before and _is_title(before[0]):
        review.title = before[0].text
    text = _strip_notes(evidence, review, text)
    if (warning := _SPOILERS.match(text.text)) is not None and text.text[warning.end() :].strip():
        review.spoiler, cut = True, warning.end()
        text = msgspec.structs.replace(text, text=text.text[cut:], seams=[seam - cut for seam in text.seams if seam >= cut])
    pictures = [one for one in evidence.model.pictures if group.window[0].index <= one.block <= group.window[-1].index]
    if review.rating is None and not critics:
        review.rating = grade_of_pictures(pictures)
    marks = {mark for block in others for mark in ("fresh", "rotten") if mark in block.cls.split()}
    marks |= {mark for one in pictures for mark in ("fresh", "rotten") if mark in f"{one.cls} {one.alt}".lower().split()}
    symbols = symbols_of(evidence, group)
    marks |= {mark for one in symbols for mark in ("fresh", "rotten") if mark in one.classes}
    if review.rating is None:
        grades = (grade_of(one.attr(name) or "") for one in symbols for name in ("aria-label", "title", "alt"))
        review.rating = next((grade for grade in grades if grade is not None and grade.best is not None), None)
    if review.rating is None:
        drawn = [(" ".join(one.classes), one.attr("style") or "", one.text.strip()) for one in symbols]
        review.rating = grade_of_marks(drawn)
    review.verdict = next(iter(marks)) if len(marks) == 1 else None
    if critics and text.state == "open" and text.full_text_url:
        review.url, text = text.full_text_url, Passage(text=text.text)  # the text is a quotation; the link leads to the review
    review.text = text if text.text else None  # type: ignore[assignment]
    return review


_DATED_END = re.compile(r"\s\(([\d./-]{8,10})\)$")
_FOREIGN_END = re.compile(r"(?<!\s)\s*+(?:\[full review in \w{4,20}\]|(?<=\n)translated from(?: \w{4,20})? by)$", re.IGNORECASE)
_NO_QUOTE = re.compile(
    r"(?:(?:no )?quote not available|no quote available|click to read (?:the )?(?:article|review))\W*", re.IGNORECASE
)


def _strip_notes(evidence: Evidence, review: Review, text: Passage) -> Passage:
    """Return a review's text without the date and notes at its end; empty if it only says that there is no quote."""
    if _NO_QUOTE.fullmatch(text.text):
        return msgspec.structs.replace(text, text="")
    shorter = _FOREIGN_END.sub("", text.text)
    if (match := _DATED_END.search(shorter[-14:])) is not None and (when := date_in(match[1], evidence.language)) is not None:
        review.date = review.date or when
        if when == review.date:
            shorter = shorter[: -len(match[0])]
    return text if shorter == text.text else msgspec.structs.replace(text, text=shorter)


def _critic(blocks: list[Block]) -> tuple[str | None, str | None]:
    """Return a critic's name and publication from short texts, in either order."""
    parts = [one_line(part) for block in blocks for part in _parts(block)]
    parts = [part for part in dict.fromkeys(parts) if 1 < len(part) <= 50 and not _NOT_CRITIC.match(part)]
    parts = [part for part in parts if date_in(part, "en") is None]
    for part in parts:  # "Ada Morn, Daily Herald" (Flixster 2011)
        if (
            (match := _NAME_COMMA_PAPER.match(part))
            and is_name(match[1])
            and " " in match[1]
            and not _PUBLICATION.search(match[1])
        ):
            return match[1], match[2]
    author = next((part for part in parts if is_name(part) and " " in part and not _PUBLICATION.search(part)), None)
    publication = next((part for part in parts if part != author), None)
    return author, publication


def _parts(block: Block) -> list[str]:
    parts: list[str] = []
    node = object()
    for piece in block.pieces:
        if piece.node is node and not piece.new_line and parts:
            parts[-1] += piece.text
        elif piece.text.strip(" ,|·•-–—\n\t\xa0/"):
            parts.append(piece.text)
        node = piece.node
    return [one_line(part).strip(" ,|·•-–—/") for part in parts]


def _details(evidence: Evidence, review: Review, block: Block, *, critics: bool) -> None:
    """Add the date, grade, votes and link in one of an item's blocks to the review."""
    for line in (block.text, *(_parts(block) if len(block.pieces) > 1 else ())):
        if review.date is None and len(line) <= 60:
            found = date_in(line, evidence.language)
            review.date = found if found and len(found) > 4 else None
        if review.rating is None and len(line) <= 40 and not _HELPFUL.search(line):  # "2 of 5 people" is not a grade
            grade = grade_of(line)
            if grade is None and (overall := _OVERALL.match(line)):
                if any(char.isalpha() for char in line):
                    grade = grade_of(f"{overall[1]}/10")
                elif _SCORE_CLASS.search(block.cls):
                    grade = grade_of(overall[1], labelled=True)
            review.rating = grade
        if review.helpful is None and (counted := _HELPFUL.search(line)):
            review.helpful = Helpful(yes=integer(counted[1]), total=integer(counted[2]) if counted[2] else None)
    if critics and review.url is None:
        link = next((piece.href for piece in block.pieces if piece.href and _FULL_REVIEW.search(piece.text)), None)
        review.url = link


def _is_title(block: Block) -> bool:
    return (
        3 < len(block.text) <= 120
        and (bool(block.level) or block.tag == "p" or "title" in block.cls)
        and date_in(block.text, None) is None
        and grade_of(block.text) is None
        and not any(char.isdigit() for char in block.text)
    )
