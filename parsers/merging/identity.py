"""Identifiers of films in addresses, and keys under which spellings of titles and people's names compare equal."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import parse_qsl, unquote, urlencode, urljoin, urlsplit, urlunsplit

#: Sites' identifiers of films in their addresses: host suffix, then namespace and pattern over path and query, whose first
#: group is a slug or number. Series have a separate namespace where the site numbers them separately.
_ADDRESSES: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("imdb.com", (("imdb", r"/title/(tt\d+)"), ("imdb", r"/Title\?(\d+)"))),
    (
        "boxofficemojo.com",
        (("imdb", r"/title/(tt\d+)"), ("boxofficemojo", r"/movies/\?(?:(?:(?!/movies/\?)[^&\n])*+&)*?id=([^&.]+)")),
    ),
    (
        "rottentomatoes.com",
        (
            ("rottentomatoes_ems", r"/napi/(?:movie|rtcf/v1/movies)/([0-9A-Fa-f-]{36})/"),
            ("rottentomatoes", r"/m/([^/?]+)"),
            ("rottentomatoes_tv", r"/tv/([^/?]+(?:/s\d+(?:/e\d+)?)?)"),
        ),
    ),
    ("flixster.com", (("flixster", r"/movie/([^/?]+)"), ("rottentomatoes_number", r"/api/v\d+/movies/(\d+)\.json"))),
    (
        "metacritic.com",
        (("metacritic", r"/(?:movie|film/titles|video/titles)/([^/?]+)"), ("metacritic_tv", r"/tv/([^/?]+(?:/season-\d+)?)")),
    ),
    ("allmovie.com", (("allmovie", r"/(?:movie|work)/(?:[^/?]*-)?v?(\d+)(?:[/?]|$)"),)),
    ("letterboxd.com", (("letterboxd", r"(?:^|/)film/([^/?]+)"),)),
    ("kinopoisk.ru", (("kinopoisk", r"/(?:film|series)/(?:[^/?]*-)?(\d+)(?:[/?]|$)"),)),
    ("themoviedb.org", (("tmdb", r"/movie/(\d+)"), ("tmdb_tv", r"/tv/(\d+)"))),
    ("movie.douban.com", (("douban", r"/subject/(\d+)"),)),
    ("csfd.cz", (("csfd", r"/film/(?:\d++[^/]*+/)?(\d++)"),)),
    ("allocine.fr", (("allocine", r"cfilm=(\d+)"), ("allocine", r"/film/fichefilm-(\d+)"), ("allocine_tv", r"cserie=(\d+)"))),
    ("filmaffinity.com", (("filmaffinity", r"/film(\d+)\.html"),)),
    ("movies.yahoo.com", (("yahoo", r"/movie/(?:[^/?]*-)?(\d+)(?:[/?]|$)"),)),
    ("movieweb.com", (("movieweb", r"/movie/([^/?]+)"),)),
    ("trakt.tv", (("trakt", r"/movies/([^/?]+)"), ("trakt_tv", r"/shows/([^/?]+)"))),
    ("port.hu", (("porthu", r"(?:movie-|i_film_id=)(\d+)"),)),
    ("moviepilot.de", (("moviepilot", r"/movies/([^/?]+)"), ("moviepilot_tv", r"/serie/([^/?]+)"))),
    ("criticker.com", (("criticker", r"/(?:film|tv)/([^/?]+)"),)),
    ("mubi.com", (("mubi", r"/films/([^/?]+)"),)),
    ("listal.com", (("listal", r"/movie/([^/?]+)"),)),
)
#: Hosts of sites that number or name films in their addresses.
FILM_SITES = tuple(host for host, _ in _ADDRESSES)
_PATTERNS = tuple((host, tuple((name, re.compile(pattern)) for name, pattern in rules)) for host, rules in _ADDRESSES)

_TRACKING = re.compile(r"^(utm_|ref_?$|fbclid$|gclid$)")
#: Parameters of Rotten Tomatoes' requests that do not determine the answer; a cursor does.
_IRRELEVANT = re.compile(r"^(?:direction|startCursor|before|pageCount)$")
_HOST_PREFIX = re.compile(r"^(?:www\d*|m|mobile)\.")


def page_key(url: str | None) -> str | None:
    """Return an address without scheme, `www.`, fragment, tracking and last slash: captures of one page have the same."""
    if not url:
        return None
    try:
        parts = urlsplit(url.strip())
        host = _HOST_PREFIX.sub("", (parts.hostname or "").lower())
    except ValueError:  # "http://[half" is not an address
        return None
    if not host:
        return None
    query = sorted(pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.match(pair[0]))
    if "/napi/" in parts.path:
        query = [(name, value) for name, value in query if value not in ("", "false") and not _IRRELEVANT.match(name)]
    return f"{host}{unquote(parts.path).rstrip('/')}" + (f"?{urlencode(query)}" if query else "")


def without_tracking(url: str) -> str:
    """Return an address without tracking parameters (``?ref_=tt_ov_pl``): archives may hold it with or without them."""
    parts = urlsplit(url)
    kept = [pair for pair in parts.query.split("&") if pair and not _TRACKING.match(pair.partition("=")[0])]
    return urlunsplit(parts._replace(query="&".join(kept)))


def linked_page_key(url: str | None, page: str | None) -> str | None:
    """Return the `page_key` of an address that a page links to, which may be relative."""
    if not url:
        return None
    try:
        return page_key(urljoin(page or "", url))
    except ValueError:
        return None


def is_front_page(key: str) -> bool:
    """Return whether a `page_key` is a site's front page, which many pages link to and which changes daily."""
    return "/" not in key and "?" not in key


def film_ids(url: str | None) -> list[tuple[str, str]]:
    """Return (namespace, identifier) of the film in an address of a known site; empty if there is none."""
    if not url:
        return []
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
    except ValueError:
        return []
    rest = unquote(parts.path) + (f"?{parts.query}" if parts.query else "")
    for suffix, rules in _PATTERNS:
        if host == suffix or host.endswith(f".{suffix}"):
            for name, pattern in rules:
                if found := pattern.search(rest):
                    return [(name, identifier(name, found[1]))]
    return []


def identifier(namespace: str, value: str) -> str:
    """Return an identifier in its namespace's canonical form."""
    value = unquote(value).strip().strip("/").casefold()
    if namespace == "imdb" and (digits := re.fullmatch(r"(?:tt)?0*+(\d++)", value)):
        return f"tt{digits[1]:0>7}"
    if namespace == "allmovie" and (digits := re.fullmatch(r"(?:.*-)?v?\s*(\d+)", value)):
        return digits[1]
    return value if is_number(value) else re.sub(r"[\s_]+", "-", value)


def is_number(value: str) -> bool:
    """Return whether an identifier is a number, which its site never reuses, and not a slug made from the title."""
    return re.fullmatch(r"[a-z]{0,3}\d+", value) is not None


def ids_differ(ours: set[str], theirs: set[str]) -> bool:
    """Return whether identifiers in one namespace certainly belong to two films.

    Slugs are compared without leading numbers and articles: Rotten Tomatoes has had one film as ``1017293-pulp_fiction`` (2008)
    and ``pulp_fiction`` (2011). A slug and a number cannot be compared.
    """
    numbers = {value for value in ours if is_number(value)}, {value for value in theirs if is_number(value)}
    if all(numbers):
        return not numbers[0] & numbers[1]
    slugs = {_bare_slug(value) for value in ours - numbers[0]}, {_bare_slug(value) for value in theirs - numbers[1]}
    return all(slugs) and not slugs[0] & slugs[1]


def _bare_slug(slug: str) -> str:
    bare = re.sub(r"^\d{5,}-", "", slug)
    return re.sub(r"^(?:the|a|an)-", "", bare) or slug


#: Articles at the beginning of titles, in the sites' languages.
_ARTICLES = frozenset(
    (
        *("the", "a", "an"),
        *("le", "la", "les", "l", "un", "une", "des"),
        *("der", "die", "das", "ein", "eine"),
        *("el", "los", "las", "lo", "il", "gli", "i", "uno", "una"),
        *("o", "os", "as", "um", "uma"),
        *("het", "de", "een", "az", "egy"),
    )
)
_ROMAN = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9"}
_WORDS = {"and": "", "und": "", "et": "", "vol": "volume", "pt": "part"}
_BRACKETS = re.compile(r"(?<!\s)\s*+[(\[]([^()\[\]]*+)[)\]]?\s*+")
# What is in brackets after a title and is no title: a year, a medium, a version.
_NOTE = re.compile(
    r"""(?:18|19|20)\d\d (?:/[ivx]++ | \s*+[-–](?:\s*+\d{4})?+)?+ (?:\s++(?:film|movie))?
    | [ivx]+ | film | movie | short | documentary | 3d | imax | uncut | unrated
    | v | vg | video | video\ game | tv | tv\ (?:mini[- ]?)?(?:series|movie|film|special|episode) | mini[- ]?series
    | .*\b(?:cut|edition|version|remastered|re-release)""",
    re.IGNORECASE | re.VERBOSE,
)
_SEASON = re.compile(r"(?:season|series) \d+", re.IGNORECASE)
_SUBTITLE = re.compile(r"(?<!\s)\s*+(?::|(?<=\s)[-–—]\s|(?<=\s)/\s)\s*+")


def _fold(text: str) -> str:
    """Return a text in lower case, without accents and ligatures."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize(
        "NFKD", text.replace("ß", "ss").replace("ø", "o").replace("Ø", "O").replace("ł", "l").replace("æ", "ae")
    )
    return "".join(char for char in decomposed if not unicodedata.combining(char)).casefold()


def title_key(title: str) -> str:
    """Return the key under which a title's spellings compare equal: `Matrix, The` and `The Matrix`, `Vol. 2` and `Volume II`.

    Numbers and all other words are kept: they distinguish a sequel from the first part. A title of nothing but punctuation is its
    own key.
    """
    folded = re.sub(r"['’`´ʼ]", "", _fold(title)).replace("&", " ")
    words = [_ROMAN.get(word, _WORDS.get(word, word)) for word in re.findall(r"\w+", folded.replace("_", " "))]
    words = [word for word in words if word]
    if len(words) > 1 and words[0] in _ARTICLES:
        words = words[1:]
    elif len(words) > 1 and "," in title and words[-1] in _ARTICLES:
        words = words[:-1]
    return " ".join(words) or re.sub(r"\s+", "", folded)


#: Ranks of title keys; see `title_keys`.
EXACT, VARIANT, BASE = 3, 2, 1


def bare_title(title: str) -> str:
    """Return a title without the notes in brackets after it: ``Lantern (1987) (TV)`` is ``Lantern``."""
    return _BRACKETS.sub(lambda bracket: " " if _NOTE.fullmatch(bracket[1].strip()) else bracket[0], title).strip()


def year_noted(title: str | None) -> int | None:
    """Return the year in a note after a title."""
    notes = _BRACKETS.findall(title) if title else []
    return next((int(note[:4]) for note in notes if re.match(r"(?:18|19|20)\d\d", note) and _NOTE.fullmatch(note)), None)


def title_keys(titles: Iterable[str | None], others: Iterable[str | None] = ()) -> dict[str, int]:
    """Return the keys that a film may be found under, with their ranks.

    `EXACT` is a title as stated, also the original one; `VARIANT` an alternate title, or either part of a title with another in
    brackets (``Zerkalo (The Mirror)``); `BASE` a title without its subtitle, which the films of a series share.
    """
    keys: dict[str, int] = {}

    def add(text: str, rank: int) -> None:
        key = title_key(text)
        if key and keys.get(key, 0) < rank:
            keys[key] = rank

    for stated, rank in [*((title, EXACT) for title in titles), *((other, VARIANT) for other in others)]:
        if not stated:
            continue
        inner = [text for text in _BRACKETS.findall(stated) if text and not _NOTE.fullmatch(text.strip())]
        outer = _BRACKETS.sub(" ", stated).strip()
        if any(_SEASON.fullmatch(text) for text in inner):
            inner, outer = [], stated
        add(stated if inner else outer or stated, rank)
        for part in (outer, *inner) if inner else ():
            if len(title_key(part)) > 2:
                add(part, VARIANT)
        parts = _SUBTITLE.split(outer)
        if len(parts) > 1 and len(title_key(parts[0])) > 2:
            add(parts[0], BASE)
    return keys


#: IMDb numbers people with the same name: "Steve McQueen (III)".
_NAMESAKE = re.compile(r"(?<!\s)\s*+\([ivxl]++\)\s*+$")
_DOUBLED = re.compile(r"([^\W\d])\1+")
_SAME_SOUND = (("kh", "h"), ("ks", "x"), ("w", "v"), ("ph", "f"), ("y", "i"), ("j", "i"))


@lru_cache(maxsize=1 << 16)
def person_key(name: str) -> str:
    """Return the key under which a name's spellings compare equal: accents, middle initials, transliterated Slavic names.

    ``Andrei Tarkovsky`` and ``Andrey Tarkovskiy`` have one key, and so do ``Samuel L. Jackson`` and ``Samuel Jackson``.
    """
    words = re.findall(r"\w+", re.sub(r"['’`´ʼ]", "", _NAMESAKE.sub("", _fold(name))))
    if len(words) > 2:
        words = [words[0], *(word for word in words[1:-1] if len(word) > 1), words[-1]]
    key = " ".join(words)
    for found, put in _SAME_SOUND:
        key = key.replace(found, put)
    return _DOUBLED.sub(r"\1", key)


def surname(key: str) -> str:
    """Return the last word of a `person_key`."""
    return key.rpartition(" ")[2]


def script(key: str) -> str:
    """Return the script of a key's first letter (``LATIN``, ``CYRILLIC``); empty if it has none ("24").

    Names in different scripts do not contradict each other.
    """
    letter = next((char for char in key if char.isalpha()), None)
    return unicodedata.name(letter, "").partition(" ")[0] if letter else ""
