"""Text renditions of September 2016: title pages of that time ("title-wrapper"), all their words in one line, no markup.

What runs together there is not taken apart by guessing: a row of the cast ("Name ... Role Name ... Role") does not say where a
role ends, so the cast is the head's "Stars:".
"""

from __future__ import annotations

import re
from typing import ClassVar

from filmdig.parsers.layouts.cuts import Passage, is_prefix, replace, still_open, without_marker
from filmdig.parsers.layouts.layout import Layout
from filmdig.parsers.layouts.values import date, decimal, integer, runtime, tidy, year
from filmdig.parsers.page.document import Page
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
from filmdig.parsers.sites.imdb.common import (
    HOSTS,
    Imdb,
    box_office,
    certificates,
    helpful,
    metascore,
    printed_release,
    spoken_ones,
    users,
)

_SLOT = r"no content received for slot:"
_RATE = r"\bRate This \S"
_FILMOGRAPHY = r"\bEdit Filmography Jump to:"

_LABELS = (
    "Plot Keywords|Taglines?|Genres?|Motion Picture Rating \\(MPAA\\)|Certificate|Parents Guide|Official Sites?|Country|Language|"
    "Release Date|Also Known As|Filming Locations|Budget|Opening Weekend|Gross|Production Co|Runtime|Sound Mix|Color|Aspect Ratio"
)
_END = re.compile(
    r"(?:\|\s*)?(?:See (?:more|all certifications|All \(\d+\)|full technical specs)|Show detailed company|View content)\b.*$"
)
_WHEN = re.compile(
    r"\| (?:(?:Episode aired|TV \w+ aired) \d{1,2} \w+ \d{4}|TV (?:Mini-)?Series \([^()]*\)|"
    r"(?:TV Movie |Video )?(?:(?:\d{1,2} )?[A-Z][a-z]+ )?\d{4} \([^()]+\))"
)
_BEFORE_PLOT = re.compile(
    r"\s*(?:Season \d+ \| Episode \d+ )?(?:Previous )?(?:All Episodes \(\d+\) )?(?:Next )?(?:Episode Guide \d+ episodes )?"
    r"(?:\d+:\d\d \| \w+ )?(?:[\d,]+ VIDEOS? )?(?:\| )?(?:[\d,]+ IMAGES? )?"
)
_CREDIT = r"(?:Directors?|Creators?|Writers?|Stars?):"
_SHARED = re.compile(r"Share this Rating Title: (.+?) \(([^()]*\d{4}[^()]*)\) (?:\d[\d.,]*/10 )?Want to share")


class FlatText(Imdb):
    """A film's, a series' or an episode's page."""

    name = "text"
    years = "2016"
    rendition = "text"
    marks = (_SLOT, _RATE)
    refuses = (_FILMOGRAPHY,)
    usual = ("title", "year", "directors", "cast", "synopsis", "genres", "countries", "languages", "runtime_minutes", "ratings")

    def _line(self, page: Page) -> str:
        return page.memo(FlatText, lambda: tidy(page.html)[0].replace("\n", " "))

    def _head(self, page: Page) -> str:
        """From the title to the next advertisement's place."""
        return re.split(_SLOT, re.split(r"\bRate This ", self._line(page), maxsplit=1)[-1])[0]

    def _rows(self, page: Page) -> dict[str, str]:
        """The labelled values of Storyline and Details; a label that comes twice keeps its first value."""

        def make() -> dict[str, str]:
            part = self._line(page).partition(" Edit Storyline ")[2].partition(" Edit Did You Know?")[0]
            pieces = re.split(rf"(?:^| )({_LABELS}):? (?=\S)", part)
            found: dict[str, str] = {}
            for label, value in zip(pieces[1::2], pieces[2::2], strict=False):
                found.setdefault(label, _END.sub("", value).strip())
            return found

        return page.memo((FlatText, "rows"), make)

    def _parts(self, page: Page, *labels: str) -> list[str]:
        value = next((v for v in map(self._rows(page).get, labels) if v), "")
        return [part.strip() for part in value.split(" | ") if part.strip()]

    def kind_of(self, page: Page) -> Kind:
        """By the words in the line below the title."""
        return "series" if re.search(r"\| (?:Episode aired|TV (?:Mini-)?Series)\b", self._head(page)) else "film"

    def title(self, page: Page) -> str | None:
        """As it stands where the rating may be shared; else what precedes the year."""
        shared = _SHARED.search(self._line(page))
        match = shared or re.match(r"(.{1,200}?) \((?:I+ )?\d{4}\) ", self._head(page))
        return match[1] if match else None

    def year(self, page: Page) -> int | None:
        """Behind the title, an episode's in its date."""
        shared = _SHARED.search(self._line(page))
        match = shared or re.match(r"(.{1,200}?) \(((?:I+ )?\d{4})\) ", self._head(page))
        return year(match[2]) if match else None

    def original_title(self, page: Page) -> str | None:
        """Between the year and its label."""
        match = re.search(r"\(\d{4}\) (.{1,200}?) \(original title\) ", self._head(page))
        return match[1] if match else None

    def _credits(self, page: Page, label: str) -> list[str]:
        match = re.search(rf"(?:^| ){label}s?: (.*?)(?= {_CREDIT}| \| (?:See full cast|\d+ more credit)|$)", self._head(page))
        names = re.split(r",\s*", re.sub(r"\s*\([^()]*\)", "", match[1])) if match else []
        return list(dict.fromkeys(name.strip() for name in names if name.strip()))

    def directors(self, page: Page) -> list[Person]:
        """The head's."""
        return [Person(name=name) for name in self._credits(page, "Director")]

    def writers(self, page: Page) -> list[Person]:
        """The head's first two, or a series' creators."""
        return [Person(name=name) for name in self._credits(page, "Writer") or self._credits(page, "Creator")]

    def cast(self, page: Page) -> list[CastMember]:
        """The head's stars, without their roles."""
        return [CastMember(name=name) for name in self._credits(page, "Star")]

    def synopsis(self, page: Page) -> Passage | None:
        """What stands between the release and the credits; cut, it is the beginning of the Storyline."""
        head = self._head(page)
        when = _WHEN.search(head)
        match = re.search(rf" {_CREDIT} ", head)
        shown = head[when.end() : match.start() if match else None] if when else ""
        shown = _BEFORE_PLOT.sub("", shown, count=1).strip()
        told = self._line(page).partition(" Edit Storyline ")[2].partition(" Written by ")
        story = told[0] if told[1] and len(told[0]) < 5000 else ""
        credit = told[2].partition(" Plot Summary")[0] if story and " Plot Summary" in told[2][:200] else None
        cut = re.search(r"\s*See full summary\s*»?\s*$", shown)
        if not cut:
            return Passage(text=shown) if shown else Passage(text=story, credit=credit) if story else None
        shown = without_marker(shown[: cut.start()])
        if story and is_prefix(shown, story):
            found = replace(shown, story)
            found.credit = credit
            return found
        return still_open(shown)

    def tagline(self, page: Page) -> str | None:
        """The first tagline."""
        return self._rows(page).get("Taglines") or None

    def genres(self, page: Page) -> list[str]:
        """All genres; the head's are the first three."""
        return self._parts(page, "Genres", "Genre")

    def countries(self, page: Page) -> list[str]:
        """Countries."""
        return self._parts(page, "Country")

    def languages(self, page: Page) -> list[str]:
        """Languages."""
        return spoken_ones(self._parts(page, "Language"))

    def runtime_minutes(self, page: Page) -> int | None:
        """The first of several."""
        return runtime(self._rows(page).get("Runtime"))

    def alternate_titles(self, page: Page) -> list[str]:
        """The one of "Also Known As", where it is another."""
        found = self._rows(page).get("Also Known As")
        return [found] if found and found != self.title(page) else []

    def certificates(self, page: Page) -> list[Certificate]:
        """MPAA's with its reason, and the reader's own country's."""
        rows = self._rows(page)
        printed = (rows.get("Motion Picture Rating (MPAA)"), rows.get("Certificate"))
        return certificates(text.rstrip(" |") for text in printed if text)

    def releases(self, page: Page) -> list[Release]:
        """The one release that the page prints."""
        found = self._rows(page).get("Release Date")
        return printed_release(found, "television" if self.kind_of(page) == "series" else "theatrical") if found else []

    def companies(self, page: Page) -> list[Company]:
        """Production companies."""
        found = self._rows(page).get("Production Co", "")
        return [Company(name=name.strip(), role="production") for name in found.split(", ") if name.strip()]

    def box_office(self, page: Page) -> list[BoxOffice]:
        """Budget, opening weekend and gross."""
        rows = ((label, self._rows(page).get(label, "")) for label in ("Budget", "Opening Weekend", "Gross"))
        return [one for one in (box_office(label, value) for label, value in rows if value) if one is not None]

    def ratings(self, page: Page) -> list[Rating]:
        """Users' mean before "Rate This", the Metascore in the head."""
        match = re.search(r"(\d\.\d|\d{1,2})/10 ([\d,]+) (?:[\d,]+ user )?(?:[\d,]+ critic )?Rate This ", self._line(page))
        score = re.search(r"(?:^| )(\d{1,3}) Metascore From metacritic", self._head(page))
        return users(match[1] if match else None, match[2] if match else None, f"{match[1]}/10" if match else None) + metascore(
            score[1] if score else None
        )

    def review_totals(self, page: Page) -> ReviewTotals:
        """ "Reviews 690 user | 194 critic"."""
        match = re.search(r"\bReviews (?:([\d,]+) user)?(?: \| )?(?:([\d,]+) critic)?", self._head(page))
        return ReviewTotals(audience=integer(match[1]), critics=integer(match[2])) if match else ReviewTotals()

    def reviews(self, page: Page) -> list[Review]:
        """The one review: its stars are a picture that the text has lost."""
        line = self._line(page)
        end = line.find(" – See all my reviews ")
        start = line.rfind("User Reviews ", 0, end)
        if end < 0 or start < 0:
            return []
        about = re.match(r"User Reviews (.+?) (\d{1,2} \w+ \d{4}) \| by (.+)", line[start:end])
        text, found, _ = line[end + len(" – See all my reviews ") :].partition(" Was this review helpful to you")
        votes = re.search(r"\s*([\d,]+ of [\d,]+ people found this review helpful)\.\s*$", text)
        if about is None or not found:
            return []
        return [
            Review(
                by="audience",
                author=re.sub(r" \([^()@]*\)$", "", about[3]),
                date=date(about[2], "dmy"),
                title=about[1],
                text=(text[: votes.start()] if votes else text).strip(),
                helpful=helpful(votes[1]) if votes else None,
            )
        ]

    def related(self, page: Page) -> list[Related]:
        """Recommendations, each behind its "Next »"."""
        part = self._line(page).partition(" also liked... ")[2].partition(" Edit Cast ")[0]
        found = re.findall(r" Next » (.+?) \((?:I+ )?(\d{4})[^()]*\) (?:(?! Next » ).)*? (\d\.\d|\d{1,2})/10 X ", part)
        return [Related(title=title, year=int(when), score=decimal(score)) for title, when, score in found]


class FlatTextPerson(Layout):
    """A person's page: told apart, no more."""

    site = "imdb"
    hosts = HOSTS
    name = "text-person"
    years = "2016"
    kind = "person"
    rendition = "text"
    marks = (_SLOT, _FILMOGRAPHY)
    usual: ClassVar[tuple[str, ...]] = ()


class FlatTextList(Layout):
    """Charts, films in theatres and other pages of many films: told apart, no more."""

    site = "imdb"
    hosts = HOSTS
    name = "text-list"
    years = "2016"
    kind = "list"
    rendition = "text"
    marks = (_SLOT, r"\bIMDb More All Titles TV Episodes Names Companies\b")
    refuses = (_RATE, _FILMOGRAPHY)
    usual: ClassVar[tuple[str, ...]] = ()
