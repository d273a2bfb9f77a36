"""Damaged tars: a damaged header costs its member, and is reported with the lost bytes."""

from __future__ import annotations

import bz2
import gzip
import io
import tarfile
from pathlib import Path

import pytest

from filmdig.parsers.record.capture import Capture
from filmdig.scraper.sources import Damage, Skipped, contents
from tests.sources import makers
from tests.sources.makers import page

PAGES = [page(number) for number in range(20)]
FILES = {f"pages/{number}.html": body for number, body in enumerate(PAGES)}
TAR = makers.tarred(FILES, "w")
WHERE = [TAR.index(name.encode()) for name in FILES]
PACKINGS = {"tar": bytes, "tar.gz": gzip.compress, "tar.bz2": bz2.compress}


def read(path: Path) -> list[Capture | Skipped | Damage]:
    return list(contents([str(path)]))


def bodies(items: list[Capture | Skipped | Damage]) -> list[bytes]:
    return [item.body for item in items if isinstance(item, Capture)]


def damages(items: list[Capture | Skipped | Damage]) -> list[Damage]:
    return [item for item in items if isinstance(item, Damage)]


@pytest.mark.parametrize("packing", PACKINGS)
@pytest.mark.parametrize("at", [0, 100, 124, 148, 257, 300])
@pytest.mark.parametrize("member", [0, 5, 19])
def test_a_flip_in_a_header_costs_its_member(packing, at, member, tmp_path):
    data = bytearray(TAR)
    data[WHERE[member] + at] ^= 1
    path = tmp_path / "it"
    path.write_bytes(PACKINGS[packing](bytes(data)))
    items = read(path)
    assert bodies(items) == PAGES[:member] + PAGES[member + 1 :]
    (damage,) = damages(items)
    assert (damage.what, damage.location.offset) == ("a damaged part of a tar", WHERE[member])
    if member < 19:
        assert damage.lost == WHERE[member + 1] - WHERE[member]


@pytest.mark.parametrize("cut", [1, 200, 512, 700])
def test_a_cut_tar_is_reported(cut, tmp_path):
    path = tmp_path / "it"
    path.write_bytes(TAR[: WHERE[12] + cut])
    items = read(path)
    assert bodies(items)[:12] == PAGES[:12]
    assert damages(items)


def test_a_tar_cut_between_two_members_lacks_its_end_mark(tmp_path):
    path = tmp_path / "it"
    path.write_bytes(TAR[: WHERE[12]])
    items = read(path)
    assert bodies(items) == PAGES[:12]
    assert [damage.what for damage in damages(items)] == ["a tar without its end mark"]


def test_inserted_or_missing_bytes_cost_only_the_members_they_touch(tmp_path):
    path = tmp_path / "it"
    path.write_bytes(TAR[: WHERE[3] + 600] + b"x" * 77 + TAR[WHERE[3] + 600 : WHERE[9] + 900] + TAR[WHERE[9] + 1000 :])
    items = read(path)
    assert [body for body in bodies(items) if body in PAGES] == [body for n, body in enumerate(PAGES) if n not in {3, 9, 10}]
    assert damages(items)


def test_concatenated_tars_are_all_read(tmp_path):
    path = tmp_path / "it"
    path.write_bytes(makers.tarred({"a.html": PAGES[0]}, "w") + makers.tarred({"b.html": PAGES[1]}, "w"))
    assert read(path) == [item for item in read(path) if isinstance(item, Capture)]
    assert bodies(read(path)) == PAGES[:2]


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_every_dialect_of_names_is_read_and_links_are_not_followed(form, tmp_path):
    ustar = form == tarfile.USTAR_FORMAT
    name = f"a folder/{'n' * 90}/{'o' * 20 if ustar else 'Ö' * 50}.html"
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as archive:
        info = tarfile.TarInfo(name)
        info.size = len(PAGES[0])
        archive.addfile(info, io.BytesIO(PAGES[0]))
        link = tarfile.TarInfo("link.html")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
        folder = tarfile.TarInfo("folder")
        folder.type = tarfile.DIRTYPE
        archive.addfile(folder)
    path = tmp_path / "it"
    path.write_bytes(out.getvalue())
    capture, skipped = read(path)
    assert (capture.body, capture.location.path) == (PAGES[0], f"{path}!/{name}")
    assert (skipped.location.path, skipped.reason) == (f"{path}!/link.html", "a link")
