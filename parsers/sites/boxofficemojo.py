"""Box Office Mojo: film pages until October 2019 (HTML and a crawler's text), film pages since, and a year's list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar, Literal

from filmdig.parsers.layouts.certificates import mpaa_certificate
from filmdig.parsers.layouts.fields import Reader, attr, each, made, meta, named, once, own_text, passage, text, together
from filmdig.parsers.layouts.layout import Layout
from filmdig.parsers.layouts.releases import release
from filmdig.parsers.layouts.rows import Rows
from filmdig.parsers.layouts.textual import SEAM
from filmdig.parsers.layouts.values import money, runtime, split_names, title_only, year, year_only
from filmdig.parsers.page.document import Page
from filmdig.parsers.page.node import Node
from filmdig.parsers.record.page_record import BoxOffice, CastMember, Certificate, Company, CrewMember, Person, Related, Release

_OLD_ID = re.compile(r"[?&]id=([^&#?]+?)\.htm\b")
_TITLE_ID = re.compile(r"/title/(tt\d+)")
_RELEASE_ID = re.compile(r"boxofficemojo\.com/release/(rl\d+)")

_Kind = Literal["opening", "gross", "budget"]


class BoxOfficeMojo(Layout):
    """Base of all layouts."""

    site = "boxofficemojo"
    imprint = r"Box Office Mojo and IMDb are trademarks"
    hosts = ("boxofficemojo.com",)
    left_out: ClassVar = {
        "#a-page > div > div > p": "the site's terms",
    }

    def external_ids(self, page: Page) -> dict[str, str]:
        """Return the film's short name until 2019; since then IMDb's number of the film and the release's number."""
        own = f"{page.url or ''} {page.own_url or ''}"
        film, title, rel = _OLD_ID.search(own), _TITLE_ID.search(own), _RELEASE_ID.search(own)
        old = film or rel
        return {**({"boxofficemojo": old[1]} if old else {}), **({"imdb": title[1]} if title else {})}


def _box_office(kind: _Kind, region: str | None, printed: str | None) -> Iterator[BoxOffice]:
    found = money(printed)
    if found:
        yield BoxOffice(kind=kind, amount=found[0], currency=found[1], region=None if region == "Worldwide" else region)


_DETAIL = re.compile(
    r"(Domestic Total Gross|Domestic Total as of [\w. ]{1,40}, \d{4}|Domestic Lifetime Gross|Distributor|Release Date|Genre"
    r"|Runtime|MPAA Rating|Production Budget): "
)
_LIFETIME = re.compile(r"(Domestic|Foreign|Worldwide): (\$\d{1,3}(?:,\d{3})*)")


def _detail_table(words: str) -> dict[str, str]:
    """Return the labelled facts under the title, without those that are "N/A"."""
    parts = _DETAIL.split(words)
    found = {label.partition(" as of ")[0]: value.strip() for label, value in zip(parts[1::2], parts[2::2], strict=True)}
    return {label: value for label, value in found.items() if value and value != "N/A"}


class _Old(BoxOfficeMojo):
    """Film pages until October 2019, in either rendition: no synopsis, no ratings; a remake has its year in its title."""

    usual = ("title", "year", "genres", "box_office")
    year_from_release = True

    def details(self, page: Page) -> dict[str, str]:
        """Return the facts under the title, by label."""
        raise NotImplementedError

    def grosses(self, page: Page) -> str:
        """Return the text of the box "Total Lifetime Grosses" and of the next box."""
        raise NotImplementedError

    def heading(self, page: Page) -> str | None:
        """Return the title as printed."""
        raise NotImplementedError

    def title(self, page: Page) -> str | None:
        """Return the title without the year that distinguishes it from another film."""
        return title_only(self.heading(page))

    def genres(self, page: Page) -> list[str]:
        """Return the genres: "Action / Adventure"."""
        return split_names(self.details(page).get("Genre"), " / ")

    def certificates(self, page: Page) -> list[Certificate]:
        """Return the film's MPAA rating."""
        return mpaa_certificate(self.details(page).get("MPAA Rating", ""))

    def runtime_minutes(self, page: Page) -> int | None:
        """Return the runtime: "2 hrs. 40 min."."""
        return runtime(self.details(page).get("Runtime"))

    def releases(self, page: Page) -> list[Release]:
        """Return the American release."""
        found = release("theatrical", stated=False)(self.details(page).get("Release Date", ""))
        return [found] if found else []

    def companies(self, page: Page) -> list[Company]:
        """Return the American distributor."""
        name = self.details(page).get("Distributor")
        return [Company(name=name, role="distribution")] if name else []

    def box_office(self, page: Page) -> list[BoxOffice]:
        """Return gross by region for all releases, the opening weekend and the budget.

        Where the total of all releases is missing, the gross is that of the first release.
        """
        details, words = self.details(page), self.grosses(page)
        lifetime = dict(_LIFETIME.findall(words))
        if not lifetime:
            lifetime = {"Domestic": details.get("Domestic Total Gross") or details.get("Domestic Total") or ""}
        regions = ("Domestic", "Foreign", "Worldwide")
        found = [one for region in regions for one in _box_office("gross", region, lifetime.get(region))]
        opening = re.search(r"Opening Weekend: (\$\d{1,3}(?:,\d{3})*)", words)
        found += _box_office("opening", "Domestic", opening[1] if opening else None)
        found += _box_office("budget", None, details.get("Production Budget"))
        return found


def _plain_name(printed: str) -> str:
    """Return a name without its notes: "Ivo Lens* (Cameo)"."""
    return re.sub(r"(?<!\s)\s*+(?:\*|\([^()]*+\))", "", printed).strip()


def _note(printed: str) -> str | None:
    """Return the note in brackets after an actor's name, "(Voice)": all that the page states of a role."""
    notes = re.search(r"(\([^()]{1,60}\))\s*$", printed)
    return notes[1] if notes else None


def _lines(page: Page, label: str) -> list[tuple[str, str | None, str | None]]:
    """Return names, notes and addresses of a row in the box "The Players": one name a line, most of them linked."""
    cell = page.first(f'.mp_box td a[href*="/people/?view={label}&"]')
    while cell is not None and cell.tag != "td":
        cell = cell.parent
    value = cell.next if cell is not None else None
    if value is None:
        return []
    urls = {link.text: link.attr("href") for link in value.all("a")}
    lines = [" ".join(line.split()) for line in value.raw_text()[0].splitlines()]
    found = [
        (_plain_name(line), _note(line), next((url for name, url in urls.items() if line.startswith(name)), None))
        for line in lines
    ]
    return [one for one in found if one[0]]


def _players(label: str) -> Reader[list[Person]]:
    """Return a reader of the people in a row of the box "The Players"."""
    return Reader(lambda page: [Person(name=name, url=url) for name, _, url in _lines(page, label)])


class Film2010(_Old):
    """HTML pages, seen in December 2010: nested tables, with `b` and `font` for headings."""

    name = "2010"
    years = "2010-2019"
    marks = ('font[size="6"] b', "ul.nav_tabs", 'table[bgcolor="#dcdcdc"]', ".mp_box div.mp_box_tab")

    image_url = attr('a[href*="page=media"] img[src*="_poster"]', "src")
    directors = _players("Director")
    writers = _players("Writer")  # "Writer" or "Screenwriter"
    producers = _players("Producer")

    def heading(self, page: Page) -> str | None:
        """Return the text in the largest font."""
        return text('font[size="6"] b')(page)

    def year(self, page: Page) -> int | None:
        """Return the year in the `title` element: "Avatar (2009) - Box Office Mojo"."""
        return year_only((page.title or "").removesuffix(" - Box Office Mojo"))

    def details(self, page: Page) -> dict[str, str]:
        """Return the facts in the table with a grey background, two a row."""
        cells = page.memo("details", lambda: [cell.text for cell in page.all('table[bgcolor="#dcdcdc"] td')])
        return _detail_table(" ".join(cells))

    def grosses(self, page: Page) -> str:
        """Return the text of the two boxes."""
        return " ".join(cell.text for cell in page.all(".mp_box td"))

    def crew(self, page: Page) -> list[CrewMember]:
        """Return the "Cinematographer" and "Composer" rows."""
        return [
            CrewMember(name=person.name, job=job, url=person.url)
            for job in ("Cinematographer", "Composer")
            for person in _players(job)(page) or []
        ]

    def cast(self, page: Page) -> list[CastMember]:
        """Return the "Actors" row, whose only roles are "(Voice)" and "(Cameo)"."""
        return [CastMember(name=name, role=note, url=url) for name, note, url in _lines(page, "Actor")]


_PLAYERS = re.compile(r"(Director|Screenwriter|Writer|Actor|Producer|Composer|Cinematographer)s?:(?=\S)")
_PLAYERS_END = re.compile(
    r"\* Denotes minor role| (?:Genres Genre Rank|Franchises Franchise|Charts Chart|Related Stories|Amazon\.com)\b"
)


_RANKED = re.compile(r"(?<!\S)(3D|[A-Z][^\d]{0,60}?) \d{1,3}(?:,\d{3})*+(?= |\Z)")


def _body(page: Page) -> str:
    return page.html.partition("-Site Body-")[2].lstrip("- ")


def _printed(page: Page, *labels: str) -> list[str]:
    """Return the names with their notes after the first of the labels."""
    words = _body(page).partition(" The Players ")[2][:5000]
    parts = _PLAYERS.split(_PLAYERS_END.split(words)[0])
    found = next((names for label, names in zip(parts[1::2], parts[2::2], strict=True) if label in labels), "")
    return SEAM.split(found)


def _listed(*labels: str) -> Reader[list[str]]:
    """Return a reader of the names after the first of the labels."""
    return Reader(lambda page: [name for name in map(_plain_name, _printed(page, *labels)) if name])


class Film2016(_Old):
    """A crawler's text of September 2016: one line, "Site Body" before the film, and names run together."""

    name = "text-2016"
    years = "2016"
    rendition = "text"
    marks = (r"-Site Body-+ .{1,200}? Domestic Total ", r" Total Lifetime Grosses Domestic: ")

    directors = _listed("Director").to(named)
    writers = _listed("Writer", "Screenwriter").to(named)
    producers = _listed("Producer").to(named)

    def heading(self, page: Page) -> str | None:
        """Return the title, whose two lines the text runs together: "Ice Age:Collision Course"."""
        before, found, _ = _body(page).partition(" Domestic Total ")
        return re.sub(r":(?=\S)", ": ", before) if found else None

    def keywords(self, page: Page) -> list[str]:
        """Return the themes in the box "Genres", each followed by the film's rank: "3D 190 Revenge 1 Superhero 9"."""
        table = re.search(r" Genres Genre Rank (.{1,600}?) (?:Franchises Fran|Charts Chart|Related Sto|Amazon)", _body(page))
        return once(_RANKED.findall(table[1]), str) if table else []

    def details(self, page: Page) -> dict[str, str]:
        """Return the facts before the tabs."""
        body = _body(page)
        return _detail_table(re.split(r" Summary Daily | Total Lifetime Grosses ", body)[0])

    def grosses(self, page: Page) -> str:
        """Return the text of the two boxes."""
        return _body(page).partition(" Total Lifetime Grosses ")[2].partition(" The Players ")[0][:2000]

    def crew(self, page: Page) -> list[CrewMember]:
        """Return the names after "Cinematographer:" and "Composer:"."""
        return [CrewMember(name=name, job=job) for job in ("Cinematographer", "Composer") for name in _listed(job)(page) or []]

    def cast(self, page: Page) -> list[CastMember]:
        """Return the names after "Actors:", whose only roles are "(Voice)" and "(Cameo)"."""
        return [CastMember(name=name, role=_note(line)) for line in _printed(page, "Actor") if (name := _plain_name(line))]


class Film2019(BoxOfficeMojo):
    """Pages of a film (`/title/`) or of one release (`/release/`) since October 2019: no cast, no ratings."""

    name = "2019"
    years = "2019-2025"
    marks = (".mojo-heading-summary h1", "div.mojo-performance-summary-table", "div.mojo-summary-values")
    usual = ("title", "genres", "synopsis", "box_office")

    _values = Rows(".mojo-summary-values > div", label="span", value="span + span")

    title = own_text(".mojo-heading-summary h1")
    year = text(".mojo-heading-summary h1 > span").to(year)
    synopsis = passage(".mojo-heading-summary h1 + span")
    genres = _values["Genres"].to(str.split)
    certificates = _values["MPAA"].to(mpaa_certificate)
    runtime_minutes = _values["Running Time"].to(runtime)
    companies = together(
        _values.read(("Domestic Distributor", "Distributor"), own_text()).to(
            lambda name: made(Company, name=name, role="distribution")
        )
    )
    image_url = meta("og:image")

    def _areas(self, page: Page) -> list[tuple[str, Node]]:
        """Return each area's name and row: name, date, opening weekend, gross."""
        rows = page.all("table tr:has(> td + td + td + td)")
        return [(area, row) for row in rows if (area := text("td:first-child > a")(row))]

    def releases(self, page: Page) -> list[Release]:
        """Return one release for each area, by continent; a release's own page has one date among its facts instead."""
        found = [
            one
            for area, row in self._areas(page)
            if (one := release("theatrical", region=area, stated=False)((text("td:nth-child(2)")(row) or "").replace("-", " ")))
        ]
        own = self._values["Release Date"].to(release("theatrical", stated=False))(page)
        return found or ([own] if own else [])

    def box_office(self, page: Page) -> list[BoxOffice]:
        """Return the totals by region, the opening and the budget, then opening and gross of each area."""
        found = [
            one
            for total in page.all(".mojo-performance-summary-table > div")
            for one in _box_office("gross", (text("span")(total) or "").partition(" (")[0], text(".money")(total))
        ]
        found += _box_office("opening", "Domestic", self._values["Domestic Opening"](page))
        found += _box_office("opening", None, self._values["Opening"](page))
        found += _box_office("budget", None, self._values["Budget"](page))
        for area, row in self._areas(page):
            found += _box_office("opening", area, text("td:nth-child(3)")(row))
            found += _box_office("gross", area, text("td:nth-child(4)")(row))
        return once(found, lambda one: (one.kind, one.region))


class YearList2019(BoxOfficeMojo):
    """A year's releases, by gross."""

    name = "year"
    years = "2019-2025"
    kind = "list"
    marks = ("#table table.mojo-body-table", "td.mojo-field-type-release a")
    usual = ("related",)

    related = each("#table td.mojo-field-type-release", Related, title=text("a"), url=attr("a", "href"))
