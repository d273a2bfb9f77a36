"""The page's film in structured data: schema.org or data-vocabulary.org, in any syntax."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from filmdig.parsers.generic.certificates import certificate_of, is_american
from filmdig.parsers.generic.evidence import Evidence
from filmdig.parsers.generic.items import Found, Item, items_of, types_of
from filmdig.parsers.generic.people import Named, folded, is_name, member, person, split_people
from filmdig.parsers.generic.statement import STRONG, STRONGER, WEAK, Statement
from filmdig.parsers.generic.vocabulary import label_of
from filmdig.parsers.layouts.values import date, runtime, title_and_year, year
from filmdig.parsers.page.document import Page
from filmdig.parsers.page.plain_text import one_line
from filmdig.parsers.record.page_record import AlternateTitle, Certificate, Company

#: Types of works that are read as films, and the kind of page that each means.
FILM_TYPES = {
    **dict.fromkeys(("Movie", "Film"), "film"),
    **dict.fromkeys(("TVSeries", "TVMiniSeries", "RadioSeries"), "series"),
    **dict.fromkeys(("TVSeason", "CreativeWorkSeason"), "season"),
    **dict.fromkeys(("TVEpisode", "Episode"), "episode"),
}

#: Properties of an item that may hold the film that it is about.
_HOLDERS = (
    "mainEntity",
    "mainEntityOfPage",
    "itemReviewed",
    "itemreviewed",
    "about",
    "subjectOf",
    "workPresented",
    "work",
    "item",
)
_IMDB = re.compile(r"imdb\.com/title/(tt\d{6,9})")
_DOTS = re.compile(r"[.…\s]+")
#: A page whose data have more films than this, none of them in its title or headings, is a list.
_MOST_FILMS = 3


def film_kind(item: Item) -> str | None:
    """Return the kind of page that an item's type means; None if it is not a film."""
    return next((FILM_TYPES[name] for name in types_of(item) if name in FILM_TYPES), None)


def films_of(page: Page) -> list[Found]:
    """Return the films in the page's data, at the top level or within an item that refers to one. Cached on the page."""
    return page.memo("structured films", lambda: list(_films(page)))


def _films(page: Page) -> Iterator[Found]:
    for found in items_of(page):
        if film_kind(found.item):
            yield found
        else:
            for holder in _HOLDERS:
                inside = found.item.get(holder)
                for one in inside if isinstance(inside, list) else [inside]:
                    if isinstance(one, dict) and film_kind(one) and text_of(one.get("name")):
                        yield Found(found.syntax, one)


def own_films(evidence: Evidence) -> list[Found]:
    """Return the items of the page's own film: of several films, the one that the title or heading names; none on a list."""
    films = films_of(evidence.page)
    names = {folded(name) for found in films if (name := text_of(found.item.get("name")))}
    if len(names) <= 1:
        return films
    page = evidence.page
    heads = [folded(text) for text in (page.title, page.meta("og:title")) if text]
    heads += [folded(block.text) for block in evidence.model.blocks if block.level == 1][:3]
    all_named = ((folded(text_of(found.item.get("name")) or ""), found) for found in films)
    named = [(name, found) for name, found in all_named if name and any(name in head for head in heads)]
    longest = max((len(name) for name, _ in named), default=0)
    best = [found for name, found in named if len(name) == longest]
    return best or (films[:1] if len(films) <= _MOST_FILMS and film_kind(films[0].item) == "film" else [])


def structured(evidence: Evidence) -> Iterator[Statement]:
    """Yield the facts of the page's own film from its data."""
    if evidence.page.rendition != "html" or evidence.kind in ("list", "person"):
        return
    films = own_films(evidence)
    for found in films:
        yield from _film(found, folded(evidence.page.title or ""))
    page = evidence.page
    if (films or (page.meta("og:type") or "").startswith(("video.", "movie", "tv_show"))) and (picture := page.meta("og:image")):
        yield Statement("image_url", picture, "opengraph", "og:image", STRONG)
    for found in items_of(evidence.page):
        if found.syntax == "microdata" and not types_of(found.item):
            yield from _people(found, "outside any scope")
            yield from _facts(found, "outside any scope")


#: A title in a script without capitals, followed by one in Latin.
BILINGUAL = re.compile(
    r"([\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af：:·・！？\d](?:[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af：:·・！？\d ]{0,40}"
    r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af\d])?) ([A-Za-z][^\u3040-\ud7af]{1,80})"
)


def _film(found: Found, head: str) -> Iterator[Statement]:
    """Yield the facts of a film's item; `head` is the page's title, folded."""
    item, where = found.item, f"schema.org {' '.join(types_of(found.item))}"

    def state(field: str, value: Any, strength: int = STRONG, *, derived: bool = False) -> Statement:
        return Statement(field, value, found.syntax, where, strength, derived)

    title, printed_year = title_and_year(text_of(item.get("name")))
    others = [name for key in ("alternateName", "alternativeHeadline") for name in _names(item.get(key)) if name != title]
    if title and (both := BILINGUAL.fullmatch(title)) and head.startswith(folded(both[1])) and folded(both[2]) not in head:
        title, others = both[1], [both[2], *others]  # as the page is called
    if title and not title.startswith(("http://", "https://")):
        yield state("title", title)
    if printed_year:
        yield state("year", printed_year)
    if (original := text_of(item.get("originalTitle"))) and original != title:
        yield state("original_title", original)
    if others:
        yield state("alternate_titles", [AlternateTitle(title=name) for name in dict.fromkeys(others)])
    for key in ("dateCreated", "copyrightYear"):
        if made := year(text_of(item.get(key))):
            yield state("year", made)
            break
    else:
        published = text_of(item.get("datePublished")) or text_of(item.get("startDate"))
        if date(published) and (made := year(published)):
            # A bare year is usually the film's; a full date may be the page's own.
            yield state("year", made, STRONG, derived=len(published or "") > 4)
    yield from _people(found, where)
    yield from _facts(found, where)


def _names(value: Any) -> list[str]:
    """Return the titles in a value, not split at commas, which a title may contain."""
    return [name for one in (value if isinstance(value, list) else [value]) if (name := text_of(one))]


def _facts(found: Found, where: str) -> Iterator[Statement]:
    item = found.item

    def state(field: str, value: Any, strength: int = STRONG) -> Statement:
        return Statement(field, value, found.syntax, where, strength)

    for field, keys in (("genres", ("genre",)), ("countries", ("countryOfOrigin",)), ("languages", ("inLanguage",))):
        # A code in `inLanguage` ("en", "ru-RU") is usually the page's own language.
        # The value of a microdata `link` is an address.
        stated = [item.get(key) for key in keys if not str(item.get(key)).startswith(("/", "http"))]
        listed = [one for value in stated for one in texts_of(value) if len(one) > 3 or field != "languages"]
        listed = [_strip_label(one) for one in listed]  # "Genres: Drama" (IMDb 2014)
        if listed:
            yield state(field, list(dict.fromkeys(listed)))
    if minutes := runtime(text_of(item.get("duration")) or text_of(item.get("runtime")) or text_of(item.get("timeRequired"))):
        yield state("runtime_minutes", minutes)
    certificate = text_of(item.get("contentRating")) or text_of(item.get("movieRating")) or _age(item.get("rating"))
    if certificate and len(certificate) <= 40:
        known = certificate_of(certificate, labelled=True)
        if known is None or not is_american(known):  # "18+" does not say whose it is
            known = Certificate(system=None, rating=certificate, printed=certificate)
        yield state("certificates", [known])
    companies = texts_of(item.get("productionCompany"))
    if companies:
        yield state("companies", [Company(name=name, role="production") for name in companies])
    image = item.get("image") or item.get("photo")
    image = image[0] if isinstance(image, list) and image else image
    address = text_of(image.get("url") or image.get("contentUrl")) if isinstance(image, dict) else text_of(image)
    if address and " " not in address and ("/" in address or "." in address):
        yield state("image_url", address)
    for value in (item.get("sameAs"), item.get("url"), item.get("@id")):
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, str) and (match := _IMDB.search(one)):
                yield state("external_ids", {"imdb": match[1]})
                return


def _age(value: object) -> str | None:
    """Return a rating that is an age ("16+"), not a score."""
    return value if isinstance(value, str) and len(value) < 4 and value[-1:] == "+" and value[:-1].isdigit() else None


def _strip_label(text: str) -> str:
    label, colon, value = text.partition(": ")
    return value if colon and value and label_of(label) is not None else text


def _people(found: Found, where: str) -> Iterator[Statement]:
    item = found.item
    for field, keys, strength in (
        ("directors", ("director", "directors", "directedBy"), STRONGER),
        ("writers", ("author", "creator", "writer") if found.syntax == "json-ld" else ("writer",), STRONG),
        ("producers", ("producer", "producers"), STRONG),
    ):
        named = [one for key in keys for one in people(item.get(key))]
        if named:
            yield Statement(field, _without_repeats(person(one) for one in named), found.syntax, where, strength)
    if found.syntax == "microdata" and (authors := people(item.get("author"))):
        # The author may be of the film or of the text about it ("Synopsis by N"): weak unless its address is like those of
        # the film's other people, so that another witness must confirm it.
        known = {_address_parent(one) for key in ("director", "actor") for one in people(item.get(key))} - {None}
        of_film = all(_address_parent(one) in known for one in authors)
        yield Statement(
            "writers", _without_repeats(person(one) for one in authors), found.syntax, where, STRONG if of_film else WEAK
        )
    cast = [one for key in ("actor", "actors", "starring", "performer") for one in people(item.get(key))]
    if cast:
        members = _without_repeats(member(one) for one in cast)
        yield Statement("cast", members, found.syntax, where)


def _address_parent(one: Named) -> str | None:
    """Return a person's address without its last part."""
    return one.url.rstrip("/").rpartition("/")[0] or None if one.url else None


def _without_repeats(named: Any) -> list[Any]:
    known: dict[str, Any] = {}
    for one in named:
        known.setdefault(one.name, one)
    return list(known.values())


def text_of(value: Any) -> str | None:
    """Return a value's text on one line: a string, a number, an object's name, the first of a list."""
    if isinstance(value, list):
        return next((found for found in map(text_of, value[:50]) if found), None)
    if isinstance(value, dict):
        return text_of(value.get("name") or value.get("@value") or value.get("url"))
    if isinstance(value, bool) or value is None:
        return None
    return one_line(str(value)) or None


def texts_of(value: Any) -> list[str]:
    """Return all texts of a value: a single one, a list, or a string with separators."""
    found = []
    for one in value if isinstance(value, list) else [value]:
        text = text_of(one)
        if text and isinstance(one, str):
            found += [part for part in (part.strip(" .") for part in re.split(r"(?<!\s)\s*+[,;|/·•、]\s*+", text)) if part]
        elif text:
            found.append(text)
    return [text for text in found if not _DOTS.fullmatch(text)]


def people(value: Any) -> list[Named]:
    """Return the people in a value of any shape: names, comma-separated names, objects, roles that hold an actor."""
    found: list[Named] = []
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict):
            if inner := one.get("actor"):  # schema.org's PerformanceRole
                role = text_of(one.get("characterName")) or text_of(one.get("roleName"))
                found += [Named(person.name, role or person.role, person.url) for person in people(inner)]
                continue
            name, url = text_of(one.get("name")), one.get("url") or one.get("sameAs")
            if not name or set(types_of(one)) & {"Organization", "Corporation"}:
                continue
            apart = split_people(name).people if re.search(r"[,;/]", name) else [Named(name)]
            address = url if isinstance(url, str) and len(apart) == 1 else None
            found += [Named(person.name, person.role, address) for person in apart]
        elif isinstance(one, str) and not one.startswith(("http://", "https://", "/")):
            found += split_people(one).people
    return [person for person in found if is_name(person.name)]
