"""The Movie Database (TMDb): title pages of 2017 and of 2021-22, in whichever language they were asked for."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from filmdig.parsers.layouts.certificates import american_rating
from filmdig.parsers.layouts.cuts import server_cut
from filmdig.parsers.layouts.fields import attr, each, ids, inside, own_text, passage, stars, text, texts
from filmdig.parsers.layouts.layout import Layout
from filmdig.parsers.layouts.rows import Rows
from filmdig.parsers.layouts.values import date, decimal, integer, money, mpaa, runtime, year
from filmdig.parsers.page.document import Page
from filmdig.parsers.record.page_record import (
    BoxOffice,
    CastMember,
    Certificate,
    Kind,
    Person,
    Rating,
    Related,
    Release,
    Review,
    ReviewTotals,
)

WRITERS = re.compile(r"\b(?:Writer|Screenplay|Teleplay|Story|Drehbuch|Autor)\b")
DIRECTORS = re.compile(r"(?:^|, )(?:Director|Regie|Regisseur)\b")
NAME, LINK, JOBS = text("a"), attr("a", "href"), text("p.character")


class Tmdb(Layout):
    """What both layouts share: `#media_v4`, the crew under the overview, and the score as a share of 100.

    0 is printed where nobody has voted yet. A series' creators are neither its directors nor its writers.
    """

    site = "tmdb"
    review_pages: ClassVar = {"audience": "{url}/reviews"}
    hosts = ("themoviedb.org", "tmdb.org")
    usual = ("title", "year", "genres", "ratings", "external_ids")

    _facts = Rows("section.facts p", label="strong")

    title = text(".title h2 a", drop=".release_date")
    original_title = _facts["Original Title", "Originaltitel"]
    year = text(".title h2 span.release_date").to(year)
    languages = _facts["Original Language", "Originalsprache"].to(lambda name: [name])
    tagline = text("h3.tagline")
    image_url = attr(".poster img.poster", "data-src", "src")
    external_ids = ids(tmdb=attr('.title h2 a, link[rel="canonical"]', "href").search(r"/(?:movie|tv)/(\d+)"))

    def kind_of(self, page: Page) -> Kind:
        """By the title's link."""
        return "series" if page.first('.title h2 a[href*="/tv/"]') is not None else "film"

    def synopsis(self, page: Page) -> Any:
        """The overview; where there is none in the page's language a sentence asks for one."""
        found = passage("div.overview")(page)
        return None if found is None or NO_OVERVIEW.match(found.text) else found

    def _crew(self, page: Page, jobs: re.Pattern[str]) -> list[Person]:
        found = "ol.people.no_image li.profile"
        rows = page.memo((type(self), "crew"), lambda: [(JOBS(row) or "", row) for row in page.all(found)])
        return [Person(name=name, url=LINK(row)) for printed, row in rows if jobs.search(printed) and (name := NAME(row))]

    def directors(self, page: Page) -> list[Person]:
        """Whose jobs begin with it or hold it: "Director, Screenplay, Story"."""
        return self._crew(page, DIRECTORS)

    def writers(self, page: Page) -> list[Person]:
        """Of the script or the story; who made the book or its characters did not write the film."""
        return self._crew(page, WRITERS)

    def ratings(self, page: Page) -> list[Rating]:
        """The members' mean as a share of 100."""
        value = attr("div.user_score_chart", "data-percent").to(decimal)(page)
        name = text(".chart div.text")(page)
        return [] if value is None else [Rating(by="audience", name=name, measure="mean", value=value, best=100, worst=0)]

    def box_office(self, page: Page) -> list[BoxOffice]:
        """Budget and what was taken; "-" stands for neither being known."""
        found = []
        rows: tuple[tuple[Any, tuple[str, ...]], ...] = (("budget", ("Budget",)), ("gross", ("Revenue", "Einspielergebnis")))
        for kind, labels in rows:
            if sum_ := self._facts[labels].to(money)(page):
                found.append(BoxOffice(kind=kind, amount=sum_[0], currency=sum_[1]))
        return found


NO_OVERVIEW = re.compile(r"We don't have an overview translated in \w|Wir haben keine ")


def certificate(code: str) -> Certificate:
    """Of the country whose release is shown; only American ones tell whose they are."""
    american = mpaa(code)
    return american_rating(american, printed=code) if american else Certificate(rating=code, printed=code)


class Title2017(Tmdb):
    """Title pages of 2017: facts in a column of their own, genres beside them, releases with the country as a flag alone."""

    name = "2017"
    years = "2017"
    marks = ("div#media_v4", "section.top_billed > ol.people", "section.facts h4")
    refuses = ("#media_v4 section.panel",)

    cast = each(
        "section.top_billed ol.people > li:has(p.character)",
        CastMember,
        name=text("p:not(.character) a"),
        role=text("p.character"),
        url=attr("p a", "href"),
    )
    genres = texts("section.genres li a")
    runtime_minutes = Tmdb._facts["Runtime", "Laufzeit in Minuten", "Laufzeit"].to(runtime)
    related = each(
        "section.recommendations div.item",
        Related,
        title=text("a.title"),
        url=attr("a.title", "href"),
        year=text(".release_date").to(year),
        score=text(".vote_average").to(decimal),
    )

    def releases(self, page: Page) -> list[Release]:
        """ "2. März 2017", below it "16, Kino": the certificate and the kind. A premiere is of no kind."""
        found = []
        language = page.root.attr("lang") or "en"
        for row in page.all("section.facts ul li"):
            when = date(own_text()(row), "dmy", (language, "en"))
            kind: Any = "theatrical" if re.search(r"Kino|Theatrical", row.text) else None
            if when:
                found.append(Release(kind=kind, date=when))
        return found

    def certificates(self, page: Page) -> list[Certificate]:
        """Beside the releases: "16, Kino"."""
        printed = [text("span").search(r"^([^,]+),")(row) for row in page.all("section.facts ul li")]
        return [certificate(one) for one in printed if one]


class Title2021(Tmdb):
    """Title pages of 2021-22. The last card of the cast is a link to the rest; reviews are cut by the server."""

    name = "2021"
    years = "2021-2022"
    marks = ("#media_v4 section.panel", ".header .title div.facts", "section.facts.left_column")

    cast = each(
        "#cast_scroller li.card",
        CastMember,
        name=text("p:not(.character) a"),
        role=text("p.character"),
        url=attr("p a", "href"),
    )
    genres = inside(".title .facts span.genres", texts("a"))
    runtime_minutes = text(".title .facts span.runtime").to(runtime)
    certificates = text(".title .facts span.certification").to(lambda code: [certificate(code)])
    reviews = each(
        ".review_container div.card",
        Review,
        by="audience",
        author=text("h5 a"),
        author_url=attr("h5 a", "href"),
        date=text("h5").search(r" on (.+)$").to(date),
        rating=text(".rounded.rating").to(stars(best=10, worst=1)),
        text=passage(".teaser", cut=server_cut('a[href*="/review/"]')),
        url=attr('h3 a[href*="/review/"]', "href"),
    )
    review_totals = text("#reviews span").to(integer).to(lambda count: ReviewTotals(audience=count))

    def releases(self, page: Page) -> list[Release]:
        """ "10/29/2017 (JP)": the order of the figures is that of the page's language."""
        printed = text(".title .facts span.release")(page) or ""
        english = (page.root.attr("lang") or "en").startswith("en")
        when = date(printed, "mdy" if english else "dmy")
        region = re.search(r"\(([A-Z]{2})\)", printed)
        return [Release(kind="theatrical", date=when, region=region[1] if region else None)] if when else []
