"""`filmdig report`: one page that needs no network and runs nothing from a record."""

import html
import json
import os
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


def written(folder, records):
    """Write a report of records; return its path and the command's output."""
    source, target = folder / "records.jsonl", folder / "report.html"
    source.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "filmdig", "report", str(source), "-o", str(target)], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return target, done.stderr + done.stdout


@pytest.fixture
def made(tmp_path):
    """Return a function that writes a report of records."""
    return lambda *records: written(tmp_path, records)


def test_figures_of_the_run(made):
    page, said = made(line("Karst", 1971, "2009-01-01", 60), line("Karst", 1971, "2014-01-01", 87))
    text = page.read_text(encoding="utf-8")
    assert "2 records, 1 films, 4 cuts" in said
    assert "ver ni" in text  # before the synopsis' seam
    assert "ne summers" in text  # and after it
    assert "<svg" in text  # the chart of the film's two scores


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


def varied():
    """Return records of two sites: a film at three times, a film without a title, repaired and open cuts, issues, a conflict."""
    records = [
        line("Karst", 1971, "2009-01-01", 60),
        line("Karst", 1971, "2011-05-02", 71),
        line("Karst", 1972, "2014-01-01", 87, site="yahoo", runtime_minutes=99),
        line("Tin Weather", 2012, "2009-01-01", 71),
        line(None, None, None, 50),
    ]
    for number, record in enumerate(records):
        record["id"] = f"record{number}"
        record["page"]["location"] = {"path": f"pages/{number}.html", "offset": None, "record_id": None}
    records[2]["ratings"][0] |= {"by": "critics", "measure": "mean", "best": 10, "value": 7.5, "printed": None}
    records[3]["issues"] = [{"code": "field_missing", "path": "/film/runtime_minutes", "message": "not found"}]
    records[3]["film"]["runtime_minutes"] = None
    records[3]["truncations"][0] |= {"state": "open", "by": None, "seams": [], "full_text_url": "http://films.example/more"}
    records[4]["page"]["url"] = None
    return records


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """Return the report of varied records."""
    folder = tmp_path_factory.mktemp("report")
    return written(folder, varied())[0]


def settled(browser):
    """Wait until the report shows the view of its address."""
    browser.driver.set_script_timeout(30)
    browser.driver.execute_async_script(
        "const done = arguments[0]; const look = () =>"
        " document.body.dataset.at === location.hash ? done() : setTimeout(look, 10); look()"
    )


def go(browser, place):
    """Open a view of the report."""
    browser.run("location.hash = arguments[0]", place)
    settled(browser)


def opened(browser, title):
    """Open a film's story, like its link in the list."""
    go(browser, "#films")
    go(browser, next(link.get_attribute("hash") for link in browser.all("#films-list tbody a") if title in link.text))


def words(browser, selector):
    return browser.run("return document.querySelector(arguments[0]).innerText", selector)


def test_first_screen_says_what_the_run_holds(report, browser):
    browser.open(report)
    figures = dict(zip(*[iter(words(browser, ".figures").splitlines())] * 2, strict=True))
    assert figures == {
        "pages": "5",
        "films": "3",
        "sites": "2",
        "years of capture": "2009–2014",
        "scores": "10",
        "reviews": "12",
    }
    said = words(browser, "#overview")
    assert "9 repaired" in said
    assert "1 open (10 %): 1 the rest is on another page" in said
    assert "1 page without a field that is expected there" in said
    assert "Karst (1971) 3 dates, 2009-01-01 to 2014-01-01" in said


def test_what_needs_attention_leads_to_its_list(report, browser):
    browser.open(report)
    browser.find(".attention a[href*='field_missing']").click()
    settled(browser)
    assert [link.text for link in browser.all("#pages-list tbody a")] == ["Tin Weather"]
    assert words(browser, "#pages-list .found").startswith("1 page of 5")


def test_pages_that_were_not_read_come_before_pages_that_lack_something(made, browser):
    lacking = [line(f"Salt {n}", 1971, "2009-01-01", 60) for n in range(2)]
    for record in lacking:
        record["issues"] = [{"code": "field_missing", "path": "/film/runtime_minutes", "message": "not there"}]
    unread = line("Weir", 1972, "2010-01-01", 61)
    unread["issues"] = [{"code": "layout_unknown", "path": None, "message": "none"}]
    page, _ = made(*lacking, unread)
    browser.open(page)
    said = [item.text.splitlines()[0] for item in browser.all(".attention li")]
    assert said[:2] == ["1 page of a known site that no layout reads", "2 pages without a field that is expected there"]


def test_lists_are_filtered_and_sorted(report, browser):
    browser.open(report)
    for place, titles in (
        ("#films", ["Karst (1971)", "Tin Weather (2012)", "(no title)"]),
        ("#films?site=yahoo", ["Karst (1971)"]),
        ("#films?from=2000", ["Tin Weather (2012)"]),
        ("#films?issue=field_missing", ["Tin Weather (2012)"]),
        ("#films?open=1", ["Tin Weather (2012)"]),
        ("#films?kind=series", []),
        ("#pages?captured=2011", ["Karst"]),
        ("#pages?lacks=runtime", ["Tin Weather"]),
        ("#pages?failed=runtime", ["Tin Weather"]),
        ("#pages?site=yahoo&kind=film", ["Karst"]),
    ):
        go(browser, place)
        name = place[1:6]
        assert [link.text for link in browser.all(f"#{name}-list tbody a")] == titles, place


def test_a_reviewer_is_found_and_a_page_says_how_to_see_why(report, browser):
    browser.open(report)
    browser.find("input").send_keys("lampwright")
    assert {link.text for link in browser.all("#films-list tbody a")} == {"Karst (1971)", "Tin Weather (2012)", "(no title)"}
    go(browser, "#page-3")
    assert "filmdig explain pages/3.html --html explained.html --open" in words(browser, "#story")


def test_a_loose_file_without_a_title_is_named_by_its_path(report, browser):
    browser.open(report)
    go(browser, "#films")
    assert "pages/4.html" in browser.all("#films-list tbody tr")[-1].text


def test_a_films_story(report, browser):
    browser.open(report)
    opened(browser, "Karst")
    said = words(browser, "#story")
    assert "3 captures · flixster, yahoo · scores from 2009-01-01 to 2014-01-01" in said
    assert browser.find("#story mark.seam").text == "⁞"
    assert len(browser.all("#story .chart .scale")) == 2  # one for percent, one for means of ten
    assert len(browser.all("#story .chart .rug")) == 3
    conflict = next(one.text for one in browser.all(".conflict") if one.text.startswith("year"))
    assert ("1971" in conflict, "1972" in conflict) == (True, True)
    assert "pages/2.html" in browser.find("#capture-2").find_element("xpath", "ancestor::tr").text


def test_scores_are_said_by_keyboard(report, browser):
    browser.open(report)
    opened(browser, "Karst")
    slider = browser.find("[role=slider]")
    slider.send_keys("")
    assert slider.get_attribute("aria-valuetext").startswith("2014-01-01: yahoo, critics")
    slider.send_keys("\ue011")  # Home
    said = slider.get_attribute("aria-valuetext")
    assert said.startswith("2009-01-01: flixster, audience (Flixster Users) ")
    assert [line.text for line in browser.all(".tip div")] == said.removeprefix("2009-01-01: ").split("; ")
    assert browser.find(".tip").is_displayed()


def test_reviews_are_searched_and_say_where_they_are_from(report, browser):
    browser.open(report)
    opened(browser, "Tin Weather")
    all_of_them = len(browser.all(".reviews li"))
    first = browser.find(".reviews li strong").text
    browser.find("#review-q").send_keys(first)
    assert 0 < len(browser.all(".reviews li")) < all_of_them or all_of_them == 1
    browser.find(".reviews .source").click()
    settled(browser)
    assert browser.run("return document.activeElement.closest('tr').innerText").split()[1] == "2009-01-01"


def test_coverage_tells_cannot_have_from_failed(report, browser):
    browser.open(report)
    go(browser, "#coverage")
    failed = browser.find("#coverage .failed a")
    assert failed.get_attribute("hash").endswith("failed=runtime")
    assert "failed" in failed.get_attribute("textContent")
    assert browser.all("#coverage td.never")
    assert [sign.text for sign in browser.all("#coverage .legend i")] == ["96", "90\n✕3", "0", "·"]
    assert browser.find("#worst").text.endswith(" 1")
    assert "issue=field_missing" in browser.find("#worst a").get_attribute("hash")


def test_arrows_move_over_the_matrix(report, browser):
    browser.open(report)
    go(browser, "#coverage")
    first = browser.find("#coverage .matrix tbody a")
    first.send_keys("\ue015")  # down
    assert browser.run("return document.activeElement.closest('tr').rowIndex") == 2


def test_back_returns_to_the_list_as_it_was(report, browser):
    browser.open(report)
    go(browser, "#films?site=yahoo")
    browser.find("#films-list tbody a").click()
    settled(browser)
    assert browser.find("#story").is_displayed()
    browser.driver.back()
    settled(browser)
    assert [link.text for link in browser.all("#films-list tbody a")] == ["Karst (1971)"]


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [390, 1200])
def test_no_rule_of_accessibility_is_broken(report, browser, dark, width):
    browser.open(report, width=width, dark=dark)
    for place in ("#overview", "#films", "#pages", "#coverage", "#cuts", "#issues", "#page-3"):
        go(browser, place)
        assert browser.broken_rules() == [], place
        assert browser.too_wide() == 0, place
    opened(browser, "Karst")
    assert browser.broken_rules() == []
    assert browser.too_wide() == 0


def test_hostile_stories_are_text(made, browser):
    hostile = line(EVIL, 1971, "2009-01-01", 60, synopsis=EVIL, genres=[EVIL], image_url="javascript:window.ran=1")
    hostile["page"] |= {"url": "javascript:window.ran=1", "replay_url": f"http://a.example/{EVIL}", "site": EVIL, "layout": EVIL}
    hostile["reviews"][0] |= {"text": EVIL, "author": EVIL, "url": "javascript:window.ran=1"}
    hostile["issues"] = [{"code": EVIL, "path": EVIL, "message": EVIL}]
    hostile["ratings"][0] |= {"name": EVIL, "printed": EVIL}
    page, _ = made(hostile, line(EVIL, 1972, "2010-01-01", 61))
    browser.requests()
    browser.complaints()
    browser.open(page)
    for place in (
        "#films",
        "#pages",
        "#film-0",
        "#page-0",
        "#coverage",
        "#cuts",
        "#issues",
        "#films?site=%3Cimg%3E&issue=x",
        "#film-99",
        "#__proto__",
        "#films?sort=constructor",
    ):
        go(browser, place)
        assert browser.run("return window.ran") is None
        assert all(not (link.get_attribute("href") or "").startswith("javascript:") for link in browser.all("a"))
        assert browser.run("return document.querySelectorAll('main img, main script').length") == 0
    assert browser.alerted() is None
    assert browser.requests() == []
    assert browser.complaints() == []


def test_print_holds_the_whole_report(report, browser):
    browser.open(report)
    browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    shown = browser.run(
        "return [...document.querySelectorAll('[data-view]')].filter((view) => view.offsetHeight).map((view) => view.id)"
    )
    browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    assert shown == ["overview", "coverage", "cuts", "issues"]


@pytest.mark.parametrize("command", ["report records.jsonl -o -", "explain page.html", "explain page.html --html -"])
def test_only_a_file_can_be_opened(command, tmp_path):
    for name in ("records.jsonl", "page.html"):
        (tmp_path / name).write_text("", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "filmdig", *command.split(), "--open"], cwd=tmp_path, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "there is no file to open (--open): name one with" in done.stderr


def test_open_starts_the_browser(tmp_path):
    source, target, seen = tmp_path / "records.jsonl", tmp_path / "a page.html", tmp_path / "seen"
    source.write_text(json.dumps(line("Karst", 1971, "2009-01-01", 60)) + "\n", encoding="utf-8")
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\nprintf %s "$1" > "{seen}"\n', encoding="utf-8")
    browser.chmod(0o755)
    command = [sys.executable, "-m", "filmdig", "report", str(source), "-o", str(target), "--open"]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, "BROWSER": f"{browser} %s"}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert seen.read_text(encoding="utf-8") == target.as_uri()
