"""Blocks of Rotten Tomatoes' pages, of every era, that have no field in the record."""

from __future__ import annotations

from typing import Final

_ADVERT = "an advert"
_NEWS = "headlines"
_NOTICE = "a dialog or notice of the site"
_QUOTATIONS = "quotations from the film"
_SHOPS = "where the film can be bought now"
_WATCHED = "what other users watch"

LEFT_OUT: Final[dict[str, str]] = {
    "div.right_column_body div.content_body > div.clearfix > div.fl": _NEWS,
    "#submit-review-alert": _NOTICE,
    "#interstitial": _NOTICE,
    "#quotesList": _QUOTATIONS,
    "div.mop-audience-reviews__no-featured": "a placeholder",
    "section.quotes_panel": _QUOTATIONS,
    # 2008 to 2013.
    "#leaderboard_ad": _ADVERT,
    "#ad-bdy": _ADVERT,
    "#netflix_content": _ADVERT,
    "div.sweeps_container": _ADVERT,
    "div[class*=footer_ign]": "the site's owner and terms",
    "#contentNews": _NEWS,
    "#freshlinks_sidebar": _NEWS,
    "div.content_abstract_content:not(#DVDInfoBlock *):not(:has(.quoteBubble))": _NEWS,
    "ul.bullets span.newslink": _NEWS,
    "li.columned span.newslink": _NEWS,
    "div.featured": _NEWS,
    "#feature_2": _NEWS,
    "li.quote_item": _QUOTATIONS,
    "#quoteContainer": _QUOTATIONS,
    "#movie_tomatometer_details": "what the Tomatometer measures",
    "div.login_dialog": _NOTICE,
    "td.media_block span.bold.block": _NEWS,
    "td.media_block div.media_block_content > span.subtle.small": _NEWS,
    # 2014 to 2023.
    "ul.latest-entertainment-headlines": _NEWS,
    "div.news-article-wrap": _NEWS,
    "div.news-articles-wrap": _NEWS,
    "#newsSection": _NEWS,
    "#quotes": _QUOTATIONS,
    "#movie-quotes": _QUOTATIONS,
    "section:has(> h2 + div table.table-dl-like td.line)": _QUOTATIONS,
    "table.table-dl-like td.line": _QUOTATIONS,
    "div.showtimesContainer": "showtimes near the reader",
    "div.VideosCarousel__item": "names of videos",
    "div.verify-ticket__content": _NOTICE,
    "div.verify-ticket__body": _NOTICE,
    "div.edit-verify-ticket__body": _NOTICE,
    "div[class*=verify-ticket__theaters]": _NOTICE,
    "ul[class*=verify-ticket]": _NOTICE,
    "[class*=verify-ticket]": _NOTICE,
    "aside.mobile-drawer": _NOTICE,
    "[class*=mobile-drawer__]": _NOTICE,
    "[class*=score-detail-drawer]": "what the scores measure",
    "ol.celebrity-news-list": _NEWS,
    "td.celebrity-filmography__credits": "roles in parts of anthology films; the title is in the filmography",
    # Since 2023: web components.
    "section#where-to-watch": _SHOPS,
    "section.where-to-watch": _SHOPS,
    "p.affiliates-text": _SHOPS,
    "tile-video": "names of videos",
    "tiles-carousel-responsive-item-deprecated tile-dynamic": "names of videos and pictures",
    "a.news-tile": _NEWS,
    "a.cfp-tile": _WATCHED,
    "ul.score-list-wrap": _WATCHED,
    "community-watch-content": _NOTICE,
    "bottom-sheet-modal": _NOTICE,
}
