"""ČSFD (csfd.cz), in Czech: pages of films, series, seasons and episodes of 2020-22 and 2025-26."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from filmdig.parsers.layouts.cut_lists import linked, may_be_cut
from filmdig.parsers.layouts.cuts import plain
from filmdig.parsers.layouts.fields import (
    attr,
    attrs,
    between_dividers,
    each,
    inside,
    once,
    passage,
    text,
    texts,
    this_text,
)
from filmdig.parsers.layouts.layout import Layout
from filmdig.parsers.layouts.rows import Rows
from filmdig.parsers.layouts.values import date, decimal, integer
from filmdig.parsers.layouts.values import year as year_in
from filmdig.parsers.page.document import Page
from filmdig.parsers.page.node import Node
from filmdig.parsers.record.page_record import (
    AlternateTitle,
    CastMember,
    Certificate,
    Company,
    CrewMember,
    Kind,
    OtherSynopsis,
    PartOfSeries,
    Person,
    Rating,
    Related,
    Release,
    Review,
    ReviewRating,
    ReviewTotals,
)

RELEASE_KINDS: dict[str, Any] = {
    "V kinech od": "theatrical",
    "Na DVD od": "home_video",
    "Na Blu-ray od": "home_video",
    "Na 4K Blu-ray od": "home_video",
    "V TV od": "television",
    "Na VOD od": "streaming",
    "Online od": "streaming",
}
#: Editions released on one day differ only in this.
DISCS: dict[str, str] = {"Na DVD od": "DVD", "Na Blu-ray od": "Blu-ray", "Na 4K Blu-ray od": "4K Blu-ray"}

TYPES: dict[str, Kind] = {"epizoda": "episode", "série": "season", "seriál": "series"}
TABS: dict[str, Kind] = {"recenze": "reviews", "galerie": "details", "zajimavosti": "details", "oceneni": "details"}
NOT_CREW = ("Režie", "Scénář", "Produkce", "Hrají")

_ID = re.compile(r"/film/(?:\d++[^/]*+/)?(\d++)")
_TAB = re.compile(r"/film/(?:\d[^/]*/){1,2}([a-z-]+)/")
_POINTS = ("0", "1", "2", "3", "4", "5")


def stars_of(node: Page | Node) -> ReviewRating | None:
    """Return stars out of five; "odpad!" (rubbish) is a rating of zero."""
    shown = node.first(".user-title-info .stars, .star-rating .stars")
    if shown is None:
        return None
    if "trash" in shown.classes:
        return ReviewRating(value=0, best=5, worst=0, printed=shown.text or "odpad!")
    points = next((name[6:] for name in shown.classes if name.startswith("stars-")), "")
    return ReviewRating(value=int(points), best=5, worst=0) if points in _POINTS else None


def _rows(page: Page, holder: str, row: str) -> list[Node]:
    node = page.first(holder)
    return node.all(row) if node is not None else []


def _note(link: Node) -> str | None:
    """Return the note in brackets after a name: "(vypravěč)"."""
    beside = link.next
    return beside.text if beside is not None and beside.matches("span.span-more-small") and beside.first("a") is None else None


def _members(node: Node) -> list[CastMember]:
    return [CastMember(name=link.text, role=_note(link), url=link.attr("href")) for link in node.all(PERSON) if link.text]


def _certificate(printed: str) -> list[Certificate]:
    """Return the certificate in a sentence: the age in "Nepřístupné pro děti do 15 let", else the whole sentence."""
    age = re.search(r"\b(\d+) let\b", printed)
    return [Certificate(rating=age[1] if age else printed, printed=printed)]


_IMDB = attr('a[href*="imdb.com/title/"]', "href").search(r"tt\d+")
PERSON = 'a[href*="/tvurce/"]'
_kind, _printed, _region = text("p"), text("p + span"), attr("img.flag", "title")
_NOT_PLOT = ".span-more-small, .plot-preview-more"
_credit = text("em.span-more-small").search(r"^\((.+)\)$")


class Csfd(Layout):
    """Base of both layouts. No text is cut: "více" only lifts a clamp, and the rest of each list is hidden in the page.

    The plot is in the page twice, word for word; plots by other members are hidden below it.
    """

    site = "csfd"
    imprint = r"\bČSFD\.cz\b"
    review_pages: ClassVar = {"audience": "https://www.csfd.cz/film/{csfd}/recenze/"}
    hosts = ("csfd.cz", "csfd.sk")
    left_out: ClassVar = {
        'section.box:has(a[href$="/zajimavosti/"]) li': "trivia, a teaser for its own page",
        "article.article p > span.info": "countries and genres of similar films, which are in `related`",
        "article.article-news": "headlines",
        "article.article-trivia": "trivia, a teaser for its own page",
        "p.vjs-no-js": "a notice of the site",
        "div.updated-box.updated-box-directorylist": "users' lists with the film on them",
        "section.updated-box-directorylist": "users' lists with the film on them",
        "div.box-copyright": "the copyright notice of a picture",
    }
    shows_counted_reviews = True
    usual = ("title", "year", "countries", "genres", "directors", "cast", "ratings", "external_ids")

    _creators = Rows(".film-info-content .creators > div", label="h4")
    _persons = each(PERSON, Person, name=this_text(), url=attr(None, "href"), job=_note)
    _info = text(".film-info-content div.origin")

    title = text("header.film-header h1")
    year = _info.to(year_in)
    end_year = _info.search(r"\(\d{4}\s?[–-]\s?(\d{4})\)").to(int)
    directors = _creators.read("Režie", _persons)
    writers = _creators.read("Scénář", _persons)
    producers = _creators.read("Produkce", _persons)
    cast = _creators.read("Hrají", _members)
    synopsis = passage(".plot-full", ".plot-preview", drop=_NOT_PLOT)
    synopsis_credit = inside(".plot-full", _credit).or_(inside(".plot-preview", _credit))
    other_synopses = each(".plots .plots-item", OtherSynopsis, text=lambda item: plain(item, _NOT_PLOT), credit=_credit)
    genres = between_dividers(".film-info-content div.genres", "span.bullet", r" / ")
    keywords = texts(".updated-box-content-tags a")
    official_sites = attrs('.film-www a.website[title*="(ofici"]', "href")
    certificates = text(".box-premieres .age-restriction").to(_certificate)
    season_count = text(".updated-box-header h3:has(.count)").search(r"^Série ?\((\d+)\)").to(int)
    episode_count = text('.updated-box-header a[href*="/epizody/"] + .count').to(integer)
    image_url = attr(".film-posters img", "src").to(lambda url: f"https:{url}" if url.startswith("//") else url)

    def kind_of(self, page: Page) -> Kind:
        """Return the kind by the tab in the address, then by the word after the title: "(seriál)", "(série)", "(epizoda)"."""
        tab = _TAB.search(page.own_url or page.url or "")
        if tab and tab[1] in TABS:
            return TABS[tab[1]]
        named = text(".film-header-name span.type")(page) or ""
        return next((kind for word, kind in TYPES.items() if word in named), "film")

    def external_ids(self, page: Page) -> dict[str, str]:
        """Return the film's number; for a season or an episode its own, the second one in its address."""
        own = (page.own_url, page.url, attr(".film-posters a", "href")(page))
        found = next((match for match in (_ID.search(url or "") for url in own) if match), None)
        # A season has no IMDb number: the link is to its series.
        imdb = _IMDB(page) if self.kind_of(page) != "season" else None
        return {**({"csfd": found[1]} if found else {}), **({"imdb": imdb} if imdb else {})}

    def series(self, page: Page) -> PartOfSeries | None:
        """Return the series of a season or an episode, whose heading begins with a link to it."""
        link = page.first("header.film-header h1 a")
        if link is None:
            return None
        printed = text(".film-header-name")(page) or ""
        season = re.search(r"\bS(\d+)E\d+|Série (\d+)", printed)
        episode = re.search(r"\bS\d+E(\d+)", printed)
        return PartOfSeries(
            title=link.text,
            url=link.attr("href"),
            season=integer(season[1] or season[2]) if season else None,
            episode=integer(episode[1]) if episode else None,
        )

    def crew(self, page: Page) -> list[CrewMember]:
        """Return all other professions, most of them hidden."""
        return [
            CrewMember(name=link.text, job=" ".join((job.rstrip(": "), _note(link) or "")).strip(), url=link.attr("href"))
            for job, row in self._creators.printed(page)
            if job.rstrip(": ") not in NOT_CREW
            for link in row.all(PERSON)
        ]

    def _names(self, page: Page) -> list[AlternateTitle]:
        """Return titles with their countries (shown as flags) and a note, if one is in brackets: "(pracovní název)"."""

        def make() -> list[AlternateTitle]:
            found = []
            for row in _rows(page, "ul.film-names", "li"):
                name, note = row.text_without(".more-name-link, .less-name-link, .info, a"), text("span.info")(row)
                if name:
                    found.append(
                        AlternateTitle(title=name, region=attr("img.flag", "title")(row), note=note.strip("()") if note else None)
                    )
            return found

        return page.memo(("csfd", "names"), make)

    def _original(self, page: Page) -> AlternateTitle | None:
        origin = (self.countries(page) or [""])[0]
        return next((name for name in self._names(page) if name.region == origin and name.note is None), None)

    def original_title(self, page: Page) -> str | None:
        """Return the title beside the flag of the first country of origin."""
        found = self._original(page)
        return found.title if found else None

    def alternate_titles(self, page: Page) -> list[AlternateTitle]:
        """Return the titles in other countries."""
        original = self._original(page)
        return [name for name in self._names(page) if name is not original]

    def countries(self, page: Page) -> list[str]:
        """Return the countries, which are in Czech and before the year."""
        node = page.first(".film-info-content div.origin")
        printed = node.text_without("span") if node is not None else ""
        head = printed.partition(" min")[0].rstrip(" 0123456789,h")
        return [part for part in (piece.strip(" ,") for piece in head.split("/")) if part]

    def runtime_minutes(self, page: Page) -> int | None:
        """Return the first runtime printed.

        For a series or a season that is the total of its episodes, so one episode's is read instead: "(Minutáž: 45 min)".
        """
        if self.kind_of(page) in ("series", "season"):
            return self._info.search(r"Minutáž: (\d+) min").to(int)(page)
        hours = self._info.search(r"(?<!\d)(\d{1,3}) h\b").to(int)(page) or 0
        minutes = self._info.search(r"(?<!\d)(\d{1,5}) min\b").to(int)(page)
        return None if minutes is None else hours * 60 + minutes

    def _count(self, page: Page, label: str) -> int | None:
        """Return the number of ratings or reviews printed beside a label."""
        raise NotImplementedError

    def ratings(self, page: Page) -> list[Rating]:
        """Return the mean, a rounded percentage; "? %" is printed where there are too few votes."""
        printed = text("div.film-rating-average, .box-rating div.rating-average")(page)
        if printed is None:
            return []
        return [
            Rating(
                by="audience",
                name="ČSFD",
                measure="mean",
                value=decimal(printed),
                best=100,
                worst=0,
                rating_count=self._count(page, "Hodnocení"),
                printed=printed,
            )
        ]

    def review_totals(self, page: Page) -> ReviewTotals:
        """Return the count beside "Recenze"."""
        return ReviewTotals(audience=self._count(page, "Recenze"))

    def _premieres(self, page: Page) -> list[tuple[str, str, str | None]]:
        """Return each premiere's kind in words, date with distributor ("05.08.1999 Warner Bros. CZ"), and country."""

        def make() -> list[tuple[str, str, str | None]]:
            rows = _rows(page, "section.box-premieres", "li")
            return [(_kind(row) or "", _printed(row) or "", _region(row)) for row in rows]

        return page.memo(("csfd", "premieres"), make)

    def releases(self, page: Page) -> list[Release]:
        """Return the releases of all editions; some are hidden until a link is clicked."""
        return [
            Release(kind=RELEASE_KINDS.get(kind), date=when, region=region, note=DISCS.get(kind))
            for kind, printed, region in self._premieres(page)
            if (when := date(printed, "dmy"))
        ]

    def companies(self, page: Page) -> list[Company]:
        """Return the distributors of the editions."""
        printed = [value.partition(" ")[2] for _, value, _ in self._premieres(page)]
        return [Company(name=name, role="distribution") for name in once(printed, str) if name]

    def related(self, page: Page) -> list[Related]:
        """Return a series' seasons or a season's episodes, then the films that the page lists as related or similar."""
        return [*(_PARTS(page) or []), *(_SIMILAR(page) or [])]


_PARTS = each(
    ".film-episodes-list li",
    Related,
    title=text("a.film-title-name"),
    url=attr("a.film-title-name", "href"),
    year=text(".film-title-info .info").search(r"^\D{0,2}(\d{4})\b").to(int),
)
_SIMILAR = each(
    "aside section:is(.updated-box, .box):not([class*=box-]) article",
    Related,
    title=text("a.film-title-name"),
    url=attr("a.film-title-name", "href"),
    year=text(".film-title-info").to(year_in),
)


def _reviews(text_reader: Any) -> Any:
    return each(
        "article[id^=review-], article.article-review",
        Review,
        by="audience",
        author=text("a.user-title-name"),
        author_url=attr("a.user-title-name", "href"),
        date=text("time").to(lambda printed: date(printed, "dmy")),
        rating=stars_of,
        text=text_reader,
        url=attr("a.permanent-link", "href"),
    )


class Title2020(Csfd):
    """2020 to 2022: genres separated by slashes, the score in a box at the side, counts beside headings."""

    name = "2020"
    years = "2020-2022"
    marks = ("header.film-header h1", ".film-info-content div.origin", ".film-info-content > div.creators")
    refuses = ("div#creators",)

    keywords = texts('aside .box a[href*="?tag="]')
    reviews = _reviews(passage(".article-content > p", drop=".comment-date"))

    def _count(self, page: Page, label: str) -> int | None:
        counted = (*page.all("section h2:has(.count)"), *page.all("a.tab-link:has(.counter)"))
        return next((text(".count, .counter").to(integer)(node) for node in counted if node.own_text == label), None)


class Title2025(Csfd):
    """Since 2022 (seen in 2025-26): the score and its counts are in the film's head."""

    name = "2025"
    years = "2022-2026"
    marks = ("header.film-header h1", "div#creators", ".film-info-content div.origin")

    reviews = _reviews(passage(".comment"))

    def _count(self, page: Page, label: str) -> int | None:
        for row in _rows(page, "div.mobile-film-count", "a"):
            if label in row.text:
                return text("strong").to(integer)(row)
        return None


class List2022(Layout):
    """Search results and cinema programmes (seen in 2026): rows of films."""

    site = "csfd"
    hosts = Csfd.hosts
    name = "list"
    years = "2022-2026"
    kind = "list"
    marks = ('body[data-page="search"], body[data-page="cinema"]', "a.film-title-name")
    refuses = ("header.film-header",)
    usual = ("related",)

    related = may_be_cut(
        each(
            "h3:has(a.film-title-name)",
            Related,
            title=text("a.film-title-name"),
            url=attr("a.film-title-name", "href"),
            year=text(".film-title-info").to(year_in),
        ).to(lambda found: once(found, lambda film: film.url)),
        linked("#snippet--moreFilms a, #snippet--moreSeries a"),
    )
