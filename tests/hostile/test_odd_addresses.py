"""Malformed addresses, such as brackets without an IPv6 address, are lost alone."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

import filmdig
from filmdig.parsers.learning.templates import tokens
from filmdig.parsers.page.document import Page
from filmdig.parsers.read import open_page
from filmdig.parsers.record.capture import Capture
from filmdig.parsers.record.page_record import to_json
from tests.conftest import ROOT

CUT = ROOT / "fixtures" / "imdb" / "overview-top" / "2015-obscure-storyline-cut-page-cut.html"
ODD = ["http://[::1", "http://a]b/", "http://[www.imdb.com/title/tt0000001/", "//[", "http://films.example.com:99999999/x"]


@pytest.mark.parametrize("url", ODD)
def test_a_record_s_odd_address_does_not_end_completion(url, tmp_path):
    record = json.loads(to_json(filmdig.read(CUT.read_bytes())))
    assert record["truncations"]
    record["page"]["url"] = url
    (tmp_path / "r.jsonl").write_text(json.dumps(record) + "\n")
    command = [sys.executable, "-m", "filmdig", "complete", str(tmp_path / "r.jsonl"), "--dry-run", "-o", str(tmp_path / "out")]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr


@pytest.mark.parametrize("url", ODD)
def test_a_page_s_odd_address_does_not_end_learning(url):
    page = open_page(Capture(body=b"<title>Lantern Bay</title><p>one", url=url), Page).page
    assert "p" in str(tokens(page))
