"""A first draft of a site's module, out of what the generic reader finds on its pages."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from filmdig.parsers.generic.reader import read_generic
from filmdig.parsers.page.document import Page
from filmdig.parsers.page.node import Node
from filmdig.parsers.page.plain_text import one_line
from filmdig.parsers.record.page_record import Record

_STATE = re.compile(r"\d|active|open|closed|hidden|selected|first|last|odd|even|current|clearfix", re.IGNORECASE)
# Reader and how its value is compared, by field; others are left to the hand.
_SINGLE = ("title", "tagline", "synopsis", "original_title", "image_url")
_LISTS = ("genres", "countries", "languages")
_PEOPLE = ("directors", "writers", "producers")


def draft_site(site: str, layout: str, hosts: list[str], pages: list[Page]) -> str:
    """Python source of a module with one layout.

    Each value that the generic reader finds on the first page is looked for in the page's elements; where an element's
    text is that value, its selector is proposed.
    """
    page = pages[0]
    record = Record()
    read_generic(page, record)
    readers = {"text", "passage"} if record.film.synopsis else {"text"}
    lines: list[str] = []
    for field in (*_SINGLE, *_LISTS, *_PEOPLE, "cast"):
        value = getattr(record.film, field)
        if not value:
            continue
        line, used = _reader(page, field, value)
        lines.append(line)
        readers |= used
    if record.film.year:
        selector = _selector_of(page, lambda text: bool(re.fullmatch(rf"\(?{record.film.year}\)?", text)))
        lines.append(
            f"    year = text({selector!r}).to(year)" if selector else f"    # year: {record.film.year}; where does it stand?"
        )
        readers.add("text")
    used_names = ", ".join(sorted(name for name in readers if any(f"{name}(" in line for line in lines)))
    marks = _marks(pages)
    return f'''"""{site}: its film pages."""

from __future__ import annotations

from filmdig.parsers.layouts.fields import {used_names or "text"}
from filmdig.parsers.layouts.layout import Layout
{"from filmdig.parsers.layouts.values import year" + chr(10) if "    year = text" in chr(10).join(lines) else ""}

class {_camel(site)}(Layout):
    """What all of its layouts share."""

    site = "{site}"
    hosts = {tuple(hosts)!r}


class {_camel(layout, "Film")}({_camel(site)}):
    """Film pages as saved in ...: say which years, and what is odd about them."""

    name = "{layout}"
    years = ""
    marks = {tuple(marks)!r}
    usual = ("title",)

{chr(10).join(lines) or "    title = text('h1')"}
'''


def _reader(page: Page, field: str, value: Any) -> tuple[str, set[str]]:
    if field == "synopsis":
        selector = _selector_of(page, lambda text: one_line(value)[:60] in text and len(text) < 3 * len(value) + 200)
        found = f"    synopsis = passage({selector!r})" if selector else f"    # synopsis: {_short(value)}"
        return found, {"passage"}
    if field == "image_url":
        return '    image_url = meta("og:image")', {"meta"}
    if field in _SINGLE:
        selector = _selector_of(page, lambda text: text == value or text.startswith(f"{value} ("))
        return (f"    {field} = text({selector!r})" if selector else f"    # {field}: {_short(value)}"), {"text"}
    names = [item if isinstance(item, str) else item.name for item in value]
    selector = _selector_of(page, lambda text: text in names)
    if not selector:
        return f"    # {field}: {_short(', '.join(names))}", set()
    if field in _PEOPLE:
        return f"    {field} = people({selector!r})", {"people"}
    if field == "cast":
        return f"    cast = cast({selector!r}, name=this_text())", {"cast", "this_text"}
    return f"    {field} = texts({selector!r})", {"texts"}


def _short(value: str) -> str:
    line = one_line(value)
    return f"{line[:60]}...; where does it stand?" if len(line) > 60 else f"{line}; where does it stand?"


def _selector_of(page: Page, wanted: Any) -> str | None:
    """Return the shortest selector of the smallest element whose text is wanted."""
    found: Node | None = None
    for node in page.all("body *"):
        if node.tag not in ("script", "style", "option") and wanted(node.text):
            found = node  # a later match is the same text further in, or a repetition; the first chain's innermost is kept
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
    """Whether the selector finds nothing but wanted texts."""
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
    """Three selectors that every page has once: ids first, then classes."""
    counts: Counter[str] = Counter()
    for page in pages:
        ids = {f"#{n.attr('id')}" for n in page.all("[id]") if re.fullmatch(r"[A-Za-z][A-Za-z_-]{3,}", n.attr("id") or "")}
        classes = Counter(f".{c}" for n in page.all("[class]") for c in n.classes if re.fullmatch(r"[A-Za-z][A-Za-z_-]{5,}", c))
        counts.update(ids | {name for name, times in classes.items() if times == 1})
    common = [name for name, times in counts.items() if times == len(pages) and not _STATE.search(name)]
    return sorted(common, key=lambda name: (name[0] != "#", -len(name), name))[:3] or ["h1"]


def _camel(name: str, before: str = "") -> str:
    return before + "".join(part.capitalize() for part in re.split(r"[^A-Za-z0-9]+", name))
