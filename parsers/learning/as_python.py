"""Write a learned template as the lines of a site's module, with a reader that returns the same value for each place."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from filmdig.parsers.layouts.cuts import plain
from filmdig.parsers.layouts.fields import attr, cast, people, text, texts, this_text
from filmdig.parsers.layouts.rows import Rows
from filmdig.parsers.layouts.values import runtime, year
from filmdig.parsers.learning.converters import same_value
from filmdig.parsers.learning.layout_file import Template
from filmdig.parsers.learning.places import CastRows, Place, ReviewRows, Score
from filmdig.parsers.page.document import Page

Reads = Callable[[Any], Any]
#: A reader as source code, and as a function.
Candidate = tuple[str, Reads]
#: On this share of the pages with a value, a reader must return the value of the learned place.
_ENOUGH = 0.8
#: Names that the written readers use, by the module that has them.
_MODULES = {
    "fields": ("attr", "cast", "each", "meta", "one", "passage", "people", "text", "texts", "this_text", "together"),
    "values": ("date", "decimal", "runtime", "year"),
    "rows": ("Rows",),
    "cuts": ("plain",),
}
_YEAR_AFTER = r"(?<!\s)\s*+\((?:1[89]|20)\d\d\)\s*+$"


def lines_of(template: Template, pages: Sequence[Page]) -> dict[str, list[str]]:
    """Return, by field, the lines that read it in the body of a class; a comment if no reader returns the place's value.

    Args:
        template: the learned template.
        pages: the pages that it was learned from.
    """
    lines = {field: [_line(field, where, pages)] for field, where in template.fields.items()}
    if template.cast is not None:
        lines["cast"] = [f"    cast = {_cast(template.cast)}"]
    if template.reviews is not None:
        lines["reviews"] = _reviews(template.reviews)
    if template.scores:
        lines["ratings"] = ["    ratings = together(", *(f"        {_score(score)}," for score in template.scores), "    )"]
    return lines


def imports_of(body: str) -> list[str]:
    """Return the imports that the body of a class needs, except that of `Layout`."""
    found = []
    for module, names in sorted(_MODULES.items()):
        used = [name for name in names if re.search(rf"(?<![\w.]){name}\b(?! =)", body)]
        if used:
            found.append(f"from filmdig.parsers.layouts.{module} import {', '.join(used)}")
    records = [name for name in ("Certificate", "Rating", "Review") if re.search(rf"\b{name}\b[,(]", body)]
    if records:
        found.append(f"from filmdig.parsers.record.page_record import {', '.join(records)}")
    return found


def quoted(value: str) -> str:
    """Return a string as the project's modules write it."""
    return json.dumps(value, ensure_ascii=False)


def _line(field: str, where: Place, pages: Sequence[Page]) -> str:
    values = [where.read(page) for page in pages]
    wanted = [(page, value) for page, value in zip(pages, values, strict=True) if value not in (None, [])]
    for source, reads in _candidates(where):
        same = sum((found := reads(page)) not in (None, []) and same_value(field, found, value) for page, value in wanted)
        if same >= _ENOUGH * len(wanted):
            return f"    {field} = {source}"
    label = f" {where.mode} the label {quoted(where.label)}" if where.label else ""
    return f"    # {field}:{label} in {quoted(where.css)}; write a method for it"


def _candidates(where: Place) -> Iterator[Candidate]:
    """Yield readers that may read a place, the simplest first."""
    css = where.css
    if where.label is None:
        yield from _unlabelled(css, where.to)
        return
    if where.mode not in ("beside", "around"):
        return
    # The text of the element around a label includes the label.
    rows = Rows(css, beside=where.mode == "beside", around=where.mode == "around")
    rows_source, label = f"Rows({quoted(css)}, {where.mode}=True)", quoted(where.label)
    own = rf"(?i)^{re.escape(where.label).replace(chr(92) + ' ', ' ')}\s*[:：]?\s*" if where.mode == "around" else None
    value = rows[where.label].less(own) if own else rows[where.label]
    shown = f"{rows_source}[{label}]" + (f".less(r{quoted(own).replace(chr(92) * 2, chr(92))})" if own else "")
    for named, convert in _converters(where.to):
        yield f"{shown}{named}", value.to(convert) if convert else value
    for source, reads in _named("a", where.to):
        yield f"{rows_source}.read({label}, {source})", rows.read(where.label, reads)
    if where.to == "passage":
        yield f"{rows_source}.read({label}, plain)", rows.read(where.label, plain)
    if where.to in ("words", "countries"):
        yield f'{rows_source}.read({label}, texts("a"))', rows.read(where.label, texts("a"))
        yield f'{shown}.split(r"[,|/]")', value.split(r"[,|/]")


def _unlabelled(css: str, word: str) -> Iterator[Candidate]:
    if word in ("people", "members"):
        yield from _named(css, word)
        yield from _named(f"{css} a", word)
        return
    if word in ("words", "countries"):
        yield f"texts({quoted(css)})", texts(css)
        yield f"texts({quoted(f'{css} a')})", texts(f"{css} a")
        yield f'text({quoted(css)}).split(r"[,|/]")', text(css).split(r"[,|/]")
        return
    if word == "passage":
        yield f"passage({quoted(css)})", lambda page: next((plain(node) for node in page.all(css) if node.text), None)
        return
    if word == "image":
        yield f'attr({quoted(css)}, "src")', attr(css, "src")
        return
    for named, convert in _converters(word):
        yield f"text({quoted(css)}){named}", text(css).to(convert) if convert else text(css)


def _named(css: str, word: str) -> Iterator[Candidate]:
    if word == "people":
        yield f"people({quoted(css)})", people(css)
    elif word == "members":
        yield (
            f'cast({quoted(css)}, name=this_text(), url=attr(None, "href"))',
            cast(css, name=this_text(), url=attr(None, "href")),
        )


def _converters(word: str) -> Iterator[tuple[str, Callable[[str], Any] | None]]:
    if word == "title":
        yield "", None
        yield f'.less(r"{_YEAR_AFTER}")', lambda value: re.sub(_YEAR_AFTER, "", value) or None
    elif word == "text":
        yield "", None
    elif word == "year":
        yield ".to(year)", year
        yield (
            r'.search(r"\b((?:1[89]|20)\d\d)\b").to(year)',
            lambda value: year((re.findall(r"\b(?:1[89]|20)\d\d\b", value) or [""])[0]),
        )
    elif word == "minutes":
        yield ".to(runtime)", runtime


def _cast(rows: CastRows) -> str:
    name = "this_text()" if rows.name == ":scope" else f"text({quoted(rows.name)})"
    parts = [quoted(rows.css), f"name={name}"]
    if rows.role:
        parts.append(f"role=text({quoted(rows.role)})")
    parts.append('url=attr("a", "href")' if rows.name != ":scope" else 'url=attr(None, "href")')
    return f"cast({', '.join(parts)})"


def _reviews(rows: ReviewRows) -> list[str]:
    parts = [f"by={quoted(rows.by)}", f"text=passage({quoted(rows.text)})"]
    parts += [f"{name}=text({quoted(css)})" for name in ("author", "publication") if (css := getattr(rows, name))]
    if rows.date:
        parts.append(f"date=text({quoted(rows.date)}).to(date)")
    lines = [
        "    reviews = each(",
        f"        {quoted(rows.css)},",
        "        Review,",
        *(f"        {part}," for part in parts),
        "    )",
    ]
    return [*lines, f"    # a review's rating: in {quoted(rows.rating)}; see `stars`"] if rows.rating else lines


def _score(score: Score) -> str:
    value = rf'text({quoted(score.css)}).search(r"\d+(?:[.,]\d+)?").to(decimal)'
    parts = [f'needs="value", by={quoted(score.by)}, measure={quoted(score.measure)}, value={value}']
    parts += [f"name={quoted(score.name)}"] if score.name else []
    parts += [f"{name}={number:g}" for name in ("best", "worst") if (number := getattr(score, name)) is not None]
    return f"one(Rating, {', '.join(parts)})"
