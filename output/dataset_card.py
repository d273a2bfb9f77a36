"""The descriptions in a folder of tables: a Hugging Face dataset card and a Croissant file (mlcommons.org/croissant/1.0)."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from filmdig.output.writer import Described
from filmdig.parsers.record.merged_film import MergedFilm
from filmdig.parsers.record.page_record import Page
from filmdig.parsers.record.upgrade import SCHEMA_VERSION

_CONFORMS = "http://mlcommons.org/croissant/1.0"
_CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "equivalentProperty": "cr:equivalentProperty",
    "samplingRate": "cr:samplingRate",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
_TYPES = {"text": "sc:Text", "texts": "sc:Text", "integer": "sc:Integer", "number": "sc:Float", "boolean": "sc:Boolean"}
#: Columns that hold another table's key.
_REFERENCES = {("credits", "film"), ("ratings", "film"), ("reviews", "film"), ("credits", "person")}


class Provenance:
    """Counts of the pages that the tables come from, by site, reader, archive and year."""

    def __init__(self) -> None:
        self.pages = 0
        self.sites: Counter[str] = Counter()
        self.read_by: Counter[str] = Counter()
        self.archives: Counter[str] = Counter()
        self.years: Counter[str] = Counter()

    def add(self, page: Page) -> None:
        """Count a page."""
        self.pages += 1
        self.sites[page.site or "(no known site)"] += 1
        self.read_by[page.read_by or "nothing"] += 1
        # Only an archive's host is named, where others can get the pages; file names are private to the user.
        self.archives[page.archive if page.archive and "." in page.archive and "/" not in page.archive else "(files)"] += 1
        self.years[(page.captured_at or "")[:4] or "unknown"] += 1


def write_card(
    folder: Path,
    tables: Mapping[str, Mapping[str, str]],
    keys: Mapping[str, str],
    counts: Mapping[str, int],
    provenance: Provenance,
    *,
    of: type[Described],
) -> None:
    """Write `README.md` and `croissant.json` beside the tables.

    Args:
        folder: holds a file ``NAME.parquet`` for each table.
        tables: the columns, each with its type.
        keys: the key column of each table.
        counts: the number of rows of each table.
        provenance: the counts of the pages that the rows come from.
        of: the type that was written, records or merged films.
    """
    (folder / "README.md").write_text(_card(tables, keys, counts, provenance, of), encoding="utf-8")
    croissant = _croissant(folder, tables, keys, counts, provenance)
    (folder / "croissant.json").write_text(json.dumps(croissant, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _described(counts: Mapping[str, int], provenance: Provenance) -> str:
    rows = ", ".join(f"{count:,} {name}" for name, count in counts.items())
    return f"Film data read from {provenance.pages:,} archived pages of {len(provenance.sites):,} sites: {rows}."


def _card(
    tables: Mapping[str, Mapping[str, str]],
    keys: Mapping[str, str],
    counts: Mapping[str, int],
    provenance: Provenance,
    of: type[Described],
) -> str:
    configs = "".join(f"- config_name: {name}\n  data_files: {name}.parquet\n" for name in tables)
    what = "merged films" if of is MergedFilm else "records of single pages"
    lines = [
        f"---\nconfigs:\n{configs}tags:\n- film\n- web-archive\n---\n",
        "# Films from archived pages\n",
        _described(counts, provenance) + f" Written by filmdig from {what} (schema {SCHEMA_VERSION}).\n",
        "Texts belong to those who wrote them; pages and their archives are named row by row.\n",
        "## Tables\n",
        "| table | rows | key | columns |\n| --- | --- | --- | --- |",
        *(f"| `{name}` | {counts[name]:,} | `{keys[name]}` | {', '.join(f'`{c}`' for c in tables[name])} |" for name in tables),
        "\n## Provenance\n",
        "| | pages |\n| --- | --- |",
    ]
    for title, counter in (
        ("site", provenance.sites),
        ("read by", provenance.read_by),
        ("from", provenance.archives),
        ("captured in", provenance.years),
    ):
        lines += [f"| {title}: {_cell(name)} | {count:,} |" for name, count in sorted(counter.items(), key=_most)[:50]]
        if len(counter) > 50:
            lines.append(f"| {title}: {len(counter) - 50:,} others | {sum(counter.values()) - _first(counter):,} |")
    return "\n".join(lines) + "\n"


def _most(item: tuple[str, int]) -> tuple[int, str]:
    return -item[1], item[0]


def _first(counter: Counter[str]) -> int:
    return sum(count for _, count in sorted(counter.items(), key=_most)[:50])


def _cell(text: str) -> str:
    return "".join(f"\\{sign}" if sign in "\\|`*_<>[]" else sign for sign in " ".join(text.split()))


def _croissant(
    folder: Path,
    tables: Mapping[str, Mapping[str, str]],
    keys: Mapping[str, str],
    counts: Mapping[str, int],
    provenance: Provenance,
) -> dict[str, Any]:
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": _CONFORMS,
        "name": "films-from-archived-pages",
        "description": _described(counts, provenance),
        "keywords": ["film", "web archive"],
        "isBasedOn": [name for name, _ in sorted(provenance.archives.items(), key=_most) if not name.startswith("(")],
        "temporalCoverage": _span(provenance),
        "distribution": [_file(folder / f"{name}.parquet", name) for name in tables],
        "recordSet": [_record_set(name, tables[name], keys, counts[name]) for name in tables],
    }


def _span(provenance: Provenance) -> str:
    years = sorted(year for year in provenance.years if year.isdecimal())
    return f"{years[0]}/{years[-1]}" if years else ""


def _file(path: Path, name: str) -> dict[str, Any]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {
        "@type": "cr:FileObject",
        "@id": f"{name}-file",
        "name": path.name,
        "contentUrl": path.name,
        "contentSize": f"{path.stat().st_size} B",
        "encodingFormat": "application/x-parquet",
        "sha256": digest,
    }


def _record_set(name: str, columns: Mapping[str, str], keys: Mapping[str, str], count: int) -> dict[str, Any]:
    fields = []
    for column, kind in columns.items():
        field: dict[str, Any] = {
            "@type": "cr:Field",
            "@id": f"{name}/{column}",
            "name": column,
            "dataType": _TYPES[kind],
            "source": {"fileObject": {"@id": f"{name}-file"}, "extract": {"column": column}},
        }
        if kind == "texts":
            field["repeated"] = True
        if (name, column) in _REFERENCES:
            other = next(table for table, key in keys.items() if key == column)
            field["references"] = {"field": {"@id": f"{other}/{column}"}}
        fields.append(field)
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": f"{count:,} rows",
        "key": {"@id": f"{name}/{keys[name]}"},
        "field": fields,
    }
