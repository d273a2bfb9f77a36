"""A merged film from records that are known to be of one film."""

from __future__ import annotations

from collections.abc import Iterable

from filmdig.parsers.merging.combine import Combiner
from filmdig.parsers.record.merged_film import Link, MergedFilm
from filmdig.parsers.record.page_record import Record


def combine(records: Iterable[Record], *, links: Iterable[Link] = (), donors: Iterable[Record] = ()) -> MergedFilm:
    """Return one film from the records of its pages, in any order.

    Args:
        records: records that are known to be of one film.
        links: why they are of one film.
        donors: records outside the film that a cut text links to; their texts may close the cut.
    """
    combiner = Combiner()
    for record in sorted(records, key=lambda record: (record.page.captured_at or "", record.id)):
        combiner.add(record)
    for record in donors:
        combiner.add_donor(record)
    return combiner.film(links)
