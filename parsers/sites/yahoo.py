"""Yahoo! Movies, December 2010: tables and `font` elements, with hardly any ids."""

from __future__ import annotations

import html
import re
from typing import Any, ClassVar

from filmdig.parsers.layouts.certificates import mpaa_certificate
from filmdig.parsers.layouts.cut_lists import cut_at
from filmdig.parsers.layouts.cuts import Passage, plain, replace
from filmdig.parsers.layouts.fields import Derived, attr, each, ids, made, people, text, this_text
from filmdig.parsers.layouts.layout import Layout
from filmdig.parsers.layouts.rows import Rows
from filmdig.parsers.layouts.values import date, integer, money, runtime, split_names, tidy, title_only, year_only
from filmdig.parsers.page.document import Page
from filmdig.parsers.page.node import Node
from filmdig.parsers.page.plain_text import one_line
from filmdig.parsers.record.page_record import BoxOffice, CastMember, Company, Rating, Release, Review, ReviewRating, ReviewTotals

_DAY = re.compile(r"[A-Z][a-z]{2,8} \d{1,2}(?:st|nd|rd|th)?, \d{4}|[A-Z][a-z]{2,8} \d{4}|\d{4}")


def _releases(printed: str) -> list[Release]:
    """Return dates with a note before or after each: "September 24, 1999 NY & LA; October 1, 1999 Wide"."""
    found = []
    for one in printed.split(";"):
        day = _DAY.search(one)
        when = date(day[0]) if day else None
        if day and when:
            note = one_line(_DAY.sub(" ", one, count=1)).strip(" ,()-")
            kind: Any = "theatrical" if note.lower() in ("nationwide", "wide") else None if note else Derived("theatrical")
            found.append(Release(kind=kind, date=when, note=note or None))
    return found


class Info2010(Layout):
    """`/movie/N/info`: scores are letters, five cast members are named, and the plot is cut.

    The whole plot is in the page's `description`, after "Title (year): " and with its entities escaped twice.
    """

    site = "yahoo"
    imprint = r"Search Yahoo! Movies|Yahoo! Entertainment: Movies"
    hosts = ("movies.yahoo.com",)
    left_out: ClassVar = {
        "#whatsnew": "links to new pages",
    }
    name = "2010"
    years = "2010"
    marks = ("table#movie-info", "h1 > strong", "table#nojsRatingsWidget, table.gradecell")
    usual = ("title", "year", "directors", "cast", "synopsis", "genres", "external_ids")
    year_from_release = True

    _rows = Rows('#movie-info td[align="right"]', beside=True)
    title = text("h1 strong").to(title_only)
    year = text("h1 strong").to(year_only)
    directors = _rows.read("Directed by", people('a[href*="/contributor/"]'))
    writers = _rows.read("Written by", people('a[href*="/contributor/"]'))
    producers = _rows.read("Produced by", people('a[href*="/contributor/"]'))
    cast = cut_at(
        'td > font > a[href*="/cast"]:has(b)',
        _rows.read("Starring", each('a[href*="/contributor/"]', CastMember, name=this_text(), url=attr(None, "href"))),
    )
    genres = _rows["Genres"].to(lambda printed: split_names(printed, r",|\band\b"))
    runtime_minutes = _rows["Running Time"].to(runtime)
    certificates = _rows["MPAA Rating"].to(mpaa_certificate)
    releases = _rows["Release Date"].to(_releases)
    companies = _rows["Distributors", "Distributor"].to(
        lambda printed: [Company(name=name, role="distribution") for name in split_names(printed)]
    )
    box_office = (
        _rows["U.S. Box Office"]
        .to(money)
        .to(lambda sum_: [BoxOffice(kind="gross", amount=sum_[0], currency=sum_[1], region="USA")])
    )
    external_ids = ids(yahoo=attr('base[href], a[href*="/movie/"]', "href").search(r"/movie/(\d+)"))
    image_url = attr("img.movie-poster", "src")
    review_totals = text('a[rel="movie-critics_rating_count"]').to(integer).to(lambda count: ReviewTotals(critics=count))

    def synopsis(self, page: Page) -> Passage | None:
        """Return the `font` element below the grades; "See Full Description" marks the cut."""
        widget = page.first("table#nojsRatingsWidget")
        node = widget.next if widget is not None else None
        while node is not None and node.tag != "font":
            node = node.next
        if node is None:
            return None
        if node.first('a[href$="/details"]') is None:
            shown = plain(node)
            return shown if shown.text else None
        teaser, _ = node.raw_text(drop=node.all("a"))
        heading = text("h1 strong")(page) or ""
        whole = html.unescape(page.meta("description") or "")
        whole = whole.removeprefix(f"{html.unescape(heading)}:") if whole.startswith(html.unescape(heading)) else ""
        return replace(teaser.rstrip("\xa0 "), whole)

    def ratings(self, page: Page) -> list[Rating]:
        """Return the critics' grade and the users', each in a box; "none available" is no grade."""
        return [found for box in page.all("table.gradecell") if (found := _grade(box))]

    def reviews(self, page: Page) -> list[Review]:
        """Return excerpts chosen by the site, in quotes; a row without an excerpt or a grade only links to a review."""
        found = []
        for row in page.all('tr[bgcolor="white"] > td > font > nobr'):
            node = row.parent
            if node is not None and (review := one_review(node)):
                found.append(review)
        return found


def _grade(box: Node) -> Rating | None:
    name = (text("b")(box) or "").rstrip(":")
    cells = [cell.text for cell in box.all("td")]
    grade = text("b.movie-critics_rating, b.movie-users_rating")(box)
    if not name or len(cells) < 2:
        return None
    count = text('a[rel$="_rating_count"]').to(integer)(box)
    if name == "The Critics":
        return Rating(by="critics", name=name, measure="grade", value=grade, review_count=count, printed=grade or cells[1])
    return Rating(by="audience", name=name, measure="grade", value=grade, rating_count=count, printed=grade or cells[1])


def one_review(node: Node) -> Review | None:
    """Return a review headed "Publication, Author" or "Publication: Title"; the excerpt follows; the next cell has the grade."""
    raw, _ = node.raw_text(drop=node.all("nobr"))
    head, _, rest = raw.partition("\n")
    publication = text("b")(node) or ""
    author = tidy(head)[0].removeprefix(publication).strip(" ,")
    publication, _, title = publication.partition(": ")
    cell = node.parent.next if node.parent is not None else None
    grade = cell.text if cell is not None else ""
    excerpt = tidy(rest)[0]
    if not publication:
        return None
    return made(
        Review,
        by="critics",
        author=author or None,
        publication=publication,
        title=title or None,
        rating=ReviewRating(value=grade, printed=grade) if grade else None,
        text=excerpt or None,
        url=attr("nobr a", "href")(node),
    )
