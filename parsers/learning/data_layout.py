"""Layouts from layout files: they have marks, evidence and issues like those in Python, and the generic reader checks them."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, ClassVar

import msgspec

from filmdig.parsers.generic.reader import read_generic
from filmdig.parsers.generic.settle import Settled, key
from filmdig.parsers.generic.statement import STRONG, STRONGER, Statement
from filmdig.parsers.layouts.fields import Reader
from filmdig.parsers.layouts.layout import FIELDS, Layout, is_empty, pointer, set_field, value_of
from filmdig.parsers.learning.converters import LISTS, same_value, without_year
from filmdig.parsers.learning.layout_file import LayoutFile, Template, read_layout_file
from filmdig.parsers.page.document import Page
from filmdig.parsers.record.errors import UsageError
from filmdig.parsers.record.page_record import CastMember, Issue, Kind, Record

#: Fields with plain facts, in which strong witnesses of the generic reader may contradict the layout.
_CHECKED = ("title", "year", "directors", "runtime_minutes", "genres", "countries")

#: Signs of structured data; if a page has any, the generic reader is used even for a template that is `alone`.
_OTHER_WITNESSES = ("application/ld+json", "itemprop=")


class DataLayout(Layout):
    """A template of a layout file."""

    read_by = "learned"
    usual = ("title",)
    template: ClassVar[Template]

    def kind_of(self, page: Page) -> Kind:
        """Return the template's kind."""
        return self.template.kind

    def read_places(self, page: Page, record: Record) -> None:
        """Fill the record from the template's places only."""
        super().read(page, record)
        record.film.title = without_year(record.film.title, record.film.year)

    def read(self, page: Page, record: Record) -> None:
        """Fill the record from the template's places, then add what the generic reader finds and check the values against it."""
        self.read_places(page, record)
        if self.template.alone and record.film.title and not any(sign in page.html for sign in _OTHER_WITNESSES):
            return
        other = Record()
        settled = read_generic(page, other)
        for field in FIELDS:
            statements = settled.get(field, _NOTHING)
            if field == "ratings":
                known = {rating.value for rating in other.ratings}
                # A layout may have learned only one of several scores.
                record.ratings = [*other.ratings, *(rating for rating in record.ratings if rating.value not in known)]
            elif is_blank(record, field) or _is_part(field, value_of(record, field), value_of(other, field)):
                if not is_blank(other, field):
                    self._take(record, other, field)
            elif field == "cast":
                _add_details(record.film.cast, other.film.cast)
            elif field in _CHECKED and (rival := _contradiction(field, value_of(record, field), statements)) is not None:
                self._drop(record, field, rival)

    @staticmethod
    def _take(record: Record, other: Record, field: str) -> None:
        set_field(record, field, value_of(other, field))
        path = pointer(field)
        record.truncations += [cut for cut in other.truncations if cut.path == path or cut.path.startswith(f"{path}/")]
        derived = (each for each in other.derived if each == path or each.startswith(f"{path}/"))
        record.derived += [each for each in derived if each not in record.derived]
        missed = [issue for issue in record.issues if issue.code == "field_missing" and issue.path == path]
        record.issues = [issue for issue in record.issues if issue not in missed]

    @staticmethod
    def _drop(record: Record, field: str, rival: Statement) -> None:
        ours, theirs = _shown(value_of(record, field)), _shown(rival.value)
        message = f"the layout has {ours}, but {rival.witness} ({rival.place}) has {theirs}; neither was taken"
        record.issues.append(Issue(code="witnesses_disagree", path=pointer(field), message=message[:600]))
        setattr(record.film, field, [] if field in LISTS else None)


def is_blank(record: Record, field: str) -> bool:
    """Return whether a field has no value, or the value of a new record."""
    value = value_of(record, field)
    return is_empty(value) or value == value_of(_NEW, field)


_NEW = Record()
_NOTHING = Settled(None, [])


def _contradiction(field: str, value: Any, settled: Settled) -> Statement | None:
    """Return the statement that contradicts a value, or None.

    It needs two strong witnesses, one of them of the higher strength (`STRONGER`), and no witness that agrees with the value.
    """
    if any(same_value(field, value, statement.value) for statement in settled.statements):
        return None
    sure = [statement for statement in settled.statements if statement.strength >= STRONG]
    if field in LISTS and any(_overlap(value, statement.value) for statement in sure if statement.strength >= STRONGER):
        return None
    for statement in sure:
        agreeing = [
            other for other in sure if other.witness != statement.witness and same_value(field, statement.value, other.value)
        ]
        if statement.strength >= STRONGER and agreeing:
            return statement
    return None


def _is_part(field: str, value: Any, whole: Any) -> bool:
    """Return whether a list has only some of the generic reader's values, because the page has others in other markup."""
    if field == "releases":
        return {release.date for release in value} < {release.date for release in whole}
    if field == "certificates":
        return {key(certificate.rating) for certificate in value} < {key(certificate.rating) for certificate in whole}
    if field not in LISTS:
        return False
    ours, theirs = ({str(item if isinstance(item, str) else item.name).casefold() for item in items} for items in (value, whole))
    return ours < theirs


def _add_details(ours: list[CastMember], theirs: list[CastMember]) -> None:
    """Add the roles and URLs that the generic reader has for the people whose names the layout has."""
    known = {key(member.name): member for member in theirs}
    for member in ours:
        other = known.get(key(member.name))
        if other is not None:
            member.role, member.url = member.role or other.role, member.url or other.url


def _overlap(one: list[Any], other: list[Any]) -> bool:
    names = [{str(item if isinstance(item, str) else item.name).casefold() for item in items} for items in (one, other)]
    return bool(names[0] & names[1])


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(str(item if isinstance(item, str) else item.name) for item in value[:5])
    return repr(value)[:200]


def layouts_of(files: Iterable[LayoutFile]) -> tuple[type[DataLayout], ...]:
    """Return the layouts of layout files.

    Raises:
        UsageError: if two layouts have the same site and name.
    """
    made: dict[tuple[str, str], type[DataLayout]] = {}
    for file in files:
        for template in file.templates:
            key = (file.site, template.name)
            if key in made:
                todo = "rename one, or give only one of the files"
                raise UsageError("two layouts have the same name", where="/".join(key), todo=todo)
            made[key] = _layout(file, template)
    return tuple(made.values())


def _layout(file: LayoutFile, template: Template) -> type[DataLayout]:
    readers: dict[str, Any] = {}
    for field, where in template.fields.items():
        readers[field] = Reader(_wrapped(field, where.read))
    if template.cast is not None:
        readers["cast"] = Reader(template.cast.read)
    if template.reviews is not None:
        readers["reviews"] = Reader(template.reviews.read)
    if template.scores:
        scores = template.scores
        readers["ratings"] = Reader(lambda page: [score for each in scores if (score := each.read(page)) is not None])
    about = {"site": file.site, "name": template.name, "hosts": tuple(file.hosts), "kind": template.kind, "template": template}
    layout: type[DataLayout] = type(f"{file.site}/{template.name}", (DataLayout,), {**about, **readers})
    # Set after the class is made: one that is made with marks would be registered as a built-in layout.
    layout.marks, layout.refuses = tuple(template.marks), tuple(template.refuses)
    return layout


def _wrapped(field: str, read: Callable[[Page], Any]) -> Callable[[Page], Any]:
    """Return a reader that gives an empty list, not None, for a list field."""
    return (lambda page: read(page) or []) if field in LISTS or field in ("releases", "certificates") else read


def load(paths: Iterable[str | os.PathLike[str]]) -> tuple[str, ...]:
    """Read layout files and folders of them. Return each file as JSON, which can be sent to workers and compared.

    Raises:
        UsageError: if a file is not a layout file, a folder has none, or two layouts have the same site and name.
    """
    files: list[Path] = []
    for path in map(Path, paths):
        if path.is_dir():
            inside = sorted(path.glob("*.toml"))
            if not inside:
                raise UsageError("no layout file in the folder", where=str(path), todo="give one with files that end in .toml")
            files += inside
        else:
            files.append(path)
    read = [read_layout_file(path) for path in dict.fromkeys(files)]
    layouts_of(read)
    return tuple(msgspec.json.encode(file).decode() for file in read)


@functools.lru_cache(maxsize=64)
def data_layouts(files: tuple[str, ...]) -> tuple[type[DataLayout], ...]:
    """Return the layouts of the files that `load` returned."""
    return layouts_of([msgspec.json.decode(file, type=LayoutFile) for file in files])
