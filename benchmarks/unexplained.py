"""Measure film pages' text that is in no field: `python benchmarks/unexplained.py [SITE[/LAYOUT]]`, part of `make accuracy`.

Every text node of more than 40 characters in the main part of a page is either in the record, or in a block that its layout
leaves out (`Layout.left_out`, a selector and a reason), or unexplained. The share is of characters, by layout.
"""

from __future__ import annotations

import argparse
import gzip
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import msgspec

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from filmdig.parsers.choose import layouts  # noqa: E402
from filmdig.parsers.page.decode import decode  # noqa: E402
from filmdig.parsers.page.document import Page  # noqa: E402
from filmdig.parsers.page.node import Node  # noqa: E402
from filmdig.parsers.read import read_capture  # noqa: E402
from filmdig.parsers.record.capture import Capture  # noqa: E402
from filmdig.parsers.record.page_record import Record  # noqa: E402
from filmdig.parsers.replay.undo import undo_replay  # noqa: E402

SHARED = ROOT.parent / "shared"
LONG = 40
"""Text nodes of so many characters and fewer are labels and links."""

FILM_KINDS = frozenset(("film", "series", "season", "episode", "reviews", "credits", "synopsis", "details", "person"))

NOT_MAIN = ", ".join(
    (
        *("nav", "footer", "body > header", "form", "dialog", "noembed"),
        *("[role=navigation]", "[role=contentinfo]", "[role=banner]", "[role=dialog]"),
        *(f"[{name}*={word} i]:not(html, body)" for name in ("id", "class") for word in ("footer", "copyright", "cookie")),
    )
)
"""What is around a page's main part on any site."""

_COVERED, _SHORT = 0.8, 14


class Piece(msgspec.Struct):
    """A text node that is in no field: its place and its text."""

    place: str
    text: str


class Measured(msgspec.Struct):
    """The result for a page: its layout, the number of characters in long text nodes, and the unexplained ones."""

    layout: str
    characters: int
    pieces: list[Piece]

    @property
    def unexplained(self) -> int:
        """The number of characters in no field."""
        return sum(len(piece.text) for piece in self.pieces)


def measure(path: str) -> Measured | None:
    """Measure one page; return None if it is not a film page, has no layout, or is plain text."""
    body = Path(path).read_bytes()
    body = gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body
    record = read_capture(Capture(body=body))
    layout = next((one for one in layouts() if (one.site, one.name) == (record.page.site, record.page.layout)), None)
    if layout is None or record.page.rendition == "text" or record.page.kind not in FILM_KINDS:
        return None
    replayed = undo_replay(decode(body).text)
    page = Page(Capture(body=b"", rendition="html"), replayed.text, url=replayed.url)
    left_out = [node for selector in layout.blocks_left_out() for node in page.all(selector)]
    body_node = page.first("body")
    taken = _Taken(record)
    texts = [_words(text) for text in layout().texts_left_out(page)]
    characters, pieces = 0, []
    for node, text in body_node.text_nodes([*page.all(NOT_MAIN), *left_out]) if body_node else ():
        # Some pages of the corpus were saved with their HTTP headers.
        if len(text) > LONG and not text.startswith("HTTP/1."):
            characters += len(text)
            if not taken.holds(text) and not any(_words(text) in one for one in texts):
                pieces.append(Piece(place=_place(node), text=text))
    return Measured(layout=f"{layout.site}/{layout.name}", characters=characters, pieces=pieces)


class _Taken:
    """The words of all values of a record."""

    def __init__(self, record: Record) -> None:
        parts: Any = [record.film, record.person, record.ratings, record.reviews, record.related, record.page.url]
        self._text = " ".join(_words(one) for one in _strings(msgspec.to_builtins(parts, str_keys=True)))
        words = self._text.split()
        self._runs = set(zip(words, words[1:], words[2:], strict=False))

    def holds(self, text: str) -> bool:
        """Return whether a text is in the record, except perhaps labels and words between names."""
        words = _words(text)
        if words in self._text:
            return True
        if self._holds_parts(text) or self._holds_numbers(text):
            return True
        parts = words.split()
        runs = list(zip(parts, parts[1:], parts[2:], strict=False))
        return bool(runs) and sum(run in self._runs for run in runs) >= _COVERED * len(runs)

    def _holds_parts(self, text: str) -> bool:
        """Return whether each part of a row of names, or of facts in brackets, is in the record."""
        parts = [words for part in re.split(r"[,;/|•·()]| and | & ", text) if (words := _words(part))]
        return len(parts) > 1 and all(f" {part} " in f" {self._text} " for part in parts)

    def _holds_numbers(self, text: str) -> bool:
        """Return whether a short text states sums or votes that the record has: "249 of 272 people found this helpful"."""
        numbers = re.findall(r"\d{1,3}(?:[,. ]\d{3})+|\d+", text)
        grouped = [number for number in numbers if len(number) > 4 and not number.isdigit()]
        wanted = grouped or numbers
        known = f" {self._text} "
        found = all(f" {re.sub(r'[^0-9]', '', number)} " in known for number in wanted)
        return found and (bool(grouped) or len(numbers) > 1) and len(text.split()) <= _SHORT


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for inside in value.values():
            yield from _strings(inside)
    elif isinstance(value, list):
        for inside in value:
            yield from _strings(inside)
    elif isinstance(value, str):
        yield value
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield f"{value} {value:,}" if isinstance(value, int) else str(value)


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def _place(node: Node) -> str:
    """Return the path to an element as a selector of its nearest ancestors with an id or class."""
    steps: list[str] = []
    at: Node | None = node
    while at is not None and len(steps) < 5:
        name = at.tag
        if at.attr("id"):
            steps.append(f"{name}#{at.attr('id')}")
            break
        steps.append(name + "".join(f".{one}" for one in at.classes[:2]))
        at = at.parent
    return " > ".join(reversed(steps))


def measure_all(pages: list[Path]) -> dict[str, list[Measured]]:
    """Measure pages; return the results by layout."""
    with get_context("spawn").Pool() as pool:
        found = pool.map(measure, [str(path) for path in pages], chunksize=8)
    by_layout: dict[str, list[Measured]] = defaultdict(list)
    for one in found:
        if one is not None:
            by_layout[one.layout].append(one)
    return dict(sorted(by_layout.items()))


def shares(pages: list[Path]) -> dict[str, float]:
    """Print the unexplained share of characters of every HTML layout; return the explained shares, as figures for floors."""
    figures = {}
    print("\nunexplained characters, by layout")
    for layout, measured in measure_all(pages).items():
        characters, unexplained = sum(one.characters for one in measured), sum(one.unexplained for one in measured)
        share = unexplained / characters if characters else 0.0
        figures[f"explained/{layout}"] = 1 - share
        print(f"  {layout:32} {unexplained:8,} of {characters:9,}  {share:7.2%}  {len(measured):3} pages")
    return figures


def pages_of(corpora: tuple[str, ...] = ("corpus", "corpus2")) -> list[Path]:
    """Return the paths of the real pages."""
    found = [path for name in corpora for path in sorted((SHARED / name).rglob("*.htm*"))]
    return [path for path in found if path.is_file() and "groundtruth" not in str(path)]


def main() -> int:
    """Print the shares or, for one layout, the places and beginnings of unexplained texts."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("layout", nargs="?", metavar="SITE[/LAYOUT]", help="print the unexplained texts of these")
    options = parser.parse_args()
    if not (SHARED / "corpus").is_dir():
        print(f"unexplained: the real pages are not here ({SHARED / 'corpus'}); nothing was measured")
        return 0
    if options.layout is None:
        shares(pages_of())
        return 0
    site = options.layout.partition("/")[0]
    for layout, measured in measure_all([path for path in pages_of() if site in str(path)]).items():
        if layout.startswith(options.layout):
            _print(layout, measured)
    return 0


def _print(layout: str, measured: list[Measured]) -> None:
    sizes: Counter[str] = Counter()
    samples: dict[str, str] = {}
    for one in measured:
        for piece in one.pieces:
            sizes[piece.place] += len(piece.text)
            samples.setdefault(piece.place, piece.text)
    total = sum(one.characters for one in measured)
    print(f"\n{layout}: {sizes.total():,} of {total:,} ({sizes.total() / max(total, 1):.2%}), {len(measured)} pages")
    for place, size in sizes.most_common(25):
        print(f"  {size:7,}  {place}\n           {samples[place][:110]!r}")


if __name__ == "__main__":
    sys.exit(main())
