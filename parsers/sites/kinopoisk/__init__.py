"""Kinopoisk: title pages of 2019 and 2021; cast, episodes and recommendations in the older layout."""

from __future__ import annotations

from filmdig.parsers.sites.kinopoisk import lists, title_next, title_shown, title_table

__all__ = ["lists", "title_next", "title_shown", "title_table"]
