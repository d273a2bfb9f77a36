"""Recognition of one review on several captures."""

from __future__ import annotations

from collections.abc import Iterator

from filmdig.parsers.merging import cuts, identity
from filmdig.parsers.merging.stated_values import Item, Marked
from filmdig.parsers.record.page_record import Review

#: Equal texts without author and date are one review from this length on: two people may write "Great movie, loved it".
_UNSIGNED = 60


class _Known:
    """Every author, date, text and address that captures of one review state."""

    __slots__ = ("authors", "by", "dates", "texts", "urls")

    def __init__(self) -> None:
        self.by: set[str] = set()
        self.authors: set[str] = set()
        self.dates: set[str] = set()
        self.texts: dict[str, bool] = {}
        self.urls: set[str] = set()


class Reviews:
    """The film's reviews: each once, with every record that shows it."""

    def __init__(self) -> None:
        self.items: list[Item[Review]] = []
        self._known: list[_Known] = []
        self._by_head: dict[str, list[int]] = {}
        self._by_author: dict[str, list[int]] = {}

    def add(self, reviews: list[Review], source: int, cut: Marked, weak: Marked) -> list[Item[Review]]:
        """Add a record's reviews and return their items in the same order; `cut` and `weak` name fields shown cut or in doubt."""
        taken: set[int] = set()
        numbers: list[int] = []
        for position, review in enumerate(reviews):
            fields = cut.get(position, frozenset())
            number = self._find(review, taken, cut="text" in fields)
            taken.add(number)
            numbers.append(number)
            self._note(number, review, cut="text" in fields)
            self.items[number].add(review, source, fields, weak.get(position, frozenset()))
        return [self.items[number] for number in numbers]

    def close_list(self, total: int | None, linked: str | None, pages: cuts.Pages) -> cuts.Closed | None:
        """Close a cut list of reviews if the page where it continues is among the film's; return None if it is not.

        Args:
            total: how many reviews the cut page reports.
            linked: the `page_key` of the address that it links.
            pages: the film's pages.
        """
        if linked is None or (total is not None and len(self.items) < total):
            return None
        sources = sorted({source for item in self.items for source in item.sources if pages.keys[source] == linked})
        return cuts.Closed("", None, "linked_page", sources[0]) if sources else None

    def _find(self, review: Review, taken: set[int], *, cut: bool) -> int:
        for number in self._alike(review):
            if number not in taken and _same(review, self._known[number], cut=cut):
                return number
        self.items.append(Item(Review))
        self._known.append(_Known())
        return len(self.items) - 1

    def _alike(self, review: Review) -> Iterator[int]:
        yield from self._by_author.get(_author(review), ())
        head = cuts.head(review.text) if review.text else None
        if head is not None:
            yield from self._by_head.get(head, ())

    def _note(self, number: int, review: Review, *, cut: bool) -> None:
        known = self._known[number]
        known.by.add(review.by)
        author, head = _author(review), cuts.head(review.text) if review.text else None
        if author and author not in known.authors:
            known.authors.add(author)
            self._by_author.setdefault(author, []).append(number)
        if head is not None and number not in (alike := self._by_head.setdefault(head, [])):
            alike.append(number)
        if review.date:
            known.dates.add(review.date)
        if review.text:
            text = cuts.folded(review.text)
            known.texts[text] = known.texts.get(text, True) and cut
        if (url := identity.page_key(review.url)) and not identity.is_front_page(url):
            known.urls.add(url)


def _author(review: Review) -> str:
    return (review.author or "").casefold().strip()


def _same(review: Review, known: _Known, *, cut: bool) -> bool:
    author = _author(review)
    if review.by not in known.by or (author and known.authors and author not in known.authors):
        return False
    if review.date and known.dates and not any(review.date.startswith(day) or day.startswith(review.date) for day in known.dates):
        return False
    signed = author in known.authors if author else False
    dated = review.date in known.dates if review.date else False
    if not review.text or not known.texts:
        return signed and dated
    text = cuts.folded(review.text)
    if text in known.texts:
        return signed or dated or len(text) >= _UNSIGNED
    if signed and identity.page_key(review.url) in known.urls:
        return True
    return any(
        _begins(text, other, shown_cut=other_cut) or _begins(other, text, shown_cut=cut)
        for other, other_cut in known.texts.items()
    )


def _begins(whole: str, begun: str, *, shown_cut: bool) -> bool:
    """Return whether a text that is shown cut is the beginning of another."""
    return shown_cut and len(begun) >= cuts.SAME_PAGE and whole.startswith(begun)
