"""NFO files for media libraries: a folder with one XML file per film, as read by Kodi and Jellyfin.

The elements are those of Kodi's documentation (kodi.wiki, "NFO files/Movies" and "NFO files/TV shows"): ``ratings`` by name with
``max`` and ``votes``, ``uniqueid`` by type, ``actor`` with ``name``, ``role`` and ``order``. Records that are not of a film or
series are left out.
"""

from __future__ import annotations

import re
import shutil
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self
from xml.etree import ElementTree as ET

from filmdig.output.files import beside_name, check_folder_of, check_output_folder, move_folder
from filmdig.output.streams import cannot_write
from filmdig.output.writer import Described
from filmdig.parsers.record.errors import UsageError
from filmdig.parsers.record.merged_film import MergedFilm
from filmdig.parsers.record.page_record import Rating, Record

#: The kinds of records that are written.
_KINDS = ("film", "series")
_NOT_IN_NAMES = re.compile(r"[^\w .()&',-]+")
# Characters that XML 1.0 does not allow.
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
#: The names that media libraries have for scores, by site, by whom the score is, and measure.
_SITE_SCORES = {
    ("rottentomatoes", "critics", "percent_positive"): "tomatometerallcritics",
    ("rottentomatoes", "critics", "mean"): "tomatometeravgcritics",
    ("rottentomatoes", "audience", "percent_positive"): "tomatometerallaudience",
    ("rottentomatoes", "audience", "mean"): "tomatometeravgaudience",
    ("metacritic", "critics", "mean"): "metacritic",
    ("metacritic", "audience", "mean"): "metacriticusers",
    ("tmdb", "audience", "mean"): "themoviedb",
}
#: The same for scores that are named on pages of any site.
_NAMED_SCORES = {"metascore": "metacritic", "imdb": "imdb", "tmdb": "themoviedb"}
#: Names of scores given by only some of a site's critics.
_SOME_CRITICS = frozenset(("topcritics",))
#: The types of `uniqueid`, by the name of the identifier in records.
_ID_TYPES = {"imdb": "imdb", "tmdb": "tmdb", "tmdb_tv": "tmdb"}


class Writer:
    """Writes the files to a temporary folder, and moves it to the target when all are complete.

    Raises:
        UsageError: no target was named, or it is a file or a folder that holds other files.
        OutputError: the target cannot be written to.
    """

    def __init__(self, target: str | None, of: type[Described] = Record) -> None:
        if target is None:
            raise UsageError("NFO files are several files", todo="name a folder with -o")
        self.of = of
        self.target = Path(target).resolve()
        check_output_folder(target, lambda file: file.suffix == ".nfo")
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
        if kind not in _KINDS or not record.film.title:
            return
        root = document(record, "tvshow" if kind == "series" else "movie")
        ET.indent(root)
        (self._folder / self._name(record)).write_bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n")

    def _name(self, record: Described) -> str:
        year = f" ({record.film.year})" if record.film.year else ""
        stem = _NOT_IN_NAMES.sub("_", record.film.title or "")[:100].strip(" .") + year
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
    # One of the ids has to be the default: IMDb's if there is one.
    default = next(
        (space for space in ("imdb", "tmdb", "tmdb_tv") if space in film.external_ids), next(iter(film.external_ids), None)
    )
    for space, value in film.external_ids.items():
        one = ET.SubElement(root, "uniqueid", type=_ID_TYPES.get(space, space))
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
    """Return the scores by their names in NFO files; of several of one name, that of the latest capture."""
    named: dict[str, tuple[str, Rating]] = {}
    for rating in sorted(record.ratings, key=_captured_at):
        if isinstance(rating.value, int | float):
            site = getattr(rating, "site", None) or (record.page.site if isinstance(record, Record) else None) or "site"
            name, captured_at = _score_name(site, rating), _captured_at(rating)
            if name in named and named[name][0] == captured_at:  # two scores of one page: add the page's name for the score
                name += _plain(rating.name or rating.measure)
            if name not in named or named[name][0] < captured_at:
                named[name] = captured_at, rating
    return {name: rating for name, (_, rating) in named.items()}


def _captured_at(rating: Rating) -> str:
    return getattr(rating, "captured_at", None) or ""


def _score_name(site: str, rating: Rating) -> str:
    """Return the name that media libraries have for a score, or else one made of the site, by whom it is, and the measure."""
    words = _plain(rating.name or "")
    by = words if words in _SOME_CRITICS else "" if rating.by == "audience" else rating.by
    of_site = _SITE_SCORES.get((site, rating.by, rating.measure)) if words not in _SOME_CRITICS else None
    known = _NAMED_SCORES.get(words) or of_site
    return known or f"{site}{by}{'' if rating.measure == 'mean' else _plain(rating.measure)}"


def _plain(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _add(parent: ET.Element, tag: str, value: object) -> None:
    if value is not None and value != "":
        ET.SubElement(parent, tag).text = _clean(str(value))


def _clean(text: str) -> str:
    return _NOT_IN_XML.sub("", text)
