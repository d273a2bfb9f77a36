"""No regular expression of the project takes longer than in proportion to the text's length."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.hostile.patterns import ROOT, growth


def test_no_pattern_s_work_grows_faster_than_its_text():
    command = [sys.executable, "-m", "tests.hostile.patterns"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600)
    assert (done.returncode, done.stdout) == (0, ""), f"{done.stdout}\n{done.stderr}"


@pytest.mark.parametrize(
    ("pattern", "ways"),
    [
        (r"\s*!$", ("search",)),
        (r"(.*?)\s*\(film\)", ("search",)),
        (r"(?:\s|/\*.*?\*/)*x", ("match",)),
        (r"(?:[a-z]+)*!", ("match",)),
        (r"(\d+)\s*min", ("search",)),
        (rb"(?:[A-Za-z-]+:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*)*?Content-Type:\s*multipart", ("match",)),
    ],
)
def test_what_grows_faster_is_found(pattern, ways):
    code = f"""
import signal
from tests.hostile import patterns
signal.signal(signal.SIGVTALRM, patterns.give_up)
print(patterns.growth({pattern!r}, 0, {ways!r}))
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.stdout.strip() not in {"", "None"}, done.stderr


def test_what_is_linear_passes():
    assert growth(r"(?<!\s)\s*+!$", 0, ("search",)) is None
    assert growth(r"(?:\s++|/\*(?:[^*]++|\*(?!/))*+\*/)*+x", 0, ("match",)) is None
