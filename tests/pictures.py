"""Take the screenshots in docs/pictures of what filmdig writes for the fixtures, with Chromium: `make pictures`."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from filmdig.output.explained import as_html
from filmdig.parsers.explain import explain
from filmdig.parsers.read import read_capture
from filmdig.parsers.record.capture import Capture, Location
from filmdig.parsers.record.page_record import to_json
from tests.browser import Browser, started
from tests.cases import FIXTURES, ROOT, pages

FOLDER = ROOT / "docs" / "pictures"
_FILM = "Lanterns Over Mirov (Fonari)"
_WIDE, _HIGH = 1200, 760
# The capture years of pages whose layout's name has no year.
_YEARS = {"community": "2013", "text-2016-other": "2016"}


def main() -> None:
    """Take every picture."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, started(Path(folder) / "profile") as browser:
        report, explained = _report(Path(folder)), Path(folder) / "explained.html"
        page = (FIXTURES / "flixster/2011/hidden-remainder.html").read_bytes()
        explained.write_text(as_html(explain(Capture(body=page))), encoding="utf-8")
        browser.open(report, width=_WIDE, height=_HIGH)
        browser.picture(FOLDER / "report.png")
        _film(browser)
        browser.picture(FOLDER / "report-film.png")
        browser.run("location.hash = '#coverage'")
        _settled(browser)
        browser.picture(FOLDER / "report-coverage.png")
        browser.open(explained, width=_WIDE, height=_HIGH)
        browser.run("document.getElementById('taken').click()")
        browser.find("[data-n='4'] .find").click()
        browser.picture(FOLDER / "explain.png")
        browser.open(report, width=390, height=_HIGH, dark=True)
        browser.picture(FOLDER / "report-phone.png")


def _report(folder: Path) -> Path:
    """Write the report of all fixtures; pages of a layout that is named by a year are captured in that year."""
    records = folder / "fixtures.jsonl"
    with records.open("wb") as file:
        for path in pages():
            year = re.search(r"(?:19|20)\d\d", _YEARS.get(path.parent.name, path.parent.name))
            capture = Capture(
                body=path.read_bytes(),
                rendition="text" if path.suffix == ".txt" else None,
                captured_at=f"{year[0]}-06-15T00:00:00Z" if year else None,
                location=Location(path=path.relative_to(ROOT).as_posix()),
            )
            file.write(to_json(read_capture(capture)) + b"\n")
    report = folder / "report.html"
    command = [sys.executable, "-m", "filmdig", "report", records.name, "-o", report.name, "--quiet"]
    subprocess.run(command, cwd=folder, check=True, env={"PYTHONPATH": str(ROOT)})
    return report


def _film(browser: Browser) -> None:
    """Open a film's story at its scores."""
    browser.run("location.hash = '#films?sort=captures'")
    _settled(browser)
    hash_of = next(link.get_attribute("hash") for link in browser.all("#films-list tbody a") if link.text.startswith(_FILM))
    browser.run("location.hash = arguments[0]", f"{hash_of}/scores")
    _settled(browser)
    browser.find("[role=slider]").send_keys("\ue010")  # the last date


def _settled(browser: Browser) -> None:
    browser.driver.set_script_timeout(30)
    browser.driver.execute_async_script(
        "const done = arguments[0]; const look = () =>"
        " document.body.dataset.at === location.hash ? done() : setTimeout(look, 10); look()"
    )


if __name__ == "__main__":
    main()
