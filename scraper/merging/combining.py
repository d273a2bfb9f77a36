"""One film put together from its records; a record that fails is left out, not the whole film."""

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
        why: the exception that it raised.
    """

    record: str
    why: str

    @classmethod
    def of(cls, record: Record, error: Exception) -> Failed:
        """Return the failure of a record that raised an exception."""
        return cls(record.id, f"{type(error).__name__}: {error}")


def film_of(
    film_id: str, members: Sequence[int], donors: Sequence[int], links: Sequence[Link], read: Callable[[int], Record]
) -> tuple[MergedFilm | None, list[tuple[int, Failed]]]:
    """Put a film together.

    Args:
        film_id: its id.
        members: the numbers of its records, in the order in which they are added.
        donors: the numbers of records outside the film that its cut texts link to.
        links: why its records are of one film.
        read: returns a record by its number.

    Returns:
        The film, or None if all of its records fail; and the records left out, by number.
    """
    film = _combined(film_id, members, donors, links, read)
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
        kept = {read(number).id for number in (*sound, *donors)}
        film = _combined(film_id, sound, donors, [link for link in links if kept.issuperset(link.sources)], read)
        if not isinstance(film, MergedFilm) and donors:
            donors = []  # they only close cuts
        elif isinstance(film, MergedFilm):
            return film, failed
        else:  # records that fail only together
            last = sound.pop()
            failed.append((last, Failed.of(read(last), film)))
    return None, failed


def _combined(
    film_id: str, members: Sequence[int], donors: Sequence[int], links: Sequence[Link], read: Callable[[int], Record]
) -> MergedFilm | Exception:
    """Return the film, or the exception that putting it together raised."""
    combiner = Combiner()
    for number in (*members, *donors):
        record = read(number)
        try:
            (combiner.add_donor if number in donors else combiner.add)(record)
        except Exception as error:  # noqa: BLE001 - a record may raise anything; failures are counted
            return error
    try:
        film = combiner.film(links)
    except Exception as error:  # noqa: BLE001 - as above
        return error
    film.id = film_id
    return film
