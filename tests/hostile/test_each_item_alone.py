"""One item that cannot be read, for whatever reason, is lost alone: it is reported, and its file's other items are read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from filmdig.parsers.record.capture import Capture
from filmdig.scraper.sources import Damage, Skipped, contents, har, loose, mhtml, warc_captures
from tests.sources import makers
from tests.sources.makers import http, page, record

PAGES = [page(number, 40) for number in range(5)]
RECORDS = [record(http(body), number) for number, body in enumerate(PAGES)]
FILES = {f"{number}.html": body for number, body in enumerate(PAGES)}
MHTML = {f"{number}.mht": makers.mhtml(body, number) for number, body in enumerate(PAGES)}
FORMS = {
    "warc": makers.warc(PAGES, gzipped=False),
    "warc.gz": makers.warc(PAGES),
    "arc": makers.arc(PAGES),
    "har": makers.har(PAGES),
    "zip": makers.zipped(FILES),
    "zip of WARCs": makers.zipped({f"{number}.warc": one for number, one in enumerate(RECORDS)}),
    "zip of MHTMLs": makers.zipped(MHTML),
    "tar": makers.tarred(FILES, "w"),
    "tar.gz": makers.tarred(FILES),
    "wacz": makers.wacz({"a.warc.gz": makers.warc(PAGES)}),
}
FAULTS = [
    ValueError("odd"),
    OverflowError("odd"),
    IndexError("odd"),
    RecursionError("odd"),
    AssertionError("odd"),
    KeyError("odd"),
]


def read(path: Path) -> list[Capture | Skipped | Damage]:
    return list(contents([str(path)]))


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: type(fault).__name__)
@pytest.mark.parametrize("form", [*FORMS, "a folder"])
def test_an_exception_at_one_item_costs_that_item(form, fault, tmp_path, monkeypatch):
    real = loose.page

    def raising(body: bytes, *more: str):
        if PAGES[2].strip() == body.strip():
            raise fault
        return real(body, *more)

    for module in (har, loose, mhtml, warc_captures):
        monkeypatch.setattr(module, "page", raising)
    if form == "a folder":
        for name, body in FILES.items():
            (tmp_path / name).write_bytes(body)
        items = read(tmp_path)
    else:
        path = tmp_path / "it"
        path.write_bytes(FORMS[form])
        items = read(path)
    assert [item.body for item in items if isinstance(item, Capture)] == PAGES[:2] + PAGES[3:]
    (damage,) = [item for item in items if isinstance(item, Damage)]
    assert damage.what == "an item that cannot be read"
    assert damage.detail == f"{type(fault).__name__}: {fault}"


def test_an_exception_in_a_file_within_a_file_costs_that_file(tmp_path, monkeypatch):
    def raising(*_arguments: object, **_more: object):
        raise LookupError("odd")
        yield

    monkeypatch.setattr("filmdig.scraper.sources.packed.warc_items", raising)
    path = tmp_path / "it"
    path.write_bytes(makers.zipped({"a.warc": RECORDS[0], "b.html": PAGES[1]}))
    damage, capture = read(path)
    assert (damage.location.path, damage.detail) == (f"{path}!/a.warc", "LookupError: odd")
    assert capture.body == PAGES[1]


def test_odd_heads_lose_their_facts_but_no_page(tmp_path):
    path = tmp_path / "it"
    path.write_bytes(b"".join(record(http(body), n, f"WARC-Source-URI: http://[{n}") for n, body in enumerate(PAGES)))
    assert [item.body for item in read(path)] == PAGES


@pytest.mark.parametrize("when", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "0000-00-00", "", None, 1e400])
def test_an_odd_date_is_lost_alone(when, tmp_path):
    log = json.loads(makers.har(PAGES))
    log["log"]["entries"][2]["startedDateTime"] = when
    path = tmp_path / "it"
    path.write_text(json.dumps(log))
    items = read(path)
    assert [item.body for item in items] == PAGES
    assert items[2].captured_at is None
    path.write_bytes(makers.mhtml(PAGES[0], 0).replace(b"1 Jul 2014 08:09:10 -0000", b"31 Dec 9999 23:59:59 -1400"))
    assert [(item.body, item.captured_at) for item in read(path) if isinstance(item, Capture)] == [(PAGES[0], None)]
    saved = b"<!--\n Page saved with SingleFile\n url: http://a.example/\n saved date: Mon Jan 01 0001 00:00:00 GMT+1400\n-->"
    path.write_bytes(saved + PAGES[0])
    assert [(item.url, item.captured_at) for item in read(path)] == [("http://a.example/", None)]


def test_a_number_of_thousands_of_digits_is_lost_alone(tmp_path):
    path = tmp_path / "it"
    text = makers.har(PAGES).decode()
    path.write_text(text.replace('"startedDateTime"', f'"time": {"7" * 5000}, "startedDateTime"', 2))
    assert [item.body for item in read(path)] == PAGES


def test_a_damaged_entry_is_lost_alone(tmp_path):
    path = tmp_path / "it"
    text = makers.har(PAGES).decode()
    begin = text.index('"request"', text.index("/movie/1") - 200)
    path.write_text(text[:begin] + text[begin + 1 :])
    items = read(path)
    assert [item.body for item in items if isinstance(item, Capture)] == PAGES[:1] + PAGES[2:]
    (damage,) = [item for item in items if isinstance(item, Damage)]
    assert damage.what == "a HAR that is cut or damaged"
    assert len(PAGES[1]) < damage.lost < len(PAGES[1]) + 1000


ARC_LINES = ["http://a.example/{} 192.0.2.1 20140701080910 {}", "http://a.example/{} b 192.0.2.1 20140701080910 text/html {}"]


@pytest.mark.parametrize("line", ARC_LINES)
def test_an_arc_line_without_a_type_or_with_a_blank_in_its_address_is_read(line, tmp_path):
    body = http(PAGES[3])
    head = line.format(9, len(body)).encode()
    path = tmp_path / "it"
    path.write_bytes(makers.arc(PAGES[:2]) + head + b"\n" + body + b"\n" + makers.arc(PAGES[:1]).partition(b"length\n\n")[2])
    items = [item for item in read(path) if isinstance(item, Capture)]
    assert [item.body for item in items] == [PAGES[0], PAGES[1], PAGES[3], PAGES[0]]
    assert items[2].url == line.partition(" 192")[0].format(9)
    assert items[2].captured_at == makers.DATE


def test_an_arc_without_lines_between_its_records(tmp_path):
    path = tmp_path / "it"
    parts = [b"filedesc://made.arc 0.0.0.0 20140701080910 text/plain 8\n1 0 Made"]
    for number, body in enumerate(PAGES):
        block = http(body.rstrip())
        parts.append(b"%s 192.0.2.1 20140701080910 text/html %d\n%s" % (makers.url(number).encode(), len(block), block))
    path.write_bytes(b"".join(parts))
    items = read(path)
    assert [item.body for item in items] == [body.rstrip() for body in PAGES]
    assert not any(item.notes for item in items)
