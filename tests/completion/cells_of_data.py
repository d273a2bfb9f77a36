"""Cells of the table of sites, kinds of cut and answers, for Rotten Tomatoes and Flixster, which mostly answer with JSON."""

from __future__ import annotations

from filmdig.parsers.merging.completing import NOT_LINKED
from filmdig.scraper.completion.run import NOT_ASKED
from tests.completion.cells import NOT_CONTINUED, OTHER, WHOLE, Cell, cast_of, plot_of, text_of, texts_of
from tests.completion.site_answers import (
    ALL_AUDIENCE,
    EMS,
    FIVE,
    FLIXSTER,
    NAPI,
    NUMBERED,
    ORCHARD_DATA,
    RT_CHAIN,
    RT_CHAIN_2025,
    SHOWN,
    USERS,
    flixster_cast,
    flixster_json,
    flixster_plot,
    flixster_reviews,
    flixster_text,
    rt_cast,
    rt_page_2025,
    rt_plot,
    rt_reviews,
    rt_reviews_cut,
    rt_reviews_cut_2025,
    rt_reviews_numbered,
    rt_text,
)

CELLS = {
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
        "2 of 5 reviews found",
        beside=((f"{NAPI}c1&startCursor=".replace(EMS, "9" + EMS[1:]), RT_CHAIN[1][1]),),
    ),
    "rottentomatoes reviews, itself cut": Cell(rt_reviews_cut, RT_CHAIN[:2], texts_of, list(FIVE[:4]), "4 of 5 reviews found"),
    "rottentomatoes reviews, blocked": Cell(rt_reviews_cut, RT_CHAIN, texts_of, reason=NOT_ASKED, block="/reviews/"),
    "rottentomatoes reviews, blocked at JSON": Cell(
        rt_reviews_cut, RT_CHAIN, texts_of, list(FIVE[:2]), "2 of 5 reviews found", block="/napi/"
    ),
    # The reviews of Rotten Tomatoes of 2025 on: the page shows none
    "rottentomatoes reviews of 2025, page and JSON": Cell(rt_reviews_cut_2025, RT_CHAIN_2025, texts_of, list(FIVE)),
    "rottentomatoes reviews of 2025, absent": Cell(rt_reviews_cut_2025, [], texts_of, reason="absent"),
    "rottentomatoes reviews of 2025, another film's": Cell(
        rt_reviews_cut_2025, [(ALL_AUDIENCE, rt_page_2025(right=False)), *RT_CHAIN_2025[1:]], texts_of, reason=OTHER
    ),
    "rottentomatoes reviews of 2025, itself cut": Cell(
        rt_reviews_cut_2025, RT_CHAIN_2025[:2], texts_of, list(FIVE[:3]), "3 of 5 reviews found"
    ),
    "rottentomatoes reviews of 2025, blocked": Cell(
        rt_reviews_cut_2025, RT_CHAIN_2025, texts_of, reason=NOT_ASKED, block="/all-audience"
    ),
    "rottentomatoes reviews of 2025, blocked at JSON": Cell(
        rt_reviews_cut_2025, RT_CHAIN_2025, texts_of, reason=NOT_ASKED, block="/napi/"
    ),
    # What Flixster has of a film whose number Rotten Tomatoes' page states
    "rottentomatoes reviews, Flixster's JSON": Cell(
        rt_reviews_numbered, [(NUMBERED, flixster_json(*FIVE[:3], **ORCHARD_DATA))], texts_of, list(FIVE[:3])
    ),
    "rottentomatoes reviews, Flixster's JSON of another film": Cell(
        rt_reviews_numbered, [(NUMBERED, flixster_json(*FIVE[:3]))], texts_of, reason=OTHER
    ),
    "rottentomatoes reviews, blocked at Flixster's JSON": Cell(
        rt_reviews_numbered,
        [(NUMBERED, flixster_json(*FIVE[:3], **ORCHARD_DATA))],
        texts_of,
        reason=NOT_ASKED,
        block="api.flixster",
    ),
    "rottentomatoes text, Flixster's JSON": Cell(rt_text, [(NUMBERED, flixster_json(WHOLE, **ORCHARD_DATA))], text_of, WHOLE),
    "rottentomatoes text, absent": Cell(rt_text, [], text_of, reason="absent"),
    "rottentomatoes text, another film's": Cell(rt_text, [(NUMBERED, flixster_json(WHOLE))], text_of, reason=OTHER),
    "rottentomatoes text, itself cut": Cell(
        rt_text, [(NUMBERED, flixster_json(SHOWN[:50], **ORCHARD_DATA))], text_of, reason=NOT_CONTINUED
    ),
    "rottentomatoes text, blocked": Cell(
        rt_text, [(NUMBERED, flixster_json(WHOLE, **ORCHARD_DATA))], text_of, reason=NOT_ASKED, block="api.flixster"
    ),
    "rottentomatoes plot, Flixster's JSON": Cell(
        rt_plot, [(NUMBERED, flixster_json(synopsis=WHOLE, **ORCHARD_DATA))], plot_of, WHOLE
    ),
    "rottentomatoes plot, absent": Cell(rt_plot, [], plot_of, reason="absent"),
    "rottentomatoes plot, another film's": Cell(rt_plot, [(NUMBERED, flixster_json(synopsis=WHOLE))], plot_of, reason=OTHER),
    "rottentomatoes plot, itself cut": Cell(
        rt_plot, [(NUMBERED, flixster_json(synopsis=SHOWN[:50], **ORCHARD_DATA))], plot_of, reason=NOT_CONTINUED
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
    "rottentomatoes cast, absent": Cell(rt_cast, [], cast_of, reason="absent"),
    "rottentomatoes cast, another film's": Cell(
        rt_cast,
        [(NUMBERED, flixster_json(actors=[{"name": "Ines Calloway"}, {"name": "Bram Oster"}]))],
        cast_of,
        reason=OTHER,
    ),
    "rottentomatoes cast, blocked": Cell(
        rt_cast,
        [(NUMBERED, flixster_json(actors=[{"name": "Ines Calloway"}, {"name": "Bram Oster"}], **ORCHARD_DATA))],
        cast_of,
        reason=NOT_ASKED,
        block="api.flixster",
    ),
    "rottentomatoes cast, shorter": Cell(
        rt_cast,
        [(NUMBERED, flixster_json(actors=[{"name": "Ines Calloway"}], **ORCHARD_DATA))],
        cast_of,
        reason="the list there is not longer",
    ),
    # Flixster: pages do not state the number in its JSON's address, so it is never asked for
    "flixster text, JSON beside": Cell(flixster_text, [], text_of, WHOLE, beside=((FLIXSTER, flixster_json(WHOLE)),)),
    "flixster text, another film's JSON beside": Cell(
        flixster_text, [], text_of, reason="absent", beside=((FLIXSTER, flixster_json(WHOLE, title="Salt", slug="salt")),)
    ),
    "flixster text, absent": Cell(flixster_text, [], text_of, reason="absent"),
    "flixster text, itself cut": Cell(
        flixster_text, [], text_of, reason=NOT_CONTINUED, beside=((FLIXSTER, flixster_json(SHOWN[:50])),)
    ),
    "flixster text, blocked": Cell(flixster_text, [], text_of, reason=NOT_ASKED, block="saltyreader"),
    "flixster plot, JSON beside": Cell(flixster_plot, [], plot_of, WHOLE, beside=((FLIXSTER, flixster_json(synopsis=WHOLE)),)),
    "flixster plot, another film's JSON beside": Cell(
        flixster_plot,
        [],
        plot_of,
        reason=NOT_LINKED,
        beside=((FLIXSTER, flixster_json(synopsis=WHOLE, title="Salt", slug="salt")),),
    ),
    "flixster plot, itself cut": Cell(
        flixster_plot, [], plot_of, reason=NOT_CONTINUED, beside=((FLIXSTER, flixster_json(synopsis=SHOWN[:50])),)
    ),
    "flixster plot, absent": Cell(flixster_plot, [], plot_of, reason=NOT_LINKED),
    "flixster cast, JSON beside": Cell(
        flixster_cast,
        [],
        cast_of,
        ["Ines Calloway", "Bram Oster"],
        beside=((FLIXSTER, flixster_json(actors=[{"name": "Ines Calloway"}, {"name": "Bram Oster"}])),),
    ),
    "flixster cast, absent": Cell(flixster_cast, [], cast_of, reason=NOT_LINKED),
    "flixster cast, another film's JSON beside": Cell(
        flixster_cast,
        [],
        cast_of,
        reason=NOT_LINKED,
        beside=((FLIXSTER, flixster_json(actors=[{"name": "Ines Calloway"}, {"name": "B"}], title="Salt", slug="salt")),),
    ),
    "flixster cast, shorter": Cell(
        flixster_cast,
        [],
        cast_of,
        reason="the list there is not longer",
        beside=((FLIXSTER, flixster_json(actors=[{"name": "B"}])),),
    ),
    "flixster reviews, JSON beside": Cell(
        flixster_reviews, [], texts_of, list(FIVE[:3]), beside=((FLIXSTER, flixster_json(*FIVE[:3])),)
    ),
    "flixster reviews, another film's JSON beside": Cell(
        flixster_reviews,
        [],
        texts_of,
        reason="absent",
        beside=((FLIXSTER, flixster_json(*FIVE[:3], title="Salt", slug="salt")),),
    ),
    "flixster reviews, itself cut": Cell(
        flixster_reviews, [], texts_of, list(FIVE[:2]), "2 of 3 reviews found", beside=((FLIXSTER, flixster_json(*FIVE[:2])),)
    ),
    "flixster reviews, absent": Cell(flixster_reviews, [], texts_of, reason="absent"),
    "flixster reviews, blocked": Cell(flixster_reviews, [], texts_of, reason=NOT_ASKED, block="/reviews"),
}
