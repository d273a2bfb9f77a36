"""A typical hand-written scraper of Rotten Tomatoes' film pages of 2011, with warcio, BeautifulSoup, lxml and json.

Its record has the same values as filmdig's for the fields that it reads; `same_fields` selects those of filmdig's record.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup
from warcio.archiveiterator import ArchiveIterator


def scrape_warc(path: str) -> Iterator[str]:
    """Yield a JSON line for each page of a WARC."""
    with Path(path).open("rb") as file:
        for record in ArchiveIterator(file):
            if record.rec_type == "response":
                yield json.dumps(scrape(record.content_stream().read()))


def scrape(html: bytes) -> dict[str, Any]:
    """Return the record of a page."""
    soup = BeautifulSoup(html, "lxml")
    title, year = re.match(r"(.*) \((\d{4})\)", clean(soup.find("h1", class_="movie_title"))).groups()
    info = soup.find("div", class_="movie_info")
    return {
        "title": title,
        "year": int(year),
        "directors": [clean(a) for a in info.find(itemprop="director").find_all("a")],
        "writers": [clean(a) for a in labelled(info, "Written By:").find_all("a")],
        "genres": [clean(genre) for genre in info.find_all(itemprop="genre")],
        "cast": [clean(actor.find(itemprop="name")) for actor in soup.find(id="cast-info").find_all(itemprop="actors")],
        "in_theaters": date(clean(labelled(info, "In Theaters:").find(class_="content"))),
        "on_dvd": date(clean(labelled(info, "On DVD:").find(class_="content"))),
        "tomatometer": score(soup.find(id="all-critics-numbers")),
        "top_critics": score(soup.find(id="top-critics-numbers")),
        "audience": score(soup.find("div", class_="fan_side")),
        "critics": [critic(bubble) for bubble in soup.find(id="reviews").find_all("div", class_="quote_bubble")],
        "users": [user(bubble) for bubble in soup.find(id="audience_reviews").find_all("div", class_="quote_bubble")],
    }


def critic(bubble: Any) -> dict[str, Any]:
    source = bubble.find("div", class_="review_source")
    return {
        "author": clean(source.find(class_="bold")) or None,
        "publication": clean(source.find(class_="italic")),
        "date": date(clean(bubble.find("div", class_="review_quote").find("span", class_="subtle"))),
        "verdict": "fresh" if "fresh" in bubble.find("div", class_="icon")["class"] else "rotten",
        "text": clean(bubble.find("div", class_="review_quote").find("p")),
    }


def user(bubble: Any) -> dict[str, Any]:
    stars = next((name for name in bubble.find("span", class_="rating")["class"] if re.match(r"score\d", name)), None)
    return {
        "author": clean(bubble.find("div", class_="review_source").find(class_="bold")),
        "date": date(clean(bubble.find("span", class_="date"))),
        "rating": int(stars[5:]) / 10 if stars else None,
    }


def score(box: Any) -> int:
    return int(clean(box.find(class_="numeric")))


def labelled(info: Any, name: str) -> Any:
    return info.find("label", string=name).find_parent("p")


def date(printed: str) -> str:
    words = re.match(r"(\w{3})\w* (\d+), (\d{4})", printed)
    return datetime.strptime(" ".join(words.groups()), "%b %d %Y").date().isoformat()  # noqa: DTZ007 - a day, not a moment


def clean(element: Any) -> str:
    return " ".join(element.get_text().split())


def same_fields(record: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of filmdig's record that `scrape` reads."""
    film = record["film"]
    released = {release["kind"]: release["date"] for release in film["releases"]}
    percents = {
        rating["name"]: rating["value"]
        for rating in record["ratings"]
        if rating["measure"] in {"percent_positive", "want_to_see"}
    }
    reviews = record["reviews"]
    return {
        "title": film["title"],
        "year": film["year"],
        "directors": [person["name"] for person in film["directors"]],
        "writers": [person["name"] for person in film["writers"]],
        "genres": film["genres"],
        "cast": [person["name"] for person in film["cast"]],
        "in_theaters": released["theatrical"],
        "on_dvd": released["home_video"],
        "tomatometer": percents["Tomatometer"],
        "top_critics": percents["Top Critics"],
        "audience": percents["Audience"],
        "critics": [
            {key: review[key] for key in ("author", "publication", "date", "verdict", "text")}
            for review in reviews
            if review["by"] == "critics"
        ],
        "users": [
            {"author": review["author"], "date": review["date"], "rating": review["rating"] and review["rating"]["value"]}
            for review in reviews
            if review["by"] == "audience"
        ],
    }
