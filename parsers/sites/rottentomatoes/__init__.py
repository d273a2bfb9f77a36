"""Rotten Tomatoes: film, series, person, list and reviews pages, 2008 to 2026; one file an era of the site."""

from __future__ import annotations

from filmdig.parsers.sites.rottentomatoes import celebrity_text, flat, flixster, ign, lists, pages, review_answers, rows, slots

__all__ = ["celebrity_text", "flat", "flixster", "ign", "lists", "pages", "review_answers", "rows", "slots"]
