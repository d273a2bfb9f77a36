"""A page's titles and headings, without the site's name and words for the kind of page."""

from __future__ import annotations

import functools
import re

import msgspec

from filmdig.parsers.generic.evidence import Evidence
from filmdig.parsers.generic.people import folded
from filmdig.parsers.generic.vocabulary import alternatives, label_of, words
from filmdig.parsers.page.blocks import Block
from filmdig.parsers.page.document import host_of
from filmdig.parsers.page.plain_text import one_line

_SEPARATOR = re.compile(r"(?<!\s)(?:\s++(?:[|–—»«·•›/<>~]++|-++|::++|\.{3})\s++|\s*+[|»«·•›❘｜│]\s*+)")
_REVIEW = rf"(?:{alternatives('title', 'review')})"
_REVIEW_PHRASE = (
    r"(?:(?:official|full|new|our|the|exclusive|classic|early|sundance|tiff|horror|double)\s)?"
    r"(?:film|movie|dvd|blu-ray|4k|cinema|tv|television|series|show|anime|drama)?\s?"
    rf"{_REVIEW}s?(?:\s(?:de|du|del|della|of|zu|von|om|av|af|filma?|film|movie|cine|cinéma|cinema|na film|на фильм)){{0,2}}"
)
_BRACKETED = r"\[[^\]]{2,16}\]|【[^】]{2,16}】"
_LEAD = re.compile(
    rf"^(?:(?:{_BRACKETED})\s*|(?:{_REVIEW_PHRASE}|{alternatives('title', 'lead')}|"
    rf"№?\d{{1,4}}\.|#\d{{1,4}}:?)\s*(?:[:：–—|-]\s*|\s))(?=\S)",
    re.IGNORECASE,
)
_LEAD_COLON = re.compile(rf"^(?:{_REVIEW_PHRASE}|[^:]{{0,24}}{_REVIEW}[^:]{{0,12}})\s*[:：]\s*(?=\S)", re.IGNORECASE)
_FORM = "film|movie|tv series|tv show|series|anime|dvd|blu-ray|short|video|tv mini series|tv movie|película|filme|фильм|сериал"
_TAIL = re.compile(
    rf"(?<!\s)\s*+(?:[-–—|:,]\s*+)?(?:{_REVIEW_PHRASE}|\((?:\d{{4}}\s)?(?:{_FORM})(?:,? \d{{4}})?\)|\[(?:dvd|blu-ray|movie|film|"
    rf"\d{{3,4}}p?)\]|"
    rf"(?<=\s)(?:{alternatives('title', 'tail')})|presented in .{{2,20}}|(?:смотреть )?онлайн.{{0,50}}|"
    rf"#\d{{1,4}}|[★☆✭⭐*½]{{1,12}})\s*$",
    re.IGNORECASE,
)
_YEAR_END = re.compile(
    r"(?<!\s)\s*+[(\[（]\s*+(?:[^()\[\]（）]{0,24}[\s,])?((?:18|19|20)\d\d)(?:\s?[-–—/]\s?(?:\d{2,4})?)?(?:[\s,][^()\[\]]{0,16})?[)\]）]"
)
_QUOTED = re.compile(
    r"[“„«‹\"]([^“”„«»‹›\"]{1,90})[”“»›\"]|(?<![\w’'])[‘']([^‘’']{1,80}(?:['’](?=\w)[^‘’']{1,60}){0,2})['’](?!\w)|《([^《》]{1,40})》|『([^『』]{1,40})』|「([^「」]{1,40})」"
)
#: The first characters of `_QUOTED`: searching for them takes a tenth of the time of trying the pattern at every letter.
_QUOTES = re.compile("[“„«‹\"‘'《『「]")
_GENERIC = frozenset(map(folded, words("title", "generic")))


_MAKER_AFTER = re.compile(rf"[.,;:–—(-]\s*(?:{alternatives('sentence', 'directed')})\s+(?=\S)", re.IGNORECASE)
ENDS_AS_SENTENCE = re.compile(r"(?:^|\s)(?!(?:inc|jr|sr|dr|mr|mrs|ms|vol|no|st|co|ltd|bros|pt)\.)[^\W\d_.]{3,}\.$", re.IGNORECASE)


_SCORE = re.compile(r"/\s?\d{1,3}|\d{1,2}[.,]\d|\d{1,3}\s?/\s?\d{1,3}")  # "8½" is a title, "8.9" is not


#: Characters of a title that are read.
LONGEST = 400


class Heading(msgspec.Struct):
    """A cleaned title or heading.

    Attributes:
        text: the cleaned text, which may be the film's title.
        year: the year in brackets after it.
        place: "h1", "title", "og:title".
        review: whether words around it mark the page as a review.
        quoted: whether it was in quotation marks inside a longer headline.
        whole: the text before cleaning.
        block: the index of its block; None if it is in the page's head.
    """

    text: str
    year: int | None
    place: str
    review: bool
    quoted: bool
    whole: str
    block: int | None = None


_IS_REVIEW = re.compile(rf"\b(?:{_REVIEW_PHRASE})\b", re.IGNORECASE)


def cleaned(text: str, place: str, block: int | None = None) -> Heading | None:
    """Return one candidate without its year, "Review:" and the like; None if nothing is left."""
    whole = one_line(text)
    left, year, review = _cleaned(whole)
    return Heading(left, year, place, review, False, whole, block) if left else None


@functools.lru_cache(maxsize=64)  # a page has its title in several places
def _cleaned(whole: str) -> tuple[str, int | None, bool]:
    left, year = whole, None
    for _ in range(4):
        before = left
        if (match := _YEAR_END.search(left)) and match.start() > 0:
            year = year or int(match[1])
            left = left[: match.start()]
        left = _LEAD_COLON.sub("", left, count=1)
        shorter = _TAIL.sub("", left, count=1)
        left = shorter if len(shorter) >= 1 and shorter.strip(" -–—|:") else left
        if (shorter := _LEAD.sub("", left, count=1)) and len(shorter) > 1 and shorter != left:
            left = shorter
        left = left.strip(" \t-–—|·•»«›,")
        if left == before:
            break
    if left[:1] in "\"“„«'‘《『「" and (match := _QUOTED.fullmatch(left)):
        left = next(group for group in match.groups() if group)
    left = left.strip(" \t◄►«»‹›←→▶◀▲▼■●•★☆")
    if (lead := _MAKER_AFTER.search(left)) and lead.start() > 1:
        left = left[: lead.start()].rstrip(" .,;:–—-")
    if not left or not any(char.isalnum() for char in left) or _SCORE.fullmatch(left):
        return "", None, False
    return left, year, bool(_IS_REVIEW.search(whole))


def quoted(text: str) -> list[str]:
    """Return the phrases in quotation marks, in order."""
    found = []
    opening = _QUOTES.search(text)
    while opening is not None:
        match = _QUOTED.match(text, opening.start())
        if match is not None:
            found.append(next(group for group in match.groups() if group).strip(" ,."))
        opening = _QUOTES.search(text, opening.end() if match is None else match.end())
    return found


def head_titles(evidence: Evidence) -> list[Heading]:
    """Return the cleaned parts of `title`, `og:title` and `twitter:title`, except the site's name."""

    def make() -> list[Heading]:
        page = evidence.page
        if page.rendition != "html":
            return []
        sites = _site_names(evidence)
        found: list[Heading] = []
        for place, text in (
            ("title", page.title),
            ("og:title", page.meta("og:title")),
            ("twitter:title", page.meta("twitter:title")),
        ):
            if not text:
                continue
            parts = [part for part in (part.strip() for part in _SEPARATOR.split(one_line(text[:LONGEST])[:300])) if part]
            kept = [part for part in parts if folded(part) not in sites and not is_generic(part)]
            for part in kept:
                one = cleaned(part, place)
                if one is not None and not is_generic(one.text):
                    one.whole = one_line(text[:LONGEST])
                    one.review = one.review or bool(_IS_REVIEW.search(text[:LONGEST]))
                    found.append(one)
        return found

    return evidence.page.memo("generic.head_titles", make)


def body_headings(evidence: Evidence) -> list[Heading]:
    """Return the first twelve headings outside furniture, cleaned, in order."""

    def make() -> list[Heading]:
        sites = _site_names(evidence)
        found: list[Heading] = []
        for block in evidence.model.blocks:
            if (
                block.level
                and not (block.furniture and block.level > 1)
                and len(block.text) <= 200
                and folded(block.text) not in sites
            ):
                one = cleaned(_bracketed_year(block), f"h{block.level}", block.index)
                if one is not None and not is_generic(one.text) and label_of(block.text) is None:
                    found.append(one)
                    if len(found) >= 12:
                        break
        return found

    return evidence.page.memo("generic.body_headings", make)


_YEAR_ONLY = re.compile(r"(?:18[89]|19\d|20\d)\d")


def _bracketed_year(block: Block) -> str:
    """Return a heading's text, with brackets around a year in a separate element ("T <span>2014</span>")."""
    if len(block.pieces) < 2 or not _YEAR_ONLY.fullmatch(block.text[-4:]):
        return block.text
    last = next((piece for piece in reversed(block.pieces) if piece.text.strip()), block.pieces[-1])
    if _YEAR_ONLY.fullmatch(last.text.strip()) is None or last.node is block.pieces[0].node:
        return block.text
    return f"{block.text[:-4].rstrip()} ({block.text[-4:]})"


_DOMAIN = re.compile(r"(?:www\.)?[a-z0-9-]{2,40}\.[a-z]{2,4}", re.IGNORECASE)


def is_generic(text: str) -> bool:
    """Return whether a heading is one that any site has ("Home", "Reviews"), or a domain."""
    return folded(text) in _GENERIC or _DOMAIN.fullmatch(text) is not None


def _site_names(evidence: Evidence) -> frozenset[str]:
    """Return the folded names of the site: from meta elements, the host, and headings that link to the home page."""
    page = evidence.page
    if page.rendition != "html":
        return frozenset()
    names = {
        folded(name)
        for name in (page.meta("og:site_name"), page.meta("application-name"), page.meta("apple-mobile-web-app-title"))
        if name
    }
    for host in (page.host, host_of(page.own_url)):
        if host:
            labels = host.split(".")
            names |= {folded(host), *(folded(label) for label in labels if len(label) > 3)}
    names |= {folded(block.text) for block in evidence.model.blocks if block.level and _links_home(block)}
    return frozenset(names - {""})


_HOME = re.compile(r"(?:https?://[^/]+)?/?(?:\.{1,2}/)*(?:index\.\w+|home\w*|default\.\w+)?/?[?#]?")


def _links_home(block: Block) -> bool:
    """Return whether a heading links to the site's home page, as its name or logo does."""
    links = {piece.href for piece in block.pieces}
    return (
        len(links) == 1
        and (href := links.pop()) is not None
        and href != ""
        and not href.startswith("#")
        and bool(_HOME.fullmatch(href))
    )


#: The beginning of a review's title line: "[Review] T".
BRACKETED_REVIEW = re.compile(
    rf"[\[【][^\]】]{{0,12}}(?:{alternatives('title', 'review')})[^\]】]{{0,6}}[\]】]\s*\S", re.IGNORECASE
)
_BRACKETED_YEAR = re.compile(r"\s\((?:18[89]|19\d|20\d)\d\)")
_RUN_OF_TITLE = re.compile(
    r"(?:[^\W\d_a-zß-ÿ][\w’'.:-]{0,30}|\d{1,5}|&)"
    r"(?:,? (?:[^\W\d_a-zß-ÿ][\w’'.:-]{0,30}|\d{1,5}|&|of|the|and|in|a|to|de|la|und|der)){0,7}$"
)
_SET_APART = frozenset(("i", "em", "cite"))


def phrases(evidence: Evidence) -> dict[str, int]:
    """Return the phrases that look like titles (quoted, emphasised, before a year in brackets), with their counts."""

    def make() -> dict[str, int]:
        found: dict[str, int] = {}
        keys: dict[str, str] = {}

        def add(phrase: str) -> None:
            phrase = phrase.strip(" ,.;:!")
            if 1 < len(phrase) <= 80 and len(phrase.split()) <= 10 and (key := folded(phrase)):
                name = keys.setdefault(key, phrase)
                found[name] = found.get(name, 0) + 1

        for block in evidence.model.body:
            if block.level or len(block.text) > 20_000:
                continue
            for year in _BRACKETED_YEAR.finditer(block.text) if "(" in block.text else ():
                if match := _RUN_OF_TITLE.search(block.text[max(0, year.start() - 80) : year.start()]):
                    add(match[0])
            if len(block.text) < 30:
                continue
            for phrase in quoted(block.text[:20_000]):
                add(phrase)
            for piece in block.pieces:
                if piece.tag in _SET_APART or piece.mark in _SET_APART:
                    add(one_line(piece.text))
        return found

    return evidence.page.memo("generic.phrases", make)
