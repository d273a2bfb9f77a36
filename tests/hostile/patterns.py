"""Every regular expression of the project, and texts that make it work for as long as it can.

Run as a program it attacks a share of the patterns and prints what grows faster than its input: one line each. It is run in
a process of its own, since a pattern that grows exponentially may not come back.
"""

from __future__ import annotations

import ast
import importlib
import re
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from types import ModuleType
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[2]
ROOMS = ("filmdig", "parsers", "scraper", "output")
CALLS = {"compile", "search", "match", "fullmatch", "split", "findall", "finditer", "sub", "subn"}
#: Where each of them has its flags.
FLAGS_AT = {"compile": 1, "split": 3, "sub": 4, "subn": 4}

SIZES = (10_000, 20_000, 40_000)
#: Seconds of processor time at the smallest size below which a pattern is not looked at any further: an input of 10,000
#: characters is 50,000,000 steps for what grows with its square, which is ten times that and more.
QUICK = 0.003
#: The most that four times the input may cost: 4 is linear, 16 is the square.
GROWTH = 10.0
#: Seconds after which an attack is given up.
CEILING = 0.8

#: Patterns that are not attacked yet, by file and beginning, each with the reason.
LEFT_OUT = {
    ("parsers/page/markup.py", "<(?P<name>"): "called at one place of a text after another, never as a search",
    ("parsers/page/source.py", "<link"): "its repetitions are bounded, by over a thousand",
    ("parsers/generic/rows.py", "(?:^|["): "lines that are searched are bounded by who calls it",
}

UNITS = (
    *" \n0aA(<\"';.,:-/#|",
    *("\r\n", "ab, ", "0 ", "<a ", "<!--", "/*", "//", "()", "Ab Cd ", "Title: a\r\n", "...", "http://a", "12 min"),
)


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
    """Yield every pattern that the project compiles: those written in a call of ``re``, and those made while it is imported."""
    made: dict[tuple[str | bytes, int], Pattern] = {}
    modules = [(path, module, ast.parse(path.read_text("utf-8"))) for path, module in _modules(made)]
    written: dict[tuple[str | bytes, int], set[str]] = {}
    unknown: list[Unknown] = []
    imported = {
        alias.name
        for _, _, tree in modules
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    for path, module, tree in modules:
        uses = {name: ways for name, ways in _uses(tree).items() if name not in imported}
        names = {id(node.value): node.targets[0].id for node in ast.walk(tree) if _is_named(node)}  # type: ignore[attr-defined]
        for call in ast.walk(tree):
            if not _is_call(call):
                continue
            found = _evaluated(call, path, module)
            if isinstance(found, Unknown):
                unknown.append(found)
                continue
            key = (found.text, found.flags & ~re.UNICODE)
            method = call.func.attr  # type: ignore[attr-defined]
            ways = uses.get(names.get(id(call), ""), {"search", "fullmatch"}) if method == "compile" else {method}
            written.setdefault(key, set()).update(ways)
            made.setdefault((found.text, found.flags), found)
    for (text, flags), pattern in made.items():
        ways = written.get((text, flags & ~re.UNICODE), {"search", "fullmatch"})
        yield pattern._replace(ways=tuple(sorted(ways)))
    yield from unknown


def _is_named(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name) and _is_call(node.value)
    )


def _uses(tree: ast.Module) -> dict[str, set[str]]:
    """Return by name the methods that are called on it; none where the name is also used otherwise, so that all may be."""
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


def _modules(made: dict[tuple[str | bytes, int], Pattern]) -> Iterator[tuple[Path, ModuleType]]:
    """Import all modules, and note what is compiled meanwhile."""
    compile_ = re._compile  # type: ignore[attr-defined]

    def noted(pattern: Any, flags: Any) -> Any:
        if isinstance(pattern, str | bytes):
            frame = sys._getframe(1)
            while frame.f_back and frame.f_globals.get("__name__") == "re":
                frame = frame.f_back
            if _is_ours(frame.f_code.co_filename):
                where = f"{_shown(Path(frame.f_code.co_filename))}:{frame.f_lineno}"
                made.setdefault((pattern, int(flags)), Pattern(where, pattern, int(flags)))
        return compile_(pattern, flags)

    re._compile = noted  # type: ignore[attr-defined]
    try:
        for room in ROOMS:
            for path in sorted((ROOT / room).rglob("*.py")):
                if room == "filmdig" and path.parent != ROOT / "filmdig":
                    continue  # a link to another room
                parts = path.relative_to(ROOT).with_suffix("").parts
                name = ".".join(parts if room == "filmdig" else ("filmdig", *parts)).removesuffix(".__init__")
                if not name.endswith("__main__"):
                    yield path, importlib.import_module(name)
    finally:
        re._compile = compile_  # type: ignore[attr-defined]


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


def attacks(pattern: str | bytes, flags: int, size: int) -> Iterator[str]:
    """Yield texts of about ``size`` characters: what is commonly repeated, and what the pattern itself repeats."""
    seen = set()
    for before, unit in [*(("", unit) for unit in UNITS), *_own(pattern, flags)]:
        if unit and (before, unit) not in seen:
            seen.add((before, unit))
            pumped = before + unit * (size // len(unit) + 1)
            yield pumped + "\0"
            if before:
                yield (before + unit) * (size // len(before + unit) + 1)


def _own(pattern: str | bytes, flags: int) -> Iterator[tuple[str, str]]:
    """Yield what leads to each repetition of a pattern, and what is repeated there."""
    tree = parser.parse(pattern.decode("latin-1") if isinstance(pattern, bytes) else pattern, flags & ~re.LOCALE)
    for kind in range(3):
        whole: list[tuple[str, str]] = []
        example = _example(tree, kind, whole, "")
        yield from whole
        yield "", example
        yield "", example[:-1]


def _example(tree: Any, kind: int, pumps: list[tuple[str, str]], before: str) -> str:
    """Return a text that the parsed pattern matches, as far as that is easily said; note its repetitions in ``pumps``."""
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
    """Return a character of a set: a letter, a blank or a digit, where it has one."""
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


class _TooLongError(Exception):
    pass


def give_up(_signal: int, _frame: object) -> None:
    """Raise in whatever pattern is at work when the time is up."""
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
    """Return what makes a pattern's work grow faster than the text; None if nothing that is tried does."""
    compiled: re.Pattern[Any] = re.compile(pattern, flags)
    # A short one first: what grows exponentially is over the ceiling at once.
    for short, small, large in zip(*(attacks(pattern, flags, size) for size in (40, SIZES[0], SIZES[-1])), strict=True):
        shown = f"{large[:60]!r}... ({len(large):,} characters)"
        if seconds(compiled, _as(pattern, short), ways) >= CEILING:
            return f"exponential: {short!r} takes over {CEILING:g} s"
        if seconds(compiled, _as(pattern, small), ways) < QUICK:
            continue
        least, most = (seconds(compiled, _as(pattern, text), ways, tries=3) for text in (small, large))
        if most >= CEILING:
            return f"over {CEILING:g} s for {shown}"
        if most > 8 * QUICK and most > GROWTH * least > 0:
            return f"{most / least:.0f} times the work for 4 times the text: {least:.3f} s, {most:.3f} s for {shown}"
    return None


def _as(pattern: str | bytes, text: str) -> str | bytes:
    return text.encode("utf-8") if isinstance(pattern, bytes) else text


def main(share: int, of: int) -> int:
    """Attack every pattern of one share; print what grows."""
    signal.signal(signal.SIGVTALRM, give_up)
    known = sorted(
        {found for found in patterns() if isinstance(found, Pattern)}, key=lambda found: (found.where, str(found.text))
    )
    bad = 0
    for found in known[share::of]:
        if any(found.where.startswith(f"{file}:") and str(found.text).startswith(begin) for file, begin in LEFT_OUT):
            continue
        if said := growth(found.text, found.flags, found.ways):
            print(f"{found.where}: {found.text!r}: {said}", flush=True)
            bad += 1
    return bad


if __name__ == "__main__":
    sys.exit(min(1, main(int(sys.argv[1]), int(sys.argv[2]))))
