"""Nitrate Online, reviews of 1997 to 2001, made with FrontPage, in windows-1252 that is not declared."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from filmdig.parsers.layouts.certificates import american_rating
from filmdig.parsers.layouts.cuts import Passage
from filmdig.parsers.layouts.fields import attr, made, text
from filmdig.parsers.layouts.layout import Layout
from filmdig.parsers.layouts.values import date, mpaa, split_names, tidy
from filmdig.parsers.page.document import Page
from filmdig.parsers.page.node import Node
from filmdig.parsers.record.page_record import CastMember, Certificate, Person, Review

LABELS = re.compile(r"(Directed|Starring|Screenplay|Written|Narrated|Based|Rated)\b(?:\s+(?:by|on))?\s*:?\s*", re.IGNORECASE)


def credits_of(printed: str) -> dict[str, str]:
    """Split "Directed by A Starring B, C and D Screenplay by E" at its labels."""
    found: dict[str, str] = {}
    parts = LABELS.split(printed)
    for label, value in zip(parts[1::2], parts[2::2], strict=False):
        found.setdefault(label.casefold(), value.strip(" ,\n"))
    return found


def names(printed: str | None) -> list[str]:
    """Return names separated by commas, line breaks and "and"."""
    return split_names((printed or "").replace("\n", ","), r",|;|\band\b|&")


class NitrateOnline(Layout):
    """Base of both layouts: one review a page. A drop cap is an element of its own, without a space after it."""

    site = "nitrateonline"
    imprint = r"© \d{4}(?:-\d{4})? by Nitrate Productions"
    hosts = ("nitrateonline.com",)
    left_out: ClassVar = {
        "p > font > em": "the site's terms",
    }
    kind = "reviews"
    usual = ("title", "directors", "cast", "reviews")

    year = attr('a[href*="imdb.com/"]', "href").search(r"\((\d{4})\)").to(int)

    def _credits(self, page: Page) -> dict[str, str]:
        return page.memo((type(self), "credits"), lambda: self._read_credits(page))

    def _read_credits(self, page: Page) -> dict[str, str]:
        return {}

    def directors(self, page: Page) -> list[Person]:
        """Return the names after "Directed by"."""
        return [Person(name=name) for name in names(self._credits(page).get("directed"))]

    def writers(self, page: Page) -> list[Person]:
        """Return the names after "Screenplay by", later "Written by"."""
        found = self._credits(page)
        return [Person(name=name) for name in names(found.get("screenplay") or found.get("written"))]

    def cast(self, page: Page) -> list[CastMember]:
        """Return the names after "Starring", without roles."""
        printed = names(self._credits(page).get("starring"))
        return [CastMember(name=one) for name in printed for one in _split_pair(name, page.html)]


def _split_pair(name: str, html: str) -> list[str]:
    """Return the two names of a pair without a comma between them, if the review uses the second name alone."""
    words = name.split(" ")
    second = " ".join(words[2:])
    apart = len(words) == 4 and re.search(rf"(?<!{re.escape(words[1])})\s{re.escape(words[2])}\s{re.escape(words[3])}\b", html)
    return [" ".join(words[:2]), second] if apart else [name]


def review(text_of: Passage, byline: Node | None, title: str | None, url: str | None) -> Review:
    """Return the page's review, whose byline names the author and the date."""
    printed = byline.text if byline is not None else ""
    named = re.search(r"review by (.+?)(?:,| Posted|$)", printed, re.IGNORECASE)
    author = named[1] if named else None
    values: dict[str, Any] = {"text": text_of}
    return made(
        Review,
        by="critics",
        author=author,
        author_url=attr("a", "href")(byline) if byline is not None else None,
        publication="Nitrate Online",
        date=date(printed.replace(author or "", "")),
        title=title,
        url=url,
        **values,
    )


class Review1997(NitrateOnline):
    """1997 to 1998: the head is in centred paragraphs, the credits in a centred table beside a still."""

    name = "1997"
    years = "1997-1998"
    marks = ('p[align="center"] > font[size="7"]', 'img[src$="images/review.gif"]', "center > table td em")

    title = text('p[align="center"] > font[size="7"]')

    def _read_credits(self, page: Page) -> dict[str, str]:
        cells = (cell.text for cell in reversed(page.all('div[align="center"] table td')))
        return credits_of(next((printed for printed in cells if "Directed by" in printed), ""))

    def reviews(self, page: Page) -> list[Review]:
        """Return the review: everything that is not centred and not a rule."""
        body = page.first("body")
        if body is None:
            return []
        raw, _ = body.raw_text(drop=page.all('div[align="center"], p[align="center"], hr'))
        byline = next((node for node in page.all('p[align="center"]') if node.text.startswith("Review by")), None)
        return [review(Passage(text=tidy(raw)[0]), byline, None, page.url)]


class Review2001(NitrateOnline):
    """1999 on (seen in 2001): the credits are in a yellow box at the right, a label and names on each line."""

    name = "2001"
    years = "2001"
    marks = ('td[bgcolor="#FFFF99"] p b', 'td[valign="top"] > p font[size="6"]', 'a[href*="storeitm.asp"]')

    title = text('td[valign="top"] > p font[size="6"]')

    def _read_credits(self, page: Page) -> dict[str, str]:
        box = page.first('td[bgcolor="#FFFF99"]')
        return credits_of(tidy(box.raw_text(drop=box.all("a"))[0])[0]) if box is not None else {}

    def certificates(self, page: Page) -> list[Certificate]:
        """Return the certificate: "R - Restricted."."""
        printed = self._credits(page).get("rated", "").partition("\n")[0]
        code = mpaa(printed.partition(" - ")[0])
        return [american_rating(code, printed=printed)] if code else []

    def reviews(self, page: Page) -> list[Review]:
        """Return the cell's paragraphs after the head; a first paragraph in larger print is the review's title."""
        head = page.first('td[valign="top"] > p font[size="6"]')
        cell = head.parent.parent if head is not None and head.parent is not None else None
        if head is None or cell is None:
            return []
        drop = [node for node in [head.parent] if node is not None]
        heading = cell.first('p font[size="5"]')
        if heading is not None:
            drop.append(heading)
        byline = cell.first("p > font > i:has(a)")
        raw, _ = cell.raw_text(drop=drop)
        return [review(Passage(text=tidy(raw)[0]), byline, heading.text if heading is not None else None, page.url)]
