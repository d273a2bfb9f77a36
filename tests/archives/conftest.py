"""pywb, the reference archive of these tests, in a separate environment: it is never imported here."""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from tests.archives.holdings import captures, write_warc

VENV = Path(__file__).parent.parent.parent / ".venv-pywb"
PYWB = "pywb==2.10.*"
READY_WITHIN = 60.0


def pywb_bin() -> Path:
    """The environment's commands; created once, and kept between runs."""
    made = VENV / "bin"
    with Path(f"{VENV}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (made / "wayback").exists():
            shutil.rmtree(VENV, ignore_errors=True)
            subprocess.run([sys.executable, "-m", "venv", VENV], check=True, capture_output=True)
            asked = subprocess.run([made / "pip", "install", "-q", PYWB], capture_output=True, text=True)
            if asked.returncode:
                shutil.rmtree(VENV, ignore_errors=True)
                pytest.skip(f"pywb cannot be installed from a package registry: {asked.stderr.strip()[-300:]}")
    return made


@dataclass
class Pywb:
    """A running pywb."""

    base: str
    folder: Path
    bin: Path

    def add(self, collection: str, warc: Path) -> str:
        """Serve a WARC as a collection, and return the collection's address."""
        for arguments in (["init", collection], ["add", collection, str(warc)]):
            subprocess.run([self.bin / "wb-manager", *arguments], cwd=self.folder, check=True, capture_output=True)
        return f"{self.base}/{collection}"

    def get(self, path: str) -> requests.Response:
        return requests.get(self.base + path, headers={"Connection": "close"}, timeout=60, allow_redirects=False)


@pytest.fixture(scope="session")
def pywb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pywb]:
    """pywb over a WARC of the usual holdings, as the collection ``web``: its paths are then the Wayback Machine's."""
    made = pywb_bin()
    folder = tmp_path_factory.mktemp("pywb")
    (folder / "config.yaml").write_text("framed_replay: false\nredirect_to_exact: true\nenable_memento: true\n")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    running = Pywb(f"http://127.0.0.1:{port}", folder, made)
    running.add("web", write_warc(folder / "usual.warc.gz", captures()))
    log = (folder / "log").open("wb")
    process = subprocess.Popen(
        [made / "wayback", "-b", "127.0.0.1", "-p", str(port)],
        cwd=folder,
        stdout=log,
        stderr=log,
        env={**os.environ, "PYTHONPATH": ""},
    )
    try:
        until = time.monotonic() + READY_WITHIN
        while not _listens(port):
            assert process.poll() is None, (folder / "log").read_text()
            assert time.monotonic() < until, "pywb does not listen"
            time.sleep(0.05)
        yield running
    finally:
        process.terminate()
        process.wait(30)
        log.close()


def _listens(port: int) -> bool:
    with socket.socket() as trial:
        return trial.connect_ex(("127.0.0.1", port)) == 0
