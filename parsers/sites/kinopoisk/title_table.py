"""Kinopoisk's title pages of 2019 (the layout was in use until 2021): a table of facts, the cast next to it, reviews below."""

from __future__ import annotations

import re
from typing import Any

from filmdig.parsers.layouts.cuts import cut_list
from filmdig.parsers.layouts.fields import Derived, attr, each, ids, passage, text, texts
from filmdig.parsers.layouts.rows import Rows
from filmdig.parsers.layouts.values import date, decimal, integer, money, mpaa, runtime, year
from filmdig.parsers.page.document import Page
from filmdig.parsers.page.node import Node
from filmdig.parsers.record.page_record import (
    BoxOffice,
    CastMember,
    Certificate,
    Company,
    CrewMember,
    Helpful,
    Person,
    Rating,
    Release,
    Review,
    ReviewTotals,
)
from filmdig.parsers.sites.kinopoisk.base import Kinopoisk

RUSSIAN = ("ru",)
CREW = ("оператор", "композитор", "художник", "монтаж")
RELEASES: tuple[tuple[str, Any, str | None], ...] = (
    ("премьера (мир)", None, None),
    ("премьера (РФ)", "theatrical", "РФ"),
    ("цифровой релиз", "streaming", None),
    ("релиз на DVD", "home_video", None),
    ("релиз на Blu-Ray", "home_video", None),
)
SUMS: tuple[tuple[str, Any, str | None], ...] = (
    ("бюджет", "budget", None),
    ("сборы в США", "gross", "США"),
    ("сборы в мире", "gross", None),
    ("сборы в России", "gross", "Россия"),
)
_AWAITED = re.compile(r"ожидание:\s*(\d{1,3})%\s*\(([\d\s]+)\)")
_IMDB = re.compile(r"IMDb:\s*(\d+\.\d+)\s*\(([\d\s]+)\)")


def _helpful(node: Node) -> Helpful | None:
    votes = text('[id^="comment_num_vote_"]').search(r"(?<!\d)\d++ / \d+")(node)
    if votes is None:
        return None
    yes, _, no = votes.partition(" / ")
    return Helpful(yes=int(yes), total=int(yes) + int(no))


def _verdict(node: Node) -> Any:
    """Return the author's own choice of positive, negative or neither, shown as the colour of the box."""
    box = node.first(".response")
    classes = box.classes if box is not None else []
    return "fresh" if "good" in classes else "rotten" if "bad" in classes else None


class Title2019(Kinopoisk):
    """`/film/N/`: rows of a label and links; a row whose last link is "..." is cut, with the rest on the cast page.

    The second list of actors has those who dubbed the roles. The page's microdata do not distinguish the two lists.
    """

    name = "2019"
    years = "2019"
    shows_counted_reviews = True
    marks = ("h1.moviename-big[itemprop=name]", "table.info td.type", "#actorList h4")
    usual = ("title", "year", "countries", "genres", "directors", "cast", "ratings", "external_ids")

    _rows = Rows("table.info td.type", beside=True)

    title = text("h1.moviename-big[itemprop=name]")
    original_title = text("#headerFilm [itemprop=alternativeHeadline]")
    year = _rows["год"].to(year)
    synopsis = passage(".brand_words[itemprop=description]", ".film_synopsys [itemprop=description]", "[itemprop=description]")
    tagline = _rows["слоган"].less(r"^«|»$|^-$")
    genres = _rows.read("жанр", texts("[itemprop=genre] a"))
    countries = _rows.read("страна", texts("a"))
    runtime_minutes = _rows["время"].to(runtime)
    image_url = attr("img[itemprop=image], .film-img-box img", "src")
    review_totals = text("ul.resp_type li.all b").to(integer).to(lambda count: ReviewTotals(audience=count))
    external_ids = ids(kinopoisk=attr('link[rel="canonical"], meta[property="og:url"]', "href", "content").search(r"/film/(\d+)"))
    reviews = each(
        ".reviewItem",
        Review,
        by="audience",
        author=text(".profile_name a"),
        author_url=attr(".profile_name a", "href"),
        date=text("span.date").to(lambda printed: date(printed.partition("|")[0], "dmy", RUSSIAN)),
        title=text(".sub_title"),
        verdict=_verdict,
        text=passage("[itemprop=reviewBody]"),
        url=attr("p.links a", "href"),
        helpful=_helpful,
    )

    def _links(self, page: Page, label: str) -> tuple[list[Node], str | None]:
        """Return a row's links, and the address of "..."."""
        cell = self._rows.node(label)(page)
        links = cell.all("a") if cell is not None else []
        more = next((link.attr("href") or "" for link in links if link.text == "..."), None)
        return [link for link in links if link.text not in ("", "...")], more

    def _people(self, page: Page, label: str) -> Any:
        links, more = self._links(page, label)
        return cut_list([Person(name=link.text, url=link.attr("href")) for link in links], more is not None, url=more)

    def directors(self, page: Page) -> Any:
        """Return the people in the row "режиссер"."""
        return self._people(page, "режиссер")

    def writers(self, page: Page) -> Any:
        """Return the people in the row "сценарий", at most three."""
        return self._people(page, "сценарий")

    def producers(self, page: Page) -> Any:
        """Return the people in the row "продюсер", at most three."""
        return self._people(page, "продюсер")

    def crew(self, page: Page) -> Any:
        """Return the other rows of people, and the second list of actors: those who dubbed the roles."""
        found, url = [], None
        for label in CREW:
            links, more = self._links(page, label)
            found += [CrewMember(name=link.text, job=label, url=link.attr("href")) for link in links]
            url = url or more
        for heading in page.all("#actorList h4:not(:first-child)"):
            links = heading.next.all("li a") if heading.next is not None else []
            url = url or next((link.attr("href") for link in links if link.text == "..."), None)
            job = heading.text.rstrip(":")
            found += [
                CrewMember(name=link.text, job=job, url=link.attr("href")) for link in links if link.text not in ("", "...")
            ]
        return cut_list(found, url is not None, url=url)

    def cast(self, page: Page) -> Any:
        """Return the first of the two lists of actors, at most ten."""
        links = [link for item in page.all("#actorList h4:first-child + ul > li") for link in item.all("a")]
        more = next((link.attr("href") for link in links if link.text == "..."), None)
        shown = [CastMember(name=link.text, url=link.attr("href")) for link in links if link.text not in ("", "...")]
        return cut_list(shown, more, url=more)

    def certificates(self, page: Page) -> list[Certificate]:
        """Return the Russian certificate, an image of an age, then the American one."""
        age = attr("table.info .ageLimit", "class").search(r"\bage(\d+)")(page)
        printed = self._rows["возраст"](page)
        american = mpaa(attr('table.info td[class*="rate_"] img', "alt").search(r"\S+$")(page))
        russian: Any = Derived("Россия")
        found = [Certificate(system=russian, rating=f"{age}+", printed=printed)] if age else []
        return found + ([Certificate(system="MPAA", rating=american, printed=american)] if american else [])

    def releases(self, page: Page) -> Any:
        """Return the releases; the world's has no kind, as it may be a festival's. "..." links those of all countries."""
        found, url = [], None
        for label, kind, region in RELEASES:
            links, more = self._links(page, label)
            url = url or more
            when = date(links[0].text, "dmy", RUSSIAN) if links else None
            if when:
                disc = label.partition("релиз на ")[2] or None
                note = " ".join(re.findall(r"\b(?:IMAX|3D)\b", self._rows[label](page) or "")) or disc
                found.append(Release(kind=kind, date=when, region=region, note=note))
        return cut_list(found, url is not None, url=url)

    def companies(self, page: Page) -> list[Company]:
        """Return the distributors, printed in guillemets after the dates."""
        return [
            Company(name=link.text, role="distribution", note=label)
            for label, _, _ in RELEASES
            for link in self._links(page, label)[0][1:]
            if "company" in (link.attr("href") or "")
        ]

    def box_office(self, page: Page) -> list[BoxOffice]:
        """Return the sums; the worldwide gross is printed after its addends ("+ $1 = $2")."""
        found = []
        for label, kind, region in SUMS:
            sum_ = money((self._rows[label](page) or "").rpartition("=")[2])
            if sum_:
                found.append(BoxOffice(kind=kind, amount=sum_[0], currency=sum_[1], region=region))
        return found

    def ratings(self, page: Page) -> list[Rating]:
        """Return the members' mean, IMDb's, the percentage who await the film, and that of positive reviews."""
        found = []
        box = text("#block_rating")(page) or ""
        printed = text("#block_rating .rating_ball").search(r"^\d+\.\d+$")(page)
        if printed:
            count = attr("#block_rating meta[itemprop=ratingCount]", "content").to(integer)(page)
            found.append(
                Rating(
                    by="audience", name="КиноПоиск", measure="mean", value=float(printed), best=10, worst=1,
                    rating_count=count, printed=printed,
                )
            )  # fmt: skip
        if match := _IMDB.search(box):
            found.append(
                Rating(
                    by="audience", name="IMDb", measure="mean", value=float(match[1]), best=10, worst=1,
                    rating_count=integer(match[2]), printed=match[1],
                )
            )  # fmt: skip
        if match := _AWAITED.search(box):
            found.append(
                Rating(
                    by="audience", name="ожидание", measure="want_to_see", value=int(match[1]), best=100, worst=0,
                    rating_count=integer(match[2]), printed=f"{match[1]}%",
                )
            )  # fmt: skip
        share = text("ul.resp_type li.perc b")(page)
        if share:
            found.append(
                Rating(
                    by="audience", name="Отзывы и рецензии зрителей", measure="percent_positive", value=decimal(share),
                    best=100, worst=0, review_count=text("ul.resp_type li.all b").to(integer)(page),
                    positive_count=text("ul.resp_type li.pos b").to(integer)(page),
                    negative_count=text("ul.resp_type li.neg b").to(integer)(page), printed=share,
                )
            )  # fmt: skip
        return found
