"""Standard output, pipes and devices: every byte arrives, or the command fails with a message."""

from __future__ import annotations

import array
import fcntl
import os
import signal
import subprocess
import sys
import termios
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from filmdig.output.streams import WholeWrites
from filmdig.parsers.record.errors import OutputError
from tests.conftest import ROOT

UNBUFFERED = pytest.mark.parametrize("unbuffered", ["", "1"], ids=["buffered", "unbuffered"])
# More bytes than a pipe holds.
LARGE = ("schema", "--merged")


def start(*arguments: object, unbuffered: str = "", **streams: object) -> subprocess.Popen[bytes]:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    if unbuffered:
        environment["PYTHONUNBUFFERED"] = unbuffered
    command = [sys.executable, "-m", "filmdig", *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, **streams)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("streams") / "pages"
    folder.mkdir()
    for number in range(40):
        text = " ".join(f"harbour{number}" for _ in range(1000))
        (folder / f"{number:02}.html").write_text(
            f"<!DOCTYPE html><html lang=en><title>Tin Harbour {number} (1962)</title><meta property=og:type content=video.movie>"
            f'<meta property="og:title" content="Tin Harbour {number}"><meta property="og:description" content="{text}">'
        )
    return folder


@pytest.fixture(scope="module")
def whole(pages: Path) -> bytes:
    done = start("extract", pages, "--quiet", stdout=subprocess.PIPE)
    written, _ = done.communicate(timeout=120)
    assert len(written) > 300_000
    return written


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    reader, writer = os.pipe()
    fcntl.fcntl(writer, 1031, 4096)  # F_SETPIPE_SZ: the smallest size that the system allows
    yield reader, writer
    os.close(reader)


def filled(reader: int, process: subprocess.Popen[bytes]) -> int:
    """Wait until the process has filled the pipe or exited."""
    waiting = array.array("i", [0])
    while waiting[0] < 4096 and process.poll() is None:
        fcntl.ioctl(reader, termios.FIONREAD, waiting)
        os.sched_yield()
    return waiting[0]


def everything(reader: int) -> bytes:
    return b"".join(iter(lambda: os.read(reader, 1 << 16), b""))


@UNBUFFERED
def test_a_pipe_that_does_not_block_gets_every_byte(unbuffered, pages, whole, pipe):
    reader, writer = pipe
    os.set_blocking(writer, False)
    process = start("extract", pages, "--quiet", unbuffered=unbuffered, stdout=writer)
    os.close(writer)
    filled(reader, process)
    assert everything(reader) == whole
    assert (process.wait(60), process.stderr.read()) == (0, b"")


@UNBUFFERED
def test_a_suspended_and_resumed_process_writes_every_byte(unbuffered, pages, whole, pipe):
    reader, writer = pipe
    process = start("extract", pages, "--quiet", unbuffered=unbuffered, stdout=writer)
    os.close(writer)
    filled(reader, process)
    for name in (signal.SIGSTOP, signal.SIGCONT):
        process.send_signal(name)
    assert everything(reader) == whole
    assert process.wait(60) == 0


@UNBUFFERED
def test_text_gets_through_a_pipe_that_does_not_block_too(unbuffered, pipe):
    expected, _ = start(*LARGE, stdout=subprocess.PIPE).communicate(timeout=60)
    reader, writer = pipe
    os.set_blocking(writer, False)
    process = start(*LARGE, unbuffered=unbuffered, stdout=writer)
    os.close(writer)
    assert filled(reader, process) == 4096
    assert everything(reader) == expected
    assert process.wait(60) == 0


@UNBUFFERED
@pytest.mark.parametrize(
    "arguments",
    [("extract", "{pages}"), ("sites",), ("schema",), ("--help",), ("--version",), ("extract", "--help"), ("explain", "{page}")],
    ids=" ".join,
)
def test_a_full_disk_is_one_line_and_2(unbuffered, arguments, pages):
    arguments = [argument.format(pages=pages, page=pages / "00.html") for argument in arguments]
    with Path("/dev/full").open("wb") as full:
        process = start(*arguments, *["--quiet"] * (arguments == ["extract", str(pages)]), unbuffered=unbuffered, stdout=full)
        _, said = process.communicate(timeout=120)
    assert process.returncode == 2
    assert said.decode() == (
        "filmdig: cannot write the output: No space left on device (standard output):"
        " free some disk space, or write it elsewhere\n"
    )


@pytest.mark.parametrize("target", ["/dev/full", "/dev/fd/1", "/dev/stdout"])
def test_a_full_device_that_is_named_is_one_line_and_2(target, pages):
    with Path("/dev/full").open("wb") as full:
        process = start("extract", pages, "-o", target, "--quiet", stdout=full)
        _, said = process.communicate(timeout=120)
    assert (process.returncode, said.count(b"\n")) == (2, 1)
    assert b"cannot write the output: No space left on device" in said


@UNBUFFERED
@pytest.mark.parametrize("arguments", [LARGE, ("sites",), ("--help",)], ids=" ".join)
def test_a_reader_that_is_gone_is_141_and_silence(unbuffered, arguments):
    reader, writer = os.pipe()
    os.close(reader)
    process = start(*arguments, unbuffered=unbuffered, stdout=writer)
    os.close(writer)
    _, said = process.communicate(timeout=60)
    assert (process.returncode, said) == (141, b"")


@UNBUFFERED
def test_a_reader_that_stops_is_141_and_silence(unbuffered, pages, pipe):
    reader, writer = pipe
    process = start("extract", pages, "--quiet", unbuffered=unbuffered, stdout=writer)
    os.close(writer)
    filled(reader, process)
    os.dup2(os.open(os.devnull, os.O_RDONLY), reader)
    _, said = process.communicate(timeout=60)
    assert (process.returncode, said) == (141, b"")


def test_a_closed_standard_output_is_one_line_and_2():
    done = subprocess.run(
        ["bash", "-c", '"$0" -m filmdig schema >&-', sys.executable], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "cannot write the output: Bad file descriptor (standard output)" in done.stderr


def test_messages_never_go_among_the_records(pages, whole):
    done = subprocess.run(
        ["bash", "-c", '"$0" -m filmdig extract "$1" 2>&-', sys.executable, pages], cwd=ROOT, capture_output=True, timeout=120
    )
    assert (done.returncode, done.stdout) == (0, whole)


@pytest.mark.parametrize("target", ["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"])
def test_standard_output_by_any_name_is_appended_to_not_replaced(target, pages, whole, tmp_path):
    file = tmp_path / "records.jsonl"
    file.write_bytes(b"earlier\n")
    with file.open("ab") as appended:
        process = start("extract", pages, "-o", target, "--quiet", stdout=appended)
        assert process.wait(120) == 0
    assert file.read_bytes() == b"earlier\n" + whole
    assert [path.name for path in tmp_path.iterdir()] == ["records.jsonl"]


def test_a_pipe_by_its_descriptor_is_written_to(pages, whole):
    script = '"$0" -m filmdig extract "$1" --quiet -o >(cat) | cat'
    done = subprocess.run(["bash", "-c", script, sys.executable, pages], cwd=ROOT, capture_output=True, timeout=120)
    assert (done.stderr, done.stdout) == (b"", whole)


def test_a_named_pipe_is_written_to(pages, whole, tmp_path):
    fifo = tmp_path / "records.fifo"
    os.mkfifo(fifo)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(fifo.read_bytes()))
    reader.start()
    process = start("extract", pages, "-o", fifo, "--quiet")
    assert process.wait(120) == 0
    reader.join(60)
    assert read == [whole]
    assert fifo.is_fifo()


def test_a_missing_folder_is_named(pages, tmp_path):
    process = start("extract", pages, "-o", tmp_path / "new" / "folder" / "x.jsonl")
    _, said = process.communicate(timeout=120)
    assert process.returncode == 2
    assert f"there is no folder {tmp_path}/new/folder ({tmp_path}/new/folder/x.jsonl)" in said.decode()


def test_whole_writes_report_what_the_system_refuses(tmp_path):
    (tmp_path / "it").touch()
    descriptor = os.open(tmp_path / "it", os.O_RDONLY)
    with pytest.raises(OutputError, match="Bad file descriptor"):
        WholeWrites(descriptor, "it").write(b"x")
    os.close(descriptor)
