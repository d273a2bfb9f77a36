"""Any damage, anywhere: nothing raises, no loss is silent, and the division into units does not change the result."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
import zstandard
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from filmdig.parsers.record.capture import Capture
from filmdig.scraper.sources import Damage, Skipped, contents
from tests.sources import makers
from tests.sources.makers import http, page, record, sha1

PAGES = [page(number, 40) for number in range(6)]
RECORDS = [
    record(http(body), number, f"WARC-Payload-Digest: {sha1(body)}", f"WARC-Block-Digest: {sha1(http(body))}")
    for number, body in enumerate(PAGES)
]
FILES = {f"{number}.html": body for number, body in enumerate(PAGES)}
TELLING = {
    "warc": b"".join(RECORDS),
    "warc.gz": makers.warc(PAGES),
    "one gzip stream": gzip.compress(b"".join(RECORDS)),
    "warc.zst": b"".join(zstandard.compress(one) for one in RECORDS),
    "wacz": makers.wacz({"a.warc.gz": makers.warc(PAGES)}),
    "zip": makers.zipped(FILES),
    "tar.gz": makers.tarred(FILES),
}
# Their pages have no digest, so a changed letter in a page cannot be detected.
SILENT = {
    "arc": makers.arc(PAGES),
    "tar": makers.tarred(FILES, "w"),
    "mhtml": makers.mhtml(PAGES[0], 0),
    "har": makers.har(PAGES),
    "loose": PAGES[0],
}

hurts = st.lists(
    st.tuples(
        st.sampled_from(["change", "insert", "remove"]), st.floats(0, 1, exclude_max=True), st.binary(min_size=1, max_size=60)
    ),
    min_size=1,
    max_size=3,
)
tries = settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


def hurt(data: bytes, hurts: list[tuple[str, float, bytes]]) -> bytes:
    for how, where, what in hurts:
        place = int(where * len(data))
        rest = {"change": place + len(what), "insert": place, "remove": place + len(what)}[how]
        data = data[:place] + (b"" if how == "remove" else what) + data[rest:]
    return data


def read(path: Path, unit_bytes: int) -> list[Capture | Skipped | Damage]:
    return list(contents([str(path)], unit_bytes=unit_bytes))


@pytest.mark.parametrize("form", TELLING)
@given(hurts=hurts)
@example(hurts=[("change", 0.994140625, b"\x01"), ("change", 0.3125, b"\x00")])  # the checksum after a tar's end
@example(hurts=[("change", 0.0, b"<")])  # the rest of a packed file begins like a page
@example(hurts=[("change", 0.0, b"BZh")])  # a packed file begins like another packing
@example(hurts=[("change", 0.0, b"BZh91AY&SY")])
@example(hurts=[("change", 0.0, b"\xfd7zXZ\x00")])
@example(hurts=[("change", 0.0, b"]*M\x18")])  # or like a zstd dictionary
@tries
def test_missing_or_changed_bytes_are_reported(form, tmp_path, hurts):
    path = tmp_path / "it"
    path.write_bytes(hurt(TELLING[form], hurts))
    items = read(path, 1 << 40)
    found = [item.body for item in items if isinstance(item, Capture)]
    reported = any(
        not isinstance(item, Capture) or item.notes for item in items if getattr(item, "reason", "") != "a part of a WACZ's index"
    )
    assert reported or sorted(found) == sorted(PAGES)


@pytest.mark.parametrize("form", TELLING | SILENT)
@given(hurts=hurts, unit_bytes=st.integers(100, 3000))
@example(hurts=[("remove", 0.875, b"\x00")], unit_bytes=100)  # the last record lacks its end mark, the others have it
# A damaged member that runs on into the next one, which is damaged too.
@example(hurts=[("insert", 0.37543231290575496, bytes(6)), ("remove", 0.29585454919098086, bytes(38))], unit_bytes=100)
@tries
def test_damage_is_the_same_in_any_cut(form, tmp_path, hurts, unit_bytes):
    path = tmp_path / "it"
    path.write_bytes(hurt((TELLING | SILENT)[form], hurts))
    whole = read(path, 1 << 40)
    assert whole
    assert read(path, unit_bytes) == whole
