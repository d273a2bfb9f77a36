"""Places on a template's pages, as layout files describe them, and how they are read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, TypeVar

import msgspec

from filmdig.parsers.learning.chains import label_of, labelled_value
from filmdig.parsers.learning.converters import CONVERTERS, Found, read_date, read_grade, read_name, read_role
from filmdig.parsers.page.document import Page
from filmdig.parsers.page.node import Node
from filmdig.parsers.record.page_record import CastMember, Rating, Review, ReviewRating

By = Literal["audience", "critics", "staff"]
T = TypeVar("T")
_MOST_LABEL = 80
Mode = Literal["beside", "after", "around"]


class Place(msgspec.Struct, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """The place of a field.

    Attributes:
        css: a selector of the first element with text, or, for a list, of all elements; with `label`, a selector of the label.
        label: the label's text, without its colon.
        mode: where the value is, relative to its label: "beside", "after" or "around", as in `labelled_value`.
        attribute: the attribute that has the value, if it is not the text.
        to: the converter of the text: a name in `converters.CONVERTERS`.
    """

    css: str
    label: str | None = None
    mode: Mode = "beside"
    attribute: str | None = None
    to: str = "text"

    def find(self, page: Page | Node) -> list[Found]:
        """Return the texts at the place, in the page's order."""
        if self.label is not None:
            # Cached, because the fields of a table share one selector.
            cached = page.memo if isinstance(page, Page) else _uncached
            labelled = cached(("labels", self.css), lambda: _by_label(page.all(self.css)))
            found = [labelled_value(node, self.mode) for node in labelled.get(label_of(self.label), ())]
            # Only the first: later labels may be those of other films.
            return [value for value in found if value is not None][:1]
        nodes = page.all(self.css)
        if self.attribute is not None:
            # Without the node, because its text is not the value.
            return [Found(value) for node in nodes if (value := (node.attr(self.attribute) or "").strip())]
        return [Found(node.text, node) for node in nodes if node.text]

    def read(self, page: Page | Node) -> Any:
        """Return the field's value; None (an empty list) if it is missing."""
        convert = CONVERTERS[self.to]
        if self.to in ("words", "countries", "people", "members") and self.label is None:
            items: list[Any] = []
            for found in self.find(page)[:400]:
                items += [item for item in convert(found) if item not in items]
            return _once(items)
        for found in self.find(page):
            value = convert(found)
            if value is not None and value != []:
                return value
        return None


def _uncached(_key: object, make: Callable[[], T]) -> T:
    return make()


def _by_label(nodes: list[Node]) -> dict[str, list[Node]]:
    """Return elements by their text in the form of labels: a page's labels are looked up many times."""
    found: dict[str, list[Node]] = {}
    for node in nodes:
        if len(text := node.text) < _MOST_LABEL:
            found.setdefault(label_of(text), []).append(node)
    return found


def _once(items: list[Any]) -> list[Any]:
    names: dict[str, Any] = {}
    for item in items:
        names.setdefault(item if isinstance(item, str) else item.name, item)
    return list(names.values())


class CastRows(msgspec.Struct, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A cast in rows.

    Attributes:
        css: selects the rows.
        name, role: select elements within a row; without `role`, the name's text may have both.
    """

    css: str
    name: str
    role: str | None = None

    def read(self, page: Page) -> list[CastMember]:
        """Return the cast."""
        members = []
        for row in page.all(self.css)[:1000]:
            node = row if self.name == ":scope" else row.first(self.name)
            if node is None or (named := read_name(node.text)) is None:
                continue
            role = row.first(self.role) if self.role else None
            link = node if node.tag == "a" else node.first("a[href]")
            members.append(
                CastMember(
                    name=named[0],
                    role=(read_role(role.text) if role is not None else None) or named[1],
                    url=link.attr("href") if link is not None else None,
                )
            )
        return members


class ReviewRows(msgspec.Struct, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """Reviews in rows; a page with one review has one row.

    Attributes:
        css: selects the rows; ``body`` for a page that is one review.
        by: the kind of reviewers.
        text, author, date, rating, publication: select elements within a row.
    """

    css: str
    by: By
    text: str
    author: str | None = None
    date: str | None = None
    rating: str | None = None
    publication: str | None = None

    def read(self, page: Page) -> list[Review]:
        """Return the reviews that have a text."""
        reviews = []
        convert = CONVERTERS["passage"]
        for row in page.all(self.css)[:1000]:
            body = row.first(self.text)
            passage = convert(Found(body.text, body)) if body is not None else None
            if passage is None:
                continue
            rating = read_grade(found) if (found := _first(row, self.rating)) else None
            values: dict[str, Any] = {"text": passage}
            author = _first(row, self.author)
            named = read_name(author) if author else None
            reviews.append(
                Review(
                    by=self.by,
                    author=named[0] if named else author if author and len(author) <= 40 else None,
                    publication=_first(row, self.publication),
                    date=read_date(found) if (found := _first(row, self.date)) else None,
                    rating=rating if isinstance(rating, ReviewRating) else None,
                    **values,
                )
            )
        return reviews


def _first(row: Node, css: str | None) -> str | None:
    node = row.first(css) if css else None
    return node.text or None if node is not None else None


class Score(msgspec.Struct, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A score of the film.

    Attributes:
        css: selects the element with the number.
        by, measure, name, best, worst: as in the record.
        count: selects the element with the number of ratings.
    """

    css: str
    by: By
    measure: Literal["percent_positive", "mean", "want_to_see", "grade"] = "mean"
    name: str | None = None
    best: float | None = None
    worst: float | None = None
    count: str | None = None

    def read(self, page: Page) -> Rating | None:
        """Return the score; None if its place has no number within the scale."""
        node = page.first(self.css)
        grade = read_grade(node.text) if node is not None else None
        if grade is None or not isinstance(grade.value, int | float):
            return None
        best = self.best if self.best is not None else grade.best
        if best is not None and not (self.worst or 0) <= grade.value <= best:
            return None
        count = page.first(self.count) if self.count else None
        return Rating(
            by=self.by,
            name=self.name,
            measure=self.measure,
            value=grade.value,
            best=_plain(best),
            worst=_plain(self.worst),
            rating_count=CONVERTERS["count"](Found(count.text)) if count is not None else None,
            printed=node.text[:60] if node is not None else None,
        )


def _plain(number: float | None) -> float | int | None:
    return int(number) if number is not None and number == int(number) else number
