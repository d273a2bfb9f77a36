"""Files in object stores and on web servers, through fsspec (the extra ``remote``)."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO, cast
from urllib.parse import urlsplit

from filmdig.parsers.record.errors import UsageError

_REMOTE = re.compile(r"(s3|gs|gcs|az|abfs|https?|memory)://")


# Stores' names for a file's size, version and modification time.
_CHANGES = ("size", "ETag", "etag", "md5Hash", "generation", "LastModified", "last_modified", "updated", "mtime", "created")


def is_remote(path: str) -> bool:
    """Return whether a source is the URL of a store or server that can be read."""
    return _REMOTE.match(path) is not None


def remote_files(url: str) -> list[tuple[str, int]]:
    """Return the file that a URL names, or all files below it, sorted, each with its URL and its size in bytes.

    A web server's page of links is not a folder: only the file that the user named is read.

    Raises:
        UsageError: fsspec or the store's own package is not installed.
        FileNotFoundError: there is no such file.
        OSError: the store cannot be reached.
    """
    with _as_oserror(url):
        store = _store(url)
        if not url.startswith(("http://", "https://")) and store.isdir(url):
            found = store.find(url, detail=True)
            return [(store.unstrip_protocol(name), int(found[name].get("size") or 0)) for name in sorted(found)]
        return [(url, int(store.info(url).get("size") or 0))]


def remote_state(url: str) -> str:
    """Return a text that changes when a remote file does: its size, and the version or modification time from its store.

    Raises:
        OSError: the store cannot be reached, or has no such file.
    """
    with _as_oserror(url):
        facts = _store(url).info(url)
    return " ".join(f"{key}={facts[key]}" for key in _CHANGES if facts.get(key) is not None)


@contextmanager
def open_remote(url: str) -> Iterator[BinaryIO]:
    """Open a remote file as a seekable stream; only the parts that are read are transferred.

    Raises:
        OSError: the file cannot be read; all errors of the store's client become OSError.
    """
    with _as_oserror(url):
        file = _store(url).open(url, "rb")
    with file:
        yield cast("BinaryIO", io.BufferedReader(_Remote(file, url), 256 << 10))


class _Remote(io.RawIOBase):
    """A store's file that only raises OSError, since each store's client has its own exceptions."""

    def __init__(self, file: Any, url: str) -> None:
        super().__init__()
        self._file, self._url = file, url

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        with _as_oserror(self._url):
            return bool(self._file.seekable())

    def tell(self) -> int:
        return int(self._file.tell())

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        with _as_oserror(self._url):
            return int(self._file.seek(offset, whence))

    def readinto(self, buffer: Any, /) -> int:
        with _as_oserror(self._url):
            given = self._file.read(len(buffer))
        buffer[: len(given)] = given
        return len(given)


@contextmanager
def _as_oserror(url: str) -> Iterator[None]:
    try:
        yield
    except UsageError:
        raise
    except Exception as error:
        # fsspec raises FileNotFoundError for a web server that cannot be reached, and keeps the cause.
        cause = error.__cause__ if isinstance(error, FileNotFoundError) and error.__cause__ else error
        if isinstance(cause, OSError) and cause.strerror and type(cause).__module__ == "builtins":
            raise cause from None
        if isinstance(cause, FileNotFoundError) or getattr(cause, "status", None) == 404:
            raise FileNotFoundError(2, "no such file", url) from None
        raise OSError(5, f"{type(cause).__name__}: {cause}", url) from error


def _store(url: str) -> Any:
    scheme = url.partition("://")[0]
    try:
        import fsspec  # an extra

        if scheme in {"http", "https"}:
            return fsspec.filesystem(scheme, get_client=_client)
        return fsspec.filesystem(scheme)
    except ImportError as error:
        raise UsageError(f"{scheme}:// needs a package that is not installed ({error})", where=url, todo=_todo(scheme)) from None


def _todo(scheme: str) -> str:
    package = {"s3": "s3fs", "gs": "gcsfs", "gcs": "gcsfs", "az": "adlfs", "abfs": "adlfs"}.get(scheme)
    return "install filmdig[remote]" + (f" and {package}" if package else "")


async def _client(**options: Any) -> Any:
    """Return a web client that does not follow redirects to another host than the user named."""
    import aiohttp

    async def refuse_others(_session: Any, _context: Any, answer: Any) -> None:
        asked = answer.response.url
        target = urlsplit(answer.response.headers.get("Location", ""))
        if target.netloc and target.netloc != urlsplit(str(asked)).netloc:
            raise PermissionError(13, f"redirected to another host, {target.netloc}", str(asked))

    trace = aiohttp.TraceConfig()
    trace.on_request_redirect.append(refuse_others)
    return aiohttp.ClientSession(trace_configs=[trace], **options)
