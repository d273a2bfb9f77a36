"""Kinopoisk's title pages of September 2021, built with Next.js."""

from __future__ import annotations

from typing import Any

from filmdig.parsers.layouts.cuts import CutList, cut_list
from filmdig.parsers.layouts.fields import Derived, as_passage, at, attr, once, text
from filmdig.parsers.layouts.values import decimal, mpaa, objects, whole
from filmdig.parsers.page.document import Page
from filmdig.parsers.record.page_record import (
    BoxOffice,
    CastMember,
    Certificate,
    Company,
    CrewMember,
    Kind,
    Person,
    Rating,
    Related,
    Release,
    Review,
    ReviewTotals,
)
from filmdig.parsers.sites.kinopoisk.base import Kinopoisk

CREW = (
    ("OPERATOR", "Оператор"),
    ("COMPOSER", "Композитор"),
    ("DESIGN", "Художник"),
    ("EDITOR", "Монтаж"),
    ("VOICEOVER", "Роли дублировали"),
)
NEXT_DATA = "script#__NEXT_DATA__"
CURRENCIES = {"$": "USD", "€": "EUR", "£": "GBP", "₽": "RUB", "руб.": "RUB", "¥": "JPY", "₹": "INR"}
DISCS = {"DVD": "DVD", "BLURAY": "Blu-ray"}
RELEASE_KINDS: dict[str, Any] = {"DVD": "home_video", "BLURAY": "home_video", "DIGITAL": "streaming"}
PRECISION = {"DAY": 10, "MONTH": 7, "YEAR": 4}


class Next(Kinopoisk):
    """Title pages: the page's data has everything about the film. The markup's classes and `data-tid` are hashes that change.

    The page prints at most five scores: its members', IMDb's, the world's critics' (a percentage and a mean out of 10) and
    Russian critics'. A second list of actors has those who dubbed the roles: they are crew. The page has no reviews, which are
    loaded later.
    """

    name = "next"
    years = "2021"
    marks = (NEXT_DATA, 'meta[property="og:site_name"][content="КиноПоиск"]', "h1[itemprop=name]")
    usual = ("title", "year", "countries", "genres", "directors", "cast")

    def _data(self, page: Page) -> dict[str, Any]:
        found = at(page.json(NEXT_DATA), "props.apolloState.data")
        return found if isinstance(found, dict) else {}

    def _film(self, page: Page) -> dict[str, Any]:
        """Return the page's own film: the data have its sequels, too."""
        wanted = str(at(page.json(NEXT_DATA), "query.id"))
        for key, film in self._data(page).items():
            kind, _, found = key.partition(":")
            if found == wanted and isinstance(film, dict) and kind not in ("Person", "KP", "User"):
                return film
        return {}

    def _members(self, page: Page, make: Any, role: str, label: str | None = None, **values: Any) -> Any:
        """Return the members of one role, cut where the data count more or the page's row ends in a link "...".

        A person without a Russian name has the original one.
        """
        found: list[Any] = []
        total = None
        for key, value in self._film(page).items():
            if not key.startswith("members(") or f'"{role}"' not in key:
                continue
            total = whole(at(value, "total"))
            for item in objects(at(value, "items")):
                person = self._data(page).get(at(item, "person.__ref") or "") or at(item, "person") or {}
                name, original = person.get("name") or person.get("originalName"), person.get("originalName")
                if name:
                    url = f"/name/{person['id']}/" if person.get("id") else None
                    other = original if original != name else None
                    found.append(make(name=name, url=url, other_name=other or None, **values))
            break
        more = self._more(page).get(label or "")
        return cut_list(found, more, total=total, url=more)

    def _more(self, page: Page) -> dict[str, str | None]:
        """Return the addresses of the links "..." that rows end in, by the rows' labels."""

        def make() -> dict[str, str | None]:
            rows = [row for row in page.all('[class*="styles_row"]') if len(row.children) == 2]
            links = [(row.children[0].text, row.first("a:last-child")) for row in rows]
            return {label: link.attr("href") for label, link in links if link is not None and link.text == "..."}

        return page.memo((type(self), "more"), make)

    def kind_of(self, page: Page) -> Kind:
        """Return the kind, from the type in the data: `Film`; `TvSeries`, `MiniSeries`, `TvShow`."""
        return "film" if self._film(page).get("__typename", "Film") in ("Film", "Video") else "series"

    def title(self, page: Page) -> str | None:
        """Return the Russian title, or the original one where there is none."""
        film = self._film(page)
        found: str | None = at(film, "title.russian") or at(film, "title.original")
        return found

    def original_title(self, page: Page) -> str | None:
        """Return the original title, printed below the Russian one."""
        film = self._film(page)
        return at(film, "title.original") if at(film, "title.russian") else None

    def year(self, page: Page) -> int | None:
        """Return the year of production."""
        found: int | None = self._film(page).get("productionYear") or at(self._film(page), "releaseYears.0.start")
        return found

    def end_year(self, page: Page) -> int | None:
        """Return a series' last year."""
        return whole(at(self._film(page), "releaseYears.0.end"))

    def season_count(self, page: Page) -> int | None:
        """Return the number of seasons: "3 сезона"."""
        return whole(at(self._film(page), "seasons.total"))

    def episode_count(self, page: Page) -> int | None:
        """Return the number of episodes, which only the data have."""
        return whole(at(self._film(page), 'episodes({"limit":0}).total'))

    def awards(self, page: Page) -> list[str]:
        """Return the main awards: "Оскар 2020, Лучшие визуальные эффекты (номинация)"."""
        key = next(
            (key for key in self._film(page) if key.startswith("awards(") and "isMain" in key and '"limit":0' not in key), ""
        )
        found = []
        for item in objects(at(self._film(page).get(key), "items")):
            award = at(item, "nomination.award") or {}
            head = " ".join(str(part) for part in (award.get("title"), award.get("year")) if part)
            named = at(item, "nomination.title")
            won = "" if item.get("win") else " (номинация)"
            if head:
                found.append(f"{head}, {named}{won}" if named else f"{head}{won}")
        return found

    def directors(self, page: Page) -> Any:
        """Return at most four directors."""
        return self._members(page, Person, "DIRECTOR", "Режиссер")

    def writers(self, page: Page) -> Any:
        """Return at most four writers."""
        return self._members(page, Person, "WRITER", "Сценарий")

    def producers(self, page: Page) -> Any:
        """Return at most four producers."""
        return self._members(page, Person, "PRODUCER", "Продюсер")

    def crew(self, page: Page) -> Any:
        """Return at most four people of each profession and five who dub; designers of all kinds share a row."""
        found: list[Any] = []
        cut, more = False, None
        for role, label in CREW:
            members = self._members(page, CrewMember, role, label, job=label)
            if isinstance(members, CutList):
                cut, more = True, more or members.full_text_url
            found += members.items if isinstance(members, CutList) else members
        return cut_list(found, cut, url=more)

    def cast(self, page: Page) -> Any:
        """Return at most ten members. JSON-LD leaves out those without a Russian name."""
        return self._members(page, CastMember, "ACTOR")

    def synopsis(self, page: Page) -> Any:
        """Return the synopsis, which is whole."""
        return as_passage(self._film(page).get("synopsis"))

    def tagline(self, page: Page) -> str | None:
        """Return the tagline, which the page prints in guillemets of its own."""
        return self._film(page).get("tagline")

    def genres(self, page: Page) -> list[str]:
        """Return the genres, in Russian."""
        return [one["name"] for one in objects(self._film(page).get("genres")) if one.get("name")]

    def countries(self, page: Page) -> list[str]:
        """Return the countries, in Russian."""
        return [one["name"] for one in objects(self._film(page).get("countries")) if one.get("name")]

    def runtime_minutes(self, page: Page) -> int | None:
        """Return the running time; a series' is that of one episode."""
        film = self._film(page)
        return film.get("duration") or film.get("seriesDuration") or None

    def certificates(self, page: Page) -> list[Certificate]:
        """Return the Russian certificate, an age in years, then the American one."""
        limits = self._film(page).get("restriction") or {}
        age, american = str(limits.get("age") or "").removeprefix("age"), mpaa(limits.get("mpaa"))
        russian: Any = Derived("Россия")
        found = [Certificate(system=russian, rating=f"{age}+", printed=f"{age}+")] if age.isdigit() else []
        return found + ([Certificate(system="MPAA", rating=american, printed=american)] if american else [])

    def releases(self, page: Page) -> Any:
        """Return Russia's premiere, the world's (without a kind, as it may be a festival's), and the later releases."""
        film = self._film(page)
        kind: Any = "theatrical" if self.kind_of(page) == "film" else None
        cinema = [stated_date(item.get("date")) for item in self._cinema(page)]
        # "IMAX" and "3D" are printed with the premiere.
        signs = (("IMAX", "releaseOptions.isImax"), ("3D", "releaseOptions.is3d"))
        note = " ".join(word for word, key in signs if at(film, key) is True) or None
        found = [Release(kind=kind, date=when, region="Россия", note=note) for when in cinema if when]
        if worldwide := stated_date(at(film, "worldPremiere.incompleteDate")):
            found.append(Release(date=worldwide))
        later = [(item.get("type"), item.get("date")) for item in objects(film.get("releases"))]
        found += [
            Release(kind=RELEASE_KINDS.get(str(form)), date=when, region="Россия", note=DISCS.get(str(form)))
            for form, when in later
            if when
        ]
        more = self._more(page).get("Премьера в мире")
        return cut_list(found, more, url=more)

    def _cinema(self, page: Page) -> list[dict[str, Any]]:
        releases = self._film(page).get("distribution") or {}
        key = next((key for key in releases if '"rerelease":false' in key and "CINEMA" in key), "")
        return objects(at(releases.get(key), "items"))

    def companies(self, page: Page) -> list[Company]:
        """Return the Russian distributors, printed with the premiere and with the later releases."""
        names = [one.get("displayName") for item in self._cinema(page) for one in objects(item.get("companies"))]
        names += [one.get("name") for item in objects(self._film(page).get("releases")) for one in objects(item.get("releasers"))]
        return [Company(name=name, role="distribution") for name in once(names, str) if name]

    def box_office(self, page: Page) -> list[BoxOffice]:
        """Return the budget and the gross in America, Russia and worldwide."""
        found = []
        kinds: tuple[tuple[str, Any, str | None], ...] = (
            ("budget", "budget", None),
            ("usaBox", "gross", "США"),
            ("worldBox", "gross", None),
            ("rusBox", "gross", "Россия"),
        )
        for key, kind, region in kinds:
            amount = at(self._film(page), f"boxOffice.{key}.amount")
            if sum_ := whole(amount):
                symbol = at(self._film(page), f"boxOffice.{key}.currency.symbol")
                found.append(BoxOffice(kind=kind, amount=sum_, currency=CURRENCIES.get(symbol), region=region))
        return found

    def external_ids(self, page: Page) -> dict[str, str]:
        """Return the film's number on the site."""
        found = self._film(page).get("id")
        return {"kinopoisk": str(found)} if found else {}

    image_url = attr("img.film-poster", "src").to(lambda url: f"https:{url}" if url.startswith("//") else url)

    def ratings(self, page: Page) -> list[Rating]:
        """Return the scores that are on the page (`isActive`); one with too few votes has no value: "–" is printed."""
        scores = self._film(page).get("rating") or {}
        found = []

        def add(key: str, value_key: str = "value", **values: Any) -> None:
            score = scores.get(key) or {}
            value = decimal(score.get(value_key))
            if score.get("isActive") and (value is not None or key in ("kinopoisk", "russianCritics")):
                values.setdefault("rating_count", whole(score.get("count")))
                found.append(Rating(value=value, **values))

        add("kinopoisk", by="audience", name="КиноПоиск", measure="mean", best=10, worst=1)
        add("imdb", by="audience", name="IMDb", measure="mean", best=10, worst=1)
        add("expectation", by="audience", name="Рейтинг ожидания", measure="want_to_see", best=100, worst=0)
        world = scores.get("worldwideCritics") or {}
        positive, negative = whole(world.get("positiveCount")) or 0, whole(world.get("negativeCount")) or 0
        # 0 percent in spite of positive reviews means that there is no score: the page prints a dash (film 1552).
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
                positive_count=positive,
                negative_count=negative,
            )
        add("worldwideCritics", by="critics", name="Рейтинг кинокритиков в мире", measure="mean", best=10)
        # "В России" below the world's critics, "Рейтинг кинокритиков в России" where there are none of them.
        heads = page.all('div[class*="ratingBar__"]:has(> h3)')
        bars = next((node for node in heads if (text("h3")(node) or "").endswith(("В России", "в России"))), None)
        add(
            "russianCritics",
            by="critics",
            name="Рейтинг кинокритиков в России",
            measure="percent_positive",
            best=100,
            worst=0,
            positive_count=text('[class*="greenBar__"]').to(whole)(bars) if bars is not None else None,
            negative_count=text('[class*="redBar__"]').to(whole)(bars) if bars is not None else None,
        )
        for rating in found:
            if rating.measure == "percent_positive" and rating.value is not None:
                rating.value = round(rating.value)  # type: ignore[arg-type]
                rating.printed = f"{rating.value}%"
        return found

    def reviews(self, page: Page) -> list[Review]:
        """Return nothing: reviews are loaded later."""
        return []

    def review_totals(self, page: Page) -> ReviewTotals:
        """Return the number of reviews, printed below the score ("133 рецензии")."""
        return ReviewTotals(audience=whole(at(self._film(page), "rating.reviewCount.count")) or None)

    def related(self, page: Page) -> list[Related]:
        """Return the sequels and prequels."""
        found = []
        for key, value in self._film(page).items():
            if key.startswith("relatedMovies(") and '"BEFORE"' in key:
                for item in objects(at(value, "items")):
                    film = self._data(page).get(at(item, "movie.__ref") or "") or {}
                    name = at(film, "title.russian") or at(film, "title.original")
                    if name:
                        score = decimal(at(film, "rating.kinopoisk.value"))
                        found.append(
                            Related(title=name, url=f"/film/{film['id']}/", year=film.get("productionYear"), score=score)
                        )
        return found


def stated_date(found: Any) -> str | None:
    """Return a date in the page's data, with the precision that is stated there."""
    if not isinstance(found, dict) or not found.get("date"):
        return None
    when: str = found["date"]
    return when[: PRECISION.get(found.get("accuracy") or "DAY", 10)]
