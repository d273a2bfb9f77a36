"""What is fuzzed: for each target a function that must take any bytes, and files to begin with."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
from collections.abc import Callable, Iterable
from typing import NamedTuple

import msgspec
import zstandard

from filmdig.parsers.choose import layouts
from filmdig.parsers.layouts import cuts, dates, numbers, values
from filmdig.parsers.page.decode import decode
from filmdig.parsers.page.document import Page
from filmdig.parsers.read import open_page, read_capture
from filmdig.parsers.record.capture import Capture
from filmdig.parsers.record.page_record import Record, to_json
from filmdig.parsers.replay.undo import undo_replay
from filmdig.scraper.merging.grouping import Grouping
from filmdig.scraper.merging.stored_records import parse_any
from filmdig.scraper.sources.base import Damage, Find, Unread
from filmdig.scraper.sources.har import har_items
from filmdig.scraper.sources.mhtml import mhtml_items
from filmdig.scraper.sources.packed import stream_items, tar_items, zip_items
from filmdig.scraper.sources.sniff import form, head_of, page
from filmdig.scraper.sources.stored_response import payload, response
from filmdig.scraper.sources.warc_captures import warc_items
from tests.conftest import ROOT
from tests.sources import makers


class Target(NamedTuple):
    """One thing to fuzz.

    Attributes:
        run: takes any bytes; what it raises is a finding.
        seeds: gives bytes to begin with.
    """

    run: Callable[[bytes], object]
    seeds: Callable[[], Iterable[bytes]]


class ItemError(Exception):
    """What an item's reader raised, which a run would have counted as damage."""


def items(finds: Iterable[Find]) -> None:
    """Read what a reader finds; an exception that it turns into damage is a finding here."""
    for find in finds:
        for item in find.items() if isinstance(find, Unread) else [find]:
            if isinstance(item, Damage) and item.what == "an item that cannot be read":
                raise ItemError(item.detail)


def sniffed(data: bytes) -> None:
    """Ask what a file is."""
    head = head_of(io.BytesIO(data))
    form(head)
    page(data)
    payload(response(data))


def decoded(data: bytes) -> None:
    """Decode a page, its first bytes the charset that a server declared."""
    charset, _, body = data.partition(b"\n")
    decode(data)
    decode(body, charset.decode("latin-1"))


def merged(data: bytes) -> None:
    """Read a record and merge it with itself."""
    try:
        record = parse_any(data)
    except (msgspec.DecodeError, ValueError, RecursionError):
        return  # a line that holds no record
    if not isinstance(record, Record):
        return
    with Grouping() as grouping:
        grouping.add(record)
        list(grouping.films())
        list(grouping.left_over())
        if grouping.failed:
            raise ItemError(grouping.failed[0].why)


def one_layout(data: bytes) -> None:
    """Have one layout read a page of its rendition, whether it is its own or not: the first byte says which."""
    body = data[1:]
    if not body:
        return
    layout = layouts()[data[0] % len(layouts())]
    opened = open_page(Capture(body=body, rendition=layout.rendition), Page)
    record = Record()
    layout().read(opened.page, record)
    to_json(record)


def valued(data: bytes) -> None:
    """Read what is printed as every kind of value."""
    text = data.decode("utf-8", "replace")
    for read in (
        numbers.integer,
        numbers.number,
        numbers.decimal,
        numbers.whole,
        numbers.counted,
        numbers.percent,
        numbers.money,
    ):
        read(text)
    for read_text in (dates.year, dates.runtime, values.title_and_year, values.mpaa, values.split_names, values.tidy):
        read_text(text)
    for order in ("mdy", "dmy", "ymd"):
        dates.date(text, order, ("en", "de", "ru", text[:8]))  # type: ignore[arg-type]


def joined(data: bytes) -> None:
    """Join what is seen of a text and what is hidden."""
    seen, _, hidden = data.decode("utf-8", "replace").partition("|")
    cuts.join(seen, hidden)
    cuts.replace(seen, hidden)
    cuts.still_open(seen)
    cuts.is_prefix(seen, hidden)
    cuts.seam_doubt(seen, hidden)
    cuts.complete_from_slug(seen, hidden)
    cuts.split_credit(cuts.Passage(text=seen))


def record_of(data: bytes) -> None:
    """Read a page."""
    to_json(read_capture(Capture(body=data)))


PAGES = [makers.page(number, 20) for number in range(3)]
FILES = {f"{number}.html": body for number, body in enumerate(PAGES)}


def _fixtures(share: int) -> list[bytes]:
    paths = [path for path in sorted((ROOT / "fixtures").rglob("*")) if path.suffix in {".html", ".txt"}]
    # The smallest of each layout come first: an engine does more with them.
    of_folder: dict[object, list[bytes]] = {}
    for path in paths:
        of_folder.setdefault(path.parent, []).append(path.read_bytes())
    return [min(found, key=len) for found in of_folder.values()][::share]


def _forms() -> list[bytes]:
    tar = makers.tarred(FILES, "w")
    warc = makers.warc(PAGES, gzipped=False)
    packers = (gzip.compress, bz2.compress, lzma.compress, zstandard.ZstdCompressor(write_checksum=True).compress)
    packed = [pack(whole) for pack in packers for whole in (tar, warc)]
    return [*packed, makers.wacz({"a.warc.gz": makers.warc(PAGES)}), makers.zipped({"a.zip": makers.zipped(FILES)}), *PAGES]


def _layouts() -> list[bytes]:
    return [bytes([number % 256]) + body for number, body in enumerate(_fixtures(1))]


def _records() -> list[bytes]:
    return [to_json(read_capture(Capture(body=body))) for body in _fixtures(4)]


def _printed() -> list[bytes]:
    found = b"1,234.5|$1.2 million|PG-13 for language|12 Mai 2001|1h 35min|2001-02-03|99%|4.5/5|\xe2\x82\xac 1.000|Rated R"
    return found.split(b"|")


def _texts() -> list[bytes]:
    return [
        b"A keeper counts the ships, until one ni...|A keeper counts the ships, until one night.",
        b"Seen |and hidden~ Ada Marsh, Rovi",
    ]


TARGETS: dict[str, Target] = {
    "sniff": Target(sniffed, lambda: [*_forms(), *_fixtures(8), makers.http(PAGES[0])]),
    "warc": Target(
        lambda data: items(warc_items("it", io.BytesIO(data), "warc")),
        lambda: [makers.warc(PAGES), makers.warc(PAGES, gzipped=False), makers.revisit(1)],
    ),
    "arc": Target(
        lambda data: items(warc_items("it", io.BytesIO(data), "arc")),
        lambda: [makers.arc(PAGES), makers.arc(PAGES, gzipped=True)],
    ),
    "har": Target(
        lambda data: items(har_items("it", io.BytesIO(data))), lambda: [makers.har(PAGES), makers.har(PAGES, in_base64=True)]
    ),
    "mhtml": Target(lambda data: list(mhtml_items("it", io.BytesIO(data))), lambda: [makers.mhtml(PAGES[0], 0)]),
    "zip": Target(
        lambda data: items(zip_items("it", io.BytesIO(data))),
        lambda: [makers.zipped(FILES), makers.zipped(FILES, stored=True), makers.wacz({"a.warc.gz": makers.warc(PAGES)})],
    ),
    "tar": Target(
        lambda data: items(tar_items("it", io.BytesIO(data))), lambda: [makers.tarred(FILES, "w"), makers.tarred(FILES)]
    ),
    "packed": Target(lambda data: items(stream_items("it", io.BytesIO(data))), _forms),
    "decode": Target(decoded, lambda: [b"cp1251\n" + "Фонари".encode("cp1251"), b"\n" + PAGES[0], *_fixtures(12)]),
    "replay": Target(lambda data: undo_replay(data.decode("utf-8", "replace")), lambda: _fixtures(6)),
    "cuts": Target(joined, _texts),
    "values": Target(valued, _printed),
    "records": Target(merged, _records),
    "layouts": Target(one_layout, _layouts),
    "read": Target(record_of, lambda: _fixtures(1)),
}
