"""What a run did, for a person to read and for a program."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from filmdig.scraper.extraction.tally import NO_SITE, Tally
from filmdig.scraper.version import VERSION


class Summary(msgspec.Struct, kw_only=True):
    """A finished run.

    Attributes:
        seconds: wall time of this run.
        pages_now: pages read by this run; the tally also counts those that an interrupted run had read.
    """

    tally: Tally
    seconds: float
    workers: int
    pages_now: int

    @property
    def rate(self) -> float:
        """Pages per second of wall time."""
        return self.pages_now / self.seconds if self.seconds else 0.0

    def as_json(self) -> dict[str, Any]:
        """The figures of the summary, by site and layout: what summary.json holds."""
        tally = self.tally
        return {
            "filmdig": VERSION,
            "pages": tally.pages,
            "pages_this_run": self.pages_now,
            "seconds": round(self.seconds, 3),
            "pages_per_second": round(self.rate, 1),
            "workers": self.workers,
            "cuts": {"repaired": tally.repaired, "open": tally.open},
            "issues": dict(_ranked(tally.issues)),
            "skipped": dict(_ranked(tally.skipped)),
            "quarantined": dict(_ranked(tally.quarantined)),
            "damage": dict(_ranked(tally.damage)),
            "lost": tally.lost,
            "sites": {
                site: {
                    name: {
                        "pages": layout.pages,
                        "kinds": dict(_ranked(layout.kinds)),
                        "cuts": {"repaired": layout.repaired, "open": layout.open},
                        "issues": dict(_ranked(layout.issues)),
                    }
                    for name, layout in sorted(layouts.items())
                }
                for site, layouts in sorted(tally.sites.items())
            },
        }

    def as_text(self, places: Mapping[str, str]) -> str:
        """The summary as lines.

        Args:
            places: what was written, and where.
        """
        tally = self.tally
        lines = [_headline(self)]
        if tally.pages:
            lines += ["", *_table(tally), ""]
        facts = {
            "cut texts": f"{tally.repaired:,} repaired, {tally.open:,} still open" if tally.repaired or tally.open else "",
            "issues": _listed(tally.issues),
            "skipped": _listed(tally.skipped),
            "damage": _listed(tally.damage) + (f"; {tally.lost:,} bytes lost" if tally.lost else ""),
            "quarantined": _listed(tally.quarantined),
            **places,
        }
        lines += [f"{label + ':':<14}{value}" for label, value in facts.items() if value]
        return "\n".join(lines) + "\n"


def _headline(summary: Summary) -> str:
    tally = summary.tally
    if not tally.pages and not tally.failed:
        return "No page was found in these sources."
    before = tally.pages - summary.pages_now
    known = f" ({before:,} of them by an earlier run)" if before > 0 else ""
    workers = f", {summary.workers} workers" if summary.workers > 1 else ""
    pages = "1 page" if tally.pages == 1 else f"{tally.pages:,} pages"
    return f"{pages}{known} in {summary.seconds:.1f} s ({summary.rate:,.0f} pages/s{workers})"


def _table(tally: Tally) -> list[str]:
    rows = [("site", "layout", "pages", "repaired", "open", "kinds")]
    for site, layouts in sorted(tally.sites.items(), key=lambda item: (item[0] == NO_SITE, item[0])):
        for place, (name, layout) in enumerate(sorted(layouts.items())):
            counts = f"{layout.pages:,}", f"{layout.repaired or ''}", f"{layout.open or ''}"
            rows.append((site if place == 0 else "", name, *counts, _listed(layout.kinds)))
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    return [
        f"  {row[0]:<{widths[0]}}  {row[1]:<{widths[1]}}  {row[2]:>{widths[2]}}"
        f"  {row[3]:>{widths[3]}}  {row[4]:>{widths[4]}}  {row[5]}".rstrip()
        for row in rows
    ]


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{key} {count:,}" for key, count in _ranked(counts))


def _ranked(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))
