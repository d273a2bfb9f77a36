"""Layout files: TOML files with a site's templates, which are validated before any page is read with them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import msgspec

from filmdig.parsers.learning.converters import CONVERTERS, FIELDS
from filmdig.parsers.learning.places import CastRows, Place, ReviewRows, Score
from filmdig.parsers.page.document import Page
from filmdig.parsers.record.capture import Capture
from filmdig.parsers.record.errors import UsageError
from filmdig.parsers.record.page_record import Kind

VERSION = 1
MAX_BYTES = 1 << 20
MAX_TEMPLATES = 50
MAX_MARKS = 20
_SELECTOR = re.compile(r"(?:[\w\s#.>+~*,\[\]=\"'|^$/-]|:nth-of-type\(\d{1,3}\)|:scope){1,400}")
#: Converters by the type of their values: a field accepts those in the group of its own converter.
_SAME_TYPE = (
    ("title", "text"),
    ("passage",),
    ("year", "minutes", "count"),
    ("words", "countries"),
    ("people",),
    ("members",),
    ("releases",),
    ("certificates",),
)
_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,60}")


class Template(msgspec.Struct, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """One template of the site.

    Attributes:
        name: the layout's name in the record.
        kind: the kind of its pages.
        marks: selectors that match on all of its pages.
        refuses: selectors that match on none of them.
        fields: the place of each field.
        cast: the rows of the cast, in place of `fields.cast`.
        reviews: the rows of the reviews.
        scores: the places of the film's scores.
        alone: whether the places have all values that the generic reader finds, so that it need not run: it takes ten times as
            long.
    """

    name: str
    kind: Kind = "film"
    marks: list[str]
    refuses: list[str] = []
    fields: dict[str, Place] = {}
    cast: CastRows | None = None
    reviews: ReviewRows | None = None
    scores: list[Score] = []
    alone: bool = False


class LayoutFile(msgspec.Struct, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A layout file.

    Attributes:
        filmdig_layout: the version of the file format.
        site: the site's name in the record.
        hosts: the hosts that the site was served from, without ``www.``.
        templates: the site's templates.
    """

    filmdig_layout: int
    site: str
    hosts: list[str] = []
    templates: list[Template] = []


def read_layout_file(path: Path) -> LayoutFile:
    """Read a layout file.

    Raises:
        UsageError: if it cannot be read or is not a layout file; the message states where the error is and what to do.
    """
    try:
        with path.open("rb") as file:
            source = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise UsageError(f"the layout file cannot be read ({error.strerror})", where=str(path)) from error
    if len(source) > MAX_BYTES:
        raise UsageError(f"the layout file is longer than {MAX_BYTES} bytes", where=str(path), todo="split it by site")
    try:
        found = msgspec.toml.decode(source, type=LayoutFile)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        todo = "filmdig learn writes one; see docs/learning.md"
        raise UsageError(f"not a layout file: {error}", where=str(path), todo=todo) from error
    _check(found, path)
    return found


def _check(found: LayoutFile, path: Path) -> None:
    def refuse(what: str, where: str = "") -> None:
        raise UsageError(what, where=f"{path}{', ' if where else ''}{where}", todo="see docs/learning.md")

    if found.filmdig_layout != VERSION:
        refuse(f"a layout file of version {found.filmdig_layout}; this filmdig reads version {VERSION}")
    if not _NAME.fullmatch(found.site):
        refuse(f"invalid site name {found.site[:60]!r}: use lower-case letters, digits, ., - and _", "site")
    if len(found.templates) > MAX_TEMPLATES:
        refuse(f"more than {MAX_TEMPLATES} templates")
    names = [template.name for template in found.templates]
    if len(set(names)) < len(names):
        refuse("two templates have the same name", "templates")
    probe = Page(Capture(body=b"<p>x</p>"), "<html><body><p>x</p></body></html>")
    for number, template in enumerate(found.templates):
        here = f"templates[{number}]"
        if not _NAME.fullmatch(template.name):
            refuse(f"invalid template name {template.name[:60]!r}: use lower-case letters, digits, ., - and _", here)
        if not template.marks or len(template.marks) + len(template.refuses) > MAX_MARKS:
            refuse(f"a template needs at least one mark, and at most {MAX_MARKS} marks and refuses together", here)
        for field, place in template.fields.items():
            if field not in FIELDS:
                refuse(f"unknown field {field[:60]!r}; the fields are {', '.join(FIELDS)}", f"{here}.fields")
            if place.to not in CONVERTERS:
                refuse(f"unknown converter {place.to[:60]!r}; use one of {', '.join(CONVERTERS)}", f"{here}.fields.{field}.to")
            accepted = next(names for names in _SAME_TYPE if FIELDS[field] in names)
            if place.to not in accepted:
                refuse(f"{field} cannot be {place.to!r}; use {' or '.join(map(repr, accepted))}", f"{here}.fields.{field}.to")
        for where, css in _selectors(template):
            if not _SELECTOR.fullmatch(css):
                refuse(f"this selector is not allowed in a layout file: {css[:80]!r}", f"{here}.{where}")
            try:
                probe.all(css.replace(":scope", "p"))
            except Exception as error:  # noqa: BLE001 - whatever the engine raises, the file is refused
                refuse(f"invalid selector: {css[:80]!r} ({error})", f"{here}.{where}")


def _selectors(template: Template) -> list[tuple[str, str]]:
    found = [("marks", css) for css in template.marks] + [("refuses", css) for css in template.refuses]
    found += [(f"fields.{field}.css", place.css) for field, place in template.fields.items()]
    for name, part in (("cast", template.cast), ("reviews", template.reviews), *(("scores", score) for score in template.scores)):
        if part is not None:
            texts = msgspec.structs.asdict(part)
            found += [(f"{name}.{key}", texts[key]) for key in _CSS_KEYS if isinstance(texts.get(key), str)]
    return found


_CSS_KEYS = ("css", "name", "role", "text", "author", "date", "rating", "publication", "count")


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of layout files."""
    (schema,), definitions = msgspec.json.schema_components([LayoutFile], ref_template="#/$defs/{name}")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"filmdig layout file {VERSION}",
        **schema,
        "$defs": definitions,
    }


def write_layout_file(layout: LayoutFile, comments: dict[str, list[str]]) -> str:
    """Return the text of a layout file.

    Args:
        layout: its content.
        comments: comment lines by the table that they precede: "film" (a template), "film.title" (one of its fields).
    """
    lines = [f"filmdig_layout = {layout.filmdig_layout}", f"site = {_toml(layout.site)}", f"hosts = {_toml(layout.hosts)}"]
    for template in layout.templates:
        lines += ["", *_commented(comments, template.name), "[[templates]]"]
        lines += [f"name = {_toml(template.name)}", f"kind = {_toml(template.kind)}", f"marks = {_toml(template.marks)}"]
        if template.refuses:
            lines.append(f"refuses = {_toml(template.refuses)}")
        if template.alone:
            lines.append("alone = true")
        for field, place in template.fields.items():
            lines += _table(f"templates.fields.{field}", place, comments, f"{template.name}.{field}")
        for name, part in (("cast", template.cast), ("reviews", template.reviews)):
            if part is not None:
                lines += _table(f"templates.{name}", part, comments, f"{template.name}.{name}")
        for score in template.scores:
            lines += _table("templates.scores", score, comments, f"{template.name}.scores", many=True)
    return "\n".join(lines) + "\n"


def _table(name: str, part: Any, comments: dict[str, list[str]], key: str, *, many: bool = False) -> list[str]:
    values = msgspec.to_builtins(part)
    title = f"[[{name}]]" if many else f"[{name}]"
    return ["", *_commented(comments, key), title, *(f"{name} = {_toml(value)}" for name, value in values.items())]


def _commented(comments: dict[str, list[str]], key: str) -> list[str]:
    return [f"# {' '.join(line.split())}" for line in comments.get(key, [])]


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, str):
        # JSON strings are valid TOML strings, except for DEL.
        return msgspec.json.encode(value).decode().replace("\x7f", "\\u007f")
    return repr(value)
