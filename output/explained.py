"""An explanation as one HTML file, side by side with the page. Nothing of the page runs and nothing is fetched."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any

from filmdig.parsers.explain import Explanation

MAX_PAGE = 4 << 20
"""A page above this many characters is shown cut, and said to be."""

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-src 'self'"
# Put before the page's own markup: no script, no picture, no font of it is ever fetched or run.
_INSIDE = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">"
# No policy keeps a browser from connecting to the hosts that `<link rel="preconnect">` names (Chromium 2026): in the frame
# these are elements without a meaning.
_LINK = re.compile(r"<(?=link[\s/>])", re.IGNORECASE)

_STYLE = """
:root { color-scheme: light dark; --ink: #1a1c1e; --paper: #fbfaf7; --soft: #5c6166; --line: #d9d6cf; --good: #1d6f42;
  --bad: #a8322a; --mark: #ffe08a }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e7e5e0; --paper: #17191b; --soft: #a2a6aa; --line: #363a3e; --good: #6fce9a; --bad: #f08d83; --mark: #7a5c00 }
}
* { box-sizing: border-box }
body { margin: 0; font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper) }
main { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); height: 100vh }
section.told { overflow: auto; padding: 1rem 1.25rem }
section.page { border-left: 1px solid var(--line); display: flex; flex-direction: column; min-height: 0 }
section.page h2 { margin: 0; padding: .6rem 1rem; font-size: .85rem; color: var(--soft); border-bottom: 1px solid var(--line) }
iframe { flex: 1 1 auto; height: 100%; width: 100%; border: 0; background: #fff }
pre.page { flex: 1; margin: 0; padding: 1rem; overflow: auto; white-space: pre-wrap }
h1 { font-size: 1.25rem; margin: .2rem 0 }
h2 { font-size: 1rem; margin: 1.6rem 0 .4rem }
p { margin: .3rem 0 }
.soft { color: var(--soft) } .good { color: var(--good) } .bad { color: var(--bad) }
table { border-collapse: collapse; width: 100%; table-layout: fixed }
th, td { text-align: left; vertical-align: top; padding: .35rem .5rem .35rem 0; border-top: 1px solid var(--line) }
td, th, li, p, code { overflow-wrap: anywhere }
code { font: 13px/1.4 ui-monospace, monospace; font-weight: 400 }
ul { margin: .2rem 0; padding-left: 1.1rem }
mark { background: var(--mark); color: inherit }
details { border-top: 1px solid var(--line); padding: .3rem 0 }
summary { cursor: pointer }
@media (max-width: 760px) { main { display: block; height: auto } section.page { border: 0 } iframe { height: 80vh } }
@media print { main { display: block } section.page { display: none } }
"""


def as_html(told: Explanation) -> str:
    """Return the whole file."""
    page = told.record.page
    name = f"{page.site or 'no known site'}/{page.layout or '-'}"
    body = "\n".join(_told(told))
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>{_e(told.record.film.title or name)} explained</title>
<style>{_STYLE}</style></head><body><main>
<section class="told" aria-label="The record">{body}</section>
<section class="page" aria-label="The page">{_page(told)}</section>
</main></body></html>
"""


def _e(text: object) -> str:
    """Escaped, and without what turns the direction of the text around it."""
    return html.escape("".join(c for c in str(text) if c not in _TURNING))


_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")


def _page(told: Explanation) -> str:
    source = told.source[:MAX_PAGE]
    cut = f"; its first {MAX_PAGE} characters" if len(told.source) > MAX_PAGE else ""
    if told.rendition == "text":
        return f'<h2>The page: a crawler\'s text{cut}</h2><pre class="page">{_e(source)}</pre>'
    # The address bar of a sandboxed frame is its own: no script, no form, no link out of it works.
    inside = html.escape(_INSIDE + _LINK.sub("<x-", source))
    return (
        f'<h2>The page, without its scripts and pictures{cut}</h2><iframe sandbox="" title="The page" srcdoc="{inside}"></iframe>'
    )


def _told(told: Explanation) -> Iterator[str]:
    record = told.record
    page = record.page
    yield f"<h1>{_e(record.film.title or '(no title)')}</h1>"
    yield f"<p>{_e(page.kind)}, read by <strong>{_e(page.site or 'no known site')}/{_e(page.layout or '-')}</strong></p>"
    yield f'<p class="soft">{_e(page.location)}; {_e(page.rendition)}, {_e(page.encoding)} (from {_e(page.encoding_from)})</p>'
    if told.replay_marks:
        yield f'<p class="soft">Replay undone: {_e(", ".join(told.replay_marks))}. Lines are those of the page without it.</p>'
    yield "<h2>Fields</h2><table><thead><tr><th>Field</th><th>Value</th><th>Where it was</th></tr></thead><tbody>"
    for field in told.fields:
        places = "".join(
            f"<li>{f'line {place.line}' if place.line else 'in the data'} <code>{_e(place.selector)}</code><br>"
            f'<span class="soft">{_e(place.text[:120])}</span></li>'
            for place in field.places
        )
        note = field.said or ("found by searching for its words" if field.searched else None)
        said = f'<p class="soft">{_e(note)}</p>' if note else ""
        value = "" if field.said == "not on this page" else _e(_shown(field.value))
        stood = f"<ul>{places}</ul>{said}" if places else said
        yield f'<tr><th scope="row"><code>{_e(field.path)}</code></th><td>{value}</td><td>{stood}</td></tr>'
    if told.statements:
        yield "</tbody></table><h2>Witnesses</h2><table><thead><tr><th>Field</th><th>Value</th>"
        yield "<th>Who said it, and where</th></tr></thead><tbody>"
    for one in told.statements:
        taken = '<span class="good">taken</span>' if one.taken else f"strength {one.strength}"
        where = f'{_e(one.witness)}, {taken}<br><span class="soft">{_e(one.place)}</span>'
        yield f'<tr><th scope="row"><code>{_e(one.path)}</code></th><td>{_e(_shown(one.value))}</td><td>{where}</td></tr>'
    yield f"</tbody></table><h2>Cuts ({len(told.cuts)})</h2>"
    for cut in told.cuts:
        state = (
            f'<span class="good">repaired by {_e(cut.by)}</span>' if cut.state == "repaired" else '<span class="bad">open</span>'
        )
        around = "".join(f"<p>…{_e(one).replace('|', '<mark>|</mark>')}…</p>" for one in cut.around)
        doubt = f'<p class="soft">{_e(cut.doubt)}</p>' if cut.doubt else ""
        rest = f'<p class="soft">The rest was at {_e(cut.full_text_url)}</p>' if cut.full_text_url else ""
        yield f"<details open><summary><code>{_e(cut.path)}</code> {state}</summary>{around}{doubt}{rest}</details>"
    yield f"<h2>Issues ({len(record.issues)})</h2><ul>"
    yield "".join(f"<li><code>{_e(i.code)}</code> {_e(i.path or '')} {_e(i.message)}</li>" for i in record.issues)
    yield "</ul><h2>Layouts tried</h2>"
    for candidate in told.candidates:
        state = '<span class="good">took it</span>' if candidate.chosen else '<span class="soft">not it</span>'
        marks = "".join(
            f'<li><span class="{"good" if has else "bad"}">{"found" if has else "missing"}</span> <code>{_e(mark)}</code></li>'
            for mark, has in candidate.marks
        ) + "".join(f'<li><span class="bad">refused</span> <code>{_e(mark)}</code></li>' for mark in candidate.refused)
        opened = " open" if candidate.chosen else ""
        yield f"<details{opened}><summary>{_e(candidate.site)}/{_e(candidate.layout)} {state}</summary><ul>{marks}</ul></details>"
    yield f"<h2>In no field ({len(told.untaken)} pieces of text)</h2><ul>"
    yield "".join(f'<li><span class="soft">line {piece.line}</span> {_e(piece.text)}</li>' for piece in told.untaken)
    yield "</ul>"


def _shown(value: Any) -> str:
    if isinstance(value, str):
        return value if len(value) <= 600 else f"{value[:400]} … {value[-150:]}"
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 600 else f"{text[:600]} …"
