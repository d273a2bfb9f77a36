"""Cells of the table of sites, kinds of cut and answers, for IMDb and Letterboxd; and the type of a cell."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from filmdig.parsers.merging.completing import NOT_LINKED
from filmdig.parsers.read import read_capture
from filmdig.parsers.record.capture import Capture
from filmdig.parsers.record.page_record import Record
from filmdig.scraper.completion.run import NOT_ASKED
from tests.completion.site_answers import (
    AJAX,
    BARE,
    BELL,
    CHAIN,
    CREDITS,
    FAR,
    FIVE,
    LETTERS,
    LETTERS_CHAIN,
    PLOTS,
    REST,
    REVIEWS,
    SHOWN,
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
    unlinked,
)

OTHER = "another film's page"


class Cell(NamedTuple):
    """One cell of the table.

    Attributes:
        cut: returns the record with the cut.
        held: the archive's captures: address, payload, and the time if it is not the nearest.
        beside: other pages in the input: addresses and payloads.
        value: returns the value of the record that is checked.
        becomes: that value, completed; None if it does not change.
        reason: why the cut stays open; None if it is closed.
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
NOT_CONTINUED = "no text there continues what was shown"
WHOLE = SHOWN + REST

CELLS = {
    # Letterboxd
    "letterboxd text, fragment": Cell(letterboxd_text, [(BELL, letterboxd_fragment(WHOLE))], text_of, WHOLE),
    "letterboxd text, absent": Cell(letterboxd_text, [], text_of, reason="absent"),
    "letterboxd text, another's": Cell(
        letterboxd_text,
        [(BELL, letterboxd_fragment("Not about a weir at all, and longer than what was shown."))],
        text_of,
        reason=NOT_CONTINUED,
    ),
    "letterboxd text, itself cut": Cell(
        letterboxd_text, [(BELL, letterboxd_fragment(SHOWN[:40]))], text_of, reason=NOT_CONTINUED
    ),
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
        letterboxd_reviews_cut, LETTERS_CHAIN[:1], texts_of, list(FIVE[:3]), "3 of 5 reviews found"
    ),
    "letterboxd reviews, blocked": Cell(letterboxd_reviews_cut, LETTERS_CHAIN, texts_of, reason=NOT_ASKED, block="by/activity"),
    "letterboxd reviews, blocked at the second page": Cell(
        letterboxd_reviews_cut, LETTERS_CHAIN, texts_of, list(FIVE[:3]), "3 of 5 reviews found", block="page/2"
    ),
    # Letterboxd's pages have whole plots and casts, and IMDb's whole reviews: no rest of them is known
    "letterboxd plot, absent": Cell(lambda: unlinked("letterboxd", "plot"), [], plot_of, reason=NOT_LINKED),
    "letterboxd cast, absent": Cell(lambda: unlinked("letterboxd", "cast"), [], cast_of, reason=NOT_LINKED),
    "imdb text, absent": Cell(lambda: unlinked("imdb", "text"), [], text_of, reason=NOT_LINKED),
    # The plots of IMDb
    "imdb plot, page": Cell(imdb_plot, [(PLOTS, imdb_plots(WHOLE))], plot_of, WHOLE),
    "imdb plot, absent": Cell(imdb_plot, [], plot_of, reason="absent"),
    "imdb plot, another film's": Cell(imdb_plot, [(PLOTS, imdb_plots(WHOLE, right=False))], plot_of, reason=OTHER),
    "imdb plot, another film's, then the page": Cell(
        imdb_plot, [(PLOTS, imdb_plots(WHOLE, right=False)), (PLOTS, imdb_plots(WHOLE), FAR)], plot_of, WHOLE
    ),
    "imdb plot, shorter": Cell(imdb_plot, [(PLOTS, imdb_plots(SHOWN[:50]))], plot_of, reason=NOT_CONTINUED),
    "imdb plot, itself cut": Cell(imdb_plot, [(PLOTS, imdb_plots("", cut_there=True))], plot_of, reason=NOT_CONTINUED),
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
    "imdb reviews, itself cut": Cell(imdb_reviews_cut, CHAIN[:1], texts_of, list(FIVE[:2]), "2 of 5 reviews found"),
    "imdb reviews, blocked": Cell(imdb_reviews_cut, CHAIN, texts_of, reason=NOT_ASKED, block="/reviews"),
    "imdb reviews, blocked at a fragment": Cell(
        imdb_reviews_cut, CHAIN, texts_of, list(FIVE[:2]), "2 of 5 reviews found", block="Key=k1"
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
        "3 of 5 reviews found",
        beside=((imdb_data_url("k1"), imdb_data(*FIVE[1:3], cursor="k2")),),
    ),
    "imdb reviews, blocked at JSON": Cell(
        imdb_reviews_cut,
        CHAIN[:1],
        texts_of,
        list(FIVE[:4]),
        "4 of 5 reviews found",
        beside=((imdb_data_url("k1"), imdb_data(*FIVE[2:4], cursor="k2")),),
        block="graphql",
    ),
}
