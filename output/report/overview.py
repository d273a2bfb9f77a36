"""The report's first screen: what the run holds, when it was captured, and what needs attention."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial
from html import escape
from urllib.parse import quote

from filmdig.output.report.coverage import fallen, list_link
from filmdig.output.report.films import NO_SITE, Entry
from filmdig.output.report.findings import Findings
from filmdig.output.report.markup import plain, share
from filmdig.output.report.sample import OTHERS

# The maximum numbers of sites, years, layouts and falls that are shown, and of sites that are stacked in the chart.
_SITES, _YEARS, _LAYOUTS, _FALLS, _STACKED = 40, 40, 8, 6, 5

#: Issues of pages that were not read, or whose reader failed; they are worse than missing values.
_BAD = frozenset(("layout_unknown", "field_failed", "text_unread"))
#: The meaning of each issue code, to follow "pages".
MEANINGS = {
    "layout_unknown": "of a known site that no layout reads",
    "text_unread": "with much text and no film",
    "field_failed": "with a field whose reader failed",
    "field_missing": "without a field that is expected there",
    "field_run_together": "with names that run into each other",
    "site_error": "with the site’s own error message in place of a film",
    "value_implausible": "with a value that cannot be right",
    "witnesses_disagree": "with parts that contradict one another",
    "encoding_doubtful": "with a guessed encoding",
    "scripts_lost": "saved without their scripts",
    "json_broken": "with invalid embedded JSON",
    "double_encoded": "encoded twice",
}


def figures(findings: Findings) -> str:
    """Return the counts, as HTML."""
    years = sorted(year for _, year in findings.timeline if year is not None)
    covered = "unknown" if not years else f"{years[0]}–{years[-1]}" if years[0] != years[-1] else f"{years[0]}"
    sites = len({site for site, _ in findings.timeline} - {NO_SITE, OTHERS})
    pages = findings.records + sum(findings.merged_from.values())
    facts = [
        ("pages", f"{pages:,}", "#pages"),
        ("films", f"{findings.films.seen:,}", "#films"),
        ("sites", f"{sites:,}", "#coverage"),
        ("years of capture", covered, "#timeline"),
        ("scores", f"{findings.scores:,}", "#films?sort=scores"),
        ("reviews", f"{findings.reviews:,}", "#films?sort=reviews"),
    ]
    return "".join(f'<div><dt>{name}</dt><dd><a href="{link}">{number}</a></dd></div>' for name, number, link in facts)


def proportion(findings: Findings) -> str:
    """Return the numbers of repaired and open cuts, as a bar and a list in HTML."""
    states: Counter[str] = Counter()
    ways: dict[str, Counter[str]] = {"repaired": Counter(), "open": Counter()}
    for (state, how, _), number in findings.cut_counts.items():
        states[state] += number
        ways[state][how] += number
    whole = states.total()
    if not whole:
        return "<p>No page shows a cut text or list.</p>"
    width = 100 * states["repaired"] / whole
    bar = (
        '<svg class="proportion" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="is-open" width="100" height="6"/><rect class="is-repaired" width="{width:.2f}" height="6"/></svg>'
    )
    html = ""
    for state in ("repaired", "open"):
        how = "; ".join(f"{number:,} {escape(name)}" for name, number in ways[state].most_common(3))
        more = f": {how}" if how else ""
        html += (
            f'<li><span class="swatch is-{state}" aria-hidden="true"></span> <a href="#cuts?state={state}">'
            f"<b>{states[state]:,}</b> {state}</a> ({share(states[state], whole)}){more}</li>"
        )
    doubt = f"<li>{findings.doubts:,} with a doubtful seam</li>" if findings.doubts else ""
    return f'{bar}<ul class="key">{html}{doubt}</ul>'


def attention(findings: Findings) -> str:
    """Return the problems of the run as HTML, worst first, each with a link to its list."""
    items = "".join(
        f'<li class="{grade}"><a href="{link}"><b>{number:,} {_unit(unit, number)}</b> {escape(what)}</a>'
        f" <small>{more}</small></li>\n"
        for grade, number, unit, what, more, link in _items(findings)
    )
    return f'<ul class="attention">{items}</ul>' if items else "<p>Nothing: every page was read, and no field is missing.</p>"


def _items(findings: Findings) -> Iterator[tuple[str, int, str, str, str, str]]:
    if findings.bad_lines:
        yield "bad", findings.bad_lines, "lines", "of the input without a record", "", "#issues"
    if findings.quarantine.seen:
        reasons = ", ".join(f"{plain(reason, 60)} {len(one):,}" for (reason, _), one in findings.quarantine.ranked()[:4])
        yield "bad", findings.quarantine.seen, "pages", "in the quarantine", reasons, "#quarantine"
    for code, sites in sorted(
        findings.issue_sites.items(), key=lambda item: (item[0] not in _BAD, -findings.issue_pages[item[0]], item[0])
    )[:12]:
        where = ", ".join(f"{plain(site, 60)} {number:,}" for site, number in sites.most_common(4))
        grade = "bad" if code in _BAD else "fair"
        what = MEANINGS.get(code, f"with {code.replace('_', ' ')[:60]}")
        yield grade, findings.issue_pages[code], "pages", what, where, _pages_or_films(findings, code)
    falls = fallen(findings)
    for row, field, since, now, (had, has) in falls[:_FALLS]:
        link = list_link(site=row.site, layout=row.layout, kind=row.kind, lacks=field)
        number = round(findings.rows[row].number * (1 - has))
        shares = f"{100 * had:.0f} % → {100 * has:.0f} %"
        more = f"{plain(row.site, 60)}, {plain(row.kind)}: {shares} from {plain(since, 60)} to {plain(now, 60)}"
        yield "fair", number, "pages", f"without {field}, which fell", more, link
    if len(falls) > _FALLS:
        yield "fair", len(falls) - _FALLS, "fields", "more fell", "", "#coverage"


def _unit(many: str, number: int) -> str:
    return many.removesuffix("s") if number == 1 else many


def _pages_or_films(findings: Findings, code: str) -> str:
    return list_link(issue=code) if findings.records else f"#films?issue={quote(code, safe='')}"


def failing(findings: Findings) -> str:
    """Return the layouts with the most pages that have an issue, as HTML."""
    worst = sorted(
        ((row, filled) for row, filled in findings.rows.items() if filled.troubled and row.site != NO_SITE),
        key=lambda item: (-item[1].troubled, -item[1].troubled / item[1].number, item[0]),
    )
    if not worst:
        return "<p>No layout’s page has an issue.</p>"
    html = ""
    for row, filled in worst[:_LAYOUTS]:
        link = list_link(site=row.site, layout=row.layout, kind=row.kind, issue="any")
        width = 100 * filled.troubled / filled.number
        codes = ", ".join(f"{plain(code.replace('_', ' '), 60)} {number:,}" for code, number in filled.codes.most_common(3))
        named = f"{plain(row.site, 60)} <small>{plain(row.layout, 60)}, {plain(row.kind)}</small>"
        html += (
            f'<tr><th scope="row"><a href="{link}">{named}</a></th>'
            f'<td class="n">{filled.troubled:,} of {filled.number:,}</td>'
            '<td><svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
            f'<rect class="all" width="100" height="8"/><rect class="is-open" width="{width:.1f}" height="8"/></svg></td>'
            f"<td>{codes}</td></tr>\n"
        )
    more = len(worst) - _LAYOUTS
    note = f'<p class="note"><a href="#coverage">{more:,} more layouts</a> have pages with an issue.</p>' if more > 0 else ""
    return (
        '<div class="wide" role="region" aria-label="Layouts whose pages have issues" tabindex="0"><table>'
        '<caption class="sr">Layouts by the number of pages with an issue</caption><thead><tr><th scope="col">layout</th>'
        '<th scope="col" class="n">pages with an issue</th><td></td><th scope="col">which</th></tr></thead>'
        f"<tbody>{html}</tbody></table></div>{note}"
    )


def highlights(findings: Findings) -> str:
    """Return the films with the most captures, reviews and so on, as HTML."""
    entries = list(findings.films)
    kinds = (
        ("longest score history", "d", "dates", 2),
        ("most captures", "n", "captures", 2),
        ("most reviews", "r", "reviews", 1),
        ("most open cuts", "o", "open cuts", 1),
        ("most differences between pages", "x", "conflicts", 1),
    )
    html = ""
    for name, key, unit, least in kinds:
        n, best = max(enumerate(entries), key=partial(_most, key), default=(0, None))
        if best is None or best.line.get(key, 0) < least:
            continue
        line = best.line
        year = f" ({line['y']})" if line.get("y") else ""
        period = f", {line['a'][0]} to {line['a'][1]}" if key == "d" else ""
        html += (
            f'<div><dt>{name}</dt><dd><a href="#film-{n}">{plain(line.get("t") or "(no title)", 120)}{year}</a> '
            f"<small>{line[key]:,} {unit}{escape(period)}</small></dd></div>"
        )
    return f'<dl class="highlights">{html}</dl>' if html else ""


def _most(key: str, numbered: tuple[int, Entry]) -> tuple[int, ...]:
    """Return the sort key of a film for a number in its line; score histories are also ordered by the years they span."""
    n, entry = numbered
    line = entry.line
    years = int(line["a"][1][:4]) - int(line["a"][0][:4]) if key == "d" and line.get("d") else 0
    return line.get(key, 0), years, -n


def timeline(findings: Findings) -> str:
    """Return a table of the number of captures by site and year, as HTML."""
    by_site: Counter[str] = Counter()
    for (site, _), number in findings.timeline.items():
        by_site[site] += number
    if not by_site:
        return '<p class="note">There is no record.</p>'
    years = sorted({year for _, year in findings.timeline if year is not None})
    # All years are shown, so that gaps are visible, unless false dates make the range too long.
    if years and years[-1] - years[0] < _YEARS:
        years = list(range(years[0], years[-1] + 1))
    shown: list[int | None] = [*years[-_YEARS:]]
    unknown = any(year is None for _, year in findings.timeline)
    sites = [site for site, _ in by_site.most_common(_SITES)]
    most = max((findings.timeline[site, year] for site in sites for year in shown), default=1)
    columns = [*shown, None] if unknown else shown
    head = "".join(f'<th scope="col">{"no date" if year is None else f"<span>{year}</span>"}</th>' for year in columns)
    body = ""
    for site in sites:
        cells = "".join(_captures(site, year, findings.timeline[site, year], most) for year in columns)
        named = f'<a href="{list_link(site=site)}">{plain(site, 60)}</a>'
        body += f'<tr><th scope="row">{named}</th><td class="n">{by_site[site]:,}</td>{cells}</tr>\n'
    left_out = len(by_site) - len(sites)
    note = f'<p class="note">{left_out:,} more sites are in <a href="#coverage">coverage</a>.</p>' if left_out else ""
    if len(years) > _YEARS:
        note += f'<p class="note">{len(years) - _YEARS:,} earlier years are left out here.</p>'
    return (
        '<div class="matrix strip" role="region" aria-label="Captures by site and year" tabindex="0"><table>'
        '<caption class="sr">Captures by site and year</caption>'
        f'<thead><tr><th scope="col">site</th><th scope="col" class="n">all</th>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>{note}"
    )


def years_chart(findings: Findings) -> str:
    """Return a chart of the number of captures by year and site, as HTML; the table has the same figures."""
    dated: Counter[str] = Counter()
    for (site, year), number in findings.timeline.items():
        dated[site] += number if year is not None else 0
    undated = sum(number for (_, year), number in findings.timeline.items() if year is None)
    note = f'<p class="note">{undated:,} of {findings.timeline.total():,} captures have no date.</p>' if undated else ""
    years = sorted({year for _, year in findings.timeline if year is not None})[-_YEARS:]
    if not years:
        return note
    if years[-1] - years[0] < _YEARS:
        years = list(range(years[0], years[-1] + 1))
    named = [site for site, number in dated.most_common(_STACKED) if number]
    stacks = {year: [findings.timeline[site, year] for site in named] for year in years}
    for (site, year), number in findings.timeline.items():
        if year in stacks and site not in named:
            stacks[year] = [*stacks[year][: len(named)], sum(stacks[year][len(named) :]) + number]
    most, width = max(map(sum, stacks.values())) or 1, 600 / len(years)
    bars = "".join(_stack(stacks[year], n * width, width, most) for n, year in enumerate(years))
    step = max(1, len(years) // 10)
    marks = "".join(
        f'<text x="{(n * step + 0.5) * width:.1f}" y="134" text-anchor="middle">{year}</text>'
        for n, year in enumerate(years[::step])
    )
    others = sum(dated.values()) > sum(dated[site] for site in named)
    keys = [*map(plain, named), *(["other sites"] if others else [])]
    legend = "".join(f'<li><span class="swatch b{n}" aria-hidden="true"></span> {name}</li>' for n, name in enumerate(keys))
    picture = f'<svg class="years" viewBox="0 0 600 140" aria-hidden="true">{bars}{marks}</svg>'
    return f'{picture}<ul class="key row">{legend}</ul>{note}'


def _stack(parts: list[int], x: float, width: float, most: int) -> str:
    html, floor = "", 120.0
    for n, number in enumerate(parts):
        height = 112 * number / most
        floor -= height
        if number:
            place = f'x="{x + 0.06 * width:.1f}" y="{floor:.1f}" width="{0.88 * width:.1f}" height="{height:.1f}"'
            html += f'<rect class="b{n}" {place}/>'
    return html


def _captures(site: str, year: int | None, number: int, most: int) -> str:
    if not number:
        return "<td></td>"
    shade = "" if year is None else f' class="h{min(4, 1 + int(4 * number / most))}"'
    link = list_link(site=site, captured="unknown" if year is None else str(year))
    return f'<td{shade}><a href="{link}">{number:,}</a></td>'
