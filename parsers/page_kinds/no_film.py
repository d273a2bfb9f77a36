"""Recognize pages without a film: archives' own pages, soft 404s, redirect stubs, robot checks, consent walls, site errors.

A film may be called "404" or "Page Not Found", and its page has that heading. A heading is therefore never enough: a second sign
is required (an apology in the text, hardly any text, the HTTP status). A page with a film in its data, or a year in its title, is
never one of these.
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
    """The verdict on a page without a film.

    Attributes:
        kind: ``not_found``, ``redirect`` or ``unknown``.
        evidence: the reasons.
        issue: (code, message) of an issue for the record, if its kind does not say everything.
    """

    kind: Kind
    evidence: list[str]
    issue: tuple[str, str] | None = None


# The most characters that a stub has in its source, and that a page or stub with hardly any text has in its visible text.
_STUB: Final = 20_000
_THIN: Final = 1_500
_THIN_STUB: Final = 300
_FRAME: Final = '"wb_iframe_div"'


def archives_own(page: Page) -> NoFilm | None:
    """Return the verdict on an archive's own page in place of a capture; None for any other page.

    Every page is checked, before any layout.
    """
    small = len(page.html) < _STUB or page.rendition == "text"
    # Large error pages of archives are recognized by their title alone; only small pages are worth further checks.
    lines = [line[:300] for line in (_lines(page) if small else [page.title or ""])]
    near = (line for line in lines if any(name in line.casefold() for name in signs.ARCHIVE_TITLES))
    if all(signs.ARCHIVE_TITLES.isdisjoint(_parts(line)) for line in near) and not (small and _FRAME in page.html):
        return None
    return _archive_page(page, _headings(page))


def no_film(page: Page) -> NoFilm | None:
    """Return the verdict on a page that no layout reads and that is not about a film, series, person or list; else None."""
    headings = _headings(page)
    verdict = _barrier(page, headings) or _soft_404(page, headings) or _redirect_stub(page)
    return None if verdict is None or _states_a_film(page) else verdict


def may_be_no_film(page: Page) -> bool:
    """Return whether `archives_own` or `no_film` may have a verdict on a page, judging by its source, without building a tree."""
    if len(page.html) < _STUB or page.rendition == "text":
        return True
    lines = [line[:300] for line in (source_title(page.html), source_heading(page.html)) if line]
    near = [line for line in lines if _known_headings().find_matches_as_indexes(line.casefold().replace("’", "'"))]
    return any(part in _ALL for line in near for part in _parts(line))


_ALL: Final = signs.ARCHIVE_TITLES | signs.ROBOT_CHECKS | signs.CONSENT_WALLS | signs.SITE_ERRORS | frozenset(signs.NOT_FOUND)


@functools.cache
def _known_headings() -> AhoCorasick:
    """Return an automaton that finds the known headings in a title, before the title is split into parts."""
    return AhoCorasick(sorted(_ALL))


def _headings(page: Page) -> dict[str, str]:
    """Return the parts of the title and first heading, or of a text's first lines: the printed line by the normalized part."""
    return {part: line for line in _lines(page) for part in _parts(line[:300])}


def _lines(page: Page) -> list[str]:
    if page.rendition == "text":
        return [line for line in map(one_line, page.html[:2000].split("\n", 12)[:12]) if line][:3]
    heading = page.first("h1") or page.first("h2")
    return [line for line in (page.title, heading.text if heading else None) if line]


_SEPARATOR = re.compile(r"(?<!\s)\s++(?:[-–—·:]++\s++|[|»«•]\s*+)|[|»«•]\s*+|:\s++")
_IN_FRONT = re.compile(r"(?:(?:http )?404|sorry|oops|whoops|uh[- ]oh)[\s.,:!–—-]+(?=\S)")


def _parts(heading: str) -> list[str]:
    """Return a heading and its parts (without the site's name), in the form of `filmdig.parsers.page_kinds.signs`."""
    whole = heading.casefold().replace("’", "'")
    parts = [part.strip(" .!?…:,-–—") for part in (whole, *_SEPARATOR.split(whole))]
    return [one for part in dict.fromkeys(parts) for one in (part, _IN_FRONT.sub("", part, count=1)) if one]


def _text(page: Page) -> str:
    """Return the page's visible text in lower case, with straight apostrophes."""

    def text() -> str:
        body = page.first("body")
        visible = page.html if page.rendition == "text" else body.text if body is not None else ""
        return one_line(visible).casefold().replace("’", "'")

    return page.memo("kinds.text", text)


_STATED: Final = ("Movie", "Film", "TVSeries", "TVEpisode", "TVSeason", "CreativeWork", "Person", "Product", "Review", "Article")
_YEAR = re.compile(r"\((?:TV |Video )?(?:Series |Movie )?(?:18|19|20)\d\d\b")


def _states_a_film(page: Page) -> bool:
    """Return whether the page's title, data or text show that it has content, such as a film."""
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
    """Return the verdict on an archive's page in place of a replayed one."""
    if len(page.html) < _STUB and _FRAME in page.html and page.first("iframe#replay_iframe"):
        message = "only the replay's frame was saved; the page itself is at the same address with mp_ after the timestamp"
        return NoFilm("redirect", ["pywb's frame around a page"], ("archive_page", message))
    title = next((printed for heading, printed in headings.items() if heading in signs.ARCHIVE_TITLES), None)
    if title is None:
        return None
    text = _text(page)[:5000]

    def verdict_of(kind: Kind, phrase: str, meaning: str) -> NoFilm:
        return NoFilm(kind, [f"heading {title!r}", f"text {phrase!r}"], ("archive_page", f"the archive's own page: {meaning}"))

    if notice := signs.ARCHIVE_REDIRECT.search(text):
        link = page.first("p.impatient a[href], #error a[href]")
        target = f", to {link.attr('href')}" if link is not None else ""
        return verdict_of("redirect", notice[0], f"a redirect was captured{target}")
    for phrase, meaning in signs.ARCHIVE_NOT_KEPT.items():
        if phrase in text:
            return verdict_of("not_found", phrase, meaning)
    for phrase, meaning in signs.ARCHIVE_FAILED.items():
        if phrase in text:
            return verdict_of("unknown", phrase, meaning)
    return None


_BARRIERS: Final[tuple[tuple[str, str, Callable[[str], bool]], ...]] = (
    ("robot_check", "a robot check was captured instead of the page", signs.ROBOT_CHECKS.__contains__),
    (
        "consent_wall",
        "a consent wall was captured instead of the page",
        lambda heading: heading in signs.CONSENT_WALLS or heading.startswith(signs.CONSENT_WALL_BEGINS),
    ),
    ("site_error", "the site answered with an error", signs.SITE_ERRORS.__contains__),
)


def _barrier(page: Page, headings: dict[str, str]) -> NoFilm | None:
    """Return the verdict on a robot check, a consent wall or a site's error: a page with its heading and hardly any text."""
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
    """Return the verdict on a "page not found" page, whatever its HTTP status."""
    found = {heading: printed for heading, printed in headings.items() if heading in signs.NOT_FOUND}
    if not found:
        return None
    evidence = [f"heading {printed!r}" for printed in dict.fromkeys(found.values())]
    if page.capture.status in (404, 410):
        return NoFilm("not_found", [*evidence, f"HTTP status {page.capture.status}"])
    text = _text(page)[:5000]
    for heading in sorted(found, key=len, reverse=True):  # the heading itself does not count as a second sign
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
_LONGEST_CODE: Final = 3_000


def _redirect_stub(page: Page) -> NoFilm | None:
    """Return the verdict on a small page with hardly any text that only redirects."""
    if page.rendition == "text" or len(page.html) >= _STUB:
        return None
    redirect = _refresh(page) or _script(page) or _servers_note(page)
    if redirect is None or len(_text(page)) > _THIN_STUB:
        return None
    how, target = redirect
    return NoFilm("redirect", [f"{how} to {target}", "hardly any text"], ("redirect", f"the page redirects to {target}"))


def _refresh(page: Page) -> tuple[str, str] | None:
    for node in page.all("meta[http-equiv][content]"):
        if (node.attr("http-equiv") or "").casefold() == "refresh" and (match := _REFRESH.match(node.attr("content") or "")):
            return "meta refresh", match[1]
    return None


def _script(page: Page) -> tuple[str, str] | None:
    code = "\n".join(node.script for node in page.all("script:not([src])"))
    match = _LOCATION.search(code) if len(code) <= _LONGEST_CODE else None
    return ("script", match[1] or match[2]) if match else None


def _servers_note(page: Page) -> tuple[str, str] | None:
    """Return the redirect in a server's note, which was sent with a redirect's status but kept without the HTTP header."""
    links = page.all("a[href]")
    if len(links) == 1 and page.title and any(part in signs.MOVED for part in _parts(page.title)):
        return "server's note", links[0].attr("href") or ""
    return None
