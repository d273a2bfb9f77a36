"""Files of every form, cut at every byte and with bits flipped: every loss must be reported.

Run as a program (``make hostile``) it does so at full size and prints the counts by form.
"""

from __future__ import annotations

import argparse
import bz2
import gzip
import itertools
import lzma
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import zstandard

from filmdig.parsers.record.capture import Capture
from filmdig.scraper.sources import Damage, Skipped, contents
from tests.sources import makers
from tests.sources.makers import http, page, record, sha1

PAGES = [page(number, 30) for number in range(4)]
RECORDS = [
    record(http(body), number, f"WARC-Payload-Digest: {sha1(body)}", f"WARC-Block-Digest: {sha1(http(body))}")
    for number, body in enumerate(PAGES)
]
FILES = {f"{number}.html": body for number, body in enumerate(PAGES)}
HUNG = 10.0  # seconds of processor time for one small file

NO_END = "cut where a record ends, and nothing shows that more followed"
NO_CHECK = "a changed letter that no checksum covers"
CUT_IN_MAGIC = "cut within the 24 bytes by which a file is recognised"
NO_MARK = "a cut page, in a form that has neither length nor end mark"

UNDETECTABLE = (NO_END, NO_CHECK, CUT_IN_MAGIC, NO_MARK)
MAGIC_SIZE = 24


class Form(NamedTuple):
    """A form's sound file, and the damage to it that no reader can detect.

    Attributes:
        data: the file.
        ends: offsets at which a cut leaves a sound file.
        checked: whether a checksum or digest covers the pages' bytes.
        marked: whether a length or an end mark shows that the file's end is missing.
    """

    data: bytes
    ends: frozenset[int] = frozenset()
    checked: bool = True
    marked: bool = True


def zstd(data: bytes) -> bytes:
    return zstandard.ZstdCompressor(write_checksum=True).compress(data)


def members(parts: list[bytes], mark: bytes = b"", first: int = 1, **more: bool) -> Form:
    """Concatenated records, any of which may be the last; the first one with an end mark may also be cut in or before it."""
    ends = [len(b"".join(parts[:number])) for number in range(len(parts) + 1)]
    return Form(b"".join(parts), frozenset([*ends, ends[first] - len(mark), ends[first] - len(mark) // 2]), **more)


def arc_records(*, gzipped: bool) -> list[bytes]:
    whole = makers.arc(PAGES)
    starts = [0, *(whole.index(makers.url(number).encode()) for number in range(4)), len(whole)]
    parts = [whole[begin:end] for begin, end in itertools.pairwise(starts)]
    return [gzip.compress(part) for part in parts] if gzipped else parts


def forms() -> dict[str, Form]:
    tar, har, warc = makers.tarred(FILES, "w"), makers.har(PAGES), b"".join(RECORDS)
    return {
        "warc": members(RECORDS, b"\r\n\r\n"),
        "warc.gz": members([gzip.compress(one) for one in RECORDS]),
        "warc.gz, one member": Form(gzip.compress(warc)),
        "warc.gz, blocks": members([gzip.compress(warc[at : at + 700]) for at in range(0, len(warc), 700)]),
        "warc.zst": members([zstd(one) for one in RECORDS]),
        "warc.zst, one frame": Form(zstd(warc)),
        "warc.bz2": Form(bz2.compress(warc)),
        "warc.xz": Form(lzma.compress(warc)),
        "arc": members(arc_records(gzipped=False), b"\n", 2, checked=False),
        "arc.gz": members(arc_records(gzipped=True)),
        "tar": Form(tar, checked=False),
        "tar.gz": Form(gzip.compress(tar)),
        "tar.bz2": Form(bz2.compress(tar)),
        "tar.zst": Form(zstd(tar)),
        "tar.xz": Form(lzma.compress(tar)),
        "zip": Form(makers.zipped(FILES)),
        "zip, stored": Form(makers.zipped(FILES, stored=True)),
        "wacz": Form(makers.wacz({"a.warc.gz": b"".join(gzip.compress(one) for one in RECORDS)})),
        "har": Form(har, checked=False),
        "har.gz": Form(gzip.compress(har)),
        "har.zst": Form(zstd(har)),
        "mhtml": Form(makers.mhtml(PAGES[0], 0), checked=False),
        "mhtml.bz2": Form(bz2.compress(makers.mhtml(PAGES[0], 0))),
        "html": Form(PAGES[0], checked=False, marked=False),
        "html.gz": Form(gzip.compress(PAGES[0])),
        "html.zst": Form(zstd(PAGES[0])),
    }


def pages_of(items: list[Capture | Skipped | Damage]) -> list[bytes]:
    return [item.body.rstrip(b"\r\n") for item in items if isinstance(item, Capture)]


def reported(items: list[Capture | Skipped | Damage]) -> Counter[str]:
    """Return the reported damage and skipped items, counted."""
    found: Counter[str] = Counter()
    for item in items:
        if isinstance(item, Damage):
            found[item.what] += 1
        elif isinstance(item, Skipped):
            found[item.reason] += 1
        elif item.damaged:
            found.update(code for code, _ in item.notes)
    return found


def looks_sound(items: list[Capture | Skipped | Damage]) -> bool:
    """Return whether a run over these items would pass with ``--strict``."""
    return not any(isinstance(item, Damage) or (isinstance(item, Capture) and item.damaged) for item in items)


def verdict(form: Form, sound: list[Capture | Skipped | Damage], items: list[Capture | Skipped | Damage], cut: int | None) -> str:
    """Return ``held``, ``reported``, ``silent``, or why the damage is undetectable."""
    left = Counter(pages_of(items))
    missing = Counter(pages_of(sound)) - left
    if not missing:
        return "held"
    if reported(items) - reported(sound):
        return "reported"
    if cut is not None:
        if cut in form.ends:
            return NO_END
        if cut < MAGIC_SIZE:
            return CUT_IN_MAGIC
        return "silent" if form.marked else NO_MARK
    absent = len(pages_of(items)) < len(pages_of(sound))
    return "silent" if absent or form.checked else NO_CHECK


def spread(size: int, most: int) -> Iterator[int]:
    """Yield up to ``most`` numbers below ``size``, evenly spread."""
    count = min(size, most)
    return (number * size // count for number in range(count))


def trials(form: Form, most: int) -> Iterator[tuple[str, int | None, bytes]]:
    """Yield the form's file cut and flipped: a name for the trial, where it was cut, and the bytes."""
    for at in spread(len(form.data), most):
        yield f"cut at {at}", at, form.data[:at]
    for number, at in enumerate(spread(len(form.data), most)):
        bit = 1 << (number * 5 % 8)
        yield f"bit {bit} flipped at {at}", None, form.data[:at] + bytes([form.data[at] ^ bit]) + form.data[at + 1 :]


def attack(name: str, form: Form, most: int, folder: Path, tell: Callable[[str], None]) -> tuple[Counter[str], float]:
    """Read a form's file in every damaged state; return the counts of verdicts and the longest time."""
    path = folder / "it"
    path.write_bytes(form.data)
    sound = list(contents([str(path)]))
    assert not [item for item in sound if isinstance(item, Damage)], name
    counts: Counter[str] = Counter()
    longest = 0.0
    for trial, cut, data in trials(form, most):
        path.write_bytes(data)
        begin = time.process_time()
        found = verdict(form, sound, list(contents([str(path)])), cut)
        longest = max(longest, time.process_time() - begin)
        counts[found] += 1
        if found == "silent":
            tell(f"{name}: {trial}")
    return counts, longest


def main() -> int:
    """Attack every form at full size; return 1 if anything is lost in silence or hangs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--most", type=int, default=700, help="cuts, and flips, of each form")
    most = parser.parse_args().most
    total: Counter[str] = Counter()
    worst = 0.0
    print(f"{'form':<20} {'tried':>7} {'held':>7} {'reported':>9} {'undetectable':>13} {'silent':>7}  longest")
    with tempfile.TemporaryDirectory(prefix="filmdig-hostile-") as folder:
        for name, form in forms().items():
            counts, longest = attack(name, form, most, Path(folder), lambda line: print(line, file=sys.stderr))
            total += counts
            worst = max(worst, longest)
            print(_row(name, counts), f" {longest:.2f} s", flush=True)
    print(_row("all", total), f" {worst:.2f} s")
    for why in UNDETECTABLE:
        print(f"undetectable: {why}: {total[why]:,}")
    print(f"silent: {total['silent']}; hangs (over {HUNG:g} s): {int(worst > HUNG)}")
    return int(total["silent"] > 0 or worst > HUNG)


def _row(name: str, counts: Counter[str]) -> str:
    apart = sum(counts[why] for why in UNDETECTABLE)
    tried = sum(counts.values())
    return f"{name:<20} {tried:>7,} {counts['held']:>7,} {counts['reported']:>9,} {apart:>13,} {counts['silent']:>7,}"


if __name__ == "__main__":
    sys.exit(main())
