"""What several tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests import misbehaving
from tests.browser import browser

__all__ = ["ROOT", "browser", "plugged_in"]

ROOT = Path(__file__).parent.parent


@pytest.fixture
def plugged_in(tmp_path: Path) -> dict[str, str]:
    """The environment of a process in which the misbehaving site is installed."""
    misbehaving.install(tmp_path / "installed")
    return {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{tmp_path / 'installed'}"}
