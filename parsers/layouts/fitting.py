"""Check values against the types of the record's fields: a page's data may have anything in place of a name or a number.

Only what does not fit is lost: an invalid optional value its field, a required one (a person's name) its item; never a whole
list or page.
"""

from __future__ import annotations

import functools
import types
from collections.abc import Callable
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec

from filmdig.parsers.layouts.cuts import CutList, Passage
from filmdig.parsers.layouts.fields import Derived, Disputed

#: Wrappers that a reader may return around a value; the record gets the value.
_WRAPPERS = frozenset((Passage, CutList, Derived, Disputed))

Report = Callable[[str], object]


class _Slot(msgspec.Struct, frozen=True):
    """The type of a field.

    Attributes:
        classes: the classes that its values may have, including wrappers and None.
        needed: whether the field is required.
        part: the type of its list's items; None if it is not a list.
    """

    classes: frozenset[type]
    needed: bool
    part: Any


@functools.cache
def _slot(declared: Any, *, needed: bool) -> _Slot:
    kinds = set(get_args(declared)) if get_origin(declared) in (Union, types.UnionType) else {declared}
    classes: set[type] = {Derived, Disputed}
    part = None
    for kind in kinds:
        origin = get_origin(kind)
        if origin is Literal:
            classes.add(str)
        elif origin is list:
            classes.add(list)
            (part,) = get_args(kind)
        else:
            classes.add(origin or kind)
    classes |= {wrapper for wrapper, wrapped in ((Passage, str), (CutList, list)) if wrapped in classes}
    return _Slot(frozenset(classes), needed, part)


@functools.cache
def _slots(struct: type[msgspec.Struct]) -> dict[str, _Slot]:
    hints = get_type_hints(struct)
    return {field.name: _slot(hints[field.name], needed=field.required) for field in msgspec.structs.fields(struct)}


def fitted(struct: type[msgspec.Struct], field: str, value: Any, report: Report) -> Any:
    """Return a field's value without what does not fit its type.

    Args:
        struct: the part of the record that has the field.
        field: the field's name.
        value: the value that a reader returned, possibly in wrappers.
        report: called with a message for each value that is left out.
    """
    return _fitted(_slots(struct)[field], value, report, field)


def _fitted(slot: _Slot, value: Any, report: Report, name: str) -> Any:
    if value is None:
        return None
    if value.__class__ in (Derived, Disputed, CutList):
        inner = "items" if value.__class__ is CutList else "value"
        setattr(value, inner, _fitted(slot, getattr(value, inner), report, name))
        return value if getattr(value, inner) is not None else None
    if not _fits(slot, value):
        report(f"{name} cannot be {_described(value)}")
        return None
    if slot.part is not None and value.__class__ is list and not _all_fit(slot.part, value):
        return [item for item in value if item is None or _item(slot.part, item, report)]
    if isinstance(value, msgspec.Struct) and value.__class__ not in _WRAPPERS and not _item(value.__class__, value, report):
        return None
    if value.__class__ is dict and not all(isinstance(key, str) and isinstance(item, str) for key, item in value.items()):
        report(f"{name} has values that are not text")
        return {key: item for key, item in value.items() if isinstance(key, str) and isinstance(item, str)}
    return value


def _fits(slot: _Slot, value: Any) -> bool:
    if value.__class__ in slot.classes:
        return True
    if value.__class__ is bool or value.__class__ in _WRAPPERS:
        return False
    return isinstance(value, tuple(slot.classes))  # BeautifulSoup and lxml have subclasses of str


def _all_fit(part: Any, items: list[Any]) -> bool:
    """Return whether all items of a list fit. It is optimized, because it checks every value of every row of every page."""
    kinds = set(map(type, items))
    if not (isinstance(part, type) and issubclass(part, msgspec.Struct)):
        return kinds <= {part, type(None)}
    if kinds != {part}:
        return not kinds
    columns = zip(*map(msgspec.structs.astuple, items), strict=True)
    return all(
        (slot.part is None or not any(column)) and slot.classes.issuperset(map(type, column)) and dict not in slot.classes
        for slot, column in zip(_slots(part).values(), columns, strict=True)
    )


def _item(part: Any, item: Any, report: Report) -> bool:
    """Remove the values of an item that do not fit; return whether the item is still valid."""
    if item.__class__ in (Derived, Disputed):
        return _item(part, item.value, report)
    if item.__class__ is Passage and part is str:
        return True
    if not (isinstance(part, type) and issubclass(part, msgspec.Struct)):
        fits = isinstance(item, part) and not (part is not bool and item.__class__ is bool)
        if not fits:
            report(f"an item cannot be {_described(item)}")
        return fits
    if not isinstance(item, part):
        report(f"an item cannot be {_described(item)}")
        return False
    for name, slot in _slots(part).items():
        value = getattr(item, name)
        kept = _fitted(slot, value, report, name)
        if kept is None and type(None) not in slot.classes:
            if slot.needed:
                if value is None:
                    report(f"an item has no {name}")
                return False
            kept = [] if list in slot.classes else {} if dict in slot.classes else False
        if kept is not value:
            setattr(item, name, kept)
    return True


def _described(value: Any) -> str:
    words = {bool: "a boolean", int: "a number", float: "a number", dict: "an object"}
    words |= {str: "text", Passage: "text", list: "a list", CutList: "a list"}
    return words.get(value.__class__, f"a {value.__class__.__name__}")
