"""Every regular expression of the project, and texts that make it as slow as possible.

Run as a program it attacks all patterns and prints those whose time grows faster than their input, one per line. It runs in a
separate process, since an exponential pattern may never finish.
"""

from __future__ import annotations

import ast
import functools
import importlib
import re
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from tests.hostile.pumps import attacks

ROOT = Path(__file__).parents[2]
ROOMS = ("filmdig", "parsers", "scraper", "output")
CALLS = {"compile", "search", "match", "fullmatch", "split", "findall", "finditer", "sub", "subn"}
BOTH = frozenset({"search", "fullmatch"})
#: The most patterns attacked of those that one place makes from pages' content: they differ only by a title or a name.
MOST_OF_A_PLACE = 100
#: The position of each function's flags.
FLAGS_AT = {"compile": 1, "split": 3, "sub": 4, "subn": 4}

SIZES = (10_000, 40_000)
#: Characters of a first probe, and the seconds of processor time below which a pattern is not tested further: 3,000 characters
#: are 4,500,000 steps for quadratic growth, which takes at least twice as long.
PROBE = 3_000
QUICK = 0.001
#: The largest factor in time for four times the input: 4 is linear, 16 is quadratic.
GROWTH = 10.0
#: Seconds at the largest size below which a pattern's growth cannot be told from noise: 40,000 characters are 800,000,000 steps
#: for quadratic growth, which takes longer than this for the quickest pattern.
LEAST = 0.1
#: Seconds after which an attack is given up.
CEILING = 0.8

#: Patterns that are not attacked yet, by file and beginning, each with the reason.
LEFT_OUT = {
    ("parsers/page/markup.py", "<(?P<name>"): "called at one place of a text after another, never as a search",
    ("parsers/page/source.py", "<link"): "its repetitions are bounded, by over a thousand",
    ("parsers/generic/rows.py", "(?:^|["): "lines that are searched are bounded by who calls it",
}

#: Files with patterns made from a page's content that no fixture reaches, each with the reason.
NOT_MADE = {
    "parsers/layouts/cut_lists.py": "a helper's argument that no site gives at present",
    "parsers/record/plausible.py": "of a record's own path, matched whole",
    "parsers/sites/rottentomatoes/flat_reviews.py": "of a name without anything but letters",
}


class Pattern(NamedTuple):
    """A pattern of the project, where it is written, and with which methods it is used."""

    where: str
    text: str | bytes
    flags: int
    ways: tuple[str, ...] = ("search", "fullmatch")


class Unknown(NamedTuple):
    """A pattern that is made while the program runs."""

    where: str
    source: str


def patterns() -> Iterator[Pattern | Unknown]:
    """Yield every pattern that the project compiles: those written in a call of ``re``, and those made while it runs.

    The program imports all modules and reads all fixtures (`running.read_everything`). A place that makes patterns, but made
    none meanwhile, is ``Unknown``.
    """
    made: dict[tuple[str | bytes, int], Pattern] = {}
    modules = [(path, module, ast.parse(path.read_text("utf-8"))) for path, module in _modules(made)]
    with _noting(made):
        # Not imported earlier: its patterns would be compiled unnoticed.
        importlib.import_module("tests.hostile.running").read_everything()
    written: dict[tuple[str | bytes, int], set[str]] = {}
    used_at: dict[str, set[str]] = {}
    unknown: list[Unknown] = []
    imported = {
        alias.name
        for _, _, tree in modules
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    seen = {found.where for found in made.values()}
    for path, module, tree in modules:
        uses = {name: ways for name, ways in _uses(tree).items() if name not in imported}
        names = {id(node.value): node.targets[0].id for node in ast.walk(tree) if _is_named(node)}  # type: ignore[attr-defined]
        for call in ast.walk(tree):
            if not _is_call(call):
                continue
            found = _evaluated(call, path, module)
            if isinstance(found, Unknown):
                lines = range(call.lineno, (call.end_lineno or call.lineno) + 1)  # type: ignore[attr-defined]
                places = {f"{_shown(path)}:{line}" for line in lines}
                if seen.isdisjoint(places):
                    unknown.append(found)
                if call.func.attr == "compile" and (ways := uses.get(names.get(id(call), ""))):  # type: ignore[attr-defined]
                    used_at.update(dict.fromkeys(places, ways))
                continue
            key = (found.text, found.flags & ~re.UNICODE)
            method = call.func.attr  # type: ignore[attr-defined]
            ways = uses.get(names.get(id(call), ""), BOTH) if method == "compile" else {method}
            written.setdefault(key, set()).update(ways)
            made.setdefault((found.text, found.flags), found)
    of_place: Counter[str] = Counter()
    for (text, flags), pattern in made.items():
        ways = written.get((text, flags & ~re.UNICODE), set())
        if not ways:
            of_place[pattern.where] += 1
            if of_place[pattern.where] > MOST_OF_A_PLACE:
                continue
        yield pattern._replace(ways=tuple(sorted(ways or used_at.get(pattern.where) or pattern.ways)))
    yield from unknown


def _is_named(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name) and _is_call(node.value)
    )


def _uses(tree: ast.Module) -> dict[str, set[str]]:
    """Return the methods that are called on each name; none for a name that is also used otherwise, so that any may be called."""
    methods: dict[str, set[str]] = {}
    loads: dict[str, int] = {}
    called: dict[str, int] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            loads[node.id] = loads.get(node.id, 0) + 1
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.attr in CALLS:
            methods.setdefault(node.value.id, set()).add(node.attr)
            called[node.value.id] = called.get(node.value.id, 0) + 1
    return {name: found for name, found in methods.items() if called[name] == loads[name]}


@contextmanager
def _noting(made: dict[tuple[str | bytes, int], Pattern]) -> Iterator[None]:
    """Record what is compiled during the block, where, and by which function of ``re``."""
    compile_ = re._compile  # type: ignore[attr-defined]

    def noted(pattern: Any, flags: Any) -> Any:
        if isinstance(pattern, str | bytes) and (pattern, int(flags)) not in made:
            frame = sys._getframe(1)
            called = frame.f_code.co_name
            while frame.f_back and frame.f_globals.get("__name__") == "re":
                frame = frame.f_back
            if _is_ours(frame.f_code.co_filename):
                where = f"{_shown(Path(frame.f_code.co_filename))}:{frame.f_lineno}"
                ways = (called,) if called in CALLS - {"compile"} else tuple(sorted(BOTH))
                made[pattern, int(flags)] = Pattern(where, pattern, int(flags), ways)
        return compile_(pattern, flags)

    re._compile = noted  # type: ignore[attr-defined]
    try:
        yield
    finally:
        re._compile = compile_  # type: ignore[attr-defined]


def _modules(made: dict[tuple[str | bytes, int], Pattern]) -> Iterator[tuple[Path, ModuleType]]:
    """Import all modules, and record what is compiled meanwhile."""
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            if room == "filmdig" and path.parent != ROOT / "filmdig":
                continue  # a link to another package
            parts = path.relative_to(ROOT).with_suffix("").parts
            name = ".".join(parts if room == "filmdig" else ("filmdig", *parts)).removesuffix(".__init__")
            if not name.endswith("__main__"):
                with _noting(made):
                    module = importlib.import_module(name)
                yield path, module


@functools.cache
def _is_ours(file: str) -> bool:
    path = Path(file).resolve()
    return path.is_relative_to(ROOT) and path.relative_to(ROOT).parts[0] in ROOMS


def _shown(path: Path) -> str:
    return path.resolve().relative_to(ROOT).as_posix()


def _is_call(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "re"
        and node.func.attr in CALLS
    )


def _evaluated(call: Any, path: Path, module: ModuleType) -> Pattern | Unknown:
    where = f"{_shown(path)}:{call.lineno}"
    at = FLAGS_AT.get(call.func.attr, 2)
    flags = next((word.value for word in call.keywords if word.arg == "flags"), call.args[at] if len(call.args) > at else None)
    try:
        values = [eval(compile(ast.Expression(node), "", "eval"), vars(module)) if node else 0 for node in (call.args[0], flags)]
    except NameError:
        return Unknown(where, ast.unparse(call.args[0]))
    pattern, value = values
    return (
        Pattern(where, pattern.pattern, pattern.flags) if isinstance(pattern, re.Pattern) else Pattern(where, pattern, int(value))
    )


class _TooLongError(Exception):
    pass


def give_up(_signal: int, _frame: object) -> None:
    """Raise in the running pattern when the time is up."""
    raise _TooLongError


def seconds(compiled: re.Pattern[Any], text: str | bytes, ways: tuple[str, ...], *, tries: int = 1) -> float:
    """Return the processor time that a pattern takes for a text, searched and matched whole; the least of some tries."""
    best = CEILING
    for _ in range(tries):
        signal.setitimer(signal.ITIMER_VIRTUAL, CEILING)
        try:
            start = time.process_time()
            if "match" in ways:
                compiled.match(text)
            if "fullmatch" in ways:
                compiled.fullmatch(text)
            if set(ways) - {"match", "fullmatch"}:
                for _ in compiled.finditer(text):
                    pass
            best = min(best, time.process_time() - start)
        except _TooLongError:
            pass
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        if best >= CEILING:
            break
    return best


def growth(pattern: str | bytes, flags: int, ways: tuple[str, ...]) -> str | None:
    """Return an attack that makes a pattern's time grow faster than the text; None if none of those tried does."""
    compiled: re.Pattern[Any] = re.compile(pattern, flags)
    for probe, make in attacks(pattern, flags, PROBE):
        attack = _as(pattern, probe)
        if (took := seconds(compiled, attack, ways)) < QUICK or (took := seconds(compiled, attack, ways, tries=3)) < QUICK:
            continue
        if took >= CEILING:
            return f"over {CEILING:g} s for {probe[:60]!r}... ({len(probe):,} characters)"
        if seconds(compiled, _as(pattern, make(4 * PROBE)), ways) < min(7 * took, CEILING):
            continue  # linear, or near it
        small, large = map(make, SIZES)
        shown = f"{large[:60]!r}... ({len(large):,} characters)"
        least, most = (seconds(compiled, _as(pattern, text), ways) for text in (small, large))
        if most > LEAST and most > GROWTH * least:  # once more, to exclude noise
            least, most = (seconds(compiled, _as(pattern, text), ways, tries=3) for text in (small, large))
        if most >= CEILING:
            return f"over {CEILING:g} s for {shown}"
        if most > LEAST and most > GROWTH * least > 0:
            return f"{most / least:.0f} times the work for 4 times the text: {least:.3f} s, {most:.3f} s for {shown}"
    return None


def _as(pattern: str | bytes, text: str) -> str | bytes:
    return text.encode("utf-8") if isinstance(pattern, bytes) else text


def main() -> int:
    """Attack every pattern; print those that grow, and the places whose patterns were never made."""
    signal.signal(signal.SIGVTALRM, give_up)
    found = list(patterns())
    bad = 0
    for unknown in (one for one in found if isinstance(one, Unknown)):
        if not any(unknown.where.startswith(f"{file}:") for file in NOT_MADE):
            print(f"{unknown.where}: nothing here makes the pattern {unknown.source}", flush=True)
            bad += 1
    known = {one for one in found if isinstance(one, Pattern)}
    for one in sorted(known, key=lambda one: (one.where, str(one.text))):
        if any(one.where.startswith(f"{file}:") and str(one.text).startswith(begin) for file, begin in LEFT_OUT):
            continue
        if growing := growth(one.text, one.flags, one.ways):
            print(f"{one.where}: {one.text!r}: {growing}", flush=True)
            bad += 1
    return bad


if __name__ == "__main__":
    sys.exit(min(1, main()))
