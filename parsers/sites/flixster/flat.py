"""Flixster's film pages of September 2016 as a crawler's text: everything visible, hidden details too, in one line."""

from __future__ import annotations

import re
from collections.abc import Iterator

from filmdig.parsers.layouts.certificates import american_certificate
from filmdig.parsers.layouts.cuts import Passage, is_prefix, replace, split_credit
from filmdig.parsers.layouts.fields import Derived, Reader, made, named, release, together
from filmdig.parsers.layouts.known_names import publications
from filmdig.parsers.layouts.run_together import read_run, run_between
from filmdig.parsers.layouts.values import less_elsewhere, percent, runtime, split_names, tidy
from filmdig.parsers.page.document import Page
from filmdig.parsers.page.plain_text import one_line
from filmdig.parsers.record.page_record import Biography, CastMember, Kind, Rating, Review
from filmdig.parsers.sites.flixster.base import Flixster, external_ids
from filmdig.parsers.sites.flixster.celebrity import person_in

_HEAD = re.compile(r"Log In \| Sign Up (.{1,200}?) \((\d{4})\) ")
_LABELS = ("Directed By", "Rated", "Running Time", "Genre", "Release Date", "DVD Release Date")
_LABEL = re.compile(rf"(?:^| )({'|'.join(sorted(_LABELS, key=len, reverse=True))}): ")
_END = " Add Your Rating"
_CAST = re.compile(r" Cast (?=[A-Z])")
_BEHIND_CAST = re.compile(r" (?:Critic Score:|Flixster Audience Score:|Are you sure\?)")
_MORE = "… More "


def _body(page: Page) -> str:
    return page.memo("flat.body", lambda: one_line(page.html))


def _details(page: Page) -> dict[str, str]:
    """Return the labelled details; under "" the synopsis, which is before the first."""

    def find() -> dict[str, str]:
        match = _HEAD.search(_body(page))
        if match is None:
            return {}
        head, found, _ = _body(page)[match.end() : match.end() + 30_000].partition(_END)
        parts = _LABEL.split(head if found else "")
        return {"": parts[0].strip(), **dict(zip(parts[1::2], (value.strip() for value in parts[2::2]), strict=True))}

    return page.memo("flat.details", find)


def _detail(label: str) -> Reader[str]:
    return Reader(lambda page: _details(page).get(label) or None)


def _heading(group: int) -> Reader[str]:
    return Reader(lambda page: match[group] if (match := _HEAD.search(_body(page))) else None)


def abridged(text: str) -> Passage:
    """Return a text as it is once, or as teaser, "… More" and whole text."""
    teaser, found, whole = text.partition(_MORE)
    if found and is_prefix(teaser, whole):
        return replace(teaser, whole)
    return Passage(text=tidy(text)[0])


class Flat2016(Flixster):
    """The layout of 2016 without tags: reviews stand one behind the other, authors, papers and words in one run.

    A critic's quote begins where a known paper's name ends; a member's abridged review where its whole text begins as its
    teaser did. The cast is names and roles in one run: see `filmdig.parsers.layouts.run_together`.
    """

    name = "text-2016"
    years = "2016"
    rendition = "text"
    marks = (r"Krux Control Tag for \"Flixster Site\"", r"Log In \| Sign Up .{1,200}? \(\d{4}\) .{0,30000}? Add Your Rating ")
    usual = ("title", "year", "directors", "synopsis", "genres", "ratings")

    title = _heading(1)
    year = _heading(2).to(int)
    external_ids = external_ids(Reader(lambda page: page.own_url))
    directors = _detail("Directed By").to(split_names).to(named)
    certificates = _detail("Rated").to(american_certificate)
    runtime_minutes = _detail("Running Time").to(runtime)
    genres = _detail("Genre").to(split_names)
    releases = together(_detail("Release Date").to(release("theatrical")), _detail("DVD Release Date").to(release("home_video")))
    synopsis = _detail("").to(lambda text: split_credit(abridged(text)))

    def cast(self, page: Page) -> Derived[list[CastMember]] | None:
        """As far as known names tell it apart; directors may be in it."""
        run = run_between(_body(page).partition(_END)[2], _CAST, _BEHIND_CAST)
        return read_run(page, run, split_names(_details(page).get("Directed By", "")))

    def ratings(self, page: Page) -> list[Rating]:
        """Return the critics' score and the members', or in its place how many want to see the film."""
        found = []
        head, _, _ = _body(page).partition(" Play Trailer ")
        head = re.sub(r"(?<=Tomatoes)[^\w\s]+", "", head[:40_000])
        for name, by in (
            ("Rotten Tomatoes Critic Score", "critics"),
            ("Flixster User Score", "audience"),
            ("Want to See It", "audience"),
        ):
            match = re.search(rf" {name} (\d{{1,3}}%)", head)
            if match:
                measure = "want_to_see" if name.startswith("Want") else "percent_positive"
                found.append(
                    made(Rating, by=by, name=name, measure=measure, value=percent(match[1]), best=100, worst=0, printed=match[1])
                )
        return found

    def reviews(self, page: Page) -> list[Review]:
        """Critics' quotes, then members' reviews."""
        return [*_critics(_body(page)), *_members(_body(page))]


_NAME_PART = r"(?:[A-ZÀ-Þ][\w.’'-]*|'[^']{1,20}'|de|da|di|van|von|der|del|la|le)"
_CRITIC = re.compile(rf"(?:^|(?<=[.!?…\"”)] )|(?<=\] ))({_NAME_PART}(?: {_NAME_PART}){{1,3}}) $")


def _critics(body: str) -> Iterator[Review]:
    """Each quote ends with its link's words; behind the consensus, which has no end of its own, stands the first critic."""
    _, found, block = body.partition("Critic Reviews ")
    block, ended, _ = block[:60_000].partition(" More reviews for ")
    if not found or not ended:
        return
    *quotes, _ = re.split(r"(?<!\s)\s*+Full review(?:…|\.\.\.)", block)
    for index, printed in enumerate(quotes):
        text = printed.strip().removesuffix("[").strip()
        # "[Full review in Spanish] Full review…" has the link's words in the quote's own.
        text = re.sub(r"^in \w+\]\s*", "", text)
        if not text:
            continue
        author, publication, quote = _apart(text, after_consensus=index == 0 and text.startswith("Consensus:"))
        yield Review(by="critics", author=author, publication=publication, text=less_elsewhere(tidy(quote)[0]) or None)


def _apart(text: str, *, after_consensus: bool) -> tuple[str | None, str | None, str]:
    """Return a critic, the paper and the quote; the whole as quote where no known paper stands after a name."""
    best: tuple[int, int, str, str] | None = None
    for publication in publications():
        at = text.find(publication)
        if at < 1 or text[at - 1] != " " or text[at + len(publication) : at + len(publication) + 1] != " ":
            continue
        at -= 1
        author = (
            _CRITIC.search(text[: at + 1])
            if after_consensus
            else re.fullmatch(rf"({_NAME_PART}(?: {_NAME_PART}){{1,3}}) ", text[: at + 1])
        )
        if author:
            found = (-at, len(publication), author[1], publication)
            best = max(best, found) if best else found
    if best is None:
        return None, None, text
    at, length, author_name, publication = -best[0], best[1], best[2], best[3]
    return author_name, publication, text[at + length + 2 :]


_SHORT = 175
"""A review of more characters than about this is abridged: what is between two abridged ones and is longer is one."""
_TEASER = 600
"""No teaser of 2016 was longer: members' had up to 165 characters, synopses 230."""
_NO_NAME = re.compile(
    r"(?:Director|Writer|Actor|Actress|Star|Overall|Final|Full|Grade|Rating|Bottom|The|This|It|I|A|An|But|And|My)\b"
)
_NEXT = re.compile(rf"(?<=[.!?)\"”…])\s({_NAME_PART} {_NAME_PART})(?= [A-ZÀ-Þ\"“'\d])")


def _members(body: str) -> list[Review]:
    """Each abridged review begins where its whole text does; the words before that are its author's name."""
    _, found, block = body.partition(" Flixster User Reviews ")
    block = re.split(
        r" (?:Show More|More Flixster User Reviews|More reviews for|Are you sure\? Deleting)(?= |$)", block[:200_000], maxsplit=1
    )[0]
    if not found:
        return []
    starts: list[tuple[int, int]] = []  # where the teaser begins, where the whole text does
    for match in re.finditer(re.escape(_MORE), block):
        whole = match.end()
        before = block[starts[-1][1] if starts else 0 : match.start()]
        at = before.rfind(block[whole : whole + 40].strip()) if block[whole : whole + 40].strip() else -1
        teaser = (starts[-1][1] if starts else 0) + at
        if at >= 0 and match.start() - teaser <= _TEASER and is_prefix(block[teaser : match.start()], block[whole:]):
            starts.append((teaser, whole))
    reviews: list[Review] = []
    edge = 0
    pending: Passage | None = None
    author: str | None = None
    for teaser, whole in [*starts, (len(block), len(block))]:
        region, name = block[edge:teaser], None
        if teaser < len(block):
            region, name = _author_behind(region)
        first, *short = _short_ones(region, after_whole=pending is not None)
        if pending is not None:
            pending.text = tidy(first[1])[0]
            reviews.append(made(Review, by="audience", author=author, text=pending))
        elif first[1]:
            reviews.append(Review(by="audience", author=first[0], text=tidy(first[1])[0]))
        reviews += [Review(by="audience", author=one, text=tidy(words)[0]) for one, words in short]
        edge, author = whole, name
        pending = Passage(text="", state="repaired", by="hidden_full_text") if teaser < len(block) else None
    return reviews


def _author_behind(region: str) -> tuple[str, str | None]:
    """Return what is printed before a review, less the author's name at its end.

    The name is two words, or as many as follow a sentence's end.
    """
    words = region.rstrip().split(" ")
    count = 2
    for many in (2, 1, 3):
        ends = len(words) == many or (len(words) > many and re.search(r"[.!?)\"”…]$", words[-many - 1]))
        if ends and all(re.fullmatch(r"[A-ZÀ-Þ][^\d/:]{0,30}", word) and not word[:-1].count(".") for word in words[-many:]):
            count = many
            break
    else:
        # "Rating: 73 K Nife Churchkey": a name may begin with a letter; behind a colon the letter is a grade.
        count += len(words) > 3 and bool(re.fullmatch(r"[A-Z]", words[-3])) and not words[-4].endswith(":")
    return " ".join(words[:-count]), " ".join(words[-count:]) or None


def _short_ones(region: str, *, after_whole: bool) -> list[tuple[str | None, str]]:
    """Return a whole text and the short reviews that follow it.

    No link marks those: a name after a sentence's end, then few words.
    """
    if not after_whole:
        match = re.match(rf"({_NAME_PART} {_NAME_PART}) (.+)", region)
        return [(match[1], match[2]) if match else (None, region.strip())]
    found: list[tuple[str | None, str]] = []
    rest = region
    while True:
        names = [match for match in _NEXT.finditer(rest) if len(rest) - match.end() <= _SHORT and not _NO_NAME.match(match[1])]
        if not names:
            return [(None, rest.strip()), *found]
        match = names[0]
        found.insert(0, (match[1], rest[match.end() :].strip()))
        rest = rest[: match.start() + 1]


class FlatOther2016(Flixster):
    """Flixster's other pages of 2016 as text: people, genres' lists, help."""

    name = "text-2016-other"
    years = "2016"
    rendition = "text"
    kind = "list"
    marks = (r"Krux Control Tag for \"Flixster Site\"",)
    refuses = (r"Log In \| Sign Up .{1,200}? \(\d{4}\) .{0,30000}? Add Your Rating ",)
    usual = ()

    def kind_of(self, page: Page) -> Kind:
        """Return a person's page has a birthday, a genre's a list of genres; the rest says nothing of itself."""
        if re.search(r"Sign Up (?:Begin DART Tag End DART Tag )?.{1,80}? Birthday ", _body(page)) or "/celebrity/" in (
            page.own_url or ""
        ):
            return "person"
        return "list" if " Browse By Genre " in _body(page) else "unknown"

    def person(self, page: Page) -> Biography | None:
        """Return a person's life and films."""
        return person_in(page, _body(page)) if self.kind_of(page) == "person" else None
