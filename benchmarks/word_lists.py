"""Measure the benefit of the lists of names: `python benchmarks/word_lists.py`.

Reads every labelled text rendition with all lists that are used to separate run-together words, without each list, and
without any. Prints how many labels are right, and how many of the labelled values that were read are right. It then runs the
casts and critics' reviews of all HTML pages together as in such texts, and measures how well they are separated again.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.figures import SHARED, scoring  # noqa: E402
from filmdig.parsers.layouts import known_names  # noqa: E402
from filmdig.parsers.layouts.marked_casts import NameFinder, split_at_marks  # noqa: E402
from filmdig.parsers.layouts.review_runs import Papers, byline  # noqa: E402
from filmdig.parsers.layouts.run_together import split_run  # noqa: E402
from filmdig.parsers.read import read_capture  # noqa: E402
from filmdig.parsers.record.capture import Capture, Location  # noqa: E402
from filmdig.parsers.record.page_record import to_json  # noqa: E402

_NOTE = re.compile(r"\s*\((?:voice|uncredited|as [^()]*|credit only|archive[^()]*)\)")
LISTS = {
    "actors.txt": known_names.actors,
    "publications.txt": known_names.publications,
    "given_names.txt": known_names.given_names,
    "role_words.txt": known_names.role_words,
}


def labelled() -> list[tuple[dict[str, Any], bytes]]:
    """Return each label of a text rendition of the corpus, with its page."""
    found = []
    for path in sorted([*(SHARED / "truth").rglob("*.json"), *(ROOT / "tests" / "truth").rglob("*.json")]):
        label = json.loads(path.read_text(encoding="utf-8"))
        page = SHARED / "corpus" / f"{label.get('file', '')}.gz"
        if page.name.endswith(".txt.gz") and page.is_file():
            found.append((label, gzip.decompress(page.read_bytes())))
    return found


def measure(pages: list[tuple[dict[str, Any], bytes]]) -> tuple[int, int, int, int]:
    """Return the number of right labels and of all, and the number of right values and of all that were read."""
    scorer = scoring()
    right = labels = true = given = 0
    for label, body in pages:
        record = json.loads(to_json(read_capture(Capture(body=body, location=Location(path=label["file"])))))
        for _, same, _, got in scorer.checks(label, record):
            labels, right = labels + 1, right + bool(same)
            if scorer.there(got):
                given, true = given + 1, true + bool(same)
    return right, labels, true, given


def film_records() -> list[dict[str, Any]]:
    """Return the records of the corpus's HTML film pages, one for each film, site and length of the cast."""
    paths = [path for path in sorted((SHARED / "corpus").rglob("*.htm*.gz")) if "groundtruth" not in str(path)]
    found = {}
    for path in paths:
        record = json.loads(to_json(read_capture(Capture(body=gzip.decompress(path.read_bytes())))))
        film = record["film"]
        found[record["page"]["site"], film["title"], len(film["cast"]), len(record["reviews"])] = record
    return list(found.values())


def casts(records: list[dict[str, Any]]) -> None:
    """Print how many members are separated in casts with dots between name and role."""
    members = whole = named = given = wrong = 0
    for record in records:
        film = record["film"]
        cast = [(one["name"], one["role"]) for one in film["cast"]]
        if len(cast) < 3 or record["page"]["site"] not in ("imdb", "letterboxd", "tmdb", "trakt"):
            continue
        people = {one["name"] for field in ("directors", "writers", "producers") for one in film[field]}
        finder = NameFinder(known_names.actors() | people)
        run = " ".join(f"{name} ... {' '.join((role or '').split())}".strip() for name, role in cast)
        roles = {(name, " ".join((role or "").split()) or None) for name, role in cast}
        names = {name for name, _ in cast}
        members += len(cast)
        for one in split_at_marks(run, r" \.\.\. ", finder).cast:
            right = (one.name, one.role) in roles
            whole, named = whole + right, named + (one.name in names)
            given += 1 + (one.role is not None)
            wrong += (one.name not in names) + (one.role is not None and not right)
    print(f"\ncasts with a mark: {members:,} members, {whole / members:.0%} whole, {named / members:.0%} by name;", end=" ")
    print(f"{wrong} of {given:,} names and roles wrong")


def runs(records: list[dict[str, Any]]) -> None:
    """Print how many names and roles are separated in casts without any separator."""
    values = right = wrong = 0
    for record in records:
        film = record["film"]
        cast = [(one["name"], " ".join(_NOTE.sub("", one["role"] or "").split()) or None) for one in film["cast"]]
        if record["page"]["site"] not in ("rottentomatoes", "flixster") or sum(role is not None for _, role in cast) < 3:
            continue
        people = {one["name"] for field in ("directors", "writers", "producers") for one in film[field]}
        names = {name for name, _ in cast}
        values += sum(1 + (role is not None) for _, role in cast)
        for one in split_run(" ".join(f"{name} {role or ''}" for name, role in cast), people).cast:
            right += (one.name in names) + (one.role is not None and (one.name, one.role) in cast)
            wrong += (one.name not in names) + (one.role is not None and (one.name, one.role) not in cast)
    print(f"casts without a mark: {right:,} of {values:,} names and roles separated, {wrong} wrong")


def quotes(records: list[dict[str, Any]]) -> None:
    """Print how many critics' publications and quotes are separated."""
    runs = split = critics = lines = wrong = 0
    for record in records:
        film = record["film"]
        people = frozenset(one["name"] for field in ("directors", "writers", "cast") for one in film[field])
        papers = Papers(known_names.publications(), film["title"], people)
        reviews = [one for one in record["reviews"] if one["by"] == "critics" and one["text"]]
        for one, following in pairwise(reviews):
            if paper := " ".join((one["publication"] or "").split()):
                words = f"{paper} {following['text']}".split()
                end, runs = papers.quote_start(words), runs + 1
                split, wrong = split + (end is not None), wrong + (end is not None and " ".join(words[:end]) != paper)
        for one in reviews:
            if one["author"] and one["publication"]:
                line = byline(f"{one['author']} {one['publication']} {one['text']}", papers)
                lines, critics = lines + 1, critics + (line.author is not None)
                wrong += line.author is not None and line.author.split() != one["author"].split()
                wrong += line.text is not None and line.text.split() != one["text"].split()
    print(f"papers before a quote: {split} of {runs} separated; critics before a paper: {critics} of {lines}; {wrong} wrong")


def _without(names: tuple[str, ...], lines: Callable[[str], frozenset[str]]) -> None:
    known_names._lines = lambda one: frozenset() if one in names else lines(one)  # type: ignore[assignment]
    for read in LISTS.values():
        read.cache_clear()


def main() -> int:
    """Print the table."""
    if not (SHARED / "corpus").is_dir():
        print(f"word_lists: the real pages are not here ({SHARED / 'corpus'}); nothing was measured")
        return 0
    pages, lines = labelled(), known_names._lines
    print(f"{len(pages)} labelled text renditions{'':14} labels right{'':8} given values right")
    for name, without in (
        ("with all lists", ()),
        *((f"without {one}", (one,)) for one in LISTS),
        ("without any of them", tuple(LISTS)),
    ):
        _without(without, lines)
        right, labels, true, given = measure(pages)
        print(f"{name:32} {right:6,} of {labels:,} {right / labels:6.1%}   {true:6,} of {given:,} {true / given:6.1%}")
    _without((), lines)
    records = film_records()
    casts(records)
    runs(records)
    quotes(records)
    _without(tuple(LISTS), lines)
    print("without any of the lists:", end="")
    casts(records)
    runs(records)
    quotes(records)
    return 0


if __name__ == "__main__":
    sys.exit(main())
