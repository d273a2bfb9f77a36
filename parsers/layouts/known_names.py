"""Word lists kept as text files: names that show where a value ends in text without markup, and placeholders."""

from __future__ import annotations

import functools
from importlib.resources import files


@functools.cache
def actors() -> frozenset[str]:
    """Return names of screen actors as film sites printed them, for casts in which names and roles run together."""
    return _lines("actors.txt")


@functools.cache
def given_names() -> frozenset[str]:
    """Return given names of many languages, with which people's names begin."""
    return _lines("given_names.txt")


@functools.cache
def role_words() -> frozenset[str]:
    """Return words that describe a role and are rarely surnames: "Airline", "Upset", "Van"."""
    return _lines("role_words.txt")


@functools.cache
def publications() -> frozenset[str]:
    """Return names of newspapers, magazines and sites that critics wrote for, as review aggregators printed them.

    A text rendition of 2016 has critic, publication and quote in one run: "Ann Bell Harbour Post A fine film." Only a known
    publication shows where the quote begins.
    """
    return _lines("publications.txt")


@functools.cache
def placeholders() -> tuple[frozenset[str], tuple[str, ...]]:
    """Return what sites print in place of a missing plot, in lower case without punctuation: whole texts, and beginnings."""
    lines = _lines("placeholders.txt")
    begins = tuple(sorted(line.removesuffix(" *") for line in lines if line.endswith(" *")))
    return frozenset(line for line in lines if not line.endswith(" *")), begins


def _lines(name: str) -> frozenset[str]:
    return frozenset(files("filmdig.parsers.layouts").joinpath(name).read_text(encoding="utf-8").split("\n")) - {""}
