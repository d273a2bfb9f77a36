"""MovieWeb, film pages of 2008-09 and of 2011."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from filmdig.parsers.layouts.certificates import american_rating
from filmdig.parsers.layouts.cut_lists import cut_at
from filmdig.parsers.layouts.fields import (
    Derived,
    Reader,
    attr,
    attrs,
    constant,
    each,
    ids,
    inside,
    own_text,
    passage,
    people,
    stars,
    text,
)
from filmdig.parsers.layouts.layout import Layout
from filmdig.parsers.layouts.releases import release
from filmdig.parsers.layouts.rows import Rows
from filmdig.parsers.layouts.values import decimal, integer, money, mpaa, percent, runtime, split_names, title_only, year_only
from filmdig.parsers.page.document import Page
from filmdig.parsers.page.node import Node
from filmdig.parsers.record.page_record import (
    BoxOffice,
    CastMember,
    Certificate,
    Company,
    HistogramBar,
    Rating,
    Related,
    Review,
    ReviewTotals,
)

half_stars = stars(best=5, worst=0.5)


def gross(printed: str) -> list[BoxOffice]:
    """Return the film's gross in America."""
    found = money(printed)
    region: Any = "USA" if "(US" in printed else Derived("USA")
    return [BoxOffice(kind="gross", amount=found[0], currency=found[1], region=region)] if found else []


def studio(printed: str) -> list[Company]:
    """Return the companies in a row of studios."""
    return [Company(name=name) for name in split_names(printed)]


class Movieweb(Layout):
    """Base of MovieWeb's layouts."""

    site = "movieweb"
    imprint = r"MovieWeb™, Inc|MovieWeb Support|artwork used on MovieWeb"
    hosts = ("movieweb.com",)
    left_out: ClassVar = {
        "div.news_scroll": "headlines",
        "div.news_scroll2": "headlines",
        "a.faceoffL": "a game",
        "span.txt > span.title": "headlines",
    }
    usual = ("title", "year", "directors", "cast", "synopsis", "genres")
    year_from_release = True


def _cell(name: str) -> Reader[Node]:
    """Return a reader of the cell after the image of a label."""

    def read(page: Page) -> Node | None:
        image = page.first(f'td > img[src$="{name}.gif"]')
        cell = image.parent if image is not None else None
        return cell.next if cell is not None else None

    return Reader(read)


def _text(name: str) -> Reader[str]:
    return _cell(name).to(lambda cell: cell.text or None)


def _certificates(cell: Node) -> list[Certificate]:
    """Return the certificate, in bold, and the reason after it, with "for" or (2009) without."""
    rating = mpaa(text("b")(cell))
    return [american_rating(rating, reason=cell.text_without("b") or None, printed=cell.text)] if rating else []


class Summary2008(Movieweb):
    """Summary pages of 2008-09: tables whose labels are images. The heading is in capitals, the `title` element is not."""

    name = "2008"
    years = "2008-2009"
    marks = ('img[src*="releasedate.gif"], img[src*="director.gif"]', "#localnav li.tab", "h1 a[rel=bookmark]")

    synopsis = passage('td[background$="left.gif"] + td td')
    year = text("h1").to(year_only)
    directors = _cell("director").to(people("a"))  # links to a search, like the writers
    writers = _cell("writer").to(people("a"))
    # Without roles.
    cast = _cell("starring").to(people("a")).to(lambda found: [CastMember(name=one.name, url=one.url) for one in found])
    genres = _text("genre").to(split_names)
    companies = _text("studio").to(studio)
    certificates = _cell("rating").to(_certificates)
    official_sites = _cell("officialsite").to(attrs("a", "href"))
    releases = _text("releasedate").to(release("theatrical", stated=False)).to(lambda one: [one])  # "October 14th, 1994"
    runtime_minutes = _text("runtime").to(runtime)  # "154 minutes" in 2008, "2 hours 34 minutes" in 2009
    box_office = _text("box_office").or_(_text("boxoffice")).to(gross)  # "$107,900,000 (US total)"

    def title(self, page: Page) -> str | None:
        """Return the title without its year."""
        return title_only(re.sub(r"(?<!\s)\s++-\s++MovieWeb(?:\.com)?\s*+$", "", page.title or "") or text("h1")(page))

    def ratings(self, page: Page) -> list[Rating]:
        """Return stars out of five; "Stars" without a number before it is no rating."""
        node = page.first("div#content")
        found = []
        pattern = r"(MovieWeb Users|Average Rating|The Critics):\s*([\d.]+)\s*Stars\s*(\d+) Reviews?(?: / (\d+) Ratings?)?"
        for name, value, reviews, votes in re.findall(pattern, node.text if node is not None else ""):
            found.append(
                Rating(
                    by="critics" if name == "The Critics" else "audience",
                    name=name,
                    measure="mean",
                    value=decimal(value),
                    best=5,
                    rating_count=integer(votes) if votes else None,
                    review_count=integer(reviews),
                    printed=f"{value} Stars",
                )
            )
        return found

    def review_totals(self, page: Page) -> ReviewTotals:
        """Return the review counts beside the scores: "14 Reviews / 25 Ratings"."""
        counts = {rating.by: rating.review_count for rating in self.ratings(page)}
        return ReviewTotals(audience=counts.get("audience"), critics=counts.get("critics"))


_BARS = each(
    ".rater_graph li",
    HistogramBar,
    value=text(".grph_str").search(r"(\d) Star").to(int),
    count=text(".grph_grph").to(integer),
    percent=text(".grph_cnt").to(percent),
)
#: The box beside the facts: the members' mean with its verdict, the number of votes, and the votes for each number of stars.
_RATER = inside(
    "#module_rater",
    each(
        ".module_rating",
        Rating,
        by=constant("audience"),
        name=constant("Average Rating"),
        measure=constant("mean"),
        value=own_text(".rate_score .score > span").to(decimal),
        best=constant(5),
        rating_count=own_text(".rater_graph").search(r"\d[\d,]*+").to(integer),
        review_count=text(".rater_stats li").search(r"(?<![\d,])(\d[\d,]*+) (?:people|person)").to(integer),
        verdict=text(".rate_score .score > span > span:last-child"),
        histogram=_BARS,
        printed=own_text(".rate_score .score > span"),
    ),
)


class Summary2011(Movieweb):
    """Summary pages of 2011: labels are text; the certificate is the name of a class.

    "More »" after the plot does not mark a cut. Reviews have a title, a score and how long ago they were written, but no text.
    """

    name = "2011"
    years = "2011"
    marks = ("ul#summary_stats span.statA", "div#conNav")

    _stats = Rows("ul#summary_stats > li", label=".statA", value=".statB")
    title = text(".contentTitle h1").to(title_only)
    year = text(".contentTitle h1").to(year_only)
    directors = _stats.read(("Director", "Directors"), people("a.person"))
    writers = _stats.read(("Writer", "Writers"), people("a.person"))
    cast = cut_at(
        "#starring a.more",
        each("#starring .rolesPreview li", CastMember, name=text("a:not(:has(img))"), url=attr("a", "href")),
    )
    official_sites = _stats.read("Official Site", attrs("a", "href"))
    synopsis = passage("#plot", drop="a.small")
    genres = _stats["Genre", "Genres"].to(split_names)
    companies = _stats["Studio", "Studios"].to(studio)
    runtime_minutes = _stats["Runtime"].to(runtime)
    releases = _stats["Release Date"].to(release("theatrical", stated=False)).to(lambda one: [one])
    box_office = _stats["Box Office"].to(gross)
    external_ids = ids(movieweb=attr('link[rel="canonical"], .contentTitle h1 a', "href").search(r"/movie/([^/?#]+)"))
    image_url = attr(".moduleTB img", "src")
    reviews = each(
        "#userreviews ul.user_review > li",
        Review,
        by="audience",
        author=text(".usr a"),
        author_url=attr(".usr a", "href"),
        title=text("h4 a"),
        rating=text(".rating").to(half_stars),
        url=attr("h4 a", "href"),
    )

    review_totals = (
        text("#module_rater .rater_stats li:has(a[href$='/reviews'])").to(integer).to(lambda count: ReviewTotals(audience=count))
    )
    related = each(
        ".module.recommendations a:has(img[title])",
        Related,
        title=attr("img", "title").to(title_only),
        url=attr(None, "href"),
        year=attr("img", "title").to(year_only),
    )

    def certificates(self, page: Page) -> list[Certificate]:
        """Return the certificate in a class name (`div.ratingR`) and the reason after it: "for ..."."""
        node = page.first('ul#summary_stats .statB.rating div[class^="rating"]')
        code = mpaa((node.attr("class") or "").removeprefix("rating")) if node is not None else None
        reason = text("ul#summary_stats span.statB.rating")(page)
        return [american_rating(code, reason=reason)] if code else []

    def ratings(self, page: Page) -> list[Rating]:
        """Return the site's own meter and Rotten Tomatoes', then the members' mean."""
        found = []
        scores: tuple[tuple[str, Any], ...] = (("a.mw", "audience"), ("a.rt", "critics"))
        for selector, by in scores:
            node = page.first(f"ul#summary_stats {selector}")
            value = decimal(node.text) if node is not None else None
            if node is None or value is None:
                continue
            name, _, count = (node.attr("title") or "").partition(":")
            found.append(
                Rating(
                    by=by,
                    name=name or None,
                    measure="percent_positive",
                    value=value,
                    best=100,
                    worst=0,
                    review_count=integer(count),
                    printed=node.text,
                )
            )
        return [*found, *(_RATER(page) or [])]
