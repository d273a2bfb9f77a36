"""Flixster's pages as crawlers' plain text."""

from __future__ import annotations

import re
from typing import Any

from filmdig.parsers.layouts.certificates import american_certificate
from filmdig.parsers.layouts.cuts import Passage, complete_from_slug, cut_list, rendered, split_credit, still_open
from filmdig.parsers.layouts.fields import made, named, together
from filmdig.parsers.layouts.releases import release
from filmdig.parsers.layouts.textual import items, line, paragraphs, section
from filmdig.parsers.layouts.values import date, integer, percent, runtime, split_names, title_and_year
from filmdig.parsers.page.document import Page
from filmdig.parsers.record.page_record import CastMember, Rating, Related, Review, ReviewTotals
from filmdig.parsers.sites.flixster.base import IN_CINEMAS, Flixster, external_ids, slug

_SEE_MORE = re.compile(r"(?<!\s)\s*+\.\.\.\s*+see\s++more(?:\s++see\s++more\.\.\.)?\s*+,?")
# The words of the link, then the alternative text of its image: "Wor... read more read more...ld War".
_READ_MORE = re.compile(r"\.\.\.\s?read\s+more(?:\s+read more\.\.\.)?")
_MORE = line(r"(More Movies like .*)")
_HEAD = r"Get movie widget Recommend it Add to Favorites"
# The server cut a review near its 280th character; elsewhere in a review the same words are its author's.
_CUT_NEAR = range(240, 300)


class Community(Flixster):
    """The layout of 2011 as resiliparse renders it to text (`extract_plain_text`), as crawled until September 2014.

    A hidden remainder comes right after its marker. A rendering of the main content only has no title, no authors' names and
    no hidden text: then a cut remains open.
    """

    name = "community"
    years = "2011-2014"
    rendition = "text"
    marks = (rf"^{_HEAD}\s*$", r"^\d+% liked it\s*$|^Flixster Reviews \([\d,]+\)\s*$")
    usual = ("title", "directors", "cast", "synopsis", "ratings", "runtime_minutes", "releases")
    year_from_release = True

    external_ids = external_ids()
    year = line(r"\A(.+ \(\d{4}\))").to(lambda printed: title_and_year(printed)[1])
    directors = line(r"Directed by:\s*(.+)").to(split_names).to(named)
    certificates = (
        line(r"\A((?:[A-Z][\w-]*+|Not Rated)), \d+ (?:hr|min)\..*")
        .or_(line(r"((?:NC-17|PG-13|PG|G|R|Unrated|NR))"))
        .to(american_certificate)
    )
    runtime_minutes = line(r"\A(?:[\w -]++, )?(\d+ (?:hr|min)\..*)").to(runtime)
    releases = together(
        line(r"Release Date:\s*(.+)").to(IN_CINEMAS),
        line(r"DVD Release Date:\s*(.+)").to(release("home_video")),
    )

    def title(self, page: Page) -> Passage | None:
        """Return the line above the header; a rendering of the main content has "Zerkalo (The Mirr... : Watch Free on TV"."""
        before: list[str] = []
        for text in page.lines:
            if text.strip() == _HEAD:
                break
            before.append(text.strip())
        for text in reversed(before):
            title, year = title_and_year(text)
            if title and year:
                return Passage(text=title)
        printed = line(r"(.+?) : Watch Free on TV")(page)
        if printed is None:
            return None
        if not printed.endswith(("...", "…")):
            return Passage(text=printed)
        address = slug(page)
        return complete_from_slug(printed, address) if address else still_open(re.sub(r"(?<!\s)\s*+(?:\.{3}|…)$", "", printed))

    def _head(self, page: Page) -> list[str]:
        """Return the two paragraphs below the header, cast and synopsis, each on one line; either may be missing."""
        return [
            " ".join(run)
            for run in paragraphs(section(page, _HEAD, r"Flixster Users", r"Critics", r"\d+% liked it", r"Directed by:.*"))
        ]

    def cast(self, page: Page) -> list[CastMember]:
        """Return the header's list: names and commas. A paragraph with sentences is the synopsis."""
        for text in self._head(page)[:1]:
            names = _SEE_MORE.sub(",", text)
            if not re.search(r"[.!?]\s+[A-Z]\w+ \w+ |~", names):
                return [CastMember(name=name) for name in split_names(names)]
        return []

    def synopsis(self, page: Page) -> Passage | None:
        """Return the paragraph after the cast."""
        texts = self._head(page)
        found = texts[1:2] if self.cast(page) else texts[:1]
        return split_credit(rendered(found[0], _READ_MORE)) if found else None

    def ratings(self, page: Page) -> list[Rating]:
        """Return the scores of two boxes: a percentage, then a number, which names the critics if their heading is lost."""
        found = []
        lines = [text.strip() for text in page.lines if text.strip()]
        for before, printed, after in zip(["", *lines], lines, [*lines[1:], ""], strict=False):
            if re.fullmatch(r"\d+% liked it", printed):
                critics = after.endswith(" critics") or before == "Critics"
                counted = re.fullmatch(r"[\d,]+ (?:ratings|critics)", after)
                found.append(
                    Rating(
                        by="critics" if critics else "audience",
                        name=before if before in ("Flixster Users", "Critics") else None,
                        measure="percent_positive",
                        value=percent(printed),
                        best=100,
                        worst=0,
                        rating_count=integer(after) if counted else None,
                        printed=printed,
                    )
                )
        return found

    def review_totals(self, page: Page) -> ReviewTotals:
        """Return the number of members' reviews; the page does not state that of the critics'."""
        return ReviewTotals(
            audience=line(r"Flixster Reviews \(([\d,]+)\)").or_(line(r"Stats:\s*([\d,]+) reviews")).to(integer)(page)
        )

    def reviews(self, page: Page) -> list[Review]:
        """Return the members' reviews, a bullet each, then the critics', a heading and a quote each."""
        return self._members(page) + self._critics(page)

    def _members(self, page: Page) -> list[Review]:
        found = []
        listed = items(section(page, r"Flixster Reviews(?: \([\d,]+\))?", r"Critic Reviews", r"More Like This"))
        # In 2011 each review has its author below its date; in 2014 the text has no authors.
        named = bool(listed) and all(len(lines) > 2 and date(lines[0]) and _MEMBER_NAME.fullmatch(lines[1]) for lines in listed)
        for lines in listed:
            dated = next((i for i, text in enumerate(lines[:2]) if date(text) and len(text) < 30), None)
            author = lines[0] if dated == 1 else None
            body = lines[dated + 1 :] if dated is not None else lines
            if named:
                author, body = body[0], body[1:]
            if author and body and body[0] == author:
                body = body[1:]
            text = "\n".join(body).strip().removesuffix("Share This Review").rstrip()
            marker = next((m for m in _READ_MORE.finditer(text) if m.start() in _CUT_NEAR), None)
            found.append(
                made(
                    Review,
                    by="audience",
                    author=author,
                    date=date(lines[dated]) if dated is not None else None,
                    text=rendered(text, _READ_MORE if marker else _NEVER),
                )
            )
        return found

    def _critics(self, page: Page) -> list[Review]:
        found: list[Review] = []
        for run in paragraphs(section(page, r"Critic Reviews", r"Critic ratings and reviews powered by.*", r"More Like This")):
            when = date(run[1]) if len(run) == 3 and len(run[1]) < 30 else None
            if when and run[2].startswith(run[0]):
                publication = run[2].removeprefix(run[0]).strip(" ,")
                found.append(Review(by="critics", author=run[0], publication=publication or None, date=when))
            elif found and found[-1].text is None:
                found[-1].text = re.sub(r"(?<!\s)\s*+Full Review$", "", " ".join(run)) or None
        return found

    def related(self, page: Page) -> Any:
        """Return the films: "Title (100%)", below the picture's alternative text, which is only the title."""
        found = []
        more = _MORE(page) is not None
        for lines in items(section(page, r"More Like This", r"Facts", r"More Movies like .*")):
            match = re.fullmatch(r"(.+?) \((\d+)%\)", next((text for text in reversed(lines) if text), ""))
            if match:
                found.append(Related(title=match[1], score=integer(match[2])))
        return cut_list(found, bool(found) and more)


_MEMBER_NAME = re.compile(r"[^\s.!?][^.!?]{0,40}")
_NEVER = re.compile(r"(?!)")
