"""The command `filmdig new-site`."""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path

from filmdig.parsers.learning.draft import draft_site
from filmdig.parsers.page.document import Page, host_of
from filmdig.parsers.read import open_page, read_capture
from filmdig.parsers.record.capture import Capture
from filmdig.parsers.record.errors import SourceError, UsageError
from filmdig.parsers.record.page_record import to_json
from filmdig.scraper.sources.inflate import Inflated, damage_of, packing, read_bounded

NAME = "new-site"
HELP = """\
Draft a site's module, fixtures and expected records from saved pages of one layout, with the fields that the generic reader
finds.

Correct the draft by hand, as described in docs/adding-a-site.md. Each page is copied unchanged as a fixture: replace its words
with invented ones before you share it.

example:
  filmdig new-site kinograf --layout 2004 --html saved/*.html"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("name", metavar="NAME", help="the site's name in the record: lower case, no spaces")
    parser.add_argument(
        "--html", nargs="+", required=True, metavar="FILE", help="saved pages of one layout; two or more give better marks"
    )
    parser.add_argument("--layout", default="first", metavar="ERA", help="the layout's name: a year or an era (default: first)")
    parser.add_argument("--into", default=".", metavar="DIR", help="the project's folder (default: here)")
    parser.add_argument("--force", action="store_true", help="overwrite existing files")


def run(options: argparse.Namespace) -> int:
    """Write the files and print their names."""
    if not re.fullmatch(r"[a-z][a-z0-9_]*", options.name):
        raise UsageError("a site's name has only lower-case letters, digits and _", where=options.name, todo="choose another")
    if not re.fullmatch(r"[a-z0-9][a-z0-9._-]*", options.layout):
        what = "a layout's name has only lower-case letters, digits, ., - and _"
        raise UsageError(what, where=options.layout, todo="choose another")
    root = Path(options.into)
    bodies = {path: _body(Path(path)) for path in options.html}
    pages = [open_page(Capture(body=body), Page).page for body in bodies.values()]
    if all(page.rendition == "text" for page in pages):
        raise UsageError(
            "a layout can be drafted from HTML pages only",
            where=options.html[0],
            todo="see parsers/layouts/textual.py for plain text",
        )
    hosts = sorted({host for page in pages if (host := host_of(page.own_url))})
    files: dict[Path, bytes] = {
        root / "parsers" / "sites" / f"{options.name}.py": draft_site(options.name, options.layout, hosts, pages).encode()
    }
    for path, body in bodies.items():
        case = (
            root
            / "fixtures"
            / options.name
            / options.layout
            / (re.sub(r"\W+", "-", Path(path).name.split(".")[0]).strip("-").lower() or "page")
        )
        record = json.loads(to_json(read_capture(Capture(body=body))))
        record["page"] |= {"site": options.name, "layout": options.layout}
        files[case.with_suffix(".html")] = body
        files[case.with_suffix(".json")] = (json.dumps(record, ensure_ascii=False, indent=1) + "\n").encode()
    existing = [str(path) for path in files if path.exists()]
    if existing and not options.force:
        raise UsageError("the files exist already", where=", ".join(existing), todo="overwrite them with --force")
    for path, content in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        sys.stdout.write(f"{path}\n")
    return 0


def _body(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            kind = packing(file.peek(8)[:8])
            unpacked = Inflated(file, kind) if kind else file
            body = read_bounded(unpacked, where=str(path))
    except OSError as error:
        raise SourceError(f"cannot be read: {error}", where=str(path), todo="check the file") from error
    if damage := damage_of(unpacked):
        raise SourceError(f"cannot be read: {damage}", where=str(path), todo="check the file")
    return body
