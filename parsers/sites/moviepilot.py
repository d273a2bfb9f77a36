"""Moviepilot (moviepilot.de), film pages of 2019 and of 2023, in German."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from filmdig.parsers.layouts.cuts import CutList, Passage, cut_list, plain
from filmdig.parsers.layouts.fields import Derived, Reader, as_passage, at, attr, ids, once, passage, text, texts, together
from filmdig.parsers.layouts.layout import Layout
from filmdig.parsers.layouts.releases import release
from filmdig.parsers.layouts.values import decimal, objects, runtime, tidy, whole
from filmdig.parsers.layouts.values import year as year_in
from filmdig.parsers.page.document import Page
from filmdig.parsers.page.node import Node
from filmdig.parsers.page.plain_text import one_line
from filmdig.parsers.record.page_record import (
    CastMember,
    Certificate,
    CrewMember,
    Kind,
    OtherSynopsis,
    Person,
    Rating,
    Related,
    ReviewTotals,
)

#: The button "Alle anzeigen" below the actors; a tab has the same address.
ALL_CAST = 'a[href$="/besetzung"][role=button], a[href$="/besetzung"][title^="Cast"]'


def limit(printed: str) -> list[Certificate]:
    """Return the age rating: "FSK 12" (2019) or "Ab 12" (2023), where the board is the same but not named."""
    board: Any = "FSK" if printed.startswith("FSK ") else Derived("FSK")
    return [Certificate(system=board, rating=printed.removeprefix("FSK ").removeprefix("Ab "), printed=printed)]


class Moviepilot(Layout):
    """Base of both layouts. The text below the heading begins with a sentence that the site generates."""

    site = "moviepilot"
    imprint = r"Zu Moviepilot|Moviepilot-Podcast|moviepilot GmbH"
    hosts = ("moviepilot.de",)
    left_out: ClassVar = {
        'a[href^="/liste/"]': "members' lists",
        'ol[class^="sc-"] > li > a': "what other members watch",
        "div._1wjBZ": "headlines",
        "div._1i5mD": "headlines",
        "ol._3qP_y": "what other members watch",
        "div.hot-now--item--content": "an advert",
        "div.h3-headline--wrapper": "headings",
        'a[href*="/news/"]': "headlines",
        'a[href*="/trailer/"]': "names of videos",
        'a[href*="podcast"]': "headlines",
        'h3[class^="sc-"]': "headings",
    }
    usual = ("title", "year", "directors", "cast", "synopsis", "genres", "ratings")

    keywords = texts("a[itemprop=keywords]")

    def kind_of(self, page: Page) -> Kind:
        """Return the kind, by the address."""
        return "series" if "/serie/" in (page.own_url or page.url or "") else "film"


def _marked_up(role: str) -> Reader[list[Person]]:
    """Return a reader of the people of one property of the page's microdata."""
    name, url = text("[itemprop=name]"), attr("a[itemprop=url]", "href")

    def read(page: Page) -> list[Person]:
        nodes = page.all(f'div[itemprop="{role}"]')
        return once([Person(name=found, url=url(node)) for node in nodes if (found := name(node))], lambda person: person.name)

    return Reader(read)


class Film2019(Moviepilot):
    """Film pages of 2019: microdata, with people in a second and a third block. The trailer has a runtime too."""

    name = "2019"
    years = "2019"
    marks = (".meta > h1.meta--title[itemprop=name]", "div.meta--data", "div.header--poster--rating-circle")

    title = text("h1.meta--title")
    year = text(".meta--data span[itemprop=copyrightYear]").to(year_in)
    genres = texts(".meta--data span[itemprop=genre]")
    countries = texts(".meta--data span[itemprop=countryOfOrigin]")
    certificates = text(".meta--data span[itemprop=contentRating]").to(limit)
    runtime_minutes = attr(".meta--data meta[itemprop=duration]", "content").to(runtime)
    releases = attr(".meta--data meta[itemprop=datePublished]", "content").to(release("theatrical")).to(lambda one: [one])
    synopsis = passage("div[itemprop=description].typo--long-body", drop="div[itemprop=description] > span:first-child")
    external_ids = ids(
        imdb=attr("div[data-video-data-layer-params]", "data-video-data-layer-params").search(r'clicked_movie_id":\["(tt\d+)"'),
        moviepilot=attr('link[rel="canonical"]', "href").search(r"/(?:movies|serie)/([^/?#]+)"),
    )
    image_url = attr("meta[itemprop=image]", "content")
    review_totals = attr("meta[itemprop=commentCount]", "content").to(whole).to(lambda count: ReviewTotals(audience=count))

    directors = _marked_up("director")
    writers = _marked_up("author")
    producers = _marked_up("producer")

    def other_synopses(self, page: Page) -> list[OtherSynopsis]:
        """Return a longer text, which includes the film's background."""
        body = page.first("div.typo--long-body:not([itemprop])")
        background: Any = plain(body, "h3") if body is not None else None
        return [OtherSynopsis(text=background, name=text("h3")(body))] if body is not None and background.text else []

    def original_title(self, page: Page) -> str | None:
        """Return the text after "Originaltitel:"."""
        label = next((node for node in page.all("div") if node.own_text == "Originaltitel:"), None)
        return label.next.text if label is not None and label.next is not None else None

    def crew(self, page: Page) -> list[CrewMember]:
        """Return the people after the producers, who are contributors in the microdata; the job is below the name."""
        return [
            CrewMember(name=name, job=node.text.rpartition(name)[2].strip() or None, url=attr("a[itemprop=url]", "href")(node))
            for node in page.all('div[itemprop="contributor"], div[itemprop="musicBy"]')
            if (name := text("[itemprop=name]")(node))
        ]

    def cast(self, page: Page) -> CutList | list[CastMember]:
        """Return the cast. Each name occurs twice, once as text; the role follows it."""
        found = []
        for node in page.all('div[itemprop="actor"]'):
            name = text("[itemprop=name]")(node)
            if name:
                role = node.text.removeprefix(name).strip()
                found.append(CastMember(name=name, role=role or None, url=attr("a[itemprop=url]", "href")(node)))
        url = attr(ALL_CAST, "href")(page)
        return cut_list(once(found, lambda member: (member.name, member.role)), url, url=url)

    def ratings(self, page: Page) -> list[Rating]:
        """Return the users' mean."""
        box = page.first("div.header--poster--rating-circle")
        value = attr("meta[itemprop=ratingValue]", "content").to(decimal)(box) if box is not None else None
        if box is None or value is None:
            return []
        count = attr("meta[itemprop=ratingCount]", "content").to(whole)(box)
        mean = Rating(by="audience", name="Moviepilot", measure="mean", value=value, best=10, worst=0, rating_count=count)
        mean.verdict = _VERDICT(page)
        return [mean]


# "3.398 Nutzer haben den Film im Schnitt mit Ganz gut bewertet."
_VERDICT = text(".item-statistics--subline i")


NEXT_DATA = "script#__NEXT_DATA__"

# "3.479 Nutzer haben den Film im Schnitt mit Ganz gut bewertet."
_VERDICT_IN_2023 = re.compile(r"Nutzer haben .{0,60}?im Schnitt mit (\S.{0,60}?) bewertet")
_VERDICT_2023 = texts("div:has(> br):has(> i)").to(
    lambda sentences: next((one[1] for one in map(_VERDICT_IN_2023.search, sentences) if one), None)
)


GERMANY: Any = Derived("Deutschland")


def _is_stripped(page: Page) -> bool:
    """Return whether the page has lost its scripts, and its data with them."""
    return page.first(NEXT_DATA) is None


def _data(page: Page) -> dict[str, Any]:
    found = at(page.json(NEXT_DATA), "props.initialProps.pageProps")
    return found if isinstance(found, dict) else {}


def _stated(key: str) -> Reader[Any]:
    return Reader(lambda page: _data(page).get(key))


def _line_of_facts(page: Page) -> Node:
    """Return the line of facts, which is HTML in the data."""
    if _is_stripped(page):
        return page.first("h1 + span") or page.root
    return page.fragment(str(_data(page).get("meta") or ""))


_line = Reader(_line_of_facts)


def _crew(role: str) -> Reader[list[Person]]:
    """Return a reader of the people with a role in the data's crew."""
    return Reader(
        lambda page: [
            Person(name=one["title"], url=one.get("url"))
            for one in objects(_data(page).get("crew"))
            if one.get("itemprop") == role and one.get("title")
        ]
    )


class Film2023(Moviepilot):
    """Film pages of 2023, made by Next.js: everything is in the page's data, where scores are percentages.

    The page prints the score out of ten, rounded ("6.3" of 62.5371). Saved without its scripts, it has the line of facts, the
    plot and the cast as microdata; crew, scores and similar films are in the data only.
    """

    name = "2023"
    years = "2023"
    marks = (f"{NEXT_DATA}, span [itemprop=copyrightYear]", 'html[prefix*="moviepilotde:"]', "h1")
    refuses = ("h1.meta--title",)

    year = _line.to(text("[itemprop=copyrightYear]").to(year_in))
    genres = _line.to(texts("[itemprop=genre]"))
    countries = _line.to(texts("[itemprop=countryOfOrigin]"))
    certificates = _line.to(text("[itemprop=contentRating]").to(limit))
    runtime_minutes = _line.to(attr("meta[itemprop=duration]", "content").to(runtime))
    releases = together(
        _line.to(attr("meta[itemprop=datePublished]", "content").to(release("theatrical", region=GERMANY)))  # "Kinostart"
    )
    directors = _crew("director")  # "Regisseur/in"
    writers = _crew("author")  # "Drehbuchautor/in"
    producers = _crew("producer")  # "Produzent/in"
    external_ids = ids(imdb=_stated("imdbId").to(str), moviepilot=_stated("permalink").to(str))
    review_totals = _stated("commentsCount").to(lambda count: ReviewTotals(audience=whole(count)))

    def title(self, page: Page) -> str | None:
        """Return the German title."""
        return _data(page).get("title") or (text("h1")(page) if _is_stripped(page) else None)

    def original_title(self, page: Page) -> str | None:
        """Return the original title, where it differs."""
        head = page.first("div:has(+ div[itemprop=description])") if _is_stripped(page) else None
        if head is not None and head.text.startswith("Originaltitel:"):
            return text("span")(head)
        return _data(page).get("originalTitle") or None

    def crew(self, page: Page) -> list[CrewMember]:
        """Return the rest of the crew, with their jobs in the page's words."""
        return [
            CrewMember(name=one["title"], job=one.get("titleSubline") or None, url=one.get("url"))
            for one in objects(_data(page).get("crew"))
            if one.get("itemprop") not in ("director", "author", "producer") and one.get("title")
        ]

    def cast(self, page: Page) -> CutList | list[CastMember]:
        """Return the cast, twelve at most."""
        found = [
            CastMember(name=one["title"], role=one.get("titleSubline") or None, url=one.get("url"))
            for one in objects(_data(page).get("cast"))
            if one.get("title")
        ]
        for actor in page.all("div[itemprop=actor]") if _is_stripped(page) else ():
            parts = actor.children
            if name := text("[itemprop=name]")(actor):
                role = parts[2].text if len(parts) > 2 else None
                found.append(CastMember(name=name, role=role or None, url=attr("a[itemprop=url]", "href")(actor)))
        url = attr(ALL_CAST, "href")(page)
        return cut_list(found, url, url=url)

    def synopsis(self, page: Page) -> Passage | None:
        """Return the teaser, then the whole plot with the site's text about the film's making.

        The first paragraph shown is generated by the site: the film's genre, year, director and cast.
        """
        if _is_stripped(page):
            shown = [tidy(one.raw_text()[0])[0] for one in page.all("div[itemprop=description] > p:not(:first-child)")]
            plots = page.all("div[itemprop=description] ~ div:has(> h3)")
            shown += [tidy(plot.raw_text()[0])[0].partition("\n")[2].strip() for plot in plots]  # without the heading
            return as_passage("\n\n".join(part for part in shown if part))
        parts = [str(_data(page).get(name) or "") for name in ("teaser", "description")]
        found = [tidy(page.fragment(part).raw_text()[0])[0] for part in parts if part]
        return as_passage("\n\n".join(part for part in found if part))

    def ratings(self, page: Page) -> list[Rating]:
        """Return the users' mean; its count is the one in the statistics, which the page prints."""
        value = decimal(_data(page).get("rating"))
        if not value:
            return []
        count = whole(at(_data(page), "statistics.ratingsCount") or _data(page).get("ratingsCount"))
        mean = Rating(by="audience", name="Moviepilot", measure="mean", value=round(value / 10, 1), best=10, worst=0)
        mean.rating_count, mean.verdict = count, _VERDICT_2023(page)
        return [mean]

    def related(self, page: Page) -> CutList | list[Related]:
        """Return the films under "Filme wie ..."."""
        neighbours = objects(_data(page).get("neighbours"))
        found = [Related(title=one_line(one["title"]), url=one.get("url")) for one in neighbours if one.get("title")]
        url = attr('a[role=button][href$="/aehnliche"]', "href")(page)
        return cut_list(found, url, url=url)
