"""The summary of a run, as text and as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from filmdig.parsers.page.plain_text import how_many
from filmdig.scraper.extraction.tally import NO_SITE, Tally
from filmdig.scraper.version import VERSION

_SHOWN = 20


class Cuts(msgspec.Struct, kw_only=True):
    """Texts that pages show cut: those that were repaired, and those that are still cut."""

    repaired: int = 0
    open: int = 0


class LayoutCounts(msgspec.Struct, kw_only=True):
    """Counts over the pages that one layout read."""

    pages: int
    kinds: dict[str, int]
    cuts: Cuts
    issues: dict[str, int]


class SummaryFile(msgspec.Struct, kw_only=True):
    """The contents of ``summary.json``; `filmdig schema --summary` prints its schema.

    Attributes:
        filmdig: the version.
        pages: pages with a record, including those of interrupted runs before this one.
        pages_this_run: the pages that this run read.
        seconds: wall time of this run.
        kinds: pages by kind.
        issues: issues by code, over all layouts.
        skipped: captures that are not pages, or not wanted ones, by reason.
        quarantined: pages without a record, and files and captures that could not be read, by reason.
        damage: damaged parts of sources, by kind of damage.
        lost: bytes lost to that damage, as far as known.
        urls_unmatched: files named in ``--urls`` that gave no page.
        alarms: conditions of ``--fail-if`` that held.
        sites: counts by site, then by layout.
    """

    filmdig: str = VERSION
    pages: int
    pages_this_run: int
    seconds: float
    pages_per_second: float
    workers: int
    kinds: dict[str, int]
    cuts: Cuts
    issues: dict[str, int]
    skipped: dict[str, int]
    quarantined: dict[str, int]
    damage: dict[str, int]
    lost: int
    urls_unmatched: list[str]
    alarms: list[str]
    sites: dict[str, dict[str, LayoutCounts]]


def summary_schema() -> dict[str, Any]:
    """Return the JSON Schema of ``summary.json``."""
    schema: dict[str, Any] = msgspec.json.schema(SummaryFile)
    top = schema["$defs"]["SummaryFile"]
    top["required"] = list(top["properties"])
    del top["properties"]["filmdig"]["default"]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "The summary of a run of filmdig", **schema}


class Summary(msgspec.Struct, kw_only=True):
    """A finished run.

    Attributes:
        seconds: wall time of this run.
        pages_now: pages read by this run; the tally also counts those of interrupted runs.
        unmatched: files named in ``--urls`` that gave no page.
        alarms: conditions of ``--fail-if`` that held.
    """

    tally: Tally
    seconds: float
    workers: int
    pages_now: int
    unmatched: list[str] = []
    alarms: list[str] = []

    @property
    def rate(self) -> float:
        """Pages per second of wall time."""
        return self.pages_now / self.seconds if self.seconds else 0.0

    def as_file(self) -> SummaryFile:
        """Return the contents of ``summary.json``."""
        tally = self.tally
        return SummaryFile(
            pages=tally.pages,
            pages_this_run=self.pages_now,
            seconds=round(self.seconds, 3),
            pages_per_second=round(self.rate, 1),
            workers=self.workers,
            kinds=dict(_ranked(tally.kinds)),
            cuts=Cuts(repaired=tally.repaired, open=tally.open),
            issues=dict(_ranked(tally.issues)),
            skipped=dict(_ranked(tally.skipped)),
            quarantined=dict(_ranked(tally.quarantined)),
            damage=dict(_ranked(tally.damage)),
            lost=tally.lost,
            urls_unmatched=self.unmatched,
            alarms=self.alarms,
            sites={
                site: {
                    name: LayoutCounts(
                        pages=layout.pages,
                        kinds=dict(_ranked(layout.kinds)),
                        cuts=Cuts(repaired=layout.repaired, open=layout.open),
                        issues=dict(_ranked(layout.issues)),
                    )
                    for name, layout in sorted(layouts.items())
                }
                for site, layouts in sorted(tally.sites.items())
            },
        )

    def as_text(self, places: Mapping[str, str]) -> str:
        """Return the summary as lines of text.

        Args:
            places: the paths of the files that were written, by label.
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
            "not in input": _some(self.unmatched) if self.unmatched else "",
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
    return f"{how_many(tally.pages, 'pages')}{known} in {summary.seconds:.1f} s ({summary.rate:,.0f} pages/s{workers})"


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


def _some(names: list[str]) -> str:
    shown = ", ".join(names[:_SHOWN])
    return f"{shown}{f' and {len(names) - _SHOWN:,} more' if len(names) > _SHOWN else ''} (of --urls)"


def _ranked(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))
