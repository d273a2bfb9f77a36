"""The film's title and year: what headings and the page's head say alike."""

from __future__ import annotations

from collections.abc import Iterator

from filmdig.parsers.generic.evidence import Evidence
from filmdig.parsers.generic.people import folded
from filmdig.parsers.generic.statement import STRONG, STRONGER, STRONGEST, WEAK, Statement
from filmdig.parsers.generic.titles import Heading, body_headings, head_titles, quoted


def headings(evidence: Evidence) -> Iterator[Statement]:
    """The title, from headings that the head agrees with; from quotation marks; from either alone where there is no other."""
    head, body = head_titles(evidence), body_headings(evidence)
    heads = {folded(one.text): one for one in reversed(head)}
    wholes = " ".join(f" {folded_words(one.whole)} " for one in head)
    agreed = [one for one in body if folded(one.text) in heads]
    if not agreed:
        agreed = [one for one in body if len(one.text) > 1 and f" {folded_words(one.text)} " in wholes and one.block is not None]
    if agreed:
        one = agreed[0]
        yield Statement(
            "title", one.text, "headings", f"{one.place} and {(heads.get(folded(one.text)) or head[0]).place}", STRONGEST
        )
        year = one.year or next(
            (other.year for other in (*agreed, *head) if other.year and folded(other.text) == folded(one.text)), None
        )
        if year:
            yield Statement("year", year, "headings", f"in brackets after {one.place}", STRONGER)
        return
    for one in (*body[:3], *head):
        if one.year:
            yield Statement("title", one.text, "headings", f"before a year in {one.place}", STRONG)
            yield Statement("year", one.year, "headings", f"in brackets after {one.place}", STRONG)
            return
    yield from _alone(head, body)


def _alone(head: list[Heading], body: list[Heading]) -> Iterator[Statement]:
    for one in (*body[:2], *head):
        phrases = quoted(one.whole)
        if phrases and len(phrases[0]) > 1:
            yield Statement("title", phrases[0], "headings", f"in quotation marks in {one.place}", STRONG)
            return
    first = next((one for one in body if one.place == "h1"), None)
    if first is not None:
        yield Statement("title", first.text, "headings", first.place, STRONG if len(first.text) <= 70 else WEAK)
    elif head:
        yield Statement("title", head[0].text, "headings", head[0].place, STRONG if len(head[0].text) <= 70 else WEAK)
    elif body:
        yield Statement("title", body[0].text, "headings", body[0].place, STRONG if len(body[0].text) <= 70 else WEAK)


def folded_words(text: str) -> str:
    """A text's words to compare."""
    return " ".join(word for word in (folded(word) for word in text.split()) if word)
