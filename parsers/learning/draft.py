"""Draft a site's module: from a layout learned from several pages, and from what the generic reader finds on one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from filmdig.parsers.generic.reader import read_generic
from filmdig.parsers.learning.as_python import imports_of, lines_of, quoted
from filmdig.parsers.learning.layout_file import Template
from filmdig.parsers.learning.learn import learn
from filmdig.parsers.page.document import Page
from filmdig.parsers.page.node import Node
from filmdig.parsers.page.plain_text import one_line
from filmdig.parsers.record.page_record import Film, Record

_STATE = re.compile(r"\d|active|open|closed|hidden|selected|first|last|odd|even|current|clearfix", re.IGNORECASE)
_SINGLE = ("title", "tagline", "synopsis", "original_title", "image_url")
_LISTS = ("genres", "countries", "languages")
_PEOPLE = ("directors", "writers", "producers")


def draft_site(site: str, layout: str, hosts: list[str], pages: list[Page]) -> str:
    """Return the Python source of a module with one layout.

    From several pages the layout is learned as in `filmdig learn`, and its places are written as readers. For each other value
    that the generic reader finds on the first page, the selector of an element with that text is proposed.
    """
    template = _learned(site, hosts, pages)
    lines = lines_of(template, pages) if template is not None else {}
    record = Record()
    read_generic(pages[0], record)
    for field in (*_SINGLE, *_LISTS, *_PEOPLE, "cast"):
        value = getattr(record.film, field)
        if value and field not in lines:
            lines[field] = [_reader(pages[0], field, value)]
    if record.film.year and "year" not in lines:
        selector = _selector_of(pages[0], lambda text: bool(re.fullmatch(rf"\(?{record.film.year}\)?", text)))
        found = f"    year = text({quoted(selector)}).to(year)" if selector else f"    # year: {record.film.year}; where is it?"
        lines["year"] = [found]
    marks, refuses = (template.marks, template.refuses) if template is not None else (_marks(pages), [])
    body = chr(10).join(line for field in sorted(lines, key=_order) for line in lines[field]) or '    title = text("h1")'
    refused = f"\n    refuses = {_tuple(refuses)}" if refuses else ""
    imports = chr(10).join(sorted([*imports_of(body), "from filmdig.parsers.layouts.layout import Layout"]))
    return f'''"""{site}: its film pages."""

from __future__ import annotations

{imports}


class {_camel(site)}(Layout):
    """Base of the site's layouts."""

    site = "{site}"
    hosts = {_tuple(hosts)}


class {_camel(layout, "Film")}({_camel(site)}):
    """Film pages saved in ...: state the years, and anything unusual about the pages."""

    name = "{layout}"
    years = ""
    marks = {_tuple(marks)}{refused}
    usual = ("title",)

{body}
'''


def _learned(site: str, hosts: list[str], pages: list[Page]) -> Template | None:
    """Return the largest template of films or series that has fields; None if there is none or there is only one page."""
    if len(pages) < 2:
        return None
    layout, _ = learn(pages, site, hosts)
    return next((template for template in layout.templates if template.kind in ("film", "series") and template.fields), None)


def _order(field: str) -> tuple[int, str]:
    return (Film.__struct_fields__.index(field) if field in Film.__struct_fields__ else len(Film.__struct_fields__), field)


def _tuple(items: Sequence[str]) -> str:
    return f"({', '.join(map(quoted, items))}{',' if len(items) == 1 else ''})"


def _reader(page: Page, field: str, value: Any) -> str:
    if field == "synopsis":
        selector = _selector_of(page, lambda text: one_line(value)[:60] in text and len(text) < 3 * len(value) + 200)
        return f"    synopsis = passage({quoted(selector)})" if selector else f"    # synopsis: {_short(value)}"
    if field == "image_url":
        return '    image_url = meta("og:image")'
    if field in _SINGLE:
        selector = _selector_of(page, lambda text: text == value or text.startswith(f"{value} ("))
        return f"    {field} = text({quoted(selector)})" if selector else f"    # {field}: {_short(value)}"
    names = [item if isinstance(item, str) else item.name for item in value]
    selector = _selector_of(page, lambda text: text in names)
    if not selector:
        return f"    # {field}: {_short(', '.join(names))}"
    if field in _PEOPLE:
        return f"    {field} = people({quoted(selector)})"
    if field == "cast":
        return f"    cast = cast({quoted(selector)}, name=this_text())"
    return f"    {field} = texts({quoted(selector)})"


def _short(value: str) -> str:
    line = one_line(value)
    return f"{line[:60]}...; where is it?" if len(line) > 60 else f"{line}; where is it?"


def _selector_of(page: Page, wanted: Any) -> str | None:
    """Return the shortest selector of the innermost element whose text is wanted."""
    found: Node | None = None
    for node in page.all("body *"):
        if node.tag not in ("script", "style", "option") and wanted(node.text):
            found = node  # later matches are inside this one, or repetitions; the innermost of the first is used
            while (inner := next((child for child in found.children if wanted(child.text)), None)) is not None:
                found = inner
            break
    if found is None:
        return None
    chain = [_step(found)]
    holder = found.parent
    while not _reads_only(page, " ".join(chain), wanted) and holder is not None and holder.tag not in ("body", "html"):
        step = _step(holder)
        if step[-1:] == "]" or "#" in step or "." in step:
            chain.insert(0, step)
        holder = holder.parent
    return " ".join(chain)


def _reads_only(page: Page, selector: str, wanted: Any) -> bool:
    """Return whether the selector finds only elements whose texts are wanted."""
    return all(wanted(node.text) for node in page.all(selector))


def _step(node: Node) -> str:
    name = node.attr("id")
    if name and re.fullmatch(r"[A-Za-z][\w-]*", name) and not _STATE.search(name):
        return f"#{name}"
    prop = node.attr("itemprop")
    if prop and re.fullmatch(r"[\w-]+", prop):
        return f"{node.tag}[itemprop={prop}]"
    classes = [c for c in node.classes if re.fullmatch(r"[A-Za-z][\w-]*", c) and not _STATE.search(c)]
    return f"{node.tag}.{classes[0]}" if classes else node.tag


def _marks(pages: list[Page]) -> list[str]:
    """Return up to three selectors that match once on every page, ids before classes; `h1` if there are none."""
    counts: Counter[str] = Counter()
    for page in pages:
        ids = {f"#{n.attr('id')}" for n in page.all("[id]") if re.fullmatch(r"[A-Za-z][A-Za-z_-]{3,}", n.attr("id") or "")}
        classes = Counter(f".{c}" for n in page.all("[class]") for c in n.classes if re.fullmatch(r"[A-Za-z][A-Za-z_-]{5,}", c))
        counts.update(ids | {name for name, times in classes.items() if times == 1})
    common = [name for name, times in counts.items() if times == len(pages) and not _STATE.search(name)]
    return sorted(common, key=lambda name: (name[0] != "#", -len(name), name))[:3] or ["h1"]


def _camel(name: str, before: str = "") -> str:
    return before + "".join(part.capitalize() for part in re.split(r"[^A-Za-z0-9]+", name))
