"""Count the kinds of words that names and roles consist of: `python benchmarks/cast_shapes.py` writes `cast_shapes.toml`.

The casts are from the corpus's HTML pages of all sites except Rotten Tomatoes and Flixster, on whose casts
`benchmarks/word_lists.py` measures the separation of run-together names.
"""

from __future__ import annotations

import re
import sys
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.word_lists import SHARED, film_records  # noqa: E402
from filmdig.parsers.layouts.cast_words import KINDS, kind_of  # noqa: E402

TARGET = ROOT / "parsers" / "layouts" / "cast_shapes.toml"
MEASURED_ON = ("rottentomatoes", "flixster")
_NOTE = re.compile(r"\s*\((?:voice|uncredited|as [^()]*|credit only|archive[^()]*)\)")
_LONGEST_ROLE = 8

Counts = dict[str, Counter[str]]


def _count(words: list[str], counts: Counts) -> None:
    for kind, following in pairwise(["begin", *map(kind_of, words), "end"]):
        counts[kind][following] += 1


def count() -> tuple[Counts, Counts]:
    """Return how often each kind of word follows another, in names and in roles."""
    names: Counts = defaultdict(Counter)
    roles: Counts = defaultdict(Counter)
    for record in film_records():
        cast = record["film"]["cast"]
        if record["page"]["site"] in MEASURED_ON or len(cast) < 4 or sum(bool(one["role"]) for one in cast) < 3:
            continue
        for one in cast:
            _count(one["name"].split(), names)
            for role in re.split(r"\s+/\s+", _NOTE.sub("", one["role"] or "")):
                words = role.split()
                if words and len(words) <= _LONGEST_ROLE and "..." not in role:
                    _count(words, roles)
    return names, roles


def _table(heading: str, counts: Counts) -> str:
    order = ("begin", *KINDS)
    rows = [
        f"{kind} = {{ {', '.join(f'{other} = {counts[kind][other]}' for other in (*KINDS, 'end') if counts[kind][other])} }}"
        for kind in order
        if counts[kind]
    ]
    return f"[{heading}]\n" + "\n".join(rows)


def main() -> int:
    """Write the counts."""
    if not (SHARED / "corpus").is_dir():
        print(f"cast_shapes: the real pages are not here ({SHARED / 'corpus'}); nothing was counted")
        return 0
    names, roles = count()
    head = "# How often one kind of word follows another in casts; written by `python benchmarks/cast_shapes.py`."
    TARGET.write_text(f"{head}\n\n{_table('name', names)}\n\n{_table('role', roles)}\n", encoding="utf-8")
    print(f"{sum(names['begin'].values()):,} names, {sum(roles['begin'].values()):,} roles")
    return 0


if __name__ == "__main__":
    sys.exit(main())
