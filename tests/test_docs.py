"""The documentation matches the code: its snippets run, its tables list what the code has, its site builds."""

import importlib.util
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from typing import get_args

import pytest

from filmdig.output.formats import FORMATS
from filmdig.output.tables import TABLES
from filmdig.parsers.choose import layouts
from filmdig.parsers.layouts.cuts import seam_doubt
from filmdig.parsers.record import merged_film as merged
from filmdig.parsers.record import page_record as record
from filmdig.parsers.record.page_record import Kind
from filmdig.scraper.cli import COMMANDS, _parser
from filmdig.scraper.extraction.worker import Reason
from filmdig.scraper.sources.units import UNIT_BYTES
from tests.cases import FIXTURES, ROOT, expected_of, pages
from tests.schema_words import type_in_words

DOCS = ROOT / "docs"
PAGES = sorted(DOCS.glob("*.md"))
PROSE = [*PAGES, ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
FENCE = re.compile(r"^```(\w*)\n(.*?)^```\n", re.MULTILINE | re.DOTALL)


def page(name):
    return (DOCS / f"{name}.md").read_text(encoding="utf-8")


def blocks(text):
    """Return (language, code, output or None) for each fenced block; the output is a `text` block right after the block."""
    found = []
    for match in FENCE.finditer(text):
        after = FENCE.match(text, match.end())
        found.append((match[1], match[2], after[2] if after and after[1] == "text" else None))
    return found


def tables(text):
    """Return the rows of the first table of each section, as lists of cells, by the section's heading."""
    sections = re.split(r"^## ", text, flags=re.MULTILINE)[1:]
    rows = {}
    for section in sections:
        lines = [line for line in section.splitlines() if line.startswith("| ")]
        rows[section.splitlines()[0]] = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[2:]]
    return rows


def words(cell):
    return re.findall(r"`([^`]+)`", cell)


# The record and the merged film


@pytest.mark.parametrize(
    ("name", "schema", "inherited"),
    [("record", record.json_schema(), {}), ("merging", merged.json_schema(), record.json_schema()["$defs"])],
)
def test_every_field_is_described_with_its_type(name, schema, inherited):
    described = tables(page(name))
    for struct, definition in schema["$defs"].items():
        if struct in inherited:
            continue
        base = inherited.get(struct.removeprefix("Sourced"), {"properties": {}})["properties"]
        rows = {words(row[0])[0]: row for row in described[struct]}
        assert list(rows) == [field for field in definition["properties"] if field not in base], struct
        for field, row in rows.items():
            printed = re.sub(r"\]\([^)]*\)", "]", row[1])
            assert printed == type_in_words(definition["properties"][field]), (struct, field)
            assert len(row[2]) > 1, (struct, field, "no meaning")


def test_kinds_and_reasons_are_described():
    assert [words(row[0])[0] for row in tables(page("record"))["Kinds"]] == list(get_args(Kind))
    reported = page("batch")
    assert all(f"| `{reason}` |" in reported for reason in get_args(Reason))


def test_issue_codes_are_described():
    described = {code for row in tables(page("record"))["Issue codes"] for code in words(row[0])}
    stated = set()
    for path in [*(ROOT / "parsers").rglob("*.py"), *(ROOT / "scraper" / "sources").glob("*.py")]:
        code = path.read_text(encoding="utf-8")
        stated.update(re.findall(r'(?:note\(|code=|notes\.append\(\()"([a-z_]+)"', code))
        stated.update(re.findall(r'\(\(?"([a-z]+_[a-z_]+)", f?"[a-z0-9{]+ ', code))
    stated.update(issue["code"] for path in pages() for issue in expected_of(path)["issues"])
    assert stated - described == set()


def test_doubts_are_described():
    reported = " ".join(page("cuts").split())
    for visible, hidden in (("the end.", "The"), ("the wo", " wide"), ("in 19", " 84")):
        doubt = seam_doubt(visible, hidden)
        assert doubt is not None
        assert re.sub(r"the word '\w+'", "a word", doubt) in reported


# Formats, commands, dependencies


def test_formats_and_their_tables_are_described():
    reported = tables(page("formats") + "\n")
    rows = {words(row[0])[0]: row for row in blocks_of_table(page("formats"), "format")}
    assert list(rows) == list(FORMATS)
    for name, row in rows.items():
        assert set(FORMATS[name].endings) <= set(words(row[1]))
    assert {words(row[0])[0]: tuple(words(row[1])) for row in reported["The tables"]} == TABLES


def blocks_of_table(text, head):
    """Return the rows of the table whose first column has a heading."""
    lines = text[text.index(f"| {head} |") :].split("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def commands():
    for path in PROSE:
        for language, code, _ in blocks(path.read_text(encoding="utf-8")):
            if language in ("", "bash"):
                for line in code.splitlines():
                    if line.startswith(("filmdig ", "$ filmdig ")) and "..." not in line and "-h" not in line:
                        yield pytest.param(re.split(r"\s#|\s\d?[|>]", line.removeprefix("$ "))[0], id=f"{path.stem}: {line[:60]}")


@pytest.mark.parametrize("line", list(commands()))
def test_commands_are_as_the_command_line_takes_them(line, capsys):
    arguments = shlex.split(line.replace("SOURCE...", "SOURCE"))[1:]
    try:
        _parser(arguments).parse_args(arguments)
    except SystemExit:
        pytest.fail(capsys.readouterr().err)


def test_the_size_of_a_unit_is_the_codes():
    assert f"a range of about {UNIT_BYTES >> 20} MB" in page("scale")


def test_every_command_is_told_of():
    reported = "".join(path.read_text(encoding="utf-8") for path in PROSE)
    assert [name for name in COMMANDS if f"filmdig {name}" not in reported] == []


def test_dependencies_are_those_of_the_project():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = [*project["dependencies"], *(each for extra in project["optional-dependencies"].values() for each in extra)]
    names = {re.split(r"[<>=\[ ]", each)[0].lower() for each in declared}
    stubs = {name for name in names if name.endswith("-stubs") or name.startswith("types-")}
    needed, extras = page("dependencies").split("## Extras")
    rows = [line.split(" | ")[0] for line in needed.splitlines() if line.startswith("| [")]
    rows += [line.split(" | ")[1] for line in extras.splitlines() if line.startswith("| ") and "---" not in line][1:]
    reported = {
        name.lower() for row in rows for name in re.findall(r"[A-Za-z][\w-]+", re.sub(r"\([^)]*\)|≥ [\d.]+|\[|\]", "", row))
    }
    assert names - stubs - reported == set(), "no row"
    assert {extra for extra in project["optional-dependencies"] if f"| `{extra}` |" not in extras} == set()
    tools = {"stubs", "pywb", "requests", "with", "which", "can", "end", "an", "answer", "that", "is", "drawn", "out"}
    assert reported - names - tools == set(), "a row too many"


# The README's record


def test_the_readmes_record_is_the_fixtures():
    code = next(code for language, code, _ in blocks((ROOT / "README.md").read_text(encoding="utf-8")) if language == "jsonc")
    real = expected_of(FIXTURES / "flixster" / "2011" / "hidden-remainder.html")
    held = json.dumps(real, ensure_ascii=False)
    code = re.sub(r"(?<=[\s,])// .*", "", code)
    literals = re.findall(r'"(?:[^"\\]|\\.)*"|(?<![\w"])-?\d+(?:\.\d+)?\b', code)
    strays = [part for literal in literals for part in literal.strip('"').split("…") if part.strip() not in held]
    assert len(literals) > 100
    assert [stray for stray in strays if "fixtures/flixster" not in stray and stray not in ("path", "offset")] == []


# The snippets


@pytest.fixture(scope="module")
def records(tmp_path_factory):
    """Return the path of the fixtures' records."""
    path = tmp_path_factory.mktemp("docs") / "records.jsonl"
    subprocess.run([sys.executable, "-m", "filmdig", "extract", "fixtures", "-o", path, "--quiet"], cwd=ROOT, check=True)
    return path


@pytest.fixture
def workspace(tmp_path, records):
    """Return a folder with the fixtures, their records, and a `filmdig` command for the path."""
    folder = tmp_path
    shutil.copy(records, folder)
    (folder / "fixtures").symlink_to(FIXTURES)
    (folder / "bin").mkdir()
    command = folder / "bin" / "filmdig"
    command.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m filmdig "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    return folder


def environment(folder):
    path = os.pathsep.join([str(folder / "bin"), os.environ.get("PATH", "")])
    # Spark's few rows take less time than Java's optimizing compilation.
    java = {"SPARK_LOCAL_IP": "127.0.0.1", "JDK_JAVA_OPTIONS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"}
    return {**os.environ, **java, "PATH": path, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}


def lacking(language, code):
    """Return a requirement of a snippet that this machine lacks, or None."""
    if language == "bash":
        return "jq" if re.search(r"\bjq\b", code) and not shutil.which("jq") else None
    needed = re.findall(r"^(?:from|import) (\w+)", code, re.MULTILINE)
    absent = next((name for name in needed if name != "filmdig" and importlib.util.find_spec(name) is None), None)
    return absent or ("java" if "pyspark" in needed and not shutil.which("java") else None)


RUN = [
    path
    for path in [*PAGES, ROOT / "README.md"]
    if any(block[0] in ("bash", "python") for block in blocks(path.read_text("utf-8")))
]


@pytest.mark.parametrize("path", RUN, ids=lambda path: path.stem)
def test_snippets_run_and_print_what_is_said(path, workspace):
    absent = []
    for language, code, printed in blocks(path.read_text(encoding="utf-8")):
        if language not in ("bash", "python") or re.search(r"\.\.\.|read\(html,|read_bodies", code):
            continue  # a shape to fill in, not a program
        if lack := lacking(language, code):
            absent.append(lack)
            continue
        if language == "python":
            (workspace / "snippet.py").write_text(code, encoding="utf-8")
            call = [sys.executable, "snippet.py"]
        else:
            call = ["bash", "-euo", "pipefail", "-c", code]
        done = subprocess.run(call, cwd=workspace, env=environment(workspace), capture_output=True, text=True, encoding="utf-8")
        assert done.returncode == 0, f"{code}\n{done.stderr}"
        if printed is not None:
            assert done.stdout == printed, code
        elif "print" in code or (language == "bash" and "-o " not in code and ">" not in code.splitlines()[-1]):
            assert done.stdout.strip(), f"prints nothing: {code}"
    if absent:
        pytest.skip(f"the rest ran; not on this machine: {', '.join(sorted(set(absent)))}")


# The site


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    pytest.importorskip("zensical", reason="needs the extra `docs`")
    folder = tmp_path_factory.mktemp("site")
    shutil.copytree(DOCS, folder / "docs")
    shutil.copy(ROOT / "mkdocs.yml", folder)
    listed = subprocess.run([sys.executable, "-m", "filmdig", "sites", "--markdown"], cwd=ROOT, capture_output=True, check=True)
    (folder / "docs" / "sites.md").write_bytes(listed.stdout)
    built = subprocess.run([sys.executable, "-m", "zensical", "build", "--strict"], cwd=folder, capture_output=True, text=True)
    assert built.returncode == 0, built.stdout + built.stderr
    return folder / "site"


def test_the_site_builds_without_a_warning_and_asks_nobody_for_anything(site):
    built = sorted(site.glob("*.html"))
    assert {path.stem for path in PAGES} - {"sites"} <= {path.stem for path in built}
    for path in built:
        html = path.read_text(encoding="utf-8")
        loaded = re.findall(r'<(?:script|img|iframe)[^>]*src="([^"]*)|<link[^>]*rel="stylesheet"[^>]*href="([^"]*)', html)
        assert [address for pair in loaded for address in pair if address.startswith(("http", "//"))] == []


def test_every_page_can_be_reached(site):
    start = (site / "index.html").read_text(encoding="utf-8")
    assert [
        path.stem for path in PAGES if not re.search(rf'href="(?:\./)?{path.stem}\.html"', start) and path.stem != "index"
    ] == []


def test_the_page_of_sites_lists_every_layout(site):
    listed = (site / "sites.html").read_text(encoding="utf-8")
    for layout in layouts():
        section = listed[listed.index(f'<h2 id="{layout.site}"') :].split("<h2", 2)[1]
        row = section[section.index(f"<tr>\n<td><code>{layout.name}</code></td>") :].split("</tr>")[0]
        assert [field for field in layout.fields() if f"<code>{field}</code>" not in row] == []


def test_links_between_files_lead_somewhere():
    for path in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *PAGES]:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
            assert target == "sites.md" or (path.parent / target).exists(), f"{path.name}: {target}"
