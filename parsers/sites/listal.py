"""Listal, a film page of 2017."""

from __future__ import annotations

from typing import ClassVar

from filmdig.parsers.layouts.cuts import CutList, Passage, cut_list, plain, server_cut
from filmdig.parsers.layouts.fields import attr, each, ids, made, own_text, text, texts
from filmdig.parsers.layouts.layout import Layout
from filmdig.parsers.layouts.releases import release
from filmdig.parsers.layouts.values import decimal, integer
from filmdig.parsers.layouts.values import year as year_in
from filmdig.parsers.page.document import Page
from filmdig.parsers.page.node import Node
from filmdig.parsers.record.page_record import CastMember, Helpful, Person, Rating, Related, Release, Review, ReviewTotals

_job = text("span.small").search(r"^\((.+)\)$")


def _named(block: Node) -> dict[str, str | None]:
    """Return a person's name and address, from the link that is not a portrait."""
    return {"name": text("a:not(:has(img))")(block), "url": attr("a:not(:has(img))", "href")(block)}


class Movie2017(Layout):
    """Film pages. Hardly any class names its content, so people are recognized by the bold headings above them.

    Reviews are cut by the server and dated only by how long ago they were written. Tags are members' and are not genres.
    """

    site = "listal"
    imprint = r"© \d{4} Listal\.com"
    hosts = ("listal.com",)
    addresses = r"[^/]*+(?!/(?:book|game|music|dvd)s?(?:[/?#]|\Z))"
    left_out: ClassVar = {
        "#updatefeed": "members' activity",
        "#addtags": "a form",
    }
    name = "movie"
    years = "2017"
    shows_counted_reviews = True
    marks = ("h1.itemheadingmedium[itemprop=name]", "div#itempagewrapper", "table.ratingstable")
    usual = ("title", "year", "directors", "cast", "ratings")
    year_from_release = True

    title = own_text("h1.itemheadingmedium")
    year = text("h1.itemheadingmedium span").to(year_in)
    external_ids = ids(
        imdb=attr('a.ratingsbox[href*="imdb.com/title/"]', "href").search(r"tt\d+"),
        listal=attr("#itempagetabscontainer a.reviewsbutton", "href").search(r"/movie/([^/]+)/"),
    )
    image_url = attr("#leftstuff img.pure-img", "src")
    review_totals = text("span#reviewcount").to(integer).to(lambda count: ReviewTotals(audience=count))

    keywords = texts("span#alltags a")

    def _people(self, page: Page, words: str) -> list[Node]:
        """Return the blocks below a bold heading, up to the next heading."""
        heading = next((node for node in page.all("#itempagewrapper b") if node.text.startswith(words)), None)
        holder = heading.parent if heading is not None else None
        found = []
        node = holder.next if holder is not None else None
        while node is not None and node.first("b") is None:
            if node.matches("div.itempeople"):
                found.append(node)
            node = node.next
        return found

    def directors(self, page: Page) -> list[Person]:
        """Return the people below "Directed by"."""
        return [made(Person, **_named(block), job=_job(block)) for block in self._people(page, "Directed by")]

    def writers(self, page: Page) -> list[Person]:
        """Return the people below "Written by", each with a note of what was written: "(novel)"."""
        return [made(Person, **_named(block), job=_job(block)) for block in self._people(page, "Written by")]

    def cast(self, page: Page) -> CutList | list[CastMember]:
        """Return the people below "Starring (View all)"."""
        found = [made(CastMember, **_named(block), role=text("span.small")(block)) for block in self._people(page, "Starring")]
        url = attr('b > a[href$="/cast"]', "href")(page)
        return cut_list(found, url, url=url)

    def synopsis(self, page: Page) -> Passage | None:
        """Return the first block of the right column."""
        node = page.first("#rightstuff > div > div")
        return plain(node) if node is not None and node.first("b") is None and node.text else None

    def releases(self, page: Page) -> list[Release]:
        """Return "Release date: 15 October 1999"; it is beside a disc's UPC, so its kind is unclear."""
        printed = next((node.tail for node in page.all("#rightstuff b") if node.text == "Release date:"), "")
        found = release(None)(printed)
        return [found] if found else []

    def ratings(self, page: Page) -> list[Rating]:
        """Return Listal's mean and IMDb's; the row of stars is the viewer's own."""
        found = []
        value = text("table.ratingstable span[itemprop=ratingValue]").to(decimal)(page)
        if value is not None:
            count = text("table.ratingstable span[itemprop=ratingCount]").to(integer)(page)
            found.append(Rating(by="audience", name="Listal", measure="mean", value=value, best=10, worst=1, rating_count=count))
        value = text('a.ratingsbox[href*="imdb.com/"]').to(decimal)(page)
        if value is not None:
            found.append(Rating(by="audience", name="IMDb", measure="mean", value=value, best=10, worst=1))
        return found

    def reviews(self, page: Page) -> list[Review]:
        """Return the reviews, three at most."""
        return [one_review(node) for node in page.all('div[id^="comment_"]')]


READ_MORE = 'a[href*="/viewentry/"]'


def one_review(node: Node) -> Review:
    """Return one review, whose text follows the votes, beside the author's portrait."""
    heading = node.first("h2")
    body = (heading.next if heading is not None else None) or node
    drop = "div"
    cut = server_cut(READ_MORE, drop=drop)
    return made(
        Review,
        by="audience",
        author=text(".small a", ".small")(body),
        author_url=attr(".small a", "href")(body),
        title=text("h2")(node),
        helpful=text(".minivotebox").to(integer).to(lambda yes: Helpful(yes=yes))(node),
        text=cut(body) or plain(body, drop),
        url=attr("h2 a", "href")(node),
    )


class Search2017(Layout):
    """Search results."""

    site = "listal"
    hosts = Movie2017.hosts
    addresses = Movie2017.addresses
    name = "search"
    years = "2017-2023"
    kind = "list"
    marks = ("div.combinedsearchrow b a",)
    usual = ("related",)

    related = each(
        "div.combinedsearchrow",
        Related,
        title=text("b > a"),
        url=attr("b > a", "href"),
        year=own_text("div:has(> b > a)").search(r"\((\d{4})\)").to(int),
        score=text(".ratingsbox").to(decimal),
    )
