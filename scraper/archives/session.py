"""How filmdig speaks HTTP with archives: named, limited, patient, bounded, and never led to another host."""

from __future__ import annotations

import contextlib
import logging
import socket
import threading
from http.client import HTTPException
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.exceptions import ChunkedEncodingError, ContentDecodingError, Timeout
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError, InvalidHeader, NameResolutionError, NewConnectionError
from urllib3.response import HTTPResponse
from urllib3.util import Retry

from filmdig.parsers.record.errors import ArchiveError, LimitError, UsageError
from filmdig.scraper.archives.limiter import SHARED, Limiter, StoppedError
from filmdig.scraper.version import VERSION

_LOG = logging.getLogger("filmdig")

#: Bytes of one answer, decoded. The largest film pages known have 3 MB; a page of an archive's index has 1 MB.
MAX_BODY = 64 << 20

#: Seconds that one answer's head may take, and its body.
MAX_SECONDS = 600.0

#: Pages of an index in a row without a row, after which nothing is taken to follow.
EMPTY_PAGES = 200

#: What an archive says when it is not well; asked again.
UNWELL = frozenset({408, 413, 421, 500, 502, 503, 504, 520, 521, 522, 523, 524, 599})

TRIES = 5
TIMEOUT = (20.0, 60.0)  # seconds to connect, and between two bytes


def user_agent(contact: str | None) -> str:
    """Return the name that archives see.

    Args:
        contact: an e-mail address or URL at which an archive's staff can reach whoever runs this.

    Raises:
        UsageError: the contact cannot stand in a header.
    """
    contact = contact or "no contact given"
    if not (contact.isascii() and contact.isprintable()):
        raise UsageError(
            "the contact holds characters that an HTTP header cannot", where=repr(contact), todo="give an e-mail address or a URL"
        )
    return f"filmdig/{VERSION} (+{contact})"


#: What the connections of this thread's request are bound by.
_bounds = threading.local()


class _BoundedHead(HTTPConnection):
    """A connection that gives up a head without end: of lines drawn out, or of one "100 Continue" after another."""

    def getresponse(self) -> HTTPResponse:  # type: ignore[override]
        """Return the answer once its head is read; TimeoutError if that takes too long."""
        seconds = getattr(_bounds, "seconds", MAX_SECONDS)
        late = threading.Event()
        watch = threading.Timer(seconds, _hang_up, (self.sock, late))
        watch.daemon = True
        watch.start()
        try:
            response = super().getresponse()
        except (OSError, HTTPException):
            if not late.is_set():
                raise
        finally:
            watch.cancel()
        if late.is_set():  # also where what came before looks like a head
            self.close()
            raise TimeoutError(f"the answer's head took longer than {seconds:.0f} seconds")
        return response


class _BoundedSecureHead(_BoundedHead, HTTPSConnection):
    """The same over TLS."""


class _Pool(HTTPConnectionPool):
    def _connections(self) -> type[HTTPConnection]:
        # Others may have put a class of their own here, as vcrpy does: it stays.
        given = HTTPConnectionPool.ConnectionCls
        return _BoundedHead if given is HTTPConnection else given  # type: ignore[return-value]

    ConnectionCls = property(_connections)


class _SecurePool(HTTPSConnectionPool):
    def _connections(self) -> type[HTTPSConnection]:
        given = HTTPSConnectionPool.ConnectionCls
        return _BoundedSecureHead if given is HTTPSConnection else given  # type: ignore[return-value]

    ConnectionCls = property(_connections)


_POOLS = {"http": _Pool, "https": _SecurePool}


def _hang_up(connection: socket.socket | None, late: threading.Event) -> None:
    late.set()
    if connection is not None:
        with contextlib.suppress(OSError):  # it has ended meanwhile
            connection.shutdown(socket.SHUT_RDWR)


class BoundedAdapter(HTTPAdapter):
    """Reads each answer whole, and no further than its bounds.

    Args:
        max_body: bytes of one answer, decoded.
        max_seconds: time that one answer's head may take, and its body.
    """

    def __init__(self, max_body: int = MAX_BODY, max_seconds: float = MAX_SECONDS, **kwargs: Any) -> None:
        self.max_body, self.max_seconds = max_body, max_seconds
        super().__init__(**kwargs)

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        """Return the answer with its body read.

        Raises:
            LimitError: the body is longer than its bound.
            requests.Timeout: it takes longer than its bound.
        """
        kwargs["stream"] = True
        _bounds.seconds = self.max_seconds
        response = super().send(request, *args, **kwargs)
        late = threading.Event()
        watch = threading.Timer(self.max_seconds, _give_up, (response, late))
        watch.daemon = True
        watch.start()
        try:
            body = self._read(request, response)
        except requests.RequestException:
            if not late.is_set():
                raise
        finally:
            watch.cancel()
            response.close()
        if late.is_set():
            raise Timeout(f"the answer took longer than {self.max_seconds:.0f} seconds", request=request)
        # requests has no other door for a body that was read elsewhere.
        response._content = body
        response._content_consumed = True  # type: ignore[attr-defined]
        return response

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Make connections whose heads are bounded."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
        """Return a proxy's connections, bounded as well."""
        manager = super().proxy_manager_for(proxy, **kwargs)
        manager.pool_classes_by_scheme = _POOLS
        return manager

    def _read(self, request: requests.PreparedRequest, response: requests.Response) -> bytes:
        # Where the encoding is not the one that was asked for, the header lies or the archive replays the stored bytes
        # as they are: what to make of them is for whoever reads the capture.
        decode = request.headers.get("Accept-Encoding") != "identity"
        body = bytearray()
        try:
            for piece in response.iter_content(1 << 16) if decode else response.raw.stream(1 << 16, decode_content=False):
                body += piece
                if len(body) > self.max_body:
                    raise LimitError(f"the answer is longer than {self.max_body} bytes", where=str(request.url))
        except HTTPError as error:
            if isinstance(error, requests.RequestException):
                raise
            # What iter_content makes of it.
            raise ChunkedEncodingError(error, request=request) from error
        return bytes(body)


def _give_up(response: requests.Response, late: threading.Event) -> None:
    """End an answer that whoever sends it draws out, a byte a minute: no timeout of the socket's sees that."""
    late.set()
    with contextlib.suppress(ValueError, RuntimeError, OSError):  # it has ended meanwhile
        response.raw.shutdown()


class TurnedAwayError(ArchiveError):
    """The archive, or a network before it, turned a request away without looking for what was asked."""


class PoliteSession(requests.Session):
    """A session for archives. It fits where the ``wayback`` package expects its own.

    Args:
        contact: see `user_agent`.
        limiter: shared by all sessions of a process.
        max_body: bytes of one answer, decoded.
        max_seconds: time that one answer's body may take.

    Attributes:
        user_agent: what archives see.
    """

    def __init__(
        self,
        *,
        contact: str | None = None,
        limiter: Limiter = SHARED,
        max_body: int = MAX_BODY,
        max_seconds: float = MAX_SECONDS,
    ) -> None:
        super().__init__()
        self.limiter = limiter
        self.user_agent = user_agent(contact)
        self.headers["User-Agent"] = self.user_agent
        self.headers["Accept-Encoding"] = "gzip, deflate"
        for scheme in ("https://", "http://"):
            self.mount(scheme, BoundedAdapter(max_body, max_seconds))

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        """Return where a redirect leads, None where it leaves the host that was asked."""
        try:
            target = super().get_redirect_target(resp)
            there = urlsplit(urljoin(str(resp.url), target)) if target else None
        except ValueError:  # bytes that are no text, brackets that hold no address
            return None
        here = urlsplit(str(resp.url)).netloc
        return target if there and there.scheme in ("http", "https") and there.netloc == here else None

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        """Send a request when its turn comes, again where the archive is not well, and return the last answer.

        Raises:
            StoppedError: the archive must not be asked again in this run.
            TurnedAwayError: the request was turned away.
            ArchiveError: there was no answer.
            LimitError: the answer is too long.
        """
        kwargs["timeout"] = kwargs.get("timeout") or TIMEOUT
        url = str(request.url)
        host = urlsplit(url).hostname or ""
        fault = ""
        for attempt in range(TRIES):
            if attempt:
                self.limiter.pause(host, 2.0**attempt)
            asked_at = self.limiter.wait(url)
            try:
                response = super().send(request, **kwargs)
            except ContentDecodingError as error:
                fault = f"the answer's encoding is not what its header says ({error})"
                request.headers["Accept-Encoding"] = "identity"
                continue
            except (requests.ConnectionError, Timeout, ChunkedEncodingError) as error:
                fault = _said(error)
                if _refused(error):
                    self.limiter.refused(host)
                continue
            except requests.RequestException as error:
                raise ArchiveError(
                    f"the archive cannot be asked, or its answer not be read ({_said(error)})", where=url
                ) from error
            self.limiter.answered(host)
            if "Memento-Datetime" in response.headers:
                self.limiter.served(host)
                return response
            if (how := turned_away(response)) is not None:
                self.limiter.turned_away(host, how)
                raise TurnedAwayError(f"the archive turned the request away ({how})", where=url, todo=_LATER)
            if response.status_code not in UNWELL | {429}:
                self.limiter.served(host)
                return response
            retry_after = _retry_after(response)
            if response.status_code == 429:
                self.limiter.too_many(host, asked_at, retry_after)
            elif retry_after:
                self.limiter.pause(host, retry_after)
                _LOG.warning("%s answered %d: it asks for %.0f seconds of rest", host, response.status_code, retry_after)
            fault = f"the archive answered {response.status_code}"
        self.limiter.turned_away(host, fault)
        raise ArchiveError(f"no good answer in {TRIES} tries; at last: {fault}", where=url)


_LATER = "if others are turned away as well, wait an hour"

#: Statuses by which archives and the networks before them turn a client away.
_TURNED_AWAY = frozenset({401, 403, 407, 444, 451, 498})

#: Words of the pages that ask whether a person is there: Cloudflare's, AWS WAF's, Imperva's, archive.today's.
_CHALLENGES = (
    b"<title>Just a moment...</title>", b"/cdn-cgi/challenge-platform/", b"cf-browser-verification", b"awsWafCookieDomainList",
    b"challenge.js\" defer", b"Pardon Our Interruption", b"_Incapsula_Resource", b"<title>One more step</title>",
    b"Checking your browser before accessing", b"g-recaptcha",
)  # fmt: skip
_CHALLENGE_STATUSES = frozenset({200, 202, 403, 405, 429, 503})
#: Words of the Wayback Machine where it withholds a page for its owner.
_WITHHELD = (b"excluded from the Wayback Machine", b"due to robots.txt", b"AccessControlException")

_CHALLENGE_WITHIN = 64 << 10  # bytes; such pages are short


def turned_away(response: requests.Response) -> str | None:
    """Return how an answer that is no capture turned the client away, None where it did not.

    An archive that says in a header of its own why it withholds a page is not turning the client away.
    """
    if "X-Archive-Wayback-Runtime-Error" in response.headers:
        return None
    status = response.status_code
    body = response.content[:_CHALLENGE_WITHIN]
    if status in _CHALLENGE_STATUSES and body.lstrip()[:1] == b"<" and any(words in body for words in _CHALLENGES):
        return f"a challenge page, status {status}"
    withheld = any(
        words in body for words in (b"excluded from the Wayback Machine", b"due to robots.txt", b"AccessControlException")
    )
    return f"status {status}" if status in _TURNED_AWAY and not withheld else None


def _said(error: Exception) -> str:
    """Return an error's innermost words: requests wraps them three times."""
    cause: BaseException = error
    while (inner := cause.__cause__ or cause.__context__) is not None:
        cause = inner
    return f"{type(cause).__name__}: {cause}"


def _refused(error: requests.RequestException) -> bool:
    """Tell whether no connection came about, or it was closed before a word was said.

    Raises:
        StoppedError: the host's name is unknown, which asking again does not change.
    """
    text = repr(error)
    chain: list[BaseException] = [error]
    while (inner := chain[-1].__cause__ or chain[-1].__context__) is not None:
        chain.append(inner)
    if any(isinstance(e, NameResolutionError) for e in chain) or NameResolutionError.__name__ in text:
        raise StoppedError(
            "the archive's name cannot be resolved", where=_said(error), todo="look at the network and at the address"
        ) from error
    silent = isinstance(error, requests.ConnectTimeout) or "RemoteDisconnected" in text
    return silent or any(isinstance(e, NewConnectionError) for e in chain) or NewConnectionError.__name__ in text


def _retry_after(response: requests.Response) -> float | None:
    """Return the seconds that an archive asks for, None where it asks for none that can be read."""
    value = response.headers.get("Retry-After")
    if value is None:
        return None
    try:
        return float(Retry().parse_retry_after(value))
    except InvalidHeader:
        return None
