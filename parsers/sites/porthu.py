"""PORT.hu, film pages of 2008 to 2011, in Hungarian. Two of three were wrongly decoded as Latin-1: they have "õ" for "ő"."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from filmdig.parsers.layouts.fields import Derived, Reader, attr, constant, each, ids, passage, text
from filmdig.parsers.layouts.layout import Layout
from filmdig.parsers.layouts.values import date, decimal, integer
from filmdig.parsers.page.document import Page
from filmdig.parsers.page.node import Node
from filmdig.parsers.page.plain_text import one_line
from filmdig.parsers.record.page_record import (
    CastMember,
    Certificate,
    Company,
    CrewMember,
    Person,
    Rating,
    Related,
    Release,
    Review,
)

FACTS = re.compile(
    r"(?:színes|fekete-fehér|fekete-fehér-színes)[,\s]+(?:(?:magyarul beszél[őõ]|feliratos|szinkronizált|magyar)[,\s]+)*"
    r"(?P<country>[\w-]+)\s+(?P<genre>[^,]+?)(?:,|$)"
)


NOT_CREW = ("rendez", "forgatókönyvíró", "producer", "szerepl", "Bemutató", "Ajánlók", "Linkek", "A film")


def _link(page: Page, words: str) -> str | None:
    """Return the address of the link with these words."""
    link = next((node for node in page.all("span.txt a") if node.text == words), None)
    return link.attr("href") if link is not None else None


def _names(page: Page) -> list[str]:
    """Return the names in "(Terkel i knibe/Terkel in Trouble)": the original title, then others."""
    heading = page.first("h2.txt") or page.first("center > span.txt")
    printed = heading.own_text if heading is not None else ""
    inside = re.match(r"\((.+)\)", printed)
    return [part.strip() for part in inside[1].split("/")] if inside else []


def _bold(page: Page) -> list[tuple[str, Node]]:
    return page.memo("porthu.bold", lambda: [(node.text, node) for node in page.all("span.btxt")])


def _following(page: Page, start: str) -> Node | None:
    """Return the node after the label that starts with `start`."""
    return next((node.next for printed, node in _bold(page) if printed.startswith(start)), None)


def _facts(page: Page) -> str | None:
    """Return the sentence of facts."""
    sentences = (node.text for node in page.all("span.txt, span.btxt"))
    return next((one for one in sentences if len(one) < 200 and re.search(r"(?<!\d)\d++ perc\b", one)), None)


def _after(page: Page, start: str) -> list[Node]:
    """Return the links after a label, up to the end of the line."""
    found = []
    node = _following(page, start)
    while node is not None and node.matches("span.txt"):
        found += node.all("a")
        node = node.next
    return found


def _premiere(page: Page) -> str:
    following = _following(page, "Bemutató dátuma")
    return following.text if following is not None else ""


_sentence = Reader(lambda page: page.memo("porthu.facts", lambda: _facts(page)))


def _people(start: str) -> Reader[list[Person]]:
    """Return a reader of the people after a label."""
    return Reader(lambda page: [Person(name=link.text, url=link.attr("href")) for link in _after(page, start)])


class Film2008(Layout):
    """Film pages: labels in bold spans, names in plain spans after them, with no element around both.

    One sentence has colour, language, country, genre, runtime and year: "színes magyarul beszélő dán animációs film, 78 perc,
    2004". A role is in brackets after the name; "szinkronhang" is the Hungarian dubbing.
    """

    site = "porthu"
    imprint = r"PORT\.hu > Mozi|PORT-network\.com"
    hosts = ("port.hu",)
    left_out: ClassVar = {
        'td:has(> table a[href*="forum.port.hu"])': "posts of the forum",
        "#remove_bell": "a button",
        "#add_bell": "a button",
        "#navigation": "breadcrumbs",
    }
    name = "film"
    years = "2008-2011"
    marks = (".blackbigtitle", "span.btxt", "div#vote_box")
    usual = ("title", "year", "directors", "cast", "synopsis", "runtime_minutes")

    title = text(".blackbigtitle")
    original_title = Reader(lambda page: next(iter(_names(page)), None))
    alternate_titles = Reader(lambda page: _names(page)[1:])
    year = _sentence.search(r"(\d{4})\s*$").to(int)
    runtime_minutes = _sentence.search(r"\b(\d{1,4}) perc\b").to(int)
    countries = _sentence.to(FACTS.search).to(lambda found: found["country"].split("-"))  # adjectives: "angol-amerikai" is two
    genres = _sentence.to(FACTS.search).to(lambda found: [found["genre"]])  # "animációs film"
    directors = _people("rendez")  # "rendező:", but the "ő" may be damaged
    writers = _people("forgatókönyvíró")  # not "író", the author of the book
    producers = _people("producer")
    companies = (
        Reader(_premiere)
        .search(r"Forgalmazó: ([^):]++)\)")
        .to(lambda name: [Company(name=name.strip(), role="distribution")])  # beside the premiere
    )
    synopsis = passage("td > div.separator + span.txt")
    external_ids = ids(
        imdb=Reader(lambda page: _link(page, "IMDb")).search(r"(?:i_param=|/tt)(\d{7,8})\b").to(lambda number: f"tt{number}"),
        porthu=attr('a[onclick*="i_object_id="]', "onclick").search(r"i_object_id=(\d+)"),
    )
    official_sites = Reader(lambda page: _link(page, "Hivatalos weboldal")).to(lambda url: [url])
    image_url = attr("img.object_picture[alt]:not([alt=''])", "src")
    page_language = constant("hu")

    def crew(self, page: Page) -> list[CrewMember]:
        """Return the names after other labels, including the author of the book ("író")."""
        found = []
        for printed, node in _bold(page):
            job = printed.rstrip(":")
            if printed.endswith(":") and not job.startswith(NOT_CREW) and node.next is not None and node.next.matches("span.txt"):
                found += [
                    CrewMember(name=link.text, job=job, url=link.attr("href"))
                    for link in _after(page, printed)
                    if "person" in (link.attr("href") or "") and link.text
                ]
        return found

    def awards(self, page: Page) -> list[str]:
        """Return one award a line: "Oscar-díj (2006) - Legjobb forgatókönyv jelölés: NAME"."""
        heading = next((node for node in page.all("span.txt strong") if node.text.startswith("Díjak")), None)
        cell = heading
        while cell is not None and cell.tag != "td":
            cell = cell.parent
        lines = cell.raw_text()[0].split("\n") if cell is not None else []
        return [award for award in map(one_line, lines) if re.match(r"[^()]{2,80}\(\d{4}\) - .", award)]

    def reviews(self, page: Page) -> list[Review]:
        """Return links to reviews on other sites: "Index, 2007.01.17.: TITLE"."""
        found = []
        node = _following(page, "Ajánlók és kritikák")
        while node is not None and node.matches("span.txt"):
            link, printed = node.first("a"), re.match(r"(.{1,60}?), (\d{4}\.\d\d\.\d\d)\.:", node.text)
            if link is not None and printed:
                found.append(
                    Review(
                        by="critics",
                        publication=printed[1],
                        date=date(printed[2], "ymd"),
                        title=link.text or None,
                        url=link.attr("href"),
                    )
                )
            node = node.next
        return found

    def cast(self, page: Page) -> list[CastMember]:
        """Return the cast: in 2008 links in a paragraph of their own, in 2011 each link in a span."""
        found = []
        paragraph = (node.next for node in page.all("p > b") if node.text.startswith("szerepl"))
        node = next(paragraph, None) or _following(page, "szerepl")
        while node is not None and (node.tag in ("br", "a") or node.matches("span.txt")):
            link = node if node.tag == "a" else node.first("a")
            if link is not None and (name := link.text):
                role = re.match(r"\((.+)\)", node.tail)
                found.append(CastMember(name=name, role=role[1] if role else None, url=link.attr("href")))
            node = node.next
        return found

    def certificates(self, page: Page) -> list[Certificate]:
        """Return the age limit "16 éven aluliak számára nem ajánlott": a sentence in 2008, an image's title in 2011."""
        sentences = [printed for printed, _ in _bold(page)] + [attr('img[title*="éven aluli"]', "title")(page) or ""]
        for printed in sentences:
            if found := re.match(r"(\d+) éven aluli", printed):
                return [Certificate(rating=found[1], printed=printed)]
        return []

    def releases(self, page: Page) -> list[Release]:
        """Return the premiere: "2006. december 7. (Forgalmazó: Budapest Film)"."""
        when = date(_premiere(page), "ymd", ("hu",))
        hungary: Any = Derived("Magyarország")
        return [Release(kind="theatrical", date=when, region=hungary)] if when else []

    def ratings(self, page: Page) -> list[Rating]:
        """Return the rating "A film értékelése: 7.8/10 (9 szavazat)"; the box is empty where it was loaded later."""
        printed = text("#vote_box span.btxt").search(r"(?<![\d.,])[\d.,]++/10")(page)
        value = decimal((printed or "").partition("/")[0])
        if value is None:
            return []
        votes = text("#vote_box span.rtxt").to(integer)(page)
        return [Rating(by="audience", measure="mean", value=value, best=10, worst=1, rating_count=votes, printed=printed)]


class Search2008(Layout):
    """Search results: films by title ("alkotó" searches for people)."""

    site = "porthu"
    hosts = Film2008.hosts
    name = "search"
    years = "2008"
    kind = "list"
    marks = ('form[action*="cinema.film_creator"] input[name=i_text]', 'span.btxt > a[href*="films.film_page"]')
    refuses = (".blackbigtitle",)
    usual = ("related",)

    related = each(
        'span.btxt:has(> a[href*="films.film_page"])',
        Related,
        title=text("a"),
        url=attr("a", "href"),
        year=Reader(lambda found: found.next.text if found.next is not None else None).search(r", (\d{4})\)$").to(int),
    )
    page_language = constant("hu")
