"""The report's page: sections, and what keeps it from doing anything but showing them."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Iterator
from html import escape
from importlib import resources
from pathlib import Path
from string import Template
from typing import Any

import msgspec

from filmdig.output.files import replacing
from filmdig.output.report.charts import chart
from filmdig.output.report.cuts import CutExample
from filmdig.output.report.films import FilmEntry
from filmdig.output.report.findings import EXAMPLES_OF_A_CODE, FIELDS, LISTS, Filled, Findings, Incident
from filmdig.output.report.markup import address, listed, plain, share, shortened, table
from filmdig.output.report.sample import Samples

CHARTS = 60
# Of all films' data together; a browser has to hold it.
DATA_BYTES = 32 << 20

_FILM_PAGES = ("film", "series")


def write(findings: Findings, path: str | Path, *, inputs: list[str]) -> None:
    """Write the report as one file that needs no other and no network.

    Args:
        findings: what it tells.
        path: the file; it appears whole or not at all.
        inputs: the names of what was read.

    Raises:
        OutputError: the file cannot be written.
    """
    with replacing(path) as file:
        file.write(page(findings, inputs).encode("utf-8", "replace"))


def page(findings: Findings, inputs: list[str]) -> str:
    """Return the report as HTML."""
    script, style = _file("page.js"), _file("page.css")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    entries = list(findings.films)
    drawn = sorted((n for n, film in enumerate(entries) if film.dates > 1), key=lambda n: (-entries[n].dates, n))
    charted = dict(zip(drawn[:CHARTS], range(CHARTS), strict=False))
    data, shown = _data([{**film.known, **_chart_of(charted, n)} for n, film in enumerate(entries)])
    return Template(_file("page.html")).substitute(
        policy=escape(
            f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
        ),
        style=style,
        script=script,
        data=data,
        inputs=", ".join(plain(name, 120) for name in inputs[:20])
        + (f" and {len(inputs) - 20:,} more" if len(inputs) > 20 else ""),
        figures="".join(f"<div><dt>{name}</dt><dd>{number}</dd></div>" for name, number in _figures(findings)),
        coverage=_coverage(findings),
        cuts=_cuts(findings),
        issues=_issues(findings),
        scores="".join(_figure(entries[n], at) for n, at in charted.items()),
        scores_note=_scores_note(len(drawn)),
        films_note=_films_note(findings.films.seen, shown),
    )


def _figure(film: FilmEntry, at: int) -> str:
    year = f" ({film.year})" if film.year else ""
    caption = f"<figcaption>{plain(film.title, 120)}{year}</figcaption>"
    return f'<figure id="chart-{at}">{caption}{chart(film.title, film.lines)}</figure>\n'


def _file(name: str) -> str:
    return resources.files("filmdig.output.report").joinpath(name).read_text("utf-8")


def _chart_of(charted: dict[int, int], number: int) -> dict[str, str]:
    return {"chart": f"chart-{charted[number]}"} if number in charted else {}


def _data(entries: list[dict[str, Any]]) -> tuple[str, int]:
    """Return the films as JSON that nothing in it can end or begin a tag, and how many there are."""
    lines, size = [], 0
    for entry in entries:
        text = msgspec.json.encode(entry).decode("utf-8")
        for character in "<>&\u2028\u2029":
            text = text.replace(character, f"\\u{ord(character):04x}")
        size += len(text)
        if size > DATA_BYTES:
            break
        lines.append(text)
    return "[" + ",\n".join(lines) + "]", len(lines)


def _figures(findings: Findings) -> Iterator[tuple[str, str]]:
    states: Counter[str] = Counter()
    for (state, _, _), number in findings.cut_counts.items():
        states[state] += number
    if findings.records or not findings.merged.number:
        yield "pages", f"{findings.records:,}"
    yield "films", f"{findings.films.seen:,}"
    yield "cuts repaired", f"{states['repaired']:,}"
    yield "cuts open", f"{states['open']:,}"
    yield "issues", f"{findings.issues.seen:,}"
    yield "quarantined", f"{findings.quarantine.seen:,}"
    if findings.bad_lines:
        yield "lines without a record", f"{findings.bad_lines:,}"


def _coverage(findings: Findings) -> str:
    html = ""
    films = findings.total(_FILM_PAGES)
    if films.number:
        html += f"<p>Of {films.number:,} pages about a film or series, so many have:</p>" + _fields("Fields of film pages", films)
    if findings.merged.number:
        html += f"<p>Of {findings.merged.number:,} merged films, so many have:</p>" + _fields(
            "Fields of merged films", findings.merged
        )
        pages = sum(findings.merged_from.values())
        rows = [[plain(site), f"{number:,}", share(number, pages)] for site, number in findings.merged_from.most_common()]
        html += table("Pages that the merged films are from", ("site", "pages", "share"), rows, numbers=2)
    if findings.rows:
        names = (*FIELDS, *LISTS)
        ordered = sorted(findings.rows.items(), key=lambda item: (-item[1].number, item[0]))
        rows = [
            [
                f"{plain(row.site)} <small>{plain(row.layout)}, {plain(row.kind)}</small>",
                f"{filled.number:,}",
                *(_shade(filled.fields[name], filled.number) for name in names),
            ]
            for row, filled in ordered
        ]
        html += "<p>By site, layout and kind of page: the share of pages that have each field.</p>"
        html += table("Fields by site and layout", ("site, layout, kind", "pages", *names), rows, numbers=len(names) + 1)
    return html or '<p class="note">There is no record.</p>'


def _fields(caption: str, filled: Filled) -> str:
    number = filled.number
    rows = [
        [
            escape(name),
            _bar(filled.fields[name], number),
            f"{filled.fields[name]:,}",
            share(filled.fields[name], number),
        ]
        for name in (*FIELDS, *LISTS)
    ]
    return table(caption, ("field", "", "have it", "share"), rows, numbers=2)


def _bar(part: int, whole: int) -> str:
    inside = f'<rect class="all" width="100" height="8"/><rect width="{100 * part / whole:.1f}" height="8"/>'
    return f'<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">{inside}</svg>'


def _shade(part: int, whole: int) -> str:
    shade = 0 if not whole or not part else 1 + int(3 * part / whole)
    return f'<span class="h{shade}">{share(part, whole)}</span>'


def _cuts(findings: Findings) -> str:
    if not findings.cuts.seen:
        return "<p>No page shows a cut text.</p>"
    rows = [
        [escape(state), plain(by.replace("_", " ")), plain(site), f"{number:,}"]
        for (state, by, site), number in sorted(
            findings.cut_counts.items(), key=lambda item: (item[0][0] != "open", -item[1], item[0])
        )
    ]
    shown = sum(len(sample) for sample in findings.cuts.groups.values())
    sampled = (
        "All of them follow."
        if shown == findings.cuts.seen
        else f"{shown:,} of {findings.cuts.seen:,} follow, some of each kind."
    )
    doubts = f" {findings.doubts:,} carry a doubt." if findings.doubts else ""
    html = table("Cut texts by state, how they were made whole, and site", ("state", "by", "site", "cuts"), rows, numbers=1)
    html += f"<p>{sampled}{doubts}</p>"
    for (state, by, site), sample in findings.cuts.ranked():
        how = "" if by == "–" else f", {by.replace('_', ' ')}"
        counted = f"{len(sample):,} of {sample.seen:,}" if len(sample) < sample.seen else f"{sample.seen:,}"
        summary = f'<span>{escape(state)}{plain(how)}: {plain(site)}</span> <span class="count">{counted}</span>'
        html += f"<details><summary>{summary}</summary>\n"
        html += "".join(_cut(each) for each in sample) + "</details>\n"
    return html


def _cut(each: CutExample) -> str:
    facts = listed(
        (
            ("state", f'<span class="state {escape(each.state)}">{escape(each.state)}</span>'),
            ("by", escape((each.by or "").replace("_", " "))),
            ("doubt", plain(each.doubt) if each.doubt else ""),
            ("the rest", address(each.full_text_url)),
            ("page", address(each.url)),
            (
                "capture",
                address(each.replay_url, each.captured_at) or plain(each.captured_at or "", 40) if each.captured_at else "",
            ),
        )
    )
    return (
        f'<article class="cut"><h3>{plain(each.title or "(no title)", 160)} <code>{plain(each.path)}</code></h3>{facts}'
        f'<div class="sides"><section dir="auto"><h4>Before: as the page shows it</h4>{each.before}</section>'
        f'<section dir="auto"><h4>After: as the record has it</h4>{each.after}</section></div></article>\n'
    )


def _issues(findings: Findings) -> str:
    html = ""
    if findings.issues.seen:
        whole = findings.records + findings.merged.number
        rows = [
            [
                f"<code>{plain(code)}</code>",
                ", ".join(f"{plain(site)} {number:,}" for site, number in sites.most_common(5))
                + (", …" if len(sites) > 5 else ""),
                f"{sites.total():,}",
                f"{findings.issue_pages[code]:,}",
                share(findings.issue_pages[code], whole),
            ]
            for code, sites in sorted(findings.issue_sites.items(), key=lambda item: (-item[1].total(), item[0]))
        ]
        html += table("Issues by code", ("code", "sites", "issues", "records", "share of records"), rows, numbers=3)
        html += _examples(findings.issues)
    else:
        html += "<p>No record has an issue.</p>"
    html += "<h3>Quarantine</h3>"
    if findings.quarantine.seen:
        ranked = findings.quarantine.ranked()
        rows = [[plain(reason), plain(error), f"{sample.seen:,}"] for (reason, error), sample in ranked]
        html += table("Quarantine by reason", ("reason", "error", "lines"), rows, numbers=1) + _examples(findings.quarantine)
    else:
        html += "<p>No line of a quarantine was given.</p>"
    return html


def _examples(samples: Samples[Incident]) -> str:
    html = ""
    for group, sample in samples.ranked():
        name = ", ".join(plain(part) for part in group if part != "–")
        counted = f"{len(sample):,} of {sample.seen:,}" if sample.seen > EXAMPLES_OF_A_CODE else f"{sample.seen:,}"
        html += f'<details><summary><span>{name}</span> <span class="count">{counted}</span></summary><ul class="incidents">'
        html += "".join(f"<li>{_incident(each)}</li>" for each in sample) + "</ul></details>\n"
    return html


def _incident(each: Incident) -> str:
    return f"<p>{plain(each.message, 600)}</p>" + listed(
        (
            ("field", f"<code>{plain(each.path)}</code>" if each.path else ""),
            ("page", address(each.url)),
            ("captured", plain(each.captured_at) if each.captured_at else ""),
            ("bytes", plain(each.place) if each.place else ""),
            ("raised at", plain(each.raised_at) if each.raised_at else ""),
        )
    )


def _scores_note(films: int) -> str:
    if not films:
        return "No film has a score on a scale at two known dates. Every score is in its film’s own list below."
    told = "Percent of each score’s own scale; the sites’ scores are not comparable with one another."
    return told if films <= CHARTS else f"{told} The {CHARTS} films with the most dates, of {films:,}."


def _films_note(films: int, shown: int) -> str:
    if shown < films:
        return f"The page holds {shown:,} of {films:,} films, a sample that is the same each time."
    return shortened(f"{films:,} films.")
