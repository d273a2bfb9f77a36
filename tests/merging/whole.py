"""Page records of one film → one film. Which records are of one film is asked of `filmdig.parsers.merging.evidence`."""

from __future__ import annotations

from collections.abc import Iterable

from filmdig.parsers.merging.combine import Combiner
from filmdig.parsers.record.merged_film import Link, MergedFilm
from filmdig.parsers.record.page_record import Record


def combine(records: Iterable[Record], *, links: Iterable[Link] = (), lent: Iterable[Record] = ()) -> MergedFilm:
    """One film from the records of its pages, in whatever order they come.

    Args:
        records: records that are known to be of one film.
        links: what holds them together.
        lent: records of no film's own page that a cut text links to; their texts may close the cut.
    """
    combiner = Combiner()
    for record in sorted(records, key=lambda record: (record.page.captured_at or "", record.id)):
        combiner.add(record)
    for record in lent:
        combiner.lend(record)
    return combiner.film(links)
