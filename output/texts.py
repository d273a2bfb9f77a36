"""Texts for corpora: JSON Lines of texts with their source."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from filmdig.output.writer import Described, StreamWriter
from filmdig.parsers.record.merged_film import MergedFilm


class Writer(StreamWriter):
    """Writes synopses, consensuses and reviews as ``id``, ``text``, ``source`` (the page's address) and ``metadata``."""

    def write(self, record: Described) -> None:
        """Add a line for each text of a record or a film."""
        for path, kind, text, more in _texts(record):
            line = {
                "id": f"{record.id}#{path}",
                "text": text,
                "source": _address(record, more.pop("source", None)),
                "metadata": {"kind": kind, **_about(record), **more, "cut": _cut(record, path)},
            }
            self.file.write(msgspec.json.encode(line) + b"\n")


def _texts(record: Described) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """Yield each text as its path, its kind, the text and its metadata."""
    film = record.film
    if film.synopsis:
        yield "/film/synopsis", "synopsis", film.synopsis, {"author": film.synopsis_credit}
    for number, other in enumerate(film.other_synopses):
        yield f"/film/other_synopses/{number}/text", "synopsis", other.text, {"author": other.credit, "name": other.name}
    if film.critics_consensus:
        yield "/film/critics_consensus", "consensus", film.critics_consensus, {}
    for number, review in enumerate(record.reviews):
        if review.text:
            about: dict[str, Any] = {
                "by": review.by,
                "author": review.author,
                "publication": review.publication,
                "date": review.date,
            }
            rating = review.rating.value if review.rating else None
            sources = getattr(review, "sources", None)
            about |= {"rating": rating, "best": review.rating.best if review.rating else None, "spoiler": review.spoiler}
            yield f"/reviews/{number}/text", "review", review.text, {**about, "source": sources[0] if sources else None}


def _about(record: Described) -> dict[str, Any]:
    return {"title": record.film.title, "year": record.film.year}


def _address(record: Described, source: str | None) -> str | None:
    if isinstance(record, MergedFilm):
        pages = {one.id: one.page for one in record.sources}
        page = pages.get(source or "") or (record.sources[0].page if record.sources else None)
        return page.url if page else None
    return record.page.url


def _cut(record: Described, path: str) -> bool:
    return any(cut.path == path and cut.state == "open" for cut in record.truncations)
