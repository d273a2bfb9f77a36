"""What pages of 2007 to 2017 with `#tn15title` share: the heading, the tables of cast and crew, a comment's paragraphs."""

from __future__ import annotations

import re
from typing import Any

from filmdig.parsers.layouts.cuts import Passage, cut_list
from filmdig.parsers.layouts.fields import Reader, text
from filmdig.parsers.layouts.values import integer, tidy
from filmdig.parsers.page.document import Page
from filmdig.parsers.page.node import Node
from filmdig.parsers.record.page_record import Kind
from filmdig.parsers.sites.imdb.common import ImdbFilm, head_year, last_year, poster, server_time
from filmdig.parsers.sites.imdb.credits import CrewTable, cast_rows
from filmdig.parsers.sites.imdb.left_out import TN15
from filmdig.parsers.sites.imdb.printed import bare_title


class Tn15Head(ImdbFilm):
    """The heading that film pages and sub-pages share: title, year, and an episode's own title in `em`."""

    left_out = TN15
    page_captured_at = Reader(server_time)
    original_title = text("#tn15title span.title-extra").search(r"\A(.*?)(?<!\s)\s*+\(original title\)").to(bare_title)

    def title(self, page: Page) -> str | None:
        """Return the heading, which is a link on sub-pages; for an episode its own title, which follows its series'."""
        episode = text("#tn15title h1 em", "#tn15title h1 a.main")(page)
        heading = page.first("#tn15title h1")
        found = episode or (heading.own_text if heading is not None else None)
        return bare_title(found) if found else None

    def year(self, page: Page) -> int | None:
        """Return the year after the heading; the 2017 reviews page has none."""
        return text("#tn15title h1 > span").search(r"\((\d{4})\b").to(int)(page) or head_year(page)

    def end_year(self, page: Page) -> int | None:
        """Return a series' last year: ``TV series 1999-2013``, until 2010 among the words after the heading."""
        return last_year(text("#tn15title span.tv-extra", "#tn15title h1 > span")(page))

    def kind_of(self, page: Page) -> Kind:
        """Return the kind: a series' title is in quotation marks; an episode's title follows its series'."""
        heading = page.first("#tn15title h1")
        if heading is None:
            return super().kind_of(page)
        if heading.first("em") is not None:
            return "episode"
        named = heading.own_text or text("a.main")(heading) or ""
        return "series" if re.match(r'\s*".+"', named) else super().kind_of(page)

    def image_url(self, page: Page) -> str | None:
        """Return the poster at the left."""
        return poster(page, 'a[name="poster"] img')


def crew_tables(page: Page) -> list[CrewTable]:
    """Return the tables of the crew, each named by the anchor in its heading."""
    return page.memo(CrewTable, lambda: [one for one in map(_table, page.all("h5 > a.glossary[name]")) if one is not None])


def table_around(node: Node | None) -> Node | None:
    """Return the innermost table that has the node."""
    while node is not None and node.tag != "table":
        node = node.parent
    return node


def _table(anchor: Node) -> CrewTable | None:
    table = table_around(anchor)
    if table is None:
        return None
    rows: list[tuple[Node, str]] = []
    begins = named = False
    # A page may have thousands of rows: select all at once, each with the link in its first cell, and its last cell.
    for node in table.all('tr, td:first-child a[href*="/name/nm"], tr > :last-child:not(:first-child)'):
        if node.tag == "tr":
            begins, named = True, False
        elif node.tag == "a":
            if begins:
                rows.append((node, ""))
            named, begins = begins or named, False
        elif named:
            rows[-1] = (rows[-1][0], node.text)
            named = False
    return CrewTable(anchor.attr("name") or "", anchor.text, rows)


#: Selectors of the cast's rows, and of the name and the role in a row.
CAST = ("table.cast > tbody > tr", "td.nm > a", "td.char")

_CAST = re.compile(r"\((?:Cast overview|(?:Series |Episode )?(?:Complete )?(?:[Cc]redited )?[Cc]ast)\b")
_OF = re.compile(r"(?<![\d,])[\d,]++ of ([\d,]++)\)")


def cast_of_table(page: Page) -> Any:
    """Return the rows of `table.cast` that link a name.

    A heading may show that they are cut: ``Cast overview, first billed only``, ``Series Cast Summary - 15 of 96``.
    """
    found = cast_rows(page.all(CAST[0]), *CAST[1:])
    heading = next((node.text for node in page.all("#tn15content small") if _CAST.match(node.text)), "")
    total = _OF.search(heading)
    more = page.first('#tn15content a[href*="fullcredits#cast"]')
    return cut_list(
        found,
        "overview" in heading or more is not None,
        total=integer(total[1]) if total else None,
        url=more.attr("href") if more is not None else None,
    )


def paragraphs(nodes: list[Node]) -> Passage | None:
    """Return a comment's text in its paragraphs, without warnings and questions to the reader."""
    pieces = [tidy(node.raw_text()[0])[0] for node in nodes]
    kept = [p for p in pieces if p and not re.match(r"\*\*\* This (?:review|comment) may contain spoilers|Was the above", p)]
    return Passage(text="\n\n".join(kept)) if kept else None
