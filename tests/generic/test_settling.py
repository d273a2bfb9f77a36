"""Whole pages whose witnesses disagree, or find more than the film's facts."""

from __future__ import annotations

import json

import pytest

from filmdig.parsers.generic.witnesses.texts import texts
from filmdig.parsers.read import read_capture
from filmdig.parsers.record.capture import Capture
from filmdig.parsers.record.page_record import Record
from tests.generic.pages import stated

PLOT = (
    "A keeper of a lantern waits on the quay for a ferry that has not come for eleven winters, and the town that he wakes "
    "every night wants him gone before the spring."
)


def read(body: str, head: str = "", **film: object) -> Record:
    data = {"@context": "https://schema.org", "@type": "Movie", "name": "Salt Ferry", "dateCreated": "1998", **film}
    script = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    page = f"<html><head><title>Salt Ferry (1998)</title>{head}{script}</head><body><h1>Salt Ferry</h1>{body}</body></html>"
    return read_capture(Capture(body=page.encode()))


def test_the_author_of_a_synopsis_is_not_the_film_s_writer() -> None:
    page = (
        '<title>Salt Ferry (1998)</title><div itemscope itemtype="https://schema.org/Movie"><h1 itemprop=name>Salt Ferry</h1>'
        '<span itemprop=director>Ada Morn</span><h4 itemprop=author itemscope itemtype="https://schema.org/Person">Synopsis by '
        f"<span itemprop=name>Ona Pell</span></h4><p itemprop=description>{PLOT}</p></div>"
    )
    film = read_capture(Capture(body=page.encode())).film
    assert ([one.name for one in film.directors], film.writers, film.synopsis) == (["Ada Morn"], [], PLOT)


def test_a_row_of_the_page_outranks_a_list_of_its_data() -> None:
    rows = "<dl><dt>Genre:</dt><dd>Crime, Drama</dd><dt>Writer:</dt><dd>Ona Pell</dd></dl>"
    film = read(rows, genre=["Art House & International", "Drama"], author=[{"name": "Ada Morn"}, {"name": "Ona Pell"}]).film
    assert (film.genres, [one.name for one in film.writers]) == (["Crime", "Drama"], ["Ona Pell"])


@pytest.mark.parametrize("heading", ["Trivia", "Goofs", "Soundtracks", "Curiosidades", "Интересные факты"])
def test_sections_about_other_subjects_give_no_facts(heading: str) -> None:
    aside = f"<section><h2>{heading}</h2><p>Music by: Jan Roth</p><p>{PLOT}</p></section>"
    film = read(f"<dl><dt>Director</dt><dd>Ada Morn</dd></dl>{aside}").film
    assert (film.crew, film.synopsis, [one.name for one in film.directors]) == ([], None, ["Ada Morn"])


@pytest.mark.parametrize(
    ("description", "synopsis"),
    [
        (f"Salt Ferry: Directed by A. J. Morn. With Ona Pell, Jan Roth. {PLOT}", PLOT),
        (f"Directed by Ada Morn. {PLOT}", PLOT),
        ("With Ona Pell, Jan Roth, Ilse Brandt, Nils Kant, Tove Lind, Bram Oster, Odile Quist, Marek Tarn.", None),
        (PLOT, PLOT),
    ],
)
def test_credits_before_the_plot_are_left_out(description: str, synopsis: str | None) -> None:
    meta = f'<meta name="description" content="{description}"><meta property="og:type" content="video.movie">'
    assert read("<p>1998</p>", meta).film.synopsis == synopsis


def test_reviews_are_not_a_plot() -> None:
    text = f"Reviewers say that the film is slow and cold. {PLOT}"
    assert read(f"<dl><dt>Director</dt><dd>Ada Morn</dd></dl><p>{text}</p>").film.synopsis is None


def test_tags_that_repeat_genres_are_not_keywords() -> None:
    rows = "<dl><dt>Genres</dt><dd>Crime, Drama</dd><dt>Tags</dt><dd>Drama, Crime, Ferries</dd></dl>"
    film = read(rows).film
    assert (film.genres, film.keywords) == (["Crime", "Drama"], ["Ferries"])


def test_a_title_in_quotation_marks_is_without_them() -> None:
    page = "<title>Salt Ferry (1998)</title><h1>“Salt Ferry” (1998)</h1><dl><dt>Director</dt><dd>Ada Morn</dd></dl>"
    assert read_capture(Capture(body=page.encode())).film.title == "Salt Ferry"


def test_the_page_decides_between_titles_in_two_scripts() -> None:
    data = {"@context": "https://schema.org", "@type": "Movie", "name": "雾中 渡口 Ferry in the Fog", "dateCreated": "1998"}
    page = (
        f"<html lang=zh><title>雾中 渡口 (电影)</title><script type=application/ld+json>{json.dumps(data)}</script>"
        "<h1>雾中 渡口 Ferry in the Fog</h1><p>导演: 安雅</p>"
    )
    film = read_capture(Capture(body=page.encode())).film
    assert (film.title, [one.title for one in film.alternate_titles]) == ("雾中 渡口", ["Ferry in the Fog"])


def test_titles_of_the_heading_and_of_a_row_are_all_kept() -> None:
    rows = "<dl><dt>Also known as</dt><dd>Lamp Street (Belgium) / The Quay</dd></dl>"
    film = read(rows, alternateName="Salzfähre").film
    assert sorted((one.title, one.region) for one in film.alternate_titles) == [
        ("Lamp Street", "Belgium"),
        ("Salzfähre", None),
        ("The Quay", None),
    ]


@pytest.mark.parametrize(
    ("data", "line", "ratings"),
    [
        ("R", "<span>16</span> | <time>2h 12min</time> | <a>Drama</a>", [(None, "16"), ("MPAA", "R")]),
        ("R", "R | <time>2h 12min</time> | <a>Drama</a>", [("MPAA", "R")]),
        ("MPAA PG", "<time>2h 12min</time> | <a>Drama</a>", [("MPAA", "PG")]),
        ("TV-14", "<time>2h 12min</time> | <a>Drama</a>", [(None, "TV-14")]),  # not a rating of the MPAA
        ("18+", "40 | 2h 12min | Drama", [(None, "18+")]),  # not an age
        ("18+", "12 | 1998 | Drama", [(None, "18+")]),  # not before a running time
    ],
)
def test_the_certificate_of_the_line_of_facts_precedes_that_of_the_data(data, line, ratings):
    film = read(f"<div>{line}</div>", contentRating=data).film
    assert [(one.system, one.rating) for one in film.certificates] == ratings


@pytest.mark.parametrize(
    ("printed", "system", "derived"),
    [("Rating: PG-13", "MPAA", True), ("MPAA: PG-13", "MPAA", False), ("Rating: TV-14", None, False)],
)
def test_a_board_known_only_by_its_rating_is_derived(printed: str, system: str | None, derived: bool) -> None:
    record = read(f"<p>{printed}</p>")
    assert [one.system for one in record.film.certificates] == [system]
    assert ("/film/certificates/0/system" in record.derived) == derived


def test_the_last_member_of_a_french_list_is_split_at_et() -> None:
    assert read("<p>Genre: Comédie, Drame et Familial</p>").film.genres == ["Comédie", "Drame", "Familial"]


def test_a_link_is_one_member_of_a_list_unless_it_names_several():
    film = read("<p><b>Genres</b> - <a href=/g/1>Film, Stage & Radio</a></p>").film
    assert film.genres == ["Film, Stage & Radio"]
    film = read("<p><b>Genres</b> - <a href=/g/1>Drama, War</a></p>").film
    assert film.genres == ["Drama", "War"]


def test_a_cut_plot_is_whole_if_the_page_repeats_it() -> None:
    teaser = f"<h3>Details</h3><p><b>Plot:</b> {PLOT[:120]}… <a href=/more>(more)</a></p>"
    record = read(f"<p>{PLOT}</p>{teaser}")
    assert record.film.synopsis == PLOT
    assert [(cut.path, cut.state, cut.by) for cut in record.truncations] == [("/film/synopsis", "repaired", "hidden_full_text")]


def test_the_source_under_a_plot_is_its_credit() -> None:
    film = read(f"<div><p>{PLOT}</p><p>[Source: Lantern Press]</p></div>", description=PLOT).film
    assert (film.synopsis, film.synopsis_credit) == (PLOT, "Lantern Press")


@pytest.mark.parametrize(
    "text",
    [
        "<b>Strong points</b><br>Lamps lit with great care<br>Nobody says where it is<br>All are at their very best<br>The bread",
        "Join us for our talk on Ada Morn's film. We go through its plot and ask how this ferry makes a style of its own.",
    ],
)
def test_praise_in_a_list_and_an_invitation_are_not_a_plot(text: str) -> None:
    assert read(f"<p><b>Director:</b> Ada Morn</p><p>{text}</p>").film.synopsis is None


@pytest.mark.parametrize(("heading", "plot"), [("Story", None), ("Synopsis", PLOT)])
def test_a_review_s_chapter_on_the_story_is_not_a_plot(heading: str, plot: str | None) -> None:
    chapters = "".join(f"<h2>{name}</h2><p>{PLOT}</p>" for name in ("Pictures", heading, "Ending"))
    page = f"<h1>Salt Ferry review</h1><p>By Ona Pell, 4/5</p><div>{chapters}</div>"
    found = stated(texts, "synopsis", page, "article")
    assert (found.text if found else None) == plot


def test_links_to_genres_are_genres_without_a_list_too() -> None:
    links = ", ".join(f"<a href='/all?genre={number}'>{name}</a>" for number, name in enumerate(("Drama", "War", "Lampkeeping")))
    assert read(f"<div>{links}</div>").film.genres == ["Drama", "War", "Lampkeeping"]
    assert read(f"<div>{links.replace('genre', 'tag')}</div>").film.genres == ["Drama", "War"]


@pytest.mark.parametrize(("rating", "found"), [("16+", ["16+"]), ("7.5", []), ("16", [])])
def test_a_rating_in_data_that_is_an_age_is_a_certificate(rating: str, found: list[str]) -> None:
    assert [one.rating for one in read("", rating=rating).film.certificates] == found


@pytest.mark.parametrize(
    ("sentence", "plot"),
    [("directed by Ada Morn, who wrote it with Nils Oke.", True), ("directed by Ada Morn with Nils Oke and Ona Pell.", False)],
)
def test_a_sentence_about_the_writers_is_not_an_advertisement(sentence: str, plot: bool) -> None:
    text = f"Salt Ferry is a film {sentence} It follows a keeper of a lantern who waits on the quay for a ferry that is late."
    assert (read(f"<p>{text}</p>").film.synopsis == text) == plot
