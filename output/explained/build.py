"""Build the HTML of an explanation: a pane for the record and a pane for the page."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from functools import partial
from html import escape
from importlib import resources
from string import Template

from filmdig.output.explained.framed import MAX_PAGE, framed, mark_name
from filmdig.output.explained.values import read_aloud
from filmdig.output.report.cuts import at, sides
from filmdig.output.report.markup import address, listed, plain
from filmdig.output.report.story import label
from filmdig.parsers.explain import Candidate, Explanation, Field, WitnessStatement
from filmdig.parsers.page.traced import Found

# The number of a field's members shown unfolded, and of characters shown of each.
_MEMBERS, _LONG = 8, 1200


_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"


def as_html(explanation: Explanation) -> str:
    """Return the HTML file."""
    page = explanation.record.page
    known = [field for field in explanation.fields if field.said != "not on this page"]
    numbers = {field.path: n for n, field in enumerate(known)}
    script = _file("page.js")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    title = explanation.record.film.title or (explanation.record.person and explanation.record.person.name) or "(no title)"
    cut = f", its first {MAX_PAGE:,} characters" if len(explanation.source) > MAX_PAGE else ""
    what = "a crawler’s text" if explanation.rendition == "text" else "without its scripts and pictures"
    return Template(_file("page.html")).substitute(
        policy=escape(f"{_POLICY}; script-src 'sha256-{digest}'"),
        style=_file("page.css"),
        script=script,
        mark=mark_name(explanation),
        heading=plain(title, 160),
        title=f"{plain(title, 160)} explained".replace("<bdi>", "").replace("</bdi>", ""),
        lead=_lead(explanation),
        facts=_facts(explanation),
        fields="".join(_field(n, field, explanation.statements) for n, field in enumerate(known)),
        absent=_absent([field for field in explanation.fields if field.said == "not on this page"]),
        statements=_left_out(explanation, numbers),
        cuts="".join(_cuts(explanation)),
        issues=_issues(explanation),
        layouts="".join(_candidate(one) for one in explanation.candidates) or "<p>The page has no mark of any layout.</p>",
        untaken=_untaken(explanation),
        page_note=f"{what}{cut}",
        page=framed(explanation, numbers),
        read_as=escape(page.rendition),
    )


def _file(name: str) -> str:
    return resources.files("filmdig.output.explained").joinpath(name).read_text("utf-8")


def _lead(explanation: Explanation) -> str:
    page = explanation.record.page
    reader = {"layout": "layout", "learned": "learned layout", "generic": "generic reader"}.get(page.read_by or "", "nothing")
    named = f" <strong>{plain(f'{page.site}/{page.layout}')}</strong>" if page.site else ""
    return f"<strong>{escape(page.kind)}</strong>, read by {reader}{named}"


def _facts(explanation: Explanation) -> str:
    page = explanation.record.page
    offset = f", offset {page.location.offset:,}" if page.location.offset is not None else ""
    return listed(
        (
            ("chosen by", "; ".join(plain(one) for one in page.layout_evidence)),
            ("address", address(page.url)),
            ("captured", plain(page.captured_at) if page.captured_at else ""),
            ("archive", address(page.replay_url)),
            ("file", f"{plain(page.location.path)}{offset}" if page.location.path else ""),
            ("encoding", f"{plain(page.encoding)} (from {plain(page.encoding_from)})" if page.encoding else ""),
            (
                "replay",
                f"undone: {plain(', '.join(explanation.replay_marks))}; lines are those of the page without it"
                if explanation.replay_marks
                else "",
            ),
        )
    )


def _field(n: int, field: Field, statements: list[WitnessStatement]) -> str:
    members = read_aloud(field.path, field.value)
    shown, folded = "".join(map(_member, members[:_MEMBERS])), members[_MEMBERS:]
    more = f"<details><summary>{len(folded):,} more</summary><ul>{''.join(map(_member, folded))}</ul></details>" if folded else ""
    places = "".join(map(partial(_place, field.searched), field.places))
    comment = "found by searching for its words" if field.searched else field.said
    note = f'<p class="note">{plain(comment)}</p>' if comment else ""
    witnesses = "".join(_statement(one) for one in statements if one.path == field.path)
    heard = (
        f'<details><summary>what each witness states</summary><ul class="heard">{witnesses}</ul></details>' if witnesses else ""
    )
    return (
        f'<section class="field" id="field-{n}" data-n="{n}"><h3><button type="button" class="find">'
        f'{plain(label(field.path))}<span class="sr">: show it in the page</span></button></h3>'
        f'<ul class="values" dir="auto">{shown}</ul>{more}'
        f'<details class="where"><summary>where it was found</summary><ul>{places}</ul>{note}</details>{heard}</section>\n'
    )


def _place(searched: bool, place: Found) -> str:
    where = f"line {place.line:,}" if place.line else "in the page’s data"
    return f"<li>{where}: {plain(place.text, 120)}</li>" if searched else f"<li>{where} <code>{plain(place.selector)}</code></li>"


def _member(text: str) -> str:
    return f"<li>{plain(text, _LONG)}</li>"


def _statement(one: WitnessStatement) -> str:
    values = "; ".join(read_aloud(one.path, one.value)[:6])
    state = '<b class="good">taken</b>' if one.taken else "not taken"
    strength = "●" * one.strength + "○" * (4 - one.strength)
    return (
        f'<li>{state} <span aria-hidden="true">{strength}</span><span class="sr">strength {one.strength} of 4</span> '
        f'{plain(values, 400)} <span class="note">{plain(one.witness)}, {plain(one.place)}</span></li>'
    )


def _left_out(explanation: Explanation, numbers: dict[str, int]) -> str:
    """Return the statements of witnesses about fields that the record does not have."""
    by_path: dict[str, list[WitnessStatement]] = {}
    for one in explanation.statements:
        if one.path not in numbers:
            by_path.setdefault(one.path, []).append(one)
    if not by_path:
        return ""
    html = "".join(
        f'<h3>{plain(label(path))}</h3><ul class="heard">{"".join(map(_statement, found))}</ul>'
        for path, found in by_path.items()
    )
    return f'<h2>Stated by witnesses, but left out</h2><p class="note">Too weak, or the witnesses disagree.</p>{html}'


def _absent(fields: list[Field]) -> str:
    if not fields:
        return ""
    return f'<p class="note">Not on this page: {", ".join(plain(label(field.path)) for field in fields)}.</p>'


def _cuts(explanation: Explanation) -> Iterator[str]:
    cuts = explanation.record.truncations
    yield f'<h2 id="cuts">Cuts <span class="count">{len(cuts):,}</span></h2>'
    if not cuts:
        yield "<p>The page shows no text or list cut.</p>"
    for cut, around in zip(cuts, explanation.cuts, strict=True):
        how = f"repaired: {(cut.by or '').replace('_', ' ')}" if cut.state == "repaired" else "open"
        before, after = sides(at(explanation.record, cut.path), cut)
        total = f"{cut.total:,} in all" if cut.total is not None else ""
        facts = listed(
            (
                ("doubt", plain(around.doubt) if around.doubt else ""),
                ("the rest", address(cut.full_text_url)),
                ("total", total),
            )
        )
        state = f'<span class="{"good" if cut.state == "repaired" else "bad"}">{escape(how)}</span>'
        yield (
            f"<details><summary>{plain(label(cut.path))} {state}</summary>"
            f'<div class="sides"><section dir="auto"><h4>Before: as the page shows it</h4>{before}</section>'
            f'<section dir="auto"><h4>After: as the record has it</h4>{after}</section></div>{facts}</details>\n'
        )


def _issues(explanation: Explanation) -> str:
    issues = explanation.record.issues
    items = "".join(
        f"<li><code>{plain(one.code)}</code> {plain(label(one.path)) if one.path else ''} {plain(one.message, 600)}</li>"
        for one in issues
    )
    return f'<h2 id="issues">Issues <span class="count">{len(issues):,}</span></h2>' + (
        f"<ul>{items}</ul>" if items else "<p>None.</p>"
    )


def _candidate(one: Candidate) -> str:
    has, lacks = [mark for mark, there in one.marks if there], [mark for mark, there in one.marks if not there]
    state = '<b class="good">chosen</b>' if one.chosen else f"has {len(has)} of {len(one.marks)} marks"
    if lacks and not one.chosen:
        state += f', <span class="bad">lacks {len(lacks)}</span>'
    if one.refused:
        state += f', <span class="bad">refuses {len(one.refused)}</span>'
    host = ' <span class="note">the page’s host is this site’s</span>' if one.host else ""
    rows = "".join(
        f'<li><span class="{grade}">{word}</span> <code>{plain(mark)}</code></li>'
        for grade, word, marks in (("bad", "lacks", lacks), ("bad", "refuses", one.refused), ("good", "has", has))
        for mark in marks
    )
    return f"<details><summary>{plain(f'{one.site}/{one.layout}')} {state}{host}</summary><ul>{rows}</ul></details>\n"


def _untaken(explanation: Explanation) -> str:
    items = ""
    for piece in explanation.untaken:
        line = f"line {piece.line:,}" if piece.line else ""
        items += f'<li><span class="note">{line}</span> <span class="piece">{plain(piece.text, 400)}</span></li>'
    count = f'<span class="count">{len(explanation.untaken):,}</span>'
    return f'<h2 id="untaken">Text in no field {count}</h2>' + (
        f'<ul class="pieces">{items}</ul>' if items else "<p>Nothing.</p>"
    )
