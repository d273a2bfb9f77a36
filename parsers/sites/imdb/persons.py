"""Pages of people: their header, and their filmography by job."""

from __future__ import annotations

import re
from typing import ClassVar

from filmdig.parsers.layouts.cuts import Passage, still_open, without_marker
from filmdig.parsers.layouts.fields import attr, own_text, text, texts
from filmdig.parsers.layouts.layout import Layout
from filmdig.parsers.layouts.values import date, year
from filmdig.parsers.page.document import Page
from filmdig.parsers.page.node import Node
from filmdig.parsers.page.plain_text import one_line
from filmdig.parsers.record.page_record import Biography, Credit
from filmdig.parsers.sites.imdb.common import HOSTS, KIND_OF_FILM, PERSON, part_in_brackets, poster
from filmdig.parsers.sites.imdb.left_out import PERSON as LEFT_OUT

_ID = re.compile(r"/name/(nm\d{5,10})\b")
_HEADING = text("h1.header [itemprop=name]", 'h1[data-testid="hero__pageTitle"]', "h1.header")
_NAME = _HEADING.or_(own_text("#tn15title h1")).less(r"(?<!\s)\s*+\([IVXL]++\)$")
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?\Z")


class PersonPage(Layout):
    """A person's page of 2009 or later. Its canonical link has `/name/`, which no film's page has.

    The filmography is on the page from 2010 to 2022; the server cuts the biography and links the whole.
    """

    site = "imdb"
    hosts = HOSTS
    name = "person"
    years = "2009-"
    kind = "person"
    marks = (PERSON,)
    left_out = LEFT_OUT
    usual: ClassVar[tuple[str, ...]] = ("person",)

    def person(self, page: Page) -> Biography | None:
        """Return the facts in the header, and the rows of the filmography."""
        name = _NAME(page)
        if not name:
            return None
        stated = attr('link[rel="canonical"]', "href").or_(attr('meta[property="og:url"]', "content"))(page)
        found = _ID.search(stated or page.url or "")
        return Biography(
            name=name,
            birth_date=_day(page, "birthDate"),
            birth_place=text('#name-born-info a[href*="birth_place"]')(page),
            death_date=_day(page, "deathDate"),
            biography=_biography(page),  # type: ignore[arg-type]
            jobs=texts("#name-job-categories [itemprop=jobTitle]")(page) or [],
            image_url=poster(page, "#img_primary img#name-poster", "#img_primary img"),
            external_ids={"imdb": found[1]} if found else {},
            filmography=[one for row in page.all("#filmography div.filmo-row") if (one := _credit(row)) is not None],
        )


def _day(page: Page, name: str) -> str | None:
    """Return a date in the header: ``<time datetime="1963-3-27">``."""
    node = page.first(f"time[itemprop={name}]")
    match = _DATE.match(node.attr("datetime") or "") if node is not None else None
    if match is None:
        return date(node.text) if node is not None else None
    parts = [part for part in match.groups() if part and int(part)]
    return "-".join([parts[0], *(f"{int(part):02}" for part in parts[1:])])


def _biography(page: Page) -> Passage | None:
    node = page.first("#name-bio-text [itemprop=description]")
    if node is None:
        return None
    more = node.first(".see-more")
    raw, _ = node.raw_text(drop=[more] if more is not None else [])
    link = attr("a", "href")(more) if more is not None else None
    shown = one_line(raw)
    if not shown:
        return None
    return still_open(without_marker(shown), link) if shown.endswith(("...", "…")) else Passage(text=shown)


def _credit(row: Node) -> Credit | None:
    """Return the credit in a row: year at the right, title in bold, kind and part in brackets, role on the next line.

    Without a role the part in brackets is taken: ``(executive producer)``, ``(very special thanks)``.
    """
    link = row.first("b > a")
    section = row.parent.previous if row.parent is not None else None
    if link is None or not link.text:
        return None
    head, _, below = row.raw_text(drop=row.all(".filmo-episodes, .year_column, b, .in_production"))[0].partition("\n")
    kind = KIND_OF_FILM.search(head)
    return Credit(
        title=link.text,
        year=text(".year_column").to(year)(row),
        job=text("a[name]")(section) if section is not None else None,
        role=one_line(below.split("\n")[0]) or part_in_brackets(head),
        kind=kind[1] if kind else None,
        url=link.attr("href"),
    )
