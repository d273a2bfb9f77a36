"""Notes, regions, roles and jobs after names."""

from __future__ import annotations

import pytest

from filmdig.parsers.generic.witnesses.labelled import labelled
from tests.generic.pages import stated


@pytest.mark.parametrize(
    ("printed", "title", "region", "note"),
    [
        ("The Owl (Belgium) (working title)", "The Owl", "Belgium", "working title"),
        ("The Owl (USA: English title)", "The Owl", "USA: English title", None),
        ('"Die Eule" - Germany (TV title)', "Die Eule", "Germany", "TV title"),
        ('"Die Eule" - Austria, Germany', "Die Eule", "Austria, Germany", None),
        ("The Owl (Part Two)", "The Owl (Part Two)", None, None),
        ("The Owl (working title)", "The Owl", None, "working title"),
    ],
)
def test_a_title_is_separated_from_its_region(printed: str, title: str, region: str | None, note: str | None) -> None:
    found = stated(labelled, "alternate_titles", f"<dl><dt>Also known as</dt><dd>{printed}</dd></dl>")
    assert [(one.title, one.region, one.note) for one in found] == [(title, region, note)]


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("Lantern Films (LF) (1961) (USA) (theatrical)", [("Lantern Films (LF)", "1961; USA; theatrical")]),
        ("Lantern Films (Berlin House)", [("Lantern Films (Berlin House)", None)]),
        (
            "<a href=/c/1>Owl Company, The</a> (1961) (Belgium) | <a href=/c/2>Ox/Ass Films</a>",
            [("Owl Company, The", "1961; Belgium"), ("Ox/Ass Films", None)],
        ),
        ("<a href=/c/1>Lantern Films</a> in association with <a href=/c/2>Owl Films</a>", None),
    ],
)
def test_a_company_is_separated_from_its_note(value: str, found: list[tuple[str, str | None]] | None) -> None:
    companies = stated(labelled, "companies", f"<dl><dt>Distributor</dt><dd>{value}</dd></dl>")
    if found is not None:
        assert [(one.name, one.note) for one in companies] == found
    else:
        assert all(one.note is None for one in companies)


@pytest.mark.parametrize(
    ("label", "value", "region"),
    [
        ("Gross", "$1,234,567 (USA) (11 May 2009)", "USA"),
        ("Gross USA", "$1,234,567", "USA"),
        ("Box Office (Gross USA)", "$1,234,567", "USA"),
        ("Gross", "$1,234,567", None),
    ],
)
def test_a_sum_has_the_region_that_its_row_names(label: str, value: str, region: str | None) -> None:
    found = stated(labelled, "box_office", f"<dl><dt>{label}:</dt><dd>{value}</dd></dl>")
    assert [(one.amount, one.region) for one in found] == [(1_234_567, region)]


def cast(*items: str) -> str:
    return f"<h2>Cast</h2><ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"


def card(name: str, role: str, *notes: str) -> str:
    return f"<a href=/p/{len(name)}>{name}</a>" + "".join(f"<div>{text}</div>" for text in (role, *notes))


@pytest.mark.parametrize(
    ("texts", "role", "cut"),
    [
        (("Assistant Baker",), "Assistant Baker", False),
        (("as Baker",), "Baker", False),
        (("Baker", "(voice)"), "Baker (voice)", False),
        (("Baker", "(voice)", "…"), "Baker (voice)", True),
        (("Second Baker at the…",), "Second Baker at the", True),
        (("Baker / ...",), "Baker", True),
        (("více",), None, False),
    ],
)
def test_a_role_keeps_its_notes_and_whether_it_is_cut(texts: tuple[str, ...], role: str | None, cut: bool) -> None:
    found = stated(labelled, "cast", cast(card("Ona Pell", *texts), card("Jan Roth", "Ox"), card("Ada Morn", "Owl")))
    assert [getattr(one.role, "text", one.role) for one in found] == [role, "Ox", "Owl"]
    assert (getattr(found[0].role, "state", None) == "open") is cut


def test_the_crew_at_the_end_of_a_cast_is_left_out() -> None:
    page = cast(
        *(card(name, "Ox") for name in ("Ona Pell", "Jan Roth", "Ada Morn", "Ilse Brandt")),
        card("Nils Kant", "Executive Producer"),
        card("Tove Lind", "Cinematographer"),
    )
    assert [one.name for one in stated(labelled, "cast", page)] == ["Ona Pell", "Jan Roth", "Ada Morn", "Ilse Brandt"]
    assert [(one.name, one.job) for one in stated(labelled, "producers", page)] == [("Nils Kant", "Executive Producer")]
    assert [(one.name, one.job) for one in stated(labelled, "crew", page)] == [("Tove Lind", "Cinematographer")]


def test_counts_next_to_a_cast_are_not_names() -> None:
    page = cast("Ona Pell", "Jan Roth", "12 Reviews", "22 Ratings")
    assert [one.name for one in stated(labelled, "cast", page)] == ["Ona Pell", "Jan Roth"]


@pytest.mark.parametrize(
    ("room", "names", "producers"),
    [
        ("people", ("Ona Pell", "Jan Roth"), ["Ona Pell", "Jan Roth"]),
        ("firms", ("Ona Pell", "Jan Roth"), None),
        ("people", ("Ona Pell", "Lantern Films"), None),
    ],
)
def test_production_may_be_people(room: str, names: tuple[str, ...], producers: list[str] | None) -> None:
    links = ", ".join(f"<a href=/{room}/{at}-x/>{name}</a>" for at, name in enumerate(names))
    page = f"<dl><dt>Regie</dt><dd><a href=/people/9-x/>Ada Morn</a></dd><dt>Produktion</dt><dd>{links}</dd></dl>"
    found = stated(labelled, "producers", page)
    assert (found and [one.name for one in found]) == producers
    assert (stated(labelled, "companies", page) is None) is (producers is not None)


def test_a_co_production_is_not_a_company_and_most_names_of_a_list_decide_about_the_others() -> None:
    page = "<dl><dt>Producer</dt><dd>Co-production Chad-Peru; Lantern Arts / Owlhouse / Kiln Pictures</dd></dl>"
    assert [one.name for one in stated(labelled, "companies", page)] == ["Lantern Arts", "Owlhouse", "Kiln Pictures"]
    assert stated(labelled, "producers", page) is None
    page = "<p><b>Studio:</b> Lantern Films, Co-production Chad-Peru</p>"
    assert [one.name for one in stated(labelled, "companies", page)] == ["Lantern Films"]


def test_credits_of_a_song_are_not_those_of_the_film() -> None:
    song = "<p><b>Produced by</b> <a href=/p/1>Ada Morn</a><br>Orchestrated by Nils Oke<br>Courtesy of Kiln Company</p>"
    assert stated(labelled, "producers", song) is None
    assert stated(labelled, "companies", song) is None


def test_a_row_after_a_company_shown_as_a_picture_is_not_a_company() -> None:
    page = "<p><b>Network</b></p><ul><li><a href=/n/4><img src=4.png alt=''></a></li></ul><p><b>Sort</b> Scripted</p>"
    assert stated(labelled, "companies", page) is None


@pytest.mark.parametrize(
    ("printed", "found"),
    [
        ("owl [not a bird], war [EU], ice", ["owl [not a bird]", "war [EU]", "ice"]),
        ("fly (insect), ice[1], lake [2], kiln[note 3], reef [a]", ["fly (insect)", "ice", "lake", "kiln", "reef"]),
        ("Paper (78), fly (insect) (3)", ["Paper", "fly (insect)"]),
    ],
)
def test_a_keyword_keeps_its_sense_and_loses_footnotes(printed: str, found: list[str]) -> None:
    assert stated(labelled, "keywords", f"<dl><dt>Keywords</dt><dd>{printed}</dd></dl>") == found


def test_brackets_after_a_language_are_left_out() -> None:
    assert stated(labelled, "languages", "<dl><dt>Language</dt><dd>Dutch (some), French [dubbed]</dd></dl>") == [
        "Dutch",
        "French",
    ]


@pytest.mark.parametrize(
    ("label", "titles"),
    [
        ("Alt titles", ["Salt Ferry II", '"Salt Ferry" Second: The Quay']),
        ("Alt title", ['Salt Ferry II, "Salt Ferry" Second: The Quay']),
    ],
)
def test_commas_separate_titles_after_a_plural_label(label: str, titles: list[str]) -> None:
    page = f'<h2>{label}: Salt Ferry II, "Salt Ferry" Second: The Quay</h2>'
    assert [one.title for one in stated(labelled, "alternate_titles", page)] == titles


def test_brackets_after_a_writer_are_a_job_or_left_out() -> None:
    found = stated(labelled, "writers", "<p>Writers: Ada Morn (novel), Nils Oke (screenplay), Ona Pell (of Lund)</p>")
    assert [(one.name, one.job) for one in found] == [("Ada Morn", "novel"), ("Nils Oke", "screenplay"), ("Ona Pell", None)]
