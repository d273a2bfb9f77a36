"""Every way in which archives block a client, or a site's owner a page, in the middle of a completion."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from filmdig.parsers.record.page_record import Record
from filmdig.scraper.archives.memento import Memento
from filmdig.scraper.archives.selection import Archive
from filmdig.scraper.archives.wayback import Wayback
from filmdig.scraper.completion.run import NOT_ASKED, Completion, Totals
from tests.archives import servers
from tests.archives.holdings import Held
from tests.archives.servers import Answers, MementoDialect, WaybackDialect, serving, session
from tests.completion.site_answers import NEAR, PLOTS, REST, SHOWN, imdb_plot, imdb_plots

FILMS = 12
#: Requests answered before the block: the index and the page of two films.
GOOD = 4
CHALLENGE = b"<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>Checking.</body></html>"
OWNER = "AdministrativeAccessControlException: Blocked Site Error"


def owner(answers: Answers) -> None:
    answers.send(403, X_Archive_Wayback_Runtime_Error=OWNER)


class Block(NamedTuple):
    """A block: how the archive answers, how many such answers a run takes before it stops, and the message."""

    answer: Callable[[Answers], None]
    taken: int
    says: str


BLOCKS = {
    "401": Block(servers.status(401), 5, "status 401"),
    "403": Block(servers.status(403), 5, "status 403"),
    "451": Block(servers.status(451), 5, "status 451"),
    "498": Block(servers.status(498), 5, "status 498"),
    "a challenge page": Block(servers.status(200, body=CHALLENGE), 5, "a challenge page, status 200"),
    "a challenge page, 403": Block(servers.status(403, body=CHALLENGE), 5, "a challenge page, status 403"),
    "a challenge page, 503": Block(servers.status(503, body=CHALLENGE), 5, "a challenge page, status 503"),
    "504 for everything": Block(servers.status(504), 25, "the archive answered 504"),
    "503 for everything": Block(servers.status(503), 25, "the archive answered 503"),
    "503 and a long pause": Block(servers.status(503, after="4000"), 1, "asks for a pause of 4000 seconds"),
    "429, twice": Block(servers.status(429), 2, "429 (too many requests) a second time"),
    "connections reset": Block(servers.reset, 25, "5 requests in a row failed"),
}


class Blocking:
    """Answers like its dialect until the block begins."""

    block: Callable[[Answers], None] | None = None

    def answer(self) -> None:
        if type(self).block is not None and len(self.server.asked) > GOOD:
            type(self).block(self)
        else:
            super().answer()


def films() -> list[Record]:
    """Return records of films whose plots are cut, each with a separate page of plots."""
    made = []
    for number in range(FILMS):
        record = imdb_plot()
        record.id = f"cut-{number}"
        record.page.url = record.page.url.replace("4001", f"4{number:03}")
        record.film.external_ids = {"imdb": f"tt0994{number:03}"}
        made.append(record)
    return made


def held() -> list[Held]:
    page = imdb_plots(SHOWN + REST)
    return [
        Held(PLOTS.replace("4001", f"4{n:03}"), NEAR, page.replace(b"tt0994001", b"tt0994%03d" % n), 200) for n in range(FILMS)
    ]


def complete(folder: Path, archive: Archive) -> Totals:
    made = Completion(films, folder, archive, parts=frozenset(["plot"]), within=None, user_agent="t/1")
    return made.run()


def at(server: servers.Archive, dialect: type[Answers]) -> Archive:
    if issubclass(dialect, WaybackDialect):
        return Wayback(session("web.archive.org", base=server.base))
    return Memento(f"{server.base}/films", session())


def plots(folder: Path) -> list[str]:
    return [json.loads(line)["film"]["synopsis"] for line in (folder / "records.jsonl").read_text().splitlines()]


def reasons(folder: Path) -> list[str]:
    return [json.loads(line)["reason"] for line in (folder / "open.jsonl").read_text().splitlines()]


@pytest.mark.parametrize("archive", [MementoDialect, WaybackDialect])
@pytest.mark.parametrize("name", BLOCKS)
def test_a_block_ends_the_run_and_fetched_pages_are_kept(name: str, archive: type[Answers], tmp_path: Path) -> None:
    block = BLOCKS[name]
    dialect = type("Dialect", (Blocking, archive), {"block": staticmethod(block.answer)})
    with serving(dialect, held()) as server:
        totals = complete(tmp_path, at(server, dialect))
        asked = len(server.asked)
        assert block.says in totals.stopped
        assert plots(tmp_path) == [SHOWN + REST] * 2 + [SHOWN] * (FILMS - 2)
        assert asked == GOOD + block.taken
        rest = reasons(tmp_path)
        assert len(rest) == FILMS - 2
        assert NOT_ASKED in rest
        assert all(reason == NOT_ASKED or "could not be" in reason or "turned" in reason for reason in rest)
        dialect.block = None
        after = complete(tmp_path, at(server, dialect))
        again = server.asked[asked:]
    assert (after.stopped, after.failures, after.open) == (None, [], {})
    assert plots(tmp_path) == [SHOWN + REST] * FILMS
    assert not any("4000/" in path or "4001/" in path for path in again), "a fetched page was asked for again"


@pytest.mark.parametrize(("archive", "where"), [(MementoDialect, "id_"), (WaybackDialect, "id_"), (WaybackDialect, "/cdx")])
def test_an_owners_block_concerns_one_page_and_does_not_end_the_run(archive: type[Answers], where: str, tmp_path: Path) -> None:
    with serving(archive, held()) as server:
        server.faults += [(where, owner)] * 6
        totals = complete(tmp_path, at(server, archive))
    assert totals.stopped is None
    assert plots(tmp_path) == [SHOWN] * 6 + [SHOWN + REST] * (FILMS - 6)
    assert len(reasons(tmp_path)) == 6
    said = "none of its captures can be used" if where == "id_" else "withholds this site"
    assert all(said in reason for reason in reasons(tmp_path)), reasons(tmp_path)
