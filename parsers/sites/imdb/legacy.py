"""Film pages until 2006, before `#tn15`."""

from __future__ import annotations

import re
from typing import Any

from filmdig.parsers.layouts.cuts import Passage, cut_list
from filmdig.parsers.layouts.fields import Reader, attr, text
from filmdig.parsers.layouts.values import date, runtime, year
from filmdig.parsers.page.document import Page
from filmdig.parsers.page.node import Node
from filmdig.parsers.page.plain_text import one_line
from filmdig.parsers.record.page_record import AlternateTitle, CastMember, Certificate, Person, Rating, Related, Release, Review
from filmdig.parsers.sites.imdb.common import ImdbFilm, server_time
from filmdig.parsers.sites.imdb.credits import job_of, linked_people
from filmdig.parsers.sites.imdb.left_out import LEGACY
from filmdig.parsers.sites.imdb.plots import spoiler_warning
from filmdig.parsers.sites.imdb.printed import (
    alternate_title,
    bare_title,
    certificates,
    helpful,
    other_titles,
    printed_release,
    rating_out_of_ten,
    unrated_by_users,
    users_rating,
    without_none,
)
from filmdig.parsers.sites.imdb.tn15_head import paragraphs, table_around


class Legacy(ImdbFilm):
    """Pages seen in 2005, in ISO-8859-1. Labels are `b.ch`; a value is the text between two of them, up to "(more)".

    The plot outline is complete: its "(more)" links a different text. Cast rows have three cells without classes. The
    comment has no stars.
    """

    name = "legacy"
    years = "2002-2006"
    marks = ("h1 strong.title", "b.ch")
    left_out = LEGACY
    usual = ("title", "year", "directors", "cast", "genres", "runtime_minutes", "countries", "languages")

    page_captured_at = Reader(server_time)
    title = text("h1 strong.title").less(r"(?<!\s)\s*+\(\d{4}.*").to(bare_title)
    year = text("h1 strong.title small").to(year)
    image_url = attr('a[name="poster"] img[src^="http"]', "src")

    def texts_left_out(self, page: Page) -> list[str]:
        """Return trivia, goofs and quotes: bare text in the cell that has the plot, each up to the next label."""
        return [_up_to_label(label) for label in page.all("b.ch") if label.text in ("Trivia:", "Goofs:", "Quotes:")]

    def _values(self, page: Page) -> dict[str, tuple[str, list[Node]]]:
        return page.memo(
            Legacy, lambda: {label.text.rstrip(": "): _value_after(label) for label in page.all("b.ch, b.blackcatheader")}
        )

    def _text(self, page: Page, label: str) -> str | None:
        return self._values(page).get(label, ("", []))[0] or None

    def _links(self, page: Page, label: str) -> list[str]:
        return [node.text for node in self._values(page).get(label, ("", []))[1]]

    def directors(self, page: Page) -> list[Person]:
        """Return the people linked after the heading."""
        return _people(self._values(page).get("Directed by"))

    def writers(self, page: Page) -> list[Person]:
        """Return the people linked after the heading, each once."""
        return _people(self._values(page).get("Writing credits"))

    def cast(self, page: Page) -> Any:
        """Return the rows of name, dots and role, in the table whose heading names the cast, as an overview or as complete."""
        heading = next((node for node in page.all("b.blackcatheader") if "cast" in node.text.lower()), None)
        table = table_around(heading)
        found = []
        for row in table.all("tr") if table is not None else ():
            cells = row.all("td")
            people = linked_people(cells[0]) if len(cells) == 3 else None
            if people:
                found.append(CastMember(name=people[0].name, role=cells[2].text or None, url=people[0].url))
        more = table.first('a[href*="fullcredits"]') if table is not None else None
        overview = heading is not None and "overview" in heading.text
        return cut_list(found, overview or more is not None, url=more.attr("href") if more is not None else None)

    def synopsis(self, page: Page) -> Passage | None:
        """Return the plot outline."""
        found = self._text(page, "Plot Outline") or self._text(page, "Plot Summary")
        return Passage(text=found) if found else None

    def tagline(self, page: Page) -> str | None:
        """Return the first tagline."""
        return self._text(page, "Tagline")

    def genres(self, page: Page) -> list[str]:
        """Return the genres, each a link."""
        return self._links(page, "Genre")

    def countries(self, page: Page) -> list[str]:
        """Return the countries, each a link."""
        return self._links(page, "Country")

    def languages(self, page: Page) -> list[str]:
        """Return the languages, each a link."""
        return without_none(self._links(page, "Language"))

    def runtime_minutes(self, page: Page) -> int | None:
        """Return the first of several running times."""
        return runtime(self._text(page, "Runtime"))

    def related(self, page: Page) -> Any:
        """Return the recommended films, each a paragraph, up to the link to the rest: "Show more recommendations"."""
        heading = page.first('p:has(> b.ch > a[name="recs"])')
        block = heading.next if heading is not None else None
        found, more = [], None
        for link in block.all("p > a") if block is not None else ():
            address = link.attr("href") or ""
            if re.search(r"/title/tt\d+/$", address):
                found.append(Related(title=link.text, url=address, year=year(link.tail)))
            elif address.endswith("/recommendations"):
                more = address.rpartition("/rg/title-tease/recommendations")[2]
        return cut_list(found, bool(found) and more, url=more)

    def awards(self, page: Page) -> list[str]:
        """Return the one line that sums up the awards."""
        found = self._text(page, "Awards")
        return [found] if found else []

    def alternate_titles(self, page: Page) -> list[AlternateTitle]:
        """Return one title per line."""
        label = next((node for node in page.all("b.ch") if node.text.startswith("Also Known As")), None)
        return other_titles(map(alternate_title, _lines_after(label)), self.title(page)) if label is not None else []

    def certificates(self, page: Page) -> list[Certificate]:
        """Return the MPAA's certificate with its reason, then every country's."""
        american, listed = self._text(page, "MPAA"), self._text(page, "Certification")
        return certificates([*([american] if american else []), *re.split(r" / ", listed or "")])

    def releases(self, page: Page) -> list[Release]:
        """Return a release date, where one is printed."""
        found = self._text(page, "Release Date")
        return printed_release(found) if found else []

    def ratings(self, page: Page) -> list[Rating]:
        """Return the users' mean and their number; the mean is null where it is "(awaiting 5 votes)"."""
        words = self._text(page, "User Rating") or ""
        match = re.search(r"(?<!\d)(\d++(?:\.\d)?)/10(?:\s*+\(([\d,]++) votes\))?", words)
        return users_rating(match[1], match[2], f"{match[1]}/10") if match else unrated_by_users(words)

    def reviews(self, page: Page) -> list[Review]:
        """Return the comment after the anchor: a paragraph with title, date and author, then the text."""
        anchor = page.first('a[name="comment"]')
        head = _comment_head(anchor)
        if head is None:
            return []
        body, node = [], head.next
        while node is not None and node.tag == "p":
            body.append(node)
            node = node.next
        author = head.first('a[href*="/user/"], a[href*="comments"]')
        found = paragraphs(body[:1])
        if found is None:
            return []
        return [
            Review(
                by="audience",
                author=author.text if author is not None else None,
                author_url=author.attr("href") if author is not None else None,
                date=date(text("small")(head), "dmy"),
                title=text("b")(head),
                rating=rating_out_of_ten(attr("img", "alt")(head)),
                text=found,  # type: ignore[arg-type]
                spoiler=spoiler_warning(head),
                helpful=helpful(head.text),
            )
        ]


def _comment_head(anchor: Node | None) -> Node | None:
    node = anchor
    while node is not None:
        following = node.next
        while following is not None:
            if following.tag == "p" and following.first("b") is not None and following.first("small") is not None:
                return following
            following = following.next
        node = node.parent
        if node is not None and node.tag == "body":
            return None
    return None


def _value_after(label: Node) -> tuple[str, list[Node]]:
    """Return the text and links between a label and the next one or a line break, without "(more)"."""
    words: list[str] = [label.tail]
    links: list[Node] = []
    node = label.next
    while node is not None and not (node.tag == "b" and node.classes):
        if node.tag == "br" and (links or "".join(words).strip()) and label.matches(".ch"):
            break
        link = node.text if node.tag == "a" else ""
        if link and not link.startswith("("):
            links.append(node)
        if not link.startswith("("):
            words.append(node.text)
        words.append(node.tail)
        node = node.next
    return one_line(" ".join(word for word in words if word)), links


def _up_to_label(label: Node) -> str:
    words, node = [label.tail], label.next
    while node is not None and not node.matches("b.ch"):
        words += [node.text, node.tail]
        node = node.next
    return one_line(" ".join(words))


def _lines_after(label: Node) -> list[str]:
    lines, node = [], label.next
    while node is not None and node.tag in ("br", "a", "i", "em"):
        if node.tag == "br" and node.tail:
            lines.append(node.tail)
        node = node.next
    return lines


def _people(found: tuple[str, list[Node]] | None) -> list[Person]:
    named: dict[str, Person] = {}
    for link in found[1] if found else ():
        if "/name/" in (link.attr("href") or ""):
            named.setdefault(link.text, Person(name=link.text, url=link.attr("href"), job=job_of(link.tail)))
    return list(named.values())
