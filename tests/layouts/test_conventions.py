"""Conventions that every record follows, and pages of known sites that no layout reads."""

import pytest

from filmdig.parsers.layouts.conventions import is_placeholder, joined_notes, release_kind, settle_conventions, settle_entities
from filmdig.parsers.read import read_capture
from filmdig.parsers.record.capture import Capture
from filmdig.parsers.record.page_record import BoxOffice, CastMember, Film, Record, Truncation
from tests.cases import FIXTURES


@pytest.mark.parametrize(
    ("note", "kind"),
    [
        ("TV premiere", "television"),
        ("Mar del Plata Film Festival; restored version", "festival"),
        ("Fantastic Fest", "festival"),
        ("sur Netflix", "streaming"),
        ("internet", "streaming"),
        ("Video on demand", "streaming"),
        ("DVD premiere", "home_video"),
        ("Blu-ray", "home_video"),
        ("en salle", "theatrical"),
        ("theatrical", "theatrical"),
        ("limited", None),
        ("premiere", None),
        ("re-release", None),
        ("Widescreen", None),
        ("", None),
        (None, None),
    ],
)
def test_a_releases_kind_is_read_from_the_printed_words(note, kind):
    assert release_kind(note) == kind


@pytest.mark.parametrize(
    ("printed", "note"),
    [
        ("(restored version) (Mar del Plata Film Festival)", "restored version; Mar del Plata Film Festival"),
        (" (limited)", "limited"),
        ("Wide", "Wide"),
        ("()", "()"),
        ("", None),
    ],
)
def test_brackets_are_joined(printed, note):
    assert joined_notes(printed) == note


@pytest.mark.parametrize(
    "text",
    [
        "No overview found.",
        "NO OVERVIEW FOUND",
        "Add a Plot »",
        "N/A",
        "Know what this is about? Be the first one to add a plot.",
        "It looks like we don't have any Plot Summaries for this title yet.",
        "We don't have an overview translated in English. Help us expand our database by adding one.",
        "Описание отсутствует",
        "暂无简介",
    ],
)
def test_a_placeholder_is_not_a_plot(text):
    assert is_placeholder(text)
    record = Record(film=Film(synopsis=text), derived=["/film/synopsis", "/film/year"])
    record.truncations = [Truncation(path="/film/synopsis", state="open"), Truncation(path="/film/title", state="open")]
    settle_conventions(record)
    assert record.film.synopsis is None
    assert (record.derived, [cut.path for cut in record.truncations]) == (["/film/year"], ["/film/title"])


@pytest.mark.parametrize(
    "text",
    [
        "No plot survives the keeper, who has been the first to see the light go out.",
        "A film without a synopsis is like a lamp without oil.",
        "Nothing.",
        "No synopsis available, said the keeper; and then the ship came in and told us all of it.",
        "Be the first to write it down: " + "the lamp and the keeper " * 9,
    ],
)
def test_a_plot_that_resembles_a_placeholder_is_kept(text):
    assert not is_placeholder(text)


@pytest.mark.parametrize("region", ["Worldwide", "worldwide:", "WORLD", "мир", "в мире", "Dans le monde", "全球"])
def test_the_whole_world_is_not_a_region(region):
    record = Record(film=Film(box_office=[BoxOffice(kind="gross", amount=1, region=region)]))
    settle_conventions(record)
    assert record.film.box_office[0].region is None


@pytest.mark.parametrize("region", ["US & Canada", "Foreign", "International", "Россия", None])
def test_any_other_region_is_kept(region):
    record = Record(film=Film(box_office=[BoxOffice(kind="gross", amount=1, region=region)]))
    settle_conventions(record)
    assert record.film.box_office[0].region == region


WORDS = "The harbour office keeps a ledger of boats, nets and tides. "


def read(html, url):
    return read_capture(Capture(body=html.encode(), url=url))


def codes(record):
    return [issue.code for issue in record.issues]


def test_a_page_of_a_known_site_without_a_layout_names_the_nearest_layout_and_its_missing_marks():
    body = (FIXTURES / "trakt" / "2017" / "doubled-overview.html").read_text(encoding="utf-8")
    url = "https://trakt.tv/movies/lykten-1987"
    taken = read(body, url)
    assert (taken.page.layout, codes(taken)) == ("2017", [])
    changed = read(body.replace("summary-ratings-wrapper", "redesigned"), url)
    (issue,) = [issue for issue in changed.issues if issue.code == "layout_unknown"]
    assert issue.message.endswith("nearest is trakt/2017: the page lacks div#summary-ratings-wrapper")
    assert changed.page.layout is None


def test_text_that_data_escaped_twice_is_decoded_unless_it_has_a_seam():
    record = Record()
    record.film.title, record.film.synopsis = "Ferry&apos;s Day", "Bread &amp; tin for the ferry."
    record.film.genres = ["War &amp; Peace"]
    record.film.cast = [CastMember(name="Ada &quot;Tin&quot; Marr", role="Cr&eacute;a")]
    record.truncations = [Truncation(path="/film/synopsis", state="repaired", by="hidden_remainder", seams=[12])]
    settle_entities(record)
    assert (record.film.title, record.film.synopsis) == ("Ferry's Day", "Bread &amp; tin for the ferry.")
    assert record.film.genres == ["War & Peace"]
    assert record.film.cast == [CastMember(name='Ada "Tin" Marr', role="Créa")]


def test_a_page_of_an_unknown_site_has_no_unknown_layout():
    record = read(f"<html><body><p>{WORDS}</p></body></html>", "http://harbour.example/ledger")
    assert codes(record) == []


def test_a_page_with_much_text_and_no_film_is_reported():
    much = WORDS * 100
    record = read(f"<html><body><p>{much}</p></body></html>", "https://trakt.tv/about")
    assert (record.page.kind, record.film.title) == ("unknown", None)
    assert sorted(codes(record)) == ["layout_unknown", "text_unread"]
    assert str(len(much.strip())) in next(issue.message for issue in record.issues if issue.code == "text_unread")


@pytest.mark.parametrize(
    "url",
    [
        "https://www.metacritic.com/game/pc/lykten",
        "https://www.metacritic.com/browse/games/score/metascore",
        "https://www.metacritic.com/music/lykten/jo-lund",
        "https://www.google.com/search?q=lykten",
        "https://games.criticker.com/game/Lykten/",
        "https://www.listal.com/book/lykten",
    ],
)
def test_another_section_of_a_known_site_has_no_film(url):
    data = '<script type="application/ld+json">{"@type": "Movie", "name": "Lykten", "dateCreated": "1987"}</script>'
    record = read(f"<html><head><title>Lykten</title>{data}</head><body><h1>Lykten</h1></body></html>", url)
    assert (record.page.kind, record.film.title) == ("unknown", None)
    assert any("another department" in one for one in record.page.layout_evidence)
    assert codes(record) == ["text_unread"]


@pytest.mark.parametrize("site", ["metacritic", "listal", "criticker", "google_movies"])
def test_a_sites_film_pages_are_not_another_section(site):
    for path in (FIXTURES / site).rglob("*.html"):
        record = read_capture(Capture(body=path.read_bytes()))
        assert record.page.site == site, path


@pytest.mark.parametrize(
    ("printed", "name"),
    [("Ona Reed (III)", "Ona Reed"), ("Ona Reed (XVI)", "Ona Reed"), ("(I)", "(I)"), ("Mixi (Lund)", "Mixi (Lund)")],
)
def test_a_name_loses_the_numeral_of_namesakes(printed, name):
    record = Record()
    record.film.cast.append(CastMember(name=printed))
    settle_conventions(record)
    assert record.film.cast[0].name == name
