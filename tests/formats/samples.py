"""Records and films that have a value in every field, among them such as a spreadsheet would run."""

from __future__ import annotations

from filmdig.parsers.record.capture import Location
from filmdig.parsers.record.merged_film import Link, MergedFilm
from filmdig.parsers.record.page_record import (
    AlternateTitle,
    Biography,
    BoxOffice,
    CastMember,
    Certificate,
    Company,
    CompletedFrom,
    Credit,
    CrewMember,
    Film,
    Helpful,
    HistogramBar,
    Issue,
    OtherSynopsis,
    Page,
    PartOfSeries,
    Person,
    Rating,
    Record,
    Related,
    Release,
    Review,
    ReviewRating,
    ReviewTotals,
    Truncation,
    record_id,
)
from tests.merging.whole import combine

FORMULA = '=HYPERLINK("http://example.com";"Lykten")'


def whole() -> Record:
    """A film's page with everything on it."""
    page = Page(
        url="http://films.example.com/lykten",
        replay_url="http://archive.example.org/2014/http://films.example.com/lykten",
        captured_at="2014-07-01T12:00:00Z",
        archive="archive.example.org",
        location=Location(path="crawl.warc.gz", offset=1234567890123, record_id="<urn:uuid:1>"),
        digest="sha256:1",
        encoding="utf-8",
        encoding_from="utf-8",
        language="en",
        kind="film",
        site="example",
        layout="2014",
        read_by="layout",
        layout_evidence=["h1.title"],
    )
    return Record(
        id=record_id(page),
        page=page,
        film=Film(
            title='Lykten, "The\nLantern"',
            original_title="'Lykten",
            alternate_titles=[
                AlternateTitle(title="灯笼", region="-China", note="working title"),
                AlternateTitle(title="Фонарь"),
            ],
            year=1987,
            end_year=1988,
            directors=[Person(name="Ilka Vantongeren", url="http://films.example.com/p/1", other_name="Илка Вантонгерен")],
            writers=[Person(name="@Ada Poll", job="novel")],
            producers=[Person(name="Jo Lund")],
            crew=[CrewMember(name="Ona Reed", job="+Sound", url="http://films.example.com/p/3", other_name="Она Рид")],
            cast=[
                CastMember(
                    name="Bram Oosterlo", role="-The Keeper", url="http://films.example.com/p/2", other_name="@Брам", episodes=12
                ),
                CastMember(name="Signe Halvard"),
            ],
            synopsis="A keeper counts ships.\n\nOne night a ship counts him: Höhe, naïveté, 你好.",
            synopsis_credit="Ada Poll, Rovia",
            other_synopses=[OtherSynopsis(text="=A lamp.", credit="Jo Lund", name="Storyline")],
            critics_consensus="Bright, @times.",
            tagline="+1 to the light",
            genres=["Drama", "Mystery"],
            keywords=["ships", "=lamp"],
            countries=["Norway"],
            languages=["Norwegian"],
            runtime_minutes=97,
            certificates=[Certificate(system="MPAA", rating="R", reason="For ships", printed="Rated R")],
            releases=[Release(kind="theatrical", date="1987-03", region="NO", note="limited")],
            companies=[
                Company(name="Lamp & Co", role="production", note="(1987) (NO)"),
                Company(name="Ships", role="distribution"),
            ],
            box_office=[BoxOffice(kind="gross", amount=2_781_505_847, currency="USD", region="US")],
            awards=["Won 1 lamp"],
            filming_locations=["Bergen, Norway"],
            official_sites=["http://lykten.example.com/"],
            series=PartOfSeries(title="Lights", url="http://films.example.com/lights", season=4, episode=13),
            season_count=0,
            episode_count=26,
            external_ids={"imdb": "tt0000007", "a/b~c": "7"},
            image_url="http://films.example.com/lykten.jpg",
        ),
        ratings=[
            Rating(
                by="audience",
                name="Users",
                measure="percent_positive",
                value=0,
                best=100,
                worst=0,
                rating_count=8363,
                approximate=True,
                positive_count=7,
                negative_count=0,
                histogram=[HistogramBar(value=5, percent=41.3), HistogramBar(value=4.5, count=3)],
                printed="0% liked it",
            ),
            Rating(by="critics", measure="grade", value="B+", verdict="fresh", review_count=8),
            Rating(by="audience", measure="mean", value=-0.5, best=10),
        ],
        reviews=[
            Review(
                by="critics",
                author="P. Quill",
                author_url="http://quill.example.com",
                publication="The Harbour",
                date="2001-05-09",
                title="''=Light''",
                rating=ReviewRating(value=4.5, best=5, worst=0.5, printed="4.5 Stars"),
                verdict="fresh",
                text=FORMULA,
                url="http://quill.example.com/lykten",
                spoiler=True,
                helpful=Helpful(yes=0, total=3),
            ),
            Review(by="audience", text="\tA lighthouse,\r\nthen none.", rating=ReviewRating(value="C-")),
            Review(by="critics", verdict="rotten", text="Dim."),
        ],
        review_totals=ReviewTotals(audience=604, critics=0),
        related=[Related(title="Harbour", url="http://films.example.com/harbour", year=1990, score=88)],
        truncations=[
            Truncation(path="/film/synopsis", state="repaired", by="hidden_remainder", seams=[23], doubt="a space"),
            Truncation(
                path="/film/cast",
                state="repaired",
                by="linked_page",
                total=74,
                completed_from=CompletedFrom(
                    id="c" * 32, url="http://films.example.com/cast", captured_at="2014", digest="sha256:9"
                ),
            ),
        ],
        derived=["/film/year"],
        weak=["/film/tagline"],
        issues=[Issue(code="field_missing", path="/film/tagline", message="not there")],
    )


def empty() -> Record:
    """A page that gave nothing."""
    page = Page(digest="sha256:2", kind="not_found")
    return Record(id=record_id(page), page=page)


def person() -> Record:
    """A person's page."""
    page = Page(url="http://films.example.com/p/1", digest="sha256:4", kind="person", site="example", layout="2014")
    return Record(
        id=record_id(page),
        page=page,
        person=Biography(
            name="Ilka Vantongeren",
            other_name="Илка Вантонгерен",
            birth_date="1950-02",
            birth_place="Bergen",
            death_date="2001",
            biography="=Born by the sea.",
            jobs=["Director", "Actor"],
            image_url="http://films.example.com/p/1.jpg",
            external_ids={"imdb": "nm0000007"},
            filmography=[
                Credit(
                    title="Lykten",
                    year=1987,
                    job="Director",
                    role="-Voice",
                    kind="film",
                    url="http://films.example.com/lykten",
                    score=7.9,
                ),
                Credit(title="Harbour"),
            ],
        ),
    )


def cut() -> Record:
    """Another page of the film, with less of it, other values, and a text cut."""
    page = Page(url="http://www.imdb.com/title/tt0000007/", captured_at="2008", digest="sha256:3", kind="film", site="imdb")
    return Record(
        id=record_id(page),
        page=page,
        film=Film(
            title="The Lantern", year=1988, synopsis="A keeper counts ships. One night", external_ids={"imdb": "tt0000007"}
        ),
        ratings=[Rating(by="audience", measure="mean", value=7.9, best=10, worst=1, rating_count=12)],
        reviews=[Review(by="critics", verdict="rotten", text="Dim.", date="2002", author="R. Penn")],
        review_totals=ReviewTotals(audience=11),
        truncations=[
            Truncation(path="/film/synopsis", state="open", full_text_url="http://www.imdb.com/title/tt0000007/plotsummary")
        ],
    )


def records() -> list[Record]:
    """Four unlike pages, one of them twice."""
    return [whole(), empty(), cut(), whole(), person()]


def films() -> list[MergedFilm]:
    """A film of two pages."""
    pair = [whole(), cut()]
    return [combine(pair, links=[Link(sources=(pair[0].id, pair[1].id), on=["imdb: tt0000007"], score=1.0)])]
