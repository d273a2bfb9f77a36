"""The whole command over damaged and mixed archives: the summary and the quarantine."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

from filmdig.scraper.cli import main
from tests.sources.makers import arc, http, page, record, revisit, wacz, warc
from tests.sources.test_warc import faulty


def extract(source: Path, out: Path, *options: str) -> tuple[dict[str, Any], list[dict[str, Any]], list[dict[str, Any]]]:
    """The summary, the records and the quarantine of a run."""
    summary = out.with_suffix(".summary")
    assert main(["extract", str(source), "-o", str(out), "--summary", str(summary), "--workers", "2", *options]) == 0
    quarantine = Path(f"{out}.quarantine.jsonl")
    lines = quarantine.read_text().splitlines() if quarantine.exists() else []
    return (
        json.loads(summary.read_text()),
        [json.loads(line) for line in out.read_text().splitlines()],
        [json.loads(line) for line in lines],
    )


def test_every_fault_of_a_file_is_in_the_summary_and_the_quarantine(tmp_path, capsys):
    data, offsets = faulty(gzip.compress)
    (tmp_path / "in").mkdir()
    path = tmp_path / "in" / "faults.warc.gz"
    path.write_bytes(data)
    summary, records, quarantine = extract(path, tmp_path / "out.jsonl")
    assert summary["pages"] == len(records) == 14
    assert summary["skipped"] == {
        "not a page: a style sheet": 1,
        "not a page: an image": 1,
        "redirect: status 301": 1,
        "robots.txt": 1,
        "status 404": 1,
    }
    assert summary["damage"] == {"a record that is cut": 1, "a page that is cut or changed": 2, "bytes that are not a record": 1}
    counts = {"payload_truncated": 5, "length_mismatch": 3, "digest_mismatch": 2}
    assert {code: summary["issues"].get(code) for code in counts} == counts
    assert [(line["location"]["offset"], line["lost"]) for line in quarantine] == [
        (offsets["garbage"], 28),
        (offsets["cut"], summary["lost"] - 28),
    ]
    reported = capsys.readouterr().err
    assert "a record that is cut 1" in reported
    assert f"{summary['lost']:,} bytes lost" in reported


def test_a_folder_of_archives_in_one_run(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.warc.gz").write_bytes(warc([page(n) for n in range(5)]))
    (folder / "b.wacz").write_bytes(
        wacz({"x.warc": record(http(page(5)), 5) + revisit(6, "WARC-Refers-To: <urn:uuid:" + "0" * 8 + ">")})
    )
    (folder / "c.arc").write_bytes(arc([page(7)]))
    summary, records, quarantine = extract(folder, tmp_path / "out.jsonl")
    assert [Path(one["page"]["location"]["path"].partition("!")[0]).name for one in records] == ["a.warc.gz"] * 5 + [
        "b.wacz",
        "c.arc",
    ]
    assert summary["skipped"] == {"a part of a WACZ's index": 3, "a revisit of a payload that is not in this run's files": 1}
    assert not quarantine
