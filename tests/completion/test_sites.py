"""Every site's kinds of cut against every answer that its archive may give, over an archive on loopback.

A cell that is not listed is one that no page, fragment or JSON known of the site could fill; `docs/completing.md` names those.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from filmdig.parsers.read import read_capture
from filmdig.parsers.record.capture import Capture
from filmdig.parsers.record.page_record import Record, from_json
from filmdig.scraper.archives.memento import Memento
from filmdig.scraper.completion.run import NOT_ASKED, Completion
from tests.archives import servers
from tests.archives.holdings import Held
from tests.archives.servers import MementoDialect, serving, session
from tests.completion.site_answers import (
    AJAX,
    ALL_AUDIENCE,
    BARE,
    BELL,
    CHAIN,
    CREDITS,
    EMS,
    FAR,
    FIVE,
    FLIXSTER,
    JSON_HEAD,
    LETTERS,
    LETTERS_CHAIN,
    NAPI,
    NEAR,
    NUMBERED,
    ORCHARD_DATA,
    PLOTS,
    REST,
    REVIEWS,
    RT_CHAIN,
    RT_CHAIN_2025,
    SHOWN,
    USERS,
    flixster_cast,
    flixster_json,
    flixster_plot,
    flixster_reviews,
    flixster_text,
    imdb_cast,
    imdb_cast_cut,
    imdb_cast_cut_there,
    imdb_data,
    imdb_data_url,
    imdb_fragment,
    imdb_plot,
    imdb_plots,
    imdb_reviews,
    imdb_reviews_cut,
    letterboxd_fragment,
    letterboxd_reviews,
    letterboxd_reviews_cut,
    letterboxd_text,
    rt_cast,
    rt_page_2025,
    rt_plot,
    rt_reviews,
    rt_reviews_cut,
    rt_reviews_cut_2025,
    rt_reviews_numbered,
)

OTHER = "another film's page"


class Cell(NamedTuple):
    """One cell of the table.

    Attributes:
        cut: makes the record.
        held: the archive's captures: address, payload, and a later time where it is not the nearest.
        beside: pages that the run has already, with their addresses.
        value: what is read of the completed record.
        becomes: that, completed; None where it stays as it is.
        reason: why the cut stays open; None where it is closed.
        block: a part of the address at which the archive blocks.
    """

    cut: Callable[[], Record]
    held: list[tuple]
    value: Callable[[Record], object]
    becomes: object = None
    reason: str | None = None
    beside: tuple = ()
    block: str | None = None


def text_of(record: Record) -> object:
    return record.reviews[0].text


def plot_of(record: Record) -> object:
    return record.film.synopsis


def cast_of(record: Record) -> object:
    return [one.name for one in record.film.cast]


def texts_of(record: Record) -> object:
    return [one.text for one in record.reviews]


ALL_CAST = cast_of(read_capture(Capture(body=imdb_cast())))
NOT_BEGUN = "no text there begins with what was shown and continues"
NOTHING_NEW = "no reviews there that were not shown"
WHOLE = SHOWN + REST

CELLS = {
    # Letterboxd
    "letterboxd text, fragment": Cell(letterboxd_text, [(BELL, letterboxd_fragment(WHOLE))], text_of, WHOLE),
    "letterboxd text, absent": Cell(letterboxd_text, [], text_of, reason="absent"),
    "letterboxd text, another's": Cell(
        letterboxd_text,
        [(BELL, letterboxd_fragment("Not about a weir at all, and longer than what was shown."))],
        text_of,
        reason=NOT_BEGUN,
    ),
    "letterboxd text, itself cut": Cell(letterboxd_text, [(BELL, letterboxd_fragment(SHOWN[:40]))], text_of, reason=NOT_BEGUN),
    "letterboxd text, blocked": Cell(
        letterboxd_text, [(BELL, letterboxd_fragment(WHOLE))], text_of, reason=NOT_ASKED, block="full-text"
    ),
    # Letterboxd's lists of a film's reviews
    "letterboxd reviews, page": Cell(letterboxd_reviews_cut, [(LETTERS, letterboxd_reviews(*FIVE))], texts_of, list(FIVE)),
    "letterboxd reviews, page after page": Cell(letterboxd_reviews_cut, LETTERS_CHAIN, texts_of, list(FIVE)),
    "letterboxd reviews, absent": Cell(letterboxd_reviews_cut, [], texts_of, reason="absent"),
    "letterboxd reviews, another film's": Cell(
        letterboxd_reviews_cut, [(LETTERS, letterboxd_reviews(*FIVE, slug="the-bell-tower"))], texts_of, reason=OTHER
    ),
    "letterboxd reviews, itself cut": Cell(
        letterboxd_reviews_cut, LETTERS_CHAIN[:1], texts_of, list(FIVE[:3]), "3 of 5 are there now"
    ),
    "letterboxd reviews, blocked": Cell(letterboxd_reviews_cut, LETTERS_CHAIN, texts_of, reason=NOT_ASKED, block="by/activity"),
    "letterboxd reviews, blocked at the second page": Cell(
        letterboxd_reviews_cut, LETTERS_CHAIN, texts_of, list(FIVE[:3]), "3 of 5 are there now", block="page/2"
    ),
    # The plots of IMDb
    "imdb plot, page": Cell(imdb_plot, [(PLOTS, imdb_plots(WHOLE))], plot_of, WHOLE),
    "imdb plot, absent": Cell(imdb_plot, [], plot_of, reason="absent"),
    "imdb plot, another film's": Cell(imdb_plot, [(PLOTS, imdb_plots(WHOLE, right=False))], plot_of, reason=OTHER),
    "imdb plot, another film's, then the page": Cell(
        imdb_plot, [(PLOTS, imdb_plots(WHOLE, right=False)), (PLOTS, imdb_plots(WHOLE), FAR)], plot_of, WHOLE
    ),
    "imdb plot, shorter": Cell(imdb_plot, [(PLOTS, imdb_plots(SHOWN[:50]))], plot_of, reason=NOT_BEGUN),
    "imdb plot, itself cut": Cell(imdb_plot, [(PLOTS, imdb_plots("", cut_there=True))], plot_of, reason=NOT_BEGUN),
    "imdb plot, blocked": Cell(imdb_plot, [(PLOTS, imdb_plots(WHOLE))], plot_of, reason=NOT_ASKED, block="plotsummary"),
    # The casts of IMDb
    "imdb cast, page": Cell(imdb_cast_cut, [(CREDITS, imdb_cast())], cast_of, ALL_CAST),
    "imdb cast, absent": Cell(imdb_cast_cut, [], cast_of, reason="absent"),
    "imdb cast, another film's": Cell(imdb_cast_cut, [(CREDITS, imdb_cast(right=False))], cast_of, reason=OTHER),
    "imdb cast, itself cut": Cell(
        imdb_cast_cut_there, [(CREDITS, imdb_cast(cut_there=True))], cast_of, reason="the list is cut there as well"
    ),
    "imdb cast, blocked": Cell(imdb_cast_cut, [(CREDITS, imdb_cast())], cast_of, reason=NOT_ASKED, block="fullcredits"),
    # The reviews of IMDb
    "imdb reviews, page": Cell(imdb_reviews_cut, [(REVIEWS, imdb_reviews(*FIVE))], texts_of, list(FIVE)),
    "imdb reviews, page and fragments": Cell(imdb_reviews_cut, CHAIN, texts_of, list(FIVE)),
    "imdb reviews, fragments beside": Cell(
        imdb_reviews_cut, CHAIN[:1], texts_of, list(FIVE), beside=((CHAIN[1][0], CHAIN[1][1]), (CHAIN[2][0], CHAIN[2][1]))
    ),
    "imdb reviews, fragments beside, no page": Cell(
        imdb_reviews_cut,
        [],
        texts_of,
        list(FIVE),
        beside=((f"{AJAX}k1", imdb_fragment(*FIVE[1:4])), (f"{BARE}k2", imdb_fragment(FIVE[4]))),
    ),
    "imdb reviews, absent": Cell(imdb_reviews_cut, [], texts_of, reason="absent"),
    "imdb reviews, another film's": Cell(
        imdb_reviews_cut, [(REVIEWS, imdb_reviews(*FIVE, key="k9", right=False))], texts_of, reason=OTHER
    ),
    "imdb reviews, another film's, then the page": Cell(
        imdb_reviews_cut, [(REVIEWS, imdb_reviews(*FIVE, right=False)), (REVIEWS, imdb_reviews(*FIVE), FAR)], texts_of, list(FIVE)
    ),
    "imdb reviews, itself cut": Cell(imdb_reviews_cut, CHAIN[:1], texts_of, list(FIVE[:2]), "2 of 5 are there now"),
    "imdb reviews, blocked": Cell(imdb_reviews_cut, CHAIN, texts_of, reason=NOT_ASKED, block="/reviews"),
    "imdb reviews, blocked at a fragment": Cell(
        imdb_reviews_cut, CHAIN, texts_of, list(FIVE[:2]), "2 of 5 are there now", block="Key=k1"
    ),
    # The reviews of IMDb of 2024 on: the address of the first JSON is not known, those after it are
    "imdb reviews, JSON beside": Cell(
        imdb_reviews_cut,
        [],
        texts_of,
        list(FIVE),
        beside=((imdb_data_url("k1"), imdb_data(*FIVE[1:3], cursor="k2")), (imdb_data_url("k2"), imdb_data(*FIVE[3:]))),
    ),
    "imdb reviews, JSON beside and then asked for": Cell(
        imdb_reviews_cut,
        [(imdb_data_url("k2"), imdb_data(*FIVE[3:]))],
        texts_of,
        list(FIVE),
        beside=((imdb_data_url("k1"), imdb_data(*FIVE[1:3], cursor="k2")),),
    ),
    "imdb reviews, another film's JSON beside": Cell(
        imdb_reviews_cut,
        [],
        texts_of,
        reason="absent",
        beside=((imdb_data_url("k1").replace("tt0994001", "tt0994999"), imdb_data(*FIVE[1:], title="tt0994999")),),
    ),
    "imdb reviews, JSON itself cut": Cell(
        imdb_reviews_cut,
        [],
        texts_of,
        list(FIVE[:3]),
        "3 of 5 are there now",
        beside=((imdb_data_url("k1"), imdb_data(*FIVE[1:3], cursor="k2")),),
    ),
    "imdb reviews, blocked at JSON": Cell(
        imdb_reviews_cut,
        CHAIN[:1],
        texts_of,
        list(FIVE[:4]),
        "4 of 5 are there now",
        beside=((imdb_data_url("k1"), imdb_data(*FIVE[2:4], cursor="k2")),),
        block="graphql",
    ),
    # The reviews of Rotten Tomatoes
    "rottentomatoes reviews, page": Cell(rt_reviews_cut, [(USERS, rt_reviews(*FIVE))], texts_of, list(FIVE)),
    "rottentomatoes reviews, page and JSON": Cell(rt_reviews_cut, RT_CHAIN, texts_of, list(FIVE)),
    "rottentomatoes reviews, JSON beside": Cell(
        rt_reviews_cut,
        RT_CHAIN[:1],
        texts_of,
        list(FIVE),
        beside=((f"{NAPI}c1&startCursor=", RT_CHAIN[1][1]), (f"{NAPI}c2&startCursor=s", RT_CHAIN[2][1])),
    ),
    "rottentomatoes reviews, absent": Cell(rt_reviews_cut, [], texts_of, reason="absent"),
    "rottentomatoes reviews, another film's": Cell(
        rt_reviews_cut, [(USERS, rt_reviews(*FIVE[:2], cursor="c1", right=False)), *RT_CHAIN[1:]], texts_of, reason=OTHER
    ),
    "rottentomatoes reviews, another film's JSON beside": Cell(
        rt_reviews_cut,
        [(USERS, rt_reviews(*FIVE[:2]))],
        texts_of,
        list(FIVE[:2]),
        "2 of 5 are there now",
        beside=((f"{NAPI}c1&startCursor=".replace(EMS, "9" + EMS[1:]), RT_CHAIN[1][1]),),
    ),
    "rottentomatoes reviews, itself cut": Cell(rt_reviews_cut, RT_CHAIN[:2], texts_of, list(FIVE[:4]), "4 of 5 are there now"),
    "rottentomatoes reviews, blocked": Cell(rt_reviews_cut, RT_CHAIN, texts_of, reason=NOT_ASKED, block="/reviews/"),
    "rottentomatoes reviews, blocked at JSON": Cell(
        rt_reviews_cut, RT_CHAIN, texts_of, list(FIVE[:2]), "2 of 5 are there now", block="/napi/"
    ),
    # The reviews of Rotten Tomatoes of 2025 on: the page shows none
    "rottentomatoes reviews of 2025, page and JSON": Cell(rt_reviews_cut_2025, RT_CHAIN_2025, texts_of, list(FIVE)),
    "rottentomatoes reviews of 2025, absent": Cell(rt_reviews_cut_2025, [], texts_of, reason="absent"),
    "rottentomatoes reviews of 2025, another film's": Cell(
        rt_reviews_cut_2025, [(ALL_AUDIENCE, rt_page_2025(right=False)), *RT_CHAIN_2025[1:]], texts_of, reason=OTHER
    ),
    "rottentomatoes reviews of 2025, itself cut": Cell(
        rt_reviews_cut_2025, RT_CHAIN_2025[:2], texts_of, list(FIVE[:3]), "3 of 5 are there now"
    ),
    "rottentomatoes reviews of 2025, blocked at JSON": Cell(
        rt_reviews_cut_2025, RT_CHAIN_2025, texts_of, reason=NOTHING_NEW, block="/napi/"
    ),
    # What Flixster has of a film whose number Rotten Tomatoes' page states
    "rottentomatoes reviews, Flixster's JSON": Cell(
        rt_reviews_numbered, [(NUMBERED, flixster_json(*FIVE[:3], **ORCHARD_DATA))], texts_of, list(FIVE[:3])
    ),
    "rottentomatoes plot, Flixster's JSON": Cell(
        rt_plot, [(NUMBERED, flixster_json(synopsis=WHOLE, **ORCHARD_DATA))], plot_of, WHOLE
    ),
    "rottentomatoes plot, absent": Cell(rt_plot, [], plot_of, reason="absent"),
    "rottentomatoes plot, another film's": Cell(rt_plot, [(NUMBERED, flixster_json(synopsis=WHOLE))], plot_of, reason=OTHER),
    "rottentomatoes plot, itself cut": Cell(
        rt_plot, [(NUMBERED, flixster_json(synopsis=SHOWN[:50], **ORCHARD_DATA))], plot_of, reason=NOT_BEGUN
    ),
    "rottentomatoes plot, blocked": Cell(
        rt_plot, [(NUMBERED, flixster_json(synopsis=WHOLE, **ORCHARD_DATA))], plot_of, reason=NOT_ASKED, block="api.flixster"
    ),
    "rottentomatoes cast, Flixster's JSON": Cell(
        rt_cast,
        [(NUMBERED, flixster_json(actors=[{"name": "Ines Calloway"}, {"name": "Bram Oster"}], **ORCHARD_DATA))],
        cast_of,
        ["Ines Calloway", "Bram Oster"],
    ),
    "rottentomatoes cast, shorter": Cell(
        rt_cast,
        [(NUMBERED, flixster_json(actors=[{"name": "Ines Calloway"}], **ORCHARD_DATA))],
        cast_of,
        reason="the list there is no longer",
    ),
    # Flixster: pages do not state the number in its JSON's address, so it is never asked for
    "flixster text, JSON beside": Cell(flixster_text, [], text_of, WHOLE, beside=((FLIXSTER, flixster_json(WHOLE)),)),
    "flixster text, another film's JSON beside": Cell(
        flixster_text, [], text_of, reason="absent", beside=((FLIXSTER, flixster_json(WHOLE, title="Salt", slug="salt")),)
    ),
    "flixster text, absent": Cell(flixster_text, [], text_of, reason="absent"),
    "flixster text, itself cut": Cell(
        flixster_text, [], text_of, reason=NOT_BEGUN, beside=((FLIXSTER, flixster_json(SHOWN[:50])),)
    ),
    "flixster text, blocked": Cell(flixster_text, [], text_of, reason=NOT_ASKED, block="saltyreader"),
    "flixster plot, JSON beside": Cell(flixster_plot, [], plot_of, WHOLE, beside=((FLIXSTER, flixster_json(synopsis=WHOLE)),)),
    "flixster plot, absent": Cell(flixster_plot, [], plot_of, reason="the page links no rest"),
    "flixster cast, JSON beside": Cell(
        flixster_cast,
        [],
        cast_of,
        ["Ines Calloway", "Bram Oster"],
        beside=((FLIXSTER, flixster_json(actors=[{"name": "Ines Calloway"}, {"name": "Bram Oster"}])),),
    ),
    "flixster cast, shorter": Cell(
        flixster_cast,
        [],
        cast_of,
        reason="the list there is no longer",
        beside=((FLIXSTER, flixster_json(actors=[{"name": "B"}])),),
    ),
    "flixster reviews, JSON beside": Cell(
        flixster_reviews, [], texts_of, list(FIVE[:3]), beside=((FLIXSTER, flixster_json(*FIVE[:3])),)
    ),
    "flixster reviews, itself cut": Cell(
        flixster_reviews, [], texts_of, list(FIVE[:2]), "2 of 3 are there now", beside=((FLIXSTER, flixster_json(*FIVE[:2])),)
    ),
    "flixster reviews, absent": Cell(flixster_reviews, [], texts_of, reason="absent"),
    "flixster reviews, blocked": Cell(flixster_reviews, [], texts_of, reason=NOT_ASKED, block="/reviews"),
}


def capture(url: str, body: bytes) -> Record:
    rendition = "json" if body.startswith(b"{") else None
    return read_capture(Capture(body=body, url=url, captured_at="2019-02-01T00:00:00Z", rendition=rendition))


@pytest.mark.parametrize("name", CELLS)
def test_cell(name: str, tmp_path: Path) -> None:
    cell = CELLS[name]
    shown = cell.cut()
    records = [shown, *(capture(url, body) for url, body in cell.beside)]
    held = [Held(url, *(more or [NEAR]), body, 200, _head(body)) for url, body, *more in cell.held]
    with serving(MementoDialect, held) as server:
        if cell.block:
            server.faults.append((cell.block, servers.status(503, after="4000")))
        archive = Memento(f"{server.base}/films", session())
        made = Completion(
            lambda: records,
            tmp_path,
            archive,
            parts=frozenset(["text", "plot", "cast", "reviews"]),
            within=None,
            user_agent="t/1",
        )
        totals = made.run()
        asked = list(server.asked)
    assert (totals.stopped is not None) == bool(cell.block)
    whole = from_json((tmp_path / "records.jsonl").read_bytes().splitlines()[0])
    assert whole.id == shown.id
    assert cell.value(whole) == (cell.value(shown) if cell.becomes is None else cell.becomes)
    left = [json.loads(line) for line in (tmp_path / "open.jsonl").read_text().splitlines()]
    ours = [line["reason"] for line in left if line["id"] == shown.id]
    assert ours == ([] if cell.reason is None else [cell.reason])
    closed = [one for one in whole.truncations if one.state == "repaired"]
    assert len(closed) == (1 if cell.reason is None else 0)
    assert all(one.completed_from is not None for one in closed)
    for url, _ in cell.beside:
        assert not [path for path in asked if url in path], "what is beside was asked for"


def _head(body: bytes) -> tuple[tuple[str, str], ...]:
    return JSON_HEAD if body.startswith(b"{") else (("Content-Type", "text/html"),)
