"""AMC's movie guide (movies.amctv.com), detail pages of November and December 2010."""

from __future__ import annotations

import re

from filmdig.parsers.layouts.certificates import american_rating
from filmdig.parsers.layouts.fields import Reader, attr, each, ids, own_text, passage, people, text, this_text
from filmdig.parsers.layouts.layout import Layout
from filmdig.parsers.layouts.values import date, decimal, integer, mpaa, runtime, split_names, title_only, year_only
from filmdig.parsers.layouts.values import year as year_in
from filmdig.parsers.page.document import Page
from filmdig.parsers.record.page_record import CastMember, Certificate, Company, Rating, Related, Release


def certificate(printed: str) -> list[Certificate]:
    """Return the certificate and its reason: "R (for strong violence, language)"."""
    code, _, reason = printed.partition(" (")
    rating = mpaa(code)
    return [american_rating(rating, reason=reason.rstrip(")") or None, printed=printed)] if rating else []


def releases_in(printed: str) -> list[Release]:
    """Return the release: "1969 09 23 (USA)"."""
    found = re.match(r"(\d{4})(?: (\d\d))?(?: (\d\d))?(?:\s*\((.+)\))?", printed)
    when = date("-".join(part for part in found.groups()[:3] if part)) if found else None
    return [Release(kind="theatrical", date=when, region=found[4])] if found and when else []


def _detail(label: str) -> Reader[str]:
    """Return a reader of the span in the list item that begins with a label."""

    def read(page: Page) -> str | None:
        rows = page.memo("amctv.details", lambda: [(row.own_text, row) for row in page.all("div.list-listing.details li")])
        return next((text("span")(row) for printed, row in rows if printed.startswith(label)), None)

    return Reader(read)


def _names(printed: str) -> list[str]:
    return split_names(printed, r",|/")


class Details2010(Layout):
    """Detail pages: labelled lists, then All Movie Guide's plot with its author in a span.

    The picture of the overall rating shows 0 for every film; the stars of the rating box ("Currently 5/5") are its mean.
    Similar films have years of their own.
    """

    site = "amctv"
    hosts = ("movies.amctv.com",)
    name = "2010"
    years = "2010"
    marks = ("#movie-item-holder h1", "div.list-listing.details", "#movie-guide-nav, #breadcrumb")
    usual = ("title", "year", "directors", "cast", "genres")
    year_from_release = True

    title = own_text("#movie-item-holder h1")
    synopsis = passage("#synopsis p", drop=".by-line")
    synopsis_credit = text("#synopsis span.by-line").search(r"^by\s+(.+)$")
    image_url = attr("#synopsis img.cover", "src")
    external_ids = ids(
        amctv=attr('base[href*="/movie/"], .list-listing.details a[href*="/movie/"]', "href").search(r"/movie/(\d+)")
    )
    related = each(
        "#sidebar .general li > a",
        Related,
        title=this_text().to(title_only),
        url=attr(None, "href"),
        year=this_text().to(year_only),
    )
    directors = people('div.list-listing.details a[title^="Biography for director"]')
    cast = each('div.list-listing.details a[title^="Biography for actor"]', CastMember, name=this_text(), url=attr(None, "href"))

    year = _detail("Year:").to(year_in)
    runtime_minutes = _detail("Run Time:").to(runtime)  # "110 minutes"
    countries = _detail("Country:").to(_names)  # "USA"
    languages = _detail("Language:").to(_names)  # "English"
    genres = _detail("Genre/Type:").to(split_names)
    certificates = _detail("MPAA Rating:").to(certificate)
    releases = _detail("Release:").to(releases_in)
    companies = _detail("Produced By:").to(lambda names: [Company(name=name, role="production") for name in _names(names)])

    def ratings(self, page: Page) -> list[Rating]:
        """Return the visitors' mean."""
        printed = text("li.current-rating").search(r"(?<![\d.])[\d.]++/5")(page)
        value = decimal((printed or "").partition("/")[0])
        count = text(".overall-rating span").to(integer)(page)
        if not value:
            return []
        name = text(".overall-rating i")(page)
        return [
            Rating(by="audience", name=name, measure="mean", value=value, best=5, worst=1, rating_count=count, printed=printed)
        ]
