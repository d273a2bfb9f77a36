"""Kinopoisk, September 2021: title pages made by Next.js; cast, episodes and recommendations in the older layout."""

from __future__ import annotations

from typing import Any

from filmdig.parsers.layouts.fields import as_passage, at, attr, each, ids, text
from filmdig.parsers.layouts.layout import Layout
from filmdig.parsers.layouts.values import decimal, mpaa, whole, year
from filmdig.parsers.page.document import Page
from filmdig.parsers.page.node import Node
from filmdig.parsers.record.page_record import (
    BoxOffice,
    CastMember,
    Certificate,
    Company,
    Kind,
    Person,
    Rating,
    Related,
    Release,
    Review,
    ReviewTotals,
)


class Kinopoisk(Layout):
    """What all of Kinopoisk's layouts share. Pages declare no language; they are Russian."""

    site = "kinopoisk"
    hosts = ("kinopoisk.ru",)

    def page_language(self, page: Page) -> str:
        """All of the site's."""
        return "ru"


NEXT_DATA = "script#__NEXT_DATA__"
CURRENCIES = {"$": "USD", "€": "EUR", "£": "GBP", "₽": "RUB", "руб.": "RUB", "¥": "JPY", "₹": "INR"}
RELEASE_KINDS: dict[str, Any] = {"DVD": "home_video", "BLURAY": "home_video", "DIGITAL": "streaming"}
PRECISION = {"DAY": 10, "MONTH": 7, "YEAR": 4}


class Next(Kinopoisk):
    """Title pages: all of the film is in the page's data. The markup's classes and `data-tid` are hashes that change.

    The page prints five scores at most: its members', IMDb's, the world's critics (a share of 100 and a mean of 10) and
    Russia's critics. A second list of actors holds who dubbed the roles. Reviews are loaded later: the page has none.
    """

    name = "next"
    years = "2021"
    marks = (NEXT_DATA, 'meta[property="og:site_name"][content="КиноПоиск"]', "h1[itemprop=name]")
    usual = ("title", "year", "countries", "genres", "directors", "cast")

    def _data(self, page: Page) -> dict[str, Any]:
        found = at(page.json(NEXT_DATA), "props.apolloState.data")
        return found if isinstance(found, dict) else {}

    def _film(self, page: Page) -> dict[str, Any]:
        """The page's own film: its sequels stand in the data beside it."""
        wanted = str(at(page.json(NEXT_DATA), "query.id"))
        for key, film in self._data(page).items():
            kind, _, found = key.partition(":")
            if found == wanted and isinstance(film, dict) and kind not in ("Person", "KP", "User"):
                return film
        return {}

    def _members(self, page: Page, role: str) -> list[tuple[str, str]]:
        """(name, address) of the members of one role; who has no Russian name has the original one."""
        found = []
        for key, value in self._film(page).items():
            if not key.startswith("members(") or f'"{role}"' not in key:
                continue
            for item in at(value, "items") or []:
                person = self._data(page).get(at(item, "person.__ref") or "") or at(item, "person") or {}
                name = person.get("name") or person.get("originalName")
                if name:
                    found.append((name, f"/name/{person['id']}/" if person.get("id") else ""))
            break
        return found

    def kind_of(self, page: Page) -> Kind:
        """By the type of the data: `Film`; `TvSeries`, `MiniSeries`, `TvShow`."""
        return "film" if self._film(page).get("__typename", "Film") in ("Film", "Video") else "series"

    def title(self, page: Page) -> str | None:
        """The Russian title, or the original one where there is none."""
        film = self._film(page)
        found: str | None = at(film, "title.russian") or at(film, "title.original")
        return found

    def original_title(self, page: Page) -> str | None:
        """Printed under the title."""
        film = self._film(page)
        return at(film, "title.original") if at(film, "title.russian") else None

    def year(self, page: Page) -> int | None:
        """The year of production."""
        found: int | None = self._film(page).get("productionYear") or at(self._film(page), "releaseYears.0.start")
        return found

    def directors(self, page: Page) -> list[Person]:
        """Four at most."""
        return [Person(name=name, url=url or None) for name, url in self._members(page, "DIRECTOR")]

    def writers(self, page: Page) -> list[Person]:
        """Four at most."""
        return [Person(name=name, url=url or None) for name, url in self._members(page, "WRITER")]

    def producers(self, page: Page) -> list[Person]:
        """Four at most."""
        return [Person(name=name, url=url or None) for name, url in self._members(page, "PRODUCER")]

    def cast(self, page: Page) -> list[CastMember]:
        """Ten at most. JSON-LD leaves out those without a Russian name."""
        return [CastMember(name=name, url=url or None) for name, url in self._members(page, "ACTOR")]

    def synopsis(self, page: Page) -> Any:
        """Whole."""
        return as_passage(self._film(page).get("synopsis"))

    def tagline(self, page: Page) -> str | None:
        """Printed in guillemets, which are not the tagline's."""
        return self._film(page).get("tagline")

    def genres(self, page: Page) -> list[str]:
        """In Russian."""
        return [one["name"] for one in self._film(page).get("genres") or [] if one.get("name")]

    def countries(self, page: Page) -> list[str]:
        """In Russian."""
        return [one["name"] for one in self._film(page).get("countries") or [] if one.get("name")]

    def runtime_minutes(self, page: Page) -> int | None:
        """A series' is one episode's."""
        film = self._film(page)
        return film.get("duration") or film.get("seriesDuration") or None

    def certificates(self, page: Page) -> list[Certificate]:
        """The Russian age in years, then the American one."""
        limits = self._film(page).get("restriction") or {}
        age, american = str(limits.get("age") or "").removeprefix("age"), mpaa(limits.get("mpaa"))
        found = [Certificate(system="Россия", rating=f"{age}+", printed=f"{age}+")] if age.isdigit() else []
        return found + ([Certificate(system="MPAA", rating=american, printed=american)] if american else [])

    def releases(self, page: Page) -> list[Release]:
        """The world's premiere may be a festival's, so it is of no kind."""
        film = self._film(page)
        found = [Release(date=when) for when in [day(at(film, "worldPremiere.incompleteDate"))] if when]
        shown: Any = "theatrical" if self.kind_of(page) == "film" else None
        cinema = [day(item.get("date")) for item in self._cinema(page)]
        found += [Release(kind=shown, date=when, region="Россия") for when in cinema if when]
        later = [(item.get("type"), item.get("date")) for item in film.get("releases") or []]
        return found + [Release(kind=RELEASE_KINDS.get(form), date=when, region="Россия") for form, when in later if when]

    def _cinema(self, page: Page) -> list[dict[str, Any]]:
        releases = self._film(page).get("distribution") or {}
        key = next((key for key in releases if '"rerelease":false' in key and "CINEMA" in key), "")
        return at(releases.get(key), "items") or []

    def companies(self, page: Page) -> list[Company]:
        """The Russian distributors, printed beside the premiere."""
        items = [company for item in self._cinema(page) for company in item.get("companies") or []]
        return [Company(name=one["displayName"], role="distribution") for one in items if one.get("displayName")]

    def box_office(self, page: Page) -> list[BoxOffice]:
        """The budget and what was taken in America, Russia and the world."""
        found = []
        kinds: tuple[tuple[str, Any, str | None], ...] = (
            ("budget", "budget", None),
            ("usaBox", "gross", "США"),
            ("worldBox", "gross", "мир"),
            ("rusBox", "gross", "Россия"),
        )
        for key, kind, region in kinds:
            amount = at(self._film(page), f"boxOffice.{key}.amount")
            if sum_ := whole(amount):
                symbol = at(self._film(page), f"boxOffice.{key}.currency.symbol")
                found.append(BoxOffice(kind=kind, amount=sum_, currency=CURRENCIES.get(symbol), region=region))
        return found

    def external_ids(self, page: Page) -> dict[str, str]:
        """The film's number."""
        found = self._film(page).get("id")
        return {"kinopoisk": str(found)} if found else {}

    image_url = attr("img.film-poster", "src").to(lambda url: f"https:{url}" if url.startswith("//") else url)

    def ratings(self, page: Page) -> list[Rating]:
        """A score that is not shown yet has no value; one that is switched off (`isActive`) is not on the page."""
        scores = self._film(page).get("rating") or {}
        found = []

        def add(key: str, value_key: str = "value", **values: Any) -> None:
            score = scores.get(key) or {}
            value = decimal(score.get(value_key))
            if score.get("isActive") and value is not None:
                values.setdefault("rating_count", whole(score.get("count")))
                found.append(Rating(value=value, **values))

        add("kinopoisk", by="audience", name="КиноПоиск", measure="mean", best=10, worst=1)
        add("imdb", by="audience", name="IMDb", measure="mean", best=10, worst=1)
        add("expectation", by="audience", name="Рейтинг ожидания", measure="want_to_see", best=100, worst=0)
        world = scores.get("worldwideCritics") or {}
        positive, negative = whole(world.get("positiveCount")) or 0, whole(world.get("negativeCount")) or 0
        # A share of 0 beside positive reviews stands for none: the page prints a dash (film 1552).
        if positive + negative and (world.get("percent") or not positive):
            name = "Рейтинг кинокритиков в мире"
            add(
                "worldwideCritics",
                "percent",
                by="critics",
                name=name,
                measure="percent_positive",
                best=100,
                worst=0,
                rating_count=positive + negative,
            )
        add("worldwideCritics", by="critics", name="Рейтинг кинокритиков в мире", measure="mean", best=10)
        add("russianCritics", by="critics", name="Рейтинг кинокритиков в России", measure="percent_positive", best=100, worst=0)
        for rating in found:
            if rating.measure == "percent_positive" and rating.value is not None:
                rating.value = round(rating.value)  # type: ignore[arg-type]
                rating.printed = f"{rating.value}%"
        return found

    def reviews(self, page: Page) -> list[Review]:
        """Loaded later."""
        return []

    def review_totals(self, page: Page) -> ReviewTotals:
        """Printed under the score ("133 рецензии")."""
        return ReviewTotals(audience=whole(at(self._film(page), "rating.reviewCount.count")) or None)

    def related(self, page: Page) -> list[Related]:
        """Sequels and prequels."""
        found = []
        for key, value in self._film(page).items():
            if key.startswith("relatedMovies(") and '"BEFORE"' in key:
                for item in at(value, "items") or []:
                    film = self._data(page).get(at(item, "movie.__ref") or "") or {}
                    name = at(film, "title.russian") or at(film, "title.original")
                    if name:
                        found.append(Related(title=name, url=f"/film/{film['id']}/", year=film.get("productionYear")))
        return found


def day(found: Any) -> str | None:
    """A date of the page's data with the precision that it states."""
    if not isinstance(found, dict) or not found.get("date"):
        return None
    when: str = found["date"]
    return when[: PRECISION.get(found.get("accuracy") or "DAY", 10)]


class Old(Kinopoisk):
    """What the older pages share: the film's name stands in a row of breadcrumbs, its original one and the year below.

    They are windows-1251.
    """

    title = text("a.breadcrumbs__link")
    original_title = text("div.breadcrumbs__sub").search(r"^(.+), \d{4}")
    year = text("div.breadcrumbs__sub").search(r"(\d{4})$").to(year)
    external_ids = ids(kinopoisk=attr("a.breadcrumbs__link", "href").search(r"\d+"))


class Cast(Old):
    """`/cast/`: everybody, a section a profession, with who dubbed whom."""

    name = "cast"
    years = "2021"
    kind = "credits"
    marks = ("td#block_left a[name=actor], td#block_left a[name=director]", "div.dub div.actorInfo", "a.breadcrumbs__link")
    usual = ("title", "year", "directors", "cast")

    def _section(self, page: Page, name: str) -> list[Node]:
        """The people between a section's anchor and the next."""
        anchor = page.first(f'#block_left a[name="{name}"]')
        found = []
        node = anchor.next if anchor is not None else None
        while node is not None and not node.matches("a[name]"):
            if node.matches("div.dub"):
                found.append(node)
            node = node.next
        return found

    def _people(self, page: Page, name: str) -> list[Person]:
        links = [row.first(".actorInfo .name a") for row in self._section(page, name)]
        return [Person(name=link.text, url=link.attr("href")) for link in links if link is not None and link.text]

    def directors(self, page: Page) -> list[Person]:
        """The section "Режиссеры"."""
        return self._people(page, "director")

    def writers(self, page: Page) -> list[Person]:
        """The section "Сценаристы"."""
        return self._people(page, "writer")

    def producers(self, page: Page) -> list[Person]:
        """The section "Продюсеры"."""
        return self._people(page, "producer")

    def cast(self, page: Page) -> list[CastMember]:
        """The role is printed after dots, some with the fee behind it."""
        found = []
        for row in self._section(page, "actor"):
            link, role = row.first(".actorInfo .name a"), row.first(".actorInfo .role")
            if link is not None and link.text:
                printed = role.text_without("font").removeprefix("...").strip(" ,") if role is not None else ""
                found.append(CastMember(name=link.text, role=printed or None, url=link.attr("href")))
        return found


class Episodes(Kinopoisk):
    """`/episodes/`: a series' episodes. The breadcrumbs are a table here, the number of seasons behind the title."""

    name = "episodes"
    years = "2021"
    kind = "list"
    marks = ("#content_block h1.level2", 'a[name="s1"]', "#content_block h1.moviename-big")
    usual = ("title", "year")

    title = text("#content_block h1.level2 a").less(r"\s*\(\d+\)$")
    original_title = text("#content_block td.news").search(r"^(.+), \d{4}")
    year = text("#content_block td.news").search(r", (\d{4})").to(year)
    external_ids = ids(kinopoisk=attr("#content_block h1.level2 a", "href").search(r"\d+"))


class Like(Old):
    """`/like/`: films that members recommend to those who liked this one; each has Kinopoisk's score."""

    name = "like"
    years = "2021"
    kind = "list"
    marks = ("td#block_left_pad ul.breadcrumbs", "table.ten_items", "a.breadcrumbs__link")
    usual = ("title", "year", "related")

    related = each(
        'table.ten_items tr[id^="tr_"]',
        Related,
        title=text("td.news a.all"),
        url=attr("td.news a.all", "href"),
        year=text("td.news span").search(r"\((\d{4})").to(year),
        score=attr(".WidgetStars[value]", "value").to(float),
    )
