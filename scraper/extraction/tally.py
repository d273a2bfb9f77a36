"""Counts of a run: made by the workers page by page, added up by whoever runs them."""

from __future__ import annotations

import msgspec

from filmdig.parsers.record.page_record import Record

NO_SITE = "(no known site)"


class LayoutTally(msgspec.Struct):
    """Counts over the pages that one layout read.

    Attributes:
        kinds: pages by kind.
        repaired: texts that a page showed cut and that are whole now.
        open: texts that are still cut.
        issues: issues by code.
    """

    kinds: dict[str, int] = {}
    repaired: int = 0
    open: int = 0
    issues: dict[str, int] = {}

    @property
    def pages(self) -> int:
        """How many pages the layout read."""
        return sum(self.kinds.values())


class Tally(msgspec.Struct):
    """Counts over any number of pages.

    Attributes:
        sites: by site, then by layout.
        skipped: captures that hold no page (images, redirects, robots.txt), by reason.
        quarantined: pages that gave no record, by reason.
        damage: places where a source is broken, by what is wrong.
        lost: bytes that those places cost, as far as that is known.
        stated: pages by the file that a line of ``--urls`` names.
    """

    sites: dict[str, dict[str, LayoutTally]] = {}
    skipped: dict[str, int] = {}
    quarantined: dict[str, int] = {}
    damage: dict[str, int] = {}
    lost: int = 0
    stated: dict[str, int] = {}

    def count(self, record: Record, *, damaged: bool = False) -> None:
        """Add one record; ``damaged``: whether the bytes of its page are cut or changed in the source."""
        if damaged:
            _add(self.damage, {"a page that is cut or changed": 1})
        page = record.page
        layout = self.sites.setdefault(page.site or NO_SITE, {}).setdefault(page.layout or "generic", LayoutTally())
        layout.kinds[page.kind] = layout.kinds.get(page.kind, 0) + 1
        for truncation in record.truncations:
            if truncation.state == "repaired":
                layout.repaired += 1
            else:
                layout.open += 1
        for issue in record.issues:
            layout.issues[issue.code] = layout.issues.get(issue.code, 0) + 1

    def add(self, other: Tally) -> None:
        """Add another tally's counts to this one's."""
        for site, layouts in other.sites.items():
            mine = self.sites.setdefault(site, {})
            for name, theirs in layouts.items():
                layout = mine.setdefault(name, LayoutTally())
                _add(layout.kinds, theirs.kinds)
                _add(layout.issues, theirs.issues)
                layout.repaired += theirs.repaired
                layout.open += theirs.open
        _add(self.skipped, other.skipped)
        _add(self.quarantined, other.quarantined)
        _add(self.damage, other.damage)
        _add(self.stated, other.stated)
        self.lost += other.lost

    def without_pages(self) -> Tally:
        """Return the counts of what gave no record."""
        return Tally(skipped=self.skipped, quarantined=self.quarantined, damage=self.damage, lost=self.lost, stated=self.stated)

    @property
    def layouts(self) -> list[LayoutTally]:
        """The tallies of all layouts of all sites."""
        return [layout for layouts in self.sites.values() for layout in layouts.values()]

    @property
    def pages(self) -> int:
        """Pages that gave a record."""
        return sum(layout.pages for layout in self.layouts)

    @property
    def repaired(self) -> int:
        """Texts found cut and made whole."""
        return sum(layout.repaired for layout in self.layouts)

    @property
    def open(self) -> int:
        """Texts found cut and still so."""
        return sum(layout.open for layout in self.layouts)

    @property
    def issues(self) -> dict[str, int]:
        """Issues by code, over all layouts."""
        total: dict[str, int] = {}
        for layout in self.layouts:
            _add(total, layout.issues)
        return total

    @property
    def kinds(self) -> dict[str, int]:
        """Pages by kind, over all layouts."""
        total: dict[str, int] = {}
        for layout in self.layouts:
            _add(total, layout.kinds)
        return total

    def add_unreadable(self, count: int) -> None:
        """Count captures that an archive did not give."""
        if count:
            _add(self.quarantined, {"unreadable": count})

    @property
    def nothing_read(self) -> bool:
        """Whether every source failed: no page, nothing left out on purpose, and something that is unreadable or broken."""
        return not (self.pages or self.skipped) and self.failed and set(self.quarantined) <= {"unreadable"}

    @property
    def failed(self) -> bool:
        """Whether any page, or any part of a source, gave no record though it should have."""
        return bool(self.quarantined or self.damage)


def _add(into: dict[str, int], counts: dict[str, int]) -> None:
    for key, count in counts.items():
        into[key] = into.get(key, 0) + count
