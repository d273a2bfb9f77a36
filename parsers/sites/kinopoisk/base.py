"""The base class of Kinopoisk's layouts."""

from __future__ import annotations

from typing import ClassVar

from filmdig.parsers.layouts.layout import Layout
from filmdig.parsers.page.document import Page


class Kinopoisk(Layout):
    """The base class of Kinopoisk's layouts. Pages declare no language; they are Russian."""

    site = "kinopoisk"
    imprint = r"©\s?2003 [—–-] \d{4},\s?КиноПоиск"
    hosts = ("kinopoisk.ru",)
    left_out: ClassVar = {
        "div.name > span.gray": "the name as credited",
        "dl.block_top250": "what others watch",
        "#block_invite_friends": "an invitation to the site",
        "a#mobile_link": "an advert",
        "span.additional-title": "titles in a menu",
        "td > b.attent": "a notice of the site",
        "div.item.item_link": "headlines",
        'div[class*="styles_sidebar"] > div[class*="styles_root"] > div[class*="styles_root"]': "an invitation to the site",
        'span[class*="styles_restrictionDescription"]': "what an age rating means",
    }

    def page_language(self, page: Page) -> str:
        """Return the language of all of the site's pages."""
        return "ru"
