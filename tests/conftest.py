"""Code shared by several tests."""

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

# Tests must not fail because the machine is busy or because other examples are drawn than in the last run. `make hostile`
# searches for other examples.
_SLOW = [hypothesis.HealthCheck.too_slow]
hypothesis.settings.register_profile("suite", deadline=None, suppress_health_check=_SLOW, derandomize=True)
hypothesis.settings.register_profile("search", deadline=None, suppress_health_check=_SLOW, max_examples=1000)
hypothesis.settings.load_profile("suite")


def unmeasured(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return an environment for a process that `make coverage` does not measure; measuring loads modules and writes files."""
    return {name: value for name, value in environment.items() if not name.startswith("COVERAGE")}


@pytest.fixture
def plugged_in(tmp_path: Path) -> dict[str, str]:
    """Return an environment for a process in which the misbehaving site is installed."""
    misbehaving.install(tmp_path / "installed")
    return {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{tmp_path / 'installed'}"}
