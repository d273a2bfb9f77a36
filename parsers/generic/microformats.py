"""Reviews in hReview, hReview-aggregate (2006 on, blogs and shops) and microformats2's h-review, as JSON-LD-like items."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from filmdig.parsers.generic.source_marks import MICROFORMATS, has_any
from filmdig.parsers.layouts.values import tidy
from filmdig.parsers.page.document import Page
from filmdig.parsers.page.node import Node

_MOST = 300


def reviews_in_classes(page: Page) -> Iterator[dict[str, Any]]:
    """Yield the reviews and aggregate reviews in a page's classes."""
    if not has_any(page, MICROFORMATS):
        return
    for node in page.all(".hreview, .hReview, .h-review, .hreview-aggregate, .hReview-aggregate, .h-review-aggregate")[:_MOST]:
        is_aggregate = any(name.lower().endswith("-aggregate") for name in node.classes)
        found = _aggregate(node) if is_aggregate else _review(node)
        if len(found) > 1:
            yield found


def _review(node: Node) -> dict[str, Any]:
    value, best = _value(node, ".rating .value, .rating, .p-rating"), _value(node, ".rating .best, .best, .p-best")
    item: dict[str, Any] = {
        "name": _value(node, ".summary, .p-name"),
        "author": _value(node, ".reviewer .fn, .reviewer, .vcard .fn, .p-author .p-name, .p-author"),
        "datePublished": _value(node, ".dtreviewed, .dt-reviewed, .dt-published"),
        "reviewBody": _text(node, ".description, .e-content"),
        "reviewRating": {"ratingValue": value, "bestRating": best} if value else None,
        "itemReviewed": {"@type": [], "name": _value(node, ".item .fn, .item, .p-item")},
    }
    return {"@type": ["Review"], **{key: inside for key, inside in item.items() if inside}}


def _aggregate(node: Node) -> dict[str, Any]:
    item: dict[str, Any] = {
        "itemreviewed": _value(node, ".item .fn, .item, .p-item"),
        "rating": {
            "average": _value(node, ".rating .average, .average, .rating .value, .rating, .p-average"),
            "best": _value(node, ".rating .best, .best, .p-best"),
        },
        "votes": _value(node, ".votes, .p-votes"),
        "count": _value(node, ".count, .p-count"),
    }
    return {"@type": ["Review-aggregate"], **{key: inside for key, inside in item.items() if inside}}


def _value(node: Node, css: str) -> str | None:
    """Return a property's value: the machine-readable one in `title`, `datetime`, `value` or `content`, else the text."""
    for one in css.split(", "):
        found = node.first(one)
        if found is None:
            continue
        inner = found.first(".value-title[title]") or found
        machine = ("title",) if inner.tag == "abbr" or "value-title" in inner.classes else ("datetime", "value", "content")
        for name in machine:
            if stated := inner.attr(name):
                return stated.strip()
        if found.text:
            return found.text
    return None


def _text(node: Node, css: str) -> str | None:
    found = node.first(css)
    return (tidy(found.raw_text()[0])[0] or None) if found is not None else None
