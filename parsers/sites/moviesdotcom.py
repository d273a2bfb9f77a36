"""Movies.com, film pages as a crawler's plain text of September 2016, flattened to one line."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import ClassVar

from filmdig.parsers.layouts.cut_lists import Sign, may_be_cut
from filmdig.parsers.layouts.cuts import Passage, cut_list, split_credit, still_open, without_marker
from filmdig.parsers.layouts.fields import Reader, ids, made, named, together
from filmdig.parsers.layouts.layout import Layout, Mark
from filmdig.parsers.layouts.releases import release
from filmdig.parsers.layouts.review_runs import papers_of, split_author_before
from filmdig.parsers.layouts.textual import between
from filmdig.parsers.layouts.values import date, decimal, runtime, split_names
from filmdig.parsers.page.document import Page
from filmdig.parsers.record.page_record import Biography, CastMember, Credit, Kind, Rating, Related, Review, ReviewRating

_LABELS = "Release Date: ?|Rated: ?|Runtime: ?|Genres: ?|Director: ?|Directors: ?|Cast: ?|Full cast "
# What may follow the synopsis. "News" counts only after a sentence, a cut or an agency, for the text may contain the word.
_HEADINGS = (
    r"(?:(?<=[.!?\"”)\]] )|(?<=more )|(?<=, Rovi ))News .{1,900}? See all |Trailers \+ Clips |Movies\.com Critics |Other Critics "
    r"|For Families |Photos All |Cast \+ Crew |Advertisement "
)
_CRITIC = re.compile(
    r"(?P<stars>\d\.\d) (?P<name>[A-Z][\w.'-]+(?: [A-Z][\w.'-]+){1,2}) Profile (?P=name) .{1,600}?Read full profile "
    r"(?P<text>.{1,600}?) Read full review"
)


_CRUMB = r" Movies\.com > "
_RIGHT = r" Right Side On DVD: "


def _labelled(label: str) -> Reader[str]:
    return between(rf" {label}: ?", rf" ?(?:{_LABELS})")


_heading = between(" end Right Side ", rf" (?:{_LABELS})")


def rated_by_a_picture(page: Page) -> bool:
    """Return whether the certificate is a picture, so that "Rated:" is followed by its reason or nothing (Casino).

    Only "Not Rated" is printed in letters.
    """
    return re.search(r" Rated: (?!Not Rated)", page.html) is not None


class FilmText2016(Layout):
    """Film pages. The certificate is a picture: only its reason, or nothing, follows "Rated:".

    "...more" ends a synopsis that the server cut. Photos' captions repeat the cast. The titles of "Other movies like this" run
    together without separators. No year is printed, and the date may be of another country (Casino: 1996).
    """

    site = "moviesdotcom"
    hosts = ("movies.com",)
    name = "film-text"
    years = "2016"
    rendition = "text"
    marks: ClassVar[tuple[Mark, ...]] = (_CRUMB, _RIGHT, r" Reviews DVD Synopsis ")
    usual: ClassVar[tuple[str, ...]] = ("title", "cast", "synopsis", "genres", "runtime_minutes", "releases")

    announced: ClassVar[dict[str, tuple[Mark, ...]]] = {"certificates": (rated_by_a_picture,)}

    def related(self, page: Page) -> list[Related]:
        """Return nothing, but note an issue: the titles of "Other movies like this" run together."""
        if shown := between(r" Other movies like this ", r" (?:Top Trailers|Movies\.com About Us) ")(page):
            page.note("field_run_together", f"/related: the titles of other films run together: {shown[:60]!r}")
        return []

    def title(self, page: Page) -> str | None:
        """Return the heading."""
        return _heading(page)

    releases = together(_labelled("Release Date").to(release("theatrical", stated=False)))
    runtime_minutes = _labelled("Runtime").to(runtime)
    genres = _labelled("Genres").to(split_names)
    directors = _labelled("Directors?").to(split_names).to(named)
    cast = may_be_cut(
        _labelled("Cast").less(r"\.$").to(lambda names: [CastMember(name=name) for name in split_names(names)]),
        lambda page, names: Sign(cut=bool(names) and " Full cast + crew " in page.html),
    )
    external_ids = ids(moviesdotcom=Reader(lambda page: page.url or page.own_url).search(r"/(m\d+)(?:[/?#]|$)"))

    def synopsis(self, page: Page) -> Passage | None:
        """Return the text below its heading, with its credit separate."""
        words = between(" Reviews DVD Synopsis ", rf" (?:{_HEADINGS})")(page)
        if words is None:
            return None
        shown = re.sub(r"(?:(?<=\.\.\.)|(?<=\())more$", "", words)
        return split_credit(Passage(text=words)) if shown == words else still_open(without_marker(shown))

    def ratings(self, page: Page) -> list[Rating]:
        """Return Metacritic's score; the stars before it show the same score."""
        printed = between(r" Other Critics", " Metascore").search(r"^(?:\d\.\d )?(\d{1,3} out of 100)$")(page)
        score = decimal(printed)
        if score is None:
            return []
        verdict = between(r" Metascore® ?", rf" (?:Read reviews |{_HEADINGS})")(page)
        verdict = verdict if verdict is not None and len(verdict) < 40 else None
        return [
            Rating(
                by="critics", name="Metascore", measure="mean", value=score, best=100, worst=0, verdict=verdict, printed=printed
            )
        ]

    def reviews(self, page: Page) -> list[Review]:
        """Return the reviews of the site's two critics: stars, a line about the critic, a line of the review."""
        block = between(" Movies\\.com Critics ", " (?:Other Critics|For Families|Photos All|Cast \\+ Crew) ")(page)
        return [
            Review(
                by="staff",
                author=match["name"],
                publication="Movies.com",
                rating=ReviewRating(value=decimal(match["stars"]) or 0, best=5, printed=match["stars"]),
                text=match["text"],
            )
            for match in _CRITIC.finditer(f"{block} " if block else "")
        ]


class SubPageText2016(FilmText2016):
    """A film's other pages (pictures, trailers, news, cast), which have the head of its main page."""

    name = "sub-page-text"
    kind: ClassVar[Kind] = "details"
    marks = (_CRUMB, _RIGHT, r" Full cast \+ crew Main Details ")
    refuses: ClassVar[tuple[Mark, ...]] = (r" Reviews DVD Synopsis ", r" out of 100 .{1,2000}? Read Full Review ")
    usual = ("title", "releases")

    def title(self, page: Page) -> str | None:
        """Return what the page's path and heading begin with: "Casino pictures" and "Casino Pictures"."""
        path, heading = between(_CRUMB, r" Share ")(page), _heading(page)
        if not path or not heading:
            return None
        same = [one for one, other in zip(path.split(), heading.split(), strict=False) if one == other]
        return " ".join(same) if path.startswith(" ".join(same)) else None


_SCORED = re.compile(r"(?:^| )(?P<score>\d{1,3}) out of 100 (?P<review>.{1,3000}?) Read Full Review(?= |$)")


class ReviewsText2016(SubPageText2016):
    """A page of critics' reviews: each is a score, the paper, the critic and the text, and then a link."""

    name = "reviews-text"
    kind = "reviews"
    marks = (_CRUMB, _RIGHT, r" out of 100 .{1,2000}? Read Full Review ")
    refuses = (r" Reviews DVD Synopsis ",)
    usual = ("title", "reviews")

    def ratings(self, page: Page) -> list[Rating]:
        """Return Metacritic's score and its verdict, which runs into the score's name."""
        printed = between(r" Critics scores range from ", r" Metascore").search(r"(?:^| )(\d{1,3} out of 100)$")(page)
        score = decimal(printed)
        if score is None:
            return []
        verdict = between(r" Metascore®?", r" ?based on a weighted ")(page)
        return [
            Rating(
                by="critics", name="Metascore", measure="mean", value=score, best=100, worst=0, verdict=verdict, printed=printed
            )
        ]

    def reviews(self, page: Page) -> list[Review]:
        """Return each critic's review.

        Paper, critic and text run together; a part that cannot be separated is left out.
        """
        papers, found = papers_of(self.title(page), ()), []
        block = between(r" Metascore", r" (?:See all .{1,200}? reviews at Metacritic|View MoreView Less) ")(page) or ""
        for match in _SCORED.finditer(block):
            words = match["review"].split()
            end = next((end for end in range(min(8, len(words)), 0, -1) if " ".join(words[:end]) in papers.known), 0)
            author, text = split_author_before(" ".join(words[end:])) if end else (None, "")
            found.append(
                Review(
                    by="critics",
                    author=author,
                    publication=" ".join(words[:end]) or None,
                    rating=ReviewRating(value=float(match["score"]), best=100, printed=f"{match['score']} out of 100"),
                    text=text if author else None,
                )
            )
        if unclear := sum(one.author is None for one in found):
            what = f"paper, critic and text run together in {unclear} of {len(found)} critics' reviews"
            page.note("field_run_together", f"/reviews: {what}; the uncertain parts are left out")
        return found


# What follows a title in the lists of a person's films that are shown or sold.
_SOLD = re.compile(r" (?:Get Movie Times|Watch at Home|Releases \w{3}\.? \d{1,2}, \d{4})(?: |$)")
_COUNT = re.compile(r"\d{1,3} of \d{1,3} end\b")
_CUT = "..."
_LONGEST_ROLE = 4


def _films(run: str, titles: Iterable[str]) -> tuple[list[Credit], str]:
    """Return the films in a run of titles and roles ("Quay as The Keeper Low Water"), and the rest that cannot be separated.

    Args:
        run: titles and roles, in the page's order.
        titles: titles that occur elsewhere on the page, some of them cut.
    """
    known = sorted({title.removesuffix(_CUT).strip() for title in titles} - {""}, key=len, reverse=True)
    begins = [
        found.start() for found in re.finditer("|".join(rf"(?<![^ ]){re.escape(one)}(?![^ ])" for one in known) or "(?!)", run)
    ]
    films: list[Credit] = []
    if not begins or begins[0]:
        return films, run
    for begin, end in pairwise([*begins, len(run)]):
        title, _, role = run[begin:end].strip().partition(" as ")
        if len(role.split()) > _LONGEST_ROLE or (not role and title not in known):
            return films, run[begin:]  # another title may be in it
        films.append(Credit(title=title, role=role or None))
    return films, ""


_FEATURE = re.compile(r"\[\[\w+~[^~\[\]]*~([^~\[\]]*)~[^\[\]]*\]\]")


class PersonText2016(Layout):
    """People's pages. An unknown date is printed as the year 1.

    Films and roles run together, and only those that can be separated are read.
    """

    site = "moviesdotcom"
    hosts = ("movies.com",)
    name = "person-text"
    years = "2016"
    kind = "person"
    rendition = "text"
    marks = (r" Movies\.com > ", r" Profession: ", r" Main Biography Movies ")
    usual = ("person",)

    _born = between(r" Born: ", r" (?:Died|Biography): ").to(date)
    _died = between(r" Died: ", r" Biography: ").to(date)
    _id = Reader(lambda page: page.own_url or page.url).search(r"/actors/[^/]{1,80}/(p\d+)")

    def person(self, page: Page) -> Biography | None:
        """Return the facts in the head, the films, and the biography, whose rest is linked by "Continued"."""
        name = between(r" Movies\.com > ", r" Share ")(page)
        words = between(r" Biography: ", r" Main Biography Movies ")(page)
        text = _FEATURE.sub(r"\1", words) if words else None
        shown = text.removesuffix(" Continued") if text else None
        id_ = self._id(page)
        run = between(r" photos Movies ", rf" All {re.escape(name)} films")(page) if name else None
        films, rest = _films(run or "", {*self._titles(page), *_FEATURE.findall(words or "")})
        if rest:
            page.note(
                "field_run_together", f"/person/filmography: titles and roles run together in {rest[:60]!r}, which is left out"
            )
        return made(
            Biography,
            name=name,
            birth_date=self._born(page),
            death_date=self._died(page),
            biography=still_open(without_marker(shown)) if shown and shown != text else text,
            jobs=split_names(between(r" Profession: ", r" (?:Born|Died|Biography): ")(page)),
            external_ids={"moviesdotcom": id_} if id_ else {},
            filmography=cut_list(films, f" All {name} films " in page.html) if films else [],
        )

    def _titles(self, page: Page) -> list[str]:
        """Return the titles in the lists of films that are shown or sold: "Quay Get Movie Times Low Water Watch at Home"."""
        shown = between(r" Watch It Left Side In Theaters ", r" Left Side Right Side ")(page) or ""
        sold = between(r" Left Side Right Side At Home ", r" Right Side ")(page) or ""
        return [title for listed in (shown, sold) for title in _SOLD.split(_COUNT.split(listed)[0])]
