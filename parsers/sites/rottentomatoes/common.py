"""What Rotten Tomatoes' layouts share: the site, its scores, the printed scores of critics."""

from __future__ import annotations

import re
from typing import Any, ClassVar
from urllib.parse import urlsplit

from filmdig.parsers.layouts.cuts import Passage
from filmdig.parsers.layouts.fields import Reader, Scope, american_rating, attr, inside
from filmdig.parsers.layouts.layout import Layout
from filmdig.parsers.layouts.values import decimal, integer, less_elsewhere, money, mpaa, split_names, title_and_year, whole
from filmdig.parsers.page.document import Page
from filmdig.parsers.page.node import Node
from filmdig.parsers.page.plain_text import one_line
from filmdig.parsers.record.page_record import (
    BoxOffice,
    By,
    Certificate,
    Kind,
    Measure,
    Person,
    Rating,
    ReviewRating,
    ReviewTotals,
)

_PATH = re.compile(r"^/(m|tv)/([^/]+(?:/s\d+(?:/e\d+)?)?)(?=/|$)", re.IGNORECASE)


class RottenTomatoes(Layout):
    """What all of Rotten Tomatoes' layouts share."""

    site = "rottentomatoes"
    review_pages: ClassVar = {"audience": "{url}/reviews/?type=user", "critics": "{url}/reviews/"}
    hosts = ("rottentomatoes.com",)

    def kind_of(self, page: Page) -> Kind:
        """A series where the page's address or its `og:type` says so; films and series share their layouts."""
        if self.kind != "film":
            return self.kind
        on_series = (page.meta("og:type") or "").startswith(("video.tv", "video.episode"))
        return "series" if on_series or any(kind == "tv" for kind, _ in _addresses(page)) else "film"

    def external_ids(self, page: Page) -> dict[str, str]:
        """The film's name in the site's addresses ("salt_ferry"); a series' goes on with its season ("ferries/s01")."""
        return next(({"rottentomatoes": slug} for _, slug in _addresses(page)), {})


_link = attr('a[href*="/m/"]', "href")
_poster = inside("div.movie_tools_area", _link).or_(inside("div.movie_poster_area", _link))


def _addresses(page: Page) -> list[tuple[str, str]]:
    """(m or tv, slug) of the page's own addresses: as it was captured, as it states it, as its poster links it."""

    def make() -> list[tuple[str, str]]:
        urls = (page.url, page.own_url, _poster(page) if page.rendition == "html" else None)
        matches = [_PATH.match(_path_of(url)) for url in urls]
        return [(match[1].lower(), match[2]) for match in matches if match]

    return page.memo("rottentomatoes.addresses", make)


def _path_of(url: str | None) -> str:
    try:
        return urlsplit(url or "").path
    except ValueError:
        return ""


def name_in(printed: str) -> str | None:
    """The title in "Title (1994)"."""
    return title_and_year(printed)[0]


def year_in(printed: str) -> int | None:
    """The year in "Title (1994)"."""
    return title_and_year(printed)[1]


_PLACEHOLDERS = frozenset(("click to read the article", "no review available.", "no review available", "quote not available."))


def quote(passage: Passage) -> Passage | None:
    """A critic's words; none where the page has only its placeholder ("Click to read the article", to 2010)."""
    return None if passage.text.lower() in _PLACEHOLDERS else passage


_OF = re.compile(r"^(\d+(?:\.\d+)?)\s*(?:/|out of)\s*(\d+(?:\.\d+)?)$")
_GRADE = re.compile(r"^[A-F](?:[+-]|-?(?:plus|minus))?(?:/A\+?)?$", re.IGNORECASE)
_SCORE_LABEL = re.compile(r"^(?:Original Score|Rating)\s*:\s*", re.IGNORECASE)


def original_score(printed: str) -> ReviewRating | None:
    """A critic's own score as printed: "3.5/4", "84/100", "B+"; a letter has no best. "N/A" is none."""
    words = one_line(_SCORE_LABEL.sub("", printed))
    match = _OF.match(words)
    if match:
        value, best = decimal(match[1]), decimal(match[2])
        return ReviewRating(value=value, best=best, printed=words) if value is not None and best else None
    return ReviewRating(value=words, printed=words) if _GRADE.match(words) else None


def user_stars(value: float) -> ReviewRating | None:
    """A user's rating in stars, half a star the least; 0 stands for none."""
    whole = int(value) if float(value).is_integer() else value
    return ReviewRating(value=whole, best=5, worst=0.5) if value else None


def scores(
    *,
    by: By,
    name: str | None,
    percent: float | None,
    count: int | None = None,
    reviews: int | None = None,
    mean: float | None = None,
    verdict: str | None = None,
    measure: Measure = "percent_positive",
) -> list[Rating]:
    """The two ratings that make one score: the share that liked it, and the average (critics' of 10, users' of 5)."""
    found = []
    if percent is not None:
        found.append(
            Rating(
                by=by,
                name=name,
                measure=measure,
                value=percent,
                best=100,
                worst=0,
                rating_count=count,
                review_count=reviews,
                verdict=verdict,
                printed=f"{percent}%",
            )
        )
    if mean:
        best = 10 if by == "critics" else 5
        found.append(
            Rating(by=by, name=name, measure="mean", value=mean, best=best, rating_count=count, printed=f"{mean}/{best}")
        )
    return found


_AVERAGE = re.compile(r"Average Rating:\s*(\d+(?:\.\d+)?)\s*/")
_COUNTED = re.compile(
    r"(?:Reviews? Counted|Critic Reviews?|User Ratings|Verified Ratings|Want to See):\s*(\d[\d,]*)", re.IGNORECASE
)


def average_in(text: str) -> float | int | None:
    """The average in "Average Rating: 7.7/10"; none in "Average Rating: N/A"."""
    match = _AVERAGE.search(text)
    return decimal(match[1]) if match else None


def count_in(text: str) -> int | None:
    """The count in "Reviews Counted: 224", "Critic Reviews: 45", "User Ratings: 32,534,708"."""
    match = _COUNTED.search(text)
    return integer(match[1]) if match else None


def verdict_of(classes: list[str]) -> str | None:
    """The Tomatometer's verdict by the classes of its icon: certified_fresh, fresh or rotten."""
    if "certified" in classes or "certified_fresh" in classes:
        return "certified_fresh"
    return next((name for name in ("fresh", "rotten") if name in classes), None)


def totals(*, critics: int | None, audience: int | None = None) -> ReviewTotals:
    """How many reviews there are of the film on the site."""
    return ReviewTotals(critics=critics, audience=audience)


def rated(printed: str, reason: str | None = None) -> list[Certificate]:
    """The certificate that the site prints without its board's name: an American one, or as printed."""
    rating = mpaa(printed)
    if not printed or printed.upper() == "N/A":
        return []
    words = f"{printed} ({reason})" if reason else printed
    if rating:
        return [american_rating(rating, reason=reason, printed=words)]
    return [Certificate(rating=printed, reason=reason, printed=words)]


class Labels:
    """Labels with their values beside them on the same level, not in rows of their own (`span.label`, to 2010)."""

    def __init__(self, selector: str) -> None:
        self._selector = selector

    def _table(self, page: Page) -> dict[str, tuple[str, list[Node]]]:
        def make() -> dict[str, tuple[str, list[Node]]]:
            table: dict[str, tuple[str, list[Node]]] = {}
            for label in page.all(self._selector):
                words, nodes, node = [label.tail], [], label.next
                while node is not None and not node.matches(self._selector):
                    nodes.append(node)
                    words += [node.text, node.tail]
                    node = node.next
                table.setdefault(label.text.rstrip(": ").casefold(), (one_line(" ".join(words)), nodes))
            return table

        return page.memo(self, make)

    def __getitem__(self, label: str) -> Reader[str]:
        """The text beside the label, on one line."""
        key = label.casefold()
        return Reader(lambda page: self._table(page).get(key, ("", []))[0] or None)

    def nodes(self, label: str) -> Reader[list[Node]]:
        """The elements beside the label."""
        key = label.casefold()
        return Reader(lambda page: self._table(page).get(key, ("", []))[1] or None)

    def people(self, label: str) -> Reader[list[Person]]:
        """The people beside the label: their links, or their names where none is linked."""

        def read(page: Scope) -> list[Person]:
            nodes = self.nodes(label)(page) or []
            links = [a for node in nodes for a in ([node] if node.tag == "a" else node.all("a"))]
            if links:
                return [Person(name=a.text, url=a.attr("href")) for a in links if a.text]
            return [Person(name=name.strip()) for name in (self[label](page) or "").split(",") if name.strip()]

        return Reader(read)


_ROLE_CUT = re.compile(r"^.{23}\.\.\.$", re.DOTALL)


def role(printed: str) -> Any:  # a text or a Passage: the layout unwraps it
    """A role; the server cut those above 26 characters to 23 and three dots (2010 to 2013, "Marilyn Monroe look-ali...").

    In 2010 it stands in brackets, the cut one without the last.
    """
    cut = _ROLE_CUT.match(printed) is not None
    words = printed[:-3] if cut else printed
    if words.startswith("(") and (cut or words.endswith(")")):
        words = words[1:] if cut else words[1:-1]
    words = words.strip()
    if cut:
        return Passage(text=words, state="open")
    return words or None


def block_scores(block: Any, *, by: By, name: str) -> list[Rating]:
    """The ratings in one of the score blocks that the pages' data hold since 2019; their keys moved, their meaning did not."""
    if not isinstance(block, dict):
        return []
    percent = _first(block, "score", "value")
    return scores(
        by=by,
        name=name,
        percent=decimal(percent),
        count=whole(_first(block, "ratingCount", "numberOfReviews")),
        reviews=whole(block.get("reviewCount")) if by == "audience" else None,
        mean=decimal(_first(block, "averageRating", "avgScore")),
        verdict=_STATES.get(block.get("tomatometerState") or block.get("state") or "")
        or ("certified_fresh" if by == "critics" and block.get("certified") else None),
    )


def _first(block: dict[str, Any], *keys: str) -> Any:
    return next((block[key] for key in keys if block.get(key) not in (None, "")), None)


_STATES = {"certified-fresh": "certified_fresh", "certified_fresh": "certified_fresh", "fresh": "fresh", "rotten": "rotten"}

_WITH_REASON = re.compile(r"^(\S+)\s*(?:\((.*)\))?$", re.DOTALL)


def certificate_in(printed: str) -> list[Certificate]:
    """A certificate with its reason in brackets: "R (for some sexual content)", "PG-13 (Frightening Images|Smoking)"."""
    match = _WITH_REASON.match(printed)
    return rated(match[1], match[2]) if match else rated(printed)


_CREW = re.compile(
    r"(?:(?:Executive|Associate|Co-?|Line|Supervising|Consulting|Assistant)[ -]?)?(?:Director|Producer)"
    r"|(?:Screen)?writer(?: \(.*\))?|Creator|Showrunner|Cinematographer|Composer|Original Music|Music(?: Supervisor)?"
    r"|(?:Film |Sound )?Edit(?:ing|or)|(?:Visual|Special) Effects|Production Design(?:er)?|Costume Design(?:er)?"
    r"|Art Direct(?:ion|or)|Set Decorat(?:ion|or)|Casting|Sound|Choreograph(?:er|y)",
    re.IGNORECASE,
)


def roles_but_jobs(node: Node) -> str | None:
    """The roles in an item of "Cast & Crew" (since 2021), a line each; none where all are jobs behind the camera."""
    lines = [one_line(line) for line in node.raw_text()[0].split("\n")]
    roles = [line.removeprefix("as ").strip(" ,") for line in lines if line and not _CREW.fullmatch(line)]
    return ", ".join(role for role in roles if role) or None


def is_crew(node: Node) -> bool:
    """Whether an item of "Cast & Crew" names nothing but jobs behind the camera."""
    lines = [one_line(line) for line in node.raw_text()[0].split("\n")]
    jobs = [line for line in lines if line]
    return bool(jobs) and all(_CREW.fullmatch(line) for line in jobs)


def gross(printed: str | None, region: str | None = "US") -> list[BoxOffice]:
    """The gross, in the United States where the label says so; rounded by the site since 2013 ("$167.8M")."""
    found = money(printed)
    return [BoxOffice(kind="gross", amount=found[0], currency=found[1], region=region)] if found else []


def whole_quote(passage: Passage) -> Passage | None:
    """A critic's words less the site's own "[Full review in Spanish]" after them; none where only a placeholder stands."""
    passage.text = less_elsewhere(passage.text)
    return quote(passage) if passage.text else None


def credited(value: Node) -> list[Person]:
    """The people in a row's value, linked or not, commas between them."""
    links = {link.text: (link.attr("href") or "").strip() or None for link in value.all("a")}
    found = [Person(name=name, url=url) for name, url in links.items() if name]
    rest = value.text_without("a")
    return found + [Person(name=name) for name in split_names(rest) if name]
