"""`filmdig report`: one page without network, in which nothing of a record is run."""

import html
import json
import subprocess
import sys

import pytest

from tests.cases import FIXTURES, ROOT, record_of

EVIL = "</script><script>window.ran=1</script><img src=x onerror=window.ran=1>\u202egnp.exe"


def line(title, year, captured, score, site="flixster", **film):
    record = json.loads(json.dumps(record_of(FIXTURES / "flixster" / "2011" / "hidden-remainder.html")))
    record["id"] = f"{title}{captured}{site}"[:60]
    record["page"] |= {"captured_at": captured, "site": site}
    record["film"] |= {"title": title, "year": year, "external_ids": {}, **film}
    record["ratings"][0]["value"] = score
    return record


@pytest.fixture
def made(tmp_path):
    """Makes a report of records, and gives its place and what the command said."""

    def make(*records):
        source, target = tmp_path / "records.jsonl", tmp_path / "report.html"
        source.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-m", "filmdig", "report", str(source), "-o", str(target)], cwd=ROOT, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return target, done.stderr + done.stdout

    return make


def test_figures_of_the_run(made):
    page, said = made(line("Karst", 1971, "2009-01-01", 60), line("Karst", 1971, "2014-01-01", 87))
    text = page.read_text(encoding="utf-8")
    assert "2 records, 1 films, 4 cuts" in said
    assert "ver ni" in text  # before the synopsis' seam
    assert "ne summers" in text  # and behind it
    assert "<svg" in text  # the film's score at two times


def test_no_network_and_no_foreign_script(made):
    text = made(line("Karst", 1971, "2009-01-01", 60))[0].read_text(encoding="utf-8")
    assert "default-src 'none'" in html.unescape(text)
    assert text.count("<script") == text.count("</script>")
    assert 'src="http' not in text
    assert "<link" not in text


def test_hostile_records_are_text(made, browser):
    records = [
        line(EVIL, 1971, "2009-01-01", 60, synopsis=EVIL, tagline=EVIL * 2000, genres=[EVIL]),
        line("Karst", 1971, "2009-01-01", 60, image_url="javascript:window.ran=1"),
    ]
    records[0]["page"]["url"] = "javascript:window.ran=1"
    records[0]["reviews"][0]["text"] = EVIL
    records[0]["truncations"][0]["full_text_url"] = "javascript:window.ran=1"
    records[0]["issues"] = [{"code": EVIL, "path": EVIL, "message": EVIL}]
    page, _ = made(*records)
    browser.requests()
    browser.open(page)
    for link in browser.all("a")[:40]:
        assert not (link.get_attribute("href") or "").startswith("javascript:")
    box = browser.find("input")
    box.send_keys("window.ran")
    assert browser.alerted() is None
    assert browser.run("return window.ran") is None
    assert browser.requests() == []


def test_search_finds_a_film(made, browser):
    page, _ = made(line("Karst", 1971, "2009-01-01", 60), line("Tin Weather", 2012, "2009-01-01", 71))
    browser.open(page)
    browser.find("input").send_keys("tin wea")
    shown = browser.run("return document.body.innerText")
    assert "Tin Weather (2012)" in shown
    assert not any(link.text == "Karst (1971)" and link.is_displayed() for link in browser.all("main a, a"))


@pytest.mark.parametrize("dark", [False, True])
def test_fits_a_phone(made, browser, dark):
    page, _ = made(*(line(f"Film {n}", 1970 + n, f"20{n:02}-01-01", n) for n in range(10, 20)))
    browser.open(page, width=375, height=800, dark=dark)
    assert browser.too_wide() == 0
