"""Flixster: film pages of 2008 to 2017, and the Community site, which kept the layout of 2011 until September 2014."""

from __future__ import annotations

from parsers.cuts import hidden_remainder
from parsers.fields import Rows, attr, each, mpaa_certificate, passage, people, release, stars, text, this_text, together
from parsers.layout import Layout
from parsers.page import Page
from parsers.record import CastMember, Rating, Review
from parsers.values import date, integer, number, split_names


class Flixster(Layout):
    """What all of Flixster's layouts share."""

    site = "flixster"
    hosts = ("flixster.com",)


half_stars = stars(best=5, worst=0.5)


class Detail2008(Flixster):
    """Film pages of 2008 (`movie.detail.jsp`), declared as ISO-8859-1."""

    name = "2008"
    years = "2008"
    marks = ("h1 a.headerLink", "#ratingAverages", "#plot")
    usual = ("title", "directors", "cast", "synopsis", "ratings", "genres", "certificates")
    year_from_release = True

    _details = Rows("#details li", label="strong")

    title = text("h1 a.headerLink")
    synopsis = passage("#plot", cut=hidden_remainder("#readMoreLink", drop="strong"), drop="strong")
    directors = _details.read("Directed by", people("a"))
    cast = each("#cast li .name a", CastMember, name=this_text(), url=attr(None, "href"))
    genres = _details["Genres"].less(r"^:\s*").to(split_names)
    certificates = _details["Rated"].less(r"[:()]").to(mpaa_certificate)
    releases = together(
        _details["Released"].to(release("theatrical")),
        _details["DVD Released"].to(release("home_video")),
    )
    reviews = each(
        "ul.reviews > li",
        Review,
        by="audience",
        author=text(".author a:not(:has(img))"),
        author_url=attr(".author a", "href"),
        date=text(".date").to(date),
        rating=attr("img.ratingImg", "alt").to(half_stars),
        text=passage("blockquote"),
    )

    def ratings(self, page: Page) -> list[Rating]:
        """All members' average, then women's and men's; "Not rated." stands for no score."""
        found = []
        for row in page.all("#ratingAverages tr"):
            label = row.first("th")
            image = row.first("td img[alt$=Stars]")
            if label is None or image is None:
                continue
            printed = image.attr("alt") or ""
            found.append(
                Rating(
                    by="audience",
                    name=label.text,
                    measure="mean",
                    value=number(printed),
                    best=5,
                    worst=0.5,
                    rating_count=integer(image.parent.text) if image.parent else None,
                    printed=printed,
                )
            )
        return found
