"""Build the report's HTML: its sections, its data, and the policy that keeps it from fetching or running anything else."""

from __future__ import annotations

import base64
import hashlib
import zlib
from collections import Counter
from html import escape
from importlib import resources
from pathlib import Path
from string import Template
from typing import Any

import msgspec

from filmdig.output.files import replacing
from filmdig.output.report import overview
from filmdig.output.report.coverage import list_link, matrix, totals
from filmdig.output.report.cuts import CutExample
from filmdig.output.report.films import Entry
from filmdig.output.report.findings import EXAMPLES_PER_CODE, NAMES, Filled, Findings, Incident
from filmdig.output.report.markup import address, listed, plain, share, table
from filmdig.output.report.sample import Samples

#: The size limit of all stories together, which the browser holds in memory.
STORY_BYTES = 48 << 20
#: The number of stories that are compressed together; neighbouring stories share much text.
STORIES_PER_LINE = 16

_SCRIPTS = ("dom.js", "lists.js", "chart.js", "story.js", "reviews.js", "page.js")
_STYLES = ("page.css", "views.css")


def write(findings: Findings, path: str | Path, *, inputs: list[str]) -> None:
    """Write the report as one file that needs no other file and no network.

    Args:
        findings: the content of the report.
        path: the file, which appears only when it is complete.
        inputs: the names of the files that were read.

    Raises:
        OutputError: the file cannot be written.
    """
    with replacing(path) as file:
        file.write(page(findings, inputs).encode("utf-8", "replace"))


def page(findings: Findings, inputs: list[str]) -> str:
    """Return the report as HTML."""
    script = '"use strict";\n(() => {\n' + "".join(map(_file, _SCRIPTS)) + "})();\n"
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    films, pages = list(findings.films), list(findings.pages)
    named = ", ".join(plain(name, 120) for name in inputs[:20])
    return Template(_file("page.html")).substitute(
        policy=escape(
            f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
        ),
        style="".join(map(_file, _STYLES)),
        script=script,
        data=_data(_lists(findings, films, pages)),
        stories=_stories([*films, *pages]),
        inputs=named + (f" and {len(inputs) - 20:,} more" if len(inputs) > 20 else ""),
        figures=overview.figures(findings),
        proportion=overview.proportion(findings),
        attention=overview.attention(findings),
        failing=overview.failing(findings),
        highlights=overview.highlights(findings),
        years=overview.years_chart(findings),
        timeline=overview.timeline(findings),
        coverage=_coverage(findings),
        cuts=_cuts(findings),
        issues=_issues(findings),
        films_note=_sampled(findings.films.seen, len(films), "films"),
        pages_note=_sampled(findings.pages.seen, len(pages), "pages"),
    )


def _file(name: str) -> str:
    return resources.files("filmdig.output.report").joinpath(name).read_text("utf-8")


def _lists(findings: Findings, films: list[Entry], pages: list[Entry]) -> dict[str, Any]:
    """Return the data of the report's lists: an entry for each film and page, linked to each other."""
    film_of = {source: n for n, film in enumerate(films) for source in film.sources}
    lines = [page.line | ({"f": film_of[page.id]} if page.id in film_of else {}) for page in pages]
    records = {page.id: n for n, page in enumerate(pages)}
    sources = [[records.get(source, -1) for source in film.sources[:200]] for film in films]
    return {
        "fields": list(NAMES),
        "films": [film.line | {"b": numbers} for film, numbers in zip(films, sources, strict=True)],
        "pages": lines,
        "read": findings.records > 0,
        "stories": STORIES_PER_LINE,
    }


def _data(value: Any) -> str:
    """Return JSON that can be put in HTML: nothing in it can begin or end a tag."""
    text = msgspec.json.encode(value).decode("utf-8")
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _stories(entries: list[Entry]) -> str:
    """Return the stories, `STORIES_PER_LINE` to a line, as base64 of deflated JSON, which the browser expands when one is opened.

    Lines beyond the size limit are empty.
    """
    size, lines = 0, []
    for begin in range(0, len(entries), STORIES_PER_LINE):
        joined = b",".join(zlib.decompress(entry.story) for entry in entries[begin : begin + STORIES_PER_LINE])
        line = base64.b64encode(zlib.compress(b"[" + joined + b"]", 6)).decode()
        size += len(line)
        lines.append(line if size <= STORY_BYTES else "")
    return "\n".join(lines)


def _sampled(seen: int, shown: int, what: str) -> str:
    if shown < seen:
        return f"The list holds a sample of {shown:,} of {seen:,} {what}, the same in every report of these records."
    return ""


def _coverage(findings: Findings) -> str:
    html = ""
    if findings.rows:
        html += (
            '<p class="note legend"><span><i class="h4">96</i> percentage of pages that have it</span>'
            '<span><i class="failed">90 <span class="miss">✕3</span></i> number of pages on which its reader failed</span>'
            '<span><i class="h0">0</i> such pages can have it, but none of these does</span>'
            '<span><i class="never">·</i> such pages cannot have it</span></p>' + matrix(findings)
        )
    for caption, filled in totals(findings):
        html += _fields(caption, filled)
    if findings.merged_from:
        pages = findings.merged_from.total()
        rows = [[plain(site), f"{number:,}", share(number, pages)] for site, number in findings.merged_from.most_common()]
        html += table("Source pages of the merged films", ("site", "pages", "share"), rows, numbers=2)
    return html or '<p class="note">There is no record.</p>'


def _fields(caption: str, filled: Filled) -> str:
    rows = [
        [
            escape(name),
            _bar(filled.fields[name], filled.number),
            f"{filled.fields[name]:,}",
            share(filled.fields[name], filled.number),
        ]
        for name in NAMES
    ]
    return table(caption, ("field", "", "have it", "share"), rows, numbers=2)


def _bar(part: int, whole: int) -> str:
    inside = f'<rect class="all" width="100" height="8"/><rect width="{100 * part / whole:.1f}" height="8"/>'
    return f'<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">{inside}</svg>'


def _cuts(findings: Findings) -> str:
    if not findings.cuts.seen:
        return ""
    ways: dict[tuple[str, str], Counter[str]] = {}
    for (state, how, site), number in findings.cut_counts.items():
        ways.setdefault((state, how), Counter())[site] += number
    rows = [
        [escape(state), plain(how), ", ".join(f"{plain(site)} {n:,}" for site, n in sites.most_common(6)), f"{sites.total():,}"]
        for (state, how), sites in sorted(ways.items(), key=lambda item: (item[0][0] != "open", -item[1].total(), item[0]))
    ]
    html = table(
        "Cuts by state, and how they were repaired or why not", ("state", "how, or why not", "sites", "cuts"), rows, numbers=1
    )
    shown = sum(len(sample) for sample in findings.cuts.groups.values())
    sampled = f"All {shown:,}" if shown == findings.cuts.seen else f"{shown:,} of {findings.cuts.seen:,}, some of each kind"
    html += f'<h3>Before and after</h3><p class="note">{sampled}. <a href="#pages?open=1">All pages with an open cut</a></p>'
    for (state, how, site), sample in findings.cuts.ranked():
        counted = f"{len(sample):,} of {sample.seen:,}" if len(sample) < sample.seen else f"{sample.seen:,}"
        named = f'<span class="state {escape(state)}">{escape(state)}</span> {plain(site)}: {plain(how)}'
        summary = f'{named} <span class="count">{counted}</span>'
        html += f'<details data-state="{escape(state)}" data-site="{escape(site)}"><summary>{summary}</summary>\n'
        html += "".join(_cut(each) for each in sample) + "</details>\n"
    return html


def _cut(each: CutExample) -> str:
    when = plain(each.captured_at or "", 40) if each.captured_at else ""
    facts = listed(
        (
            ("doubt", plain(each.doubt) if each.doubt else ""),
            ("the rest", address(each.full_text_url)),
            ("page", address(each.url)),
            ("capture", address(each.replay_url, each.captured_at) or when),
            ("file", plain(each.place) if each.place else ""),
        )
    )
    return (
        f'<article class="cut"><h4>{plain(each.title or "(no title)", 160)} <code>{plain(each.path)}</code></h4>'
        f'<div class="sides"><section dir="auto"><h5>Before: as the page shows it</h5>{each.before}</section>'
        f'<section dir="auto"><h5>After: as the record has it</h5>{each.after}</section></div>{facts}</article>\n'
    )


def _issues(findings: Findings) -> str:
    html = ""
    if findings.issues.seen:
        whole = findings.records + findings.merged.number
        rows = [
            [
                f'<a href="{list_link(issue=code)}">{plain(code)}</a>',
                f"pages {escape(overview.MEANINGS[code])}" if code in overview.MEANINGS else "",
                ", ".join(f"{plain(site)} {number:,}" for site, number in sites.most_common(5))
                + (", …" if len(sites) > 5 else ""),
                f"{sites.total():,}",
                f"{findings.issue_pages[code]:,}",
                share(findings.issue_pages[code], whole),
            ]
            for code, sites in sorted(findings.issue_sites.items(), key=lambda item: (-item[1].total(), item[0]))
        ]
        html += table("Issues by code", ("code", "", "sites", "issues", "records", "share"), rows, numbers=3)
        html += _examples(findings.issues)
    else:
        html += "<p>No record has an issue.</p>"
    html += '<h3 id="quarantine">Quarantine</h3>'
    if findings.quarantine.seen:
        ranked = findings.quarantine.ranked()
        rows = [[plain(reason), plain(error), f"{sample.seen:,}"] for (reason, error), sample in ranked]
        html += table("Quarantine by reason", ("reason", "error", "lines"), rows, numbers=1) + _examples(findings.quarantine)
    else:
        html += "<p>The quarantine is empty, or was not given.</p>"
    return html


def _examples(samples: Samples[Incident]) -> str:
    html = ""
    for group, sample in samples.ranked():
        name = ", ".join(plain(part) for part in group if part != "–")
        counted = f"{len(sample):,} of {sample.seen:,}" if sample.seen > EXAMPLES_PER_CODE else f"{sample.seen:,}"
        html += f'<details><summary>{name} <span class="count">{counted}</span></summary><ul class="incidents">'
        html += "".join(f"<li>{_incident(each)}</li>" for each in sample) + "</ul></details>\n"
    return html


def _incident(each: Incident) -> str:
    return f"<p>{plain(each.message, 600)}</p>" + listed(
        (
            ("field", f"<code>{plain(each.path)}</code>" if each.path else ""),
            ("page", address(each.url)),
            ("captured", plain(each.captured_at) if each.captured_at else ""),
            ("file", plain(each.place) if each.place else ""),
            ("raised at", plain(each.raised_at) if each.raised_at else ""),
        )
    )
