"""Plain text by crawlers, from unknown sites: a line for each block, or all in one line."""

from filmdig.parsers.generic.flat_text import split_rows
from filmdig.parsers.read import read_capture
from filmdig.parsers.record.capture import Capture

PLOT = (
    "A salt carrier finds a child asleep between two sacks and cannot bring himself to wake it before the pass. When the snow "
    "comes he has to choose what he can carry down, and The Salt Road is long."
)
LINES = f"""Home
Films
Contact
The Salt Road (1987)
Genre: Drama, Adventure
Director: Ilya Tarn
Cast: Jo Lund, Vera Solin, Ida Voss
Running time: 97 min.
Synopsis: {PLOT}
Imprint
"""


def read(text: str):
    return read_capture(Capture(body=text.encode(), rendition="text"))


def test_a_block_per_line():
    film = read(LINES).film
    assert (film.title, film.year, [one.name for one in film.directors]) == ("The Salt Road", 1987, ["Ilya Tarn"])
    assert ([one.name for one in film.cast], film.runtime_minutes, film.synopsis) == (
        ["Jo Lund", "Vera Solin", "Ida Voss"],
        97,
        PLOT,
    )


def test_all_in_one_line():
    flat = " ".join(LINES.removeprefix("Home\nFilms\nContact\n").removesuffix("Imprint\n").split())
    film = read(flat).film
    assert (film.title, film.year, [one.name for one in film.directors]) == ("The Salt Road", 1987, ["Ilya Tarn"])
    assert ([one.name for one in film.cast], film.runtime_minutes) == (["Jo Lund", "Vera Solin", "Ida Voss"], 97)
    assert film.genres == ["Drama", "Adventure"]


def test_a_menu_is_not_a_title():
    text = LINES.replace("The Salt Road (1987)\n", "Video Clips\nSupport us\n").replace("The Salt Road", "it")
    assert read(text).film.title is None


def test_a_text_without_labels_is_unchanged():
    assert split_rows("word " * 200) is None
    assert split_rows("Note: this\nis: a\ntext: of\nlines: " + "word " * 100) is None


def test_a_control_is_not_part_of_a_value():
    shown = "A salt carrier finds a child asleep between two sacks and cannot bring himself"
    text = LINES.replace(PLOT, f"{shown}... more (view trailer)").replace("Adventure", "Adventure more")
    record = read(text)
    assert (record.film.genres, record.film.synopsis) == (["Drama", "Adventure"], shown)
    assert [(cut.path, cut.state) for cut in record.truncations] == [("/film/synopsis", "open")]
    whole = read(LINES.replace(PLOT, f"{PLOT} full summary | add synopsis"))
    assert (whole.film.synopsis, whole.truncations) == (PLOT, [])


def test_a_dot_inside_a_name_does_not_separate():
    film = read(LINES.replace("Ilya Tarn", "伊利亚·塔恩 / 安雅·沃尔")).film
    assert [one.name for one in film.directors] == ["伊利亚·塔恩", "安雅·沃尔"]


def test_several_lines_with_years_are_not_titles():
    others = "Lamp Street (1970)\nOwl Ferry (1980)\nThe Cold Quay (1961)\nTickets\nPrices\nParking\nThe house"
    assert read(LINES.replace("The Salt Road (1987)", others).replace("The Salt Road", "It")).film.title is None


def test_names_run_together_are_split():
    text = LINES.replace("Director: Ilya Tarn", "Director: Ilya TarnJo McLund").replace(
        "Jo Lund, Vera Solin", "Peter Lund Vera Solin"
    )
    film = read(text).film
    assert [one.name for one in film.directors] == ["Ilya Tarn", "Jo McLund"]
    assert [one.name for one in film.cast] == ["Peter Lund", "Vera Solin", "Ida Voss"]


def people(found):
    return [(one.name, one.role) for one in found]


def test_cells_of_a_table_are_separate_rows():
    text = LINES.replace("Genre: Drama, Adventure\n", "Distributor: Gate\t\tGenre: Drama\nAll\t(42)\t17\nFemale\t(2001)\n")
    film = read(text).film
    assert ([one.name for one in film.companies], film.genres, film.title, film.year) == (
        ["Gate"],
        ["Drama"],
        "The Salt Road",
        1987,
    )
    columns = read(LINES.replace("Running time: 97 min.\n", "Year\nRun Time\n1987\t\t110 min.\n")).film
    assert (columns.year, columns.runtime_minutes) == (1987, 110)
    twice = read(LINES.replace("Imprint", "Production Companies\nTide Artists\t\tTide Artists")).film
    assert [one.name for one in twice.companies] == ["Tide Artists"]


def test_dots_between_cells_precede_a_role():
    text = LINES.replace("Cast: Jo Lund, Vera Solin, Ida Voss", "Cast:\n\t\tJo Lund\t\t...\t\tGuard / The Voice (uncredited)")
    assert people(read(text).film.cast) == [("Jo Lund", "Guard / The Voice (uncredited)")]
    text = LINES.replace("Jo Lund, Vera Solin", "Jo Lund (II), Vera Solin (Ada)")
    assert people(read(text).film.cast) == [("Jo Lund", None), ("Vera Solin", "Ada"), ("Ida Voss", None)]


def test_an_empty_line_after_a_label_with_a_colon():
    text = LINES.replace("Director: Ilya Tarn", "Directors:\n\nIlya Tarn, Ona Pell")
    others = "\nFerry Night (1994)\nDirector: Somebody Else\n"
    film = read(text + others).film
    assert (film.title, [one.name for one in film.directors]) == ("The Salt Road", ["Ilya Tarn", "Ona Pell"])


def test_a_line_of_facts_and_a_film_of_another_year_are_not_titles():
    text = LINES.replace("The Salt Road (1987)", "TV-14 | 22min | Drama | TV Series (1999)").replace("The Salt Road", "it")
    assert read(text).film.title is None
    text = LINES.replace("The Salt Road (1987)", "Born Today (1923)\nYear: 1931").replace("The Salt Road", "it")
    assert read(text).film.title is None
    text = LINES.replace("The Salt Road (1987)", "Born Today (1923)\nThe Salt Road")
    assert read(text).film.title == "The Salt Road"
    text = LINES.replace("The Salt Road (1987)", "Season 2 | Episode 3\nTide Tables (2011–2014)\nEbb").replace(
        "The Salt Road", "it"
    )
    assert read(text).film.title is None
    text = LINES.replace("The Salt Road (1987)", '"Night Ferry" Fog (2009)').replace("The Salt Road", "it")
    assert read(text).film.title is None
    text = LINES.replace("The Salt Road (1987)", "Hétfő\nMonday (Finnország - 1987)").replace("The Salt Road", "it")
    assert read(text).film.title is None


def test_the_writer_of_a_plot_is_not_the_film_s_writer():
    signed = read(LINES.replace("Salt Road is long.", "Salt Road is long. Written by Hob Linnet")).film
    assert (signed.writers, signed.synopsis, signed.synopsis_credit) == ([], PLOT, "Hob Linnet")
    assert read(LINES + "- Written by Second Hand\n").film.writers == []
    both = read(LINES.replace("Director: Ilya Tarn", "Directed by Ilya Tarn. Written by Ona Pell")).film
    assert [one.name for one in both.writers] == ["Ona Pell"]


def test_a_teaser_before_its_whole_is_left_out():
    teaser = PLOT[: PLOT.index(" before the pass")]
    for shown in (f"{teaser}... {PLOT} [More]", f"{teaser}… More {PLOT}", f"{teaser} ...( read more ) {PLOT}"):
        record = read(LINES.replace(PLOT, shown))
        assert record.film.synopsis == PLOT
        assert [(cut.path, cut.state, cut.doubt) for cut in record.truncations] == [("/film/synopsis", "repaired", None)]
    rest = PLOT.removeprefix(teaser)
    record = read(LINES.replace(PLOT, f"{teaser}...( read more ){rest} ~ Odile Farrow, All Movie Guide"))
    assert (record.film.synopsis, record.film.synopsis_credit) == (PLOT, "Odile Farrow, All Movie Guide")
    assert record.truncations[0].seams == [len(teaser)]
    record = read(LINES.replace(PLOT, f"{teaser}... more | full synopsis"))
    assert (record.film.synopsis, record.truncations[0].state) == (teaser, "open")


def test_one_of_several_long_texts_is_not_a_plot():
    text = LINES.replace(f"Synopsis: {PLOT}", f"{PLOT}\n\nBea Holt\n{PLOT.replace('salt carrier', 'mule')}")
    assert read(text).film.synopsis is None


def test_values_that_are_not_genres_languages_or_producers():
    text = LINES.replace("Genre: Drama, Adventure", "Category: Feature\nLanguage: English | Dutch (some)")
    film = read(text.replace("Director:", "Produced by: Kiln Communications, Ona Pell\nDirector:")).film
    assert (film.genres, film.languages) == ([], ["English", "Dutch"])
    assert ([one.name for one in film.companies], [one.name for one in film.producers]) == (["Kiln Communications"], ["Ona Pell"])


def test_a_chinese_page():
    facts = "导演: 安雅·沃尔\n类型: 剧情 / 悬疑\n上映日期: 2012-05-18(戛纳电影节)\n片长: 101分钟"
    shown = "　　摆渡人（托马·阿登饰）每夜在雾里听见钟声。\n"
    plot = f"雾渡的剧情简介\n\n{shown}　　没有人知道 ...(展开全部){shown}　　没有人知道钟在哪里，直到雾散的那天……©豆瓣"
    reviews = "雾渡的短评\n\n渡船每夜往返三次，钟声每夜少响一声，到了最后一夜只剩下水声。"
    text = f"雾渡 Ferry in the Fog (2012)\n\n{facts}\n\n{plot}\n\n{reviews}\n"
    film = read(text).film
    assert film.title == "雾渡"
    assert film.synopsis == "摆渡人（托马·阿登饰）每夜在雾里听见钟声。\n\n没有人知道钟在哪里，直到雾散的那天……"
    assert [(one.kind, one.date) for one in film.releases] == [("festival", "2012-05-18")]


def test_a_few_lines_without_a_sentence_are_not_an_article():
    assert read("Salt Choir (2019)\nMovie directed by Ona Reed\nFerry\nMovie\nfilm\n").film.title is None
