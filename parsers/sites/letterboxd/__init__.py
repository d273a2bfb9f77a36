"""Letterboxd, pages of 2025: films, persons, one member's review of a film, a film's and a member's reviews, diary and films."""

from __future__ import annotations

from filmdig.parsers.sites.letterboxd import film, film_reviews, fragments, members

__all__ = ["film", "film_reviews", "fragments", "members"]
