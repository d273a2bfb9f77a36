"""Title pages of October 2010 to June 2021: cast, Storyline, details and review, which are alike below two forms of header."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from filmdig.parsers.layouts.cuts import Passage, cut_list
from filmdig.parsers.layouts.fields import text, texts, this_text
from filmdig.parsers.layouts.layout import Mark
from filmdig.parsers.layouts.rows import Rows
from filmdig.parsers.layouts.values import date, decimal, integer, runtime, title_and_year, year
from filmdig.parsers.page.document import Page
from filmdig.parsers.page.node import Node
from filmdig.parsers.record.page_record import (
    AlternateTitle,
    BoxOffice,
    CastMember,
    Certificate,
    CrewMember,
    OtherSynopsis,
    PartOfSeries,
    Related,
    Release,
    Review,
    ReviewTotals,
)
from filmdig.parsers.sites.imdb.common import ImdbFilm, listed_title
from filmdig.parsers.sites.imdb.credits import cast_rows, crew_of_row, linked_people, people_with_jobs
from filmdig.parsers.sites.imdb.left_out import TITLE_PAGES
from filmdig.parsers.sites.imdb.plots import Plots, plots, spoiler_warning, whole_text
from filmdig.parsers.sites.imdb.printed import (
    alternate_title,
    box_office,
    certificates,
    companies_in,
    helpful,
    is_sum,
    other_titles,
    printed_release,
    rating_out_of_ten,
    without_none,
)

_VALUE = this_text(drop="h4, .see-more, .ghost").less(r"»\s*$")
_MPAA_LABELS = ("Motion Picture Rating (MPAA)", "Motion Picture Rating ( MPAA )", "Motion Picture Rating (MPAA )")
_MORE_CREDITS = re.compile(r"(?<!\d)(\d++) more credits?")
_AWARDS = re.compile(r"\b(?:wins?|nominat\w+|won)\b", re.IGNORECASE)
_SEE_ALL = re.compile(r"See (?:All|more)\b(?:\s*\(([\d,]+)\))?", re.IGNORECASE)


def _see_more(row: Node | None) -> tuple[bool, int | None, str | None]:
    """Return whether a row ends in "See more" or "See All (204)", the number in it, and its address."""
    for link in row.all("a") if row is not None else ():
        if match := _SEE_ALL.match(link.text):
            return True, integer(match[1]), link.attr("href")
    return False, None, None


def cut_at_see_more(row: Node | None, found: list[Any]) -> Any:
    """Return a row's list, cut if "See more" follows: after one member and without a number, that is not about the list."""
    cut, total, url = _see_more(row)
    return cut_list(found, cut and (total is not None or len(found) > 1), total=total, url=url)


class TitlePage(ImdbFilm):
    """What both forms of the header have below them: `table.cast_list`, `h4` rows, one review."""

    left_out = TITLE_PAGES
    announced: ClassVar[dict[str, tuple[Mark, ...]]] = {
        "cast": ("table.cast_list",),
        "ratings": ("div.imdbRating", "div.star-box-giga-star"),
        "reviews": ("div.user-comments",),
        "related": ("div.rec_overview", "div#recommend"),
        "keywords": ('div.see-more.canwrap a[href*="keywords?"]',),
    }
    usual = ("title", "year", "directors", "cast", "genres", "runtime_minutes", "countries", "languages")

    _rows = Rows("div:is(.credit_summary_item, .txt-block, .see-more.canwrap) > h4", around=True)

    tagline = _rows.read(("Taglines", "Tagline"), _VALUE)
    genres = _rows.read(("Genres", "Genre"), texts('a[href*="genre"]')).or_(
        texts('.infobar a[href*="genre"], .subtext a[href*="genre"]')
    )
    countries = _rows.read(("Country", "Countries"), texts('a[href*="countr"]'))
    languages = _rows.read(("Language", "Languages"), texts('a[href*="language"]')).to(without_none)
    _also_known = _rows.read("Also Known As", _VALUE)
    _released = _rows.read("Release Date", _VALUE)
    _mpaa = _rows.read(_MPAA_LABELS, _VALUE)
    _certificate = _rows.read("Certificate", _VALUE)
    runtime_minutes = _rows.read("Runtime", _VALUE).to(runtime).or_(text(".infobar time", ".subtext time").to(runtime))

    def _credited(self, page: Page, *labels: str) -> Any:
        """Return a row's people; "1 more credit" counts the credits left out."""
        row = self._rows.node(*labels)(page)
        if row is None:
            return []
        found = people_with_jobs(row)
        more = next((link for link in row.all("a") if _MORE_CREDITS.search(link.text)), None)
        count = _MORE_CREDITS.search(more.text) if more is not None else None
        if more is None or count is None:
            return found
        return cut_list(found, True, total=len(found) + (integer(count[1]) or 0), url=more.attr("href"))

    def directors(self, page: Page) -> Any:
        """Return the people in the header's row, which may name only the first two."""
        return self._credited(page, "Director", "Directors")

    def writers(self, page: Page) -> Any:
        """Return the people in the header's row, which may name only the first two."""
        return self._credited(page, "Writer", "Writers")

    def crew(self, page: Page) -> list[CrewMember]:
        """Return a series' creators."""
        for label in ("Creators", "Creator"):
            row = self._rows.node(label)(page)
            if row is not None:
                return crew_of_row(row, label)
        return []

    def cast(self, page: Page) -> Any:
        """Return the cast overview, which links the full cast, and the header's stars who are not in it.

        A series' extended rows have no name. A film's stars may be those of the original language, its table those of a dub.
        """
        found = cast_rows(page.all("table.cast_list tr"), 'td:not(.primary_photo) a[href*="/name/"]', "td.character")
        listed = {member.name for member in found}
        stars = self._rows.node("Stars", "Star")(page)
        found += [
            CastMember(name=person.name, url=person.url)
            for person in (linked_people(stars) or () if stars is not None else ())
            if person.name not in listed
        ]
        link = page.first('#titleCast .see-more a[href*="fullcredits"]') or page.first('a[href*="fullcredits"][href*="#cast"]')
        overview = "overview" in (text("table.cast_list td.castlist_label")(page) or "")
        return cut_list(found, link is not None or overview, url=link.attr("href") if link is not None else None)

    def keywords(self, page: Page) -> Any:
        """Return the first five plot keywords."""
        row = self._rows.node("Plot Keywords")(page)
        return cut_at_see_more(row, texts('a[href*="keyword/"], a[href*="keywords="]')(row) or []) if row is not None else []

    def awards(self, page: Page) -> list[str]:
        """Return the line above the cast, without the rank: ``Nominated for 7 Oscars. Another 21 wins & 35 nominations.``"""
        box = page.first("div#titleAwardsRanks, div.article.highlighted")
        line = box.text_without("strong, .see-more, script").strip("| »") if box is not None else ""
        return [line] if _AWARDS.search(line) else []

    def filming_locations(self, page: Page) -> Any:
        """Return the first of the locations."""
        row = self._rows.node("Filming Locations")(page)
        return cut_at_see_more(row, texts('a[href*="locations="]')(row) or []) if row is not None else []

    def official_sites(self, page: Page) -> Any:
        """Return the addresses of the links; until 2021 they lead through IMDb's click counter, `/offsite/`."""
        row = self._rows.node("Official Sites", "Official Site")(page)
        if row is None:
            return []
        others = ':not([href*="externalsites"]):not([href*="officialsites"]):not([href*="edit"])'
        links = [link.attr("href") or "" for link in row.all(f"a{others}")]
        return cut_at_see_more(row, [link for link in dict.fromkeys(links) if link])

    def alternate_titles(self, page: Page) -> list[AlternateTitle]:
        """Return the one title that the page prints as "Also Known As"."""
        found = self._also_known(page)
        return other_titles([alternate_title(found)] if found else [], self.title(page))

    def releases(self, page: Page) -> list[Release]:
        """Return the one release that the page prints, in the reader's own country."""
        found = self._released(page)
        return printed_release(found, "television" if self.kind_of(page) == "episode" else None) if found else []

    def companies(self, page: Page) -> Any:
        """Return the production companies."""
        row = self._rows.node("Production Co")(page)
        return cut_at_see_more(row, companies_in(row)) if row is not None else []

    def box_office(self, page: Page) -> list[BoxOffice]:
        """Return budget, opening weekend and gross, each in a labelled row."""
        found = []
        for label, row in self._rows.printed(page):
            if is_sum(label) and (one := box_office(label, row.text_without("h4, .see-more"))) is not None:
                found.append(one)
        return found

    def certificates(self, page: Page) -> list[Certificate]:
        """Return the MPAA's with its reason, that of the reader's country, the header's, and JSON-LD's American one (2018 on)."""
        printed = [
            self._mpaa(page),
            self._certificate(page),
            self.head_certificate(page),
            page.json_ld_of("Movie", "TVSeries", "TVEpisode").get("contentRating"),
        ]
        return certificates(one for text in printed if isinstance(text, str) for one in text.split(" | ") if one)

    def season_count(self, page: Page) -> int | None:
        """Return the newest season in the box of episodes, where it lists them all."""
        if self.kind_of(page) != "series":
            return None
        links = page.all('#title-episode-widget a[href*="season="], .seasons-and-year-nav a[href*="season="]')
        if not links and (row := self._rows.node("Season", "Seasons")(page)) is not None:
            links = row.all("a")
        return max((number for number in (integer(link.text) for link in links) if number is not None), default=None)

    def episode_count(self, page: Page) -> int | None:
        """Return the number in the episode guide's button: "124 episodes"."""
        if self.kind_of(page) != "series":
            return None
        return text(".bp_sub_heading").search(r"(?<![\d,])([\d,]++) episodes?").to(integer)(page)

    def series(self, page: Page) -> PartOfSeries | None:
        """Return an episode's series, printed above the title, and its numbers."""
        if self.kind_of(page) != "episode":
            return None
        parent = page.first('.titleParent a, .tv_header a[href*="/title/"], h2.tv_header a')
        numbers = re.search(r"Season (\d+)\b\D{1,20}?Episode (\d+)", " ".join(n.text for n in page.all(".bp_item, .tv_header")))
        if parent is None:
            return None
        return PartOfSeries(
            title=title_and_year(parent.text)[0],
            url=parent.attr("href"),
            season=integer(numbers[1]) if numbers else None,
            episode=integer(numbers[2]) if numbers else None,
        )

    def title(self, page: Page) -> str | None:
        """Return the heading."""
        raise NotImplementedError

    def head_certificate(self, page: Page) -> str | None:
        """Return the certificate in the header."""
        raise NotImplementedError

    def shown_plot(self, page: Page) -> Node | None:
        """Return the header's short text."""
        raise NotImplementedError

    def _plots(self, page: Page) -> Plots:
        return page.memo(TitlePage, lambda: plots(self.shown_plot(page), 'a[href*="plotsummary"]', lambda: storyline(page)))

    def synopsis(self, page: Page) -> Passage | None:
        """Return the header's text, or the Storyline where that begins with it."""
        return self._plots(page).synopsis

    def other_synopses(self, page: Page) -> list[OtherSynopsis]:
        """Return the Storyline, where it is a different text."""
        return self._plots(page).others

    def reviews(self, page: Page) -> list[Review]:
        """Return the one review that a title page shows, whole."""
        teaser = page.first("div.user-comments")
        about = teaser.first(".comment-meta") if teaser is not None else None
        if teaser is None or about is None:
            return []
        body = about.next
        author = about.first("a")
        votes = teaser.first(".yn")
        return [
            Review(
                by="audience",
                author=author.text if author is not None else None,
                author_url=author.attr("href") if author is not None else None,
                date=date(about.text, "dmy"),
                title=text("strong")(teaser),
                rating=rating_out_of_ten(next((star.attr("title") for star in teaser.all(".tinystarbar")), None)),
                text=whole_text(body, ".spoiler-warning, .see-more") if body is not None else None,  # type: ignore[arg-type]
                spoiler=spoiler_warning(teaser),
                helpful=helpful(votes.text if votes is not None else None),
            )
        ]

    def related(self, page: Page) -> list[Related]:
        """Return the recommended films: in 2010 "Title (Year)" below a picture, from 2012 on an overview each."""
        found = [one for item in page.all("div.rec_overview") if (one := _recommended(item)) is not None]
        box = page.first("div#recommend") if not found else None
        for link in box.all(":scope > div > a:last-child, td > a:last-child") if box is not None else ():
            title, when = listed_title(link.text)
            if title:
                found.append(Related(title=title, url=link.attr("href"), year=when))
        return found


def _recommended(item: Node) -> Related | None:
    head = item.first("div.rec-title")
    link = head.first("a") if head is not None else None
    title = link.text if link is not None else ""
    if head is None or link is None or not title:
        return None  # a page may be cut inside one
    when = head.first(".nobr")
    score = item.first("span.value")
    return Related(
        title=title,
        url=link.attr("href"),
        year=year(when.text) if when is not None else None,
        score=decimal(score.text) if score is not None else None,
    )


def review_totals_in(box: Node | None) -> ReviewTotals:
    """Return the numbers of users' reviews and of those on other sites, distinguished by the addresses that they link."""
    found = ReviewTotals()
    for link in box.all("a:is([href*=reviews], [href*=usercomments])") if box is not None else ():
        place = (link.attr("href") or "").split("?")[0].rstrip("/").rpartition("/")[2]
        if place in ("reviews", "usercomments"):
            found.audience = integer(link.text) if found.audience is None else found.audience
        elif place == "externalreviews":
            found.critics = integer(link.text) if found.critics is None else found.critics
    return found


def storyline(page: Page) -> Node | None:
    """Return the Storyline's paragraph: in 2010 and 2011 next to its heading, later in its own block."""
    block = page.first("#titleStoryLine .canwrap p")
    if block is not None or page.first("div#titleStoryLine") is not None:
        return block
    for heading in page.all(".article h2"):
        if heading.text == "Storyline":
            following = heading.next
            return following if following is not None and following.tag == "p" else None
    return None
