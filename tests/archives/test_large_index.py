"""An index of a million rows, read in pages by a process that is killed twice: nothing is lost, repeated or requested twice."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from filmdig.scraper.archives.planfile import read_plan
from filmdig.scraper.archives.selection import MALFORMED
from tests.archives.holdings import surt
from tests.archives.servers import Answers, serving

ROOT = Path(__file__).parents[2]
#: The number of captures of each address in each of ten years.
A_YEAR, YEARS = 100, 10
SIZE = 25_000

PLAN = """
import sys
from pathlib import Path
from filmdig.scraper.archives.memento import Memento
from filmdig.scraper.archives.planfile import make_plan
from filmdig.scraper.archives.selection import Query
from filmdig.scraper.archives.wayback import Wayback
from tests.archives.servers import session

dialect, base, path = sys.argv[1:]
archive = Wayback(session("web.archive.org", base=base)) if dialect == "wayback" else Memento(base + "/films", session())
made, summary = make_plan(archive, dialect, [Query(url="http://films.example.com/", match="host", every="year")], Path(path))
print(made.captures, made.complete, sorted(summary.left_out.items()), summary.failures, summary.stopped, sep="|")
"""


def capture(number: int) -> tuple[str, str]:
    """The address and time of a row of the index, which is sorted by both."""
    page, rest = divmod(number, A_YEAR * YEARS)
    year, which = divmod(rest, A_YEAR)
    return f"http://films.example.com/title/{page:05}", f"{2001 + year}01{which // 4 + 1:02}{which % 4:02}0000"


class LargeIndex(Answers):
    """The Wayback Machine's text index and pywb's, over rows that are generated on request; no page is filtered."""

    rows: int
    killed: set[int]
    process: subprocess.Popen[str]

    def answer(self) -> None:
        asked = self.query()
        if asked.get("showNumPages"):
            self.send(200, json.dumps({"pages": self.rows // SIZE}).encode())
            return
        text = urlsplit(self.path).path.startswith("/cdx/search/cdx")
        page = int(asked.get("resumeKey", "0")) // SIZE if text else int(asked.get("page", "0"))
        if page in self.killed:
            self.killed.remove(page)
            os.kill(self.process.pid, signal.SIGKILL)
            return
        made = [capture(number) for number in range(page * SIZE, (page + 1) * SIZE)]
        if text:
            lines = [f"{surt(url)} {time} {url} text/html 200 {'A' * 32} 1234" for url, time in made]
            lines[7] = lines[7].replace(" 200 ", " two hundred ")
            lines += ["", str((page + 1) * SIZE)] if (page + 1) * SIZE < self.rows else []
        else:
            lines = [f'{{"url": "{url}", "timestamp": "{time}", "status": "200", "mime": "text/html"}}' for url, time in made]
            lines[7] = lines[7][:-3]
        self.send(200, "\n".join([*lines, ""]).encode())


@pytest.mark.parametrize(("dialect", "rows"), [("wayback", 1_000_000), ("memento", 200_000)])
def test_a_large_index_is_read_once_though_its_reader_is_killed(tmp_path, dialect, rows):
    pages = rows // SIZE
    kills = {3, pages - 2}
    answers = type("Answers", (LargeIndex,), {"rows": rows, "killed": set(kills)})
    path = tmp_path / "plan.jsonl"
    with serving(answers) as server:
        for attempt in range(3):
            command = [sys.executable, "-c", PLAN, dialect, server.base, str(path)]
            with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
                answers.process = process
                out, err = process.communicate(timeout=600)
            assert process.returncode == (-signal.SIGKILL if attempt < 2 else 0), err
    planned = rows // A_YEAR
    left_out = sorted({MALFORMED: pages, "more than one a year": rows - planned - pages}.items())
    assert out.strip() == f"{planned}|True|{left_out}|[]|None"
    plan, entries = read_plan(path)
    assert (plan.captures, plan.complete) == (planned, True)
    assert [entry.key for entry in entries()] == [capture(number) for number in range(0, rows, A_YEAR)]
    asked = [query for query in server.asked if "showNumPages" not in query]
    assert len(asked) == pages + len(kills)
