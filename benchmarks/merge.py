"""Measure the cost of merging: processor seconds and peak memory for growing numbers of generated records.

    python -m benchmarks.merge [NUMBER...]           (default: 10000 100000)
    python -m benchmarks.merge --shown RECORDS       print every film of several pages in a file of records, for inspection

There are five records per film, of two sites and five years; a fifth of them have a cut synopsis.
"""

from __future__ import annotations

import hashlib
import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterator

from filmdig.parsers.record.page_record import (
    CastMember,
    Film,
    Page,
    Person,
    Rating,
    Record,
    Review,
    Truncation,
    record_id,
)
from filmdig.scraper.merging import stored_records
from filmdig.scraper.merging.grouping import merge

_WORDS = (
    "lamp",
    "keeper",
    "harbour",
    "moth",
    "night",
    "glass",
    "river",
    "winter",
    "letter",
    "stone",
    "engine",
    "salt",
    "orchard",
)


def records(count: int, *, small: bool = False) -> Iterator[Record]:
    """Yield generated records; those of a film are far apart, as in a crawl. Small ones have a cast of two and no reviews."""
    films = max(count // 5, 1)
    for number in range(count):
        yield _record(number % films, number // films, people=2 if small else 20, reviews=0 if small else 5)


def _record(film: int, capture: int, people: int, reviews: int) -> Record:
    chance = random.Random(film)
    words = chance.choices(_WORDS, k=120)
    title = f"The {words[0].title()} {words[1].title()} {film}"
    year = 1920 + film % 100
    text = " ".join(words).capitalize() + "."
    site = "imdb" if capture % 2 else "example"
    url = f"http://www.imdb.com/title/tt{film:07}/" if capture % 2 else f"http://films.example.com/{film}"
    page = Page(
        url=url,
        captured_at=f"{2008 + capture}-01-01",
        digest=f"sha256:{hashlib.sha256(f'{film} {capture}'.encode()).hexdigest()}",
        kind="film",
        site=site,
    )
    cut = capture == 4
    return Record(
        id=record_id(page),
        page=page,
        film=Film(
            title=title,
            year=year,
            directors=[Person(name=f"{words[2].title()} {words[3].title()}son")],
            cast=[
                CastMember(name=f"{words[n].title()} {words[n + 1].title()}sky", role=words[n + 2]) for n in range(4, 4 + people)
            ],
            synopsis=text[:200] if cut else text,
            runtime_minutes=80 + film % 60,
        ),
        ratings=[
            Rating(by="audience", measure="mean", value=5 + capture / 10, best=10, worst=1, rating_count=100 * (capture + 1))
        ],
        reviews=[
            Review(by="critics", author=f"Critic {n}", date="2001-05-09", text=" ".join(chance.choices(_WORDS, k=30)))
            for n in range(reviews)
        ],
        truncations=[Truncation(path="/film/synopsis", state="open")] if cut else [],
    )


def measure(count: int, *, small: bool = False) -> dict[str, float]:
    """Merge once in this process."""
    began = time.process_time()
    films = repaired = 0
    for film in merge(records(count, small=small)):
        films += 1
        repaired += sum(truncation.state == "repaired" for truncation in film.truncations)
    seconds = time.process_time() - began
    return {
        "records": count,
        "films": films,
        "cuts_closed": repaired,
        "seconds": round(seconds, 1),
        "records_per_second": round(count / seconds),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def show(path: str) -> None:
    """Print each film merged from several pages, and the evidence by which its pages were linked."""
    kept = {record.id: record for record in stored_records.records(path)}
    films = [film for film in merge(stored_records.records(path)) if len(film.sources) > 1]
    doubled = 0
    for film in films:
        records = [kept[source.id] for source in film.sources]
        print(f"{film.film.title} ({film.film.year}): {len(records)} pages")
        for record in records:
            people = ", ".join(person.name for person in record.film.directors[:2])
            print(f"    {record.page.location.path} | {record.film.title} | {record.film.year} | {people}")
        for basis in dict.fromkeys(tuple(link.on) for link in film.links):
            print(f"    = {'; '.join(basis)}")
        doubled += len({record.film.external_ids.get("imdb") for record in records} - {None}) > 1
    print(f"{len(kept)} records; {len(films)} films of several pages, {doubled} of them with two IMDb numbers")


def main(arguments: list[str]) -> None:
    """Measure each size in its own process, because peak memory is measured per process."""
    if arguments[:1] == ["--shown"]:
        show(arguments[1])
        return
    if arguments[:1] == ["--one"]:
        print(json.dumps(measure(int(arguments[1]), small="--small" in arguments)))
        return
    print(f"{'records':>10} {'films':>8} {'closed':>8} {'seconds':>8} {'records/s':>10} {'peak MB':>8}")
    for count in arguments or ["10000", "100000"]:
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.merge", "--one", count], capture_output=True, text=True, check=True
        )
        row = json.loads(done.stdout)
        print("{records:>10} {films:>8} {cuts_closed:>8} {seconds:>8} {records_per_second:>10} {peak_mb:>8}".format(**row))


if __name__ == "__main__":
    main(sys.argv[1:])
