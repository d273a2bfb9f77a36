"""Measure what can be read from degraded pages: `python benchmarks/renditions.py`, and part of `make accuracy`.

Every HTML page of a known layout is read again (a) without scripts except JSON-LD, (b) without any scripts, (c) as
resiliparse's plain text and without its address, (d) in the legacy charset of its language, undeclared, (e) with JSON-LD
whose texts are escaped twice. The result is compared with the record of the whole page: how many of its values are kept, and
how many values differ from it although no issue names their field.
"""

from __future__ import annotations

import gzip
import html
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from resiliparse.extract.html2text import extract_plain_text

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from filmdig.parsers.page.decode import decode  # noqa: E402
from filmdig.parsers.read import read_capture  # noqa: E402
from filmdig.parsers.record.capture import Capture  # noqa: E402
from filmdig.parsers.record.page_record import to_json  # noqa: E402
from filmdig.parsers.replay.undo import undo_replay  # noqa: E402

SHARED = ROOT.parent / "shared"

_SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script\s*>", re.IGNORECASE | re.DOTALL)
_CHARSET = re.compile(r"<meta\b[^>]*charset[^>]*>|^\s*<\?xml[^>]*\?>", re.IGNORECASE)

LEGACY = {
    **dict.fromkeys(("ru", "uk", "bg"), "cp1251"),
    **dict.fromkeys(("cs", "sk", "hu", "pl"), "cp1250"),
    "zh": "gb18030",
    "ja": "shift_jis",
    "ko": "euc_kr",
    "tr": "cp1254",
}
"""The charset that pages of a language had before UTF-8; of all others windows-1252."""


def _is_data(attributes: str) -> bool:
    return "ld+json" in attributes.lower()


def without_scripts(source: str, _language: str | None) -> bytes:
    """Return the page for (a): without scripts except JSON-LD."""
    return _SCRIPT.sub(lambda found: found[0] if _is_data(found[1]) else "", source).encode()


def without_data(source: str, _language: str | None) -> bytes:
    """Return the page for (b): without scripts."""
    return _SCRIPT.sub("", source).encode()


def as_text(source: str, _language: str | None) -> bytes:
    """Return the page for (c): as resiliparse's plain text."""
    return extract_plain_text(
        source, main_content=False, alt_texts=False, links=False, form_fields=False, noscript=False
    ).encode()


def as_legacy(source: str, language: str | None) -> bytes:
    """Return the page for (d): in a legacy charset that it does not declare, with references for characters that it lacks."""
    charset = LEGACY.get((language or "").partition("-")[0].lower(), "cp1252")
    return _CHARSET.sub("", source).encode(charset, "xmlcharrefreplace")


def escaped_twice(source: str, _language: str | None) -> bytes:
    """Return the page for (e): with the texts of its JSON-LD escaped twice."""

    def escaped(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: one if key.startswith("@") else escaped(one) for key, one in value.items()}
        if isinstance(value, list):
            return [escaped(one) for one in value]
        return html.escape(html.escape(value)) if isinstance(value, str) and "://" not in value else value

    def again(found: re.Match[str]) -> str:
        if not _is_data(found[1]):
            return found[0]
        try:
            data = json.loads(found[2], strict=False)
        except ValueError:
            return found[0]
        return f"<script{found[1]}>{json.dumps(escaped(data), ensure_ascii=False)}</script>"

    return _SCRIPT.sub(again, source).encode()


WAYS: dict[str, Callable[[str, str | None], bytes]] = {
    "(a) no scripts": without_scripts,
    "(b) no JSON-LD": without_data,
    "(c) plain text": as_text,
    "(d) legacy charset": as_legacy,
    "(e) escaped twice": escaped_twice,
}

_NAMED = ("directors", "writers", "producers", "crew", "cast", "companies")
_LISTS = ("genres", "countries", "languages", "keywords", "awards", "filming_locations", "official_sites")
_PLAIN = ("title", "original_title", "year", "end_year", "synopsis", "critics_consensus", "tagline", "runtime_minutes")


def values(record: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the values of a record: the field, and the value without case and punctuation."""
    film = record["film"]
    for field in _PLAIN:
        if film[field] is not None:
            yield field, _folded(film[field])
    for field in _NAMED:
        yield from ((field, _folded(one["name"])) for one in film[field])
    yield from (("role", _folded(f"{one['name']} {one['role']}")) for one in film["cast"] if one["role"])
    for field in _LISTS:
        yield from ((field, _folded(one)) for one in film[field])
    yield from (("certificates", _folded(one["rating"])) for one in film["certificates"])
    yield from (("releases", f"{one['kind']} {one['date']}") for one in film["releases"])
    yield from (("box_office", f"{one['kind']} {one['amount']}") for one in film["box_office"])
    yield from (
        ("ratings", f"{one['by']} {one['measure']} {one['value']}") for one in record["ratings"] if one["value"] is not None
    )
    for one in record["reviews"]:
        yield from (("reviews", _folded(one[field])) for field in ("author", "publication", "date", "text") if one[field])
    person = record["person"] or {}
    yield from (("person", _folded(person[field])) for field in ("name", "birth_date", "death_date") if person.get(field))


def _is_said(field: str, value: str, whole: dict[str, Any], wanted: Counter[tuple[str, str]]) -> bool:
    """Return whether the whole page's record has a value in another form or place.

    Examples are the date of a release without a kind, a plot under another heading, and a value that an issue
    names as the page's other value.
    """
    if field == "releases" and value.startswith("None "):
        return any(name == field and one.endswith(value.removeprefix("None")) for name, one in wanted)
    if field == "synopsis":
        return any(_folded(one["text"]) == value for one in whole["film"]["other_synopses"])
    disputed = (one["message"] for one in whole["issues"] if one["code"] == "witnesses_disagree" and f"/{field}" in one["path"])
    return any(value in _folded(message) for message in disputed)


def _folded(value: Any) -> str:
    return re.sub(r"\W+", " ", str(value)).strip().lower()


def measure(path: str) -> tuple[str, dict[str, tuple[int, int, int]]] | None:
    """Read one page whole and degraded in each way; return None for a page without an HTML layout.

    Returns:
        Its layout, and for each way the numbers of values in the whole page, of kept values, and of wrong values.
    """
    body = Path(path).read_bytes()
    if path.endswith(".gz"):
        body = gzip.decompress(body)
    whole = json.loads(to_json(read_capture(Capture(body=body))))
    if whole["page"]["layout"] is None or whole["page"]["rendition"] == "text":
        return None
    source = undo_replay(decode(body).text).text
    wanted = Counter(values(whole))
    found = {}
    for name, way in WAYS.items():
        url = None if way is as_text else whole["page"]["url"]
        record = json.loads(to_json(read_capture(Capture(body=way(source, whole["page"]["language"]), url=url))))
        given = Counter(values(record))
        kept = sum((given & wanted).values())
        said = " ".join(f"{issue['path']} {issue['message']}" for issue in record["issues"])
        # A text reported as cut may be shorter than the whole page's, such as an actor's further roles.
        # So may a text with a doubtful seam.
        cuts = [cut for cut in record["truncations"] if (cut["state"] == "open" and cut["total"] is None) or cut["doubt"]]
        said += "".join(f" {cut['path']}" for cut in cuts)
        wrong = [
            field
            for field, value in given
            if (field, value) not in wanted and not _is_said(field, value, whole, wanted) and f"/{field}" not in said
        ]
        found[name] = (sum(wanted.values()), kept, len(wrong))
    return f"{whole['page']['site']}/{whole['page']['layout']}", found


def shares() -> dict[str, float]:
    """Print the share of kept values of each way, by layout and in total; return the totals.

    The fixtures are a single row, because they have each rare form once, and real pages mostly have the common ones.
    """
    paths = [str(path) for name in ("corpus", "corpus2") for path in sorted((SHARED / name).rglob("*.htm*.gz"))]
    fixtures = sorted(str(path) for path in (ROOT / "fixtures").rglob("*.html"))
    with get_context("spawn").Pool() as pool:
        measured = [one for one in pool.map(measure, paths, chunksize=8) if one is not None]
        made_up = [("fixtures", one[1]) for one in pool.map(measure, fixtures, chunksize=8) if one is not None]
    print("\nvalues kept of pages that lost something, by layout; in brackets how many are wrong")
    print(f"  {'':32} {'values':>7} " + " ".join(f"{name:>20}" for name in WAYS))
    figures: dict[str, float] = {}
    for layout in [*sorted({layout for layout, _ in measured}), "all", "fixtures"]:
        rows = [found for name, found in measured if layout in (name, "all")]
        if layout == "fixtures":
            rows = [found for _, found in made_up]
        sums = {way: [sum(row[way][place] for row in rows) for place in range(3)] for way in WAYS}
        total = next(iter(sums.values()))[0]
        if not total:
            continue
        shown = [f"{kept / total:.3f} ({wrong})" for _, kept, wrong in sums.values()]
        print(f"  {layout:32} {total:7,} " + " ".join(f"{one:>20}" for one in shown))
        if layout in ("all", "fixtures"):
            of = "" if layout == "all" else " fixtures"
            for way, (_, kept, wrong) in sums.items():
                figures[f"kept {way}{of}"] = kept / total
                figures[f"right {way}{of}"] = kept / (kept + wrong) if kept + wrong else 1.0
    return figures


def main() -> int:
    """Print the shares."""
    if not (SHARED / "corpus").is_dir():
        print(f"renditions: the real pages are not here ({SHARED / 'corpus'}); nothing was measured")
        return 0
    for name, figure in shares().items():
        print(f"{name:32} {figure:.4f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
