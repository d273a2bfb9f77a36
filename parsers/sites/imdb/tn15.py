"""Film pages of 2007 to October 2010, and `/combined`, which kept their markup until 2017."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, ClassVar

from filmdig.parsers.layouts.cuts import Passage, cut_list, still_open, without_marker
from filmdig.parsers.layouts.fields import attr, text, texts, this_text
from filmdig.parsers.layouts.layout import Mark
from filmdig.parsers.layouts.rows import Rows
from filmdig.parsers.layouts.values import date, integer, runtime, tidy
from filmdig.parsers.page.document import Page
from filmdig.parsers.page.node import Node
from filmdig.parsers.record.page_record import (
    Certificate,
    Company,
    CrewMember,
    PartOfSeries,
    Person,
    Rating,
    Related,
    Release,
    Review,
    ReviewTotals,
)
from filmdig.parsers.sites.imdb.common import PERSON
from filmdig.parsers.sites.imdb.credits import crew_of, crew_of_row, job_of, people_in_section, people_with_jobs
from filmdig.parsers.sites.imdb.plots import spoiler_warning
from filmdig.parsers.sites.imdb.printed import (
    alternate_title,
    bare_title,
    certificates,
    companies_in,
    helpful,
    items,
    other_titles,
    printed_release,
    rating_out_of_ten,
    unrated_by_users,
    users_rating,
    without_none,
)
from filmdig.parsers.sites.imdb.tn15_head import Tn15Head, cast_of_table, crew_tables, paragraphs

_VALUE = this_text(drop="h5, .tn15more").less(r"(?<![»|\s])[»|\s]++$")
_LINKS = texts("a:not(.tn15more)")
_COUNTER = re.compile(r"/rg/(?:(?!/rg/).)*?(?=/title/)")
_MORE = re.compile(r"\(?(?:see )?more\b", re.IGNORECASE)
_WRITERS = ("Writers (WGA)", "Writers ( WGA )", "Writers", "Writer", "Writer (WGA)", "Writing credits")
_CREATORS = ("Creators", "Creator")
_ROLES: tuple[tuple[str, Any], ...] = (("Production", "production"), ("Distributors", "distribution"))


def _more(node: Node | None) -> str | None:
    """Return the address of the "more" at the end of a value."""
    links = node.all("a") if node is not None else []
    return next((link.attr("href") or "" for link in reversed(links) if _MORE.match(link.text)), None)


class Tn15(Tn15Head):
    """2007 to October 2010; `/combined` until 2017. ISO-8859-1, with numeric entities for other characters.

    A label is an `h5` in `div.info`; from December 2009 on its value has an element of its own. In 2007 directors and
    writers have headings of their own, and values are separated by " / ", later by " | ".
    """

    name = "tn15"
    years = "2007-2017"
    marks = ("#tn15title h1", "#tn15content div.info > h5")
    refuses = ("#tn15title h1 small", PERSON)
    announced: ClassVar[dict[str, tuple[Mark, ...]]] = {
        "ratings": ("div#tn15rating",),
        "reviews": ("div.comment",),
        "related": ("table.recs",),
        "keywords": ("#tn15plotkeywords",),
        "crew": ('h5 > a.glossary[name="miscellaneous"]', 'h5 > a.glossary[name="cinematographers"]'),
    }
    usual = ("title", "year", "directors", "cast", "genres", "runtime_minutes", "countries", "languages")

    _rows = Rows("div.info > h5", around=True)

    tagline = _rows.read("Tagline", _VALUE)
    genres = _rows.read("Genre", _LINKS)
    countries = _rows.read("Country", _LINKS)
    languages = _rows.read("Language", _LINKS).to(without_none)
    runtime_minutes = _rows.read("Runtime", _VALUE).to(runtime)
    awards = _rows.read("Awards", _VALUE).to(lambda found: [found])
    _mpaa = _rows.read("MPAA", _VALUE)
    _released = _rows.read("Release Date", _VALUE)
    _aired = _rows.read("Original Air Date", _VALUE)

    def _listed(self, page: Page, read: Callable[[Node], list[Any] | None], *labels: str, least: int = 1) -> Any:
        """Return a row's list, cut where "more" follows at least `least` members."""
        row = self._rows.node(*labels)(page)
        if row is None:
            return []
        found, more = read(row) or [], _more(row)
        return cut_list(found, more is not None and len(found) >= least, url=more or None)

    def directors(self, page: Page) -> Any:
        """Return the crew table of `/combined`, else the header's row, which may be cut ("more")."""
        tables = people_in_section(crew_tables(page), "directors")
        return tables or self._listed(page, people_with_jobs, "Director", "Directors") or people_below(page, "Directed by")

    def writers(self, page: Page) -> Any:
        """Return the crew table of `/combined`, else the header's row, which may name only the first two."""
        tables = people_in_section(crew_tables(page), "writers")
        row = self._rows.node(*_WRITERS)(page)
        if tables:
            # In a series' table there is a number of episodes where the row has "created by".
            jobs = {person.name: person.job for person in (people_with_jobs(row) if row is not None else ())}
            for person in tables:
                person.job = person.job or jobs.get(person.name)
            return tables
        return self._listed(page, people_with_jobs, *_WRITERS) or people_below(page, "Writing credits")

    def producers(self, page: Page) -> list[Person]:
        """Return the producers of all kinds (executive, associate ...), who are only on `/combined`."""
        return people_in_section(crew_tables(page), "producers")

    def crew(self, page: Page) -> list[CrewMember]:
        """Return a series' creators, and on `/combined` everybody in the other tables."""
        creators = [crew_of_row(row, label) for label in _CREATORS if (row := self._rows.node(label)(page)) is not None]
        return [*(member for row in creators for member in row), *crew_of(crew_tables(page))]

    def cast(self, page: Page) -> Any:
        """Return the cast overview, or on `/combined` the whole cast."""
        return cast_of_table(page)

    def synopsis(self, page: Page) -> Passage | None:
        """Return the plot outline: whole where the link is "full summary", cut where dots and "more" follow."""
        row = self._rows.node("Plot", "Plot Outline")(page)
        if row is None:
            return None
        raw, _ = row.raw_text(drop=row.all("h5, a.tn15more, a[href*=trailers]"))
        found = re.sub(r"(?<![»|\s\xa0])[»|\s\xa0]++$", "", tidy(raw)[0].replace("\xa0", " "))
        link = row.first("a.tn15more")
        if found.endswith("...") and link is not None and _MORE.match(link.text):
            return still_open(without_marker(found), link.attr("href"))
        return Passage(text=found) if found else None

    def keywords(self, page: Page) -> Any:
        """Return the first five plot keywords."""
        return self._listed(page, texts('a[href*="/keyword/"]'), "Plot Keywords", least=2)

    def filming_locations(self, page: Page) -> Any:
        """Return the first of the locations."""
        return self._listed(page, texts('a[href*="ocations"]:not(.tn15more)'), "Filming Locations", least=2)

    def alternate_titles(self, page: Page) -> Any:
        """Return the titles: ``Title (Country) (note)``, from 2010 on ``"Title" - Country (note)``."""
        return self._listed(
            page,
            lambda row: other_titles(map(alternate_title, items(row, "h5, .tn15more", r"\n")), self.title(page)),
            "Also Known As",
            least=2,
        )

    def certificates(self, page: Page) -> list[Certificate]:
        """Return the MPAA's certificate with its reason, then every country's."""
        listed = self._rows.node("Certification")(page)
        american = self._mpaa(page)
        return certificates(
            [*([american] if american else []), *(items(listed, "h5, .tn15more", r"\|| / |\n") if listed is not None else [])]
        )

    def releases(self, page: Page) -> list[Release]:
        """Return the release in the reader's country, or an episode's first broadcast."""
        shown, aired = self._released(page), self._aired(page)
        return printed_release(shown) if shown else printed_release(aired, "television") if aired else []

    def companies(self, page: Page) -> Any:
        """Return the companies in the lists of `/combined`, else the one in the details."""
        lists = [heading for heading in page.all("#tn15content b.blackcatheader") if heading.next is not None]
        found: list[Company] = []
        for heading in lists:
            words = heading.text
            role = next((role for start, role in _ROLES if words.startswith(start)), None)
            if role or "Compan" in words or "Effects" in words:
                found += companies_in(heading.next, role) if heading.next is not None else []
        return found or self._listed(page, companies_in, "Company", least=2)

    def season_count(self, page: Page) -> int | None:
        """Return the last of the seasons that a series' row links."""
        row = self._rows.node("Seasons", "Season")(page) if self.kind_of(page) == "series" else None
        numbers = [integer(link.text) for link in row.all("a")] if row is not None else []
        return max((number for number in numbers if number is not None), default=None)

    def series(self, page: Page) -> PartOfSeries | None:
        """Return an episode's series, which has its own row, and the episode's numbers, which follow the date."""
        row = self._rows.node("TV Series")(page)
        link = row.first("a") if row is not None else None
        if link is None:
            return None
        numbers = re.search(r"\(Season (\d+), Episode (\d+)\)", self._aired(page) or self._released(page) or "")
        return PartOfSeries(
            title=bare_title(re.sub(r"(?<!\s)\s*+\(\d{4}[^()]*+\)$", "", link.text)),
            url=link.attr("href"),
            season=integer(numbers[1]) if numbers else None,
            episode=integer(numbers[2]) if numbers else None,
        )

    def ratings(self, page: Page) -> list[Rating]:
        """Return the users' mean, null where it is "(awaiting 5 votes)". The reader's own vote is in `.personal`."""
        box = page.first("div#tn15rating")
        if box is None:
            return []
        words = box.text_without(".personal")
        value = re.search(r"(?<!\d)(\d++(?:\.\d++)?)/10", words)
        votes = re.search(r"(?<![\d,])([\d,]++) votes", words)
        if value is None:
            return unrated_by_users(words)
        return users_rating(value[1], votes[1] if votes else None, value[0])

    def review_totals(self, page: Page) -> ReviewTotals:
        """Return the total, printed from December 2009 on: "more (81 total)"."""
        row = self._rows.node("User Reviews", "User Comments")(page)
        match = re.search(r"\(([\d,]+) total\)", row.text) if row is not None else None
        return ReviewTotals(audience=integer(match[1]) if match else None)

    def reviews(self, page: Page) -> list[Review]:
        """Return the one comment at the end of the page, whole; its date is bare text after its title."""
        comment = page.first("div.comment")
        headline = comment.first("b") if comment is not None else None
        if comment is None or headline is None or comment.first("p") is None:
            return []
        author = comment.first('.small a[href*="/user/"]')
        return [
            Review(
                by="audience",
                author=author.text if author is not None else None,
                author_url=author.attr("href") if author is not None else None,
                date=date(headline.tail, "dmy"),
                title=headline.text or None,
                rating=attr('img[alt$="/10"]', "alt").to(rating_out_of_ten)(comment),
                text=paragraphs(comment.all("p")),  # type: ignore[arg-type]
                spoiler=spoiler_warning(comment),
                helpful=helpful(text(".small")(comment)),
            )
        ]

    def related(self, page: Page) -> Any:
        """Return the recommended titles, without years; links lead through a click counter (`/rg/tt-recs/link/title/…`)."""
        table = page.first("table.recs")
        links = page.all('a[href$="/recommendations"]')
        more = next((link.attr("href") for link in links if link.text.startswith("Show more")), None)
        found = [
            Related(title=title, url=_COUNTER.sub("", link.attr("href") or "") or None)
            for link in (table.all('td > a[href*="/title/"]') if table is not None else ())
            if (title := link.text) and link.first("img") is None
        ]
        return cut_list(found, bool(found) and more, url=more)


def people_below(page: Page, heading: str) -> list[Person]:
    """Return the people linked between a heading and the next one (2007)."""
    start = next((node for node in page.all("#tn15content h5") if node.text.startswith(heading)), None)
    found: dict[str, Person] = {}
    node = start.next if start is not None else None
    while node is not None and node.tag in ("a", "br"):
        if "/name/" in (node.attr("href") or "") and node.text:
            found.setdefault(node.text, Person(name=node.text, url=node.attr("href"), job=job_of(node.tail)))
        node = node.next
    return list(found.values())
