"""Cut lists are closed from a page that has all of the list; a list that is itself cut or too short closes none."""

from __future__ import annotations

import pytest

from filmdig.parsers.record.page_record import CastMember, Record, Truncation
from tests.merging.made_up import record
from tests.merging.whole import combine

PAGE, FULL = "http://www.imdb.com/title/tt0000007/", "http://www.imdb.com/title/tt0000007/fullcredits"
NAMES = ("Bram Oosterlo", "Signe Halvard", "Ona Reed", "Jo Lund")


def _cast(*names: str, url: str = PAGE, cut: bool = False, total: int | None = None) -> Record:
    cuts = [Truncation(path="/film/cast", state="open", full_text_url="fullcredits", total=total)] if cut else []
    return record(url=url, cast=names, cut=cuts)


def _state(*records: Record) -> list[tuple[str, str | None]]:
    return [(cut.state, cut.by) for cut in combine(records).truncations]


def test_a_cut_cast_is_closed_from_the_linked_page_that_has_all_of_it() -> None:
    shown, whole = _cast(*NAMES[:2], cut=True), _cast(*NAMES, url=FULL)
    film = combine([shown, whole])
    (cut,) = film.truncations
    assert (cut.path, cut.state, cut.by, cut.source) == ("/film/cast", "repaired", "linked_page", shown.id)
    assert cut.completed_from is not None
    assert (cut.completed_from.id, cut.completed_from.url) == (whole.id, FULL)
    assert [member.name for member in film.film.cast] == list(NAMES)


def test_the_whole_list_may_have_another_order() -> None:
    assert _state(_cast(*NAMES[:2], cut=True), _cast(*reversed(NAMES), url=FULL)) == [("repaired", "linked_page")]


@pytest.mark.parametrize(
    ("total", "other", "state"),
    [(4, NAMES, "repaired"), (74, NAMES, "open"), (None, NAMES[1:], "open"), (3, NAMES[:2], "open")],
)
def test_a_list_that_lacks_some_of_it_closes_none(total: int | None, other: tuple[str, ...], state: str) -> None:
    assert [one for one, _ in _state(_cast(*NAMES[:2], cut=True, total=total), _cast(*other, url=FULL))] == [state]


def test_a_list_that_is_shown_cut_itself_closes_none_unless_it_has_the_total() -> None:
    longer = _cast(*NAMES, cut=True)
    assert _state(_cast(*NAMES[:2], cut=True), longer) == [("open", None), ("open", None)]
    assert ("repaired", "other_capture") in _state(_cast(*NAMES[:2], cut=True, total=4), longer)


def test_a_cut_name_inside_a_list_is_closed_from_the_same_members() -> None:
    shown, whole = _cast("Bram Oosterlo"), _cast("Bram Oosterlo", url=FULL)
    shown.film.cast = [CastMember(name="Bram Oosterlo", role="The Keeper of the Li")]
    whole.film.cast = [CastMember(name="Bram Oosterlo", role="The Keeper of the Light")]
    shown.truncations = [Truncation(path="/film/cast/0/role", state="open", full_text_url="fullcredits")]
    film = combine([shown, whole])
    assert film.film.cast[0].role == "The Keeper of the Light"
    assert (film.truncations[0].path, film.truncations[0].state) == ("/film/cast/0/role", "repaired")
