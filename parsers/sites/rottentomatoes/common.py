"""Base of Rotten Tomatoes' layouts: the site's facts, its scores, and the scores that critics print."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from filmdig.parsers.layouts.certificates import american_rating
from filmdig.parsers.layouts.cuts import Passage
from filmdig.parsers.layouts.fields import Reader, Scope, attr, inside, text
from filmdig.parsers.layouts.layout import Layout
from filmdig.parsers.layouts.values import decimal, integer, less_elsewhere, money, mpaa, whole
from filmdig.parsers.page.document import Page, path_of
from filmdig.parsers.page.node import Node
from filmdig.parsers.page.plain_text import one_line
from filmdig.parsers.record.page_record import (
    BoxOffice,
    By,
    Certificate,
    Kind,
    Measure,
    PartOfSeries,
    Person,
    Rating,
    ReviewRating,
    ReviewTotals,
)
from filmdig.parsers.sites.rottentomatoes.left_out import LEFT_OUT

_PATH = re.compile(r"^/(m|tv)/([^/]+(?:/s\d+(?:/e\d+)?)?)(?=/|$)", re.IGNORECASE)
_PART = re.compile(r"([^/]+)/s(\d{1,4})(?:/e(\d{1,4}))?", re.IGNORECASE)


class RottenTomatoes(Layout):
    """Base of Rotten Tomatoes' layouts."""

    site = "rottentomatoes"
    review_pages: ClassVar = {"audience": "{url}/reviews/?type=user", "critics": "{url}/reviews/"}
    later_review_pages: ClassVar = ("2025", {"audience": "{url}/reviews/all-audience", "critics": "{url}/reviews/all-critics"})
    data_page = "http://api.flixster.com/android/api/v2/movies/{rottentomatoes_number}.json"
    hosts = ("rottentomatoes.com",)
    imprint = r"What's the Tomatometer|How does the Tomatometer work|\b(?:daily|hourly) Tomatometer\b|About Rotten Tomatoes"
    left_out = LEFT_OUT

    def kind_of(self, page: Page) -> Kind:
        """Return the kind, by the page's address and its `og:type`; films and series share their layouts."""
        if self.kind != "film":
            return self.kind
        part = next((match for kind, slug in _addresses(page) if kind == "tv" and (match := _PART.fullmatch(slug))), None)
        if part is not None:
            return "episode" if part[3] else "season"
        on_series = (page.meta("og:type") or "").startswith(("video.tv", "video.episode"))
        return "series" if on_series or any(kind == "tv" for kind, _ in _addresses(page)) else "film"

    def series(self, page: Page) -> PartOfSeries | None:
        """Return the series of a season or an episode, by its address ("/tv/ferries/s01/e03")."""
        part = next((match for kind, slug in _addresses(page) if kind == "tv" and (match := _PART.fullmatch(slug))), None)
        if part is None:
            return None
        return PartOfSeries(url=f"/tv/{part[1]}", season=integer(part[2]), episode=integer(part[3]) if part[3] else None)

    def external_ids(self, page: Page) -> dict[str, str]:
        """Return the film's name in the site's addresses ("salt_ferry"); a season's includes its number ("ferries/s01").

        Where the page states it, also return the film's number, under which Flixster's JSON has the film.
        """
        found = next(({"rottentomatoes": slug} for _, slug in _addresses(page)), {})
        of_film = page.rendition == "html" and all(kind == "m" for kind, _ in _addresses(page))
        return found | ({"rottentomatoes_number": number} if of_film and (number := _number(page)) else {})


# The number on pages of 2018 to 2021, and in the scripts of 2022 to 2024: {"rtId":"770000001"}.
_RATED = attr("#rating-root[data-movie-id]", "data-movie-id")
_IN_SCRIPTS = re.compile(r'"rtId":"?(\d{2,9})\b')


def _number(page: Page) -> str | None:
    found = _IN_SCRIPTS.search(page.html)
    stated = _RATED(page) or (found[1] if found else "")
    return stated if stated.isdecimal() else None


_link = attr('a[href*="/m/"]', "href")
_poster = inside("div.movie_tools_area", _link).or_(inside("div.movie_poster_area", _link))


def _addresses(page: Page) -> list[tuple[str, str]]:
    """Return ("m" or "tv", slug) of the page's own addresses: as captured, as stated, and as its poster links it."""

    def make() -> list[tuple[str, str]]:
        urls = (page.url, page.own_url, _poster(page) if page.rendition == "html" else None)
        matches = [_PATH.match(path_of(url)) for url in urls]
        return [(match[1].lower(), match[2]) for match in matches if match]

    return page.memo("rottentomatoes.addresses", make)


_PLACEHOLDERS = frozenset(("click to read the article", "no review available.", "no review available", "quote not available."))


def quote(passage: Passage) -> Passage | None:
    """Return a critic's text; None for the page's placeholder ("Click to read the article", until 2010)."""
    return None if passage.text.lower() in _PLACEHOLDERS else passage


_OF = re.compile(r"^(\d+(?:\.\d+)?)\s*(?:/|out of)\s*(\d+(?:\.\d+)?)$")
_GRADE = re.compile(r"^[A-F](?:[+-]|-?(?:plus|minus))?(?:/A\+?)?$", re.IGNORECASE)
_SCORE_LABEL = re.compile(r"^(?:Original Score|Rating)\s*:\s*", re.IGNORECASE)


def original_score(printed: str) -> ReviewRating | None:
    """Return a critic's own score as printed: "3.5/4", "84/100", "B+"; a letter has no best value. "N/A" is no score."""
    words = one_line(_SCORE_LABEL.sub("", printed))
    match = _OF.match(words)
    if match:
        value, best = decimal(match[1]), decimal(match[2])
        return ReviewRating(value=value, best=best, printed=words) if value is not None and best else None
    return ReviewRating(value=words, printed=words) if _GRADE.match(words) else None


def user_stars(value: float) -> ReviewRating | None:
    """Return a user's rating in stars, half a star at least; 0 is no rating."""
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
    sides: tuple[int | None, int | None] = (None, None),
    approximate: bool = False,
    unscored: str | None = None,
) -> list[Rating]:
    """Return the two ratings of one score: the percentage who liked it, and the average (critics' out of 10, users' out of 5).

    Args:
        sides: the numbers of fresh and of rotten reviews.
        approximate: whether `count` was printed as a band ("250,000+").
        unscored: the text in the score's place where there is no score yet ("No Score Yet"); None where the page has no
            place for it.
    """
    found = []
    if percent is None and unscored is not None:
        found.append(Rating(by=by, name=name, measure=measure, best=100, worst=0, rating_count=count, printed=unscored or None))
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
                approximate=approximate,
                positive_count=sides[0],
                negative_count=sides[1],
                verdict=verdict,
                printed=f"{percent}%",
            )
        )
    if mean:
        best = 10 if by == "critics" else 5
        found.append(
            Rating(
                by=by,
                name=name,
                measure="mean",
                value=mean,
                best=best,
                rating_count=count,
                approximate=approximate,
                printed=f"{mean}/{best}",
            )
        )
    return found


_AVERAGE = re.compile(r"Average Rating:\s*(\d+(?:\.\d+)?)\s*/")
_COUNTED = re.compile(
    r"(?:Reviews? Counted|Critic Reviews?|User Ratings|Verified Ratings|Want to See):\s*(\d[\d,]*)", re.IGNORECASE
)


def average_in(text: str) -> float | int | None:
    """Return the average in "Average Rating: 7.7/10"; None for "Average Rating: N/A"."""
    match = _AVERAGE.search(text)
    return decimal(match[1]) if match else None


def count_in(text: str) -> int | None:
    """Return the count in "Reviews Counted: 224", "Critic Reviews: 45", "User Ratings: 32,534,708"."""
    match = _COUNTED.search(text)
    return integer(match[1]) if match else None


_FRESH, _ROTTEN = re.compile(r"\bFresh:\s*(\d[\d,]*)"), re.compile(r"\bRotten:\s*(\d[\d,]*)")


def fresh_and_rotten(text: str) -> tuple[int | None, int | None]:
    """Return the counts in "Fresh: 190 | Rotten: 34"."""
    fresh, rotten = _FRESH.search(text), _ROTTEN.search(text)
    return integer(fresh[1]) if fresh else None, integer(rotten[1]) if rotten else None


def no_score(text: str) -> str | None:
    """Return the text in a score's place: "No Score Yet", "No Reviews Yet"."""
    match = _NO_SCORE.search(text)
    return match[0] if match else None


_NO_SCORE = re.compile(r"\bNo (?:Score|Reviews?) Yet\b", re.IGNORECASE)


def consensus(*selectors: str) -> Reader[str]:
    """Return a reader of the critics' consensus, without its label; "No consensus yet." is none."""
    return text(*selectors).less(r"^(?:Critics?.? )?Consensus:\s*").search(r"^(?!No consensus yet)[\s\S]+", re.IGNORECASE)


def verdict_of(classes: list[str]) -> str | None:
    """Return the Tomatometer's verdict, by the classes of its icon: certified_fresh, fresh or rotten."""
    if "certified" in classes or "certified_fresh" in classes:
        return "certified_fresh"
    return next((name for name in ("fresh", "rotten") if name in classes), None)


def totals(*, critics: int | None, audience: int | None = None) -> ReviewTotals:
    """Return the numbers of the film's reviews on the site."""
    return ReviewTotals(critics=critics, audience=audience)


def certificates_of(printed: str, reason: str | None = None) -> list[Certificate]:
    """Return a certificate that the site prints without its board: an American one if it is known, else as printed."""
    rating = mpaa(printed)
    if not printed or printed.upper() == "N/A":
        return []
    words = f"{printed} ({reason})" if reason else printed
    if rating:
        return [american_rating(rating, reason=reason, printed=words)]
    return [Certificate(rating=printed, reason=reason, printed=words)]


class Labels:
    """Labels whose values are siblings, not in rows of their own (`span.label`, until 2010)."""

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
        """Return the text beside the label, on one line."""
        key = label.casefold()
        return Reader(lambda page: self._table(page).get(key, ("", []))[0] or None)

    def nodes(self, label: str) -> Reader[list[Node]]:
        """Return the elements beside the label."""
        key = label.casefold()
        return Reader(lambda page: self._table(page).get(key, ("", []))[1] or None)

    def people(self, label: str) -> Reader[list[Person]]:
        """Return the people beside the label: the links, or the names where none is linked."""

        def read(page: Scope) -> list[Person]:
            nodes = self.nodes(label)(page) or []
            links = [a for node in nodes for a in ([node] if node.tag == "a" else node.all("a"))]
            if links:
                return [Person(name=a.text, url=a.attr("href")) for a in links if a.text]
            return [Person(name=name.strip()) for name in (self[label](page) or "").split(",") if name.strip()]

        return Reader(read)


_ROLE_CUT = re.compile(r"^.{23}\.\.\.$", re.DOTALL)


def role(printed: str) -> Any:  # a str or a Passage, which the layout unwraps
    """Return a role, which the server may have cut ("Marilyn Monroe look-ali...").

    From 2010 to 2013 the server cut roles of more than 26 characters to 23 and three dots. In 2010 roles are in brackets, and a
    cut one has lost the closing bracket.
    """
    cut = _ROLE_CUT.match(printed) is not None
    words = printed[:-3] if cut else printed
    if words.startswith("(") and (cut or words.endswith(")")):
        words = words[1:] if cut else words[1:-1]
    words = words.strip()
    if cut:
        return Passage(text=words, state="open")
    return words or None


def banded(printed: str | None) -> tuple[int | None, bool]:
    """Return a count and whether it is a band: "250,000+ Ratings"; "Fewer than 50" states no number."""
    if printed is None or printed.startswith("Fewer"):
        return None, False
    return integer(printed), "+" in printed


def block_scores(block: Any, *, by: By, name: str, shown: bool = False) -> list[Rating]:
    """Return the ratings in one of the score blocks that the pages' data have held since 2019.

    The blocks' keys have changed, their meaning has not.

    Args:
        block: the block.
        by, name: whose score it is.
        shown: whether the page has a place for the score even where there is none yet.
    """
    if not isinstance(block, dict):
        return []
    percent = _first(block, "score", "value")
    count, approximate = whole(_first(block, "ratingCount", "numberOfReviews")), False
    if count is None and by == "audience":
        count, approximate = banded(str(block.get("bandedRatingCount") or ""))
    return scores(
        by=by,
        name=name,
        percent=whole(percent),
        count=count,
        reviews=whole(block.get("reviewCount")) if by == "audience" else None,
        mean=decimal(_first(block, "averageRating", "avgScore")),
        verdict=_verdict_in(block) if by == "critics" else None,
        sides=(whole(_first(block, "freshCount", "likedCount")), whole(_first(block, "rottenCount", "notLikedCount"))),
        approximate=approximate,
        unscored="" if shown else None,
    )


def _verdict_in(block: dict[str, Any]) -> str | None:
    """Return the block's verdict: a word until 2024, since then a flag and a sentiment."""
    stated = _STATES.get(str(block.get("tomatometerState") or block.get("state") or ""))
    if stated is None and block.get("certified"):
        return "certified_fresh"
    return stated or {"POSITIVE": "fresh", "NEGATIVE": "rotten"}.get(str(block.get("sentiment") or ""))


def _first(block: dict[str, Any], *keys: str) -> Any:
    return next((block[key] for key in keys if block.get(key) not in (None, "")), None)


_STATES = {"certified-fresh": "certified_fresh", "certified_fresh": "certified_fresh", "fresh": "fresh", "rotten": "rotten"}

_WITH_REASON = re.compile(r"^(\S+)\s*(?:\((.*)\))?$", re.DOTALL)


def certificate_in(printed: str) -> list[Certificate]:
    """Return a certificate with its reason in brackets: "R (for some sexual content)", "PG-13 (Frightening Images|Smoking)"."""
    match = _WITH_REASON.match(printed)
    return certificates_of(match[1], match[2]) if match else certificates_of(printed)


def gross(printed: str | None, region: str | None = "US") -> list[BoxOffice]:
    """Return the gross, by default in the United States; the site has rounded it since 2013 ("$167.8M")."""
    found = money(printed)
    return [BoxOffice(kind="gross", amount=found[0], currency=found[1], region=region)] if found else []


def whole_quote(passage: Passage) -> Passage | None:
    """Return a critic's text without the site's own "[Full review in Spanish]" after it; None for a placeholder."""
    passage.text = less_elsewhere(passage.text)
    return quote(passage) if passage.text else None
