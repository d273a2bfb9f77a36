"""Letterboxd's pages of 2025: films, people, one review, a film's reviews, and a member's reviews, diary, films and lists."""

from __future__ import annotations

from filmdig.parsers.sites.letterboxd import film, film_reviews, fragments, members

__all__ = ["film", "film_reviews", "fragments", "members"]
