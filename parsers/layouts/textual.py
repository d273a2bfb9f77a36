"""Readers for crawlers' plain text, which has lines, labelled lines, sections and lists in place of tags."""

from __future__ import annotations

import re
from collections.abc import Iterator

from filmdig.parsers.layouts.fields import Reader
from filmdig.parsers.page.document import Page
from filmdig.parsers.page.plain_text import one_line

_BULLET = re.compile(r"^\s*[•*·]\s+")

#: Matches where two names run together in a text without markup: "Pat McCallKim Lee" has one seam, "Adam DeVine" none.
SEAM = re.compile(r"(?<=[a-zà-ÿ.)*])(?<!\bMc)(?<!\bMac)(?<!\bDe)(?<!\bDi)(?<!\bDu)(?<!\bLe)(?<!\bLa)(?<!\bVan)(?=[A-ZÀ-Þ\d])")


def line(pattern: str) -> Reader[str]:
    """Return a reader of the pattern's first group in the first line that the pattern matches as a whole."""
    compiled = re.compile(pattern)

    def read(page: Page) -> str | None:
        for text in page.lines:
            match = compiled.fullmatch(text.strip())
            if match:
                return one_line(match[1]) or None
        return None

    return Reader(read)


def section(page: Page, start: str, *ends: str) -> list[str]:
    """Return the lines after the first line that matches `start`, up to one that matches an end; empty if there is no start."""
    begins, finishes = re.compile(start), [re.compile(end) for end in ends]
    found: list[str] | None = None
    for text in page.lines:
        if found is None:
            if begins.fullmatch(text.strip()):
                found = []
        elif any(end.fullmatch(text.strip()) for end in finishes):
            break
        else:
            found.append(text)
    return found or []


def paragraphs(lines: list[str]) -> Iterator[list[str]]:
    """Yield runs of lines between empty ones."""
    run: list[str] = []
    for text in [*lines, ""]:
        if text.strip():
            run.append(text.strip())
        elif run:
            yield run
            run = []


def items(lines: list[str]) -> list[list[str]]:
    """Return the items of a bulleted list, each as its lines, including empty ones. The list ends where the indentation ends."""
    found: list[list[str]] = []
    for text in lines:
        if _BULLET.match(text):
            found.append([_BULLET.sub("", text).strip()])
        elif found and (text.startswith("   ") or not text.strip()):
            found[-1].append(text.strip())
        elif found:
            break
    return found


def named_by_slug(text: str, slug: str | None) -> str | None:
    """Return the words of a text that a URL's slug consists of: `jared_leto` finds "Jared Leto" in text without separators."""
    words = [re.escape(word) for word in re.split(r"[\W_]+", slug or "") if word]
    joined = r"[^\w\n]{1,3}".join(words)
    found = re.search(rf"(?<!\w){joined}(?!\w)", text, re.IGNORECASE) if words else None
    return found[0] if found else None


#: The most characters between two patterns.
_LONGEST = 20_000


def between(start: str, end: str) -> Reader[str]:
    """Return a reader of the text between the first matches of two patterns, for pages whose text is one long line."""
    begins, ends = re.compile(start), re.compile(end)
    return Reader(lambda page: found_between(run(page), begins, ends))


def found_between(text: str, begins: re.Pattern[str], ends: re.Pattern[str], longest: int = _LONGEST) -> str | None:
    """Return the text between the first matches of two patterns that are at most `longest` characters apart."""
    place = 0
    while first := begins.search(text, place):
        last = ends.search(text, first.end() + 1)
        if last is None:
            return None
        if last.start() - first.end() <= longest:
            return text[first.end() : last.start()].strip() or None
        place = last.start() - longest
    return None


def run(page: Page) -> str:
    """Return the whole text on one line, without the crawler's "URL: ..." line."""
    return page.memo("textual.run", lambda: one_line(page.html if page.own_url is None else page.html.partition("\n")[2]))
