"""Values that are not what the record's field is: a page's data may hold anything where a name or number belongs.

What does not fit costs itself: an optional value its field, a needed one (a person's name) its item, and never a list or a page.
"""

from __future__ import annotations

import functools
import types
from collections.abc import Callable
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec

from filmdig.parsers.layouts.cuts import CutList, Passage
from filmdig.parsers.layouts.fields import Derived, Disputed

#: What a reader may give in a value's place, and the record gets the value of.
_WRAPPERS = frozenset((Passage, CutList, Derived, Disputed))

Tell = Callable[[str], object]


class _Slot(msgspec.Struct, frozen=True):
    """What may be in a field.

    Attributes:
        classes: of its values, wrappers and None included.
        needed: whether the part is nothing without it.
        part: what the items of its list are; None where it is no list.
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


def fitted(struct: type[msgspec.Struct], field: str, value: Any, tell: Tell) -> Any:
    """Return a field's value less what does not fit into it.

    Args:
        struct: the part of the record that has the field.
        field: its name.
        value: what a reader gave, wrappers and all.
        tell: is given what is left out, in words.
    """
    return _fitted(_slots(struct)[field], value, tell, field)


def _fitted(slot: _Slot, value: Any, tell: Tell, name: str) -> Any:
    if value is None:
        return None
    if value.__class__ in (Derived, Disputed, CutList):
        inner = "items" if value.__class__ is CutList else "value"
        setattr(value, inner, _fitted(slot, getattr(value, inner), tell, name))
        return value if getattr(value, inner) is not None else None
    if not _fits(slot, value):
        tell(f"{name} is {_article(value)}, which it cannot be")
        return None
    if slot.part is not None and value.__class__ is list and not _all_fit(slot.part, value):
        return [item for item in value if item is None or _item(slot.part, item, tell)]
    if isinstance(value, msgspec.Struct) and value.__class__ not in _WRAPPERS and not _item(value.__class__, value, tell):
        return None
    if value.__class__ is dict and not all(isinstance(key, str) and isinstance(one, str) for key, one in value.items()):
        tell(f"{name} has values that are no text")
        return {key: one for key, one in value.items() if isinstance(key, str) and isinstance(one, str)}
    return value


def _fits(slot: _Slot, value: Any) -> bool:
    if value.__class__ in slot.classes:
        return True
    if value.__class__ is bool or value.__class__ in _WRAPPERS:
        return False
    return isinstance(value, tuple(slot.classes))  # BeautifulSoup's and lxml's texts are texts


def _all_fit(part: Any, items: list[Any]) -> bool:
    """Whether all items of a list fit, in few steps: every value of every row of every page is looked at."""
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


def _item(part: Any, item: Any, tell: Tell) -> bool:
    """Take out of an item what does not fit; return whether the item is anything without."""
    if item.__class__ in (Derived, Disputed):
        return _item(part, item.value, tell)
    if item.__class__ is Passage and part is str:
        return True
    if not (isinstance(part, type) and issubclass(part, msgspec.Struct)):
        fits = isinstance(item, part) and not (part is not bool and item.__class__ is bool)
        if not fits:
            tell(f"an item is {_article(item)}, which it cannot be")
        return fits
    if not isinstance(item, part):
        tell(f"an item is {_article(item)}, which it cannot be")
        return False
    for name, slot in _slots(part).items():
        value = getattr(item, name)
        kept = _fitted(slot, value, tell, name)
        if kept is None and type(None) not in slot.classes:
            if slot.needed:
                if value is None:
                    tell(f"an item without its {name}")
                return False
            kept = [] if list in slot.classes else {} if dict in slot.classes else False
        if kept is not value:
            setattr(item, name, kept)
    return True


def _article(value: Any) -> str:
    words = {bool: "a truth value", int: "a number", float: "a number", dict: "an object"}
    words |= {str: "a text", Passage: "a text", list: "a list", CutList: "a list"}
    return words.get(value.__class__, f"a {value.__class__.__name__}")
