"""Values on pages of unknown sites that look like a film's facts and are not, and facts that hardly look like facts."""

from __future__ import annotations

import pytest

from filmdig.parsers.read import read_capture
from filmdig.parsers.record.capture import Capture

FACTS = "<p><b>Director:</b> Ilse Brandt</p><p><b>Running time:</b> 94 min</p>"
PLOT = "A salt carrier finds a child asleep between two sacks and cannot bring himself to wake it before the pass."


def read(body: str, head: str = "<title>The Salt Road - Kinomat</title>"):
    return read_capture(Capture(body=f"<html><head>{head}</head><body>{body}</body></html>".encode()))


def cast(body: str) -> list[tuple[str, str | None, int | None]]:
    record = read(f"<h1>The Salt Road</h1>{FACTS}<h2>Cast</h2>{body}")
    return [(one.name, one.role, one.episodes) for one in record.film.cast]


def test_other_films_under_a_heading_are_ignored():
    film = read(f"<h1>The Salt Road</h1>{FACTS}<h2>You may also like</h2><p>Ice Harbour 2011</p><p>Country: Peru</p>").film
    assert (film.year, film.countries) == (None, [])


def test_a_control_at_the_end_of_a_value_is_left_out():
    film = read(f"<h1>The Salt Road</h1>{FACTS}<h4>Taglines:</h4><div>Carry on. <a href=/t>See more</a>&raquo;</div>").film
    assert film.tagline == "Carry on."


def test_roles_with_episodes_and_printed_twice():
    rows = "<tr><td>Jo Lund</td><td>Marek (35 episodes, 2010-2013)</td></tr>"
    rows += "<tr><td>Ida Voss</td><td><span>Anna</span><span>as Anna</span></td></tr>"
    assert cast(f"<table>{rows}</table>") == [("Jo Lund", "Marek", 35), ("Ida Voss", "Anna", None)]


def test_a_role_that_continues_as_a_sentence_is_left_out():
    items = "<li><a>Jo Lund</a> <i>Marek, a porter from</i> Lyon</li><li><a>Ida Voss</a> <i>Anna</i></li>"
    assert cast(f"<ul>{items}</ul>")[0] == ("Jo Lund", None, None)


def test_the_rest_of_a_cast_under_a_separate_label():
    rows = "<tr><td>Jo Lund</td><td>Marek</td></tr><tr><td>Ida Voss</td><td>Anna</td></tr>"
    rest = "<tr><td colspan=2>Rest of cast listed alphabetically:</td></tr><tr><td>Bo Ek</td><td>Porter</td></tr>"
    table = f"<table><tr><td colspan=2>Credited cast:</td></tr>{rows}{rest}</table>"
    film = read(f"<h1>The Salt Road</h1>{FACTS}{table}").film
    assert [one.name for one in film.cast] == ["Jo Lund", "Ida Voss", "Bo Ek"]


def test_chips_without_a_separator_are_split():
    chips = "<div><a>Revenge</a><a>Mountain Pass</a><a>Show All</a></div>"
    film = read(f"<h1>The Salt Road</h1>{FACTS}<h3>Tags</h3>{chips}").film
    assert film.keywords == ["Revenge", "Mountain Pass"]


@pytest.mark.parametrize(
    ("sentence", "directors"),
    [
        ("We talk about Ilse Brandt's The Salt Road, a film that few have seen in a cinema.", ["Ilse Brandt"]),
        ("This film is an adaptation of Ilse Brandt's The Salt Road, and few have seen it in a cinema.", []),
        (
            "The Salt Road is a slow film, and its director, Ilse Brandt, takes her time in every scene of the film.",
            ["Ilse Brandt"],
        ),
    ],
)
def test_directors_in_a_sentence(sentence, directors):
    record = read(
        f"<h1>The Salt Road</h1><p>Film review</p><p>{sentence}</p><p>{PLOT}</p>", "<title>The Salt Road (1987)</title>"
    )
    assert [one.name for one in record.film.directors] == directors


def test_a_headline_in_lower_case_is_not_a_title():
    text = "In her new film the director, Ilse Brandt, shows the pass in the snow as the cinema has never seen it. " * 6
    record = read(f"<h1>Carried down on tired shoulders</h1><p>Film review</p><p>{text}</p>", "<title>Film reviews</title>")
    assert record.film.title is None


def test_a_year_in_a_separate_element_is_not_part_of_the_title():
    film = read(f"<h1>The Salt Road <span>1987</span></h1>{FACTS}").film
    assert (film.title, film.year) == ("The Salt Road", 1987)


def test_the_original_title_in_a_heading():
    heading = '<h1>The Salt Road (1987) <span>"Solveien" (original title)</span></h1>'
    film = read(f"{heading}{FACTS}", "<title>The Salt Road (1987)</title>").film
    assert (film.title, film.original_title) == ("The Salt Road", "Solveien")


def test_two_scripts_of_a_title_and_of_a_name():
    head = '<title>盐路 (影)</title><meta property="og:title" content="盐路">'
    film = read("<h1>盐路 The Salt Road (1987)</h1><p>导演: <a>王小雨 Wang Xiaoyu</a></p><p>片长: 94分钟</p>", head).film
    assert (film.title, [(one.name, one.other_name) for one in film.directors]) == ("盐路", [("王小雨", "Wang Xiaoyu")])


def test_reading_time_is_not_running_time():
    film = read(f"<h1>The Salt Road (1987)</h1><p>6 min read</p><p>Film review</p><p>{PLOT} A film for the cinema.</p>").film
    assert film.runtime_minutes is None


def test_credits_after_a_plot_on_the_same_line_are_left_out():
    text = f"{PLOT} Director: Ilse Brandt · Stars: Jo Lund and Ida Voss"
    film = read(f"<h1>The Salt Road (1987)</h1>{FACTS}<h2>Plot</h2><p>{text}</p>").film
    assert film.synopsis == PLOT


def test_marks_and_stars_without_text():
    def item(name: str, mark: str, score: str) -> str:
        icon = f'<span class="icon {mark}" title="Score: {score}"></span>'
        text = '<p class="text">The pass has never looked so cold as here.</p>'
        return f'<li class="item">{icon}<div class="name">{name}</div>{text}</li>'

    items = item("Ada Morn", "fresh", "4/5") + item("Bo Ek", "rotten", "2/5") + item("Cy Dahl", "fresh", "3/5")
    record = read(f"<h1>The Salt Road (1987)</h1>{FACTS}<h2>Reviews</h2><ul>{items}</ul>")
    assert [(one.verdict, one.rating and one.rating.value) for one in record.reviews] == [
        ("fresh", 4),
        ("rotten", 2),
        ("fresh", 3),
    ]


def test_the_title_of_a_one_line_text_is_in_its_address():
    text = (
        "Menu Search Films People The Salt Road Watch trailer Genre: Drama Running time: 94 min. 2016Director:Ilse Brandt "
        "Cast: Jo Lund, Ida Voss Synopsis A salt carrier finds a child asleep between two sacks. " * 2
    )
    url = "http://films.example/films/the-salt-road/4711"
    film = read_capture(Capture(body=text.encode(), rendition="text", url=url)).film
    assert (film.title, film.runtime_minutes, [one.name for one in film.directors]) == ("The Salt Road", 94, ["Ilse Brandt"])


ARTICLE = "<p>The pass has never looked so cold in a film as it does here, and the cinema was silent for an hour.</p>" * 5


def test_a_grade_above_its_scale():
    score = '<div class="n">9<span>.5</span></div><div class="d">Out of ten</div>'
    record = read(f"<h1>Film review: The Salt Road (1987)</h1>{score}{ARTICLE}")
    assert (record.reviews[0].rating.value, record.reviews[0].rating.best) == (9.5, 10)


def test_a_printed_day_in_another_time_zone():
    head = '<title>The Salt Road</title><meta property="article:published_time" content="2016-05-01T23:10:00Z">'
    record = read(f"<h1>Film review: The Salt Road (1987)</h1><p>By Ada Morn</p><p>2 May 2016</p>{ARTICLE}", head)
    assert record.reviews[0].date == "2016-05-02"


def test_cast_and_running_time_in_sentences():
    text = "En esta película participan actores y actrices de la talla de Ana Roble, Luis Mena y Eva Soler, y dura 126 minutos."
    film = read(f"<h1>La ruta de la sal (1987)</h1><p>Crítica de cine</p><p>{text}</p>").film
    assert ([one.name for one in film.cast], film.runtime_minutes) == (["Ana Roble", "Luis Mena", "Eva Soler"], 126)


def test_the_writer_of_a_chinese_film():
    text = "《盐路》是王小雨执导的电影，于1987年上映，剧本由作家李大山编写。影片讲述了一个盐商的故事。" * 2
    film = read(f"<h1>《盐路》影评</h1><p>{text}</p>", "<title>《盐路》影评</title>").film
    assert ([one.name for one in film.writers], film.year) == (["李大山"], 1987)


def test_a_score_named_by_its_class():
    record = read(f'<h1>The Salt Road (1987)</h1><span class="block"></span><div class="film-rating">7.3</div>{FACTS}')
    assert [(one.value, one.best) for one in record.ratings] == [(7.3, 10)]


def test_several_names_in_one_cell_are_several_people():
    row = "<tr><th>Starring</th><td><ul><li>Jo Lund</li><li>Ida Voss</li><li>Bo Ek</li></ul></td></tr>"
    film = read(f"<h1>The Salt Road</h1>{FACTS}<table>{row}</table>").film
    assert [(one.name, one.role) for one in film.cast] == [("Jo Lund", None), ("Ida Voss", None), ("Bo Ek", None)]


def test_an_invalid_address_names_nothing():
    text = (
        "URL: http://[films/the-salt-road\n\n"
        + "Search Films The Salt Road Genre: Drama Running time: 94 min. Director: Ilse Brandt " * 3
    )
    record = read_capture(Capture(body=text.encode(), rendition="text"))
    assert not [issue for issue in record.issues if issue.code == "witness_failed"]


def test_a_play_is_not_a_film():
    rows = "<dl><dt>导演：</dt><dd>林木</dd><dt>编剧：</dt><dd>林木</dd><dt>主演：</dt><dd>王石 / 李川</dd>"
    rows += "<dt>片长：</dt><dd>94分钟</dd>{}</dl>"
    head = "<title>盐路 - 小站</title>"
    assert read(f"<h1>盐路</h1>{rows.format('')}", head).page.kind == "film"
    stage = "<dt>演出团体：</dt><dd>小站</dd><dt>演出剧院：</dt><dd>河岸</dd>"
    assert read(f"<h1>盐路</h1>{rows.format(stage)}", head).page.kind == "unknown"
