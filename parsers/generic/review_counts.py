"""The number of reviews that a page states in short texts and headings, on a button, or in its data."""

from __future__ import annotations

import re

from filmdig.parsers.generic.evidence import Evidence
from filmdig.parsers.generic.printed_scores import rated_by, spaced
from filmdig.parsers.generic.vocabulary import MAX_LABEL, label_of
from filmdig.parsers.layouts.values import integer
from filmdig.parsers.page.plain_text import has_digit, one_line
from filmdig.parsers.record.page_record import By, Rating, ReviewTotals

VISITORS_OWN = re.compile(
    r"\b(?:your|my|dein\w*|ihre?|votre|ta|tu|sua?|tua|jouw|din|twoj\w*|vaš\w*|ваш\w*|твоя|оцени\w*|rate|noter|vota|"
    r"bewerte)\b|你的|我的",
    re.IGNORECASE,
)
AUDIENCE = re.compile(r"\b(?:audience|users?|viewers?|publikum|public|spectateurs|público|зрител\w*|popcorn\w*)\b", re.IGNORECASE)
_CRITICS = re.compile(r"\b(?:critics?|presse|press|kritiker|crítica|critici|критик\w*|metascore)\b", re.IGNORECASE)
_GROUPED = r"\d{1,3}(?:[.,\u00a0 ]\d{3}){1,4}(?!\d)|\d+"
_REVIEWS = (
    r"(?:reviews?|critiques?|kritiken|reseñas|críticas|recensioni|recenzj\w{0,6}|recenz[ei]\w{0,6}|рецензи\w{0,6}|отзыв\w{0,6}|avis|opiniones|yorum|"
    r"レビュー|影评|短评)"
)
_WHO = r"(?:users?|audience|members?|viewers?|critics?|external|press|nutzer|presse|spectateurs)"
_TOTALS = re.compile(
    rf"(?<![\w.,/])(?P<before>{_GROUPED})\s(?:{_WHO}\s)?{_REVIEWS}(?!\w)|(?:{_WHO}\s)?{_REVIEWS}\s?\((?P<after>{_GROUPED})\)|"
    rf"^{_REVIEWS}\s?[:：]\s?(?P<users>{_GROUPED})(?:\s{_WHO})?$",
    re.IGNORECASE,
)
#: One of several labels, each followed by a number: "Ratings 112 356 Reviews 2 291 Fans 12".
_TOTALS_LABELLED = re.compile(rf"\d\s{_REVIEWS}\s({_GROUPED})(?=\s[^\W\d]|$)", re.IGNORECASE)
_TOTALS_BY_WHOM = re.compile(
    rf"(?<![\w.,/])(?P<users>{_GROUPED})\susers?(?=\sreviews?\b|\s\|\s\d+\scritics?\b)|(?<![\w.,/])(?P<critics>{_GROUPED})\s"
    rf"critics?(?=\sreviews?\b|\s\||$)|\breviews counted:\s(?P<counted>{_GROUPED})", re.IGNORECASE)  # fmt: skip
_BUTTON_COUNT = re.compile(r"[(（](\d{1,4})[)）]\Z")
_MOST_BUTTONS = 200
#: A block with more characters is not a line of scores or counts.
LONGEST_LINE = 160


def review_counts(evidence: Evidence, ratings: list[Rating]) -> ReviewTotals:
    """Return the number of reviews: the printed one, else the one on a button, else the one in the data of `ratings`."""
    totals = _printed_totals(evidence)
    if totals.audience is None:
        totals.audience = _on_button(evidence)
    if totals.audience is None and totals.critics is None:  # else the data may count the critics' reviews
        totals.audience = next(filter(None, map(_beside_votes, ratings)), None)
    return totals


def _printed_totals(evidence: Evidence) -> ReviewTotals:
    """Return the counts in short texts and headings: "1,541 user reviews", "Critic Reviews (55)"."""
    totals = ReviewTotals()
    blocks = evidence.model.blocks
    for block in blocks:
        if block.furniture in ("nav", "footer", "hidden", "aside") or not 7 < len(block.text) <= LONGEST_LINE:
            continue
        if not has_digit(block.text):
            continue
        text = spaced(block)
        if VISITORS_OWN.search(text):
            continue
        for match in _TOTALS_BY_WHOM.finditer(text):
            _count(totals, "audience" if match["users"] else "critics", match[match.lastgroup or 0])
        if len(block.text) > 70 or block.furniture:
            continue
        labelled = _TOTALS_LABELLED.search(text)
        for match in [labelled] if labelled else _TOTALS.finditer(text):
            context = text[max(0, match.start() - 12) : match.end()]
            by: By | None = "critics" if _CRITICS.search(context) or "external" in match[0].lower() else None
            if by is None and not AUDIENCE.search(match[0]) and block.index:
                before = blocks[block.index - 1].text
                by = rated_by(before) if len(before) <= 30 and not before[-1:].isdigit() else None
            _count(totals, by or "audience", next(filter(None, match.groups()), None))
    return totals


def _on_button(evidence: Evidence) -> int | None:
    """Return the count on the button that shows the reviews: "Reviews (12)"."""
    if evidence.page.rendition != "html":
        return None
    buttons = (one_line(node.text) for node in evidence.page.all("button, summary")[:_MOST_BUTTONS])
    counts = {
        int(match[1])
        for text in buttons
        if len(text) <= MAX_LABEL
        and (match := _BUTTON_COUNT.search(text)) is not None
        and (label := label_of(text, evidence.language)) is not None
        and label.field == "review"
    }
    return counts.pop() if len(counts) == 1 else None


def _beside_votes(rating: Rating) -> int | None:
    """Return the number of raters who also wrote a review, if the page's data counts both."""
    votes, written = rating.rating_count, rating.review_count
    of_reviews = rating.by == "audience" and rating.name is None and votes is not None and written is not None and written < votes
    return written if of_reviews else None


def _count(totals: ReviewTotals, by: By, printed: str | None) -> None:
    """Set a total that is still None: the first on a page is that of its summary."""
    total = integer(printed)
    if total is not None and by == "critics" and totals.critics is None:
        totals.critics = total
    elif total is not None and by == "audience" and totals.audience is None:
        totals.audience = total
