"""I Heart Movies (iheartmovies.com), film pages of December 2010."""

from __future__ import annotations

import re

from filmdig.parsers.layouts.certificates import mpaa_certificate
from filmdig.parsers.layouts.cuts import Passage
from filmdig.parsers.layouts.fields import Reader, attr, each, ids, people, text, texts, this_text, together
from filmdig.parsers.layouts.layout import Layout
from filmdig.parsers.layouts.releases import release
from filmdig.parsers.layouts.values import decimal, integer, runtime, tidy, title_only, year_only
from filmdig.parsers.page.document import Page
from filmdig.parsers.record.page_record import CastMember, Rating

ESCAPED = re.compile(r"%u([0-9a-fA-F]{4})")


def _extra(label: str) -> Reader[str]:
    """Return a reader of the list below a heading of the facts."""

    def read(page: Page) -> str | None:
        heading = next((node for node in page.all(".extrainfo h4") if node.text == label), None)
        value = heading.next.text if heading is not None and heading.next is not None else None
        return None if value in (None, "", "---") else value

    return Reader(read)


class Film2010(Layout):
    """Film pages. "---" marks a missing value. Summaries are written by members, with JavaScript's escapes left in them.

    A dash in summaries and descriptions is printed as "%u2014" (seen 2010-12).
    """

    site = "iheartmovies"
    hosts = ("iheartmovies.com", "iheartmovies.org")
    name = "2010"
    years = "2010"
    marks = (".title-center .general > div.name", ".title-panel div.title-rating", "ul.vert-navigation")
    usual = ("title", "year", "directors", "genres")
    year_from_release = True

    title = text(".title-center .general > div.name").to(title_only)
    year = text(".title-center .general > div.name").to(year_only)
    directors = people(".general .directors li a")
    writers = people(".general .writers li a")
    cast = each(".general .cast li a", CastMember, name=this_text(), url=attr(None, "href"))
    genres = texts(".general .genres li a")
    languages = texts(".general .language li:not(:has(ul))").to(lambda found: [one for one in found if one != "---"])
    synopsis_credit = text("#summary_slider li div a")
    external_ids = ids(iheartmovies=attr('ul.vert-navigation a[href*="/film/"]', "href").search(r"/film/(\d+)"))
    image_url = attr('link[rel="image_src"]', "href")
    certificates = _extra("MPAA Rating").to(mpaa_certificate)
    releases = together(_extra("Released").to(release("theatrical", stated=False)))  # "07/31/2009"
    runtime_minutes = _extra("Length").to(runtime)  # "1 hour 28 minutes"

    def synopsis(self, page: Page) -> Passage | None:
        """Return the first summary, without its author."""
        node = page.first("#summary_slider li")
        if node is None:
            return None
        raw, _ = node.raw_text(drop=node.all("div"))
        found = tidy(ESCAPED.sub(lambda match: chr(int(match[1], 16)), raw))[0]
        return Passage(text=found) if found else None

    def ratings(self, page: Page) -> list[Rating]:
        """Return the members' mean; the row of stars is the viewer's own."""
        printed = text(".title-rating div.rating")(page)
        value = decimal((printed or "").partition("/")[0])
        if value is None:
            return []
        count = text(".title-rating div.stats-numbers").search(r"^[\d,]+").to(integer)(page)
        name = text(".title-rating div.description")(page)
        return [Rating(by="audience", name=name, measure="mean", value=value, best=10, rating_count=count, printed=printed)]
