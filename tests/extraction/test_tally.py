"""Counts of a run: of single records, added up, and their totals."""

from __future__ import annotations

import pytest

from filmdig.parsers.record.page_record import Issue, Page, Record, Truncation
from filmdig.scraper.extraction.tally import NO_SITE, LayoutTally, Tally


def record(site: str | None, layout: str | None, kind: str, cuts: str = "", issues: tuple[str, ...] = ()) -> Record:
    """A record with a repaired cut for each r, and an open one for each o."""
    found = Record(id="1", page=Page(site=site, layout=layout, kind=kind))  # type: ignore[arg-type]
    found.truncations = [Truncation(path="/film/synopsis", state="repaired" if cut == "r" else "open") for cut in cuts]
    found.issues = [Issue(code=code, message="") for code in issues]
    return found


def counted() -> Tally:
    tally = Tally()
    tally.count(record("kinograf", "1999", "film", "rro", ("field_missing", "field_missing", "empty")))
    tally.count(record("kinograf", "1999", "film", "r"))
    tally.count(record("kinograf", "1999", "person"))
    tally.count(record("kinograf", None, "film", "o", ("empty",)))
    tally.count(record(None, None, "film"))
    return tally


def test_records_are_counted_by_site_and_layout() -> None:
    assert counted().sites == {
        "kinograf": {
            "1999": LayoutTally(kinds={"film": 2, "person": 1}, repaired=3, open=1, issues={"field_missing": 2, "empty": 1}),
            "generic": LayoutTally(kinds={"film": 1}, open=1, issues={"empty": 1}),
        },
        NO_SITE: {"generic": LayoutTally(kinds={"film": 1})},
    }


def test_what_all_layouts_come_to() -> None:
    tally = counted()
    assert (tally.pages, tally.repaired, tally.open) == (5, 3, 2)
    assert tally.kinds == {"film": 4, "person": 1}
    assert tally.issues == {"field_missing": 2, "empty": 2}


def test_each_damaged_page_counts_once() -> None:
    tally = Tally()
    for damaged in (True, False, True):
        tally.count(record(None, None, "film"), damaged=damaged)
    assert (tally.pages, tally.damage) == (3, {"a page that is cut or changed": 2})


def test_tallies_add_up() -> None:
    total = Tally(skipped={"an image": 1}, quarantined={"timeout": 1}, damage={"a cut": 1}, lost=10, stated={"a.html": 1})
    total.add(counted())
    more = counted()
    more.skipped, more.quarantined, more.damage = {"an image": 2, "a redirect": 1}, {"timeout": 4}, {"a cut": 5, "a gap": 1}
    more.lost, more.stated = 7, {"a.html": 2, "b.html": 1}
    total.add(more)
    assert (total.pages, total.repaired, total.open) == (10, 6, 4)
    assert total.sites["kinograf"]["1999"] == LayoutTally(
        kinds={"film": 4, "person": 2}, repaired=6, open=2, issues={"field_missing": 4, "empty": 2}
    )
    assert total.skipped == {"an image": 3, "a redirect": 1}
    assert (total.quarantined, total.damage, total.lost) == ({"timeout": 5}, {"a cut": 6, "a gap": 1}, 17)
    assert total.stated == {"a.html": 3, "b.html": 1}
    assert counted().sites == {**more.sites}, "what is added is not changed"


def test_without_pages_only_what_gave_no_record_is_left() -> None:
    tally = counted()
    tally.skipped, tally.quarantined, tally.damage, tally.lost, tally.stated = {"a": 1}, {"limit": 2}, {"b": 3}, 4, {"c": 5}
    assert tally.without_pages() == Tally(skipped={"a": 1}, quarantined={"limit": 2}, damage={"b": 3}, lost=4, stated={"c": 5})


@pytest.mark.parametrize(("count", "quarantined"), [(0, {"unreadable": 1}), (3, {"unreadable": 4})])
def test_captures_that_an_archive_did_not_deliver_are_unreadable(count: int, quarantined: dict[str, int]) -> None:
    tally = Tally(quarantined={"unreadable": 1})
    tally.add_unreadable(count)
    assert tally.quarantined == quarantined
    nothing = Tally()
    nothing.add_unreadable(0)
    assert nothing.quarantined == {}


@pytest.mark.parametrize(
    ("tally", "failed", "nothing"),
    [
        (Tally(), False, False),
        (Tally(quarantined={"unreadable": 1}), True, True),
        (Tally(damage={"a cut": 1}), True, True),
        (Tally(quarantined={"unreadable": 1, "timeout": 1}), True, False),
        (Tally(quarantined={"unreadable": 1}, skipped={"an image": 1}), True, False),
        (Tally(skipped={"an image": 1}), False, False),
        (Tally(quarantined={"unreadable": 1}, sites={"kinograf": {"1999": LayoutTally(kinds={"film": 1})}}), True, False),
    ],
)
def test_whether_a_run_failed_and_read_nothing(tally: Tally, failed: bool, nothing: bool) -> None:
    assert (tally.failed, bool(tally.nothing_read)) == (failed, nothing)
