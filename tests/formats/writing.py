"""Records written in a format, for the tests of all formats."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest

from filmdig.output import formats
from filmdig.output.writer import Described
from tests.formats import samples

ROOT = Path(__file__).parents[2]


def write(name: str, target: Path, what: Sequence[Described]) -> Path:
    with formats.open_writer(name, str(target), type(what[0])) as writer:
        for record in what:
            writer.write(record)
    return target


def plain(record: Described) -> Any:
    return msgspec.json.decode(msgspec.json.encode(record))


BOTH = pytest.mark.parametrize("what", [samples.records(), samples.films()], ids=["records", "films"])
