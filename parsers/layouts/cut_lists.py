"""Cut lists: signs that a list has more members than the page prints.

A page shows that a list is cut in one of two ways: it states how many members there are ("7 of 48", "See All (204)", a total
in its data), or it links the rest ("See full cast & crew") or states that it shows a part ("First billed only", "…, et al").
A layout names the signs that its pages have:

    cast = may_be_cut(each("tr.cast", CastMember, name=…), linked("a.full-cast"), counted(data("script#d", "cast.total")))

The record then lists the field in `truncations` with `total` and `full_text_url`. If as many members are printed as the total
states, the list is whole, whatever is linked. If a link is the only sign, `cut_at` is enough; a reader that is a method calls
`cuts.cut_list`. For a text cut inside a member (a role, a name) there are `cut_name` and `whole_name`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

import msgspec

from filmdig.parsers.layouts.cuts import CutList, Passage, cut_list, is_prefix
from filmdig.parsers.layouts.fields import Reader, Scope
from filmdig.parsers.layouts.values import integer
from filmdig.parsers.page.plain_text import one_line
from filmdig.parsers.record.page_record import RepairedBy

T = TypeVar("T")


class Sign(msgspec.Struct, kw_only=True):
    """A sign about a list that may be cut.

    Attributes:
        cut: whether the sign by itself means that the list is cut.
        total: how many members there are; alone, it means that the list is cut if fewer are printed.
        url: the link to all of them.
        items: the corrected members, if the mark of the cut was read as one of them or as part of one.
    """

    cut: bool = False
    total: int | None = None
    url: str | None = None
    items: list[Any] | None = None


#: A function that looks for a sign in the scope that the list was read from; the second argument is the members read.
ReadSign = Callable[[Any, Sequence[Any]], Sign | None]


def may_be_cut(read: Callable[[Any], list[T] | None], *signs: ReadSign) -> Reader[CutList | list[T]]:
    """Return a reader of a list that pages may show cut.

    Args:
        read: reads the members.
        signs: the signs of a cut that the layout's pages may have; what several of them state is combined.
    """

    def found(scope: Scope) -> CutList | list[T]:
        items = read(scope) or []
        return judged(items, [sign for look in signs if (sign := look(scope, items)) is not None])

    return Reader(found)


def judged(items: list[T], signs: Iterable[Sign]) -> CutList | list[T]:
    """Return the list, as a `CutList` if the signs show that it is cut; a total that is reached overrules the other signs."""
    total: int | None = None
    url: str | None = None
    cut = False
    for sign in signs:
        items = items if sign.items is None else sign.items
        total = sign.total if total is None else total
        url = url or sign.url
        cut |= sign.cut
    return cut_list(items, cut, total=total, url=url)


def linked(selector: str, *, words: str | None = None, counts: bool = True) -> ReadSign:
    """Return a sign: a link to the whole list ("See full cast & crew", "See All (204)", the link "…").

    Args:
        selector: selects the link, or an element with a link in it.
        words: a regular expression that the link's text must match, if the selector also matches other elements.
        counts: whether a number in the link's text counts the list (IMDb's "AKA (32)" does not).
    """
    wanted = re.compile(words, re.IGNORECASE) if words else None

    def look(scope: Scope, items: Sequence[Any]) -> Sign | None:
        for node in scope.all(selector):
            text = node.text
            if wanted is not None and not wanted.search(text):
                continue
            anchor = node if node.tag == "a" else node.first("a[href]")
            url = anchor.attr("href") if anchor is not None else None
            return Sign(cut=True, total=total_in(text) if counts else None, url=url)
        return None

    return look


def said(selector: str, words: str | None = None) -> ReadSign:
    """Return a sign: words stating that the list is partial, with or without its total ("First billed only", "Showing 7 of 48").

    Args:
        selector: selects the elements with the words.
        words: a regular expression that an element's text must match, if the selector also matches other elements.
    """
    wanted = re.compile(words, re.IGNORECASE) if words else None

    def look(scope: Scope, items: Sequence[Any]) -> Sign | None:
        for node in scope.all(selector):
            text = node.text
            if wanted is None or wanted.search(text):
                return Sign(cut=True, total=total_in(text))
        return None

    return look


def counted(read: Callable[[Any], int | str | None]) -> ReadSign:
    """Return a sign: the number of members, from the page's data or a heading ("74 cast"); by itself it does not mean a cut."""

    def look(scope: Scope, items: Sequence[Any]) -> Sign | None:
        total = read(scope)
        number = total_in(total) if isinstance(total, str) else total
        return None if number is None else Sign(total=number)

    return look


_MARK = r"(?:\u2026|\.{3}|et al\.?|and (?:others|more)|u\.\s?a\.|m\.\s?fl\.|a další|и др(?:\.|угие))"
_MARK_ALONE = re.compile(_MARK, re.IGNORECASE)
_MARK_AT_END = re.compile(rf"(?<=[^\s,;])(?:\s|[,;])++{_MARK}\Z", re.IGNORECASE)


def ends_open(scope: Scope, items: Sequence[Any]) -> Sign | None:
    """Sign: the last member is, or ends in, "…", "et al." or the like (Kinopoisk: "Эмма Томас, ...", its dots a link)."""
    if not items:
        return None
    last = items[-1]
    name = last if isinstance(last, str) else getattr(last, "name", None) or getattr(last, "title", None)
    if not isinstance(name, str):
        return None
    if _MARK_ALONE.fullmatch(name.strip(" ,;()[]")):
        return Sign(cut=True, url=getattr(last, "url", None), items=list(items[:-1]))
    if (match := _MARK_AT_END.search(name)) is None:
        return None
    shown = name[: match.start()].rstrip(" ,;")
    field = "name" if hasattr(last, "name") else "title"
    whole = shown if isinstance(last, str) else msgspec.structs.replace(last, **{field: shown})
    return Sign(cut=True, items=[*items[:-1], whole])


_NUMBER = r"\d{1,3}(?:[.,\u00a0\u202f' ]\d{3})+(?!\d)|\d+"
_TOTALS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\d\s?(?:of|von|de|sur|di|av|z|из|/)\s?(?:about |over )?({_NUMBER})",
        rf"\(({_NUMBER})\+?\)",
        rf"\b(?:all|alle|tous|toutes|todos|todas|tutti|tutte|все|всех) ({_NUMBER})\b",
        rf"\A\s*({_NUMBER})\+?\s+[^\W\d]",
    )
)


def total_in(text: str) -> int | None:
    """Return the number of members that a text states: "7 of 48", "See All (204)", "All 74 cast", "74 cast"."""
    for pattern in _TOTALS:
        if match := pattern.search(text[:200]):
            return integer(match[1])
    return None


_DOTS = re.compile(r"(?<!\s)\s*+(?:\.{3}|\u2026)\Z")


def cut_name(printed: str | None) -> str | Passage | None:
    """Return a role, name or title without the dots of a cut, marked as open ("Philip J. Fry…"); others as printed.

    Only for elements in which the site is known to clip texts: an author's own dots look the same.
    """
    shown = _DOTS.sub("", printed) if printed else printed
    return printed if not shown or shown == printed else Passage(text=one_line(shown), state="open")


def whole_name(printed: str | None, *others: str | None, by: RepairedBy = "hidden_full_text") -> str | Passage | None:
    """Return a role, name or title that is printed cut, repaired from another value of the page that begins with it.

    Args:
        printed: the text as the page shows it: "Philip J. Fry…".
        others: values that may be the whole text: an `alt`, a `title`, a value of the page's data.
        by: how the record describes a repair from `others`.
    """
    cut = cut_name(printed)
    if not isinstance(cut, Passage):
        return cut
    for other in others:
        whole = one_line(other) if other else ""
        if len(whole) > len(cut.text) and is_prefix(cut.text, whole) and not _DOTS.search(whole):
            return Passage(text=whole, state="repaired", by=by)
    return cut


def cut_at(more: str, reader: Callable[[Any], list[T] | None], *, total: Reader[int] | None = None) -> Reader[Any]:
    """Return a list, as cut if the page has a link to the rest of it.

    Args:
        more: selects the link ("See full cast and crew").
        reader: reads the members that are shown.
        total: reads how many members there are; the list is whole if as many are shown.
    """

    def read(scope: Scope) -> Any:
        link = scope.first(more)
        items = reader(scope) or []
        if link is None:
            return items
        url = link.attr("href")
        return cut_list(items, True, total=total(scope) if total else None, url=None if url in ("", "#") else url)

    return Reader(read)
