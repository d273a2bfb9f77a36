"""Archives on loopback that imitate those on the web, and can be made to misbehave."""

from __future__ import annotations

import io
import json
import re
import socket
import struct
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import requests

from filmdig.scraper.archives.limiter import Limiter
from filmdig.scraper.archives.session import BoundedAdapter, PoliteSession
from tests.archives.holdings import Held, arc_record_bytes, captures, record_bytes, surt

REPLAY = re.compile(r"(/.*?)/(\d{4,14})([a-z]{2}_)?/(https?:.*)")


class FakeClock:
    """A clock whose time passes only while something waits."""

    def __init__(self) -> None:
        self.time = 1000.0
        self.slept: list[float] = []
        self._lock = threading.Lock()

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self.slept.append(seconds)
            self.time += seconds

    def tick(self, seconds: float) -> None:
        """Let time pass without waiting."""
        with self._lock:
            self.time += seconds


class Archive(ThreadingHTTPServer):
    """A server of captures.

    ``faults`` has pairs of a part of a path and what to do instead of answering; each is used once, in order.
    """

    daemon_threads = True

    def __init__(self, handler: type[Answers], held: list[Held]) -> None:
        super().__init__(("127.0.0.1", 0), handler)
        self.held = sorted(held, key=lambda one: (surt(one.url), one.timestamp))
        self.faults: deque[tuple[str, Callable[[Answers], None]]] = deque()
        self.asked: list[str] = []
        self.agents: set[str] = set()
        self.page_size: int | None = None
        self.arc_years: set[str] = set()

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def of(self, url: str, match: str = "exact", since: str = "", until: str = "") -> list[Held]:
        key = surt(url)
        fits = {
            "exact": lambda other: other == key,
            "prefix": lambda other: other.startswith(key),
            "host": lambda other: other.split(")")[0] == key.split(")")[0],
            "domain": lambda other: f"{other.split(')')[0]},".startswith(f"{key.split(')')[0]},"),
        }[match]
        return [
            one
            for one in self.held
            if fits(surt(one.url))
            and (not since or one.timestamp >= since)
            and (not until or one.timestamp[: len(until)] <= until)
        ]

    def nearest(self, url: str, timestamp: str) -> Held | None:
        full = int(timestamp.ljust(14, "0"))
        return min(self.of(url), key=lambda one: abs(int(one.timestamp) - full), default=None)

    def handle_error(self, request, client_address) -> None:
        """Ignore clients that closed the connection."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class Answers(BaseHTTPRequestHandler):
    """The common part of all dialects."""

    protocol_version = "HTTP/1.1"
    # Head and body are written separately; without this the body would wait 40 ms for the head's acknowledgement.
    disable_nagle_algorithm = True
    server: Archive

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.server.agents.add(self.headers["User-Agent"])
        for fault in list(self.server.faults):
            if fault[0] in self.path:
                self.server.faults.remove(fault)
                fault[1](self)
                return
        self.answer()

    def answer(self) -> None:
        raise NotImplementedError

    def send(self, status: int, body: bytes = b"", kind: str = "text/plain", **headers: str) -> None:
        self.send_all(status, [("Content-Type", kind), *((k.replace("_", "-"), v) for k, v in headers.items())], body)

    def send_all(self, status: int, headers: list[tuple[str, str]], body: bytes, claim: int | None = None) -> None:
        self.send_response_only(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body) if claim is None else claim))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Log nothing."""

    def query(self) -> dict[str, str]:
        return {name: values[-1] for name, values in parse_qs(urlsplit(self.path).query).items()}

    def all_of(self, name: str) -> list[str]:
        return parse_qs(urlsplit(self.path).query).get(name, [])


def filtered(rows: list[Held], filters: list[str]) -> list[Held]:
    """The rows that negated filters do not match: the Wayback Machine's ``!field:regex``, pywb's ``!~field:regex``."""
    for one in filters:
        name, _, pattern = one.removeprefix("!").removeprefix("~").partition(":")
        field = {"statuscode": "status", "mimetype": "mime"}.get(name, name)
        # The Wayback Machine's must match the whole value, pywb's its beginning.
        fits = re.match if one.startswith("!~") else re.fullmatch
        rows = [row for row in rows if not fits(pattern, str(getattr(row, field)))]
    return rows


class WaybackDialect(Answers):
    """web.archive.org: the text index with resume keys; replay with 302 to the nearest and prefixed headers."""

    def answer(self) -> None:
        if self.path.startswith("/cdx/search/cdx"):
            self.index()
        elif found := REPLAY.match(self.path):
            self.replay(found[2], found[3] or "", found[4])
        else:
            self.send(404)

    def index(self) -> None:
        asked = self.query()
        rows = self.server.of(asked["url"], asked.get("matchType", "exact"), asked.get("from", ""), asked.get("to", ""))
        rows = filtered(rows, self.all_of("filter"))
        if collapse := asked.get("collapse"):
            field, _, digits = collapse.partition(":")
            key = lambda one: getattr(one, field)[: int(digits or 99)]  # noqa: E731
            rows = [one for before, one in zip([None, *rows], rows, strict=False) if before is None or key(before) != key(one)]
        start = int(asked.get("resumeKey", "0"))
        size = self.server.page_size or int(asked["limit"])
        lines = [
            f"{surt(one.url)} {one.timestamp} {one.url} {one.mime} {one.status} {one.digest} {len(one.body)}"
            for one in rows[start : start + size]
        ]
        if start + size < len(rows):
            lines += ["", str(start + size)]
        self.send(200, "".join(line + "\n" for line in lines).encode())

    def replay(self, timestamp: str, mode: str, url: str) -> None:
        one = self.server.nearest(url, timestamp)
        if one is None:
            self.send(404, b"<html>The Wayback Machine has not archived that URL.</html>", "text/html")
        elif one.timestamp != timestamp:
            where = f"/web/{one.timestamp}{mode}/{one.url}"
            self.send(302, Location=where, X_Archive_Redirect_Reason=f"found capture at {one.timestamp}")
        else:
            original = dict(one.headers)
            kind = original.pop("Content-Type", "text/html")
            headers = [
                ("Content-Type", kind),
                ("Server", "nginx"),
                *((f"x-archive-orig-{k.lower()}", v) for k, v in original.items()),
            ]
            if "Location" in original:
                headers.append(("Location", f"/web/{one.timestamp}{mode}/{original['Location']}"))
            headers += [
                ("Memento-Datetime", one.http_date),
                ("Link", f'<{one.url}>; rel="original", <https://web.archive.org/web/{one.url}>; rel="timegate"'),
                ("X-Archive-Src", "made-up.warc.gz"),
            ]
            self.send_all(one.status, headers, one.body)


class MementoDialect(Answers):
    """A Memento archive under /films/: TimeMap, index in pages, and replay with ``id_``."""

    def answer(self) -> None:
        if self.path.startswith("/films/cdx?"):
            self.index()
            return
        if self.path.startswith("/films/timemap/link/"):
            self.timemap(self.path.removeprefix("/films/timemap/link/"))
        elif found := REPLAY.match(self.path):
            self.replay(found[2], found[4])
        else:
            self.send(404, b"<html>No such thing</html>", "text/html")

    def index(self) -> None:
        asked = self.query()
        rows = filtered(self.server.of(asked["url"], asked["matchType"]), self.all_of("filter"))
        size = self.server.page_size or 15000
        if asked.get("showNumPages") == "true":
            self.send(200, json.dumps({"pages": -(-len(rows) // size)}).encode(), "application/json")
            return
        page = int(asked.get("page", "0"))
        lines = [
            json.dumps(
                {"url": one.url, "timestamp": one.timestamp, "status": str(one.status), "mime": one.mime, "digest": one.digest}
            )
            for one in rows[page * size : (page + 1) * size]
        ]
        self.send(200, "".join(line + "\n" for line in lines).encode(), "text/x-ndjson")

    def timemap(self, url: str) -> None:
        base = f"{self.server.base}/films"
        rows = self.server.of(url)
        if not rows:
            self.send(404, b"", "application/link-format")
            return
        lines = [f'<{base}/timemap/link/{url}>; rel="self"; type="application/link-format"', f'<{url}>; rel="original"']
        lines += [f'<{base}/{one.timestamp}/{one.url}>; rel="memento"; datetime="{one.http_date}"' for one in rows]
        self.send(200, ",\n".join(lines).encode(), "application/link-format")

    def replay(self, timestamp: str, url: str) -> None:
        one = self.server.nearest(url, timestamp)
        if one is None:
            self.send(404, b"<html>No such capture</html>", "text/html")
        elif one.timestamp != timestamp:
            self.send(302, Location=f"{self.server.base}/films/{one.timestamp}id_/{one.url}")
        else:
            self.send_all(
                one.status,
                [*one.headers, ("Memento-Datetime", one.http_date), ("Link", f'<{one.url}>; rel="original"')],
                one.body,
            )


class CommonCrawlDialect(Answers):
    """Common Crawl: a list of crawls, an index in pages for each, and WARCs by range. Each year of the holdings is a crawl."""

    def answer(self) -> None:
        if self.path == "/collinfo.json":
            years = sorted({one.timestamp[:4] for one in self.server.held}, reverse=True)
            self.send(
                200, json.dumps([{"id": f"CC-MAIN-{year}-23", "name": year} for year in years]).encode(), "application/json"
            )
        elif found := re.match(r"/CC-MAIN-(\d{4})-23-index\?", self.path):
            self.index(found[1])
        elif found := re.match(r"/crawl-data/(\d{4})\.warc\.gz", self.path):
            self.part(found[1])
        else:
            self.send(404)

    def stored(self, year: str) -> Iterator[tuple[Held, int, bytes]]:
        offset = 0
        for one in self.server.held:
            if one.timestamp.startswith(year):
                packed = arc_record_bytes(one) if year in self.server.arc_years else record_bytes(one)
                yield one, offset, packed
                offset += len(packed)

    def index(self, year: str) -> None:
        asked = self.query()
        places = {(one.url, one.timestamp): (offset, len(packed)) for one, offset, packed in self.stored(year)}
        found = self.server.of(asked["url"], asked["matchType"], asked.get("from", ""), asked.get("to", ""))
        found = filtered(found, self.all_of("filter"))
        rows = [one for one in found if (one.url, one.timestamp) in places]
        size = self.server.page_size or 15000
        pages = -(-len(rows) // size)
        page = int(asked.get("page", "0"))
        if asked.get("showNumPages") == "true":
            self.send(200, json.dumps({"pages": pages, "pageSize": 5, "blocks": pages}).encode(), "application/json")
        elif not rows:
            self.send(404, json.dumps({"message": f"No Captures found for: {asked['url']}"}).encode(), "application/json")
        elif page >= pages:
            self.send(400, json.dumps({"message": f"Page {page} invalid"}).encode(), "application/json")
        else:
            lines = [self.row(one, year, *places[one.url, one.timestamp]) for one in rows[page * size : (page + 1) * size]]
            self.send(200, "".join(lines).encode(), "text/x-ndjson")

    @staticmethod
    def row(one: Held, year: str, offset: int, length: int) -> str:
        reported = {
            "urlkey": surt(one.url),
            "timestamp": one.timestamp,
            "url": one.url,
            "mime": one.mime,
            "status": str(one.status),
            "digest": one.digest,
            "length": str(length),
            "offset": str(offset),
            "filename": f"crawl-data/{year}.warc.gz",
            **({"truncated": one.truncated} if one.truncated else {}),
        }
        return json.dumps(reported) + "\n"

    def part(self, year: str) -> None:
        whole = b"".join(packed for _, _, packed in self.stored(year))
        first, last = (int(n) for n in self.headers["Range"].removeprefix("bytes=").split("-"))
        self.send(206, whole[first : last + 1], "application/octet-stream", Content_Range=f"bytes {first}-{last}/{len(whole)}")


@contextmanager
def serving(dialect: type[Answers], held: list[Held] | None = None) -> Iterator[Archive]:
    """An archive in a thread, for as long as the block."""
    server = Archive(dialect, captures() if held is None else held)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Loop(BoundedAdapter):
    """Redirects requests for a host on the web to loopback, and answers in the host's name."""

    def __init__(self, base: str, **kwargs) -> None:
        super().__init__(**kwargs)
        self.base = base

    def send(self, request: requests.PreparedRequest, *args, **kwargs) -> requests.Response:
        meant = request.url
        request.url = self.base + meant[meant.index("/", 8) :]
        # A keep-alive connection to pywb stalls for 40 ms at each answer.
        request.headers["Connection"] = "close"
        try:
            response = super().send(request, *args, **kwargs)
        finally:
            request.url = meant
        response.url = meant
        return response


def session(*hosts: str, base: str = "", clock: FakeClock | None = None, **kwargs) -> PoliteSession:
    """A session whose clock never waits, with some hosts on loopback."""
    made = PoliteSession(contact="tests@example.org", limiter=Limiter(clock or FakeClock()), **kwargs)
    made.headers["Connection"] = "close"
    for host in hosts:
        made.mount(f"https://{host}/", Loop(base, max_body=kwargs.get("max_body", 64 << 20)))
    return made


# Faults.


def status(code: int, *, after: str | None = None, body: bytes = b"no") -> Callable[[Answers], None]:
    """One of the archive's own errors."""
    return lambda answers: answers.send(code, body, "text/html", **({"Retry_After": after} if after else {}))


def half(answers: Answers) -> None:
    """A body that ends before its length."""
    answers.close_connection = True
    answers.send_all(
        200, [("Content-Type", "text/html"), ("Memento-Datetime", "Wed, 12 Mar 2008 10:15:00 GMT")], b"<html>half", claim=500
    )


def reset(answers: Answers) -> None:
    """A connection that is reset before an answer."""
    answers.close_connection = True
    answers.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    answers.wfile = io.BytesIO()  # nothing is flushed into it later
    answers.connection.close()


def html(answers: Answers) -> None:
    """A web page where an index was asked for."""
    answers.send(200, b"<!DOCTYPE html>\n<html><body>We are moving house.</body></html>", "text/html")
