"""One film put together from its records, where a record that cannot be put together costs itself and no film."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from filmdig.parsers.merging.combine import Combiner
from filmdig.parsers.record.merged_film import Link, MergedFilm
from filmdig.parsers.record.page_record import Record


class Failed(msgspec.Struct, frozen=True):
    """A record that cannot be merged.

    Attributes:
        record: its id.
        why: what it raised.
    """

    record: str
    why: str

    @classmethod
    def of(cls, record: Record, error: Exception) -> Failed:
        """Return what an exception means for its record."""
        return cls(record.id, f"{type(error).__name__}: {error}")


def film_of(
    film_id: str, members: Sequence[int], lent: Sequence[int], links: Sequence[Link], read: Callable[[int], Record]
) -> tuple[MergedFilm | None, list[tuple[int, Failed]]]:
    """Put a film together.

    Args:
        film_id: its id.
        members: the numbers of its records, in the order in which they are put together.
        lent: the numbers of records outside the film that its cut texts link to.
        links: what holds its records together.
        read: gives a record by its number.

    Returns:
        the film, None where no record of it can be put together; and the records that are left out of it, by number.
    """
    film = _combined(film_id, members, lent, links, read)
    if isinstance(film, MergedFilm):
        return film, []
    failed: list[tuple[int, Failed]] = []
    sound: list[int] = []
    for number in members:
        alone = _combined(film_id, [number], [], [], read)
        if isinstance(alone, MergedFilm):
            sound.append(number)
        else:
            failed.append((number, Failed.of(read(number), alone)))
    while sound:
        kept = {read(number).id for number in (*sound, *lent)}
        film = _combined(film_id, sound, lent, [link for link in links if kept.issuperset(link.sources)], read)
        if not isinstance(film, MergedFilm) and lent:
            lent = []  # what is lent closes cuts, and is of no film itself
        elif isinstance(film, MergedFilm):
            return film, failed
        else:  # records that fail together only
            last = sound.pop()
            failed.append((last, Failed.of(read(last), film)))
    return None, failed


def _combined(
    film_id: str, members: Sequence[int], lent: Sequence[int], links: Sequence[Link], read: Callable[[int], Record]
) -> MergedFilm | Exception:
    """Return the film, or what putting it together raised."""
    combiner = Combiner()
    for number in (*members, *lent):
        record = read(number)
        try:
            (combiner.lend if number in lent else combiner.add)(record)
        except Exception as error:  # noqa: BLE001 - whatever a record does to its reader is a failure that is counted
            return error
    try:
        film = combiner.film(links)
    except Exception as error:  # noqa: BLE001 - as above
        return error
    film.id = film_id
    return film
