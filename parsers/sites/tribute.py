"""Tribute.ca, film pages as a crawler's plain text of September 2016, flattened to one line."""

from __future__ import annotations

import re
from typing import ClassVar

from filmdig.parsers.layouts.fields import Reader, ids, named, once, together
from filmdig.parsers.layouts.layout import Layout, Mark
from filmdig.parsers.layouts.releases import release
from filmdig.parsers.layouts.textual import between, named_by_slug, run
from filmdig.parsers.layouts.values import date, integer, runtime, split_names
from filmdig.parsers.page.document import Page
from filmdig.parsers.record.page_record import Biography, CastMember, Company, Credit, Rating, Review, ReviewTotals

# The page's menu is before the title, its entries run together; which entries it has depends on the film.
_HEAD = " movie menu mobile "
_MENU = "Synopsis|Watch Trailer|Videos|Photos|Cast Bios|Director|User Reviews|Inspiration|Awards|Official Site"
_LABELS = r"Director: |Studio: |Producer\(s\): |Screenplay: |Official Site: |Trailers and Videos more "
_ROLE = re.compile(r"(?<!\s)\s*+\(([^()]*+)\)$")


def _labelled(label: str) -> Reader[str]:
    return between(rf" {label}: ", rf" (?:{_LABELS})|$")


def _member(printed: str) -> CastMember:
    role = _ROLE.search(printed)
    return CastMember(name=_ROLE.sub("", printed), role=role[1] if role else None)


def _vote_counts(printed: str) -> list[Rating]:
    """Return the members' rating, whose score is lost, with its counts: "based on 1078 votes and 233 reviews"."""
    counts = [re.search(rf"(?<![\d,])(\d[\d,]*+) {word}", printed) for word in ("votes?", "reviews?")]
    votes, reviews = (integer(found[1]) if found else None for found in counts)
    return [Rating(by="audience", measure="mean", rating_count=votes, review_count=reviews)] if votes else []


class FilmText2016(Layout):
    """Film pages. The members' score is a picture and is lost; their reviews are in quotes, without names."""

    site = "tribute"
    hosts = ("tribute.ca",)
    name = "film-text"
    years = "2016"
    rendition = "text"
    marks: ClassVar[tuple[Mark, ...]] = (
        _HEAD,
        r" (?:Release date|Running Time|Genre|Cast|Director): ",
        r" (?:Watch Trailer )?Synopsis ",
    )
    usual: ClassVar[tuple[str, ...]] = ("title", "directors", "cast", "synopsis", "genres", "runtime_minutes", "releases")
    year_from_release = True

    def title(self, page: Page) -> str | None:
        """Return the text between the page's menu, which occurs twice, and the first label."""
        _, _, after = run(page).partition(_HEAD)
        shown, *rest = re.split(r" (?:Watch Trailer )?(?:Genre|Running Time|Release date|Cast|Director): ", after, maxsplit=1)
        # Blanks are tried from the last one: the menu is the longest beginning that occurs again on the page.
        ends = [at for at, letter in enumerate(shown[:400]) if letter == " "][::-1]
        menu = next((at for at in ends if shown[:at] in rest[0]), None) if rest else None
        return shown[menu + 1 :] if menu is not None else None

    genres = between(" Genre: ", r" \| Running Time: | Release date: ").to(split_names)
    runtime_minutes = between(" Running Time: ", r" Release date: | RDFA ").to(runtime)
    releases = together(
        between(" Release date: ", r" \| | RDFA ").to(release("theatrical", stated=False)),
        between(r" On DVD/VOD: ", r" \| | RDFA ").to(release("home_video")),
    )
    cast = between(" Cast: ", r" (?:Inspiration: .{1,200} )?(?:Watch Trailer )?Synopsis ").to(
        lambda names: [_member(name) for name in split_names(names)]
    )
    synopsis = between(" Synopsis ", rf" (?:{_LABELS})|$")
    directors = _labelled("Director").to(split_names).to(named)
    writers = _labelled("Screenplay").to(split_names).to(named)
    producers = _labelled(r"Producer\(s\)").to(split_names).to(named)
    companies = _labelled("Studio").to(lambda names: [Company(name=name) for name in split_names(names)])
    official_sites = _labelled("Official Site").search(r"https?://\S+").to(lambda address: [address])
    review_totals = (
        between(" Current rating: ", " Rate Movie ")
        .search(r"(?<![\d,])(\d[\d,]*+) reviews")
        .to(lambda printed: ReviewTotals(audience=integer(printed)))
    )
    ratings = between(" Current rating: ", " Rate Movie ").to(_vote_counts)
    external_ids = ids(tribute=Reader(lambda page: page.url or page.own_url).search(r"/(?:movies|galleries)/[^/]+/(\d+)"))

    def reviews(self, page: Page) -> list[Review]:
        """Return the reviews, three at most, each in quotes; a review may contain quotes itself."""
        listed = re.search(rf' User Reviewsread all "((?:(?! User Reviewsread all ").){{1,20000}}?)" (?:{_MENU}){{2}}', run(page))
        return [Review(by="audience", text=text.strip()) for text in listed[1].split('" "')] if listed else []


class GalleryText2016(FilmText2016):
    """A film's pictures: the head of the film's main page, below another heading. The pictures have no text."""

    name = "gallery-text"
    kind = "details"
    marks = (_HEAD, r" Photo Gallery .{0,300}?(?:Genre|Running Time|Release date): ", r"URL: \S{1,40}tribute\.ca/galleries/")
    refuses = (r" (?:Watch Trailer )?Synopsis [A-Z]",)
    usual = ("title",)

    cast = between(" Cast: ", rf" (?:{_MENU}){{2}}").to(lambda names: [_member(name) for name in split_names(names)])

    def title(self, page: Page) -> str | None:
        """Return the text after "Photo Gallery", where the heading before it is the same."""
        shown = super().title(page) or ""
        heading, found, title = shown.partition(" Photo Gallery ")
        return title if found and heading == title else None


_JOBS = "Director|Actor|Actress|Cast|Voice|Producer|Executive Producer|Co-Producer|Screenplay|Writer|Music|Cinematographer"
_LISTED = re.compile(rf"(?:({_JOBS}): )?(\S[^()]{{0,150}}(?:\([^()\d][^()]{{0,80}}\)[^()]{{0,80}})?) ?\((\d{{4}})\)")


class PersonText2016(Layout):
    """People's pages, each below the menu of a film. The biography ends in a list of films; a second list has the jobs."""

    site = "tribute"
    hosts = ("tribute.ca",)
    name = "person-text"
    years = "2016"
    kind = "person"
    rendition = "text"
    marks = (r"URL: \S{1,40}tribute\.ca/people/", r" biography ", r" Filmography ")
    usual = ("person",)

    def person(self, page: Page) -> Biography | None:
        """Return the facts of the person, whose name is found by the page's address."""
        text = run(page)
        slug = re.search(r"/people/([\w-]+)/(\d+)", page.own_url or page.url or "")
        name = named_by_slug(text, slug[1] if slug else None)
        if slug is None or name is None:
            return None
        head, _, rest = text.partition(f"{name} Filmography ")
        life = between(rf" {re.escape(name)} Date of Birth: [A-Z][a-z]+ \d{{1,2}}, \d{{4}} ", r" Filmography: ")(page)
        born = re.search(r" Date of Birth: ([A-Z][a-z]{2,9} \d{1,2}, \d{4})", head)
        films = _films(rest[:20_000], head.rpartition(" Filmography: ")[2] if " Filmography: " in head else "")
        return Biography(
            name=name,
            birth_date=date(born[1]) if born else None,
            biography=life,
            jobs=once([one.job for one in films if one.job], str),
            external_ids={"tribute": slug[2]},
            filmography=films,
        )


def _films(by_job: str, listed: str) -> list[Credit]:
    """Return the films under their jobs ("Director: Saw (2004)"), then those listed only in the biography."""
    found: list[Credit] = []
    job, end = None, 0
    for one in _LISTED.finditer(by_job):
        if one.start() > end + 1:  # the list has ended; text about the page's film follows
            break
        job, end = one[1] or job, one.end()
        found.append(Credit(title=one[2].strip(), year=int(one[3]), job=job))
    known = {(credit.title, credit.year) for credit in found}
    others = [Credit(title=one[2].strip(), year=int(one[3])) for one in _LISTED.finditer(listed)]
    return found + [credit for credit in others if (credit.title, credit.year) not in known]
