"""Flixable, pages of 2019 about titles on Netflix."""

from __future__ import annotations

from filmdig.parsers.layouts.certificates import american_rating
from filmdig.parsers.layouts.fields import attr, each, ids, own_text, passage, people, text, this_text
from filmdig.parsers.layouts.layout import Layout
from filmdig.parsers.layouts.rows import Rows
from filmdig.parsers.layouts.values import date, decimal, integer, mpaa, runtime
from filmdig.parsers.layouts.values import year as year_in
from filmdig.parsers.page.document import Page
from filmdig.parsers.record.page_record import CastMember, Certificate, Kind, Rating, Related, Release

FACTS = "main .col-md-8 > .font-weight-bold:first-child > span:not(.mx-2)"


class Title2019(Layout):
    """Title pages: unlabelled lines of certificate, runtime and genres, then the text.

    The score is TMDb's. IMDb's comes from a plug-in that is loaded later; its element has the IMDb number. "Similar Titles" have
    scores of their own.
    """

    site = "flixable"
    imprint = r"© \d{4} Flixable"
    hosts = ("flixable.com",)
    name = "title"
    years = "2019"
    marks = ('main[role="main"] h1 small.text-muted', 'a[href*="netflix.com/title/"] img.poster', "main div.col-md-8")
    usual = ("title", "year", "synopsis", "genres", "cast")

    _rows = Rows("main .col-md-8 > div", label="span.font-weight-bold", value="span.font-weight-bold + span")

    title = own_text("main h1")
    year = text("main h1 small").to(year_in)
    synopsis = passage("main .col-md-8 > div.mb-3")
    directors = _rows.read("Director", people("a"))
    writers = _rows.read("Writer", people("a"))
    cast = _rows.read("Cast", each("a", CastMember, name=this_text(), url=attr(None, "href")))
    image_url = attr("main .col-md-4 img.poster", "src")
    external_ids = ids(
        imdb=attr("span.imdbRatingPlugin", "data-title").search(r"tt\d+"),
        netflix=attr('main .col-md-4 a[href*="netflix.com/title/"]', "href").search(r"/title/(\d+)"),
    )
    # Not "Recently Viewed", which lists pages the viewer came from and may include this title.
    related = Rows("main div.row", label="h2", beside=True).read(
        "Similar Titles",
        each(
            "div.poster-container",
            Related,
            title=attr("img.poster", "alt").less(r"(?<!\s)\s*+\(\d{4}\)$"),
            url=attr("a.poster-link", "href"),
            year=attr("img.poster", "alt").search(r"\((\d{4})\)$").to(int),
            score=text(".rating-container span").to(decimal),
        ),
    )

    def _facts(self, page: Page) -> list[str]:
        return page.memo((type(self), "facts"), lambda: [fact for node in page.all(FACTS) if (fact := node.text)])

    def kind_of(self, page: Page) -> Kind:
        """Return the kind: a series has seasons in place of a runtime."""
        return "series" if any("Season" in fact for fact in self._facts(page)) else "film"

    def certificates(self, page: Page) -> list[Certificate]:
        """Return the first fact of the line, where it is a certificate."""
        code = next(iter(self._facts(page)), "")
        american = mpaa(code)
        if american is None:
            return []
        return [american_rating(american, printed=code)]

    def runtime_minutes(self, page: Page) -> int | None:
        """Return the runtime: "89 min"; series have none."""
        return next((minutes for fact in self._facts(page) if (minutes := runtime(fact))), None)

    def genres(self, page: Page) -> list[str]:
        """Return Netflix's genres."""
        return [link.text for link in page.all(f'{FACTS} a[href*="/genre/"]')]

    def season_count(self, page: Page) -> int | None:
        """Return the number of seasons: "3 Seasons"."""
        return next((integer(fact) for fact in self._facts(page) if "Season" in fact), None)

    def releases(self, page: Page) -> list[Release]:
        """Return the date on which the title, or a series' latest season, was added to Netflix."""
        found = []
        for label in ("Added to Netflix", "New Season Added"):
            when = date(self._rows[label](page))
            if when:
                found.append(Release(kind="streaming", date=when, note="Netflix" if label[0] == "A" else label))
        return found

    def ratings(self, page: Page) -> list[Rating]:
        """Return TMDb's score: "7.8/10"."""
        printed = text("main span.tmdb-rating")(page)
        value = decimal((printed or "").partition("/")[0])
        if value is None:
            return []
        return [Rating(by="audience", name="TMDb", measure="mean", value=value, best=10, printed=printed)]
