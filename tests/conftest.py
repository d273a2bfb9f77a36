"""What several tests share."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import hypothesis
import pytest

from tests import misbehaving
from tests.browser import browser

__all__ = ["ROOT", "browser", "plugged_in"]

ROOT = Path(__file__).parent.parent

# A test that fails because the machine is busy, or because it drew another example than the last time, says nothing of a
# change. Other examples are searched for by `make hostile`.
_SLOW = [hypothesis.HealthCheck.too_slow]
hypothesis.settings.register_profile("suite", deadline=None, suppress_health_check=_SLOW, derandomize=True)
hypothesis.settings.register_profile("search", deadline=None, suppress_health_check=_SLOW, max_examples=1000)
hypothesis.settings.load_profile("suite")


def unmeasured(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return the environment of a process that `make coverage` does not measure: it would load modules and write files."""
    return {name: value for name, value in environment.items() if not name.startswith("COVERAGE")}


@pytest.fixture
def plugged_in(tmp_path: Path) -> dict[str, str]:
    """The environment of a process in which the misbehaving site is installed."""
    misbehaving.install(tmp_path / "installed")
    return {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{tmp_path / 'installed'}"}
