"""Measure the time that other tools take. Runs in its own environment, without filmdig: see bench.py.

python peers.py FOLDER ROUNDS     pages in FOLDER/imdb-legacy, FOLDER/imdb-next and FOLDER/any; prints JSON
"""

from __future__ import annotations

import importlib
import importlib.metadata
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any


def cinemagoer() -> Callable[[str], Any]:
    parser = importlib.import_module("imdb.parser.http.movieParser").DOMHTMLMovieParser()
    return lambda page: parser.parse(page)["data"]


def cinemagoerng() -> Callable[[str], Any]:
    spec = importlib.import_module("cinemagoerng.web")._spec("title_reference")
    return lambda page: spec.scrape(page, doctype=spec.doctype)


def extruct() -> Callable[[str], Any]:
    extract = importlib.import_module("extruct").extract
    return lambda page: extract(page, syntaxes=["json-ld", "microdata", "opengraph"], uniform=True)


def extruct_all() -> Callable[[str], Any]:
    extract: Callable[[str], Any] = importlib.import_module("extruct").extract
    return extract


def trafilatura() -> Callable[[str], Any]:
    library = importlib.import_module("trafilatura")
    return lambda page: library.bare_extraction(page, with_metadata=True)


def resiliparse() -> Callable[[str], Any]:
    extract: Callable[[str], Any] = importlib.import_module("resiliparse.extract.html2text").extract_plain_text
    return lambda page: extract(page, main_content=True)


def recipe_scrapers() -> Callable[[str], Any]:
    scrape = importlib.import_module("recipe_scrapers").scrape_html
    return lambda page: scrape(page, org_url="http://films.example/", supported_only=False)


# (tool, the folder of pages it reads, the function that calls it)
PEERS = (
    ("cinemagoer", "imdb-legacy", cinemagoer),
    ("cinemagoerng", "imdb-next", cinemagoerng),
    ("extruct", "any", extruct),
    ("extruct (all syntaxes)", "any", extruct_all),
    ("trafilatura", "any", trafilatura),
    ("recipe-scrapers", "any", recipe_scrapers),
    ("extruct", "crawl", extruct),
    ("trafilatura", "crawl", trafilatura),
    ("resiliparse", "crawl", resiliparse),
)


def main() -> None:
    folder, rounds = Path(sys.argv[1]), int(sys.argv[2])
    found = []
    for name, kind, make in PEERS:
        pages = [path.read_bytes().decode("utf-8", "replace") for path in sorted((folder / kind).iterdir())]
        distribution = name.partition(" ")[0]
        result: dict[str, Any] = {"peer": name, "pages": kind, "count": len(pages)}
        found.append(result)
        try:
            result["version"] = importlib.metadata.version(distribution)
            call = make()
        except Exception as error:  # noqa: BLE001 - a peer that does not start is a line of the table
            result["error"] = f"{type(error).__name__}: {error}"
            continue
        each: list[list[float]] = []
        for _ in range(rounds):
            failed = 0
            times = []
            for page in pages:
                began = time.process_time()
                try:
                    call(page)
                except Exception:  # noqa: BLE001 - counted: what it does with a page it cannot read
                    failed += 1
                times.append(time.process_time() - began)
            each.append(times)
            result["failed"] = failed
        result["milliseconds_a_page"] = round(
            1000 * sum(median(times) for times in zip(*each, strict=True)) / max(len(pages), 1), 2
        )
    print(json.dumps(found))


if __name__ == "__main__":
    main()
