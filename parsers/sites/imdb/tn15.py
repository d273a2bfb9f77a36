"""Film pages of 2007 to October 2010, and `/combined`, which kept their markup until 2017."""

from __future__ import annotations

import re

from filmdig.parsers.layouts.cuts import Passage, still_open, without_marker
from filmdig.parsers.layouts.fields import Reader, attr, text, texts, this_text
from filmdig.parsers.layouts.rows import Rows
from filmdig.parsers.layouts.values import date, integer, runtime, tidy
from filmdig.parsers.page.document import Page
from filmdig.parsers.page.node import Node
from filmdig.parsers.page.plain_text import one_line
from filmdig.parsers.record.page_record import (
    CastMember,
    Certificate,
    Company,
    Kind,
    Person,
    Rating,
    Related,
    Release,
    Review,
    ReviewTotals,
)
from filmdig.parsers.sites.imdb.common import (
    PERSON,
    ImdbFilm,
    bare_title,
    cast_rows,
    certificates,
    companies_in,
    head_year,
    helpful,
    items,
    of_ten,
    people_in,
    poster,
    printed_release,
    server_time,
    spoiler_warning,
    spoken_ones,
    users,
)

_VALUE = this_text(drop="h5, .tn15more").less(r"[»|\s]+$")
_LINKS = texts("a:not(.tn15more)")
_COUNTER = re.compile(r"/rg/.*?(?=/title/)")
_MORE = re.compile(r"(?:see )?more\b", re.IGNORECASE)


class Tn15Head(ImdbFilm):
    """The heading that film pages and sub-pages share: title, year, and for an episode its own title in `em`."""

    page_captured_at = Reader(server_time)
    original_title = text("#tn15title span.title-extra").search(r"(.*?)\s*\(original title\)").to(bare_title)

    def title(self, page: Page) -> str | None:
        """The heading, which sub-pages link; an episode's own title, which stands behind its series'."""
        episode = text("#tn15title h1 em", "#tn15title h1 a.main")(page)
        heading = page.first("#tn15title h1")
        found = episode or (heading.own_text if heading is not None else None)
        return bare_title(found) if found else None

    def year(self, page: Page) -> int | None:
        """The year behind the heading; the 2017 reviews page has none."""
        return text("#tn15title h1 > span").search(r"\((\d{4})\b").to(int)(page) or head_year(page)

    def kind_of(self, page: Page) -> Kind:
        """Series and episodes have their titles in quotation marks."""
        heading = page.first("#tn15title h1")
        words = heading.own_text if heading is not None else ""
        named = words or text("#tn15title h1 a.main")(page) or ""
        return "series" if re.match(r'\s*".+"', named) else super().kind_of(page)

    def image_url(self, page: Page) -> str | None:
        """The poster at the left."""
        return poster(page, 'a[name="poster"] img')


class Tn15(Tn15Head):
    """2007 to October 2010; `/combined` to 2017. ISO-8859-1, other letters as numeric entities.

    A label is an `h5` in `div.info`; from December 2009 its value has an element of its own. In 2007 directors and
    writers stand under headings of their own, and values are separated by " / ", later by " | ".
    """

    name = "tn15"
    years = "2007-2017"
    marks = ("#tn15title h1", "#tn15content div.info > h5")
    refuses = ("#tn15title h1 small", PERSON)
    usual = ("title", "year", "directors", "cast", "genres", "runtime_minutes", "countries", "languages")

    _rows = Rows("div.info > h5", around=True)

    tagline = _rows.read("Tagline", _VALUE)
    genres = _rows.read("Genre", _LINKS)
    countries = _rows.read("Country", _LINKS)
    languages = _rows.read("Language", _LINKS).to(spoken_ones)
    runtime_minutes = _rows.read("Runtime", _VALUE).to(runtime)
    _mpaa = _rows.read("MPAA", _VALUE)
    _released = _rows.read("Release Date", _VALUE)
    _aired = _rows.read("Original Air Date", _VALUE)

    def directors(self, page: Page) -> list[Person]:
        """The head's row; where it breaks off ("more"), the crew table of `/combined`."""
        row = self._rows.node("Director", "Directors")(page)
        if row is not None and row.first('a[href*="#directors"]') is None:
            return people_in(row)
        return crew(page, "directors") or (people_in(row) if row is not None else people_below(page, "Directed by"))

    def writers(self, page: Page) -> list[Person]:
        """The crew table of `/combined`, else the head's row, which may name only the first two."""
        row = self._rows.node("Writers (WGA)", "Writers ( WGA )", "Writers", "Writer", "Writer (WGA)", "Creators", "Creator")(
            page
        )
        return crew(page, "writers") or (people_in(row) if row is not None else people_below(page, "Writing credits"))

    def producers(self, page: Page) -> list[Person]:
        """Producers of every title, on `/combined` alone."""
        return crew(page, "producers")

    def cast(self, page: Page) -> list[CastMember]:
        """The cast overview, or on `/combined` the whole cast."""
        return cast_of_table(page)

    def synopsis(self, page: Page) -> Passage | None:
        """The plot's outline: whole where the link says "full summary", cut where dots and "more" follow."""
        row = self._rows.node("Plot", "Plot Outline")(page)
        if row is None:
            return None
        raw, _ = row.raw_text(drop=row.all("h5, a.tn15more, a[href*=trailers]"))
        found = re.sub(r"[»|\s\xa0]+$", "", tidy(raw)[0].replace("\xa0", " "))
        link = row.first("a.tn15more")
        if found.endswith("...") and link is not None and _MORE.match(link.text):
            return still_open(without_marker(found), link.attr("href"))
        return Passage(text=found) if found else None

    def alternate_titles(self, page: Page) -> list[str]:
        """``Title (Country) (note)``, from 2010 ``"Title" - Country (note)``."""
        row = self._rows.node("Also Known As")(page)
        return also_known(items(row, "h5, .tn15more", r"\n")) if row is not None else []

    def certificates(self, page: Page) -> list[Certificate]:
        """MPAA's with its reason, then every country's."""
        listed = self._rows.node("Certification")(page)
        american = self._mpaa(page)
        return certificates(
            [*([american] if american else []), *(items(listed, "h5, .tn15more", r"\|| / |\n") if listed is not None else [])]
        )

    def releases(self, page: Page) -> list[Release]:
        """The release in the reader's country; an episode's first broadcast."""
        shown, aired = self._released(page), self._aired(page)
        if shown:
            return printed_release(shown, "television" if self.kind_of(page) == "series" else "theatrical")
        return printed_release(aired, "television") if aired else []

    def companies(self, page: Page) -> list[Company]:
        """The lists of `/combined`, else the one company of the details."""
        listed = [
            Company(name=link.text, role="production" if heading.text.startswith("Production") else "distribution")
            for heading in page.all("b.blackcatheader")
            if heading.text in ("Production Companies", "Distributors") and heading.next is not None
            for link in heading.next.all('a[href*="/company/"]')
        ]
        row = self._rows.node("Company")(page)
        return listed or (companies_in(row) if row is not None else [])

    def ratings(self, page: Page) -> list[Rating]:
        """Users' mean; "(awaiting 5 votes)" is none. The reader's own vote stands in `.personal`."""
        box = page.first("div#tn15rating")
        if box is None:
            return []
        words = box.text_without(".personal")
        value = re.search(r"(\d+(?:\.\d+)?)/10", words)
        votes = re.search(r"([\d,]+) votes", words)
        return users(value[1] if value else None, votes[1] if votes else None, value[0] if value else None)

    def review_totals(self, page: Page) -> ReviewTotals:
        """From December 2009 on: "more (81 total)"."""
        row = self._rows.node("User Reviews", "User Comments")(page)
        match = re.search(r"\(([\d,]+) total\)", row.text) if row is not None else None
        return ReviewTotals(audience=integer(match[1]) if match else None)

    def reviews(self, page: Page) -> list[Review]:
        """The one comment at the page's end, whole; its date is bare text behind its title."""
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
                rating=attr('img[alt$="/10"]', "alt").to(of_ten)(comment),
                text=paragraphs(comment.all("p")),  # type: ignore[arg-type]
                spoiler=spoiler_warning(comment),
                helpful=helpful(text(".small")(comment)),
            )
        ]

    def related(self, page: Page) -> list[Related]:
        """Recommendations: titles alone, without years, linked through a counter of clicks (`/rg/tt-recs/link/title/…`)."""
        table = page.first("table.recs")
        return [
            Related(title=title, url=_COUNTER.sub("", link.attr("href") or "") or None)
            for link in (table.all('td > a[href*="/title/"]') if table is not None else ())
            if (title := link.text) and link.first("img") is None
        ]


def paragraphs(nodes: list[Node]) -> Passage | None:
    """A comment's text, which stands in paragraphs of its own, less warnings and questions to the reader."""
    pieces = [tidy(node.raw_text()[0])[0] for node in nodes]
    kept = [p for p in pieces if p and not re.match(r"\*\*\* This (?:review|comment) may contain spoilers|Was the above", p)]
    return Passage(text="\n\n".join(kept)) if kept else None


def crew(page: Page, section: str) -> list[Person]:
    """The people of a crew table, which its heading's anchor names; a writer of story and screenplay once."""
    node = page.first(f'h5 > a.glossary[name="{section}"]')
    while node is not None and node.tag != "table":
        node = node.parent
    return people_in(node) if node is not None else []


def people_below(page: Page, heading: str) -> list[Person]:
    """The people linked between a heading and the next (2007)."""
    start = next((node for node in page.all("#tn15content h5") if node.text.startswith(heading)), None)
    found: dict[str, Person] = {}
    node = start.next if start is not None else None
    while node is not None and node.tag in ("a", "br"):
        if "/name/" in (node.attr("href") or "") and node.text:
            found.setdefault(node.text, Person(name=node.text, url=node.attr("href")))
        node = node.next
    return list(found.values())


def cast_of_table(page: Page) -> list[CastMember]:
    """The rows of `table.cast` that link a name."""
    return cast_rows(page.all("table.cast > tbody > tr"), "td.nm > a", "td.char")


_AKA_COUNTRY = re.compile(r'^"(.+)"(?: - .*)?$')


def also_known(printed: list[str]) -> list[str]:
    """Alternative titles, each once, less countries and notes."""
    found = []
    for line in printed:
        quoted = _AKA_COUNTRY.match(line)
        found.append(quoted[1] if quoted else one_line(re.sub(r"(?:\s*\([^()]*\))+$", "", line)))
    return list(dict.fromkeys(title for title in found if title))
