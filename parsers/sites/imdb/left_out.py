"""Blocks of IMDb's pages that are not read, each with the reason: the record has no field, or they are not about the film."""

from __future__ import annotations

_NO_FIELD = "trivia, goofs, quotes, soundtracks and the like: no field"
_OTHER_FILMS = "plot and cast of a recommended film"
_AROUND = "news, polls, lists, boards and questions: not only about the film"
_SITE = "the site's own text: menus, forms, messages, advertisements"
_VOTES = "votes on a review, read as numbers"

#: On every page until 2022.
_FRAME = {
    "#latestHeadlines, #navMenuPro, #footer, #tn15crumbs": _SITE,
    "table.boards, #boardsTeaser, #titleBoardsTeaser": _AROUND,
}

_MORE = ("trivia", "goofs", "quotes", "movieconnections", "soundtrack", "crazycredits", "alternateversions", "news")

#: October 2010 to June 2021.
TITLE_PAGES = {
    **_FRAME,
    "#titleDidYouKnow": _NO_FIELD,
    "div.txt-block:has(.see-more a:is({}))".format(", ".join(f'[href*="{name}"]' for name in _MORE)): _NO_FIELD,
    "div.rec-outline, div.rec-actor": _OTHER_FILMS,
    "#sidebar, #maindetails_sidebar_bottom": _AROUND,
    "div.faq, #titleFAQ, span.ab_widget, div.widget_caption, div#sponsored_links_afc_div_BOTTOM_CENTER": _AROUND,
    "#share-checkin, #star-ratings-widget-error, div.message_box, #lb_wrap, div.pro_logo_main_title": _SITE,
    "div.user-comments div.yn": _VOTES,
}

#: 2007 to October 2010; sub-pages until 2017.
TN15 = {
    **_FRAME,
    "#tn15bot, #tn15content div.disclaimer, #tn15content td > i": _SITE,
    "div.strip": _AROUND,
    "div.info:has({})".format(", ".join(f'a.tn15more[href*="/{name}"]' for name in _MORE)): _NO_FIELD,
    'div.info:has(a[href*="/news"])': _AROUND,
    '#tn15content > a[href*="/faq"], #tn15content > a[href*="/board"]': _AROUND,
    "div.comment div.small, #tn15content > div > small": _VOTES,
    "#tn15content div.headerinline": "a note on a list",
}

#: Sub-pages, 2013 to 2022.
SUB_PAGES = {
    **_FRAME,
    "#sidebar": _AROUND,
    "#trivia_content, #quotes_content, #media_index_content": _NO_FIELD,
    "#taglines_content div.soda ~ div.soda": "taglines after the first: no field",
    "#technical_content tr:nth-child(n+2)": "technical specifications other than the runtime: no field",
    "#no-synopsis-content, #no-summary-content, body > title": _SITE,
    '#main a[href*="externalreviews"], div.swiki_intro': _SITE,
}

#: June 2021 on.
NEXT = {
    'section[data-testid="DidYouKnow"]': _NO_FIELD,
    'section:is([data-testid="FAQ"], [data-testid="News"], [data-testid="contribution"])': _AROUND,
    'section:is([data-testid="videos-section"], [data-testid="Photos"], [data-testid="main-column-editorial-single"])': _AROUND,
    'section[data-testid="right-rail-content-block"]': _AROUND,
    "div.ipc-slate-card, a.pro-upsell, a#ProUpsellLink, span.pro-upsell__label, div.rvi-empty-section": _SITE,
    'div[data-testid^="ai-review-summary"]': "a summary of reviews, not a review",
    "li.ipc-metadata-list__item--stacked:has(div.ipc-overflowText--listCard)": _NO_FIELD,
    'div[data-testid="faq-content"], a[data-testid="news-item"], a[class*="NewsItem"]': _AROUND,
    "div.ipc-title__description": _SITE,
}

#: Sub-pages of 2022 on: "It looks like we don't have any production dates for this title yet."
NOTHING_THERE = {"section article > p": _SITE}

#: Lists of episodes, 2022 on.
SEASON = {
    "article.episode-item-wrapper div.ipc-overflowText, div.item_description": "plots of episodes",
}

#: Lists of episodes until 2022.
EPISODE_LISTS = {**SUB_PAGES, **SEASON}

#: Pages of people.
PERSON = {
    **_FRAME,
    "#dyk-personal-quote, #dyk-trademark, #dyk-trivia, #dyk-nickname, #dyk-star-sign": _NO_FIELD,
    "#maindetails_sidebar_bottom, #sidebar": _AROUND,
    "div.filmo-episodes": "episodes of a series that is in the filmography",
}

#: Until 2006.
LEGACY = {
    "div.ft, td.awardindent, dl dd > p": _SITE,
    'td > a[href*="/board/"]': _AROUND,
}
