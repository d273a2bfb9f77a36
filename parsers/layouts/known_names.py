"""Known words, kept as text files: names that tell where a value ends in a text that lost its marks, and placeholders."""

from __future__ import annotations

import functools
from importlib.resources import files


@functools.cache
def actors() -> frozenset[str]:
    """Names of screen actors as film sites printed them: a cast may be names and roles in one run."""
    return _lines("actors.txt")


@functools.cache
def given_names() -> frozenset[str]:
    """Given names of many languages: what people's names begin with."""
    return _lines("given_names.txt")


@functools.cache
def role_words() -> frozenset[str]:
    """Words that describe a role and are hardly a surname: "Airline", "Upset", "Van"."""
    return _lines("role_words.txt")


@functools.cache
def publications() -> frozenset[str]:
    """Names of papers, magazines and sites that critics wrote for, as review aggregators printed them.

    A text rendition of 2016 has a critic, the paper and the quote in one run: "Ann Bell Harbour Post A fine film." Only a
    name that is known tells where the quote begins.
    """
    return _lines("publications.txt")


@functools.cache
def placeholders() -> tuple[frozenset[str], tuple[str, ...]]:
    """Return what sites print where they have no plot, in lower case without punctuation: whole texts, and how others begin."""
    lines = _lines("placeholders.txt")
    begins = tuple(sorted(line.removesuffix(" *") for line in lines if line.endswith(" *")))
    return frozenset(line for line in lines if not line.endswith(" *")), begins


def _lines(name: str) -> frozenset[str]:
    return frozenset(files("filmdig.parsers.layouts").joinpath(name).read_text(encoding="utf-8").split("\n")) - {""}
