"""Counts of a run: kept by the workers per page, and added up by the run."""

from __future__ import annotations

import msgspec

from filmdig.parsers.record.page_record import Record

NO_SITE = "(no known site)"


class LayoutTally(msgspec.Struct):
    """Counts over the pages that one layout read.

    Attributes:
        kinds: pages by kind.
        repaired: texts that were cut on the page and are complete in the record.
        open: texts that are still cut.
        issues: issues by code.
    """

    kinds: dict[str, int] = {}
    repaired: int = 0
    open: int = 0
    issues: dict[str, int] = {}

    @property
    def pages(self) -> int:
        """The number of pages that the layout read."""
        return sum(self.kinds.values())


class Tally(msgspec.Struct):
    """Counts over any number of pages.

    Attributes:
        sites: counts by site, then by layout.
        skipped: captures that are not pages (images, redirects, robots.txt), by reason.
        quarantined: pages without a record, by reason.
        damage: damaged parts of sources, by kind of damage.
        lost: bytes lost to that damage, as far as known.
        stated: pages by the file named in a line of ``--urls``.
    """

    sites: dict[str, dict[str, LayoutTally]] = {}
    skipped: dict[str, int] = {}
    quarantined: dict[str, int] = {}
    damage: dict[str, int] = {}
    lost: int = 0
    stated: dict[str, int] = {}

    def count(self, record: Record, *, damaged: bool = False) -> None:
        """Count one record; ``damaged`` is whether its page's bytes are cut or changed in the source."""
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
        """Return only the counts that are not about records."""
        return Tally(skipped=self.skipped, quarantined=self.quarantined, damage=self.damage, lost=self.lost, stated=self.stated)

    @property
    def layouts(self) -> list[LayoutTally]:
        """The tallies of all layouts of all sites."""
        return [layout for layouts in self.sites.values() for layout in layouts.values()]

    @property
    def pages(self) -> int:
        """The number of pages with a record."""
        return sum(layout.pages for layout in self.layouts)

    @property
    def repaired(self) -> int:
        """The number of cut texts that were repaired."""
        return sum(layout.repaired for layout in self.layouts)

    @property
    def open(self) -> int:
        """The number of texts that are still cut."""
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
        """Count captures that an archive failed to deliver."""
        if count:
            _add(self.quarantined, {"unreadable": count})

    @property
    def nothing_read(self) -> bool:
        """Whether every source failed: no page, nothing skipped, and something unreadable or damaged."""
        return not (self.pages or self.skipped) and self.failed and set(self.quarantined) <= {"unreadable"}

    @property
    def failed(self) -> bool:
        """Whether any page was quarantined or any source is damaged."""
        return bool(self.quarantined or self.damage)


def _add(into: dict[str, int], counts: dict[str, int]) -> None:
    for key, count in counts.items():
        into[key] = into.get(key, 0) + count
