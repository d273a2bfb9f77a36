"""Answers of sites, in their real structure with made-up words, and records with cuts that these answers close."""

from __future__ import annotations

import json
from urllib.parse import urlencode

from filmdig.parsers.read import read_capture
from filmdig.parsers.record.capture import Capture
from filmdig.parsers.record.page_record import CastMember, Film, Page, Record, Review, ReviewTotals, Truncation
from tests.conftest import ROOT

NEAR, FAR = "20190301000000", "20200301000000"
SHOWN = "A keeper of a weir counts the boats that never come back, and then"
REST = " one of them does, without its crew."
EMS = "11111111-2222-3333-4444-555555555555"
WEIR = "http://www.imdb.com/title/tt0994001/"
ORCHARD = "https://www.rottentomatoes.com/m/night_orchard"
SALT = "http://www.flixster.com/movie/harbour-of-salt"


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


# The sites' answers. `text` is a whole text; `right` is whether the answer is of the right film.


def name_in(text: str) -> str:
    """Return the author of a made-up review: its first word and an initial."""
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


def rt_page_2025(*, right: bool = True) -> bytes:
    """Return a reviews page of 2025, which shows no reviews itself and states the film's number."""
    page = fixture("rottentomatoes/reviews-2025/critics.html").replace("all-critics", "all-audience")
    return (page if right else page.replace("Night Orchard", "Day Orchard").replace("night_orchard", "day_orchard")).encode()


def imdb_data(*texts: str, cursor: str = "", title: str = "tt0994001") -> bytes:
    """Return an answer of the GraphQL service of 2024 on."""
    nodes = [
        {"node": {"id": f"rw{n}", "author": {"nickName": name_in(text)}, "text": {"originalText": {"plaidHtml": text}}}}
        for n, text in enumerate(texts)
    ]
    info = {"hasNextPage": bool(cursor), "endCursor": cursor or None}
    return json.dumps({"data": {"title": {"id": title, "reviews": {"edges": nodes, "pageInfo": info}}}}).encode()


def imdb_data_url(after: str) -> str:
    variables = {"after": after, "const": "tt0994001", "filter": {}, "first": 25, "locale": "en-US"}
    query = {
        "operationName": "TitleReviewsRefine",
        "variables": json.dumps(variables, separators=(",", ":")),
        "extensions": '{"persistedQuery":{"sha256Hash":"00ff","version":1}}',
    }
    return f"https://caching.graphql.imdb.com/?{urlencode(query)}"


def letterboxd_reviews(*texts: str, page: int = 1, more: bool = False, slug: str = "the-bell-ferry") -> bytes:
    """Return a page of a film's reviews, as of 2025."""
    cards = "".join(
        f'<article class="production-viewing" data-viewing-id="{page}{n}"><a class="avatar" href="/{n}/"></a>'
        f'<strong class="displayname">{name_in(text)}</strong>'
        f'<div class="js-review"><div class="body-text js-review-body"><p>{text}</p></div></div></article>'
        for n, text in enumerate(texts)
    )
    here = f"https://letterboxd.com/film/{slug}/reviews/by/activity/"
    after = f'<div class="pagination"><a class="next" href="{here}page/{page + 1}/">Older</a></div>' if more else ""
    title = slug.replace("-", " ").title()
    return (
        f'<html><head><link rel="canonical" href="{here}"><title>‎Reviews of {title} (2019) • Letterboxd</title></head>'
        f'<body><div class="viewing-list">{cards}</div>{after}</body></html>'
    ).encode()


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


def rt_reviews_cut_2025() -> Record:
    made = rt_reviews_cut()
    made.page.captured_at = "2025-09-01T00:00:00Z"
    return made


def rt_numbered(**kwargs) -> Record:
    """Return the record of a page that states the film's number."""
    ids = {"rottentomatoes": "night_orchard", "rottentomatoes_number": "771400001"}
    return record("rottentomatoes", ORCHARD, "Night Orchard", external_ids=ids, **kwargs)


def rt_plot() -> Record:
    return rt_numbered(synopsis=SHOWN, truncations=[cut("/film/synopsis", None)])


def rt_cast() -> Record:
    return rt_numbered(cast=[CastMember(name="Ines Calloway")], truncations=[cut("/film/cast", None, 2)])


def rt_reviews_numbered() -> Record:
    return rt_numbered(reviews=some("audience", "One. Fine."), review_totals=ReviewTotals(audience=3))


def rt_text() -> Record:
    return rt_numbered(reviews=some("audience", SHOWN), truncations=[cut("/reviews/0/text", None)])


def unlinked(site: str, kind: str) -> Record:
    """Return a record with a kind of cut whose rest is not known for its site."""
    shown = {
        "text": {"reviews": some("audience", SHOWN), "truncations": [cut("/reviews/0/text", None)]},
        "plot": {"synopsis": SHOWN, "truncations": [cut("/film/synopsis", None)]},
        "cast": {"cast": [CastMember(name="Ines Calloway")], "truncations": [cut("/film/cast", None, 2)]},
    }
    return record(site, f"http://www.{site}.com/film/the-bell-ferry/", "The Bell Ferry", **shown[kind])


def letterboxd_reviews_cut() -> Record:
    return record(
        "letterboxd",
        "https://letterboxd.com/film/the-bell-ferry/",
        "The Bell Ferry",
        external_ids={"letterboxd": "the-bell-ferry"},
        reviews=some("audience", "One. Fine."),
        review_totals=ReviewTotals(audience=5),
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
LETTERS = "https://letterboxd.com/film/the-bell-ferry/reviews/by/activity/"
ALL_AUDIENCE = f"{ORCHARD}/reviews/all-audience"
RTCF = f"https://www.rottentomatoes.com/napi/rtcf/v1/movies/{EMS}/reviews?after="
RTCF_MORE = "&before=&pageCount=20&topOnly=false&type=audience&verified=false"
NUMBERED = "http://api.flixster.com/android/api/v2/movies/771400001.json"
ORCHARD_DATA = {"id": 771400001, "title": "Night Orchard", "slug": "night-orchard"}
LETTERS_CHAIN = [
    (LETTERS, letterboxd_reviews(*FIVE[:3], more=True)),
    (f"{LETTERS}page/2/", letterboxd_reviews(*FIVE[3:], page=2)),
]
RT_CHAIN_2025 = [
    (ALL_AUDIENCE, rt_page_2025()),
    (f"{RTCF}{RTCF_MORE}", rt_json(*FIVE[:3], cursor="c1")),
    (f"{RTCF}c1{RTCF_MORE}", rt_json(*FIVE[3:])),
]
