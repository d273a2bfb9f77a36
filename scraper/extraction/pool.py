"""Worker processes that take units and return chunks. If a page ends its worker, only that page is lost.

Each worker has a pipe, and two numbers in shared memory with its position in the unit. When it dies, a new worker resumes the
unit at the first item whose outcome was not received, and leaves out the item at which the first one died: at once if the item
took too long (the system's alarm ended the worker), otherwise after a second death, since a worker may also be ended from
outside for other reasons.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
from collections import deque
from collections.abc import Iterable, Iterator, MutableSequence
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from filmdig.parsers.choose import layouts
from filmdig.parsers.record.errors import LimitError
from filmdig.scraper.extraction.worker import PARSING, READING, Chunk, FatalItem, Reader, Settings, chunks
from filmdig.scraper.sources import Unit, finds

# Deaths at one item before it is left out; deaths before the first item before the run gives up.
TRIES = 2
STARTS = 5
# Units per worker that are handed out beyond the oldest unfinished one: chunks that are finished out of turn wait in memory.
AHEAD = 4
NOT_STARTED = -1
# The signals that end a worker whose page takes too long: in processor time, and in wall time.
_ALARMS = ("SIGPROF", "SIGALRM")


class _Job(msgspec.Struct):
    """A unit that is sent to a worker, and what is known from its earlier tries."""

    index: int
    unit: Unit
    first: int = 0
    fatal_items: dict[int, FatalItem] = {}
    deaths: dict[int, int] = {}


_encode = msgspec.msgpack.Encoder().encode
_decode_chunk = msgspec.msgpack.Decoder(Chunk).decode


class _Worker:
    """One worker process, its pipe and its shared position."""

    def __init__(self, settings: Settings, read: Reader, others: Iterable[_Worker]) -> None:
        context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
        self.pipe, theirs = context.Pipe()
        self.position: MutableSequence[int] = context.RawArray("q", 2)
        self.job: _Job | None = None
        inherited = [other.pipe for other in others] if context.get_start_method() == "fork" else []
        self.process: BaseProcess = context.Process(  # type: ignore[attr-defined]
            target=_serve, args=(theirs, self.position, settings, read, [self.pipe, *inherited]), daemon=True
        )
        self.process.start()
        theirs.close()

    def send(self, job: _Job) -> None:
        self.position[0], self.position[1] = NOT_STARTED, READING
        self.job = job
        try:
            # Pickled, because a file's name may contain bytes that other encodings cannot represent.
            self.pipe.send(job)
        except OSError:
            # It died while idle. That is noticed when its pipe is read, as for any other death.
            return

    def end(self) -> None:
        self.pipe.close()
        self.process.kill()
        self.process.join()


class Pool:
    """A pool of worker processes.

    Args:
        workers: how many; 0 does the work in this process, without limits on a page's time and memory.
        settings: the settings for every page.
        read: returns the items of a unit.
    """

    def __init__(self, workers: int, settings: Settings, *, read: Reader = finds) -> None:
        self._settings = settings
        self._read = read
        self._count = workers
        self._workers: list[_Worker] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for worker in self._workers:
            worker.end()
        self._workers.clear()

    def run(self, units: Iterable[Unit]) -> Iterator[tuple[int, Chunk]]:
        """Yield the units' chunks as they arrive: those of one unit in order, those of different units mixed.

        Yields:
            The unit's index among the units, and the chunk.

        Raises:
            LimitError: workers die before they read anything.
        """
        if self._count == 0:
            for index, unit in enumerate(units):
                for chunk in chunks(unit, self._settings, read=self._read):
                    yield index, chunk
            return
        layouts()  # loaded before the workers are forked, so that no page's time is spent on it
        ready = deque[_Job]()
        waiting = enumerate(units)
        unfinished: set[int] = set()
        handed_out = 0
        more = True
        while True:
            while more and len(ready) < self._count and (not unfinished or handed_out - min(unfinished) < AHEAD * self._count):
                following = next(waiting, None)
                if following is None:
                    more = False
                    break
                ready.append(_Job(*following))
                unfinished.add(following[0])
                handed_out += 1
            if not unfinished:
                return
            self._hand_out(ready)
            for worker in self._readable():
                for index, chunk in self._receive(worker, ready):
                    if chunk.done:
                        unfinished.discard(index)
                    yield index, chunk

    def _hand_out(self, ready: deque[_Job]) -> None:
        while ready:
            worker = next((worker for worker in self._workers if worker.job is None), None)
            if worker is None:
                if len(self._workers) >= self._count:
                    return
                worker = _Worker(self._settings, self._read, self._workers)
                self._workers.append(worker)
            worker.send(ready.popleft())

    def _readable(self) -> list[_Worker]:
        busy = {worker.pipe: worker for worker in self._workers if worker.job}
        return [busy[pipe] for pipe in wait(list(busy)) if isinstance(pipe, Connection)]

    def _receive(self, worker: _Worker, ready: deque[_Job]) -> list[tuple[int, Chunk]]:
        """Return a worker's chunk; nothing if it has died, and the rest of its job is put back for another worker."""
        job = worker.job
        if job is None:
            return []
        try:
            chunk = _decode_chunk(worker.pipe.recv_bytes())
        except (EOFError, OSError):
            worker.process.join()
            self._workers.remove(worker)
            worker.pipe.close()
            _record_death(job, worker.process.exitcode or 0, worker.position[0], worker.position[1], self._settings)
            ready.appendleft(job)
            return []
        job.first = chunk.upto
        if chunk.done:
            worker.job = None
        return [(job.index, chunk)]


def _record_death(job: _Job, exitcode: int, item: int, doing: int, settings: Settings) -> None:
    """Record a worker's death in its job, for the next worker."""
    job.deaths[item] = deaths = job.deaths.get(item, 0) + 1
    cause = _cause(exitcode)
    if item == NOT_STARTED:
        if deaths >= STARTS:
            raise LimitError(
                f"workers die before they read a page ({cause})",
                where=job.unit.path,
                todo="try --workers 1, or a higher --page-memory",
            )
        return
    reading = doing != PARSING
    if reading and (fatal := job.fatal_items.get(item)):
        job.fatal_items[item] = msgspec.structs.replace(fatal, ends_unit=True)
    elif cause in _ALARMS:
        job.fatal_items[item] = FatalItem(
            "timeout", cause, f"took longer than the {settings.page_timeout:g} s of --page-timeout", reading
        )
    elif deaths >= TRIES:
        job.fatal_items[item] = FatalItem("crash", cause, f"ended its worker {TRIES} times", reading)


def _cause(exitcode: int) -> str:
    try:
        return signal.Signals(-exitcode).name
    except ValueError:  # an ordinary exit, or a signal without a name
        return f"exit status {exitcode}"


def _serve(
    pipe: Connection, position: MutableSequence[int], settings: Settings, read: Reader, inherited: list[Connection]
) -> None:
    """Take jobs and send chunks until the pipe closes."""
    for connection in inherited:
        # Otherwise, once the parent is gone, a worker would wait forever on a pipe that other workers hold open.
        connection.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for name in _ALARMS:
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_DFL)
    layouts()
    # Loaded modules are never freed; ignoring them saves the garbage collector a tenth of its work per page.
    gc.freeze()
    _limit_memory(settings.page_memory)
    try:
        while True:
            job: _Job = pipe.recv()
            for chunk in chunks(job.unit, settings, first=job.first, fatal_items=job.fatal_items, position=position, read=read):
                pipe.send_bytes(_encode(chunk))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        os._exit(0)


def _limit_memory(growth: int) -> None:
    """Limit the growth of this process's data to a number of bytes; not limited if the system does not support it."""
    statm = Path("/proc/self/statm")
    if not growth or not statm.exists():
        return
    import resource  # POSIX only

    data_pages = int(statm.read_text().split()[5])
    resource.setrlimit(resource.RLIMIT_DATA, (data_pages * resource.getpagesize() + growth,) * 2)
