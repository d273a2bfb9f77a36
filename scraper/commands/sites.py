"""The command `filmdig sites`."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import textwrap
from pathlib import Path

from filmdig.parsers.choose import layouts
from filmdig.parsers.layouts.layout import Layout
from filmdig.parsers.learning.data_layout import data_layouts, load
from filmdig.parsers.record.errors import UsageError

NAME = "sites"
HELP = """\
List the known sites with their layouts: the years they were seen in, the kind of page, fields and fixtures.

example:
  filmdig sites flixster"""
LAYOUTS_HELP = "layout files, or folders of them, to list with the built-in layouts: see `filmdig learn`"
# The fixtures, only in a checkout of the project: beside an installed filmdig, `fixtures` may be another package's folder.
_CHECKOUT = Path(__file__).parents[3]
FIXTURES = _CHECKOUT / "fixtures" if (_CHECKOUT / "pyproject.toml").is_file() else None


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("sites", nargs="*", metavar="SITE", help="list only these sites, with the fields of each layout")
    parser.add_argument("--layouts", nargs="+", action="extend", default=[], metavar="FILE", help=LAYOUTS_HELP)
    parser.add_argument("--json", action="store_true", help="print a JSON array instead of a table")
    parser.add_argument("--markdown", action="store_true", help="print the documentation page instead of a table")


def run(options: argparse.Namespace) -> int:
    """Print the table."""
    rows = [describe(layout) for layout in (*layouts(), *data_layouts(load(options.layouts)))]
    unknown = set(options.sites) - {str(row["site"]) for row in rows}
    if unknown:
        raise UsageError("no such site", where=", ".join(sorted(unknown)), todo="filmdig sites lists them all")
    rows = [row for row in rows if not options.sites or row["site"] in options.sites]
    rows.sort(key=lambda row: str(row["site"]))
    if options.json:
        sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
    elif options.markdown:
        sys.stdout.write(markdown(rows))
    else:
        sys.stdout.write(table(rows, fields=bool(options.sites)))
    return 0


def describe(layout: type[Layout]) -> dict[str, object]:
    """Return a layout's facts. `fixtures` is None outside a checkout of the project."""
    count = None
    if FIXTURES:
        folder = FIXTURES / layout.site / layout.name
        count = sum(path.suffix in (".html", ".txt") for path in folder.iterdir()) if folder.is_dir() else 0
    return {
        "site": layout.site,
        "layout": layout.name,
        "years": layout.years,
        "kind": layout.kind,
        "rendition": layout.rendition,
        "hosts": list(layout.hosts),
        "fields": list(layout.fields()),
        "usual": list(layout.usual),
        "left_out": layout.blocks_left_out(),
        "fixtures": count,
    }


def table(rows: list[dict[str, object]], *, fields: bool) -> str:
    """Return the rows as aligned columns, with each site's name only once."""
    head = ("site", "layout", "years", "kind", "rendition", "fields", "fixtures")
    cells = [head]
    for row in rows:
        many = row["fields"]
        count = str(len(many)) if isinstance(many, list) else ""
        shown = "-" if row["fixtures"] is None else str(row["fixtures"])
        cells.append(
            (str(row["site"]), str(row["layout"]), str(row["years"]), str(row["kind"]), str(row["rendition"]), count, shown)
        )
    widths = [max(len(cell[i]) for cell in cells) for i in range(len(head))]
    lines, before = [], None
    for cell, described in zip(cells, [None, *rows], strict=True):
        first = "" if cell[0] == before else cell[0]
        before = cell[0]
        lines.append("  ".join(part.ljust(width) for part, width in zip((first, *cell[1:]), widths, strict=True)).rstrip())
        if described is not None and fields and isinstance(described["fields"], list):
            room = max(40, shutil.get_terminal_size().columns - 4)
            lines += textwrap.wrap(", ".join(described["fields"]), room, initial_indent="    ", subsequent_indent="    ")
    sites = len({row["site"] for row in rows})
    lines += ["", f"{sites} sites, {len(rows)} layouts"]
    return "\n".join(lines) + "\n"


def markdown(rows: list[dict[str, object]]) -> str:
    """Return the rows as a page of the documentation: a section per site, with a row per layout and the fields it reads."""
    by_site: dict[str, list[dict[str, object]]] = {}
    for row in rows:
        by_site.setdefault(str(row["site"]), []).append(row)
    lines = [
        "# Sites and layouts",
        "",
        "A layout is one way in which a site built its pages for some years. It is identified by marks in the page, never by a",
        "date; the years are those of the pages it was seen on. Pages of unknown layouts are read from their schema.org data,",
        "OpenGraph data and prose. `filmdig sites` prints this list; `filmdig sites SITE` lists one site with its fields.",
        "",
        f"{len(by_site)} sites, {len(rows)} layouts.",
    ]
    for site, layouts_ in by_site.items():
        hosts = dict.fromkeys(host for row in layouts_ if isinstance(row["hosts"], list) for host in row["hosts"])
        lines += ["", f"## {site}", "", ", ".join(f"`{host}`" for host in hosts), ""]
        lines += ["| layout | years | page | rendition | fields |", "| --- | --- | --- | --- | --- |"]
        for row in layouts_:
            fields = ", ".join(f"`{name}`" for name in row["fields"]) if isinstance(row["fields"], list) else ""
            cells = (f"`{row['layout']}`", str(row["years"]), str(row["kind"]), str(row["rendition"]), fields)
            lines.append(f"| {' | '.join(cell or '-' for cell in cells)} |")
        blocks = [row["left_out"] for row in layouts_ if isinstance(row["left_out"], dict)]
        if reasons := dict.fromkeys(why for one in blocks for why in one.values()):
            lines += ["", f"On these pages but not in the record: {'; '.join(reasons)}."]
    return "\n".join(lines) + "\n"
