"""Douban (豆瓣电影), subject pages of 2022 to 2024."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from filmdig.parsers.layouts.cut_lists import cut_at
from filmdig.parsers.layouts.cuts import hidden_full_text, server_cut
from filmdig.parsers.layouts.fields import Reader, attr, each, ids, once, passage, people, present, text
from filmdig.parsers.layouts.layout import Layout
from filmdig.parsers.layouts.values import date, decimal, integer, year
from filmdig.parsers.page.document import Page
from filmdig.parsers.page.node import Node
from filmdig.parsers.page.plain_text import one_line
from filmdig.parsers.record.page_record import (
    AlternateTitle,
    CastMember,
    Helpful,
    HistogramBar,
    Kind,
    PartOfSeries,
    Person,
    Rating,
    Related,
    Release,
    Review,
    ReviewRating,
    ReviewTotals,
)


def half_stars(node: Page | Node) -> ReviewRating | None:
    """Return a member's stars: the class counts them in tenths (`allstar40`), the title has the word for them."""
    shown = node.first('[class*="allstar"]')
    match = re.search(r"allstar(\d)0", shown.attr("class") or "") if shown is not None else None
    if shown is None or match is None or match[1] == "0":
        return None
    return ReviewRating(value=int(match[1]), best=5, worst=1, printed=shown.attr("title"))


def _info(page: Page) -> dict[str, str]:
    """Return the lines of `#info` by label: "导演: ... / ..."."""

    def make() -> dict[str, str]:
        node = page.first("div#info")
        lines = node.raw_text()[0].split("\n") if node is not None else []
        pairs = [one_line(line).partition(":") for line in lines]
        return {label.strip(): value.strip() for label, _, value in pairs if value.strip()}

    return page.memo(("douban", "info"), make)


_SEASON = re.compile(r"(?<!\s)\s*+第([一二三四五六七八九十]{1,3}|\d{1,2})季$")
_DIGITS = "一二三四五六七八九"
_NUMERALS = {**{n: i for i, n in enumerate((*_DIGITS, "十"), 1)}, **{f"十{n}": i for i, n in enumerate(_DIGITS, 11)}}
_BRACKET = re.compile(r"(.+?)(?<!\s)\s*+[(（]([^()（）]++)[)）]")
_PLACE_CHARACTERS = frozenset("港台澳陆新马中国大香湾门 /")
_FESTIVAL = re.compile(r"节$|影展$")
_RELEASE_NOTES = ("重映", "网络", "点映", "首映")
_ROLE_PREFIXES = ("饰 ", "配 ")


def _value(label: str) -> Reader[str]:
    return Reader(lambda page: _info(page).get(label))


def _parts(page: Page, label: str) -> list[str]:
    return [part.strip() for part in _info(page).get(label, "").split(" / ") if part.strip()]


def _listed(label: str) -> Reader[list[str]]:
    return Reader(lambda page: _parts(page, label))


def _person(url: str | None) -> str:
    match = re.search(r"/(?:celebrity|personage)/(\d+)", url or "")
    return match[1] if match else ""


def _cast(page: Page) -> list[CastMember]:
    """Return all the names listed, with the roles of those whose portrait is shown: "饰 柯布 Cobb"."""
    roles = {}
    for card in page.all("#celebrities li.celebrity"):
        role = text(".role")(card) or ""
        if role.startswith(_ROLE_PREFIXES):
            roles[_person(attr("a", "href")(card))] = role[2:]
    found = people('#info a[rel="v:starring"]')(page) or []
    listed = [CastMember(name=one.name, role=roles.get(_person(one.url)), url=one.url) for one in found]
    names = {one.name for one in found}
    return listed + [CastMember(name=name) for name in _parts(page, "主演") if name not in names]


class Subject2022(Layout):
    """Subject pages: `#info` has a label and its values on each line, with no element around them.

    The heading holds the Chinese name and the original one in one string; the `title` element has the Chinese name alone. Only
    a few portraits have roles. The plot is shown cut, with the whole text hidden. Long reviews are cut by the server; a cut short
    comment has its whole text hidden beside the shown part.
    """

    site = "douban"
    imprint = r"豆瓣广告|北京豆网科技"
    review_pages: ClassVar = {"audience": "{url}/reviews"}
    hosts = ("movie.douban.com", "douban.com")
    addresses = r"(?:movie\.|m\.douban\.com/movie)"
    left_out: ClassVar = {
        "#new-comments div.qa-tip": "a notice of the site",
        "#askmatrix": "readers' questions",
        "span.tit > a": "readers' questions",
        "span#icp": "the site's terms",
    }
    name = "subject"
    years = "2022-2024"
    # Pages of books and music are the same, without these marks.
    shows_counted_reviews = True
    marks = (
        'h1 span[property="v:itemreviewed"]',
        '#info [property="v:genre"], #info [rel="v:directedBy"], #info [property="v:initialReleaseDate"]',
        "div#interest_sectl",
    )
    usual = ("title", "year", "genres", "countries", "ratings", "synopsis", "external_ids")

    year = text("h1 span.year").to(year)
    genres = _listed("类型")  # in Chinese, like countries and languages
    countries = _listed("制片国家/地区")
    languages = _listed("语言")
    runtime_minutes = _value("片长").or_(_value("单集片长")).to(integer)  # the first of several; for a series, one episode's
    episode_count = _value("集数").to(integer)  # "13"
    directors = people('#info a[rel="v:directedBy"]')
    synopsis = passage(
        "div[id^=link-report]",
        cut=hidden_full_text(".short", ".all", drop=".a_show_full"),
        drop=".a_show_full, span.pl",
    )
    external_ids = ids(
        imdb=_value("IMDb").search(r"^tt\d+"),
        douban=attr('#mainpic a[href*="/subject/"], #celebrities a[href*="/subject/"]', "href").search(r"/subject/(\d+)"),
    )
    image_url = attr("#mainpic img", "src")
    review_totals = text("#reviews-wrapper h2 span.pl").to(integer).to(lambda count: ReviewTotals(audience=count))
    related = each(
        "#recommendations dl dd", Related, title=text("a"), url=attr("a", "href"), score=text(".subject-rate").to(decimal)
    )

    def kind_of(self, page: Page) -> Kind:
        """Return the kind.

        A season has a menu of the series' seasons, or its number in the title; a series has a number of episodes.
        """
        if page.first("select#season") is not None or _SEASON.search(self.title(page) or ""):
            return "season"
        return "series" if {"集数", "首播", "季数"} & _info(page).keys() else "film"

    def series(self, page: Page) -> PartOfSeries | None:
        """Return a season's series, whose title is the season's without its number: "神秘博士 第四季"."""
        if self.kind_of(page) != "season":
            return None
        named = self.title(page) or ""
        found = _SEASON.search(named)
        chosen = text("select#season option[selected]").to(integer)(page)
        number_in = chosen or (_NUMERALS.get(found[1]) or integer(found[1]) if found else None)
        return PartOfSeries(title=(named[: found.start()].strip() if found else named) or None, season=number_in)

    def title(self, page: Page) -> str | None:
        """Return the Chinese name."""
        return re.sub(r"(?<!\s)\s*+\(豆瓣\)$", "", page.title or "") or text('span[property="v:itemreviewed"]')(page)

    def original_title(self, page: Page) -> str | None:
        """Return the rest of the heading after the Chinese name."""
        heading, name = text('span[property="v:itemreviewed"]')(page) or "", self.title(page) or ""
        rest = heading.removeprefix(name).strip()
        return rest if heading.startswith(name) and rest else None

    def alternate_titles(self, page: Page) -> list[AlternateTitle]:
        """Return the other titles. In brackets is a place ("潜行凶间(港)") or a note."""
        found = []
        for printed in _parts(page, "又名"):
            match = _BRACKET.fullmatch(printed)
            inside = match[2] if match else None
            placed = inside is not None and set(inside) <= _PLACE_CHARACTERS
            found.append(
                AlternateTitle(
                    title=match[1] if match else printed,
                    region=inside if placed else None,
                    note=None if placed else inside,
                )
            )
        return found

    def writers(self, page: Page) -> list[Person]:
        """Return the writers, linked or not."""
        links = {link.text: link.attr("href") for link in page.all("#info a:not([rel])")}
        return [Person(name=name, url=links.get(name)) for name in _parts(page, "编剧")]

    cast = cut_at('#celebrities h2 .pl a[href$="/celebrities"]', Reader(_cast))

    def releases(self, page: Page) -> list[Release]:
        """Return dates with their country, "2010-09-01(中国大陆)", or with a festival's name in its place.

        A note may follow the country: "2020-08-28(中国大陆重映)".
        """
        found = []
        rows: tuple[tuple[str, Any], ...] = (("上映日期", "theatrical"), ("首播", "television"))
        for label, kind in rows:
            for printed in _parts(page, label):
                when = date(printed, "ymd")
                inside = re.search(r"\(([^()]+)\)", printed)
                place = inside[1] if inside else ""
                note = place if _FESTIVAL.search(place) else next((word for word in _RELEASE_NOTES if place.endswith(word)), None)
                if when:
                    festival = note is not None and note == place
                    region = place.removesuffix(note or "") or None
                    found.append(Release(kind="festival" if festival else kind, date=when, region=region, note=note))
        return found

    awards = cut_at(
        "div.mod:has(> ul.award) h2 .pl a",
        Reader(lambda page: [one_line(" ".join(row.text for row in award.all("li"))) for award in page.all("ul.award")]),
    )

    def official_sites(self, page: Page) -> list[str]:
        """Return the link beside "官方网站"."""
        label = next((node for node in page.all("#info span.pl") if node.text.startswith("官方网站")), None)
        link = label.next if label is not None else None
        url = link.attr("href") if link is not None else None
        return [url] if url else []

    def ratings(self, page: Page) -> list[Rating]:
        """Return the members' mean, which is empty where there are too few votes.

        The bars are percentages by stars. The count of short comments is beside their heading.
        """
        value = text('strong[property="v:average"]').to(decimal)(page)
        votes = text('span[property="v:votes"]').to(integer)(page)
        bars = [
            HistogramBar(value=stars, percent=share)
            for bar in page.all(".ratings-on-weight .item")
            if (stars := text("span.starstop").to(integer)(bar)) is not None
            and (share := text("span.rating_per").to(decimal)(bar)) is not None
        ]
        return [
            Rating(
                by="audience",
                name="豆瓣评分",
                measure="mean",
                value=value,
                best=10,
                rating_count=votes,
                review_count=text("#comments-section h2 .pl a").to(integer)(page),
                histogram=bars,
                printed=text("#interest_sectl .rating_sum")(page) if value is None else None,
            )
        ]

    def reviews(self, page: Page) -> list[Review]:
        """Return short comments, then long reviews; where nobody has commented, an empty item takes their place."""
        return once([*(_COMMENTS(page) or []), *(_REVIEWS(page) or [])], id)


_heading = attr("h2 a", "href")


def review_url(node: Node) -> str | None:
    """Return the address of a long review, from the node of its cut text."""
    holder = node.parent.parent if node.parent is not None else None
    return _heading(holder) if holder is not None else None


_yes, _no = text('[id^="r-useful_count"]').to(integer), text('[id^="r-useless_count"]').to(integer)


def _useful(node: Node) -> Helpful | None:
    yes, no = _yes(node), _no(node)
    return Helpful(yes=yes, total=None if no is None else yes + no) if yes is not None else None


_COMMENTS = each(
    "#hot-comments div.comment-item:has(.short)",
    Review,
    by="audience",
    author=text(".comment-info a"),
    author_url=attr(".comment-info a", "href"),
    date=attr(".comment-time", "title").or_(text(".comment-time")).to(date),
    rating=half_stars,
    text=passage("p.comment-content", cut=hidden_full_text(".short", ".full"), drop=".expand"),
    helpful=text(".vote-count").to(integer).to(lambda yes: Helpful(yes=yes)),
)
_REVIEWS = each(
    "div.review-item",
    Review,
    by="audience",
    author=text("a.name"),
    author_url=attr("a.name", "href"),
    date=text(".main-meta").to(date),
    title=text("h2 a"),
    rating=half_stars,
    text=passage(
        ".short-content",
        cut=server_cut("a.unfold", drop=".spoiler-tip", url=review_url),
        drop=".spoiler-tip",
    ),
    url=attr("h2 a", "href"),
    spoiler=present(".spoiler-tip"),
    helpful=_useful,
)
