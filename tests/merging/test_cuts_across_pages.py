"""Cut texts are closed from other pages' whole texts, or stay open; nothing is guessed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filmdig.parsers.merging import cuts
from filmdig.parsers.record.merged_film import MergedFilm, SourcedTruncation
from filmdig.parsers.record.page_record import CastMember, CompletedFrom, Page, Record, Review, Truncation
from tests.merging.made_up import bare, record
from tests.merging.whole import combine

WHOLE = (
    "Every night for forty years a keeper has counted the ships that pass, until one night a ship counts him. He rows out to it."
)
SHOWN = WHOLE[:62]
PAGE, OTHER = "http://www.example.com/film/lantern-keeper/", "http://films.example.org/lantern"


def _cut(path: str = "/film/synopsis", url: str | None = None) -> list[Truncation]:
    return [Truncation(path=path, state="open", full_text_url=url)]


def _only(film: MergedFilm) -> SourcedTruncation:
    (truncation,) = film.truncations
    return truncation


def test_from_another_capture_of_the_same_page() -> None:
    shown = record(synopsis=SHOWN, cut=_cut(), url=PAGE, captured_at="2008")
    whole = record(synopsis=WHOLE, url="https://example.com/film/lantern-keeper?utm_source=x", captured_at="2011")
    film = combine([shown, whole])
    assert film.film.synopsis == WHOLE
    assert film.conflicts == []
    cut = _only(film)
    assert (cut.path, cut.state, cut.by, cut.seams) == ("/film/synopsis", "repaired", "other_capture", [62])
    assert (cut.source, cut.completed_from and cut.completed_from.id) == (shown.id, whole.id)
    assert set(film.provenance["/film/synopsis"]) == {shown.id, whole.id}


def test_from_the_page_that_it_links_to() -> None:
    shown = record(synopsis=SHOWN, cut=_cut(url=f"{OTHER}/plot"), url=PAGE)
    film = combine([shown, record(synopsis=WHOLE, kind="synopsis", url=f"{OTHER}/plot/")])
    assert (film.film.synopsis, _only(film).by) == (WHOLE, "linked_page")


def test_a_link_may_be_relative_to_its_page() -> None:
    shown = record(synopsis=SHOWN, cut=_cut(url="plot#whole"), url=PAGE)
    film = combine([shown, record(synopsis=WHOLE, kind="synopsis", url=f"{PAGE}plot")])
    assert _only(film).by == "linked_page"


def test_from_the_same_text_elsewhere() -> None:
    film = combine([record(synopsis=SHOWN, cut=_cut(), url=PAGE), record(synopsis=WHOLE, url=OTHER)])
    assert (film.film.synopsis, _only(film).by) == (WHOLE, "other_page")


def test_typography_and_spaces_are_ignored() -> None:
    whole = "“The lamp,” he says,\n\n“is the only honest actor – and it goes out.” Then he leaves."
    shown = record(synopsis='"The lamp," he says, "is the only honest actor - and', cut=_cut())
    film = combine([shown, record(synopsis=whole)])
    assert film.film.synopsis == whole
    assert whole[: _only(film).seams[0]] == "“The lamp,” he says,\n\n“is the only honest actor – and"


@pytest.mark.parametrize(
    ("shown", "other"),
    [
        (SHOWN, "Another keeper, another sea, and as many words as it takes to be longer than what was shown of it."),
        (SHOWN, SHOWN),  # the same words, nothing more
        (WHOLE[:62].replace("forty", "fifty"), WHOLE),
        ("Every night for forty years", WHOLE),  # begins like it, but 27 characters of an unrelated page are no proof
    ],
)
def test_what_is_not_its_continuation_leaves_it_open(shown: str, other: str) -> None:
    one = record(synopsis=shown, cut=_cut(), url=PAGE)
    film = combine([one, record(synopsis=other, url=OTHER)])
    assert (_only(film).state, _only(film).by, _only(film).completed_from) == ("open", None, None)


def test_texts_that_continue_differently_leave_it_open_with_a_doubt() -> None:
    ends = [WHOLE, WHOLE[:70] + " and then the film breaks off."]
    film = combine([record(synopsis=SHOWN, cut=_cut()), *(record(synopsis=text) for text in ends)])
    assert (_only(film).state, _only(film).doubt) == ("open", "2 texts continue differently")


def test_the_same_pages_text_comes_before_another_pages() -> None:
    other_end = WHOLE[:70] + " and then the film breaks off."
    shown = record(synopsis=SHOWN, cut=_cut(), url=PAGE)
    film = combine([shown, record(synopsis=other_end, url=OTHER), record(synopsis=WHOLE, url=PAGE, captured_at="2012")])
    assert _only(film).by == "other_capture"
    assert shown.id in film.provenance["/film/synopsis"]
    assert film.film.synopsis == WHOLE


def test_every_capture_that_shows_it_cut_is_closed() -> None:
    shown = [record(synopsis=SHOWN, cut=_cut(), url=PAGE, captured_at=f"20{n:02}") for n in range(8, 12)]
    film = combine(
        [*shown, record(synopsis=SHOWN[:50], cut=_cut(), url=OTHER), record(synopsis=WHOLE, url=PAGE, captured_at="2014")]
    )
    assert [(cut.state, cut.path) for cut in film.truncations] == [("repaired", "/film/synopsis")] * 5
    assert film.conflicts == []


def test_a_review_is_closed_by_its_other_capture() -> None:
    first = record(reviews=[Review(by="audience", author="mo", text=WHOLE[:40])], cut=_cut("/reviews/0/text"))
    second = record(reviews=[Review(by="audience", author="bo", text="No."), Review(by="audience", author="mo", text=WHOLE)])
    film = combine([first, second])
    position = [review.author for review in film.reviews].index("mo")
    assert film.reviews[position].text == WHOLE
    assert _only(film).path == f"/reviews/{position}/text"


def test_a_role_is_closed_by_the_same_persons_role() -> None:
    first, second = record(cast=()), record(cast=())
    first.film.cast = [CastMember(name="Jo Lund", role="Anna, the")]
    second.film.cast = [
        CastMember(name="Ivo Brandt", role="Anna, the cook"),
        CastMember(name="Jo Lund", role="Anna, the keeper's wife"),
    ]
    first.truncations = _cut("/film/cast/0/role")
    film = combine([first, second])
    assert {member.name: member.role for member in film.film.cast}["Jo Lund"] == "Anna, the keeper's wife"
    assert _only(film).path == "/film/cast/1/role"


def test_a_cut_cast_is_closed_by_a_longer_one_that_begins_with_it() -> None:
    names = ("Bram Oosterlo", "Signe Halvard", "Ana Reyl")
    film = combine([record(cast=names[:2], cut=_cut("/film/cast")), record(cast=names)])
    assert (_only(film).state, _only(film).path) == ("repaired", "/film/cast")
    film = combine([record(cast=names[1:], cut=_cut("/film/cast")), record(cast=names)])
    assert _only(film).state == "open"


@pytest.mark.parametrize("url", [None, "http://example.com/lantern"])
def test_a_title_cut_in_its_bracket_is_completed_from_the_other_title(url: str | None) -> None:
    shown = record("Lykten (The Lantern Kee", cut=_cut("/film/title"), url=url)
    film = combine([shown, record("The Lantern Keeper", kind="article")])
    assert film.film.title == "Lykten (The Lantern Keeper)"
    cut = _only(film)
    assert (cut.state, cut.by, cut.doubt) == ("repaired", "other_page", "the closing bracket is supplied")
    assert cut.seams == [len("Lykten (The Lantern Kee")]
    assert _values(film, "/film/title") == ["Lykten (The Lantern Keeper)", "The Lantern Keeper"]


def test_a_title_stays_cut_where_two_titles_complete_it() -> None:
    film = combine(
        [record("Lykten (The Lantern Kee", cut=_cut("/film/title")), record("The Lantern Keeper"), record("The Lantern Keepsake")]
    )
    assert _only(film).state == "open"
    assert "Lykten (The Lantern Kee" in _values(film, "/film/title")


def _values(film: MergedFilm, path: str) -> list[object]:
    return [value.value for conflict in film.conflicts if conflict.path == path for value in conflict.values]


_text = st.text(st.sampled_from("ab é’'“\"\n –-中"), min_size=1, max_size=120).map(str.strip).filter(bool)


@settings(max_examples=80, deadline=None)
@given(_text, st.data())
def test_a_seam_separates_the_shown_part_from_the_rest(text: str, data: st.DataObject) -> None:
    shown = text[: data.draw(st.integers(1, len(text)))].strip()
    seam = cuts.seam(shown, text)
    if cuts.folded(shown) == cuts.folded(text) or not shown:
        assert seam is None or not shown
    else:
        assert seam is not None
        assert cuts.folded(text[:seam]) == cuts.folded(shown)


@settings(max_examples=80, deadline=None)
@given(_text, _text)
def test_only_a_text_that_begins_with_the_cut_one_closes_it(shown: str, other: str) -> None:
    one = record(synopsis=shown, cut=_cut(), url=PAGE)
    film = combine([one, record(synopsis=other, url=PAGE)])
    cut = _only(film)
    if cut.state == "repaired":
        assert cuts.folded(other).startswith(cuts.folded(shown))
        assert film.film.synopsis == other
    else:
        values: list[object] = [film.film.synopsis, *_values(film, "/film/synopsis")]
        assert {shown, other} <= set(values)


def test_a_donor_closes_a_cut_and_is_named() -> None:
    shown = record(
        reviews=[Review(by="critics", author="P. Quill", text=WHOLE[:45])], cut=_cut("/reviews/0/text", f"{OTHER}/quill")
    )
    page: Record = bare(Page(url=f"{OTHER}/quill", kind="unknown", digest="sha256:q"))
    page.film.synopsis = WHOLE
    from filmdig.parsers.merging.combine import Combiner

    combiner = Combiner()
    combiner.add(shown)
    combiner.add_donor(page)
    film = combiner.film()
    assert (film.reviews[0].text, _only(film).by) == (WHOLE, "linked_page")
    assert _only(film).completed_from == CompletedFrom(
        id=page.id, url=page.page.url, captured_at=page.page.captured_at, digest=page.page.digest
    )
    assert page.id in [source.id for source in film.sources]
