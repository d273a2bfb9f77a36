"""Pages as other programs pack them: each maker takes an empty folder and the pages, and returns what to read.

A maker raises `AbsentError` if its program is not on this machine.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from filmdig.parsers.record.errors import FilmdigError
from tests.sources import makers
from tests.sources.all_forms import Form, named, put

VENV = Path(__file__).parent.parent.parent / ".venv-pywb-packers"
PACKAGES = ("pywb==2.10.*", "wacz")
READY_WITHIN = 60.0


class AbsentError(FilmdigError):
    """A program is not installed."""


def run(folder: Path, *command: object, into: Path | None = None) -> None:
    """Run a program in a folder, its output into a file if one is named."""
    arguments = [str(part) for part in command]
    if shutil.which(arguments[0]) is None:
        raise AbsentError(arguments[0])
    done = subprocess.run(arguments, cwd=folder, capture_output=True, check=True)
    if into is not None:
        into.write_bytes(done.stdout)


@contextmanager
def served(pages: list[bytes]) -> Iterator[list[str]]:
    """Serve pages on loopback during the block; yield their addresses."""

    class Answers(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            number = self.path.rpartition("/")[2]
            found = number.isdigit()
            body = pages[int(number)] if found else b""
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Log nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield [f"http://127.0.0.1:{server.server_address[1]}/movie/{number}" for number in range(len(pages))]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def by_wget(*options: str) -> Form:
    """Have wget fetch the pages."""

    def made(folder: Path, pages: list[bytes]) -> list[Path]:
        with served(pages) as urls:
            run(folder, "wget", "-q", "--no-config", "--no-proxy", *options, *urls)
        return sorted(folder.glob("*.warc*")) or [folder]

    return made


def by_zip(*options: str, streamed: bool = False) -> Form:
    """Have Info-ZIP pack the pages."""

    def made(folder: Path, pages: list[bytes]) -> list[Path]:
        put(folder / "pages", named(pages))
        target = folder / "it.zip"
        run(folder / "pages", "zip", "-qr", *options, "-" if streamed else target, ".", into=target if streamed else None)
        return [target]

    return made


def by_tar(*options: str) -> Form:
    """Have tar pack the pages."""

    def made(folder: Path, pages: list[bytes]) -> list[Path]:
        put(folder / "pages", named(pages))
        run(folder, "tar", "-c", *options, "-f", "it.tar", "pages")
        return [folder / "it.tar"]

    return made


def by_packer(*command: str) -> Form:
    """Have a packer pack each page."""

    def made(folder: Path, pages: list[bytes]) -> list[Path]:
        put(folder, named(pages))
        for path in sorted(folder.iterdir()):
            run(folder, *command, path, into=path.with_suffix(".packed"))
            path.unlink()
        return [folder]

    return made


def recompressed(folder: Path, pages: list[bytes]) -> list[Path]:
    """Have warcio's command pack a plain WARC by record."""
    put(folder, {"plain.warc": makers.warc(pages, gzipped=False)})
    run(folder, Path(sys.executable).parent / "warcio", "recompress", "plain.warc", "it.warc.gz")
    return [folder / "it.warc.gz"]


def captured(folder: Path, pages: list[bytes]) -> list[Path]:
    """Have warcio record what a Python program fetches."""
    code = "import sys\nfrom warcio.capture_http import capture_http\nimport requests\n"
    code += "with capture_http('it.warc.gz'):\n    for url in sys.argv[1:]: requests.get(url)\n"
    with served(pages) as urls:
        run(folder, sys.executable, "-c", code, *urls)
    return [folder / "it.warc.gz"]


def packers() -> Path:
    """Return the folder of commands of pywb and py-wacz, in a separate environment that is created once."""
    made = VENV / "bin"
    if not (made / "wacz").exists():
        shutil.rmtree(VENV, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", VENV], check=True, capture_output=True)
        if subprocess.run([made / "pip", "install", "-q", *PACKAGES], capture_output=True).returncode:
            shutil.rmtree(VENV, ignore_errors=True)
            raise AbsentError("pywb and wacz: no package registry")
    return made


def recorded(folder: Path, pages: list[bytes]) -> list[Path]:
    """Have pywb record the pages as they are requested through it."""
    (folder / "config.yaml").write_text("collections:\n  live: $live\nrecorder: live\n")
    run(folder, packers() / "wb-manager", "init", "films")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "PYTHONPATH": ""}
    command = [packers() / "wayback", "-b", "127.0.0.1", "-p", str(port)]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment) as process:
        try:
            _wait_for(port)
            with served(pages) as urls:
                for url in urls:
                    urllib.request.urlopen(f"http://127.0.0.1:{port}/films/record/mp_/{url}", timeout=60).read()
        finally:
            process.terminate()
    return sorted(folder.rglob("*.warc.gz"))


def _wait_for(port: int) -> None:
    until = time.monotonic() + READY_WITHIN
    while time.monotonic() < until:
        with socket.socket() as trial:
            if trial.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError("pywb does not listen")


def by_wacz(folder: Path, pages: list[bytes]) -> list[Path]:
    """Have py-wacz make a WACZ of a WARC written by warcio."""
    put(folder, {"a.warc.gz": makers.warc(pages)})
    run(folder, packers() / "wacz", "create", "--detect-pages", "-o", "it.wacz", "a.warc.gz")
    return [folder / "it.wacz"]


def saved_by_chromium(folder: Path, pages: list[bytes]) -> list[Path]:
    """Have Chromium save each page as MHTML."""
    from tests.browser import started

    if shutil.which("chromium") is None:
        raise AbsentError("chromium")
    put(folder / "pages", named(pages))
    (folder / "saved").mkdir()
    with started(folder / "profile") as browser:
        for path in sorted((folder / "pages").iterdir()):
            browser.open(path)
            saved = browser.driver.execute_cdp_cmd("Page.captureSnapshot", {"format": "mhtml"})["data"]
            (folder / "saved" / f"{path.stem}.mhtml").write_bytes(saved.encode("utf-8", "surrogatepass"))
    return [folder / "saved"]


def by_playwright(folder: Path, pages: list[bytes], *, content: str) -> list[Path]:
    """Have Playwright record a HAR of a browser that opens the pages."""
    from playwright.sync_api import sync_playwright

    if shutil.which("chromium") is None:
        raise AbsentError("chromium")
    target = folder / ("it.har.zip" if content == "attach" else "it.har")
    with served(pages) as urls, sync_playwright() as player:
        browser = player.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        context = browser.new_context(record_har_path=target, record_har_content=content, java_script_enabled=False)
        tab = context.new_page()
        tab.route("**/*", lambda route: route.continue_() if route.request.url in urls else route.abort())
        for url in urls:
            tab.goto(url, wait_until="commit")
            tab.content()
        context.close()
        browser.close()
    return [target]


#: The makers by name; the second part is whether a checksum or digest covers the pages in their files.
TOOLS: dict[str, tuple[Form, bool]] = {
    "warcio recompress": (recompressed, True),
    "warcio capture_http": (captured, True),
    "wget --warc-file": (by_wget("--warc-file=it", "-O", "out"), True),
    "wget, WARC not packed": (by_wget("--warc-file=it", "--no-warc-compression", "-O", "out"), True),
    "wget -x": (by_wget("-x"), False),
    "wget -x -E": (by_wget("-x", "-E"), False),
    "pywb, recording": (recorded, True),
    "py-wacz": (by_wacz, True),
    "chromium, MHTML": (saved_by_chromium, False),
    "playwright, HAR": (partial(by_playwright, content="embed"), False),
    "playwright, HAR and bodies": (partial(by_playwright, content="attach"), True),
    "zip": (by_zip(), True),
    "zip -0": (by_zip("-0"), True),
    "zip -Z bzip2": (by_zip("-Z", "bzip2"), True),
    "zip, streamed": (by_zip(streamed=True), True),
    "zip -fz (zip64)": (by_zip("-fz"), True),
    **{f"tar --format={form}": (by_tar(f"--format={form}"), False) for form in ("v7", "ustar", "gnu", "oldgnu", "pax")},
    "tar --sparse": (by_tar("--sparse"), False),
    **{f"tar {how}": (by_tar(how), True) for how in ("--gzip", "--bzip2", "--xz", "--zstd")},
    **{f"{name} -c": (by_packer(name, "-c"), True) for name in ("gzip", "bzip2", "xz", "zstd")},
}
