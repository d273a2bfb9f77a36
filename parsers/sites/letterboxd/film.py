"""Letterboxd's film pages of 2025."""

from __future__ import annotations

import re
from typing import Any

from filmdig.parsers.layouts.certificates import american_rating
from filmdig.parsers.layouts.cut_lists import cut_at
from filmdig.parsers.layouts.fields import (
    Reader,
    attr,
    each,
    ids,
    json_ld,
    meta,
    once,
    passage,
    people,
    text,
    texts,
    this_text,
    together,
)
from filmdig.parsers.layouts.producers import is_producer, producers_among
from filmdig.parsers.layouts.rows import Rows
from filmdig.parsers.layouts.values import date, decimal, integer, mpaa, split_names, whole, year
from filmdig.parsers.page.document import Page
from filmdig.parsers.record.page_record import (
    CastMember,
    Certificate,
    Company,
    CrewMember,
    HistogramBar,
    Kind,
    Rating,
    Release,
    Review,
    ReviewTotals,
)
from filmdig.parsers.sites.letterboxd.base import (
    Letterboxd,
    posters,
    reviews_of,
    slug,
)

_date, _country, _badge, _note = (
    text(".date"),
    text(".details .name"),
    text(".release-certification-badge"),
    text(".release-note").or_(attr(".details .name", "title", "data-original-title")),
)


def _bars(page: Page) -> list[HistogramBar]:
    """Return ten bars, of half a star each: "1,229 half-★ ratings (0%)"."""
    printed = [attr("a", "title", "data-original-title").or_(text("a"))(bar) for bar in page.all("li.rating-histogram-bar")]
    found = []
    for halves, words in enumerate(printed if len(printed) == 10 else (), 1):
        match = _BAR.match(words or "")
        if match:
            found.append(HistogramBar(value=halves / 2, count=integer(match[1]), percent=int(match[2])))
    return found


_BAR = re.compile(r"(\d[\d,]*)\D+\((\d{1,3})%\)")


def _credited(page: Page) -> list[CrewMember]:
    """Return everybody in the crew tab, with the heading above them as their job."""

    def make() -> list[CrewMember]:
        heads = [(heading.first(".crewrole.-full"), heading.next) for heading in page.all("#tab-crew > h3")]
        rows = [(job.text, people("a")(row) or []) for job, row in heads if job is not None and row is not None]
        return [CrewMember(name=one.name, job=job, url=one.url) for job, found in rows for one in found]

    return page.memo("letterboxd.crew", make)


_JOBS_WITH_FIELD = ("Director", "Directors", "Writer", "Writers")


class Film(Letterboxd):
    """Film pages. The tabs (cast, crew, details, genres, releases) are all in the page.

    A role is in `title`, or in `data-original-title` where a browser saved the page after its scripts had run. Only the data
    have the score: its histogram is loaded later. Themes are in the Genres tab, but are not genres.
    """

    name = "film"
    years = "2025"
    shows_counted_reviews = True
    marks = ("body.film div#film-page-wrapper", "section.production-masthead h1.primaryname")
    usual = ("title", "year", "directors", "genres", "ratings", "runtime_minutes")

    _crew = Rows("#tab-crew > h3", label=".crewrole.-full", beside=True)
    _details = Rows("#tab-details > h3, #tab-genres > h3", beside=True)
    _links = texts("a")

    title = text("h1.primaryname span.name", "h1.primaryname")
    original_title = text("h2.originalname em", "h2.originalname")
    year = text(".productioninfo .releasedate a").to(year)
    directors = together(people(".creatorlist a.contributor"), _crew.read(("Director", "Directors"), people("a"))).to(
        lambda listed: once(listed, lambda person: person.name)
    )
    writers = _crew.read(("Writer", "Writers"), people("a"))
    producers = Reader(lambda page: producers_among(_credited(page)))
    keywords = cut_at(
        '#tab-genres a[href$="/themes/"]', _details.read(("Theme", "Themes"), texts('a:not(.text-slug-more, [href$="/themes/"])'))
    )
    cast = each(
        "#tab-cast .cast-list a.text-slug[href]",
        CastMember,
        name=this_text(),
        role=attr(None, "title", "data-original-title"),
        url=attr(None, "href"),
    )
    synopsis = passage(".production-synopsis div.truncate", ".production-synopsis .review > p")
    tagline = text(".production-synopsis h4.tagline")
    genres = _details.read(("Genre", "Genres"), _links)
    countries = _details.read(("Country", "Countries"), _links)
    languages = together(
        _details.read(("Language", "Languages", "Primary Language", "Primary Languages"), _links),
        _details.read(("Spoken Language", "Spoken Languages"), _links),
    ).to(lambda found: once(found, str))
    alternate_titles = _details["Alternative Title", "Alternative Titles"].to(split_names)
    companies = _details.read(("Studio", "Studios"), each("a", Company, name=this_text(), role="production"))
    runtime_minutes = text("p.text-footer").search(r"(?<!\d)(\d++)\s*+mins?\b").to(int)
    external_ids = ids(
        imdb=attr('p.text-footer a[href*="imdb.com/title/"]', "href").search(r"tt\d+"),
        tmdb=attr("body[data-tmdb-id]", "data-tmdb-id"),
        letterboxd=slug,
    )
    image_url = json_ld("image")
    related = cut_at("section.related-films .all-link a", posters("section.related-films li.posteritem"))
    review_totals = json_ld("aggregateRating.reviewCount").to(whole).to(lambda count: ReviewTotals(audience=count))

    def crew(self, page: Page) -> list[CrewMember]:
        """Return everybody below the tab's other headings."""
        return [one for one in _credited(page) if one.job not in _JOBS_WITH_FIELD and not is_producer(one.job)]

    def kind_of(self, page: Page) -> Kind:
        """Return TMDb's kind, which the page states."""
        return "series" if page.first('body[data-tmdb-type="tv"]') is not None else "film"

    def ratings(self, page: Page) -> list[Rating]:
        """Return the members' weighted average; a page without its data still has it in the Twitter card."""
        found = page.json_ld_of("Movie").get("aggregateRating")
        score = found if isinstance(found, dict) else {}
        printed = meta("twitter:data2").search(r"^[\d.]+ out of 5")(page)
        value = decimal(score.get("ratingValue")) or decimal(printed)
        if value is None:
            return []
        return [
            Rating(
                by="audience",
                name="Letterboxd",
                measure="mean",
                value=value,
                best=5,
                worst=0,
                rating_count=whole(score.get("ratingCount")),
                review_count=whole(score.get("reviewCount")),
                histogram=_bars(page),
                printed=printed,
            )
        ]

    def _releases_by_date(self, page: Page) -> list[tuple[str, str | None, str | None, str | None, str | None]]:
        """Return (heading, date, country, badge, note) of the releases by date; those by country are the same releases."""

        def make() -> list[tuple[str, str | None, str | None, str | None, str | None]]:
            found: list[tuple[str, str | None, str | None, str | None, str | None]] = []
            heading = ""
            for node in page.all("#tab-releases h3.release-table-title, #tab-releases .release-table.-bydate > div.listitem"):
                if node.tag == "h3":
                    heading = node.text
                    continue
                when = date(_date(node))
                found += [
                    (heading, when, _country(country), _badge(country), _note(country))
                    for country in node.all(".release-country")
                ]
            return found

        return page.memo(("letterboxd", "dated"), make)

    def releases(self, page: Page) -> list[Release]:
        """Return the releases.

        A premiere is a festival's where its note names one, else it has no kind. "Theatrical limited" adds a note.
        """
        found = []
        for heading, when, region, _, note in self._releases_by_date(page):
            festival = heading == "Premiere" and note is not None and "festival" in note.lower()
            kind: Any = "festival" if festival else RELEASE_KINDS.get(heading)
            words = [word for word in (RELEASE_NOTES.get(heading), note) if word]
            if when:
                found.append(Release(kind=kind, date=when, region=region, note="; ".join(words) or None))
        return found

    def certificates(self, page: Page) -> list[Certificate]:
        """Return the badges of the releases: the American one is the MPAA's, of the others only the country is known."""
        found: list[tuple[str | None, Certificate]] = []
        for _, _, region, badge, _ in self._releases_by_date(page):
            if badge:
                american = mpaa(badge) if region == "USA" else None
                found.append(
                    (region, american_rating(american, printed=badge))
                    if american
                    else (region, Certificate(system=region, rating=badge, printed=badge))
                )
        found.sort(key=lambda pair: pair[0] != "USA")
        return [certificate for _, certificate in once(found, lambda pair: (pair[0], pair[1].rating))]

    def reviews(self, page: Page) -> list[Review]:
        """Return the popular and the recent reviews, which have no date."""
        return reviews_of(page, ".film-reviews article.production-viewing")


RELEASE_KINDS: dict[str, Any] = {
    "Theatrical": "theatrical",
    "Theatrical limited": "theatrical",
    "Digital": "streaming",
    "Physical": "home_video",
    "TV": "television",
}
RELEASE_NOTES = {"Theatrical limited": "limited", "Premiere": "premiere"}
