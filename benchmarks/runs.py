"""Measure whole runs of the command from outside: wall-clock or processor time, and the memory of its processes."""

from __future__ import annotations

import contextlib
import ctypes
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from benchmarks.inputs import ROOT

POLL_SECONDS = 0.05
PR_SET_CHILD_SUBREAPER = 36  # of Linux


def run(warc: Path, *arguments: object) -> tuple[float, float, float]:
    """Return (seconds, peak MB of the largest worker, peak MB of the process that was started)."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "filmdig", "extract", str(warc), "--out-dir", f"{folder}/out", "--quiet"]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        began = time.perf_counter()
        process = subprocess.Popen([*command, *map(str, arguments)], env=environment, stderr=subprocess.DEVNULL)
        watched = psutil.Process(process.pid)
        workers = own = 0
        while process.poll() is None:
            own = max(own, _peak(watched))
            workers = max([workers, *map(_peak, _children(watched))])
            time.sleep(POLL_SECONDS)
        seconds = time.perf_counter() - began
        if process.returncode:
            raise RuntimeError(f"{command} ended with {process.returncode}")
    return seconds, workers / 1024, own / 1024


def used(*arguments: object) -> tuple[float, float]:
    """Return (processor seconds of a run of the command, peak MB of its largest process)."""
    # Workers are children of a server that outlives its parent: they are reparented to this process, which counts their usage.
    if ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0):
        raise RuntimeError("the system does not hand orphans over")
    command = [sys.executable, "-m", "filmdig", *map(str, arguments)]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
    seconds, peak, status = 0.0, 0, 0
    with contextlib.suppress(ChildProcessError):
        while True:
            number, ended, spent = os.wait4(-1, 0)
            seconds += spent.ru_utime + spent.ru_stime
            peak = max(peak, spent.ru_maxrss)
            if number == process.pid:
                status = process.returncode = os.waitstatus_to_exitcode(ended)
    if status:
        raise RuntimeError(f"{command} ended with {status}")
    return seconds, peak / 1024


def _children(process: psutil.Process) -> list[psutil.Process]:
    try:
        return process.children()
    except psutil.Error:
        return []


def _peak(process: psutil.Process) -> int:
    """Return the process's peak memory so far in KB, as recorded by the system, so that no peak between two samples is missed."""
    try:
        status = Path(f"/proc/{process.pid}/status").read_text()
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:"))
    except (OSError, StopIteration):
        try:
            return int(process.memory_info().rss // 1024)
        except psutil.Error:
            return 0
