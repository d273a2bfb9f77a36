"""Whole made-up pages of unknown sites: markups and languages, articles, persons, lists, other pages."""

from __future__ import annotations

import random

import pytest

from filmdig.parsers.generic.certificates import certificate_of
from filmdig.parsers.generic.durations import minutes
from filmdig.parsers.generic.people import split_people
from filmdig.parsers.generic.signs import may_be_film
from filmdig.parsers.page.document import Page
from filmdig.parsers.read import read_capture
from filmdig.parsers.record.capture import Capture
from filmdig.parsers.record.page_record import Film, Record


def read(html: str, url: str | None = "http://films.example/x") -> Record:
    return read_capture(Capture(body=html.encode(), url=url))


def names(people) -> list[str]:
    return [person.name for person in people]


@pytest.mark.parametrize(
    ("description", "directors"),
    [
        ("Directed by J. K. Brandt. With Ona Pell, Jan Roth.", ["J. K. Brandt"]),
        ("Directed by Ilse B. With Ona Pell, Jan Roth.", ["Ilse B"]),
        ("Directed by Ilse Brandt and Jan A. Roth. The keeper leaves.", ["Ilse Brandt", "Jan A. Roth"]),
        ("Directed by X. With A, B. A keeper leaves.", []),
    ],
)
def test_a_director_s_name_ends_before_the_next_sentence(description, directors):
    film = '<meta property="og:type" content="video.movie"><meta property="og:title" content="Karst Owl (1999)">'
    record = read(f'{film}<meta property="og:description" content="{description}"><title>Karst Owl</title>')
    assert (record.film.title, names(record.film.directors)) == ("Karst Owl", directors)


ROWS = {
    "en": ("Director", "Ilse Brandt", "Cast", "Ona Pell, Jan Roth", "Running time", "94 min", "Country", "Norway"),
    "de": ("Regie", "Ilse Brandt", "Darsteller", "Ona Pell, Jan Roth", "Laufzeit", "94 Minuten", "Land", "Norwegen"),
    "fr": ("Réalisateur", "Ilse Brandt", "Acteurs", "Ona Pell, Jan Roth", "Durée", "1 h 34 min", "Pays", "Norvège"),
    "es": ("Dirección", "Ilse Brandt", "Reparto", "Ona Pell, Jan Roth", "Duración", "94 min.", "País", "Noruega"),
    "it": ("Regia", "Ilse Brandt", "Attori", "Ona Pell, Jan Roth", "Durata", "94 minuti", "Paese", "Norvegia"),
    "pt": ("Direção", "Ilse Brandt", "Elenco", "Ona Pell, Jan Roth", "Duração", "94 minutos", "País", "Noruega"),
    "nl": ("Regisseur", "Ilse Brandt", "Rolverdeling", "Ona Pell, Jan Roth", "Speelduur", "94 minuten", "Land", "Noorwegen"),
    "sv": ("Regissör", "Ilse Brandt", "Skådespelare", "Ona Pell, Jan Roth", "Längd", "94 minuter", "Land", "Norge"),
    "da": ("Instruktør", "Ilse Brandt", "Medvirkende", "Ona Pell, Jan Roth", "Spilletid", "94 min.", "Land", "Norge"),
    "no": ("Regissør", "Ilse Brandt", "Skuespillere", "Ona Pell, Jan Roth", "Spilletid", "94 min", "Land", "Norge"),
    "fi": ("Ohjaaja", "Ilse Brandt", "Näyttelijät", "Ona Pell, Jan Roth", "Kesto", "94 min", "Maa", "Norja"),
    "pl": ("Reżyseria", "Ilse Brandt", "Obsada", "Ona Pell, Jan Roth", "Czas trwania", "94 min", "Kraj", "Norwegia"),
    "cs": ("Režie", "Ilse Brandt", "Hrají", "Ona Pell, Jan Roth", "Délka", "94 min", "Země", "Norsko"),
    "sk": ("Réžia", "Ilse Brandt", "Hrajú", "Ona Pell, Jan Roth", "Dĺžka", "94 min", "Krajina", "Nórsko"),
    "hu": ("Rendező", "Ilse Brandt", "Szereplők", "Ona Pell, Jan Roth", "Játékidő", "94 perc", "Ország", "Norvégia"),
    "ro": ("Regizor", "Ilse Brandt", "Actori", "Ona Pell, Jan Roth", "Durata", "94 minute", "Țara", "Norvegia"),
    "ru": ("Режиссёр", "Ильза Брандт", "В ролях", "Она Пелл, Ян Рот", "Время", "1 ч. 34 мин.", "Страна", "Норвегия"),
    "uk": ("Режисер", "Ільза Брандт", "Актори", "Она Пелл, Ян Рот", "Тривалість", "94 хв", "Країна", "Норвегія"),
    "el": ("Σκηνοθεσία", "Ίλζε Μπραντ", "Ηθοποιοί", "Όνα Πελ, Γιαν Ροθ", "Διάρκεια", "94 λεπτά", "Χώρα", "Νορβηγία"),
    "tr": ("Yönetmen", "Ilse Brandt", "Oyuncular", "Ona Pell, Jan Roth", "Süre", "1 saat 34 dk", "Ülke", "Norveç"),
    "ja": ("監督", "山河雪子", "出演", "川上一、森本花", "上映時間", "94分", "製作国", "ノルウェー"),
    "zh": ("导演", "山雪", "主演", "川一 / 森花", "片长", "94分钟", "国家", "挪威"),
    "ko": ("감독", "산설희", "출연", "천일우, 삼화영", "상영시간", "94분", "국가", "노르웨이"),
    "ar": ("إخراج", "سلمى نور", "بطولة", "هاني ريم، ليلى قمر", "المدة", "94 دقيقة", "البلد", "النرويج"),
    "he": ("בימוי", "דנה ברק", "שחקנים", "יעל נור, רון גל", "אורך", "94 דקות", "ארץ", "נורווגיה"),
    "hi": ("निर्देशक", "सलमा नूर", "कलाकार", "हनी रेखा, लीला कमर", "अवधि", "94 मिनट", "देश", "नॉर्वे"),
    "fa": ("کارگردان", "سلما نوری", "بازیگران", "هانی ریما، لیلا قمری", "مدت زمان", "۱ ساعت و ۳۴ دقیقه", "کشور", "نروژ"),
}
MARKUPS = {
    "dl": ("<dl>{}</dl>", "<dt>{}</dt><dd>{}</dd>"),
    "table": ("<table>{}</table>", "<tr><th>{}</th><td>{}</td></tr>"),
    "cells": ("<table>{}</table>", "<tr><td>{}:</td><td>{}</td></tr>"),
    "bold": ("<p>{}</p>", "<b>{}:</b> {}<br>"),
    "lines": ("<p>{}</p>", "{}: {}<br>"),
    "items": ("<ul>{}</ul>", "<li><span>{}</span> <span>{}</span></li>"),
    "blocks": ("<div>{}</div>", "<div class=row><div class=key>{}</div><div class=value>{}</div></div>"),
    "headings": ("<div>{}</div>", "<h3>{}</h3><p>{}</p>"),
}


@pytest.mark.parametrize("markup", MARKUPS)
@pytest.mark.parametrize("language", ROWS)
def test_rows_in_every_language_and_markup(language: str, markup: str) -> None:
    words = ROWS[language]
    around, row = MARKUPS[markup]
    rows = around.format("".join(row.format(label, value) for label, value in zip(words[::2], words[1::2], strict=True)))
    record = read(f"<html lang={language}><head><title>Karst Owl</title></head><body><h1>Karst Owl</h1>{rows}</body></html>")
    film = record.film
    assert (record.page.kind, record.page.read_by, film.title) == ("film", "generic", "Karst Owl")
    assert names(film.directors) == [words[1]]
    assert len(film.cast) == 2
    assert (film.runtime_minutes, film.countries) == (94, [words[7]])


@pytest.mark.parametrize(
    ("line", "year", "runtime", "countries", "genres"),
    [
        ("1957 · Drama / Thriller · 96 min", 1957, 96, [], ["Drama", "Thriller"]),
        ("Germany, 2025, 1h 26min, DCP", 2025, 86, ["Germany"], []),
        ("Horror/Thriller | 1960 | 1h 49min", 1960, 109, [], ["Horror", "Thriller"]),
        ("India 1964. 117min", 1964, 117, ["India"], []),
        ("<span>1982</span><span>СССР</span><span>1 ч. 29 мин.</span>", 1982, 89, ["СССР"], []),
        ("chorvatsko 2021 | rumunsko | 106 min. | 18+", 2021, 106, ["chorvatsko", "rumunsko"], []),
    ],
)
def test_a_line_of_facts_under_the_title(line, year, runtime, countries, genres) -> None:
    record = read(
        f"<head><title>Karst Owl | Lantern</title></head><body><h1>Karst Owl</h1><p>{line}</p>"
        "<p>A film about an owl that counts stones, and the film's last stone is lost. The movie was shown at night.</p></body>"
    )
    film = record.film
    assert (film.year, film.runtime_minutes, film.countries, film.genres) == (year, runtime, countries, genres)


@pytest.mark.parametrize(
    ("title", "heading", "body", "expected"),
    [
        ("Karst Owl (1999) Review | The Lantern", "Karst Owl (1999)", "", "Karst Owl"),
        ("Film review: Karst Owl - Lantern Weekly", "Film review: Karst Owl", "", "Karst Owl"),
        (
            "A cold night | Film | Lantern",
            "Review: 'Karst Owl' makes a cold night colder",
            "<p>'Karst Owl' is long.</p>",
            "Karst Owl",
        ),
        ("Karst Owl [Movie]", "Karst Owl now showing", "", "Karst Owl"),
        ("The Lantern", "Karst Owl", "", "Karst Owl"),
        ("岩石猫头鹰/岩フクロウ/Karst Owl | 灯", "岩石猫头鹰/岩フクロウ/Karst Owl", "", "岩石猫头鹰"),
    ],
)
def test_the_title_without_surrounding_words(title, heading, body, expected) -> None:
    facts = "<p>Director: Ilse Brandt<br>Cast: Ona Pell, Jan Roth</p>"
    assert read(f"<head><title>{title}</title></head><body><h1>{heading}</h1>{facts}{body}</body>").film.title == expected


def test_the_director_in_an_article() -> None:
    record = read(
        "<head><title>Karst Owl (1999) - a film review</title></head><body><h1>Karst Owl (1999)</h1>"
        "<p>Karst Owl, directed by Ilse Brandt and starring Ona Pell and Jan Roth, is a film about stones. "
        + "The film is long and its owl is patient. " * 12
        + "</p></body>"
    )
    assert (record.page.kind, record.film.title, record.film.year) == ("article", "Karst Owl", 1999)
    assert names(record.film.directors) == ["Ilse Brandt"]


@pytest.mark.parametrize(
    "html",
    [
        "<h1>Ten loaves for the winter (2014)</h1><p>Flour, water, salt. " + "Bake it until the crust sings. " * 40 + "</p>",
        "<h1>Council votes on the bridge</h1><p>The director of works said no. " + "The bridge is old. " * 60 + "</p>",
        "<h1>Owl Quest</h1><p>Publisher: Lamp. Platform: Xbox. The game is a game about a film. "
        + "The gameplay is slow, the Xbox is loud, and the album of its music is an album. " * 8
        + "</p>",
    ],
)
def test_pages_about_something_else_give_nothing(html: str) -> None:
    record = read(f"<head><title>The Lantern</title></head><body>{html}</body>")
    assert (record.page.kind, record.film) == ("unknown", Film())


def test_a_list_has_related_films() -> None:
    films = "".join(f"<h3><a href=/f/{n}>Karst Owl {n} ({1990 + n})</a></h3><p>Directed by Ilse Brandt.</p>" for n in range(1, 8))
    record = read(f"<head><title>The best owl films</title></head><body><h1>The best owl films</h1>{films}</body>")
    assert (record.page.kind, record.film) == ("list", Film())
    assert [(one.title, one.year) for one in record.related][:2] == [("Karst Owl 1", 1991), ("Karst Owl 2", 1992)]


def test_a_person() -> None:
    record = read(
        "<head><title>Ilse Brandt | Lantern</title></head><body><h1>Ilse Brandt</h1><p>Director</p>"
        "<dl><dt>Born</dt><dd>March 4, 1951</dd><dt>Birthplace</dt><dd>Bergen, Norway</dd></dl></body>"
    )
    assert (record.page.kind, record.film) == ("person", Film())
    assert record.person is not None
    assert (record.person.name, record.person.birth_date, record.person.birth_place) == (
        "Ilse Brandt",
        "1951-03-04",
        "Bergen, Norway",
    )


def test_witnesses_that_disagree_are_reported() -> None:
    record = read(
        '<head><title>Karst Owl (1999)</title><script type="application/ld+json">{"@type":"Movie","name":"Karst Owl",'
        '"dateCreated":"2005"}</script></head><body><h1>Karst Owl (1999)</h1></body>'
    )
    assert record.film.year == 1999
    assert [(issue.code, issue.path) for issue in record.issues] == [("witnesses_disagree", "/film/year")]


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Ona Pell as Mira, Jan Roth (Otto) and Kai Lund", [("Ona Pell", "Mira"), ("Jan Roth", "Otto"), ("Kai Lund", None)]),
        ("Ona Pell ... Mira; Jan Roth ... Otto", [("Ona Pell", "Mira"), ("Jan Roth", "Otto")]),
        ("山雪 饰 米拉、川一", [("山雪", "米拉"), ("川一", None)]),
        ("Ona Pell, Rob Roth Jr., Kai Lund и другие", [("Ona Pell", None), ("Rob Roth Jr.", None), ("Kai Lund", None)]),
        ("the best film of the year", []),
    ],
)
def test_names_in_a_run(text: str, people: list[tuple[str, str | None]]) -> None:
    assert [(one.name, one.role) for one in split_people(text).people] == people


@pytest.mark.parametrize(
    ("text", "labelled", "expected"),
    [
        ("1:50", True, 110),
        ("1:50", False, None),
        ("~95 min", False, 95),
        ("1 ep x 120 min", False, 120),
        ("2h", True, 120),
        ("soon", True, None),
    ],
)
def test_running_times(text: str, labelled: bool, expected: int | None) -> None:
    assert minutes(text, labelled=labelled) == expected


@pytest.mark.parametrize(
    ("text", "label", "labelled", "expected"),
    [
        ("PG-13; violence", "Rating", False, "PG-13"),
        ("R [Full Rating] for owls", "Rated:", True, "R"),
        ("8.3/10", "Rating", False, None),
        ("16+ for some", "", True, "16+"),
        ("12", "FSK", True, "12"),
        ("Interdit aux moins de 16 ans", "", False, "16"),
    ],
)
def test_certificates(text: str, label: str, labelled: bool, expected: str | None) -> None:
    found = certificate_of(text, label, labelled=labelled)
    assert (found.rating if found else None) == expected


def test_a_source_without_a_sign_is_not_parsed(monkeypatch) -> None:
    def refuse(*given, **named):
        raise AssertionError("the tree was built")

    page = "<html lang=en><head><title>Loaves</title></head><body>" + "<p>Flour, water and salt.</p>" * 2000 + "</body></html>"
    monkeypatch.setattr("turbohtml.parse", refuse)
    record = read(page)
    assert (record.page.kind, record.page.language) == ("unknown", "en")
    assert [issue.code for issue in record.issues] == ["text_unread"]
    assert not may_be_film(Page(Capture(body=b""), page))


@pytest.mark.parametrize(
    ("paragraphs", "expected"),
    [
        (["A film.", *["Flour, water and salt."] * 600] * 12, False),
        ([*["Flour, water and salt."] * 4000, *["A film."] * 12], True),
        (["<b>Starring:</b> Ona Pell", *["A film.", *["Flour, water and salt."] * 600] * 4], False),
        (["<b>Starring:</b> Ona Pell", *["Flour, water and salt."] * 4000, *["A film."] * 4], True),
        (["Elokuvan ohjaaja on", *["Vehnää, vettä ja suolaa."] * 4000, *["elokuva"] * 3], True),
        (["电影" * 5, *["面粉、水和盐。"] * 4000], True),
        (["FILM " * 9, *["Flour, water and salt."] * 4000], True),
        (['<script type="application/ld+json">{"@type":"Movie"}</script>', *["Flour, water and salt."] * 4000], True),
    ],
)
def test_words_for_film_count_only_close_together(paragraphs: list[str], expected: bool) -> None:
    assert may_be_film(Page(Capture(body=b""), "".join(f"<p>{one}</p>\n" for one in paragraphs))) is expected


@pytest.mark.parametrize(
    ("sentence", "evidence"),
    [("Flour, water and salt.", ["nothing in its source is of a film"]), ("A film of flour on the table.", [])],
)
def test_a_small_page_without_words_for_film_is_not_searched(sentence: str, evidence: list[str]) -> None:
    record = read(f"<html><head><title>Loaves</title></head><body>{f'<p>{sentence}</p>' * 40}</body></html>")
    assert (record.page.kind, record.page.layout_evidence) == ("unknown", evidence)
    assert [issue.code for issue in record.issues] == ["text_unread"]


def test_damaged_pages_raise_nothing() -> None:
    whole = (
        "<html><head><title>Karst Owl (1999)</title></head><body><h1>Karst Owl</h1><dl><dt>Director</dt><dd>Ilse Brandt</dd>"
        "<dt>Cast</dt><dd><a href=x>Ona Pell</a> as Mira, Jan Roth</dd></dl><p>1999 · Drama · 94 min</p><p>Rated: PG-13</p>"
    )
    debris = ["<", ">", "</", "&#x;", '"', "\0", "<td>", "</div>", "(", "：", " " * 400, "<b>"]
    dice = random.Random(7)
    for _ in range(300):
        page = list(whole)
        for _ in range(dice.randrange(1, 12)):
            at = dice.randrange(len(page))
            page[at : at + dice.randrange(4)] = dice.choice(debris)
        record = read("".join(page))
        assert [issue for issue in record.issues if issue.code == "witness_failed"] == []


def test_an_invalid_address_raises_nothing() -> None:
    html = '<head><title>Karst Owl (1999)</title><link rel=canonical href="http://[owl/"></head><body><h1>Karst Owl</h1>'
    assert read(f"{html}<p>Director: Ilse Brandt<br>Running time: 94 min</p></body>", url=None).film.title == "Karst Owl"


def test_crew_titles_and_counts_of_a_series() -> None:
    record = read(
        "<head><title>Karst Owl</title></head><body><h1>Karst Owl</h1><dl><dt>Created by</dt><dd>Ilse Brandt</dd>"
        "<dt>Music</dt><dd>Ona Pell, Jan Roth</dd><dt>Also known as</dt><dd>The Owl; Uhu</dd><dt>Seasons</dt><dd>3</dd>"
        "<dt>Episodes</dt><dd>24</dd><dt>Cast</dt><dd>Kai Lund as Otto</dd><dt>DVD release</dt><dd>4 March 2001</dd></dl></body>"
    )
    film = record.film
    assert record.page.kind == "series"
    assert [(one.name, one.job) for one in film.crew] == [
        ("Ilse Brandt", "Created by"),
        ("Ona Pell", "Music"),
        ("Jan Roth", "Music"),
    ]
    assert [one.title for one in film.alternate_titles] == ["The Owl", "Uhu"]
    assert (film.season_count, film.episode_count) == (3, 24)
    assert [(one.kind, one.date) for one in film.releases] == [("home_video", "2001-03-04")]
