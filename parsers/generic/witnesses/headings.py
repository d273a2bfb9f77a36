"""The film's title, and a year with it: where headings, the page's head and phrases in its text agree."""

from __future__ import annotations

import re
from collections.abc import Iterator

from filmdig.parsers.generic.evidence import Evidence
from filmdig.parsers.generic.facts import is_genre
from filmdig.parsers.generic.people import folded
from filmdig.parsers.generic.statement import STRONG, STRONGER, STRONGEST, WEAK, Statement
from filmdig.parsers.generic.title_lines import (
    CREDIT_FIELDS,
    FACT_FIELDS,
    Found,
    above_credits,
    line_above_facts,
    line_before_facts,
    line_in_text,
    named_by_address,
    other_titles_on_line,
    with_title_lines,
)
from filmdig.parsers.generic.titles import ENDS_AS_SENTENCE, Heading, body_headings, head_titles, phrases, quoted
from filmdig.parsers.generic.witnesses.structured import BILINGUAL, own_films, text_of

#: A heading with more characters than this may be a headline, not a title.
_LONG_TITLE = 60
#: A headline with this many words besides a quoted phrase is about the phrase.
_WORDS_AROUND_QUOTE = 4


def headings(evidence: Evidence) -> Iterator[Statement]:
    """Yield the title and year, from the most reliable reading that finds one."""
    head, body = head_titles(evidence), with_title_lines(evidence)
    for reading in (
        named_by_address,
        line_above_facts,
        line_before_facts,
        _as_in_data,
        _before_quotation,
        _og_title_of_video,
        _quoted_in_headline,
        _not_in_text,
        _agreed,
        _before_year,
        _phrase_of_headline,
        above_credits,
        line_in_text,
        _any_heading,
    ):
        found = reading(evidence, head, body)
        if found is None:
            continue
        title, year, place, strength = found
        if ENDS_AS_SENTENCE.search(title) and not any(one.text.endswith(title) for one in head):
            title = title[:-1]
        if title.isupper() and len(title) > 3:  # take the head's spelling if that is not all capitals
            title = next((one.text for one in head if folded(one.text) == folded(title) and not one.text.isupper()), title)
        title, others = _split_translations(title)
        if (match := BILINGUAL.fullmatch(title)) and any(
            folded(one.text).startswith(folded(match[1])) and folded(match[2]) not in folded(one.text) for one in head
        ):
            title, others = match[1], [match[2]]  # the head has only the first
        if _HEADLINE.search(title) and not _sure_headline(evidence, title):
            first = next((one for one in head if folded(title).startswith(folded(one.text)) and len(one.text.split()) <= 6), None)
            if first is None or folded(first.text) == folded(title):
                return
            title, strength = first.text, STRONG
        if year is None and not others and _reads_as_headline(evidence, title):
            strength = WEAK
        yield Statement("title", title, "headings", place, strength)
        if others := others or other_titles_on_line(body, title):
            yield Statement("alternate_titles", others, "headings", place, STRONG)
        year = year or next((one.year for one in (*body, *head) if one.year and folded(one.text) == folded(title)), None)
        year = year or _year_in_text(evidence, title)
        if year:
            yield Statement("year", year, "headings", f"in brackets, {place}", STRONGER)
        return


def _year_in_text(evidence: Evidence, title: str) -> int | None:
    """Return the year in brackets after the title in the page's text."""
    if is_genre(title):
        return None
    pattern = re.compile(rf"(?<!\w){re.escape(title)}[”\"'’»]?\s?[(（]((?:18[89]|19\d|20\d)\d)[)）]")
    found = (pattern.search(block.text) for block in evidence.model.body if title in block.text)
    return next((int(match[1]) for match in found if match), None)


def _reads_as_headline(evidence: Evidence, title: str) -> bool:
    """Return whether a title looks like an English headline: lower-case words, absent from the text, no facts on the page."""
    small = [word for word in title.split() if len(word) > 3 and word.islower()]
    if len(small) < 2 or not title.isascii() or evidence.rows_for(*FACT_FIELDS) or own_films(evidence):
        return False
    text = " ".join(block.text for block in evidence.model.body if not block.level and len(block.text) > len(title) + 20)
    return " the " in text and title.casefold() not in text.casefold()


_HEADLINE = re.compile(r"^(?:\S+\s+){7,}\S+$")


def _sure_headline(evidence: Evidence, title: str) -> bool:
    """Return whether a long title is a film's: the text repeats it, it has a year, or the page has credits."""
    if any(row.field in CREDIT_FIELDS and not row.furniture for row in evidence.rows) or own_films(evidence):
        return True
    if any(one.year for one in (*body_headings(evidence)[:2], *head_titles(evidence)) if folded(one.text) == folded(title)):
        return True
    return any(title in block.text for block in evidence.model.body if not block.level and len(block.text) > len(title) + 20)


def _as_in_data(evidence: Evidence, head: list[Heading], body: list[Heading]) -> Found:
    """Take an h1 that equals the film's name in the page's data, so no part of it is a site's name."""
    names = {folded(name) for found in own_films(evidence) if (name := text_of(found.item.get("name")))}
    for one in body[:2]:
        if one.place == "h1" and folded(one.whole) in names:
            return _YEAR_AFTER.sub("", one.whole) or one.whole, one.year, "h1 and the data", STRONGER
    return None


_YEAR_AFTER = re.compile(r"(?<!\s)\s*+[(（](?:18[89]|19\d|20\d)\d[)）]$")


def _before_quotation(evidence: Evidence, head: list[Heading], body: list[Heading]) -> Found:
    """Take the common beginning of the h1 and the head, where the h1 continues with another title in quotation marks."""
    first = next((one for one in body[:3] if one.place == "h1"), None)
    if first is None or not quoted(first.whole):
        return None
    for one in head:
        if one.place == "title" and len(one.text) > 1 and first.whole.startswith(one.text):
            rest = first.whole[len(one.text) :].lstrip()
            if rest[:1] in "(（\"“„«'‘" and one.text[:1] not in "\"“„«'‘":
                return one.text, one.year or first.year, "h1 and title", STRONGEST
    return None


def _og_title_of_video(evidence: Evidence, head: list[Heading], body: list[Heading]) -> Found:
    """Take the `og:title` of a page whose `og:type` is a video's, where neither a heading nor `title` has it."""
    if body or evidence.page.rendition != "html" or not (evidence.page.meta("og:type") or "").startswith("video."):
        return None
    one = next((one for one in head if one.place == "og:title"), None)
    others = {folded(other.text) for other in head if other.place == "title"}
    return (one.text, one.year, "og:title", STRONG) if one is not None and folded(one.text) not in others else None


def _quoted_in_headline(evidence: Evidence, head: list[Heading], body: list[Heading]) -> Found:
    """Take the phrase of "Film review: 'T' is a great start", or the longer phrase in the text that contains it."""
    for one in (*body[:2], *head):
        for phrase in quoted(one.whole):
            rest = one.whole.replace(phrase, " ")
            if (
                (len(rest.split()) < _WORDS_AROUND_QUOTE and f"《{phrase}》" not in one.whole)
                or len(phrase) < 2
                or len(phrase.split()) > 9
            ):
                continue
            known = phrases(evidence)
            order = list(known)
            first = next((number for number, other in enumerate(order) if folded(other) == folded(phrase)), len(order))
            wider = [
                other
                for other in known
                if f" {_folded_words(phrase)} " in f" {_folded_words(other)} " and len(other) > len(phrase)
            ]
            wider = [other for other in wider if order.index(other) < first]
            if wider:
                return (
                    max(wider, key=len),
                    None,
                    f"in quotation marks in the text, shortened in {one.place}",
                    STRONG,
                )
            if known or one.review:
                return phrase, one.year, f"in quotation marks in {one.place}", STRONGER
    return None


def _agreed(evidence: Evidence, head: list[Heading], body: list[Heading]) -> Found:
    """Take a heading that the page's head also has, in full or as a part."""
    heads = {folded(one.text): one for one in reversed(head)}
    first = next((one for one in body if one.place == "h1"), None)
    sites = {folded(other.whole) for other in head}
    # If the h1 is not in the head, the head is the site's name, and a later heading equal to it may be too.
    if first is not None and folded(first.whole) not in sites:
        body = [one for one in body if one is first or one.place == "line" or folded(one.whole) not in sites]
    for one in body:
        if (other := heads.get(folded(one.text))) is not None and len(one.text) <= _LONG_TITLE * 2:
            headline = len(one.text) > _LONG_TITLE or (": " in one.text and not _catalogued(evidence))
            if headline and (shorter := _phrase_of_headline(evidence, head, body)) is not None:
                return shorter
            return one.text, one.year or other.year, f"{one.place} and {other.place}", STRONGEST
    wholes = [(f" {_folded_words(one.whole)} ", one) for one in head]
    for one in body:
        for whole, other in wholes:
            if len(one.text) > 1 and f" {_folded_words(one.text)} " in whole:
                return one.text, one.year, f"{one.place} and {other.place}", STRONGEST
            if (
                one.place in ("h1", "h2")
                and len(other.text) > 1
                and f" {_folded_words(one.whole)} ".startswith(f" {_folded_words(other.text)} ")
            ):
                return other.text, other.year or one.year, f"{one.place} and {other.place}", STRONGER
    return None


def _not_in_text(evidence: Evidence, head: list[Heading], body: list[Heading]) -> Found:
    """Take the line above a review's credits, where the headline does not occur in the text."""
    rows = [row for row in evidence.rows if row.field in CREDIT_FIELDS and not row.furniture]
    if len(rows) < 2 or any(row.form not in ("colon", "mark") for row in rows):
        return None
    text = " ".join(block.text for block in evidence.model.body if len(block.text) > 100)
    if any(text.count(one.text) > 1 for one in (*body[:2], *head) if one.year or len(one.text) < _LONG_TITLE):
        return None
    return above_credits(evidence, head, body)


def _catalogued(evidence: Evidence) -> bool:
    """Return whether a page's facts are in separate rows, as in a catalogue: its heading is then a title, not a headline."""
    return len({row.field for row in evidence.rows_for(*FACT_FIELDS) if row.form in ("cell", "block", "heading")}) > 2


def _before_year(evidence: Evidence, head: list[Heading], body: list[Heading]) -> Found:
    """Take the title of "T (1999)" in a heading or the page's head."""
    return next(((one.text, one.year, one.place, STRONG) for one in (*body[:3], *head) if one.year and len(one.text) <= 90), None)


def _phrase_of_headline(evidence: Evidence, head: list[Heading], body: list[Heading]) -> Found:
    """Take a phrase of the headline that the text sets apart (quoted, emphasised, before a year)."""
    known = phrases(evidence)
    best: tuple[int, str, Heading] | None = None
    for one in (*body[:3], *head):
        whole = f" {_folded_words(one.whole)} "
        for phrase, times in known.items():
            if len(phrase) > 1 and f" {_folded_words(phrase)} " in whole and len(_folded_words(phrase)) * 10 < len(whole) * 9:
                score = times + 2 * whole.startswith(f" {_folded_words(phrase)} ")
                if ": " in one.whole and one.whole.partition(": ")[0].strip() != phrase and len(one.text) <= _LONG_TITLE:
                    continue  # a title with a subtitle is not a headline
                if best is None or (score, len(phrase)) > (best[0], len(best[1])):
                    best = (score, phrase, one)
    return (best[1], None, f"in {best[2].place}, and set apart in the text", STRONG) if best and best[0] > 1 else None


def _any_heading(evidence: Evidence, head: list[Heading], body: list[Heading]) -> Found:
    """Take the first h1, title of the head or other heading."""
    for one in (*(one for one in body if one.place == "h1"), *head, *body):
        if len(one.text) <= 120:
            return one.text, one.year, one.place, STRONG if len(one.text) <= _LONG_TITLE else WEAK
    return None


_CJK = re.compile("[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")


def _split_translations(title: str) -> tuple[str, list[str]]:
    """Split a title from its translations, after slashes or in brackets: "千年女优/千年女優/Millennium Actress"."""
    parts = [part.strip() for part in re.split(r"(?<!\s)\s*+/\s*+", title) if part.strip()]
    if len(parts) > 1 and _CJK.search(title) and all(len(part) > 1 for part in parts):
        return re.sub(r"(?<!\s)\s*+\[[^\]]{2,12}\]$", "", parts[0]), [
            re.sub(r"(?<!\s)\s*+\[[^\]]{2,12}\]$", "", part) for part in parts[1:]
        ]
    if (match := _TRANSLATED.fullmatch(title)) and match[1].strip():
        return match[1], [match[2]]
    return title, []


_TRANSLATED = re.compile(r"(.*[^\W\d_]\S{0,60}) \(([^\W\d_][^()\d]{3,60})\)")


def _folded_words(text: str) -> str:
    """Return a text's folded words, joined by blanks, for comparison."""
    return " ".join(word for word in (folded(word) for word in text.split()) if word)
