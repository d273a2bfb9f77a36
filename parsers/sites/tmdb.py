"""The Movie Database (TMDb): title pages of 2017 and of 2021-22, in the language requested."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from filmdig.parsers.layouts.certificates import american_rating
from filmdig.parsers.layouts.cut_lists import cut_at, linked, may_be_cut
from filmdig.parsers.layouts.cuts import server_cut
from filmdig.parsers.layouts.fields import Derived, attr, attrs, each, ids, inside, own_text, passage, stars, text, texts
from filmdig.parsers.layouts.layout import Layout
from filmdig.parsers.layouts.rows import Rows
from filmdig.parsers.layouts.values import date, decimal, integer, money, mpaa, runtime, year
from filmdig.parsers.page.document import Page
from filmdig.parsers.record.page_record import (
    BoxOffice,
    CastMember,
    Certificate,
    Company,
    CrewMember,
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
_USUAL = ("Director", "Regie", "Regisseur", "Writer", "Autor", "Drehbuch")
NAME, LINK, JOBS = text("a"), attr("a", "href"), text("p.character")


class Tmdb(Layout):
    """Base of both layouts: `#media_v4`, the crew below the overview, and the score as a percentage.

    A score of 0 is printed where nobody has voted yet. A series' creators are neither its directors nor its writers.
    """

    site = "tmdb"
    imprint = r"\b(?:Join|About|Über) TMD[Bb]\b"
    review_pages: ClassVar = {"audience": "{url}/reviews"}
    hosts = ("themoviedb.org", "tmdb.org")
    left_out: ClassVar = {
        "#new_media_template": "a form",
        "#movie_report_window": "a form",
        "#tv_report_window": "a form",
        "#share_window": "a form",
        "div.review_container.zero": "a placeholder",
        "li.no_cast": "a placeholder",
        "section.media_panel p.no_margin": "a placeholder",
        "td.none": "a placeholder",
        "div.season_overview": "the plot of the last season",
    }
    usual = ("title", "year", "genres", "ratings", "external_ids")

    _facts = Rows("section.facts p", label="strong")

    title = text(".title h2 a", drop=".release_date")
    original_title = _facts["Original Title", "Originaltitel"]
    year = text(".title h2 span.release_date").to(year)
    languages = _facts["Original Language", "Originalsprache"].to(lambda name: [name])
    tagline = text("h3.tagline")
    synopsis = passage("div.overview")
    keywords = texts("section.keywords li a")
    official_sites = _facts.read("Homepage", attrs("a", "href")).or_(attrs(".homepage a.social_link:has(.link)", "href"))
    companies = each(
        "ul.networks img",
        Company,
        name=attr(None, "alt").search(r"^See more TV shows from (.+?)\.{3}$"),
        role="distribution",
        note="Network",
    )
    image_url = attr(".poster img.poster", "data-src", "src")
    external_ids = ids(tmdb=attr('.title h2 a, link[rel="canonical"]', "href").search(r"/(?:movie|tv)/(\d+)"))

    def kind_of(self, page: Page) -> Kind:
        """Return the kind, by the title's link."""
        return "series" if page.first('.title h2 a[href*="/tv/"]') is not None else "film"

    def _crew(self, page: Page, jobs: re.Pattern[str]) -> list[Person]:
        found = "ol.people.no_image li.profile"
        rows = page.memo((type(self), "crew"), lambda: [(JOBS(row) or "", row) for row in page.all(found)])
        return [
            Person(name=name, url=LINK(row), job=", ".join(others) or None)
            for printed, row in rows
            if jobs.search(printed) and (name := NAME(row))
            for others in [[job for job in printed.split(", ") if jobs.search(job) and job not in _USUAL]]
        ]

    def crew(self, page: Page) -> list[CrewMember]:
        """Return all other jobs, including a series' creators."""
        return [
            CrewMember(name=name, job=job, url=LINK(row))
            for row in page.all("ol.people.no_image li.profile")
            for job in (JOBS(row) or "").split(", ")
            if not (WRITERS.search(job) or DIRECTORS.search(job)) and (name := NAME(row))
        ]

    def directors(self, page: Page) -> list[Person]:
        """Return the people with a director's job, alone or with others: "Director, Screenplay, Story"."""
        return self._crew(page, DIRECTORS)

    def writers(self, page: Page) -> list[Person]:
        """Return the writers of the script or the story, not the authors of the book or the characters."""
        return self._crew(page, WRITERS)

    def ratings(self, page: Page) -> list[Rating]:
        """Return the members' mean, a percentage."""
        value = attr("div.user_score_chart", "data-percent").to(decimal)(page)
        name = text(".chart div.text")(page)
        return [] if value is None else [Rating(by="audience", name=name, measure="mean", value=value, best=100, worst=0)]

    def box_office(self, page: Page) -> list[BoxOffice]:
        """Return budget and revenue; "-" means that the amount is not known."""
        found = []
        rows: tuple[tuple[Any, tuple[str, ...]], ...] = (("budget", ("Budget",)), ("gross", ("Revenue", "Einspielergebnis")))
        for kind, labels in rows:
            if sum_ := self._facts[labels].to(money)(page):
                found.append(BoxOffice(kind=kind, amount=sum_[0], currency=sum_[1]))
        return found


def certificate(code: str, region: str | None) -> Certificate:
    """Return a certificate of the region of the release: an American one for "US" or no region, else as printed."""
    american = mpaa(code) if region in (None, "US") else None
    return american_rating(american, printed=code) if american else Certificate(rating=code, printed=code)


class Title2017(Tmdb):
    """Title pages of 2017: facts in a column of their own, genres beside them, the country of a release only as a flag."""

    name = "2017"
    years = "2017"
    marks = ("div#media_v4", "section.top_billed > ol.people", "section.facts h4")
    refuses = ("#media_v4 section.panel",)

    cast = cut_at(
        "section.top_billed p.full_width a",
        each(
            "section.top_billed ol.people > li:has(p.character)",
            CastMember,
            name=text("p:not(.character) a"),
            role=text("p.character"),
            url=attr("p a", "href"),
        ),
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
        """Return the dates ("2. März 2017"), each with the certificate and the kind below: "16, Kino".

        A premiere has no kind.
        """
        found = []
        language = page.root.attr("lang") or "en"
        for row in page.all("section.facts ul li"):
            when = date(own_text()(row), "dmy", (language, "en"))
            printed = text("span").less(r"^\d\w*, ")(row)
            kind: Any = "theatrical" if printed and re.search(r"Kino|Theatrical", printed) else None
            if when:
                found.append(Release(kind=kind, date=when, note=printed if kind is None else None))
        return found

    def certificates(self, page: Page) -> list[Certificate]:
        """Return the certificates beside the releases: "16, Kino"."""
        printed = [text("span").search(r"^([^,]+),")(row) for row in page.all("section.facts ul li")]
        return [certificate(one, "") for one in printed if one]


class Title2021(Tmdb):
    """Title pages of 2021-22. The last card of the cast links to the rest; reviews are cut by the server."""

    name = "2021"
    years = "2021-2022"
    shows_counted_reviews = True
    marks = ("#media_v4 section.panel", ".header .title div.facts", "section.facts.left_column")

    cast = cut_at(
        "section.top_billed p.new_button a",
        each(
            "#cast_scroller li.card",
            CastMember,
            name=text("p:not(.character) a"),
            role=text("p.character"),
            url=attr("p a", "href"),
            episodes=text("p.episode_count").to(integer),
        ),
    )
    genres = inside(".title .facts span.genres", texts("a"))
    runtime_minutes = text(".title .facts span.runtime").to(runtime)
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

    def certificates(self, page: Page) -> list[Certificate]:
        """Return the certificate beside the release, of its country; a series has no release."""
        code = text(".title .facts span.certification")(page)
        region = text(".title .facts span.release").search(r"\(([A-Z]{2})\)")(page)
        return [certificate(code, region)] if code else []

    def releases(self, page: Page) -> list[Release]:
        """Return the release "10/29/2017 (JP)", whose order of day and month is that of the page's language."""
        printed = text(".title .facts span.release")(page) or ""
        english = (page.root.attr("lang") or "en").startswith("en")
        when = date(printed, "mdy" if english else "dmy")
        region = re.search(r"\(([A-Z]{2})\)", printed)
        kind: Any = Derived("theatrical")
        return [Release(kind=kind, date=when, region=region[1] if region else None)] if when else []


class Ratings2023(Layout):
    """Films that a member has rated (2023): each has the mean of all members, and the viewer's own rating beside it."""

    site = "tmdb"
    hosts = Tmdb.hosts
    name = "ratings"
    years = "2023"
    kind = "list"
    marks = ("div.card.v4 .title a h2", "div.card.v4 .user_score_chart")
    refuses = ("#media_v4",)
    usual = ("related",)

    related = may_be_cut(
        each(
            "div.card.v4:has(.title h2)",
            Related,
            title=text(".title h2"),
            url=attr(".title a", "href"),
            year=text(".title .release_date").to(year),
            score=attr(".user_score_chart", "data-percent").to(decimal),
        ),
        linked("a.load_more[data-next-page]", counts=False),
    )
