"""NFO files for media libraries: a folder with one XML file a film, as Kodi and Jellyfin read them.

The elements are those of Kodi's documentation (kodi.wiki, "NFO files/Movies" and "NFO files/TV shows"): ``ratings`` by name with
``max`` and ``votes``, ``uniqueid`` by type, ``actor`` with ``name``, ``role`` and ``order``. Records of no film are left out.
"""

from __future__ import annotations

import re
import shutil
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self
from xml.etree import ElementTree as ET

from filmdig.output.files import beside_name, check_folder_of, move_folder
from filmdig.output.streams import cannot_write
from filmdig.output.writer import Described
from filmdig.parsers.record.errors import UsageError
from filmdig.parsers.record.merged_film import MergedFilm
from filmdig.parsers.record.page_record import Rating, Record

_SERIES = frozenset(("series",))
_FILMS = frozenset(("film", *_SERIES))
_NO_NAME = re.compile(r"[^\w .()&',-]+")
# Characters that XML 1.0 cannot have.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
#: Scores that media libraries know by a name of their own: by site, whose they are, and how they are measured.
_NAMES = {
    ("rottentomatoes", "critics", "percent_positive"): "tomatometerallcritics",
    ("rottentomatoes", "critics", "mean"): "tomatometeravgcritics",
    ("rottentomatoes", "audience", "percent_positive"): "tomatometerallaudience",
    ("rottentomatoes", "audience", "mean"): "tomatometeravgaudience",
    ("metacritic", "critics", "mean"): "metacritic",
    ("metacritic", "audience", "mean"): "metacriticusers",
    ("tmdb", "audience", "mean"): "themoviedb",
}
#: Scores that pages of any site name.
_NAMED = {"metascore": "metacritic", "imdb": "imdb", "tmdb": "themoviedb"}
#: Scores of some of a site's critics, which are not its critics' score.
_OF_SOME = frozenset(("topcritics",))
_SPACES = {"imdb": "imdb", "tmdb": "tmdb", "tmdb_tv": "tmdb"}


class Writer:
    """Writes the files beside their place, and moves the folder there when all are complete.

    Raises:
        UsageError: no folder was named, or there is a file or a folder with other files in its place.
        OutputError: it cannot be written to.
    """

    def __init__(self, target: str | None, of: type[Described] = Record) -> None:
        if target is None:
            raise UsageError("NFO files are several files", todo="name a folder with -o")
        self.of = of
        self.target = Path(target).resolve()
        if self.target.is_file():
            raise UsageError("there is a file in the folder's place", where=target, todo="name a folder with -o")
        if self.target.is_dir() and (other := [path.name for path in self.target.iterdir() if path.suffix != ".nfo"]):
            raise UsageError(f"the folder holds other files ({min(other)})", where=target, todo="name a folder of its own")
        self._folder = beside_name(self.target.with_name(f"{self.target.name}.nfo-files"))
        check_folder_of(target)
        self._names: set[str] = set()
        self._clean = ExitStack()
        try:
            self._folder.mkdir()
        except OSError as error:
            raise cannot_write(error, target) from error
        self._clean.callback(shutil.rmtree, self._folder, ignore_errors=True)

    def write(self, record: Described) -> None:
        """Add a film's file."""
        kind = record.kind if isinstance(record, MergedFilm) else record.page.kind
        if kind not in _FILMS or not record.film.title:
            return
        root = document(record, "tvshow" if kind in _SERIES else "movie")
        ET.indent(root)
        (self._folder / self._name(record)).write_bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n")

    def _name(self, record: Described) -> str:
        year = f" ({record.film.year})" if record.film.year else ""
        stem = _NO_NAME.sub("_", record.film.title or "")[:100].strip(" .") + year
        name, number = stem, 1
        while name.casefold() in self._names:
            number += 1
            name = f"{stem} {number}"
        self._names.add(name.casefold())
        return f"{name}.nfo"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        with self._clean:
            if error is not None:
                return
            move_folder(self._folder, self.target)


def document(record: Described, tag: str) -> ET.Element:
    """Return a film as an NFO element.

    Args:
        record: a record or a merged film.
        tag: ``movie`` or ``tvshow``.
    """
    film = record.film
    root = ET.Element(tag)
    _add(root, "title", film.title)
    _add(root, "originaltitle", film.original_title)
    _add(root, "year", film.year)
    ratings = ET.Element("ratings")
    for name, rating in _ratings(record).items():
        one = ET.SubElement(ratings, "rating", name=name)
        if rating.best is not None:
            one.set("max", f"{rating.best:g}")
        _add(one, "value", rating.value)
        _add(one, "votes", rating.rating_count if rating.rating_count is not None else rating.review_count)
    if len(ratings):
        ratings[0].set("default", "true")
        root.append(ratings)
    _add(root, "plot", film.synopsis)
    _add(root, "tagline", film.tagline)
    _add(root, "runtime", film.runtime_minutes)
    _add(root, "mpaa", next((c.printed or c.rating for c in film.certificates if c.system == "MPAA"), None))
    if film.image_url:
        ET.SubElement(root, "thumb", aspect="poster").text = _clean(film.image_url)
    # One has to be the default; IMDb's is where there is one.
    default = next(
        (space for space in ("imdb", "tmdb", "tmdb_tv") if space in film.external_ids), next(iter(film.external_ids), None)
    )
    for space, value in film.external_ids.items():
        one = ET.SubElement(root, "uniqueid", type=_SPACES.get(space, space))
        if space == default:
            one.set("default", "true")
        one.text = _clean(value)
    for field, values in (("genre", film.genres), ("tag", film.keywords), ("country", film.countries)):
        for value in values:
            _add(root, field, value)
    for field, people in (("credits", film.writers), ("director", film.directors)):
        for person in people:
            _add(root, field, person.name)
    for company in film.companies:
        if company.role in (None, "production"):
            _add(root, "studio", company.name)
    _add(root, "premiered", next((release.date for release in film.releases if len(release.date) == 10), None))
    for order, member in enumerate(film.cast):
        actor = ET.SubElement(root, "actor")
        _add(actor, "name", member.name)
        _add(actor, "role", member.role)
        _add(actor, "order", order)
    return root


def _ratings(record: Described) -> dict[str, Rating]:
    """Return the scores by the names that NFO files give them, the latest capture's where there are several."""
    named: dict[str, tuple[str, Rating]] = {}
    for rating in sorted(record.ratings, key=_captured_at):
        if isinstance(rating.value, int | float):
            site = getattr(rating, "site", None) or (record.page.site if isinstance(record, Record) else None) or "site"
            name, captured_at = _score_name(site, rating), _captured_at(rating)
            if name in named and named[name][0] == captured_at:  # two of one page, distinguished by what it calls them
                name += _plain(rating.name or rating.measure)
            if name not in named or named[name][0] < captured_at:
                named[name] = captured_at, rating
    return {name: rating for name, (_, rating) in named.items()}


def _captured_at(rating: Rating) -> str:
    return getattr(rating, "captured_at", None) or ""


def _score_name(site: str, rating: Rating) -> str:
    """Return a score's name: the one that media libraries know it by, else its site's, with what sets it apart."""
    words = _plain(rating.name or "")
    whose = words if words in _OF_SOME else "" if rating.by == "audience" else rating.by
    known = _NAMED.get(words) or (_NAMES.get((site, rating.by, rating.measure)) if words not in _OF_SOME else None)
    return known or f"{site}{whose}{'' if rating.measure == 'mean' else _plain(rating.measure)}"


def _plain(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _add(parent: ET.Element, tag: str, value: object) -> None:
    if value is not None and value != "":
        ET.SubElement(parent, tag).text = _clean(str(value))


def _clean(text: str) -> str:
    return _NO_XML.sub("", text)
