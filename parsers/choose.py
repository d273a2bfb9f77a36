"""Choose the layout that reads a page: by its host first, then by its marks."""

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
    """The layout chosen for a page.

    Attributes:
        layout: the layout; None if the page does not have all marks of any layout.
        evidence: the reasons for the choice.
        known: if no layout of the page's site reads it, the layouts of that site.
        elsewhere: whether the address belongs to another department of a known site (games, music).
    """

    layout: type[Layout] | None
    evidence: list[str]
    known: tuple[type[Layout], ...] = ()
    elsewhere: bool = False


class BrokenPlugIn(msgspec.Struct, frozen=True):
    """A plug-in that could not be loaded; its sites' pages are read as pages of unknown sites.

    Attributes:
        name: the name of its entry point.
        distribution: the installed package that declares the entry point, with its version.
        why: the exception's name and text.
    """

    name: str
    distribution: str
    why: str

    def __str__(self) -> str:
        return f"the plug-in {self.name} of {self.distribution} is ignored, since it cannot be loaded: {self.why}"


#: The plug-ins that `layouts` could not load; empty until it is called.
broken_plug_ins: list[BrokenPlugIn] = []


@functools.cache
def layouts() -> tuple[type[Layout], ...]:
    """Return every layout: the built-in ones, then those of plug-ins (entry points in the group `filmdig.sites`).

    A plug-in that cannot be loaded is skipped, logged as a warning and listed in `broken_plug_ins`.

    Raises:
        UsageError: two layouts have the same name.
    """
    for module in sorted(info.name for info in pkgutil.iter_modules(filmdig.parsers.sites.__path__)):
        importlib.import_module(f"filmdig.parsers.sites.{module}")
    broken_plug_ins.clear()
    for entry in sorted(entry_points(group="filmdig.sites"), key=lambda found: found.name):
        known = len(REGISTRY)
        try:
            entry.load()
        except (Exception, SystemExit) as error:  # noqa: BLE001 - a plug-in may raise anything; it is reported
            del REGISTRY[known:]
            distribution = f"{entry.dist.name} {entry.dist.version}" if entry.dist else "an unknown distribution"
            broken_plug_ins.append(BrokenPlugIn(entry.name, distribution, f"{type(error).__name__}: {error}"))
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
                todo="rename one of them, or uninstall the plug-in that defines it",
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
def _for_rendition(known: tuple[type[Layout], ...], rendition: str) -> tuple[type[Layout], ...]:
    return tuple(layout for layout in known if layout.rendition == rendition)


@functools.lru_cache(maxsize=4096)
def of_host(host: str | None) -> tuple[type[Layout], ...]:
    """Return the layouts of the site that a host or one of its parent domains belongs to."""
    while host:
        if found := _by_host().get(host):
            return found
        _, _, host = host.partition(".")
    return ()


def hosts_of_site(site: str | None) -> tuple[str, ...]:
    """Return the hosts of a known site; an empty tuple for an unknown one."""
    return next((layout.hosts for layout in layouts() if layout.site == site and layout.hosts), ())


def is_answer(url: str | None) -> bool:
    """Return whether an address is one from which a known site's pages request JSON that a layout reads."""
    answers = [layout for layout in of_host(host_of(url)) if layout.rendition == "json"]
    return bool(answers) and not _is_elsewhere(url or "", tuple(answers))


Layouts = Sequence[type[Layout]]


def on_host(host: str | None, hosts: Sequence[str]) -> bool:
    """Return whether a host is one of the given hosts or a subdomain of one."""
    return host is not None and any(host == known or host.endswith(f".{known}") for known in hosts)


def choose(page: Page, layouts_of_files: Layouts = (), *, built_in: bool = True) -> Choice:
    """Choose a layout whose marks the page has: a built-in one, else one from a layout file.

    Args:
        page: the page.
        layouts_of_files: layouts from files.
        built_in: whether to try the built-in layouts.
    """
    host = page.host or host_of(page.own_url)
    near = [layout for layout in layouts_of_files if host is None or not layout.hosts or on_host(host, layout.hosts)]
    if host is not None and not of_host(host):
        # The page may be of a site that only a layout file knows: that file's layouts come first.
        own = _decide(page, _matching(page, tuple(layout for layout in near if layout.hosts)), [f"host {host}"])
        if own.layout is not None:
            return own
    choice = _choose(page) if built_in else Choice(None, [])
    if choice.layout is not None or not near:
        return choice
    found = _decide(page, _matching(page, tuple(near)), choice.evidence)
    return found if found.layout is not None else choice


def _choose(page: Page) -> Choice:
    """Choose a built-in layout whose marks the page has.

    If the page's host (from its address, or from the address that it states) belongs to a known site, only that site's layouts
    are tried. For any other page all layouts are tried, those of the sites that it links to first.
    """
    for source, url in (("url", page.trusted_url), ("page states", page.own_url)):
        host = host_of(url)
        if known := of_host(host):
            evidence = [f"host {host} ({source})"]
            if _is_elsewhere(url or "", known):
                return Choice(None, [*evidence, f"another department of {known[0].site}"], elsewhere=True)
            choice = _decide(page, _matching(page, known), evidence)
            return choice if choice.layout is not None else Choice(None, evidence, known)
    named = host_of(page.url) if page.trusted_url is None else None
    for known in filter(None, [of_host(named), *_linked(page)]):
        if matching := _matching(page, known):
            return _decide(page, matching, [])
    choice = _decide(page, _with_marks(page, _possible(page)), [])
    if choice.layout is None and page.rendition == "text":
        for imprint, known in _by_imprint().items():
            if found := re.search(imprint, page.html):
                return Choice(None, [f"imprint {found[0]!r}"], known)
    return choice


def layout_saved_without_scripts(page: Page, known: tuple[type[Layout], ...]) -> type[Layout] | None:
    """Return the layout of a page saved without its scripts: one whose marks it all has, except those that are scripts."""
    if page.rendition != "html" or not page.is_stripped:
        return None
    for layout in known:
        others = [mark for mark in layout.marks if not (isinstance(mark, str) and mark.startswith("script"))]
        if others and len(others) < len(layout.marks) and all(has_mark(page, mark) for mark in others):
            return layout
    return None


def _is_elsewhere(url: str, known: tuple[type[Layout], ...]) -> bool:
    """Return whether an address is outside a site's film section."""
    address = re.sub(r"\A(?:https?:)?//(?:www\.)?", "", url, count=1, flags=re.IGNORECASE)
    return not any(re.match(layout.addresses, address, re.IGNORECASE) for layout in known)


def nearest(page: Page, known: tuple[type[Layout], ...]) -> str:
    """Describe which of a site's layouts a page comes nearest to, and which marks it lacks or which refused ones it has."""
    site = known[0].site
    judged = []
    for order, layout in enumerate(_for_rendition(known, page.rendition)):
        missing = [mark_name(mark) for mark in layout.marks if not has_mark(page, mark)]
        refused = [mark_name(mark) for mark in layout.refuses if has_mark(page, mark)] if not missing else []
        judged.append((len(missing) / len(layout.marks), len(refused), order, layout.name, missing, refused))
    if not judged:
        return f"no layout of {site} reads pages in the rendition {page.rendition}"
    _, _, _, name, missing, refused = min(judged)
    difference = f"lacks {', '.join(missing)}" if missing else f"has marks that {site}/{name} refuses: {', '.join(refused)}"
    return f"the page does not have all marks of any layout of {site}; nearest is {site}/{name}: the page {difference}"


_HEAD = 8 << 10
_LINK = re.compile(r"//([\w.-]{4,80})")


def names_known_site(page: Page) -> bool:
    """Return whether a known site's host appears near the page's beginning, as nearly every page's own host does."""
    return any(of_host(host.lower()) for host in _LINK.findall(page.html, 0, _HEAD))


def _linked(page: Page) -> list[tuple[type[Layout], ...]]:
    """Return the known sites that a page of unknown host links to, most links first: near its beginning, else after it.

    Nearly every page links to its own host. To try every layout of every site on a page would take as long as to parse it.
    """
    for start, end in ((0, _HEAD), (_HEAD, len(page.html))):
        counts: dict[tuple[type[Layout], ...], int] = {}
        for host in _LINK.findall(page.html, start, end):
            if known := of_host(host.lower()):
                counts[known] = counts.get(known, 0) + 1
        if counts:
            return sorted(counts, key=counts.__getitem__, reverse=True)
    return []


_NAMES = re.compile(r"[.#]([A-Za-z_][\w-]*)|=\s?[\"']([^\"'&\\]*)[\"']\]")
#: A name of at least this many characters is rare on pages of other layouts.
_MIN_NAME_LENGTH = 8


@functools.cache
def _rare_names(known: tuple[type[Layout], ...]) -> tuple[BytesAhoCorasick, list[str], dict[type[Layout], str | None]]:
    """Pick one rare name per layout: the longest class, id or attribute value in its marks.

    Returns:
        an automaton that finds the names, the names by the automaton's indexes, and each layout's name (None if it has none).
    """
    longest: dict[type[Layout], str | None] = {}
    for layout in known:
        marks = [mark for mark in layout.marks if isinstance(mark, str) and not set(mark) & set(",(") and " i]" not in mark]
        names = [name for mark in marks for match in _NAMES.finditer(mark) for name in match.groups() if name]
        longest[layout] = max((name for name in names if len(name) >= _MIN_NAME_LENGTH and name.isascii()), key=len, default=None)
    all_names = {name for name in longest.values() if name is not None}
    # Of two names, one inside the other, only the shorter is searched for: a match of the longer would hide it.
    shortest = sorted(name for name in all_names if not any(other in name for other in all_names if other != name))
    name_of = {layout: next((one for one in shortest if name and one in name), None) for layout, name in longest.items()}
    finder = BytesAhoCorasick([name.encode() for name in shortest], matchkind=MatchKind.LeftmostFirst)
    return finder, shortest, name_of


def _possible(page: Page) -> Layouts:
    """Return the layouts that may read a page of unknown host: those whose rare name is in its source, or that have none."""
    known = _for_rendition(layouts(), page.rendition)
    if page.rendition != "html":
        return known
    finder, names, name_of = _rare_names(known)
    found = {names[index] for index, _, _ in finder.find_matches_as_indexes(page.source)}
    return [layout for layout in known if (name := name_of[layout]) is None or name in found]


def _matching(page: Page, known: tuple[type[Layout], ...]) -> list[tuple[type[Layout], list[str]]]:
    return _with_marks(page, _for_rendition(known, page.rendition))


def _with_marks(page: Page, candidates: Layouts) -> list[tuple[type[Layout], list[str]]]:
    return [(layout, marks) for layout in candidates if (marks := layout.evidence(page)) is not None]


def _decide(page: Page, matching: list[tuple[type[Layout], list[str]]], evidence: list[str]) -> Choice:
    if not matching:
        return Choice(None, evidence)
    if len(matching) > 1:
        names = ", ".join(f"{layout.site}/{layout.name}" for layout, _ in matching)
        page.note("layout_ambiguous", f"the page has the marks of {names}; the layout with the most marks was chosen")
    layout, marks = max(matching, key=lambda found: len(found[1]))
    return Choice(layout, evidence + marks)
