"""FilmAffinity, film pages of 2018 and 2021 in English: one layout, with people marked up in two ways."""

from __future__ import annotations

import re
from typing import ClassVar

from filmdig.parsers.layouts.cut_lists import counted, linked, may_be_cut
from filmdig.parsers.layouts.fields import Reader, attr, each, ids, made, own_text, passage, text, texts, together
from filmdig.parsers.layouts.layout import Layout
from filmdig.parsers.layouts.rows import Rows
from filmdig.parsers.layouts.values import decimal, integer, runtime, split_names, whole, year
from filmdig.parsers.page.document import Page
from filmdig.parsers.page.node import Node
from filmdig.parsers.record.page_record import (
    CastMember,
    Company,
    CrewMember,
    Person,
    Rating,
    Related,
    Review,
    ReviewRating,
    ReviewTotals,
)

#: The cast row of a film without actors; until 2018 it was marked up as an actor.
NOBODY = frozenset(("Animation", "Documentary", "Documental", "Animación"))

#: The author of the adapted work: "Kazuo Ito (Manga: Odo Pell)".
_ADAPTED = re.compile(r"\(([A-Z][^():]{1,30}): ([^():]{2,60})\)")

_ROWS = Rows("dl.movie-info > dt", beside=True)


def _people(page: Page, *labels: str) -> list[Person]:
    """Return names, linked or not.

    Brackets after the writers hold the author of the adapted work: "(Novel: Odo Pell)".
    """
    row = _ROWS.node(*labels)(page)
    if row is None:
        return []
    found = []
    for node in row.all(".nb") or row.all("[itemprop=name]"):
        before = re.sub(r"\([^()]*\)", "", row.text.partition(node.text)[0] if node.text else "")
        name = re.sub(r"(?<!\s)\s*+\(.*$", "", node.text).strip(" ,)")
        if name and name not in NOBODY:
            job = before.rpartition("(")[2].rpartition(":")[0].rpartition(". ")[2].strip() if "(" in before else None
            found.append(Person(name=name, url=attr("a", "href")(node), job=job or None))
        # Until 2018 the brackets are inside the name's element.
        found += [Person(name=one[2].strip(), job=one[1]) for one in _ADAPTED.finditer(node.text)]
    return found


class Film(Layout):
    """Film pages. Genres end at a bar, and topics follow it. The page also holds the viewer's own vote, which is not a score."""

    site = "filmaffinity"
    imprint = r"Filmaffinity - Movieaffinity"
    hosts = ("filmaffinity.com",)
    left_out: ClassVar = {
        "div.movie-disclaimer": "the site's terms",
        "#bpanel": "the site's terms",
        "#sm-m-rat": "a notice to the reader",
    }
    name = "film"
    years = "2018-2021"
    marks = ("h1#main-title", "dl.movie-info dt", "#movie-main-image-container, #movie-rat-avg")
    usual = ("title", "year", "directors", "countries", "genres", "synopsis", "external_ids")

    title = text("#main-title span[itemprop=name]")
    original_title = _ROWS["Original title", "Título original"]
    year = text("dd[itemprop=datePublished]").to(year)
    countries = _ROWS["Country", "País"].to(split_names)
    genres = texts("dl.movie-info span[itemprop=genre]")
    keywords = together(
        _ROWS.read(("Genre", "Género"), texts("a:not([itemprop=genre] a)")), _ROWS.read(("Movie Groups", "Grupos"), texts("a"))
    )
    directors = Reader(lambda page: _people(page, "Director", "Dirección"))  # linked
    writers = Reader(lambda page: _people(page, "Screenwriter", "Guion"))  # not linked
    awards = texts("dd.award > div")
    related = may_be_cut(
        each("div.poster-rel", Related, title=text(".movie-title a"), url=attr(".movie-title a", "href")),
        linked('a[href*="/movie-relations.php"]'),
    )
    runtime_minutes = text("dd[itemprop=duration]").to(runtime)
    synopsis = passage("dd[itemprop=description]")
    external_ids = ids(
        filmaffinity=attr("[data-movie-id]", "data-movie-id").or_(attr('meta[property="og:url"]', "content").search(r"film(\d+)"))
    )
    image_url = attr("#movie-main-image-container a.lightbox", "href").or_(attr("#movie-main-image-container img", "src"))

    def crew(self, page: Page) -> list[CrewMember]:
        """Return music and photography."""
        return [
            CrewMember(name=person.name, job=labels[0], url=person.url)
            for labels in (("Music", "Música"), ("Cinematography", "Fotografía"))
            for person in _people(page, *labels)
        ]

    def companies(self, page: Page) -> list[Company]:
        """Return the companies of the "Producer" row, which follow a semicolon in a co-production."""
        printed = (_ROWS["Producer", "Productora", "Compañías"](page) or "").rpartition(";")[2]
        return [Company(name=name, role="production") for name in split_names(printed, r",| / ")]

    def cast(self, page: Page) -> list[CastMember]:
        """Return the "Cast" row, which has no roles."""
        return [CastMember(name=person.name, url=person.url) for person in _people(page, "Cast", "Reparto")]

    def ratings(self, page: Page) -> list[Rating]:
        """Return the members' mean."""
        value = attr("div#movie-rat-avg", "content").to(decimal)(page)
        if value is None:
            return []
        count = attr("#movie-count-rat span[itemprop=ratingCount]", "content").to(whole)(page)
        return [Rating(by="audience", name="FilmAffinity", measure="mean", value=value, best=10, worst=1, rating_count=count)]

    def reviews(self, page: Page) -> list[Review]:
        """Return excerpts of professional reviews, including those under "show all"; a dot's colour is the verdict."""
        return [one_review(node) for node in page.all("div.pro-review")]

    def review_totals(self, page: Page) -> ReviewTotals:
        """Return the number of professional reviews, all of which the page shows."""
        return ReviewTotals(critics=len(page.all("div.pro-review")) or None)


def _rated(printed: str) -> ReviewRating | None:
    """Return the stars at the end of an excerpt: "Rating: ★★★½ (out of 4)"."""
    found = _RATED.search(printed)
    value = found[1].count("★") + found[1].count("½") / 2 if found else 0
    return ReviewRating(value=value, best=int(found[2]), printed=found[0].removeprefix("Rating: ")) if found and value else None


_RATED = re.compile(r"Rating: (★{0,10}½?) \(out of (\d{1,2})\)")
_STARS = text("[itemprop=reviewBody]").to(_rated)


def one_review(node: Node) -> Review:
    """Return a review credited as "Author: publication"; a green dot is a positive review, a red one a negative one."""
    printed = text(".pro-crit-med")(node) or ""
    author, colon, outlet = printed.partition(":")
    return made(
        Review,
        by="critics",
        author=author.strip() or None,
        publication=outlet.strip() or None if colon else None,
        rating=_STARS(node),
        verdict="fresh" if node.first("i.pos") else "rotten" if node.first("i.neg") else None,
        text=passage("[itemprop=reviewBody]")(node),
        url=attr("a", "href")(node),
    )


class Search2019(Layout):
    """Search results, by year."""

    site = "filmaffinity"
    hosts = Film.hosts
    name = "search"
    years = "2019-2023"
    kind = "list"
    marks = ("div.se-it .movie-card .mc-title a",)
    usual = ("related",)

    related = may_be_cut(
        each(
            "div.se-it:has(.mc-title)",
            Related,
            title=text(".mc-title a"),
            url=attr(".mc-title a", "href"),
            year=text(".ye-w").to(year),
            score=text(".avgrat-box").to(decimal),
        ),
        # "20 results by title"; the best of them are shown above "See all".
        counted(own_text("#title-result .sub-header-search").search(r"^[\d.,]++").to(integer)),
        linked("#title-result .buttons-wrapper a:has(.see-all-button)", counts=False),
    )
