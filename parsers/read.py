"""Turn one capture into its record: decode, undo replay, choose a layout, read its fields, normalize the record."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Generic, TypeVar

import msgspec

from filmdig.parsers.choose import (
    Choice,
    Layouts,
    choose,
    hosts_of_site,
    layout_saved_without_scripts,
    names_known_site,
    nearest,
    of_host,
    on_host,
)
from filmdig.parsers.generic.reader import MUCH_TEXT, read_generic
from filmdig.parsers.generic.signs import has_no_sign, may_be_film
from filmdig.parsers.layouts.addresses import resolve_urls
from filmdig.parsers.layouts.conventions import settle_conventions, settle_entities
from filmdig.parsers.layouts.layout import Layout
from filmdig.parsers.page.decode import Decoded, decode
from filmdig.parsers.page.document import Page, host_of
from filmdig.parsers.page.double_encoded import may_be_double_encoded, undo_double_encoding
from filmdig.parsers.page.source import source_language, source_url
from filmdig.parsers.page_kinds.no_film import NoFilm, archives_own, may_be_no_film, no_film
from filmdig.parsers.record.capture import Capture, Named
from filmdig.parsers.record.page_record import Issue, Record, record_id
from filmdig.parsers.record.plausible import check_values
from filmdig.parsers.replay.undo import Replayed, undo_replay

#: A larger page is cut to this size before it is parsed, and gets an issue. The largest film page seen has 2 MB.
MAX_PAGE_BYTES = 32 << 20


P = TypeVar("P", bound=Page)


class Opened(msgspec.Struct, Generic[P]):
    """A capture that was decoded and whose replay was undone.

    Attributes:
        page: the page that layouts read.
        decoded: the text, and the encoding that it was in.
        replayed: what the additions of an archive's replay or a browser's "save" stated about the page.
    """

    page: P
    decoded: Decoded
    replayed: Replayed


def open_page(capture: Capture, kind: type[P]) -> Opened[P]:
    """Decode a capture, undo its replay and make a page of it. No other function turns bytes into a page.

    Args:
        capture: the bytes and what is known about them.
        kind: the class of the page: `Page`, or `TracedPage`, which records where elements were found.
    """
    body = capture.body
    notes: list[tuple[str, str]] = []
    if len(body) > MAX_PAGE_BYTES:
        notes.append(("page_too_large", f"{len(body)} bytes; the first {MAX_PAGE_BYTES} were parsed"))
        body = body[:MAX_PAGE_BYTES]
    decoded = decode(body, capture.charset, capture.url)
    if decoded.repaired:
        notes.append(("encoding_repaired", f"{decoded.repaired} stray cp1252 bytes in UTF-8"))
    if decoded.cut:
        notes.append(("encoding_repaired", f"{decoded.cut} characters of UTF-8 cut in the middle were left out"))
    replayed = undo_replay(decoded.text)
    known = capture.url if "url" not in capture.named else None
    if decoded.source == "fallback" and known is None and replayed.url:  # the address may show the language
        decoded = decode(body, capture.charset, replayed.url)
        replayed = undo_replay(decoded.text)
    if decoded.doubtful:
        message = f"the page declares no encoding; it was read as {decoded.encoding}, which may be wrong"
        notes.append(("encoding_doubtful", message))
    if may_be_double_encoded(body if decoded.encoding == "utf-8" else decoded.text.encode("utf-8", "replace")):
        undone = undo_double_encoding(replayed.text)
        replayed = msgspec.structs.replace(replayed, text=undone.text)
        if undone.repaired:
            notes.append(("double_encoded", f"{undone.repaired} pieces of text were encoded twice; they were repaired"))
        if undone.left:
            notes.append(("double_encoded", f"{undone.left} pieces of text were encoded twice and have lost letters"))
    url, captured_at = capture.url or replayed.url, capture.captured_at or replayed.captured_at
    if "url" in capture.named:
        url = replayed.url or capture.url
    if "captured_at" in capture.named:
        captured_at = replayed.captured_at or capture.captured_at
    page = kind(capture, replayed.text, url=url, captured_at=captured_at)
    page.notes += notes
    page.as_captured = decoded.encoding == "utf-8" and not notes and replayed.text is decoded.text
    return Opened(page, decoded, replayed)


def read_capture(capture: Capture, *, generic_only: bool = False, layouts: Layouts = ()) -> Record:
    """Return the record of one capture. Faults of the page become issues of the record.

    Args:
        capture: the bytes and what is known about them.
        generic_only: read it as a page of an unknown site, even if a built-in layout matches.
        layouts: layouts from files, tried if no built-in layout reads the page.

    Returns:
        the record; `page.kind` is ``unknown`` if neither a layout nor the generic reader can read the page.
    """
    opened = open_page(capture, Page)
    page, decoded, replayed = opened.page, opened.decoded, opened.replayed
    record = Record()
    found = record.page
    found.url = page.url
    found.replay_url = capture.replay_url or replayed.replay_url
    found.captured_at = page.captured_at
    record.derived += [f"/page/{name}" for name in ("url", "captured_at") if _is_named(name, opened, capture)]
    found.archive = capture.archive or replayed.archive
    found.location = capture.location
    found.digest = f"sha256:{hashlib.sha256(capture.body).hexdigest()}"
    found.rendition = page.rendition
    found.encoding, found.encoding_from = decoded.encoding, decoded.source
    read_page(page, record, generic_only=generic_only, layouts=layouts)
    if decoded.source == "fallback" and page.url is None and (hosts := hosts_of_site(found.site)):
        # The page has no address, but its layout shows the site, and so the language.
        again = decode(capture.body, capture.charset, f"http://{hosts[0]}/")
        if again.encoding != decoded.encoding:
            read = msgspec.structs.replace(capture, charset=again.encoding)
            record = read_capture(read, generic_only=generic_only, layouts=layouts)
            record.page.encoding_from = again.source
    return record


def _is_named(name: Named, opened: Opened[Page], capture: Capture) -> bool:
    """Return whether the page's address or time was taken from the names of files and folders."""
    return name in capture.named and getattr(opened.replayed, name) is None and getattr(capture, name) is not None


def read_page(page: Page, record: Record, *, generic_only: bool = False, layouts: Layouts = ()) -> None:
    """Fill in a record's content from its page.

    Args:
        page: the page.
        record: the record, its `page` already filled in.
        generic_only: whether built-in layouts are skipped.
        layouts: layouts from files.
    """
    if not page.html or page.html.isspace():
        page.note("page_empty", "the page is empty")
    elif (other := _is_about_something_else(page, generic_only=generic_only, layouts=layouts)) and not may_be_no_film(page):
        record.page.layout_evidence = [_NO_SIGNS]
        record.page.language = source_language(page.html)
        if page.url is None and (own := source_url(page.html)):
            record.page.url = own
            record.derived.append("/page/url")
        page.note("text_unread", f"the page is not about a film: {len(page.html)} characters of source were not read")
    else:
        verdict = archives_own(page)
        choice = choose(page, layouts, built_in=not generic_only) if verdict is None else Choice(None, [])
        record.page.layout_evidence = choice.evidence
        if choice.layout is None:
            verdict = verdict or no_film(page) or (_elsewhere(page, choice) if choice.elsewhere else _unread_text(page, choice))
            if verdict is None and other and not choice.known and has_no_sign(page):
                verdict = _without_signs(page)
        if verdict is not None:
            record.page.kind, record.page.layout_evidence = verdict.kind, verdict.evidence
            if verdict.issue is not None:
                page.note(*verdict.issue)
            if choice.known:
                page.note("layout_unknown", nearest(page, choice.known))
        elif choice.layout is not None:
            record.page.site, record.page.layout = choice.layout.site, choice.layout.name
            record.page.read_by = choice.layout.read_by
            choice.layout().read(page, record)
            if record.page.kind == "unknown" and not page.notes:
                message = f"the page of {choice.layout.site} is not about a film: {_length(page)} characters of text"
                page.note("text_unread", message)
        elif (lost := layout_saved_without_scripts(page, choice.known)) is not None:
            _read_visible_text(page, record, lost)
        else:
            if page.rendition != "json":
                read_generic(page, record, of_any_site=not choice.known)
            if choice.known:
                page.note("layout_unknown", nearest(page, choice.known))
        if record.page.kind == "list" and not (record.related or record.issues or page.notes) and _length(page) > MUCH_TEXT:
            page.note("text_unread", f"no entry of the list was read: {_length(page)} characters of text")
        finish(page, record)
    record.issues += [Issue(code=code, message=message) for code, message in page.notes]
    record.id = record_id(record.page)


#: Fields of `film` that pages print together with those of other films and other rating boards.
#: Only the data in the page's scripts show which of them belong to the film.
_NEEDS_DATA = ("alternate_titles", "certificates", "box_office", "keywords", "crew", "awards", "tagline")


def _read_visible_text(page: Page, record: Record, lost: type[Layout]) -> None:
    """Read the visible text of a page that was saved without the scripts that its layout reads.

    Lists, sub-pages and scores are not read.
    """
    page.note("scripts_lost", f"a page of {lost.site}/{lost.name} saved without its scripts: data that only they hold is missing")
    if lost.kind not in ("film", "series"):
        page.note("text_unread", f"the page's content is in its scripts, which are missing: {_length(page)} characters of text")
        return
    read_generic(page, record)
    empty = Record()
    for field in _NEEDS_DATA:
        setattr(record.film, field, getattr(empty.film, field))
    record.ratings, record.reviews, record.related = [], [], []
    emptied = (*(f"/film/{field}" for field in _NEEDS_DATA), "/ratings", "/reviews", "/related")
    record.truncations = [cut for cut in record.truncations if not cut.path.startswith(emptied)]
    record.issues = [issue for issue in record.issues if not (issue.path or "").startswith(emptied)]
    for paths in (record.derived, record.weak):
        paths[:] = [path for path in paths if not path.startswith(emptied)]
    record.issues.append(Issue(code="field_missing", path="/ratings", message="lost with the page's scripts"))


def _length(page: Page) -> int:
    """Return the length of a page's visible text, which a replay does not change."""
    body = page.first("body") if page.rendition == "html" else None
    return len(body.text if body is not None else page.html)


_NO_SIGNS = "nothing in its source is of a film"


def _without_signs(page: Page) -> NoFilm:
    length = _length(page)
    message = f"no film was found in {length} characters of text"
    return NoFilm("unknown", [_NO_SIGNS], ("text_unread", message) if length > MUCH_TEXT else None)


def _elsewhere(page: Page, choice: Choice) -> NoFilm:
    message = f"{choice.evidence[-1]}: {_length(page)} characters of text"
    return NoFilm("unknown", choice.evidence, ("text_unread", message))


def _unread_text(page: Page, choice: Choice) -> NoFilm | None:
    """Return the verdict on a text rendition of a known site's page that no layout of the site reads: it is not read.

    Without markup its menus, tabs and other films cannot be distinguished from the film: nearly a third of the values that the
    generic reader finds in such texts is wrong (`benchmarks/renditions.py`).
    """
    if not choice.known or page.rendition != "text":
        return None
    message = f"no layout of {choice.known[0].site} reads the page: {_length(page)} characters of text"
    return NoFilm("unknown", choice.evidence, ("text_unread", message))


def _is_about_something_else(page: Page, *, generic_only: bool, layouts: Layouts) -> bool:
    """Return whether a page is of an unknown site and its source has too few signs of a film."""
    if any(not layout.hosts or on_host(page.host, layout.hosts) for layout in layouts):
        return False
    if page.rendition != "html":
        return False
    if not generic_only and of_host(page.host):
        return False
    # The search for signs goes through the whole source and takes as long as parsing it.
    if not generic_only and page.trusted_url is None and (of_host(host_of(source_url(page.html))) or names_known_site(page)):
        return False
    return not may_be_film(page)


def finish(page: Page, record: Record) -> None:
    """Complete and normalize a record: the steps that are the same for all layouts."""
    if record.page.url is None and page.own_url:
        record.page.url = page.own_url
        record.derived.append("/page/url")
    if record.page.language is None and page.rendition == "html":
        record.page.language = page.language
    _step(page, "addresses", lambda: resolve_urls(record, record.page.url))
    _step(page, "entities", lambda: settle_entities(record))
    _step(page, "conventions", lambda: settle_conventions(record))
    _step(page, "bounds of values", lambda: check_values(record))
    _settle_cut_titles(record)


def _step(page: Page, what: str, step: Callable[[], object]) -> None:
    try:
        step()
    except Exception as error:  # noqa: BLE001 - a page is hostile input: the failure is an issue, and the record is kept
        page.note("field_failed", f"the {what} could not be normalized: {type(error).__name__}: {error}")


def _settle_cut_titles(record: Record) -> None:
    """Put the title on one line, even if it was cut: only running text has line breaks."""
    if record.film.title:
        record.film.title = " ".join(record.film.title.split())
