"""Conditions of `--fail-if`: when they hold, and what is reported then."""

from __future__ import annotations

import pytest

from filmdig.parsers.record.errors import UsageError
from filmdig.scraper.extraction.alarm import ISSUE_CODES, Alarm, alarm, counts_of, unknown_name
from filmdig.scraper.extraction.tally import LayoutTally, Tally
from tests.conftest import ROOT


def tally() -> Tally:
    """Counts of 18 pages of a layout, two of them not found, and of two pages without a record."""
    layout = LayoutTally(kinds={"film": 16, "not_found": 2}, repaired=5, open=3, issues={"layout_unknown": 2})
    return Tally(sites={"flixster": {"2011": layout}}, quarantined={"timeout": 2}, skipped={"an image": 7}, lost=4096)


@pytest.mark.parametrize(
    ("condition", "raised"),
    [
        ("layout_unknown>5%", True),
        ("layout_unknown>10%", False),
        ("layout_unknown>=10%", True),
        ("layout_unknown==2", True),
        ("layout_unknown != 2", False),
        ("pages <= 18", True),
        ("quarantined>10%", False),
        ("quarantined>9.9%", True),
        ("timeout>0", True),
        ("damage>0", False),
        ("kind_not_found>=2", True),
        ("cuts_open>3", False),
        ("cuts_open<4", True),
        ("nothing_like_it>0", False),
        ("layout_ambiguous>=0", True),
    ],
)
def test_conditions_are_over_the_summarys_counts(condition: str, raised: bool) -> None:
    assert (alarm(condition).raised_by(tally()) is not None) is raised


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("layout_unknown>5%", "layout_unknown>5%: layout_unknown is 2 of 20 pages (10 %)"),
        ("lost > 1000", "lost > 1000: lost is 4,096"),
        ("pages<=33.25", "pages<=33.25: pages is 18"),
    ],
)
def test_a_condition_that_holds_is_reported_with_its_count(condition: str, said: str) -> None:
    assert alarm(condition).raised_by(tally()) == said


def test_a_condition_is_read_into_its_parts() -> None:
    assert alarm(" timeout >= 2.5 % ") == Alarm(" timeout >= 2.5 % ", "timeout", ">=", 2.5, True)
    assert alarm("pages!=7") == Alarm("pages!=7", "pages", "!=", 7.0, False)
    with pytest.raises(AttributeError, match="immutable"):
        alarm("pages!=7").number = 8  # type: ignore[misc]


def test_every_count_that_a_condition_can_name() -> None:
    of_a_site = {"1999": LayoutTally(kinds={"film": 2}), "generic": LayoutTally(kinds={"film": 1, "person": 4})}
    found = tally()
    found.sites["kinograf"] = of_a_site
    found.damage = {"a tar file that is cut": 1, "a record that is cut": 2}
    assert counts_of(found) == {
        "layout_unknown": 2,
        "timeout": 2,
        "kind_film": 19,
        "kind_not_found": 2,
        "kind_person": 4,
        "pages": 25,
        "cuts_repaired": 5,
        "cuts_open": 3,
        "skipped": 7,
        "quarantined": 2,
        "damage": 3,
        "lost": 4096,
        "generic": 5,
    }


@pytest.mark.parametrize("text", ["", "pages", "pages>", ">5", "pages>5%%", "pages=5", "pages>-1", "Pages>1", "pages>1 and 2"])
def test_malformed_conditions_are_refused(text: str) -> None:
    with pytest.raises(UsageError, match="not a condition") as refused:
        alarm(text)
    assert (refused.value.where, refused.value.todo) == (
        f"--fail-if {text}",
        "write a count, a comparison and a number, such as 'layout_unknown>5%', 'quarantined>0' or 'pages<1000'",
    )


@pytest.mark.parametrize(
    ("condition", "meant"),
    [("layot_unknown>0", "layout_unknown"), ("kind_flim<1", "kind_film"), ("quarantine>0", "quarantined"), ("qqq>0", None)],
)
def test_a_condition_on_an_unknown_count_is_reported(condition: str, meant: str | None) -> None:
    name = condition[:-2]
    hint = f"; did you mean {meant}?" if meant else ""
    assert unknown_name(alarm(condition), Tally()) == f"--fail-if {condition}: there is no count named {name}{hint}"


@pytest.mark.parametrize("name", ["layout_unknown", "pages", "generic", "timeout", "unreadable", "kind_season", *ISSUE_CODES])
def test_a_condition_on_a_known_count_is_not_reported(name: str) -> None:
    assert unknown_name(alarm(f"{name}>0"), Tally()) is None


def test_counts_of_this_run_alone_are_known() -> None:
    found = Tally(sites={"kinograf": {"1999": LayoutTally(kinds={"poster": 1}, issues={"reel_torn": 1})}})
    assert unknown_name(alarm("reel_torn>0"), found) is None
    assert unknown_name(alarm("kind_poster>0"), found) is None
    assert unknown_name(alarm("reel_torn>0"), Tally()) == "--fail-if reel_torn>0: there is no count named reel_torn"


def test_the_issue_codes_that_alarms_know_are_documented() -> None:
    described = (ROOT / "docs" / "record.md").read_text(encoding="utf-8").partition("## Issue codes")[2]
    assert [code for code in ISSUE_CODES if f"`{code}`" not in described] == []


def test_a_share_of_no_pages_is_all_or_nothing() -> None:
    damaged = Tally(damage={"a tar file that is cut": 1})
    assert alarm("damage>50%").raised_by(damaged) == "damage>50%: damage is 1 of 0 pages (100 %)"
    assert alarm("damage>50%").raised_by(Tally()) is None
