"""What fuzzing found stays found, its targets take their own seeds, and planted faults are found."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from tests.fuzz.__main__ import ENOUGH, FINDINGS, LONG, Progress, fuzz
from tests.fuzz.planted import TARGETS as PLANTED
from tests.fuzz.targets import TARGETS
from tests.hostile.bounded import bounded

KEPT = sorted(path for path in FINDINGS.rglob("*") if path.is_file())


@pytest.mark.parametrize("path", KEPT, ids=lambda path: f"{path.parent.name}/{path.name[:14]}")
def test_a_finding_is_none_any_more(path: Path):
    with bounded(4):
        TARGETS[path.parent.name].run(path.read_bytes())


@pytest.mark.parametrize("name", TARGETS)
def test_a_target_takes_its_seeds(name):
    seeds = list(TARGETS[name].seeds())
    assert seeds
    for seed in seeds[::5]:
        TARGETS[name].run(seed)


@pytest.mark.skipif(importlib.util.find_spec("atheris") is None, reason="needs atheris (the extra fuzz)")
@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_fault_is_found(name, tmp_path):
    corpus, findings = tmp_path / "corpus", tmp_path / "findings"
    corpus.mkdir()
    for number, seed in enumerate(PLANTED[name].seeds()):
        (corpus / str(number)).write_bytes(seed)
    for _ in range(10):
        fuzz(Progress(name), 30, [corpus], findings, f"-max_len={LONG}", most=1)
        if findings.exists():
            return
    pytest.fail("nothing was found")


LOG = """#2\tINITED cov: 10 ft: 12 corp: 2/9b exec/s: 0 rss: 30Mb
#64\tNEW    cov: 14 ft: 20 corp: 3/12b lim: 4000 exec/s: 0 rss: 30Mb L: 3/9 MS: 1 Custom-
#900\tREDUCE cov: 14 ft: 20 corp: 3/11b lim: 4000 exec/s: 0 rss: 30Mb L: 2/9 MS: 1 Custom-
#15000\tDONE   cov: 14 ft: 20 corp: 3/11b lim: 4000 exec/s: 900 rss: 30Mb
stat::number_of_executed_units: 15000
"""


def test_progress_is_counted_over_runs():
    target = Progress("sniff")
    target.take(LOG.replace("15000", "5000"))
    assert (target.executions, target.branches, target.last_new, target.state()) == (5000, 14, 64, "time is over")
    target.take(LOG)
    assert (target.executions, target.branches, target.quiet, target.state()) == (20_000, 14, 19_936, "plateau")
    target.take(LOG.replace("cov: 14", "cov: 15"))
    assert (target.last_new, target.state()) == (20_064, "time is over")
    assert Progress("sniff", executions=ENOUGH).state() == "enough"


def test_what_a_run_that_was_broken_off_did_is_counted():
    target = Progress("sniff")
    target.take(LOG.partition("#15000")[0] + "==7==ERROR: libFuzzer: deadly signal")
    assert (target.executions, target.branches) == (900, 14)
