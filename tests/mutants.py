"""Mutation testing: small changes of behaviour, drawn by a fixed seed, and whether the tests notice.

    make mutants [MUTANTS=400]          or: python -m tests.mutants [--number 400] [--seed 1999] [--jobs 2] [--room parsers/page]

cosmic-ray makes the changes; this draws them over the rooms below in proportion to the lines that can be changed, gives each
the tests of its room that are quickest to notice (a full suite for each would take days), and writes what survived to
out/mutants.md, with the reason from tests/mutants.toml where a change is equivalent: one that no test can notice.
"""

from __future__ import annotations

import argparse
import ast
import difflib
import hashlib
import os
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import tomllib
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from operator import itemgetter
from pathlib import Path
from queue import Queue
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
# Each room with the tests that are run for it, the quickest first.
ROOMS = {
    "parsers/layouts": [
        "tests/layouts tests/test_cuts.py tests/test_cut_lists.py tests/test_values.py tests/test_run_together.py",
        "tests/quick_fixtures.py",
    ],
    "parsers/record": [
        "tests/record tests/test_record_versions.py tests/test_values.py",
        "tests/test_face.py",
        "tests/quick_fixtures.py",
    ],
    "parsers/page": [
        "tests/page tests/test_decode.py tests/test_embedded.py tests/test_values.py tests/test_explain.py",
        "tests/test_generic_pages.py tests/test_generic_rows.py tests/test_replay.py",
        "tests/quick_fixtures.py",
    ],
    "scraper/extraction": [
        "tests/extraction",
        "tests/test_face.py",
        "tests/test_workers.py tests/test_shards.py -k 'not killed_at_ten and not full_disk and not two_runs'",
    ],
}
# Types are strings here and nothing reads them as they run; a cache that is gone changes no value.
NOT_DRAWN = ("BitOr", "RemoveDecorator", "VariableReplacer", "VariableInserter", "ExceptionReplacer")
#: A mutant's tests may take this many times as long as without it; a mutant that makes them hang is noticed.
TIMES = 5
#: The time limit, in seconds, of the tests that bear a module's name, which take a few seconds.
OWN_SECONDS = 120


class Mutant(NamedTuple):
    """One change: of which file, by which operator of cosmic-ray, at its how manyth place there."""

    path: str
    operator: str
    occurrence: int
    line: int

    def code(self) -> str:
        """The file's text with the change."""
        from cosmic_ray.mutating import mutate_code
        from cosmic_ray.plugins import get_operator

        changed = mutate_code((ROOT / self.path).read_text(encoding="utf-8"), get_operator(self.operator)(), self.occurrence)
        assert changed is not None
        return str(changed)

    def diff(self) -> str:
        """The changed lines."""
        old, new = (ROOT / self.path).read_text(encoding="utf-8").splitlines(), self.code().splitlines()
        return "\n".join(line for line in list(difflib.unified_diff(old, new, n=0, lineterm=""))[3:])


def drawn(number: int, seed: int) -> list[Mutant]:
    """Mutants over all files of the rooms: of so many lines one change each, every line that can be changed as likely as another.

    What is drawn of a line follows from the seed, its file and its text alone: a change elsewhere in the code leaves it drawn.
    """
    lots: list[tuple[bytes, list[Mutant]]] = []
    for path in sorted(path for room in ROOMS for path in (ROOT / room).glob("*.py") if path.name != "__init__.py"):
        lines = path.read_text(encoding="utf-8").splitlines()
        seen: Counter[str] = Counter()
        for line, mutants in sorted(_by_line(path).items()):
            text = lines[line - 1].strip()
            lots.append((_lot(seed, path.name, text, seen[text]), mutants))
            seen[text] += 1
    found: list[Mutant] = []
    for lot, mutants in sorted(lots, key=itemgetter(0)):
        found += islice(filter(_is_drawn, sorted(mutants, key=lambda one: _lot(lot, one.operator, one.occurrence))), 1)
        if len(found) == number:
            break
    return found


def _lot(*parts: object) -> bytes:
    return hashlib.sha256(repr(parts).encode()).digest()


def _by_line(path: Path) -> dict[int, list[Mutant]]:
    """All changes to a file, by the line that they begin in."""
    from cosmic_ray.ast import ast_nodes, get_ast
    from cosmic_ray.plugins import get_operator, operator_names

    source = path.read_text(encoding="utf-8")
    annotated = _annotations(source)
    nodes = list(ast_nodes(get_ast(source)))
    found: dict[int, list[Mutant]] = {}
    for name in sorted(operator_names()):
        if any(word in name for word in NOT_DRAWN):
            continue
        operator = get_operator(name)()
        count = 0
        for node in nodes:
            for start, _ in operator.mutation_positions(node):
                if start[0] not in annotated:
                    mutant = Mutant(str(path.relative_to(ROOT)), name, count, start[0])
                    found.setdefault(mutant.line, []).append(mutant)
                count += 1
    return found


def _is_drawn(mutant: Mutant) -> bool:
    """Return whether a change is Python and keeps the parameters: some operators read the star among them as a product."""
    try:
        changed = ast.parse(mutant.code())
    except SyntaxError:
        return False
    return _positional_only(changed) == _positional_only(ast.parse((ROOT / mutant.path).read_text(encoding="utf-8")))


def _positional_only(tree: ast.AST) -> int:
    return sum(len(node.posonlyargs) for node in ast.walk(tree) if isinstance(node, ast.arguments))


def _annotations(source: str) -> set[int]:
    """Lines of type aliases and of what only type checkers read."""
    found: set[int] = set()
    for node in ast.walk(ast.parse(source)):
        checked = isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        if checked:
            found.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return found


def room_of(mutant: Mutant) -> str:
    """The room that a mutant's file is in."""
    return next(room for room in ROOMS if mutant.path.startswith(f"{room}/"))


def own_tests(path: str) -> list[str]:
    """The tests that bear a module's name: the quickest to notice a change in it."""
    room, stem = Path(path).parent.name, Path(path).stem
    named = [f"tests/{room}/test_{stem}.py", f"tests/test_{stem}.py"]
    found = [name for name in named if (ROOT / name).exists()]
    return [" ".join(found)] if found else []


def passes(calls: list[str], tree: Path, seconds: float) -> bool:
    """Whether tests pass in a copy of the project, each call of pytest within so many seconds."""
    environment = {**os.environ, "PYTHONPATH": str(tree)}
    for tests in calls:
        command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "--no-header", *shlex.split(tests)]
        # A session of its own: what a test leaves running when its time is up ends with it.
        with subprocess.Popen(
            command, cwd=tree, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        ) as process:
            try:
                if process.wait(seconds) != 0:
                    return False
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                return False
    return True


def survives(mutant: Mutant, tree: Path, seconds: float) -> bool:
    """Whether all tests of a mutant's room pass with it in a copy of the project."""
    file = tree / mutant.path
    before = file.read_bytes()
    try:
        file.write_text(mutant.code(), encoding="utf-8")
        _forget(file)
        own = own_tests(mutant.path)
        return passes(own, tree, min(seconds, OWN_SECONDS)) and passes(ROOMS[room_of(mutant)], tree, seconds)
    finally:
        file.write_bytes(before)
        _forget(file)


def _forget(file: Path) -> None:
    """Remove what Python compiled of a file: a mutant may have the size and second of the file that it replaces."""
    for compiled in (file.parent / "__pycache__").glob(f"{file.stem}.*.pyc"):
        compiled.unlink()


def copy_of_project(folder: Path) -> Path:
    """A copy of the tracked files, links as links."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True).stdout
    for name in filter(None, listed.split("\0")):
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).exists():
            shutil.copy2(ROOT / name, target, follow_symlinks=False)
    return folder


def main() -> None:
    """Draw, run, report."""
    parser = argparse.ArgumentParser(description="Mutation testing; see the module's docstring.")
    parser.add_argument("--number", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1999)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--room", action="append", choices=ROOMS, help="only the mutants of this room, of those drawn over all")
    options = parser.parse_args()
    mutants = [one for one in drawn(options.number, options.seed) if room_of(one) in (options.room or ROOMS)]
    explained = tomllib.loads((ROOT / "tests" / "mutants.toml").read_text(encoding="utf-8")).get("equivalent", [])
    reasons = {(one["path"], one["changed"].strip()): one["why"] for one in explained}
    survived: list[Mutant] = []
    with tempfile.TemporaryDirectory(prefix="filmdig-mutants-") as place:
        trees: Queue[Path] = Queue()
        for number in range(options.jobs):
            trees.put(copy_of_project(Path(place) / str(number)))

        def run(mutant: Mutant) -> bool:
            tree = trees.get()
            try:
                return survives(mutant, tree, seconds[room_of(mutant)])
            finally:
                trees.put(tree)

        first = trees.queue[0]
        seconds: dict[str, float] = {}
        for room in sorted({room_of(mutant) for mutant in mutants}):
            began = time.monotonic()
            good = passes(ROOMS[room], first, 3600)
            seconds[room] = max(60.0, TIMES * (time.monotonic() - began))
            if not good:
                sys.exit(f"the tests of {room} fail without any change: mend them first")
        with ThreadPoolExecutor(options.jobs) as pool:
            for number, (mutant, passed) in enumerate(zip(mutants, pool.map(run, mutants), strict=True), 1):
                if passed:
                    survived.append(mutant)
                print(f"{number}/{len(mutants)}  {'SURVIVED' if passed else 'killed'}  {mutant.path}:{mutant.line}", flush=True)
    report(mutants, survived, reasons)


def report(mutants: list[Mutant], survived: list[Mutant], reasons: dict[tuple[str, str], str]) -> None:
    """Print the share that was killed, and write what survived to out/mutants.md."""
    equivalent = [mutant for mutant in survived if (mutant.path, _changed(mutant)) in reasons]
    counted = len(mutants) - len(equivalent)
    share = (len(mutants) - len(survived)) / counted if counted else 0.0
    summary = f"{len(mutants)} mutants, {len(survived)} survived, {len(equivalent)} of them equivalent: {share:.3f} killed"
    lines = ["# Mutants that survived", "", summary, ""]
    for mutant in survived:
        why = reasons.get((mutant.path, _changed(mutant)), "not explained")
        lines += [f"- `{mutant.path}:{mutant.line}` ({mutant.operator}): {why}", "", "  ```diff"]
        lines += [f"  {line}" for line in mutant.diff().splitlines()] + ["  ```", ""]
    out = ROOT / "out" / "mutants.md"
    out.parent.mkdir(exist_ok=True)
    out.write_text("\n".join(lines), encoding="utf-8")
    print(f"{summary} (see {out.relative_to(ROOT)})")


def _changed(mutant: Mutant) -> str:
    return next((line[1:].strip() for line in mutant.diff().splitlines() if line.startswith("+")), "")


if __name__ == "__main__":
    main()
