"""The fields that each layout's pages have, cannot have, or have but were not read; and fields whose share fell."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from html import escape
from itertools import pairwise
from typing import NamedTuple
from urllib.parse import quote

from filmdig.output.report.films import NO_SITE
from filmdig.output.report.findings import COLUMN_OF, NAMES, Filled, Findings, Row
from filmdig.output.report.markup import plain, share
from filmdig.parsers.choose import layouts

# The minimum number of pages for a share to be meaningful, and the minimum fall of a share that is not due to chance.
_PAGES, _FALL = 5, 0.4
_FILM_PAGES = ("film", "series")
#: The number of layouts listed as those that fail most.
_WORST = 5


class Fall(NamedTuple):
    """A field that a smaller share of pages has than before.

    Attributes:
        row: the pages where the share fell.
        field: the field's name in the report.
        since: the layout or year before the fall.
        now: the layout or year after the fall.
        shares: the shares of pages that have the field, before and after.
    """

    row: Row
    field: str
    since: str
    now: str
    shares: tuple[float, float]


@cache
def _declared() -> dict[tuple[str, str], frozenset[str]]:
    """Return the fields that each layout's pages can have, by the layout's site and name."""
    return {(layout.site, layout.name): frozenset(COLUMN_OF.get(name, name) for name in layout.fields()) for layout in layouts()}


@cache
def _order() -> dict[tuple[str, str], int]:
    """Return each layout's position in the list of all layouts, where those of one site are ordered from the oldest."""
    return {(layout.site, layout.name): n for n, layout in enumerate(layouts())}


def can_have(row: Row, name: str) -> bool:
    """Return whether pages of a row can have a field; True if the layout is unknown."""
    declared = _declared().get((row.site, row.layout))
    return declared is None or name in declared


def fallen(findings: Findings) -> list[Fall]:
    """Return the fields whose share fell from one layout of a site, or one year of a layout, to the next; worst first."""
    found: list[Fall] = []
    chains: dict[tuple[str, str], list[tuple[Row, str, Filled]]] = {}
    for row, filled in findings.rows.items():
        if (row.site, row.layout) in _order():
            chains.setdefault((row.site, row.kind), []).append((row, row.layout, filled))
    for chain in chains.values():
        chain.sort(key=lambda link: _order()[link[0].site, link[0].layout])
        found += _falls(chain)
    for row, years in findings.years.items():
        found += _falls([(row, str(year), years[year]) for year in sorted(years)])
    return sorted(found, key=lambda fall: (fall.shares[1] - fall.shares[0], fall))


def _falls(chain: list[tuple[Row, str, Filled]]) -> Iterator[Fall]:
    enough = [link for link in chain if link[2].number >= _PAGES]
    for (before, since, had), (after, now, has) in pairwise(enough):
        for name in NAMES:
            shares = had.fields[name] / had.number, has.fields[name] / has.number
            if shares[0] - shares[1] >= _FALL and can_have(before, name) and can_have(after, name):
                yield Fall(after, name, since, now, shares)


def list_link(**filters: str) -> str:
    """Return the address, within the report, of the list of pages that match the filters."""
    return "#pages?" + "&amp;".join(f"{name}={quote(value, safe='')}" for name, value in filters.items())


def matrix(findings: Findings) -> str:
    """Return the table of fields by site and layout, as HTML."""
    heads = "".join(f'<th scope="col"><span>{escape(name)}</span></th>' for name in NAMES)
    ordered = sorted(findings.rows.items(), key=lambda item: (item[0].site == NO_SITE, item[0].site, -item[1].number, item[0]))
    body = "".join(_row(row, filled) for row, filled in ordered)
    return most_failed(findings) + (
        '<div class="matrix" role="region" aria-label="Fields by site and layout" tabindex="0"><table>'
        "<caption>Percentage of each layout’s pages that have each field</caption>"
        f'<thead><tr><th scope="col">site, layout, kind</th><th scope="col" class="n">pages</th>{heads}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def most_failed(findings: Findings) -> str:
    """Return the layouts whose readers failed on the most fields, as HTML; empty if none failed."""
    counts = [(-sum(filled.failed.values()), row) for row, filled in findings.rows.items() if any(filled.failed.values())]
    if not counts:
        return ""
    links = (
        f'<a href="{list_link(site=row.site, layout=row.layout, kind=row.kind, issue="field_missing")}">'
        f"{plain(row.site)} {plain(row.layout)}, {plain(row.kind)}</a> {-count:,}"
        for count, row in sorted(counts)[:_WORST]
    )
    return f'<p id="worst">Layouts with the most fields that readers failed to read: {"; ".join(links)}</p>'


def _row(row: Row, filled: Filled) -> str:
    cells = "".join(_cell(row, filled, name) for name in NAMES)
    named = f"{plain(row.site)} <small>{plain(row.layout)}, {plain(row.kind)}</small>"
    pages = f'<td class="n"><a href="{list_link(site=row.site, layout=row.layout, kind=row.kind)}">{filled.number:,}</a></td>'
    site, kind = escape(row.site), escape(row.kind)
    return f'<tr data-site="{site}" data-kind="{kind}"><th scope="row">{named}</th>{pages}{cells}</tr>\n'


def _cell(row: Row, filled: Filled, name: str) -> str:
    has, failed = filled.fields[name], filled.failed[name]
    if not has and not failed and not can_have(row, name):
        return '<td class="never"><span aria-hidden="true">·</span><span class="sr">cannot have it</span></td>'
    shown = share(has, filled.number).removesuffix(" %")
    link = list_link(site=row.site, layout=row.layout, kind=row.kind, lacks=name)
    if failed:
        link = list_link(site=row.site, layout=row.layout, kind=row.kind, failed=name)
        missed = f'<span class="miss">✕{failed:,}<span class="sr"> failed</span></span>'
        return f'<td class="failed"><a href="{link}">{shown}{missed}</a></td>'
    shade = 0 if not has else 1 + int(3 * has / filled.number)
    if has == filled.number:
        return f'<td class="h{shade}">{shown}</td>'
    return f'<td class="h{shade}"><a href="{link}">{shown}</a></td>'


def totals(findings: Findings) -> list[tuple[str, Filled]]:
    """Return the fields of all film pages together, and of merged films."""
    films = Filled()
    for row, filled in findings.rows.items():
        if row.kind in _FILM_PAGES:
            films.number += filled.number
            films.fields.update(filled.fields)
    found = [(f"Of {films.number:,} pages about a film or series", films)] if films.number else []
    if findings.merged.number:
        found.append((f"Of {findings.merged.number:,} merged films", findings.merged))
    return found
