"""Every site's kinds of cut with every answer that an archive may give, over an archive on loopback.

A cell is not listed if no known page, fragment or JSON of the site could fill it; `docs/completing.md` names those.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from filmdig.parsers.read import read_capture
from filmdig.parsers.record.capture import Capture
from filmdig.parsers.record.page_record import Record, from_json
from filmdig.scraper.archives.memento import Memento
from filmdig.scraper.completion.run import Completion
from tests.archives import servers
from tests.archives.holdings import Held
from tests.archives.servers import MementoDialect, serving, session
from tests.completion import cells, cells_of_data
from tests.completion.site_answers import JSON_HEAD, NEAR

CELLS = cells.CELLS | cells_of_data.CELLS
#: The forms in which a site has the rest of each kind of cut; docs/completing.md names the sources.
FORMS = {
    ("letterboxd", "text"): {"fragment"},
    ("letterboxd", "plot"): set(),
    ("letterboxd", "cast"): set(),
    ("letterboxd", "reviews"): {"page"},
    ("imdb", "text"): set(),
    ("imdb", "plot"): {"page"},
    ("imdb", "cast"): {"page"},
    ("imdb", "reviews"): {"page", "fragment", "JSON"},
    ("rottentomatoes", "text"): {"JSON"},
    ("rottentomatoes", "plot"): {"JSON"},
    ("rottentomatoes", "cast"): {"JSON"},
    ("rottentomatoes", "reviews"): {"page", "JSON"},
    ("flixster", "text"): {"JSON"},
    ("flixster", "plot"): {"JSON"},
    ("flixster", "cast"): {"JSON"},
    ("flixster", "reviews"): {"JSON"},
}
#: Nothing is asked for if the page does not link to the rest, so the archive cannot block.
NEVER_ASKED = {("flixster", "plot"), ("flixster", "cast")}
WORDS = {"another": ("another",), "itself cut": ("itself cut", "shorter")}


def test_the_table_has_every_cell():
    """The cells have each site and kind of cut with each known form of the rest, and with every other answer."""
    assert {site for site, _ in FORMS} == {"letterboxd", "imdb", "rottentomatoes", "flixster"}
    assert {kind for _, kind in FORMS} == {"text", "plot", "cast", "reviews"}
    assert len(FORMS) == 4 * 4
    lacking = []
    for (site, kind), forms in FORMS.items():
        names = [name.removeprefix(f"{site} {kind}") for name in CELLS if name.startswith(f"{site} {kind}")]
        closed = [name for name in names if CELLS[f"{site} {kind}{name}"].reason is None]
        lacking += [(site, kind, form) for form in forms if not any(form in name for name in closed)]
        others = {"absent"} | ({"another", "itself cut"} if forms else set())
        others |= {"blocked"} if forms and (site, kind) not in NEVER_ASKED else set()
        open_ = [name for name in names if name not in closed]
        lacking += [
            (site, kind, answer)
            for answer in others
            if not any(word in n for n in open_ for word in WORDS.get(answer, (answer,)))
        ]
        assert forms or not closed, f"a form of {site}'s {kind} that is not in FORMS"
    assert lacking == []


def capture(url: str, body: bytes) -> Record:
    rendition = "json" if body.startswith(b"{") else None
    return read_capture(Capture(body=body, url=url, captured_at="2019-02-01T00:00:00Z", rendition=rendition))


@pytest.mark.parametrize("name", CELLS)
def test_cell(name: str, tmp_path: Path) -> None:
    cell = CELLS[name]
    shown = cell.cut()
    records = [shown, *(capture(url, body) for url, body in cell.beside)]
    held = [Held(url, *(more or [NEAR]), body, 200, _head(body)) for url, body, *more in cell.held]
    with serving(MementoDialect, held) as server:
        if cell.block:
            server.faults.append((cell.block, servers.status(503, after="4000")))
        archive = Memento(f"{server.base}/films", session())
        made = Completion(
            lambda: records,
            tmp_path,
            archive,
            parts=frozenset(["text", "plot", "cast", "reviews"]),
            within=None,
            user_agent="t/1",
        )
        totals = made.run()
        asked = list(server.asked)
    assert (totals.stopped is not None) == bool(cell.block)
    whole = from_json((tmp_path / "records.jsonl").read_bytes().splitlines()[0])
    assert whole.id == shown.id
    assert cell.value(whole) == (cell.value(shown) if cell.becomes is None else cell.becomes)
    left = [json.loads(line) for line in (tmp_path / "open.jsonl").read_text().splitlines()]
    ours = [line["reason"] for line in left if line["id"] == shown.id]
    assert ours == ([] if cell.reason is None else [cell.reason])
    closed = [one for one in whole.truncations if one.state == "repaired"]
    assert len(closed) == (1 if cell.reason is None else 0)
    assert all(one.completed_from is not None for one in closed)
    for url, _ in cell.beside:
        assert not [path for path in asked if url in path], "a page in the input was asked for"


def _head(body: bytes) -> tuple[tuple[str, str], ...]:
    return JSON_HEAD if body.startswith(b"{") else (("Content-Type", "text/html"),)
