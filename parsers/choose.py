"""Which layout reads this page, and why: by host first, by marks then."""

from __future__ import annotations

import functools
import importlib
import logging
import pkgutil
import re
from collections.abc import Sequence
from importlib.metadata import entry_points

import msgspec
from ahocorasick_rs import BytesAhoCorasick, MatchKind

import filmdig.parsers.sites
from filmdig.parsers.layouts.layout import REGISTRY, Layout, has_mark, mark_name
from filmdig.parsers.page.document import Page, host_of
from filmdig.parsers.record.errors import UsageError


class Choice(msgspec.Struct):
    """Which layout reads a page.

    Attributes:
        layout: the layout; None where no layout's marks are all there.
        evidence: what speaks for it.
        known: the layouts of the site that the page's address is of, where none of them reads it.
        elsewhere: whether the address is of another department of a known site (games, music).
    """

    layout: type[Layout] | None
    evidence: list[str]
    known: tuple[type[Layout], ...] = ()
    elsewhere: bool = False


class BrokenPlugIn(msgspec.Struct, frozen=True):
    """A plugged-in site that could not be loaded: its pages are read as those of no known site.

    Attributes:
        name: its entry point's.
        distribution: the installed package that names the entry point, with its version.
        why: the exception's name and text.
    """

    name: str
    distribution: str
    why: str

    def __str__(self) -> str:
        return f"the plug-in {self.name} of {self.distribution} is left out, since it cannot be loaded: {self.why}"


broken_plug_ins: list[BrokenPlugIn] = []
"""What `layouts` left out; empty before it was called."""


@functools.cache
def layouts() -> tuple[type[Layout], ...]:
    """Return every layout: the project's own sites, then those that other distributions plug in (entry point `filmdig.sites`).

    A plug-in that cannot be loaded is left out, logged as a warning and listed in `broken_plug_ins`.

    Raises:
        UsageError: two layouts have one name.
    """
    for module in sorted(info.name for info in pkgutil.iter_modules(filmdig.parsers.sites.__path__)):
        importlib.import_module(f"filmdig.parsers.sites.{module}")
    broken_plug_ins.clear()
    for entry in sorted(entry_points(group="filmdig.sites"), key=lambda found: found.name):
        known = len(REGISTRY)
        try:
            entry.load()
        except (Exception, SystemExit) as error:  # noqa: BLE001 - somebody else's code may raise anything; it is reported
            del REGISTRY[known:]
            of = f"{entry.dist.name} {entry.dist.version}" if entry.dist else "an unknown distribution"
            broken_plug_ins.append(BrokenPlugIn(entry.name, of, f"{type(error).__name__}: {error}"))
            logging.getLogger("filmdig.plug_ins").warning("%s", broken_plug_ins[-1])
    _check_names(REGISTRY)
    return tuple(REGISTRY)


def _check_names(known: Sequence[type[Layout]]) -> None:
    first: dict[tuple[str, str], type[Layout]] = {}
    for layout in known:
        other = first.setdefault((layout.site, layout.name), layout)
        if other is not layout:
            raise UsageError(
                f"two layouts are called {layout.site}/{layout.name}",
                where=f"{other.__module__} and {layout.__module__}",
                todo="rename one of them, or uninstall the plug-in that it is of",
            )


@functools.cache
def _by_host() -> dict[str, tuple[type[Layout], ...]]:
    table: dict[str, list[type[Layout]]] = {}
    for layout in layouts():
        for host in layout.hosts:
            table.setdefault(host, []).append(layout)
    return {host: tuple(found) for host, found in table.items()}


@functools.cache
def _by_imprint() -> dict[str, tuple[type[Layout], ...]]:
    return {layout.imprint: of_host(layout.hosts[0]) for layout in layouts() if layout.imprint}


@functools.cache
def _of_rendition(known: tuple[type[Layout], ...], rendition: str) -> tuple[type[Layout], ...]:
    return tuple(layout for layout in known if layout.rendition == rendition)


@functools.lru_cache(maxsize=4096)
def of_host(host: str | None) -> tuple[type[Layout], ...]:
    """Return the layouts of the site that a host, or one that it is a subdomain of, belongs to."""
    while host:
        if found := _by_host().get(host):
            return found
        _, _, host = host.partition(".")
    return ()


def hosts_of_site(site: str | None) -> tuple[str, ...]:
    """Return the hosts of a known site; none of any other."""
    return next((layout.hosts for layout in layouts() if layout.site == site and layout.hosts), ())


def is_answer(url: str | None) -> bool:
    """Whether an address is one that a known site's pages ask for JSON, which a layout reads."""
    answers = [layout for layout in of_host(host_of(url)) if layout.rendition == "json"]
    return bool(answers) and not _is_elsewhere(url or "", tuple(answers))


Layouts = Sequence[type[Layout]]


def on_host(host: str | None, hosts: Sequence[str]) -> bool:
    """Tell whether a host is one of some, or a subdomain of one."""
    return host is not None and any(host == known or host.endswith(f".{known}") for known in hosts)


def choose(page: Page, layouts_of_files: Layouts = (), *, built_in: bool = True) -> Choice:
    """Return the layout whose marks the page has: a built-in one, else one of a layout file.

    Args:
        page: the page.
        layouts_of_files: layouts from files.
        built_in: whether the built-in ones are tried.
    """
    host = page.host or host_of(page.own_url)
    near = [layout for layout in layouts_of_files if host is None or not layout.hosts or on_host(host, layout.hosts)]
    if host is not None and not of_host(host):
        # The address is of a file's site, and of no known one: no other site's layouts are tried.
        own = _decide(page, _matching(page, tuple(layout for layout in near if layout.hosts)), [f"host {host}"])
        if own.layout is not None:
            return own
    choice = _choose(page) if built_in else Choice(None, [])
    if choice.layout is not None or not near:
        return choice
    found = _decide(page, _matching(page, tuple(near)), choice.evidence)
    return found if found.layout is not None else choice


def _choose(page: Page) -> Choice:
    """Return the layout whose marks the page has.

    A page whose host (its own address, or the one that it states) is a known site's is tried with that site's layouts
    alone; any other page with all there are, those of the sites that it links to first.
    """
    for source, url in (("url", page.told_url), ("page states", page.own_url)):
        host = host_of(url)
        if known := of_host(host):
            evidence = [f"host {host} ({source})"]
            if _is_elsewhere(url or "", known):
                return Choice(None, [*evidence, f"another department of {known[0].site}"], elsewhere=True)
            choice = _decide(page, _matching(page, known), evidence)
            return choice if choice.layout is not None else Choice(None, evidence, known)
    named = host_of(page.url) if page.told_url is None else None
    for known in filter(None, [of_host(named), *_linked(page)]):
        if matching := _matching(page, known):
            return _decide(page, matching, [])
    choice = _decide(page, _with_marks(page, _possible(page)), [])
    if choice.layout is None and page.rendition == "text":
        for imprint, known in _by_imprint().items():
            if found := re.search(imprint, page.html):
                return Choice(None, [f"imprint {found[0]!r}"], known)
    return choice


def without_its_data(page: Page, known: tuple[type[Layout], ...]) -> type[Layout] | None:
    """Return the layout that a page saved without its scripts is of: it has all of its marks but those that are scripts."""
    if page.rendition != "html" or not page.is_stripped:
        return None
    for layout in known:
        shown = [mark for mark in layout.marks if not (isinstance(mark, str) and mark.startswith("script"))]
        if shown and len(shown) < len(layout.marks) and all(has_mark(page, mark) for mark in shown):
            return layout
    return None


def _is_elsewhere(url: str, known: tuple[type[Layout], ...]) -> bool:
    """Whether an address is of none of a site's pages about films."""
    address = re.sub(r"\A(?:https?:)?//(?:www\.)?", "", url, count=1, flags=re.IGNORECASE)
    return not any(re.match(layout.addresses, address, re.IGNORECASE) for layout in known)


def nearest(page: Page, known: tuple[type[Layout], ...]) -> str:
    """Say which of a site's layouts a page comes nearest to, and what it lacks of that layout's marks or has of its refusals."""
    site = known[0].site
    judged = []
    for order, layout in enumerate(_of_rendition(known, page.rendition)):
        missing = [mark_name(mark) for mark in layout.marks if not has_mark(page, mark)]
        refused = [mark_name(mark) for mark in layout.refuses if has_mark(page, mark)] if not missing else []
        judged.append((len(missing) / len(layout.marks), len(refused), order, layout.name, missing, refused))
    if not judged:
        return f"no layout of {site} reads its pages as {page.rendition}"
    _, _, _, name, missing, refused = min(judged)
    lack = f"lacks {', '.join(missing)}" if missing else f"has what {site}/{name} refuses: {', '.join(refused)}"
    return f"no layout of {site} has all its marks in the page; nearest is {site}/{name}: the page {lack}"


_HEAD = 8 << 10
_LINK = re.compile(r"//([\w.-]{4,80})")


def names_known_site(page: Page) -> bool:
    """Whether a page names a known site's host near its beginning, as nearly every page names its own."""
    return any(of_host(host.lower()) for host in _LINK.findall(page.html, 0, _HEAD))


def _linked(page: Page) -> list[tuple[type[Layout], ...]]:
    """Return the sites whose hosts a page of unknown host names near its beginning, or else further on, most often named first.

    Nearly every page names its own: trying every layout of every site on it would cost as much as its parse does.
    """
    for start, end in ((0, _HEAD), (_HEAD, len(page.html))):
        times: dict[tuple[type[Layout], ...], int] = {}
        for host in _LINK.findall(page.html, start, end):
            if known := of_host(host.lower()):
                times[known] = times.get(known, 0) + 1
        if times:
            return sorted(times, key=times.__getitem__, reverse=True)
    return []


_NAMES = re.compile(r"[.#]([A-Za-z_][\w-]*)|=\s?[\"']([^\"'&\\]*)[\"']\]")
_LONG_ENOUGH = 8
"""Characters of a name that few pages have which are not the layout's."""


@functools.cache
def _telling_names(known: tuple[type[Layout], ...]) -> tuple[BytesAhoCorasick, list[str], dict[type[Layout], str | None]]:
    """Return what finds the telling names of layouts, the names, and each layout's: a class, an id or an address in a mark."""
    longest: dict[type[Layout], str | None] = {}
    for layout in known:
        marks = [mark for mark in layout.marks if isinstance(mark, str) and not set(mark) & set(",(") and " i]" not in mark]
        names = [name for mark in marks for match in _NAMES.finditer(mark) for name in match.groups() if name]
        longest[layout] = max((name for name in names if len(name) >= _LONG_ENOUGH and name.isascii()), key=len, default=None)
    all_names = {name for name in longest.values() if name is not None}
    # Of two names, one in the other, the shorter: a longer match would hide it.
    shortest = sorted(name for name in all_names if not any(other in name for other in all_names if other != name))
    name_of = {layout: next((one for one in shortest if name and one in name), None) for layout, name in longest.items()}
    finder = BytesAhoCorasick([name.encode() for name in shortest], matchkind=MatchKind.LeftmostFirst)
    return finder, shortest, name_of


def _possible(page: Page) -> Layouts:
    """Return the layouts that a page of unknown host may be of: those whose telling name is in its source, or who have none."""
    known = _of_rendition(layouts(), page.rendition)
    if page.rendition != "html":
        return known
    finder, names, name_of = _telling_names(known)
    there = {names[name] for name, _, _ in finder.find_matches_as_indexes(page.source)}
    return [layout for layout in known if (name := name_of[layout]) is None or name in there]


def _matching(page: Page, known: tuple[type[Layout], ...]) -> list[tuple[type[Layout], list[str]]]:
    return _with_marks(page, _of_rendition(known, page.rendition))


def _with_marks(page: Page, candidates: Layouts) -> list[tuple[type[Layout], list[str]]]:
    return [(layout, marks) for layout in candidates if (marks := layout.evidence(page)) is not None]


def _decide(page: Page, matching: list[tuple[type[Layout], list[str]]], evidence: list[str]) -> Choice:
    if not matching:
        return Choice(None, evidence)
    if len(matching) > 1:
        names = ", ".join(f"{layout.site}/{layout.name}" for layout, _ in matching)
        page.note("layout_ambiguous", f"marks of {names}; the one with the most marks was taken")
    layout, marks = max(matching, key=lambda found: len(found[1]))
    return Choice(layout, evidence + marks)
