"""Which fields each layout's pages have, which they cannot have, and which its reader failed to give; and fields that fell."""

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

# Fewer pages say nothing about a share; a smaller fall happens by chance.
_PAGES, _FALL = 5, 0.4
_FILM_PAGES = ("film", "series")
#: Layouts that are named as those that fail most.
_WORST = 5


class Fall(NamedTuple):
    """A field that fewer pages have than before.

    Attributes:
        row: where it fell.
        field: the report's name of it.
        since: the layout, or the year, before; and in `now` the one after.
        shares: of the pages that had it, before and after.
    """

    row: Row
    field: str
    since: str
    now: str
    shares: tuple[float, float]


@cache
def _declared() -> dict[tuple[str, str], frozenset[str]]:
    """Return the report's fields that each layout's pages can have."""
    return {(layout.site, layout.name): frozenset(COLUMN_OF.get(name, name) for name in layout.fields()) for layout in layouts()}


@cache
def _order() -> dict[tuple[str, str], int]:
    """Return each layout's place among all: of one site, the oldest is first."""
    return {(layout.site, layout.name): n for n, layout in enumerate(layouts())}


def can_have(row: Row, name: str) -> bool:
    """Return whether pages of a row can have a field; True where the layout is not known."""
    declared = _declared().get((row.site, row.layout))
    return declared is None or name in declared


def fallen(findings: Findings) -> list[Fall]:
    """Return the fields that fell from one layout of a site, or one year of a layout, to the next; worst first."""
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
    """Return the address, within the report, of the list of pages that the filters leave."""
    return "#pages?" + "&amp;".join(f"{name}={quote(value, safe='')}" for name, value in filters.items())


def matrix(findings: Findings) -> str:
    """Return the table of fields by site and layout, as HTML."""
    heads = "".join(f'<th scope="col"><span>{escape(name)}</span></th>' for name in NAMES)
    ordered = sorted(findings.rows.items(), key=lambda item: (item[0].site == NO_SITE, item[0].site, -item[1].number, item[0]))
    body = "".join(_row(row, filled) for row, filled in ordered)
    return most_failed(findings) + (
        '<div class="matrix" role="region" aria-label="Fields by site and layout" tabindex="0"><table>'
        "<caption>Of each layout’s pages, how many in a hundred have each field</caption>"
        f'<thead><tr><th scope="col">site, layout, kind</th><th scope="col" class="n">pages</th>{heads}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def most_failed(findings: Findings) -> str:
    """Return the layouts whose readers failed on most fields of their pages, as HTML; nothing where none failed."""
    counts = [(-sum(filled.failed.values()), row) for row, filled in findings.rows.items() if any(filled.failed.values())]
    if not counts:
        return ""
    links = (
        f'<a href="{list_link(site=row.site, layout=row.layout, kind=row.kind, issue="field_missing")}">'
        f"{plain(row.site)} {plain(row.layout)}, {plain(row.kind)}</a> {-count:,}"
        for count, row in sorted(counts)[:_WORST]
    )
    return f'<p id="worst">Fields that readers failed to give, most first: {"; ".join(links)}</p>'


def _row(row: Row, filled: Filled) -> str:
    cells = "".join(_cell(row, filled, name) for name in NAMES)
    named = f"{plain(row.site)} <small>{plain(row.layout)}, {plain(row.kind)}</small>"
    pages = f'<td class="n"><a href="{list_link(site=row.site, layout=row.layout, kind=row.kind)}">{filled.number:,}</a></td>'
    site, kind = escape(row.site), escape(row.kind)
    return f'<tr data-site="{site}" data-kind="{kind}"><th scope="row">{named}</th>{pages}{cells}</tr>\n'


def _cell(row: Row, filled: Filled, name: str) -> str:
    has, failed = filled.fields[name], filled.failed[name]
    if not has and not failed and not can_have(row, name):
        return '<td class="never"><span aria-hidden="true">·</span><span class="sr">does not have it</span></td>'
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
