"""What fuzzing found stays found, its targets take their own seeds, and planted faults are found."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from tests.fuzz.__main__ import FINDINGS, fuzz
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
        fuzz(name, 30, corpus, findings, most=1)
        if findings.exists():
            return
    pytest.fail("nothing was found")
