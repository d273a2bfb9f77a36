"""Title pages of October 2010 to June 2021: one form of cast, details and teaser, two of the head."""

from __future__ import annotations

import re

from filmdig.parsers.layouts.cuts import Passage
from filmdig.parsers.layouts.fields import Reader, attr, inside, text, texts, this_text
from filmdig.parsers.layouts.rows import Rows
from filmdig.parsers.layouts.values import date, decimal, integer, runtime, title_and_year, year
from filmdig.parsers.page.document import Page
from filmdig.parsers.page.node import Node
from filmdig.parsers.record.page_record import (
    BoxOffice,
    CastMember,
    Certificate,
    Company,
    Rating,
    Related,
    Release,
    Review,
    ReviewTotals,
)
from filmdig.parsers.sites.imdb.common import (
    ImdbFilm,
    bare_title,
    box_office,
    cast_rows,
    certificates,
    companies_in,
    head_year,
    helpful,
    is_serial,
    is_sum,
    metascore,
    of_ten,
    people_in,
    plot,
    poster,
    printed_release,
    server_time,
    spoiler_warning,
    spoken,
    spoken_ones,
    users,
)

_VALUE = this_text(drop="h4, .see-more, .ghost").less(r"»\s*$")
_MPAA_LABELS = ("Motion Picture Rating (MPAA)", "Motion Picture Rating ( MPAA )", "Motion Picture Rating (MPAA )")


class TitlePage(ImdbFilm):
    """What both forms of the head have below them: `table.cast_list`, `h4` rows, the teaser of one review."""

    usual = ("title", "year", "directors", "cast", "genres", "runtime_minutes", "countries", "languages")

    _rows = Rows("div:is(.credit_summary_item, .txt-block, .see-more.canwrap) > h4", around=True)

    directors = _rows.read(("Director", "Directors"), people_in)
    # A series' creators are credited as its writers are ("ref_=tt_ov_wr").
    writers = _rows.read(("Writer", "Writers", "Creator", "Creators"), people_in)
    tagline = _rows.read(("Taglines", "Tagline"), _VALUE)
    genres = _rows.read(("Genres", "Genre"), texts('a[href*="genre"]')).or_(
        texts('.infobar a[href*="genre"], .subtext a[href*="genre"]')
    )
    countries = _rows.read("Country", texts('a[href*="countr"]'))
    languages = _rows.read("Language", texts('a[href*="language"]')).to(spoken_ones)
    _also_known = _rows.read("Also Known As", _VALUE)
    _released = _rows.read("Release Date", _VALUE)
    _mpaa = _rows.read(_MPAA_LABELS, _VALUE)
    _certificate = _rows.read("Certificate", _VALUE)
    runtime_minutes = _rows.read("Runtime", _VALUE).to(runtime).or_(text(".infobar time", ".subtext time").to(runtime))

    def cast(self, page: Page) -> list[CastMember]:
        """The cast overview; extended rows of a series hold no name."""
        return cast_rows(page.all("table.cast_list tr"), 'td:not(.primary_photo) a[href*="/name/"]', "td.character")

    def alternate_titles(self, page: Page) -> list[str]:
        """The one "Also Known As" that a title page prints."""
        found = self._also_known(page)
        found = bare_title(re.sub(r"\s*\([^()]*\)$", "", found)) if found else None
        return [found] if found and found != self.title(page) else []

    def releases(self, page: Page) -> list[Release]:
        """The one release that the page prints, of the reader's own country."""
        found = self._released(page)
        return printed_release(found, "television" if is_serial(page) else "theatrical") if found else []

    def companies(self, page: Page) -> list[Company]:
        """Production companies."""
        row = self._rows.node("Production Co")(page)
        return companies_in(row) if row is not None else []

    def box_office(self, page: Page) -> list[BoxOffice]:
        """Budget, opening weekend and gross, each a labelled row."""
        found = []
        for label, row in self._rows.printed(page):
            if is_sum(label) and (one := box_office(label, row.text_without("h4, .see-more"))) is not None:
                found.append(one)
        return found

    def certificates(self, page: Page) -> list[Certificate]:
        """MPAA's with its reason, the reader's own country's, the mark in the head, and the American one of JSON-LD (2018 on)."""
        printed = [
            self._mpaa(page),
            self._certificate(page),
            self.head_certificate(page),
            page.json_ld_of("Movie", "TVSeries", "TVEpisode").get("contentRating"),
        ]
        return certificates(one for one in printed if isinstance(one, str) and one)

    def title(self, page: Page) -> str | None:
        """The heading."""
        raise NotImplementedError

    def head_certificate(self, page: Page) -> str | None:
        """The certificate's mark in the head."""
        raise NotImplementedError

    def reviews(self, page: Page) -> list[Review]:
        """The one review that a title page shows, whole."""
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
                rating=attr(".tinystarbar", "title").to(of_ten)(teaser),
                text=spoken(body, ".spoiler-warning, .see-more") if body is not None else None,  # type: ignore[arg-type]
                spoiler=spoiler_warning(teaser),
                helpful=helpful(votes.text if votes is not None else None),
            )
        ]

    def related(self, page: Page) -> list[Related]:
        """Recommendations: in 2010 "Title (Year)" under a picture, from 2012 an overview each."""
        found = [one for item in page.all("div.rec_overview") if (one := _recommended(item)) is not None]
        box = page.first("div#recommend") if not found else None
        for link in box.all(":scope > div > a:last-child, td > a:last-child") if box is not None else ():
            title, when = title_and_year(link.text)
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


def totals(box: Node | None) -> ReviewTotals:
    """How many reviews there are, by where their numbers link to: users' and other sites'."""
    found = ReviewTotals()
    for link in box.all("a:is([href*=reviews], [href*=usercomments])") if box is not None else ():
        place = (link.attr("href") or "").split("?")[0].rstrip("/").rpartition("/")[2]
        if place in ("reviews", "usercomments"):
            found.audience = integer(link.text) if found.audience is None else found.audience
        elif place == "externalreviews":
            found.critics = integer(link.text) if found.critics is None else found.critics
    return found


class OverviewTop(TitlePage):
    """October 2010 to January 2016. The head is a table cell; its text is whole or the beginning of the Storyline.

    Until 2012 without microdata; in October 2010 the heading stands before the cell, later in it.
    `.rating-rating` is the reader's own vote, and the scores of recommended films.
    """

    name = "overview-top"
    years = "2010-2016"
    marks = ("td#overview-top", "h1.header")

    page_captured_at = Reader(server_time)
    original_title = text("h1.header span.title-extra").search(r"(.*?)\s*\(original title\)").to(bare_title)

    def image_url(self, page: Page) -> str | None:
        """The poster, where there is one."""
        return poster(page, "#img_primary a > img")

    def title(self, page: Page) -> str | None:
        """The heading; from 2012 in an element of its own, beside "(I)" for the first of several of a name."""
        return text("h1.header span[itemprop=name]")(page) or _own(page.first("h1.header"))

    def year(self, page: Page) -> int | None:
        """The year behind the heading, an episode's in its date."""
        heading = page.first("h1.header")
        words = heading.all(":scope > span:not([itemprop])") if heading is not None else ()
        return next((found for found in (year(node.text) for node in words) if found), None) or head_year(page)

    def synopsis(self, page: Page) -> Passage | None:
        """The head's text, or the Storyline that it begins."""
        shown = next((p for p in page.all("#overview-top > p") if p.text), None)
        return plot(shown, 'a[href*="plotsummary"]', lambda: storyline(page))

    def head_certificate(self, page: Page) -> str | None:
        """A picture of the mark (2010 to 2012), then a sprite with a title."""
        return attr(".infobar [itemprop=contentRating]", "content", "title")(page) or attr(".infobar img", "alt")(page)

    def ratings(self, page: Page) -> list[Rating]:
        """Users' mean, and from 2011 the Metascore with its number of reviews."""
        box = page.first("div.star-box")
        if box is None:
            return []
        value = text("[itemprop=ratingValue]", "#star-bar-user-rate b")(box)
        votes = text("span[itemprop=ratingCount]", 'a[href*="ratings"]')(box)
        words = (box.first("div.star-box-details") or box).text
        score = re.search(r"Metascore:\s*(\d+)\s*/\s*100", words)
        count = re.search(r"(\d+)(?: reviews?)? from Metacritic", words)
        return users(value, votes, f"{value}/10" if value else None) + metascore(
            score[1] if score else None, integer(count[1]) if count else None, f"{score[1]}/100" if score else None
        )

    def review_totals(self, page: Page) -> ReviewTotals:
        """Behind the ratings; in 2010 "940 reviews | Critics: 104 reviews"."""
        return totals(page.first("div.star-box"))


class TitleWrapper(TitlePage):
    """December 2015 to June 2021. Microdata until 2018, then JSON-LD with relative addresses.

    `#titleYear` is missing in December 2015 and for series, whose years stand in the line below ("TV Series (2016– )").
    """

    name = "title-wrapper"
    years = "2015-2021"
    marks = (".title_wrapper h1", "div.subtext")

    original_title = inside("div.title_wrapper", text("div.originalTitle")).search(r"(.*?)\s*\(original title\)").to(bare_title)

    def image_url(self, page: Page) -> str | None:
        """The poster, where there is one."""
        return poster(page, "div.poster > a > img")

    def title(self, page: Page) -> str | None:
        """The heading less its year."""
        return _own(page.first(".title_wrapper h1"))

    def year(self, page: Page) -> int | None:
        """The year behind the heading, else the one in the page's `title`."""
        return text("span#titleYear").to(year)(page) or head_year(page)

    def synopsis(self, page: Page) -> Passage | None:
        """The head's text, or the Storyline that it begins."""
        return plot(page.first("div.summary_text"), 'a[href*="plotsummary"]', lambda: storyline(page))

    def head_certificate(self, page: Page) -> str | None:
        """The words before the first bar, where they are no link: the runtime and the genres are elements."""
        line = page.first("div.subtext")
        match = re.match(r"([^,|]{1,12})", line.own_text) if line is not None else None
        return match[1].strip() if match else None

    def ratings(self, page: Page) -> list[Rating]:
        """Users' mean in the title bar, the Metascore in a bar of its own."""
        box = page.first("div.imdbRating")
        value = text(".ratingValue strong span")(box) if box is not None else None
        votes = text("span[itemprop=ratingCount]", "a .small")(box) if box is not None else None
        score = inside("div.titleReviewBar", text(".metacriticScore span"))(page)
        return users(value, votes, f"{value}/10" if value else None) + metascore(score)

    def review_totals(self, page: Page) -> ReviewTotals:
        """ "7 user | 65 critic" in the bar below the plot."""
        return totals(page.first("div.titleReviewBar"))


def _own(heading: Node | None) -> str | None:
    return heading.own_text.strip() or None if heading is not None else None


def storyline(page: Page) -> Node | None:
    """The Storyline's paragraph: in 2010 and 2011 beside its heading, later in a block of its own."""
    block = page.first("#titleStoryLine .canwrap p")
    if block is not None or page.first("div#titleStoryLine") is not None:
        return block
    for heading in page.all(".article h2"):
        if heading.text == "Storyline":
            following = heading.next
            return following if following is not None and following.tag == "p" else None
    return None
