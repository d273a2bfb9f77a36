"""Facts around the title: the original title in the line beneath it, a certificate at its end; and the film's ids."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from filmdig.parsers.generic.certificates import certificate_of
from filmdig.parsers.generic.evidence import Evidence
from filmdig.parsers.generic.facts import is_genre, year_of
from filmdig.parsers.generic.people import folded
from filmdig.parsers.generic.source_marks import has_any
from filmdig.parsers.generic.statement import STRONG, Statement
from filmdig.parsers.generic.titles import Heading, body_headings, cleaned, head_titles, quoted
from filmdig.parsers.generic.vocabulary import label_of
from filmdig.parsers.generic.witnesses.labelled import ORIGINAL_TITLE_NOTE
from filmdig.parsers.generic.witnesses.structured import own_films, text_of
from filmdig.parsers.merging.identity import FILM_SITES, film_ids, identifier
from filmdig.parsers.page.plain_text import one_line

_ORIGINAL = re.compile(
    r"(?:^|[\s_-])\w{0,12}(?:orig|ename|native|engl|subheading|subtitle|sub-title|alt-?title|second)\w{0,12}(?=$|[\s_-])"
)
_IMDB = re.compile(r"imdb\.com/(?:[a-z]{2}/)?title/(tt\d{6,9})")
_CERTIFICATE_CODES = frozenset(
    (
        *("U", "UC", "PG", "12", "12A", "15", "18", "R18", "G", "PG-13", "R", "NC-17", "TBC", "6", "9", "16"),
        *("0+", "6+", "12+", "16+", "18+"),
    )
)


def beneath(evidence: Evidence) -> Iterator[Statement]:
    """Yield the original title beneath the heading, the certificate in the heading, and the ids that film sites give the film."""
    heading = _title_heading(evidence)
    if heading is not None and heading.block is not None:
        yield from _certificate(evidence, heading)
        yield from _noted(evidence, heading)
        blocks = evidence.model.blocks
        names = {folded(name) for found in own_films(evidence) if (name := text_of(found.item.get("alternativeHeadline")))}
        names |= {folded(name) for found in own_films(evidence) if (name := text_of(found.item.get("alternateName")))}
        for block in blocks[heading.block + 1 : heading.block + 3]:
            text = ORIGINAL_TITLE_NOTE.sub("", block.text).strip(' ()[]"“”«»')
            if (
                (_ORIGINAL.search(block.cls) or folded(text) in names)
                and 1 < len(text) <= 90
                and label_of(text) is None
                and year_of(text) is None
                and not is_genre(text)
                and text.count(", ") < 2
                and folded(text) != folded(heading.text)
                and text[-1] not in ".!:"
            ):
                one = cleaned(text, "beneath")
                if one is not None:
                    yield Statement("original_title", one.text, "beneath", f"beneath {heading.place}", STRONG)
                break
    yield from _ids(evidence)


def _noted(evidence: Evidence, heading: Heading) -> Iterator[Statement]:
    """Yield a title in the heading or beneath it that a note calls original: '"T" (original title)'."""
    start = heading.block or 0
    for block in evidence.model.blocks[start : start + 4]:
        text = block.text[:300]
        if (note := ORIGINAL_TITLE_NOTE.search(text)) is None:
            continue
        before = text[: note.start()]
        inside = quoted(before)
        found = inside[-1] if inside else before if block.index != start else ""
        if found and 1 < len(found) <= 120 and folded(found) != folded(heading.text):
            yield Statement("original_title", found, "beneath", f"noted in {block.tag}", STRONG)
            return


def _title_heading(evidence: Evidence) -> Heading | None:
    heads = [folded(one.text) for one in head_titles(evidence)]
    headings = body_headings(evidence)
    return next((one for one in headings if any(head and head in folded(one.whole) for head in heads)), None) or next(
        (one for one in headings if one.place == "h1"), None
    )


def _certificate(evidence: Evidence, heading: Heading) -> Iterator[Statement]:
    block = evidence.model.blocks[heading.block or 0]
    pieces = [one_line(piece.text).strip(" ()[]") for piece in block.pieces]
    pieces = [piece for piece in pieces if piece]
    if len(pieces) > 1 and pieces[-1] in _CERTIFICATE_CODES and (found := certificate_of(pieces[-1], labelled=True)) is not None:
        yield Statement("certificates", [found], "beneath", f"end of {heading.place}", STRONG)


#: Addresses of film sites in the source. It begins with "//", not an optional scheme, because a literal is faster to find.
_FILM_SITE = re.compile(rf'//(?:[\w-]{{1,30}}\.){{0,3}}(?:{"|".join(map(re.escape, FILM_SITES))})/[^\s"\'<>\\]{{1,200}}')


def _ids(evidence: Evidence) -> Iterator[Statement]:
    """Yield the film's ids on film sites: that of its own address, and those of sites of which it links to one title only."""
    page = evidence.page
    if page.rendition != "html":
        return
    own = dict(film_ids(page.url or page.own_url))
    linked: dict[str, set[str]] = defaultdict(set)
    if has_any(page, FILM_SITES):
        # Without the leading "//": scripts escape slashes.
        linked["imdb"] = {identifier("imdb", match[1]) for match in _IMDB.finditer(page.html)}
        for address in _FILM_SITE.finditer(page.html):
            for name, key in film_ids(f"https:{address[0]}"):
                linked[name].add(key)
    alone = {name: keys.pop() for name, keys in linked.items() if len(keys) == 1 and name not in own}
    if own or alone:
        where = " and ".join(["address"] * bool(own) + ["its only link to a title"] * bool(alone))
        yield Statement("external_ids", {**alone, **own}, "beneath", where, STRONG)
