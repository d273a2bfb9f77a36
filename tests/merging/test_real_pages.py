"""The real pages of some films become one film each; skipped if the pages are not there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import filmdig
from filmdig.parsers.record.merged_film import MergedFilm
from filmdig.parsers.record.page_record import Record
from tests.cases import CORPUS, SEEDS

# File names of the pages of four films, and of other films that share a title or a part of it with them.
FILMS = {
    "Pulp Fiction": r"pulp-fiction|tt0110912",
    "The Shawshank Redemption": r"shawshank|tt0111161",
    "Die Hard": r"tt0095016|plotsummary_201[346]|synopsis_201[346]|userreviews_2017",
    "The Matrix": r"tt0133093|film_matrix_2026|_matrix\.html",
}
OTHERS = r"matrix-reloaded|tt0234215|tt0242653|killbill|kill-bill|ir2019_tt1[0-3]|beauty|tt2316801|tt2771200|tt0382255|tt7462422"


def _files(pattern: str) -> list[Path]:
    sites = [CORPUS / site for site in ("imdb", "rottentomatoes", "csfd", "movieweb", "allmovie")]
    return sorted(path for site in sites for path in site.glob("*") if re.search(pattern, path.name))


@pytest.fixture(scope="module")
def merged() -> list[MergedFilm]:
    if not CORPUS.exists():
        pytest.skip(f"the real pages are not here: {CORPUS}")
    files = [path for pattern in (*FILMS.values(), OTHERS) for path in _files(pattern)]
    return list(filmdig.merge(filmdig.extract(dict.fromkeys(files))))


def _name(location: str | None) -> str:
    return Path(location or "").name


def _known(path: Path) -> bool:
    """Return whether a site's layout reads the page; the generic reader may find too little to identify its film."""
    (record,) = filmdig.extract([path])
    return record.page.site is not None and record.page.kind != "list"


@pytest.mark.parametrize("title", list(FILMS))
def test_the_pages_of_one_film_are_one_film(merged: list[MergedFilm], title: str) -> None:
    expected = {path.name for path in _files(FILMS[title]) if _known(path)}
    assert len(expected) >= 6
    (film,) = [film for film in merged if expected & {_name(source.page.location.path) for source in film.sources}]
    assert expected <= {_name(source.page.location.path) for source in film.sources}
    assert all(re.search(FILMS[title], _name(source.page.location.path)) for source in film.sources)
    dated = [rating for rating in film.ratings if rating.captured_at or rating.site]
    assert len({(rating.source, rating.by, rating.measure) for rating in dated}) >= 4
    assert {value.value for value in _titles(film)} >= {title} or film.film.title == title


def _titles(film: MergedFilm) -> list[object]:
    return [value for conflict in film.conflicts if conflict.path == "/film/title" for value in conflict.values]


def test_no_film_has_the_pages_of_two(merged: list[MergedFilm]) -> None:
    for film in merged:
        named = {found[0] for source in film.sources if (found := re.search(r"tt\d{7,}", _name(source.page.location.path)))}
        assert len(named) <= 1, film.film.title


def test_the_two_seeds_are_one_film_with_its_title_whole() -> None:
    paths = [SEEDS / "000_8ab340e94cd62505.txt", SEEDS / "002_8d4e11d24799efe3.txt"]
    if not all(path.exists() for path in paths):
        pytest.skip(f"the seeds are not here: {SEEDS}")
    records: list[Record] = list(filmdig.extract(paths))
    (film,) = filmdig.merge(records)
    assert film.film.title == "Zerkalo (The Mirror)"
    (cut,) = [cut for cut in film.truncations if cut.path == "/film/title"]
    assert (cut.state, cut.by, cut.source) == ("repaired", "other_page", records[0].id)
    assert cut.completed_from is not None
    assert (cut.completed_from.id, cut.completed_from.digest) == (records[1].id, records[1].page.digest)
    # Either synopsis may be taken; its credit goes with it.
    synopses = next(conflict for conflict in film.conflicts if conflict.path == "/film/synopsis").values
    assert {value.value for value in synopses} == {record.film.synopsis for record in records}
    assert film.film.synopsis_credit == ("Clarke Fountain, Rovi" if film.film.synopsis == records[0].film.synopsis else None)
