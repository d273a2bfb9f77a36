"""The browser used by other tests: it detects what they rely on."""

from __future__ import annotations

from pathlib import Path

from tests.browser import Browser

PAGE = """<!DOCTYPE html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>x</title>
<style>div { width: %dpx; height: 9px }</style><div></div><img src="http://pictures.example/a.png" alt=""><script>%s</script>"""


def test_what_a_page_does_is_seen(browser: Browser, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(PAGE % (500, "console.error('seen'); setTimeout(() => alert('also'), 0)"))
    browser.requests()
    browser.open(page, width=375)
    assert browser.alerted() == "also"
    browser.driver.switch_to.alert.accept()
    assert browser.alerted() is None
    assert browser.too_wide() >= 125
    assert any("seen" in message for message in browser.complaints())
    assert browser.requests() == ["http://pictures.example/a.png"]


def test_a_page_that_does_nothing(browser: Browser, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(PAGE.replace("http://pictures.example/a.png", "data:,") % (300, "window.ran = 1"))
    browser.complaints()
    browser.requests()
    browser.open(page, width=375)
    assert browser.alerted() is None
    assert browser.too_wide() == 0
    assert browser.run("return window.ran") == 1
    assert browser.requests() == []
