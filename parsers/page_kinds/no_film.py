"""Pages of no film that no layout should see: archives' own errors, soft 404s, redirect stubs, robot checks, consent walls.

A film may be called "404" or "Page Not Found", and a page about it has that heading. So a heading is never enough: it takes a
second sign (an apology in the text, a page with next to no text, the HTTP status), and a page that states a film in its data, or
a year in its title, is never one of these.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from typing import Final

import msgspec
from ahocorasick_rs import AhoCorasick

from filmdig.parsers.page.document import Page
from filmdig.parsers.page.plain_text import one_line
from filmdig.parsers.page.source import source_heading, source_title
from filmdig.parsers.page_kinds import signs
from filmdig.parsers.record.page_record import Kind


class NoFilm(msgspec.Struct, frozen=True):
    """What a page without a film is.

    Attributes:
        kind: ``not_found``, ``redirect`` or ``unknown``.
        evidence: what speaks for it.
        issue: (code, message) where the record should say more than its kind does.
    """

    kind: Kind
    evidence: list[str]
    issue: tuple[str, str] | None = None


# Characters of source that a stub may have, and of visible text that a page with nothing to say may have.
_STUB: Final = 20_000
_THIN: Final = 1_500
_THIN_STUB: Final = 300
_FRAME: Final = '"wb_iframe_div"'


def archives_own(page: Page) -> NoFilm | None:
    """Return what the page is, if it is an archive's own in place of a capture; asked of every page, before any layout."""
    small = len(page.html) < _STUB or page.rendition == "text"
    # No archive's error page is large but under its own title; only small pages are worth more questions.
    lines = [line[:300] for line in (_lines(page) if small else [page.title or ""])]
    near = (line for line in lines if any(name in line.casefold() for name in signs.ARCHIVE_TITLES))
    if all(signs.ARCHIVE_TITLES.isdisjoint(_parts(line)) for line in near) and not (small and _FRAME in page.html):
        return None
    return _archive_page(page, _headings(page))


def no_film(page: Page) -> NoFilm | None:
    """Return what a page that no layout knows is, if it is none of a film, series, person or list; None for every other page."""
    headings = _headings(page)
    verdict = _barrier(page, headings) or _soft_404(page, headings) or _redirect_stub(page)
    return None if verdict is None or _states_a_film(page) else verdict


def may_be_no_film(page: Page) -> bool:
    """Return whether `no_film` may have a verdict on a page, judging by its source, without building a tree for a large page."""
    if len(page.html) < _STUB or page.rendition == "text":
        return True
    lines = [line[:300] for line in (source_title(page.html), source_heading(page.html)) if line]
    near = [line for line in lines if _any().find_matches_as_indexes(line.casefold().replace("’", "'"))]
    return any(part in _ALL for line in near for part in _parts(line))


_ALL: Final = signs.ARCHIVE_TITLES | signs.ROBOT_CHECKS | signs.CONSENT_WALLS | signs.SITE_ERRORS | frozenset(signs.NOT_FOUND)


@functools.cache
def _any() -> AhoCorasick:
    """Return what finds any of these headings inside a longer one, before that is taken apart."""
    return AhoCorasick(sorted(_ALL))


def _headings(page: Page) -> dict[str, str]:
    """Title and first heading, or the first lines of a text rendition: as compared, and as printed."""
    return {part: line for line in _lines(page) for part in _parts(line[:300])}


def _lines(page: Page) -> list[str]:
    if page.rendition == "text":
        lines = [line for line in map(one_line, page.html[:2000].split("\n", 12)[:12]) if line][:3]
    else:
        heading = page.first("h1") or page.first("h2")
        lines = [one for one in (page.title, heading.text if heading else None) if one]
    return lines


_SEPARATOR = re.compile(r"(?<!\s)\s++(?:[-–—·:]++\s++|[|»«•]\s*+)|[|»«•]\s*+|:\s++")
_IN_FRONT = re.compile(r"(?:(?:http )?404|sorry|oops|whoops|uh[- ]oh)[\s.,:!–—-]+(?=\S)")


def _parts(heading: str) -> list[str]:
    """Return a heading, whole and without the site's name, as `filmdig.parsers.page_kinds.signs` writes headings."""
    whole = heading.casefold().replace("’", "'")
    parts = [part.strip(" .!?…:,-–—") for part in (whole, *_SEPARATOR.split(whole))]
    return [one for part in dict.fromkeys(parts) for one in (part, _IN_FRONT.sub("", part, count=1)) if one]


def _text(page: Page) -> str:
    """Return the page's visible text, to compare."""

    def text() -> str:
        body = page.first("body")
        visible = page.html if page.rendition == "text" else body.text if body is not None else ""
        return one_line(visible).casefold().replace("’", "'")

    return page.memo("kinds.text", text)


_STATED: Final = ("Movie", "Film", "TVSeries", "TVEpisode", "TVSeason", "CreativeWork", "Person", "Product", "Review", "Article")
_YEAR = re.compile(r"\((?:TV |Video )?(?:Series |Movie )?(?:18|19|20)\d\d\b")


def _states_a_film(page: Page) -> bool:
    """Return whether the page's title or data speak of something that it has."""
    if page.rendition == "text":
        return bool(_YEAR.search(page.html[:500]) or signs.CREDITS.search(_text(page)[:5000]))
    return bool(
        _YEAR.search(page.title or "")
        or (page.meta("og:type") or "").startswith(("video", "movie", "tv_show"))
        or page.first('[itemtype*="schema.org/Movie"], [itemtype*="schema.org/TV"]')
        or page.json_ld_of(*_STATED)
        or signs.CREDITS.search(_text(page)[:5000])
    )


def _archive_page(page: Page, headings: dict[str, str]) -> NoFilm | None:
    """Return an archive's page in place of what it should have replayed."""
    if len(page.html) < _STUB and _FRAME in page.html and page.first("iframe#replay_iframe"):
        message = "only the replay's frame was kept; the page itself is at the address with mp_ after its time"
        return NoFilm("redirect", ["pywb's frame around a page"], ("archive_page", message))
    title = next((printed for heading, printed in headings.items() if heading in signs.ARCHIVE_TITLES), None)
    if title is None:
        return None
    text = _text(page)[:5000]

    def verdict_of(kind: Kind, said: str, meaning: str) -> NoFilm:
        return NoFilm(kind, [f"heading {title!r}", f"text {said!r}"], ("archive_page", f"the archive's own page: {meaning}"))

    if notice := signs.ARCHIVE_REDIRECT.search(text):
        link = page.first("p.impatient a[href], #error a[href]")
        target = f", to {link.attr('href')}" if link is not None else ""
        return verdict_of("redirect", notice[0], f"a redirect was captured{target}")
    for said, meaning in signs.ARCHIVE_NOT_KEPT.items():
        if said in text:
            return verdict_of("not_found", said, meaning)
    for said, meaning in signs.ARCHIVE_FAILED.items():
        if said in text:
            return verdict_of("unknown", said, meaning)
    return None


_BARRIERS: Final[tuple[tuple[str, str, Callable[[str], bool]], ...]] = (
    ("robot_check", "a robot check is in the page's place", signs.ROBOT_CHECKS.__contains__),
    (
        "consent_wall",
        "a request for consent is in the page's place",
        lambda heading: heading in signs.CONSENT_WALLS or heading.startswith(signs.CONSENT_WALL_BEGINS),
    ),
    ("site_error", "the site answered with an error", signs.SITE_ERRORS.__contains__),
)


def _barrier(page: Page, headings: dict[str, str]) -> NoFilm | None:
    """Return a check, a wall or an error: its heading on a page with next to no text."""
    for code, message, known in _BARRIERS:
        for heading, printed in headings.items():
            if known(heading) and len(_text(page)) <= _THIN:
                return NoFilm("unknown", [f"heading {printed!r}", "hardly any text"], (code, message))
    if page.rendition == "text" and len(_text(page)) <= _THIN and (opening := signs.PROXY_ERROR.match(_text(page))):
        code, message, _ = _BARRIERS[2]
        return NoFilm("unknown", [f"text begins {opening[1]!r}", "hardly any text"], (code, message))
    if page.rendition == "html" and len(page.html) < _STUB:
        script = next((script for script in signs.CHALLENGE_SCRIPTS if script in page.html), None)
        if script and len(_text(page)) <= _THIN_STUB:
            code, message, _ = _BARRIERS[0]
            return NoFilm("unknown", [f"script {script!r}", "hardly any text"], (code, message))
    return None


def _soft_404(page: Page, headings: dict[str, str]) -> NoFilm | None:
    """Return a page that says it is not there, whatever its status said."""
    found = {heading: printed for heading, printed in headings.items() if heading in signs.NOT_FOUND}
    if not found:
        return None
    evidence = [f"heading {printed!r}" for printed in dict.fromkeys(found.values())]
    if page.capture.status in (404, 410):
        return NoFilm("not_found", [*evidence, f"HTTP status {page.capture.status}"])
    text = _text(page)[:5000]
    for heading in sorted(found, key=len, reverse=True):  # the heading itself is no second sign
        text = text.replace(heading, " ")
    if apology := signs.APOLOGY.search(text):
        return NoFilm("not_found", [*evidence, f"text {one_line(apology[0])!r}"])
    if len(text) <= _THIN_STUB and len(page.html) < _STUB:
        return NoFilm("not_found", [*evidence, "hardly any text"])
    return None


_REFRESH = re.compile(r"\s*+\d{0,4}(?:\.\d{0,3})?+\s*+[;,]?\s*+url\s*+=\s*+[\"']?\s*+([^\"'\s]{1,2000})", re.IGNORECASE)
_LOCATION = re.compile(
    r"\blocation(?:\.href)?\s*=\s*[\"']([^\"'\s]{1,2000})[\"']|\blocation\.(?:replace|assign)\s*\(\s*[\"']([^\"'\s]{1,2000})[\"']"
)
_SCRIPTS: Final = 3_000


def _redirect_stub(page: Page) -> NoFilm | None:
    """Return a small page with next to no text whose one purpose is to lead elsewhere."""
    if page.rendition == "text" or len(page.html) >= _STUB:
        return None
    leads = _refresh(page) or _script(page) or _servers_note(page)
    if leads is None or len(_text(page)) > _THIN_STUB:
        return None
    how, target = leads
    return NoFilm("redirect", [f"{how} to {target}", "hardly any text"], ("redirect", f"leads to {target}"))


def _refresh(page: Page) -> tuple[str, str] | None:
    for node in page.all("meta[http-equiv][content]"):
        if (node.attr("http-equiv") or "").casefold() == "refresh" and (match := _REFRESH.match(node.attr("content") or "")):
            return "meta refresh", match[1]
    return None


def _script(page: Page) -> tuple[str, str] | None:
    code = "\n".join(node.script for node in page.all("script:not([src])"))
    match = _LOCATION.search(code) if len(code) <= _SCRIPTS else None
    return ("script", match[1] or match[2]) if match else None


def _servers_note(page: Page) -> tuple[str, str] | None:
    """Return what a server sends with a redirect's status, kept without its head."""
    links = page.all("a[href]")
    if len(links) == 1 and page.title and any(part in signs.MOVED for part in _parts(page.title)):
        return "server's note", links[0].attr("href") or ""
    return None
