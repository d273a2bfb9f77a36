"""A made-up site's pages: one template for films, one for people, one for lists."""

from __future__ import annotations

import random
from pathlib import Path

_FIRST = (
    "Ines",
    "Bram",
    "Lio",
    "Tove",
    "Marek",
    "Odile",
    "Rana",
    "Piet",
    "Sunna",
    "Karol",
    "Ada",
    "Joss",
    "Nils",
    "Vera",
    "Emil",
)
_LAST = ("Calloway", "Oster", "Vance", "Marlin", "Prinz", "Harrow", "Quist", "Lind", "Tarn", "Moreau", "Sato", "Bright", "Kovar")
_NOUNS = (
    "Harbour",
    "Salt",
    "Lantern",
    "Orchard",
    "Ferry",
    "Weir",
    "Atlas",
    "Thistle",
    "Winter",
    "Mirror",
    "Carter",
    "Tide",
    "Bell",
)
_GENRES = ("Drama", "Comedy", "Thriller", "Romance", "Adventure", "Mystery", "War", "Western")
_COUNTRIES = ("Norway", "France", "Japan", "Canada", "Italy", "Poland", "Spain")
_ROLES = ("The Keeper", "Mother", "Old Tom", "A Sailor", "Doctor Reyes", "Judge", "The Clerk", "Lena", "Captain Holt")


class Film:
    """A film's facts, as its page states them."""

    def __init__(self, seed: int) -> None:
        rng = random.Random(seed)
        name = lambda: f"{rng.choice(_FIRST)} {rng.choice(_LAST)}"  # noqa: E731
        self.number = seed
        self.title = f"The {rng.choice(_NOUNS)} of {rng.choice(_NOUNS)} {rng.choice(_LAST)}"
        self.year = rng.randrange(1930, 2010)
        self.minutes = rng.randrange(70, 180)
        self.director = name()
        self.genres = rng.sample(_GENRES, rng.randrange(1, 4))
        self.country = rng.choice(_COUNTRIES)
        self.certificate = rng.choice(("PG", "R", "PG-13"))
        self.cast = list({name(): rng.choice(_ROLES) for _ in range(rng.randrange(3, 8))}.items())
        words = [rng.choice(_NOUNS).lower() for _ in range(40)]
        carried = " and a ".join(words[:6])
        self.plot = f"{name()} carries a {carried} across the {words[7]}, and finds that the {words[8]} is gone. {name()} waits."
        self.score = rng.randrange(20, 99) / 10
        self.gauge = f"{rng.randrange(8, 70)} mm"


def page(film: Film, *, labels: bool = True, extra: int = 0) -> str:
    """Return a film's page, optionally without labels; `extra` comments of visitors make it longer."""
    rows = [
        ("Director", f'<a href="/person/{film.director.split()[1].lower()}">{film.director}</a>'),
        ("Running time", f"{film.minutes} minutes"),
        ("Genre", ", ".join(f'<a href="/genre/{genre.lower()}">{genre}</a>' for genre in film.genres)),
        ("Country", film.country),
        ("Rated", film.certificate),
        ("Gauge", film.gauge),
    ]
    table = "".join(
        f'<tr><th class="k">{label if labels else "&bull;"}:</th><td class="v">{value}</td></tr>' for label, value in rows
    )
    players = ((f'<a href="/person/x">{name}</a>', role) for name, role in film.cast)
    cast = "".join(f'<tr class="player"><td class="who">{who}</td><td class="as">{role}</td></tr>' for who, role in players)
    rng = random.Random(film.number + 1_000_000)
    words = " ".join(f'<a class="w" href="/w/{n}"><i>{rng.choice(_NOUNS)}</i></a>' for n in range(9)) if extra else ""
    remarks = "".join(
        f'<div class="remark"><p class="from"><b>Visitor {n}</b></p><p class="said">{words}</p></div>' for n in range(extra)
    )
    return f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{film.title} ({film.year}) - Kinograf</title>
<link rel="canonical" href="http://kinograf.example.net/movie/{film.number}"></head><body>
<div id="top"><a href="/">Kinograf</a> <a href="/genres">Genres</a></div>
<div id="movie"><h1 class="name">{film.title}</h1> <span class="when">({film.year})</span>
<table class="facts">{table}</table>
<h2>Synopsis</h2><p class="story">{film.plot}</p>
<h2>Cast</h2><table class="players">{cast}</table>
<div class="vote">Score: <b class="points">{film.score}/10</b></div></div>{remarks}
<div id="foot">Kinograf, a catalogue of films</div></body></html>"""


def person_page(number: int) -> str:
    film = Film(number)
    return f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{film.director} - Kinograf</title>
<link rel="canonical" href="http://kinograf.example.net/person/{number}"></head><body>
<div id="top"><a href="/">Kinograf</a> <a href="/genres">Genres</a></div>
<div id="person"><h1 class="name">{film.director}</h1><dl class="life"><dt>Born</dt><dd>{film.year - 40}</dd></dl>
<ul class="works"><li><a href="/movie/1">{film.title}</a></li></ul></div>
<div id="foot">Kinograf, a catalogue of films</div></body></html>"""


def write(folder: Path, films: range, people: range = range(0), *, labels: bool = True, extra: int = 0) -> dict[str, Film]:
    """Write pages, and return the films by their file's name."""
    folder.mkdir(parents=True, exist_ok=True)
    made = {}
    for number in films:
        made[f"{number}.html"] = film = Film(number)
        (folder / f"{number}.html").write_text(page(film, labels=labels, extra=extra), encoding="utf-8")
    for number in people:
        (folder / f"person-{number}.html").write_text(person_page(number), encoding="utf-8")
    return made


#: A layout file for its pages, written by hand; also for pages of films.example.
LAYOUT = """filmdig_layout = 1
site = "kinograf"
hosts = ["kinograf.example.net", "films.example"]

[[templates]]
name = "film"
kind = "film"
marks = ["div#movie", "table.facts"]
refuses = ["div#person"]

[templates.fields.title]
css = "div#movie > h1.name"
to = "title"

[templates.fields.runtime_minutes]
css = "table.facts > tbody > tr > th.k"
label = "running time"
to = "minutes"

[templates.cast]
css = "table.players > tbody > tr.player"
name = "td.who"
role = "td.as"
"""
