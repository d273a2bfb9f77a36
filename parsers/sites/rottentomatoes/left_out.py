"""Blocks of Rotten Tomatoes' pages, of every era, that no field holds."""

from __future__ import annotations

from typing import Final

_NEWS = "headlines"
_NOTICE = "a dialog or notice of the site"

LEFT_OUT: Final[dict[str, str]] = {
    "div.right_column_body div.content_body > div.clearfix > div.fl": "headlines",
    "#submit-review-alert": "a dialog or notice of the site",
    "#interstitial": "a dialog or notice of the site",
    "#quotesList": "quotations from the film",
    "div.mop-audience-reviews__no-featured": "a placeholder",
    "section.quotes_panel": "quotations from the film",
    # 2008 to 2013.
    "#leaderboard_ad": "an advert",
    "#ad-bdy": "an advert",
    "#netflix_content": "an advert",
    "div.sweeps_container": "an advert",
    "div[class*=footer_ign]": "the site's owner and its terms",
    "#contentNews": _NEWS,
    "#freshlinks_sidebar": _NEWS,
    "div.content_abstract_content:not(#DVDInfoBlock *):not(:has(.quoteBubble))": _NEWS,
    "ul.bullets span.newslink": _NEWS,
    "li.columned span.newslink": _NEWS,
    "div.featured": _NEWS,
    "#feature_2": _NEWS,
    "li.quote_item": "quotations from the film",
    "#quoteContainer": "quotations from the film",
    "#movie_tomatometer_details": "what the Tomatometer measures",
    "div.login_dialog": _NOTICE,
    "td.media_block span.bold.block": _NEWS,
    "td.media_block div.media_block_content > span.subtle.small": _NEWS,
    # 2014 to 2023.
    "ul.latest-entertainment-headlines": _NEWS,
    "div.news-article-wrap": _NEWS,
    "div.news-articles-wrap": _NEWS,
    "#newsSection": _NEWS,
    "#quotes": "quotations from the film",
    "#movie-quotes": "quotations from the film",
    "section:has(> h2 + div table.table-dl-like td.line)": "quotations from the film",
    "table.table-dl-like td.line": "quotations from the film",
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
    "td.celebrity-filmography__credits": "parts in films that are made of several; the title is in the filmography",
    # Since 2023: web components.
    "section#where-to-watch": "where the film can be bought now",
    "section.where-to-watch": "where the film can be bought now",
    "p.affiliates-text": "where the film can be bought now",
    "tile-video": "names of videos",
    "tiles-carousel-responsive-item-deprecated tile-dynamic": "names of videos and pictures",
    "a.news-tile": _NEWS,
    "a.cfp-tile": "what others watch",
    "ul.score-list-wrap": "what others watch",
    "community-watch-content": _NOTICE,
    "bottom-sheet-modal": _NOTICE,
}
