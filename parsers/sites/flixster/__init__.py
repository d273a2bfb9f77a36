"""Flixster: film pages of 2008 to 2017, with the Community site, which kept the layout of 2011 until September 2014."""

from filmdig.parsers.sites.flixster import film_answer, flat, html, text

__all__ = ["film_answer", "flat", "html", "text"]
