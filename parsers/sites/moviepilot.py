"""Moviepilot (moviepilot.de), film pages of 2019 and of 2023, in German."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from filmdig.parsers.layouts.cuts import CutList, Passage, cut_list, plain
from filmdig.parsers.layouts.fields import Derived, as_passage, at, attr, ids, once, passage, text, texts
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

    def other_synopses(self, page: Page) -> list[OtherSynopsis]:
        """Return a longer text, which includes the film's background."""
        body = page.first("div.typo--long-body:not([itemprop])")
        background: Any = plain(body, "h3") if body is not None else None
        return [OtherSynopsis(text=background, name=text("h3")(body))] if body is not None and background.text else []

    def original_title(self, page: Page) -> str | None:
        """Return the text after "Originaltitel:"."""
        label = next((node for node in page.all("div") if node.own_text == "Originaltitel:"), None)
        return label.next.text if label is not None and label.next is not None else None

    def directors(self, page: Page) -> list[Person]:
        """Return the directors in the microdata."""
        return people_of(page, "director")

    def writers(self, page: Page) -> list[Person]:
        """Return the authors in the microdata."""
        return people_of(page, "author")

    def producers(self, page: Page) -> list[Person]:
        """Return the producers in the microdata."""
        return people_of(page, "producer")

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


def people_of(page: Page, role: str) -> list[Person]:
    """Return the people of one property of the page's microdata."""
    found = [
        Person(name=name, url=attr("a[itemprop=url]", "href")(node))
        for node in page.all(f'div[itemprop="{role}"]')
        if (name := text("[itemprop=name]")(node))
    ]
    return once(found, lambda person: person.name)


NEXT_DATA = "script#__NEXT_DATA__"

# "3.479 Nutzer haben den Film im Schnitt mit Ganz gut bewertet."
_VERDICT_IN_2023 = re.compile(r"Nutzer haben .{0,60}?im Schnitt mit (\S.{0,60}?) bewertet")
_VERDICT_2023 = texts("div:has(> br):has(> i)").to(
    lambda sentences: next((one[1] for one in map(_VERDICT_IN_2023.search, sentences) if one), None)
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

    def _data(self, page: Page) -> dict[str, Any]:
        found = at(page.json(NEXT_DATA), "props.initialProps.pageProps")
        return found if isinstance(found, dict) else {}

    def title(self, page: Page) -> str | None:
        """Return the German title."""
        return self._data(page).get("title") or (text("h1")(page) if self._is_stripped(page) else None)

    def original_title(self, page: Page) -> str | None:
        """Return the original title, where it differs."""
        head = page.first("div:has(+ div[itemprop=description])") if self._is_stripped(page) else None
        if head is not None and head.text.startswith("Originaltitel:"):
            return text("span")(head)
        return self._data(page).get("originalTitle") or None

    def _is_stripped(self, page: Page) -> bool:
        return page.first(NEXT_DATA) is None

    def _head(self, page: Page) -> Node:
        if self._is_stripped(page):
            return page.first("h1 + span") or page.root
        return page.fragment(str(self._data(page).get("meta") or ""))

    def year(self, page: Page) -> int | None:
        """Return the year in the line of facts, which is HTML in the data."""
        return text("[itemprop=copyrightYear]").to(year_in)(self._head(page))

    def genres(self, page: Page) -> list[str]:
        """Return the genres in the line of facts."""
        return texts("[itemprop=genre]")(self._head(page)) or []

    def countries(self, page: Page) -> list[str]:
        """Return the countries in the line of facts."""
        return texts("[itemprop=countryOfOrigin]")(self._head(page)) or []

    def certificates(self, page: Page) -> list[Certificate]:
        """Return the age rating in the line of facts."""
        return text("[itemprop=contentRating]").to(limit)(self._head(page)) or []

    def runtime_minutes(self, page: Page) -> int | None:
        """Return the runtime in the line of facts."""
        return attr("meta[itemprop=duration]", "content").to(runtime)(self._head(page))

    def releases(self, page: Page) -> list[Any]:
        """Return "Kinostart", the date of the release in Germany."""
        when = attr("meta[itemprop=datePublished]", "content")(self._head(page))
        germany: Any = Derived("Deutschland")
        return [release("theatrical", region=germany)(when)] if when else []

    def _people(self, page: Page, role: str) -> list[Person]:
        return [
            Person(name=one["title"], url=one.get("url"))
            for one in objects(self._data(page).get("crew"))
            if one.get("itemprop") == role and one.get("title")
        ]

    def directors(self, page: Page) -> list[Person]:
        """Return each "Regisseur/in"."""
        return self._people(page, "director")

    def writers(self, page: Page) -> list[Person]:
        """Return each "Drehbuchautor/in"."""
        return self._people(page, "author")

    def producers(self, page: Page) -> list[Person]:
        """Return each "Produzent/in"."""
        return self._people(page, "producer")

    def crew(self, page: Page) -> list[CrewMember]:
        """Return the rest of the crew, with their jobs in the page's words."""
        return [
            CrewMember(name=one["title"], job=one.get("titleSubline") or None, url=one.get("url"))
            for one in objects(self._data(page).get("crew"))
            if one.get("itemprop") not in ("director", "author", "producer") and one.get("title")
        ]

    def cast(self, page: Page) -> CutList | list[CastMember]:
        """Return the cast, twelve at most."""
        found = [
            CastMember(name=one["title"], role=one.get("titleSubline") or None, url=one.get("url"))
            for one in objects(self._data(page).get("cast"))
            if one.get("title")
        ]
        for actor in page.all("div[itemprop=actor]") if self._is_stripped(page) else ():
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
        if self._is_stripped(page):
            shown = [tidy(one.raw_text()[0])[0] for one in page.all("div[itemprop=description] > p:not(:first-child)")]
            plots = page.all("div[itemprop=description] ~ div:has(> h3)")
            shown += [tidy(plot.raw_text()[0])[0].partition("\n")[2].strip() for plot in plots]  # less the heading
            return as_passage("\n\n".join(part for part in shown if part))
        parts = [str(self._data(page).get(name) or "") for name in ("teaser", "description")]
        found = [tidy(page.fragment(part).raw_text()[0])[0] for part in parts if part]
        return as_passage("\n\n".join(part for part in found if part))

    def external_ids(self, page: Page) -> dict[str, str]:
        """Return the ids in the data: IMDb's and the site's own."""
        found = {"imdb": self._data(page).get("imdbId"), "moviepilot": self._data(page).get("permalink")}
        return {name: str(value) for name, value in found.items() if value}

    def ratings(self, page: Page) -> list[Rating]:
        """Return the users' mean; its count is the one in the statistics, which the page prints."""
        value = decimal(self._data(page).get("rating"))
        if not value:
            return []
        count = whole(at(self._data(page), "statistics.ratingsCount") or self._data(page).get("ratingsCount"))
        mean = Rating(by="audience", name="Moviepilot", measure="mean", value=round(value / 10, 1), best=10, worst=0)
        mean.rating_count, mean.verdict = count, _VERDICT_2023(page)
        return [mean]

    def review_totals(self, page: Page) -> ReviewTotals:
        """Return the number of comments."""
        return ReviewTotals(audience=whole(self._data(page).get("commentsCount")))

    def related(self, page: Page) -> CutList | list[Related]:
        """Return the films under "Filme wie ..."."""
        neighbours = objects(self._data(page).get("neighbours"))
        found = [Related(title=one_line(one["title"]), url=one.get("url")) for one in neighbours if one.get("title")]
        url = attr('a[role=button][href$="/aehnliche"]', "href")(page)
        return cut_list(found, url, url=url)
