"""What Kinopoisk's layouts share."""

from __future__ import annotations

from filmdig.parsers.layouts.layout import Layout
from filmdig.parsers.page.document import Page


class Kinopoisk(Layout):
    """What all of Kinopoisk's layouts share. Pages declare no language; they are Russian."""

    site = "kinopoisk"
    hosts = ("kinopoisk.ru",)

    def page_language(self, page: Page) -> str:
        """All of the site's."""
        return "ru"
