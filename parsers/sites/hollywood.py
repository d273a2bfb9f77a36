"""Hollywood.com, film pages of December 2010: ASP.NET, whose generated ids name each part."""

from __future__ import annotations

from typing import Any

from filmdig.parsers.layouts.certificates import mpaa_certificate
from filmdig.parsers.layouts.fields import Reader, attr, passage, text, texts, together
from filmdig.parsers.layouts.layout import Layout
from filmdig.parsers.layouts.releases import release
from filmdig.parsers.layouts.values import decimal, runtime, title_only, year_only
from filmdig.parsers.page.document import Page
from filmdig.parsers.page.node import Node
from filmdig.parsers.record.page_record import CastMember, Company, Person, Rating

HEAD = "#UCMovieSummaryHdr1_"
CREDIT = 'a[id*="moviefullcreditrepeater{}_rptCredit"][id$="HyperlinkItem"]'


def _credits(page: Page, kind: str) -> list[tuple[str, str, Node]]:
    """Return name, credit and element of each row of a kind; a name without a link is a span."""
    found = []
    for node in page.all(CREDIT.format(kind)):
        cell = node.parent
        beside = cell.next if cell is not None else None
        if node.text:
            found.append((node.text, beside.text if beside is not None else "", node))
    return found


def _credited(kind: str, but: tuple[str, ...] = ()) -> Reader[list[Person]]:
    """Return a reader of the people of a kind, without those whose credit begins with a word of `but`."""
    return Reader(
        lambda page: [
            Person(name=name, url=node.attr("href"))
            for name, credit, node in _credits(page, kind)
            if not credit.lower().startswith(but)
        ]
    )


def _companies(kind: str, role: Any) -> Reader[list[Company]]:
    return Reader(lambda page: [Company(name=name, role=role) for name, _, _ in _credits(page, kind)])


class Movie2010(Layout):
    """Film pages. A menu of films now playing, with their certificates, precedes the page's own content.

    The plot is All Movie Guide's. The stars are the site's own rating ("Hollywood.com Says").
    """

    site = "hollywood"
    hosts = ("hollywood.com",)
    name = "2010"
    years = "2010"
    marks = ("#movdethdr h1", f"{HEAD}MPAALabel, {HEAD}RuntimeLabel, {HEAD}GenreLabel")
    usual = ("title", "year", "directors", "cast", "synopsis", "genres")
    year_from_release = True

    title = text("#movdethdr h1").to(title_only)
    year = text("#movdethdr h1").to(year_only)
    certificates = text(f"{HEAD}MPAALabel").to(mpaa_certificate)
    runtime_minutes = text(f"{HEAD}RuntimeLabel").to(runtime)
    genres = texts(f"{HEAD}GenreLabel a")
    synopsis = passage("span#UC_SynopsisCelebMovie1_SynopsisLabel", credit=True)
    releases = text("a#UCMovieFullCredits1_hypTheatricalRelease").to(release("theatrical")).to(lambda one: [one])
    image_url = attr("img#UC_MovieSynopsisPicture1_MovieImage", "src").search(r"^(?!.*/default\.jpg).+")

    directors = _credited("Director")
    # The same list credits the authors of the play or the novel.
    writers = _credited("Writer", but=("play", "novel", "book", "source"))
    producers = _credited("Producer")
    # An actor's credit is the role.
    cast = Reader(
        lambda page: [
            CastMember(name=name, role=role or None, url=node.attr("href")) for name, role, node in _credits(page, "Actor")
        ]
    )
    companies = together(_companies("ProductionCompany", "production"), _companies("Distributor", "distribution"))

    def ratings(self, page: Page) -> list[Rating]:
        """Return the rating "4 Out of 5 stars", the alternative text of each star."""
        printed = attr('img[id*="HWRating_StarRating"][alt]', "alt")(page)
        value = decimal(printed)
        name = text(f"{HEAD}UC_HWRating_lblRating")(page)
        if not value:
            return []
        return [Rating(by="staff", name=name, measure="mean", value=value, best=5, printed=printed)]
