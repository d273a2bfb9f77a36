"""Records of made-up films, and a Hypothesis strategy for any records."""

from __future__ import annotations

import itertools
from typing import Any

import msgspec
from hypothesis import strategies as st

from filmdig.parsers.record.page_record import (
    AlternateTitle,
    CastMember,
    Film,
    Page,
    Person,
    Rating,
    Record,
    Related,
    Review,
    Truncation,
    record_id,
)

_count = itertools.count()


def record(
    title: str | None = "The Lantern Keeper",
    year: int | None = 1987,
    *,
    directors: tuple[str, ...] = ("Ilka Vantongeren",),
    cast: tuple[str, ...] = ("Bram Oosterlo", "Signe Halvard"),
    url: str | None = None,
    captured_at: str | None = None,
    kind: str = "film",
    site: str | None = None,
    ids: dict[str, str] | None = None,
    cut: list[Truncation] | None = None,
    ratings: list[Rating] | None = None,
    reviews: list[Review] | None = None,
    related: list[Related] | None = None,
    **film: Any,
) -> Record:
    """Return a record whose digest, and so its id, is new each time."""
    page = Page(url=url, captured_at=captured_at, kind=kind, site=site, digest=f"sha256:{next(_count)}")  # type: ignore[arg-type]
    made = Record(
        page=page,
        film=Film(
            title=title,
            year=year,
            directors=[Person(name=name) for name in directors],
            cast=[CastMember(name=name) for name in cast],
            external_ids=ids or {},
            **film,
        ),
        ratings=ratings or [],
        reviews=reviews or [],
        related=related or [],
        truncations=cut or [],
    )
    made.id = record_id(page)
    return made


def bare(page: Page, **parts: Any) -> Record:
    """Return a record of a page, with the id of that page."""
    return Record(id=record_id(page), page=page, **parts)


_words = st.text(st.sampled_from("abcde éß'()\"\n中"), min_size=1, max_size=30).map(str.strip).filter(bool)
_ids = st.dictionaries(
    st.sampled_from(["imdb", "tmdb", "flixster", "a/b~c"]),
    st.sampled_from(["tt0000007", "7", "some-slug", "tt0000009"]),
    max_size=3,
)


def _maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


_places = st.sampled_from(
    [
        "/film/title",
        "/film/synopsis",
        "/film/cast",
        "/film/cast/0/role",
        "/film/genres/0",
        "/reviews/0/text",
        "/reviews/1/text",
        "/nowhere",
    ]
)


@st.composite
def records(draw: st.DrawFn) -> Record:
    """Draw any record, from so few words that values coincide: the film's fields, ratings, reviews and related films."""
    film = Film(
        title=draw(_maybe(_words)),
        original_title=draw(_maybe(_words)),
        alternate_titles=[AlternateTitle(title=title) for title in draw(st.lists(_words, max_size=2))],
        year=draw(_maybe(st.integers(1900, 1903))),
        directors=[Person(name=name, url=draw(_maybe(_words))) for name in draw(st.lists(_words, max_size=2))],
        cast=[CastMember(name=name, role=draw(_maybe(_words))) for name in draw(st.lists(_words, max_size=4))],
        synopsis=draw(_maybe(_words)),
        synopsis_credit=draw(_maybe(_words)),
        genres=draw(st.lists(_words, max_size=3)),
        runtime_minutes=draw(_maybe(st.integers(80, 82))),
        external_ids=draw(_ids),
        image_url=draw(_maybe(_words)),
        **_parts(draw),
    )
    made = Record(
        page=Page(
            url=draw(
                _maybe(st.sampled_from(["http://www.imdb.com/title/tt0000007/", "http://example.com/a", "http://example.com/b"]))
            ),
            captured_at=draw(_maybe(st.sampled_from(["2008", "2011-10-03", "2014-07-01T12:00:00Z"]))),
            digest=draw(_words),
            kind=draw(st.sampled_from(["film", "series", "reviews", "article"])),
            site=draw(_maybe(st.sampled_from(["imdb", "flixster"]))),
        ),
        film=film,
        ratings=[
            Rating(
                by=draw(st.sampled_from(["audience", "critics"])),
                measure="mean",
                value=draw(st.integers(0, 10)),
                printed=draw(_maybe(_words)),
            )
            for _ in range(draw(st.integers(0, 2)))
        ],
        reviews=[
            Review(
                by=draw(st.sampled_from(["audience", "critics"])),
                author=draw(_maybe(_words)),
                date=draw(_maybe(st.sampled_from(["2008", "2008-04", "2009-01-01"]))),
                text=draw(_maybe(_words)),
                url=draw(_maybe(_words)),
            )
            for _ in range(draw(st.integers(0, 3)))
        ],
        related=[
            Related(title=title, year=draw(_maybe(st.integers(1900, 1903)))) for title in draw(st.lists(_words, max_size=2))
        ],
        truncations=[
            Truncation(
                path=path,
                state=draw(st.sampled_from(["open", "repaired"])),
                full_text_url=draw(_maybe(st.just("http://example.com/b"))),
            )
            for path in draw(st.lists(_places, max_size=3, unique=True))
        ],
        derived=draw(st.lists(st.sampled_from(["/film/year", "/film/title", "/reviews/0/date"]), max_size=2, unique=True)),
    )
    made.id = record_id(made.page)
    return made


def _parts(draw: st.DrawFn) -> dict[str, Any]:
    """Draw further fields of the film, such as certificates, releases, companies and box office."""
    from filmdig.parsers.record.page_record import BoxOffice, Certificate, Company, Release

    return {
        "certificates": draw(
            st.lists(
                st.builds(
                    Certificate, system=_maybe(st.just("MPAA")), rating=st.sampled_from(["R", "PG"]), reason=_maybe(_words)
                ),
                max_size=2,
            )
        ),
        "releases": draw(
            st.lists(
                st.builds(
                    Release, kind=st.just("theatrical"), date=st.sampled_from(["1975", "1975-03-21"]), region=_maybe(_words)
                ),
                max_size=2,
            )
        ),
        "companies": draw(st.lists(st.builds(Company, name=_words, role=_maybe(st.just("production"))), max_size=2)),
        "box_office": draw(
            st.lists(
                st.builds(BoxOffice, kind=st.just("gross"), amount=st.integers(1, 3), currency=_maybe(st.just("USD"))), max_size=2
            )
        ),
        "tagline": draw(_maybe(_words)),
        "countries": draw(st.lists(_words, max_size=2)),
        "languages": draw(st.lists(_words, max_size=2)),
        "writers": [Person(name=name) for name in draw(st.lists(_words, max_size=2))],
        "producers": [Person(name=name) for name in draw(st.lists(_words, max_size=2))],
    }


def leaves(value: Any, pointer: str = "") -> list[tuple[str, Any]]:
    """Return the scalars of a JSON document, except nulls, with their pointers."""
    if isinstance(value, dict):
        return [
            leaf
            for key, below in value.items()
            for leaf in leaves(below, f"{pointer}/{key.replace('~', '~0').replace('/', '~1')}")
        ]
    if isinstance(value, list):
        return [leaf for number, below in enumerate(value) for leaf in leaves(below, f"{pointer}/{number}")]
    return [] if value is None else [(pointer, value)]


def at(document: Any, pointer: str) -> Any:
    """Return the value at a JSON Pointer.

    Raises:
        KeyError, IndexError: there is none.
    """
    for part in pointer.split("/")[1:]:
        document = document[int(part)] if isinstance(document, list) else document[part.replace("~1", "/").replace("~0", "~")]
    return document


def as_json(struct: Any) -> Any:
    """Return a struct as decoded JSON."""
    return msgspec.json.decode(msgspec.json.encode(struct))
