"""Text renditions of title pages of September 2016 ("title-wrapper"): all words on one line, no markup.

Text that runs together is not separated by guessing: a cast ("Name ... Role Name ... Role") does not show where a role ends
(see `filmdig.parsers.layouts.marked_casts`).
"""

from __future__ import annotations

import re
from typing import Any

from filmdig.parsers.layouts.cuts import Passage, cut_list, without_marker
from filmdig.parsers.layouts.values import date, decimal, integer, runtime, year
from filmdig.parsers.page.document import Page
from filmdig.parsers.record.page_record import (
    AlternateTitle,
    BoxOffice,
    CastMember,
    Certificate,
    Company,
    CrewMember,
    Kind,
    OtherSynopsis,
    PartOfSeries,
    Person,
    Rating,
    Related,
    Release,
    Review,
    ReviewTotals,
)
from filmdig.parsers.sites.imdb.common import Imdb, last_year
from filmdig.parsers.sites.imdb.credits import distinct_people, job_of
from filmdig.parsers.sites.imdb.flat_credits import line_of, members
from filmdig.parsers.sites.imdb.plots import Plots, choose_plots
from filmdig.parsers.sites.imdb.printed import (
    alternate_title,
    box_office,
    certificates,
    helpful,
    metascore,
    other_titles,
    printed_release,
    users_rating,
    without_none,
)


def _search(pattern: str, text: str) -> str | None:
    match = re.search(pattern, text)
    return match[1] if match else None


_AWARDS = (
    r"((?:Won|Nominated for) [^.]{1,60}\. Another [^.]{1,60}\.|\b\d{1,6} (?:wins?|nominations?)[^.]{0,40}\.) See more awards"
)
AD_SLOT = r"no content received for slot:"
_MENU = "Trivia|Goofs|Crazy Credits|Quotes|Alternate Versions|Connections|Soundtracks"
_SERIES = re.compile(rf"(?:{_MENU}) ((?:(?!(?:{_MENU}) )[^()]){{1,100}}) \(\d{{4}}[–-][^()]*+\)")
RATE_THIS = r"\bRate This \S"

_LABELS = (
    "Plot Keywords|Taglines?|Genres?|Motion Picture Rating \\(MPAA\\)|Certificate|Parents Guide|Official Sites?|Country|Language|"
    "Release Date|Also Known As|Filming Locations|Budget|Opening Weekend|Gross|Production Co|Runtime|Sound Mix|Color|Aspect Ratio"
)
_VALUE_END = re.compile(
    r"(?:\|\s*)?(?:See (?:more|all certifications|All \(\d+\)|full technical specs)|Show detailed company|View content)\b.*$"
)
_RELEASE = re.compile(
    r"\| (?:(?:Episode aired|TV \w+ aired) \d{1,2} \w+ \d{4}|TV (?:Mini-)?Series \([^()]*\)|"
    r"(?:TV Movie |Video )?(?:(?:\d{1,2} )?[A-Z][a-z]+ )?\d{4} \([^()]+\))"
)
_BEFORE_PLOT = re.compile(
    r"\A\s*+(?:Season \d++ \| Episode \d+ )?(?:Previous )?(?:All Episodes \(\d+\) )?(?:Next )?(?:Episode Guide \d+ episodes )?"
    r"(?:\d+:\d\d \| \w+ )?(?:[\d,]+ VIDEOS? )?(?:\| )?(?:[\d,]+ IMAGES? )?"
    r"(?:Watch Now (?:From \$[\d.]+ (?:\((?:SD|HD)\) )?on (?:Amazon|Prime) Video|With Prime Video(?: WATCH NOW)?) )?"
    r"(?:O[Nn] T[Vv] (?:Airs [^:]{1,20}:\d\d [AP]M on [A-Z\d+&]{2,12} )?)?"
    r"(?:O[Nn] D[Ii][Ss][Cc] (?:at Amazon )?)?(?:ALL (?=[A-Z]))?"
)
_CREDIT = r"(?:Directors?|Creators?|Writers?|Stars?):"
_CAST_HEADING = re.compile(r"(?=[^:]{0,60}\b[Cc]ast\b)[A-Z][^:.]{0,60}: ")
_CAST_END = re.compile(r" (?:See full cast »|Edit Storyline|no content received for slot:)")
#: People of recommended films, whose names may be in the cast, too.
_PEOPLE_OF_RECOMMENDED_FILMS = re.compile(
    r" (?:Directors?|Stars): ([^.:|]{2,200}?)(?= (?:Stars:|\| See full|0 Next »|Edit Cast ))"
)
_SHARED_RATING = re.compile(
    r"Share this Rating Title: ((?:(?!Share this Rating Title: ).)+?) "
    r"\(((?:(?!\d{4})[^()]){0,100}+\d{4}[^()]{0,100}+)\) (?:\d[\d.,]{0,8}/10 )?Want to share"
)


class FlatText(Imdb):
    """The page of a film, a series or an episode."""

    name = "text"
    years = "2016"
    rendition = "text"
    marks = (AD_SLOT, RATE_THIS)
    refuses = (r"\bEdit Filmography Jump to:",)
    usual = ("title", "year", "directors", "cast", "synopsis", "genres", "countries", "languages", "runtime_minutes", "ratings")

    def _head(self, page: Page) -> str:
        """Return the text from the title to the next advertisement slot."""
        return re.split(AD_SLOT, re.split(r"\bRate This ", line_of(page), maxsplit=1)[-1])[0]

    def _rows(self, page: Page) -> dict[str, str]:
        """Return the labelled values of Storyline and Details; the first value where a label occurs twice."""

        def make() -> dict[str, str]:
            part = line_of(page).partition(" Edit Storyline ")[2].partition(" Edit Did You Know?")[0]
            pieces = re.split(rf"(?:^| )({_LABELS}):? (?=\S)", part)
            found: dict[str, str] = {}
            for label, value in zip(pieces[1::2], pieces[2::2], strict=False):
                found.setdefault(label, _VALUE_END.sub("", value).strip())
            return found

        return page.memo((FlatText, "rows"), make)

    def _parts(self, page: Page, *labels: str) -> list[str]:
        value = next((v for v in map(self._rows(page).get, labels) if v), "")
        return [part.strip() for part in value.split(" | ") if part.strip()]

    def kind_of(self, page: Page) -> Kind:
        """Return the kind, from the words in the line below the title."""
        match = re.search(r"\| (?:Episode aired|TV (?:Mini-)?Series)\b", self._head(page))
        return "film" if match is None else "episode" if match[0].endswith("aired") else "series"

    def end_year(self, page: Page) -> int | None:
        """Return a series' last year: ``TV Series (1999–2013)``."""
        return last_year(_search(r"\| TV (?:Mini-)?Series \(([^()]*)\)", self._head(page)))

    def episode_count(self, page: Page) -> int | None:
        """Return a series' number of episodes: "Episode Guide 124 episodes"."""
        return integer(_search(r"\bEpisode Guide (\d+) episodes\b", self._head(page)))

    def series(self, page: Page) -> PartOfSeries | None:
        """Return an episode's series, printed before the score, and the numbers of season and episode, below the title."""
        if self.kind_of(page) != "episode":
            return None
        before = re.split(r"\bRate This ", line_of(page), maxsplit=1)[0][-300:]
        parent = max(_SERIES.finditer(before), key=re.Match.start, default=None)  # the last one
        numbers = re.search(r"\bSeason (\d+) \| Episode (\d+)\b", self._head(page))
        return PartOfSeries(
            title=parent[1] if parent else None,
            season=integer(numbers[1]) if numbers else None,
            episode=integer(numbers[2]) if numbers else None,
        )

    def title(self, page: Page) -> str | None:
        """Return the title from the line that shares a rating, else the text before the year."""
        shared = _SHARED_RATING.search(line_of(page))
        match = shared or re.match(r"(.{1,200}?) \((?:I+ )?\d{4}\) ", self._head(page))
        return match[1] if match else None

    def year(self, page: Page) -> int | None:
        """Return the year after the title; an episode's is in its date."""
        shared = _SHARED_RATING.search(line_of(page))
        match = shared or re.match(r"(.{1,200}?) \(((?:I+ )?\d{4})\) ", self._head(page))
        return year(match[2]) if match else None

    def original_title(self, page: Page) -> str | None:
        """Return the text between the year and the label "(original title)"."""
        match = re.search(r"\(\d{4}\) (.{1,200}?) \(original title\) ", self._head(page))
        return match[1] if match else None

    def _credits(self, page: Page, label: str) -> list[str]:
        return list(dict.fromkeys(person.name for person in self._people(page, label)))

    def _people(self, page: Page, label: str) -> list[Person]:
        """Return the names after a label, with the job in brackets: ``Joseph Stefano (screenplay), Robert Bloch (novel)``."""
        match = re.search(rf"(?:^| ){label}s?: (.*?)(?= {_CREDIT}| \| (?:See full cast|\d+ more credit)|$)", self._head(page))
        parts = re.split(r",\s*(?![^()]{0,200}\))", match[1]) if match else []
        named = [part.partition(" (") for part in parts]
        return distinct_people(
            Person(name=name.strip(), job=job_of(mark.strip() + job)) for name, mark, job in named if name.strip()
        )

    def directors(self, page: Page) -> list[Person]:
        """Return the header's directors."""
        return self._people(page, "Director")

    def writers(self, page: Page) -> Any:
        """Return the header's first two writers; "1 more credit" counts those left out."""
        found = self._people(page, "Writer")
        more = integer(_search(r"\| (\d+) more credits?\b", self._head(page)))
        return cut_list(found, None, total=len(found) + more if more and found else None)

    def crew(self, page: Page) -> list[CrewMember]:
        """Return a series' creators."""
        return [CrewMember(name=person.name, job=person.job or "Creator") for person in self._people(page, "Creator")]

    def cast(self, page: Page) -> Any:
        """Return the cast table, and the header's stars who are not in it. The whole cast is linked."""
        stars, known = self._credits(page, "Star"), [*self._credits(page, "Director"), *self._credits(page, "Writer")]
        for listed in _PEOPLE_OF_RECOMMENDED_FILMS.findall(line_of(page)):
            known += listed.split(", ")
        before, _, after = line_of(page).partition(" Edit Cast ")
        table, *rest = _CAST_END.split(after, maxsplit=1)
        heading = _CAST_HEADING.match(table)
        table = table[heading.end() if heading else 0 :] if rest else ""
        found = members(page, table, [*stars, *known], " | ".join([before, *rest]))
        named = {member.name for member in found}
        found += [CastMember(name=name) for name in stars if name not in named]
        return cut_list(found, "See full cast" in line_of(page))

    def keywords(self, page: Page) -> Any:
        """Return the first five plot keywords; "See All (204)" counts them."""
        part = line_of(page).partition(" Edit Storyline ")[2]
        match = re.search(r" Plot Keywords: (.{1,300}?) \| See (?:All \(([\d,]+)\)|more)", part)
        found = match[1].split(" | ") if match else []
        return cut_list(found, match, total=integer(match[2]) if match else None)

    def awards(self, page: Page) -> list[str]:
        """Return the line above the cast."""
        found = _search(_AWARDS, line_of(page))
        return [found] if found else []

    def filming_locations(self, page: Page) -> list[str]:
        """Return the first of the locations."""
        found = re.sub(
            r" (?:Edit|Edit Box Office|Box Office|Company Credits)$", "", self._rows(page).get("Filming Locations", "")
        )
        return [found] if found else []

    def _plots(self, page: Page) -> Plots:
        return page.memo((FlatText, "plots"), lambda: self._find_plots(page))

    def _find_plots(self, page: Page) -> Plots:
        """Return the text between the release and the credits; if cut, it is the beginning of the Storyline."""
        head = self._head(page)
        when = _RELEASE.search(head)
        match = re.search(rf" {_CREDIT} ", head)
        shown = head[when.end() : match.start() if match else None] if when else ""
        shown = _BEFORE_PLOT.sub("", shown, count=1).strip()
        parts = line_of(page).partition(" Edit Storyline ")[2].partition(" Written by ")
        story = parts[0] if parts[1] and len(parts[0]) < 5000 else ""
        credit = parts[2].partition(" Plot Summary")[0] if story and " Plot Summary" in parts[2][:200] else None
        cut = re.search(r"See full summary\s?»?$", shown)
        beginning = without_marker(shown[: cut.start()].rstrip()) if cut else shown
        return choose_plots(beginning, cut is not None, None, Passage(text=story) if story else None, credit)

    def synopsis(self, page: Page) -> Passage | None:
        """Return the header's text, or the Storyline where that begins with it."""
        return self._plots(page).synopsis

    def other_synopses(self, page: Page) -> list[OtherSynopsis]:
        """Return the Storyline, where it is a different text."""
        return self._plots(page).others

    def tagline(self, page: Page) -> str | None:
        """Return the first tagline."""
        return self._rows(page).get("Taglines") or None

    def genres(self, page: Page) -> list[str]:
        """Return all genres; the header has the first three."""
        return self._parts(page, "Genres", "Genre")

    def countries(self, page: Page) -> list[str]:
        """Return the countries."""
        return self._parts(page, "Country")

    def languages(self, page: Page) -> list[str]:
        """Return the languages."""
        return without_none(self._parts(page, "Language"))

    def runtime_minutes(self, page: Page) -> int | None:
        """Return the first of several running times."""
        return runtime(self._rows(page).get("Runtime"))

    def alternate_titles(self, page: Page) -> list[AlternateTitle]:
        """Return the title of "Also Known As", where it differs."""
        found = self._rows(page).get("Also Known As")
        return other_titles([alternate_title(found)] if found else [], self.title(page))

    def certificates(self, page: Page) -> list[Certificate]:
        """Return the MPAA's certificate with its reason, and that of the reader's own country."""
        rows = self._rows(page)
        printed = (rows.get("Motion Picture Rating (MPAA)"), rows.get("Certificate"))
        return certificates(text.rstrip(" |") for text in printed if text)

    def releases(self, page: Page) -> list[Release]:
        """Return the one release that the page prints."""
        found = self._rows(page).get("Release Date")
        return printed_release(found, "television" if self.kind_of(page) == "episode" else None) if found else []

    def companies(self, page: Page) -> list[Company]:
        """Return the production companies."""
        # "Weir Company, The": an article is part of the name before it.
        found = re.split(r", (?!(?:The|A|An|Les?|La)(?:,|$))", self._rows(page).get("Production Co", ""))
        return [Company(name=name.strip(), role="production") for name in found if name.strip()]

    def box_office(self, page: Page) -> list[BoxOffice]:
        """Return budget, opening weekend and gross."""
        rows = ((label, self._rows(page).get(label, "")) for label in ("Budget", "Opening Weekend", "Gross"))
        return [one for one in (box_office(label, value) for label, value in rows if value) if one is not None]

    def ratings(self, page: Page) -> list[Rating]:
        """Return the users' mean, printed before "Rate This", and the Metascore in the header."""
        match = re.search(r"(\d\.\d|\d{1,2})/10 ([\d,]+) (?:[\d,]+ user )?(?:[\d,]+ critic )?Rate This ", line_of(page))
        score = re.search(r"(?:^| )(\d{1,3}) Metascore From metacritic", self._head(page))
        return users_rating(
            match[1] if match else None, match[2] if match else None, f"{match[1]}/10" if match else None
        ) + metascore(score[1] if score else None)

    def review_totals(self, page: Page) -> ReviewTotals:
        """Return the totals: "Reviews 690 user | 194 critic"."""
        match = re.search(r"\bReviews (?:([\d,]+) user)?(?: \| )?(?:([\d,]+) critic)?", self._head(page))
        return ReviewTotals(audience=integer(match[1]), critics=integer(match[2])) if match else ReviewTotals()

    def reviews(self, page: Page) -> list[Review]:
        """Return the one review. Its stars are an image, which the text lacks."""
        line = line_of(page)
        end = line.find(" – See all my reviews ")
        start = line.rfind("User Reviews ", 0, end)
        if end < 0 or start < 0:
            return []
        about = re.match(r"User Reviews (.+?) (\d{1,2} \w+ \d{4}) \| by (.+)", line[start:end])
        text, found, _ = line[end + len(" – See all my reviews ") :].partition(" Was this review helpful to you")
        votes = re.search(r"(?<![\d,])([\d,]++ of [\d,]++ people found this review helpful)\.\s*$", text)
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
        """Return the recommended films, each after "Next »"."""
        part = line_of(page).partition(" also liked... ")[2].partition(" Edit Cast ")[0]
        found = re.findall(
            r" Next » ((?:(?! Next » ).)+?) \((?:I+ )?(\d{4})[^()]*\) (?:(?! Next » ).)*? (\d\.\d|\d{1,2})/10 X ", part
        )
        return [Related(title=title, year=int(when), score=decimal(score)) for title, when, score in found]
