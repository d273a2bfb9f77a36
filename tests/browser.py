"""A real browser for the pages that filmdig writes: headless Chromium, without network, driven by its own driver."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    # No host name resolves, so that no request of a page succeeds.
    "--host-resolver-rules=MAP * ~NOTFOUND",
)


class Browser:
    """A browser that shows one page at a time.

    Attributes:
        driver: selenium's driver, for anything that this class does not offer.
    """

    def __init__(self, driver: Any) -> None:
        self.driver = driver
        self._width = 0

    def open(self, page: Path, *, width: int = 1200, height: int = 900, dark: bool = False) -> None:
        """Show a file in a window of a size in CSS pixels, with a light or dark colour scheme."""
        self._width = width
        screen = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})
        self.driver.get(page.resolve().as_uri())

    def run(self, script: str, *arguments: object) -> Any:
        """Return what a script returns. The page's policy does not apply to it."""
        return self.driver.execute_script(script, *arguments)

    def find(self, selector: str) -> Any:
        """Return the first element that a CSS selector matches."""
        return self.driver.find_element("css selector", selector)

    def all(self, selector: str) -> list[Any]:
        """Return all elements that a CSS selector matches."""
        found: list[Any] = self.driver.find_elements("css selector", selector)
        return found

    def alerted(self) -> str | None:
        """Return the text of an open alert, confirm or prompt; None if there is none."""
        from selenium.common.exceptions import NoAlertPresentException

        try:
            return str(self.driver.switch_to.alert.text)
        except NoAlertPresentException:
            return None

    def too_wide(self) -> int:
        """Return by how many CSS pixels the page is wider than its window; 0 if it does not scroll sideways."""
        # Not `innerWidth`, which grows when a phone's browser zooms out to show all of a page that is too wide.
        return max(0, int(self.run("return document.documentElement.scrollWidth")) - self._width)

    def complaints(self) -> list[str]:
        """Return the console's messages since the last call: errors, and requests refused by the page's policy."""
        return [entry["message"] for entry in self.driver.get_log("browser")]

    def requests(self) -> list[str]:
        """Return the network addresses requested since the last call."""
        messages = (json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance"))
        asked = (m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent")
        return [url for url in asked if url.startswith(("http:", "https:", "ws:", "wss:"))]

    def broken_rules(self) -> list[str]:
        """Return the rules of axe-core that the page breaks, each with the first such elements; frames are not checked."""
        axe = pytest.importorskip("axe_playwright_python", reason="axe-core is not installed (the extra `test` has it)")
        if not self.run("return 'axe' in window"):
            self.run((Path(axe.__file__).parent / "axe.min.js").read_text(encoding="utf-8"))
        found = self.driver.execute_async_script(
            "const done = arguments[0]; axe.run(document, {iframes: false}).then((all) => done(all.violations));"
        )
        return [f"{one['id']}: {[node['html'][:200] for node in one['nodes'][:3]]}" for one in found]

    def picture(self, path: Path) -> None:
        """Save a screenshot of the window as a PNG."""
        self.driver.save_screenshot(str(path))


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Return a browser, or skip the test and state what is missing."""
    pytest.importorskip("selenium", reason="selenium is not installed (the extra `test` has it)")
    if _programs() is None:
        pytest.skip("no Chromium with its driver is installed (Debian: chromium, chromium-driver)")
    with started(tmp_path_factory.mktemp("profile")) as one:
        yield one


def _programs() -> tuple[str, str] | None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    chromedriver = shutil.which("chromedriver")
    return (chromium, chromedriver) if chromium and chromedriver else None


@contextmanager
def started(profile: Path) -> Iterator[Browser]:
    """Start a browser with an empty profile, and quit it afterwards."""
    programs = _programs()
    assert programs is not None, "no Chromium with its driver is installed (Debian: chromium, chromium-driver)"
    with pytest.MonkeyPatch.context() as patch:
        # The driver itself is reached on loopback, without a proxy.
        patch.setenv("no_proxy", "localhost,127.0.0.1")
        patch.setenv("NO_PROXY", "localhost,127.0.0.1")
        driver = _start(*programs, profile)
        try:
            yield Browser(driver)
        finally:
            driver.quit()


def _start(chromium: str, chromedriver: str, profile: Path) -> Any:
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for flag in (*_FLAGS, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    options.unhandled_prompt_behavior = "ignore"
    driver = webdriver.Chrome(options=options, service=Service(chromedriver))
    driver.set_page_load_timeout(60)
    return driver
