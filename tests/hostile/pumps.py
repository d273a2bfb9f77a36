"""Texts that make a pattern as slow as possible: common repetitions, and repetitions of what the pattern repeats."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

UNITS = (
    *" \n0aA(<\"';.,:-/#|",
    *("\r\n", "ab, ", "0 ", "<a ", "<!--", "/*", "//", "()", "Ab Cd ", "Title: a\r\n", "...", "http://a", "12 min"),
)


def attacks(pattern: str | bytes, flags: int, size: int) -> Iterator[tuple[str, Callable[[int], str]]]:
    """Yield texts of about ``size`` characters, each with a function that makes it of another size.

    They repeat common units, and what the pattern itself repeats.
    """
    seen = set()
    for before, unit in [*(("", unit) for unit in UNITS), *_own(pattern, flags)]:
        if unit and (before, unit) not in seen:
            seen.add((before, unit))
            makers = [functools.partial(_pumped, before, unit)]
            if before:
                makers.append(functools.partial(_repeated, before + unit))
            for make in makers:
                yield make(size), make


def _pumped(before: str, unit: str, size: int) -> str:
    return before + unit * (size // len(unit) + 1) + "\0"


def _repeated(unit: str, size: int) -> str:
    return unit * (size // len(unit) + 1)


def _own(pattern: str | bytes, flags: int) -> Iterator[tuple[str, str]]:
    """Yield the text that leads to each repetition of a pattern, and the text that is repeated there."""
    tree = parser.parse(pattern.decode("latin-1") if isinstance(pattern, bytes) else pattern, flags & ~re.LOCALE)
    for kind in range(3):
        whole: list[tuple[str, str]] = []
        example = _example(tree, kind, whole, "")
        yield from whole
        yield "", example
        yield "", example[:-1]


def _example(tree: Any, kind: int, pumps: list[tuple[str, str]], before: str) -> str:
    """Return a text that the parsed pattern probably matches; add its repetitions to ``pumps``."""
    out = ""
    for code, value in tree:
        if code is codes.LITERAL:
            out += chr(value)
        elif code is codes.NOT_LITERAL:
            out += next(letter for letter in "a 0" if ord(letter) != value)
        elif code is codes.ANY:
            out += "a 0"[kind]
        elif code is codes.IN:
            out += _member(value, kind)
        elif code in {codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT}:
            least, most, inside = value
            once = _example(inside, kind, pumps, before + out)
            if most is codes.MAXREPEAT or most > 9:
                pumps.append((before + out, once))
            out += once * (max(1, least) if least < 50 else 1)
        elif code is codes.SUBPATTERN:
            out += _example(value[3], kind, pumps, before + out)
        elif code is codes.ATOMIC_GROUP:
            out += _example(value, kind, pumps, before + out)
        elif code is codes.BRANCH:
            texts = [_example(branch, kind, pumps, before + out) for branch in value[1]]
            pumps.extend((before + out, text) for text in texts)
            out += texts[kind % len(texts)]
        elif code in {codes.ASSERT, codes.ASSERT_NOT}:
            _example(value[1], kind, pumps, before + out)
    return out


def _member(items: Any, kind: int) -> str:
    """Return a character of a set: a letter, a blank or a digit if it has one."""
    negated = bool(items) and items[0][0] is codes.NEGATE
    found = [letter for letter in ("a 0"[kind], *"aA 0\n.,-:\"'/<>(é") if _has(items, letter) != negated]
    if found:
        return found[0]
    first = next((value for code, value in items if code in {codes.LITERAL, codes.RANGE}), ord("a"))
    return chr(first if isinstance(first, int) else first[0])


def _has(items: Any, letter: str) -> bool:
    classes = {
        codes.CATEGORY_DIGIT: letter.isdigit(),
        codes.CATEGORY_NOT_DIGIT: not letter.isdigit(),
        codes.CATEGORY_SPACE: letter.isspace(),
        codes.CATEGORY_NOT_SPACE: not letter.isspace(),
        codes.CATEGORY_WORD: letter.isalnum() or letter == "_",
        codes.CATEGORY_NOT_WORD: not (letter.isalnum() or letter == "_"),
    }
    return any(
        (code is codes.LITERAL and value == ord(letter))
        or (code is codes.RANGE and value[0] <= ord(letter) <= value[1])
        or (code is codes.CATEGORY and classes.get(value, False))
        for code, value in items
    )
