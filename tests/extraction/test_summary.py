"""A run's summary, as text and as JSON."""

from __future__ import annotations

import pytest

from filmdig.scraper.extraction.summary import Cuts, LayoutCounts, Summary
from filmdig.scraper.extraction.tally import NO_SITE, LayoutTally, Tally


def whole() -> Summary:
    """Every line that a summary can have."""
    tally = Tally(
        sites={
            NO_SITE: {"generic": LayoutTally(kinds={"film": 3}, issues={"layout_unknown": 3})},
            "trakt": {"2016": LayoutTally(kinds={"film": 2, "person": 2}, open=1)},
            "kinograf": {
                "frames-of-1999": LayoutTally(kinds={"film": 1200, "person": 34}, repaired=1500, open=12),
                "1997": LayoutTally(kinds={"film": 7}, issues={"layout_unknown": 1, "field_missing": 2}),
            },
        },
        skipped={"an image": 9, "a redirect": 9, "a part of a saved page": 1000},
        quarantined={"timeout": 1},
        damage={"a record that is cut": 2},
        lost=4096,
    )
    return Summary(tally=tally, seconds=10.0, workers=2, pages_now=1248, unmatched=["a.html", "b.html"], alarms=["pages<9: 8"])


def test_the_text_of_a_summary() -> None:
    assert whole().as_text({"records": "out.jsonl", "report": ""}).splitlines() == [
        "1,248 pages in 10.0 s (125 pages/s, 2 workers)",
        "",
        "  site             layout          pages  repaired  open  kinds",
        "  kinograf         1997                7                  film 7",
        "                   frames-of-1999  1,234      1500    12  film 1,200, person 34",
        "  trakt            2016                4               1  film 2, person 2",
        "  (no known site)  generic             3                  film 3",
        "",
        "cut texts:    1,500 repaired, 13 still open",
        "issues:       layout_unknown 4, field_missing 2",
        "skipped:      a part of a saved page 1,000, a redirect 9, an image 9",
        "damage:       a record that is cut 2; 4,096 bytes lost",
        "quarantined:  timeout 1",
        "not in input: a.html, b.html (of --urls)",
        "records:      out.jsonl",
    ]


def test_a_summary_has_milliseconds_and_tenths_of_pages() -> None:
    found = Summary(tally=pages(1), seconds=1.23456, workers=1, pages_now=7).as_file()
    assert (found.seconds, found.pages_per_second) == (1.235, 5.7)


def test_the_figures_of_a_summary() -> None:
    found = whole().as_file()
    assert (found.pages, found.pages_this_run, found.workers) == (1248, 1248, 2)
    assert (found.seconds, found.pages_per_second) == (10.0, 124.8)
    assert (found.kinds, found.cuts) == ({"film": 1212, "person": 36}, Cuts(repaired=1500, open=13))
    assert list(found.issues.items()) == [("layout_unknown", 4), ("field_missing", 2)]
    assert list(found.skipped.items()) == [("a part of a saved page", 1000), ("a redirect", 9), ("an image", 9)]
    assert (found.quarantined, found.damage, found.lost) == ({"timeout": 1}, {"a record that is cut": 2}, 4096)
    assert (found.urls_unmatched, found.alarms) == (["a.html", "b.html"], ["pages<9: 8"])
    assert [(site, list(layouts)) for site, layouts in found.sites.items()] == [
        (NO_SITE, ["generic"]),
        ("kinograf", ["1997", "frames-of-1999"]),
        ("trakt", ["2016"]),
    ]
    assert found.sites["kinograf"]["frames-of-1999"] == LayoutCounts(
        pages=1234, kinds={"film": 1200, "person": 34}, cuts=Cuts(repaired=1500, open=12), issues={}
    )


def pages(count: int, **more: object) -> Tally:
    return Tally(sites={"kinograf": {"1999": LayoutTally(kinds={"film": count} if count else {})}}, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("tally", "seconds", "workers", "now", "says"),
    [
        (pages(1), 0.5, 1, 1, "1 page in 0.5 s (2 pages/s)"),
        (pages(3000), 2.0, 2, 1000, "3,000 pages (2,000 of them by an earlier run) in 2.0 s (500 pages/s, 2 workers)"),
        (pages(3), 0.0, 3, 3, "3 pages in 0.0 s (0 pages/s, 3 workers)"),
        (pages(2), 1.0, 0, 1, "2 pages (1 of them by an earlier run) in 1.0 s (1 pages/s)"),
        (pages(0, quarantined={"unreadable": 1}), 1.0, 1, 0, "0 pages in 1.0 s (0 pages/s)"),
        (pages(0, skipped={"an image": 4}), 1.0, 1, 0, "No page was found in these sources."),
    ],
)
def test_the_first_line(tally: Tally, seconds: float, workers: int, now: int, says: str) -> None:
    text = Summary(tally=tally, seconds=seconds, workers=workers, pages_now=now).as_text({})
    assert text.splitlines()[0] == says
    assert ("site" in text) is (tally.pages > 0)


@pytest.mark.parametrize(("repaired", "still", "says"), [(2, 0, "2 repaired, 0 still open"), (0, 1, "0 repaired, 1 still open")])
def test_a_line_says_how_many_texts_are_cut(repaired: int, still: int, says: str) -> None:
    tally = Tally(sites={"kinograf": {"1999": LayoutTally(kinds={"film": 1}, repaired=repaired, open=still)}})
    assert f"cut texts:    {says}\n" in Summary(tally=tally, seconds=1, workers=1, pages_now=1).as_text({})
    assert "cut texts" not in Summary(tally=pages(1), seconds=1, workers=1, pages_now=1).as_text({})


@pytest.mark.parametrize(("count", "ends"), [(20, "n18, n19 (of --urls)"), (21, "n19 and 1 more (of --urls)")])
def test_of_many_names_only_some_are_shown(count: int, ends: str) -> None:
    summary = Summary(tally=pages(1), seconds=1, workers=1, pages_now=1, unmatched=[f"n{number}" for number in range(count)])
    assert summary.as_text({}).endswith(f"{ends}\n")
