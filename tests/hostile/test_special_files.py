"""Links and pipes in a folder that do not lead to a regular file: reading them would block forever."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from filmdig.scraper.sources.saved_folders import STATEMENTS
from tests.sources.makers import page
from tests.sources.saved_by import attached_har

PAGE = page(0, 40)
READER = """
import json, sys
from filmdig.parsers.record.capture import Capture
from filmdig.scraper.sources import contents
found = {}
for item in contents([sys.argv[1]]):
    name = item.location.path.rpartition("/")[2]
    found[name] = len(item.body) if isinstance(item, Capture) else getattr(item, "what", None) or item.reason
print(json.dumps(found))
"""


def read(folder: Path) -> dict[str, object]:
    """Return the length of the page, or what is reported instead, for each file; in a process that can be killed if it blocks."""
    done = subprocess.run([sys.executable, "-c", READER, folder], capture_output=True, check=True, timeout=60)
    found: dict[str, object] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("name", ["it.html", "it.har", "it.warc.gz", "it.csv", min(STATEMENTS)])
@pytest.mark.parametrize("target", ["/proc/version", "/proc/kmsg", "/dev/zero", "/dev/tty", "pipe"])
def test_a_link_to_a_special_file_does_not_block_a_reader(name, target, tmp_path):
    if target.startswith("/") and not os.path.lexists(target):
        pytest.skip(f"{target} is not there")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.html").write_bytes(PAGE)
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "in" / name).symlink_to(tmp_path / target)
    found = read(tmp_path / "in")
    assert found.pop("a.html") == len(PAGE)
    allowed = {0, "an empty archive", "cannot be opened: Permission denied", "not a page: not a regular file"}
    assert found.keys() == {name}
    assert found[name] in allowed


def test_a_har_s_body_that_is_a_pipe_costs_its_page(tmp_path):
    files = attached_har([PAGE, page(1, 40)])
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    body = next(name for name, data in files.items() if data == PAGE)
    (tmp_path / body).unlink()
    os.mkfifo(tmp_path / body)
    found = read(tmp_path)
    assert "a HAR's body file that cannot be read" in found.values()
    assert len(page(1, 40)) in found.values()
