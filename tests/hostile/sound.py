"""Thirty pages in every form, and as other programs pack them: `--strict` passes, and fails where a checked byte is changed.

Run as a program (a part of ``make hostile``) it makes each file, runs ``filmdig extract --strict`` over it, flips bytes that a
checksum or a digest covers, and prints the table.
"""

from __future__ import annotations

import argparse
import bz2
import gzip
import json
import lzma
import random
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import zstandard

from filmdig.parsers.record.capture import Capture
from filmdig.scraper.sources import Damage, Skipped, contents
from tests.hostile.cuts_and_flips import MAGIC_SIZE, looks_sound
from tests.hostile.foreign import TOOLS, AbsentError
from tests.sources import makers
from tests.sources.all_forms import FORMS, Form, named, one, put, table
from tests.sources.makers import record, tarred, zipped

PAGES = 30
FLIPS = 8


def wet(pages: list[bytes]) -> bytes:
    """Return the pages as a crawler's plain texts."""
    return b"".join(
        gzip.compress(record(body, number, kind="conversion").replace(b"application/http; msgtype=response", b"text/plain"))
        for number, body in enumerate(pages)
    )


def checked(data: bytes) -> bytes:
    return zstandard.ZstdCompressor(write_checksum=True).compress(data)


def with_dictionary(pages: list[bytes]) -> bytes:
    """Return a .warc.zst whose records share a dictionary, which is its first frame."""
    records = [record(makers.http(body), number) for number, body in enumerate(pages)]
    samples = [each[at : at + 2000] for each in records for at in range(0, len(each), 2000)] * 4
    dictionary = zstandard.train_dictionary(4096, samples[:2000])
    engine = zstandard.ZstdCompressor(dict_data=dictionary, write_checksum=True)
    raw = dictionary.as_bytes()
    return b"\x5d\x2a\x4d\x18" + len(raw).to_bytes(4, "little") + raw + b"".join(map(engine.compress, records))


def loose(pack: str, how: object) -> Form:
    return lambda folder, pages: put(folder, {f"{number:02}.{pack}": how(body) for number, body in enumerate(pages)})  # type: ignore[operator]


MORE: dict[str, Form] = {
    "html.gz": loose("gz", gzip.compress),
    "html.zst": loose("zst", checked),
    "html.bz2": loose("bz2", bz2.compress),
    "html.xz": loose("xz", lzma.compress),
    "wet.gz": one(wet),
    "warc.zst with a dictionary": one(with_dictionary),
    "har.gz": one(lambda pages: gzip.compress(makers.har(pages))),
    "tar.bz2": one(lambda pages: tarred(named(pages), "w:bz2")),
    "tar.xz": one(lambda pages: tarred(named(pages), "w:xz")),
    "tar.zst": one(lambda pages: checked(tarred(named(pages), "w"))),
    "zip, stored": one(lambda pages: zipped(named(pages), stored=True)),
    "csv.gz": one(lambda pages: gzip.compress(table(pages))),
    "zip of a wacz": one(lambda pages: zipped({"a.wacz": makers.wacz({"a.warc.gz": makers.warc(pages)})})),
}
#: Forms of `all_forms` in which a checksum or a digest covers the pages' bytes.
CHECKED = {
    *("warc", "warc.gz", "warc.gz in blocks", "warc.gz with records in pieces", "warc.gz in segments", "warc.bz2", "warc.xz"),
    *("arc.gz", "wacz to a pipe", "wacz", "zip", "tar.gz", "zip of warc and tar", "maff", "har with attached bodies"),
    *("zip with a har with attached bodies", "jsonl.gz"),
}
ALL: dict[str, tuple[Form, bool]] = {
    name: (form, name in CHECKED or name in MORE) for name, form in (FORMS | MORE).items()
} | TOOLS


def files_of(sources: list[Path]) -> list[Path]:
    return sorted(path for source in sources for path in ([source] if source.is_file() else source.rglob("*")) if path.is_file())


def bodies(items: list[Capture | Skipped | Damage]) -> Counter[bytes]:
    return Counter(item.body for item in items if isinstance(item, Capture))


def places(data: bytes, pages: list[bytes], count: int) -> Iterator[int]:
    """Yield offsets to flip: within pages if they are readable in the file, otherwise anywhere."""
    seen = [at for body in pages if (at := data.find(body[len(body) // 2 :][:60])) >= 0]
    drawn = random.Random(len(data))
    for number in range(count):
        yield seen[number % len(seen)] + drawn.randrange(40) if seen else drawn.randrange(MAGIC_SIZE, len(data))


def unnoticed(sources: list[Path], pages: list[bytes], flips: int) -> list[str]:
    """Flip bits of one file, one at a time; return those that change a page although `--strict` would pass."""
    sound = bodies(list(contents([str(source) for source in sources])))
    path = max(files_of(sources), key=lambda file: file.stat().st_size)
    data = path.read_bytes()
    found = []
    for at in places(data, pages, flips):
        path.write_bytes(data[:at] + bytes([data[at] ^ 4]) + data[at + 1 :])
        items = list(contents([str(source) for source in sources]))
        if bodies(items) != sound and looks_sound(items):
            found.append(f"a flip at {at} of {path.name}")
    path.write_bytes(data)
    return found


def strict(sources: list[Path], folder: Path) -> tuple[int, dict[str, object]]:
    """Run the command; return its status and its summary."""
    summary = folder / "summary.json"
    command = [sys.executable, "-m", "filmdig", "extract", *map(str, sources), "--strict", "--workers", "1", "--quiet"]
    done = subprocess.run([*command, "-o", str(folder / "out.jsonl"), "--summary", str(summary)], capture_output=True)
    return done.returncode, json.loads(summary.read_bytes()) if summary.exists() else {}


def one_form(name: str, pages: list[bytes], flips: int) -> tuple[str, list[str]]:
    """Try one form; return its row of the table, and its faults."""
    form, covered = ALL[name]
    with tempfile.TemporaryDirectory(prefix="filmdig-sound-") as folder:
        (Path(folder) / "in").mkdir()
        try:
            sources = form(Path(folder) / "in", pages)
        except AbsentError as error:
            return f"{name:<40} absent: {error}", []
        status, summary = strict(sources, Path(folder))
        wrong = []
        if status or summary.get("pages") != len(pages):
            wrong.append(f"status {status}, {summary.get('pages')} pages, damage {summary.get('damage')}")
        missed = unnoticed(sources, pages, flips) if covered else []
        reported = f"{flips - len(missed)} of {flips} flips" if covered else "no checksum"
        return f"{name:<40} {summary.get('pages')!s:>5} {status:>7}  {reported}", wrong + missed


def main() -> int:
    """Try every form; return 1 if a sound file fails, or a changed one passes."""
    from tests.sources.test_same_pages import PAGES as KNOWN

    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--only", nargs="*", default=[], help="forms whose names hold one of these")
    options = parser.parse_args()
    pages = KNOWN["real" if "real" in KNOWN else "made up"]()[:PAGES]
    print(f"{'form or program':<40} {'pages':>5} {'status':>7}  held or reported")
    failed = 0
    for name in ALL:
        if options.only and not any(part in name for part in options.only):
            continue
        row, wrong = one_form(name, pages, FLIPS)
        print(row, *[f"    {what}" for what in wrong], sep="\n", flush=True)
        failed += bool(wrong)
    print(f"forms in which a sound file fails, or a changed one passes: {failed}")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
