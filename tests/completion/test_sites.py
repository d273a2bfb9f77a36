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
from filmdig.parsers.record.page_record import (
    CastMember,
    Film,
    Page,
    Record,
    Review,
    ReviewTotals,
    Truncation,
    from_json,
)
from filmdig.scraper.archives.memento import Memento
from filmdig.scraper.completion.run import NOT_ASKED, Completion
from tests.archives import servers
from tests.archives.holdings import Held
from tests.archives.servers import MementoDialect, serving, session
from tests.conftest import ROOT

NEAR, FAR = "20190301000000", "20200301000000"
SHOWN = "A keeper of a weir counts the boats that never come back, and then"
REST = " one of them does, without its crew."
EMS = "11111111-2222-3333-4444-555555555555"
WEIR = "http://www.imdb.com/title/tt0994001/"
ORCHARD = "https://www.rottentomatoes.com/m/night_orchard"
SALT = "http://www.flixster.com/movie/harbour-of-salt"
OTHER = "another film's page"


def fixture(name: str) -> str:
    return (ROOT / "fixtures" / name).read_text()


def record(site: str, url: str, title: str, **kwargs) -> Record:
    film = Film(title=title, **{name: kwargs.pop(name) for name in ("synopsis", "cast", "external_ids") if name in kwargs})
    page = Page(url=url, captured_at="2019-02-01T00:00:00Z", kind="film", site=site, read_by="layout", digest="sha256:0")
    return Record(id=f"{site}-cut", page=page, film=film, **kwargs)


def cut(path: str, url: str | None, total: int | None = None) -> Truncation:
    return Truncation(path=path, state="open", full_text_url=url, total=total)


def some(by: str, *texts: str) -> list[Review]:
    return [Review(by=by, author=name_in(text), text=text) for text in texts]


# What the sites answer with. `text` is what a whole text is; `film` says whether it is the right one.


def name_in(text: str) -> str:
    """The author of a made-up review: its first word and an initial."""
    return f"{text.partition(' ')[0]} A"


def letterboxd_fragment(text: str) -> bytes:
    return f"<p>{text}</p>".encode()


def imdb_plots(text: str, *, right: bool = True, cut_there: bool = False) -> bytes:
    page = fixture("imdb/subpage-plots/2014-several.html")
    start = page.index('<p class="plotSummary">') + len('<p class="plotSummary">')
    page = page[:start] + text + page[page.index("</p>", start) :]
    if cut_there:  # the address gave the film's own page, with the plot cut as before
        page = fixture("imdb/overview-top/2015-obscure-storyline-cut-page-cut.html")
        page = page.replace("tt0991003", "tt0994001").replace("Peat", "Paper Weir")
    return (page if right else page.replace("tt0994001", "tt0994999").replace("Paper Weir", "Tin Weir")).encode()


def imdb_cast(*, right: bool = True, cut_there: bool = False) -> bytes:
    page = fixture("imdb/subpage-credits/film.html")
    if cut_there:  # the address gave a film's own page, with a cut cast that begins alike
        page = fixture("imdb/legacy/rich.html").replace("tt0990001", "tt0994001").replace("Salt Harbour", "Paper Weir")
    return (page if right else page.replace("tt0994001", "tt0994999").replace("Paper Weir", "Tin Weir")).encode()


def imdb_review(text: str) -> str:
    return (
        '<div class="lister-item mode-detail imdb-user-review"><div class="review-container"><div class="lister-item-content">'
        f'<div class="display-name-date"><span class="display-name-link"><a href="/user/ur1/">{name_in(text)}</a></span></div>'
        f'<div class="content"><div class="text show-more__control">{text}</div></div></div></div></div>'
    )


def imdb_more(key: str) -> str:
    return f'<div class="load-more-data" data-key="{key}"></div>' if key else ""


def imdb_reviews(*texts: str, key: str = "", right: bool = True) -> bytes:
    page = fixture("imdb/subpage-reviews/series-one-review.html")
    page = (
        page.replace("1 Review", "5 Reviews")
        .replace("tt0994002", "tt0994001")
        .replace("Tide Tables", "Paper Weir")
        .replace("2011–2013", "2008")
    )
    start = page.index('<div class="lister-list">')
    page = page[:start] + "".join(map(imdb_review, texts)) + imdb_more(key) + "</body></html>"
    return (page if right else page.replace("tt0994001", "tt0994999").replace("Paper Weir", "Tin Weir")).encode()


def imdb_fragment(*texts: str, key: str = "") -> bytes:
    return f'<div class="lister-list">{"".join(map(imdb_review, texts))}</div>{imdb_more(key)}'.encode()


def rt_reviews(*texts: str, cursor: str = "", ems: str = EMS, right: bool = True) -> bytes:
    info = {"hasNextPage": bool(cursor), "endCursor": cursor or None, "startCursor": "s"}
    data = json.dumps({"movieId": ems, "type": "user", "pageInfo": info})
    rows = "".join(
        f'<div class="audience-review-row"><span class="audience-reviews__name">{name_in(text)}</span>'
        f'<p class="audience-reviews__review">{text}</p></div>'
        for text in texts
    )
    title, slug = ("Night Orchard", "night_orchard") if right else ("Day Orchard", "day_orchard")
    return (
        f"<html><head><title>{title} - Movie Reviews | Rotten Tomatoes</title>"
        f'<link rel="canonical" href="https://www.rottentomatoes.com/m/{slug}/reviews?type=user"></head>'
        f"<body>{rows}<script>root.RottenTomatoes.context.movieReview = {data};</script></body></html>"
    ).encode()


def rt_json(*texts: str, cursor: str = "") -> bytes:
    reviews = [{"displayName": name_in(text), "review": text, "createDate": "2019-01-02T00:00:00Z"} for text in texts]
    return json.dumps({"pageInfo": {"hasNextPage": bool(cursor), "endCursor": cursor}, "reviews": reviews}).encode()


def flixster_json(*texts: str, title: str = "Harbour of Salt", slug: str = "harbour-of-salt", **more: object) -> bytes:
    recent = [{"id": n, "review": text, "user": {"userName": name_in(text)}} for n, text in enumerate(texts)]
    reviews = {"flixster": {"popcornScore": 81}, "critics": [], "recent": recent}
    return json.dumps({"id": 990012, "title": title, "vanityUrl": slug, "reviews": reviews, **more}).encode()


# The records that are cut.


def letterboxd_text() -> Record:
    url = "https://letterboxd.com/s/full-text/viewing:501/"
    return record(
        "letterboxd",
        "https://letterboxd.com/film/the-bell-ferry/",
        "The Bell Ferry",
        reviews=some("audience", SHOWN),
        truncations=[cut("/reviews/0/text", url)],
    )


def imdb_plot() -> Record:
    ids = {"imdb": "tt0994001"}
    return record(
        "imdb", WEIR, "Paper Weir", external_ids=ids, synopsis=SHOWN, truncations=[cut("/film/synopsis", "plotsummary")]
    )


def imdb_cast_cut() -> Record:
    return imdb_cast_of(read_capture(Capture(body=imdb_cast())))


def imdb_cast_cut_there() -> Record:
    return imdb_cast_of(read_capture(Capture(body=imdb_cast(cut_there=True))))


def imdb_cast_of(page: Record) -> Record:
    whole = page.film.cast
    return record(
        "imdb",
        WEIR,
        "Paper Weir",
        external_ids={"imdb": "tt0994001"},
        cast=[CastMember(name=one.name) for one in whole[:1]],
        truncations=[cut("/film/cast", "fullcredits", len(whole))],
    )


def imdb_reviews_cut() -> Record:
    ids, totals = {"imdb": "tt0994001"}, ReviewTotals(audience=5)
    return record("imdb", WEIR, "Paper Weir", external_ids=ids, reviews=some("audience", "One. Fine."), review_totals=totals)


def rt_reviews_cut() -> Record:
    ids, totals = {"rottentomatoes": "night_orchard"}, ReviewTotals(audience=5)
    return record(
        "rottentomatoes",
        ORCHARD,
        "Night Orchard",
        external_ids=ids,
        reviews=some("audience", "One. Fine."),
        review_totals=totals,
    )


def flixster_text() -> Record:
    return record(
        "flixster",
        SALT,
        "Harbour of Salt",
        external_ids={"flixster": "harbour-of-salt"},
        reviews=some("audience", SHOWN),
        truncations=[cut("/reviews/0/text", f"{SALT}/reviews/saltyreader?lsrc=MD-ANON-TP-REV-MORE")],
    )


def flixster_plot() -> Record:
    ids = {"flixster": "harbour-of-salt"}
    return record(
        "flixster", SALT, "Harbour of Salt", external_ids=ids, synopsis=SHOWN, truncations=[cut("/film/synopsis", None)]
    )


def flixster_reviews() -> Record:
    return record(
        "flixster",
        SALT,
        "Harbour of Salt",
        external_ids={"flixster": "harbour-of-salt"},
        reviews=some("audience", "One. Fine."),
        review_totals=ReviewTotals(audience=3),
    )


def flixster_cast() -> Record:
    return record(
        "flixster",
        SALT,
        "Harbour of Salt",
        external_ids={"flixster": "harbour-of-salt"},
        cast=[CastMember(name="Ines Calloway")],
        truncations=[cut("/film/cast", None)],
    )


BELL = "https://letterboxd.com/s/full-text/viewing:501/"
PLOTS, CREDITS, REVIEWS = f"{WEIR}plotsummary", f"{WEIR}fullcredits", f"{WEIR}reviews"
AJAX = "https://www.imdb.com/title/tt0994001/reviews/_ajax?ref_=undefined&paginationKey="
BARE = "https://www.imdb.com/title/tt0994001/reviews/_ajax?paginationKey="
USERS = f"{ORCHARD}/reviews/?type=user"
NAPI = f"https://www.rottentomatoes.com/napi/movie/{EMS}/reviews/user?direction=next&endCursor="
FLIXSTER = "http://api.flixster.com/android/api/v2/movies/990012.json"
FIVE = ("One. Fine.", "Two. Wet.", "Three. Dry.", "Four. Slow.", "Five. Late.")
JSON_HEAD = (("Content-Type", "application/json"),)


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
CHAIN = [
    (REVIEWS, imdb_reviews(*FIVE[:2], key="k1")),
    (f"{AJAX}k1", imdb_fragment(*FIVE[2:4], key="k2")),
    (f"{BARE}k2", imdb_fragment(FIVE[4])),
]
RT_CHAIN = [
    (USERS, rt_reviews(*FIVE[:2], cursor="c1")),
    (f"{NAPI}c1&startCursor=s", rt_json(*FIVE[2:4], cursor="c2")),
    (f"{NAPI}c2&startCursor=", rt_json(FIVE[4])),
]
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
