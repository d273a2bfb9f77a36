"""HTTP with archives: identified, rate-limited, with retries and bounds, and never redirected to another host."""

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

#: The longest decoded response in bytes. The largest known film pages have 3 MB; a page of an archive's index has 1 MB.
MAX_BODY = 64 << 20

#: Seconds that a response's head, and its body, may take.
MAX_SECONDS = 600.0

#: How many pages of an index in a row may be empty before reading it is given up.
EMPTY_PAGES = 200

#: Statuses of temporary failures, after which a request is tried again.
TEMPORARY_FAILURES = frozenset({408, 413, 421, 500, 502, 503, 504, 520, 521, 522, 523, 524, 599})

TRIES = 5
TIMEOUT = (20.0, 60.0)  # seconds to connect, and between two bytes


def user_agent(contact: str | None) -> str:
    """Return the user agent that archives see.

    Args:
        contact: an e-mail address or URL at which an archive's staff can reach the user.

    Raises:
        UsageError: the contact cannot be written in a header.
    """
    contact = contact or "no contact given"
    if not (contact.isascii() and contact.isprintable()):
        raise UsageError(
            "the contact holds characters that an HTTP header cannot", where=repr(contact), todo="give an e-mail address or a URL"
        )
    return f"filmdig/{VERSION} (+{contact})"


#: The time limit for the connections of this thread's request.
_bounds = threading.local()


class _BoundedHead(HTTPConnection):
    """A connection that gives up an endless head: slow lines, or one "100 Continue" after another."""

    def getresponse(self) -> HTTPResponse:  # type: ignore[override]
        """Return the response once its head is read; raise TimeoutError if that takes too long."""
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
        if late.is_set():  # even if the part received looks like a complete head
            self.close()
            raise TimeoutError(f"the answer's head took longer than {seconds:.0f} seconds")
        return response


class _BoundedSecureHead(_BoundedHead, HTTPSConnection):
    """The same over TLS."""


class _Pool(HTTPConnectionPool):
    def _connections(self) -> type[HTTPConnection]:
        # Keep a class that another library, such as vcrpy, has put here.
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
        with contextlib.suppress(OSError):  # already closed
            connection.shutdown(socket.SHUT_RDWR)


class BoundedAdapter(HTTPAdapter):
    """Reads each response completely, within bounds.

    Args:
        max_body: the longest decoded response in bytes.
        max_seconds: the time that a response's head, and its body, may take.
    """

    def __init__(self, max_body: int = MAX_BODY, max_seconds: float = MAX_SECONDS, **kwargs: Any) -> None:
        self.max_body, self.max_seconds = max_body, max_seconds
        super().__init__(**kwargs)

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        """Send a request and return the response with its body read.

        Raises:
            LimitError: the body is too long.
            requests.Timeout: the response takes too long.
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
        # requests has no public way to set a body that was already read.
        response._content = body
        response._content_consumed = True  # type: ignore[attr-defined]
        return response

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Create the pool manager with bounded connections."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
        """Return a proxy's pool manager with bounded connections."""
        manager = super().proxy_manager_for(proxy, **kwargs)
        manager.pool_classes_by_scheme = _POOLS
        return manager

    def _read(self, request: requests.PreparedRequest, response: requests.Response) -> bytes:
        # If "identity" was requested and there is an encoding, the header is wrong or the archive replays the stored bytes: they
        # are decoded when the capture is read.
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
            # As iter_content does.
            raise ChunkedEncodingError(error, request=request) from error
        return bytes(body)


def _give_up(response: requests.Response, late: threading.Event) -> None:
    """End a response that is sent too slowly, a byte a minute for example, which a socket's timeout does not catch."""
    late.set()
    with contextlib.suppress(ValueError, RuntimeError, OSError):  # already closed
        response.raw.shutdown()


class TurnedAwayError(ArchiveError):
    """The archive, or a network in front of it, turned a request away without looking for the capture."""


class PoliteSession(requests.Session):
    """A session for archives, which can replace the ``wayback`` package's session.

    Args:
        contact: see `user_agent`.
        limiter: the limiter; by default shared by all sessions of the process.
        max_body: the longest decoded response in bytes.
        max_seconds: the time that a response's head, and its body, may take.

    Attributes:
        user_agent: the user agent that archives see.
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
        """Return the target of a redirect; None if it leaves the requested host."""
        try:
            target = super().get_redirect_target(resp)
            there = urlsplit(urljoin(str(resp.url), target)) if target else None
        except ValueError:  # undecodable bytes, or brackets without an IPv6 address
            return None
        here = urlsplit(str(resp.url)).netloc
        return target if there and there.scheme in ("http", "https") and there.netloc == here else None

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        """Send a request when it is its turn, try again after temporary failures, and return the response.

        Raises:
            StoppedError: no more requests may be sent to the archive in this run.
            TurnedAwayError: the request was turned away.
            ArchiveError: there was no usable response.
            LimitError: the response is too long.
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
                fault = _innermost_message(error)
                if _refused(error):
                    self.limiter.refused(host)
                continue
            except requests.RequestException as error:
                raise ArchiveError(
                    f"the archive cannot be reached, or its answer cannot be read ({_innermost_message(error)})", where=url
                ) from error
            self.limiter.answered(host)
            if "Memento-Datetime" in response.headers:
                self.limiter.served(host)
                return response
            if (how := turned_away(response)) is not None:
                self.limiter.turned_away(host, how)
                raise TurnedAwayError(f"the archive turned the request away ({how})", where=url, todo=_LATER)
            if response.status_code not in TEMPORARY_FAILURES | {429}:
                self.limiter.served(host)
                return response
            retry_after = _retry_after(response)
            if response.status_code == 429:
                self.limiter.too_many(host, asked_at, retry_after)
            elif retry_after:
                self.limiter.pause(host, retry_after)
                _LOG.warning("%s answered %d and asked for a pause of %.0f seconds", host, response.status_code, retry_after)
            fault = f"the archive answered {response.status_code}"
        self.limiter.turned_away(host, fault)
        raise ArchiveError(f"no usable answer in {TRIES} tries; the last: {fault}", where=url)


_LATER = "if others are turned away as well, wait an hour"

#: Statuses with which archives, and networks in front of them, turn a client away.
_TURNED_AWAY = frozenset({401, 403, 407, 444, 451, 498})

#: Text in challenge pages (Are you human?): Cloudflare's, AWS WAF's, Imperva's, archive.today's.
_CHALLENGES = (
    b"<title>Just a moment...</title>", b"/cdn-cgi/challenge-platform/", b"cf-browser-verification", b"awsWafCookieDomainList",
    b"challenge.js\" defer", b"Pardon Our Interruption", b"_Incapsula_Resource", b"<title>One more step</title>",
    b"Checking your browser before accessing", b"g-recaptcha",
)  # fmt: skip
_CHALLENGE_STATUSES = frozenset({200, 202, 403, 405, 429, 503})
#: Text in the Wayback Machine's pages for captures that it withholds at the owner's request.
_WITHHELD = (b"excluded from the Wayback Machine", b"due to robots.txt", b"AccessControlException")

_CHALLENGE_WITHIN = 64 << 10  # bytes; such pages are short


def turned_away(response: requests.Response) -> str | None:
    """Return how a response without a capture turned the client away; None if it did not.

    An archive that states in its own header why it withholds a page does not turn the client away.
    """
    if "X-Archive-Wayback-Runtime-Error" in response.headers:
        return None
    status = response.status_code
    body = response.content[:_CHALLENGE_WITHIN]
    if status in _CHALLENGE_STATUSES and body.lstrip()[:1] == b"<" and any(words in body for words in _CHALLENGES):
        return f"a challenge page, status {status}"
    withheld = any(words in body for words in _WITHHELD)
    return f"status {status}" if status in _TURNED_AWAY and not withheld else None


def _innermost_message(error: Exception) -> str:
    """Return the message of an error's innermost cause, which requests wraps three times."""
    cause: BaseException = error
    while (inner := cause.__cause__ or cause.__context__) is not None:
        cause = inner
    return f"{type(cause).__name__}: {cause}"


def _refused(error: requests.RequestException) -> bool:
    """Return whether the connection failed, or was closed before any response.

    Raises:
        StoppedError: the host's name cannot be resolved, so trying again would not help.
    """
    text = repr(error)
    chain: list[BaseException] = [error]
    while (inner := chain[-1].__cause__ or chain[-1].__context__) is not None:
        chain.append(inner)
    if any(isinstance(e, NameResolutionError) for e in chain) or NameResolutionError.__name__ in text:
        raise StoppedError(
            "the archive's name cannot be resolved", where=_innermost_message(error), todo="check the network and the address"
        ) from error
    silent = isinstance(error, requests.ConnectTimeout) or "RemoteDisconnected" in text
    return silent or any(isinstance(e, NewConnectionError) for e in chain) or NewConnectionError.__name__ in text


def _retry_after(response: requests.Response) -> float | None:
    """Return the seconds that an archive asks to wait; None if there is no valid Retry-After."""
    value = response.headers.get("Retry-After")
    if value is None:
        return None
    try:
        return float(Retry().parse_retry_after(value))
    except InvalidHeader:
        return None
