"""Pages of IMDb that are no film's: searches, people."""

from __future__ import annotations

from typing import ClassVar

from filmdig.parsers.layouts.layout import Layout
from filmdig.parsers.layouts.values import year
from filmdig.parsers.page.document import Page
from filmdig.parsers.record.page_record import Related
from filmdig.parsers.sites.imdb.common import HOSTS, PERSON


class Find(Layout):
    """`/find`, 2012 to 2022: a table of what was found. A film in it may stand under its title in the reader's language."""

    site = "imdb"
    hosts = HOSTS
    name = "find"
    years = "2012-2022"
    kind = "list"
    marks = ("h1.findHeader",)
    usual: ClassVar[tuple[str, ...]] = ()

    def related(self, page: Page) -> list[Related]:
        """Films found, with the year that follows the link; people and companies are none."""
        links = page.all('td.result_text > a[href*="/title/tt"]')
        return [Related(title=link.text, url=link.attr("href"), year=year(link.tail)) for link in links if link.text]


class Person(Layout):
    """A person's page of any time since canonical links (2009). No film's page has one with `/name/`."""

    site = "imdb"
    hosts = HOSTS
    name = "person"
    years = "2009-"
    kind = "person"
    marks = (PERSON,)
    usual: ClassVar[tuple[str, ...]] = ()
