"""Facts about a film that an article's prose plainly states: title, director, cast, year, storyline. Others stay null."""

from __future__ import annotations

import re

import msgspec

from filmdig.parsers.page.plain_text import one_line

# Name parts begin with a capital, or are particles between capitals: "Leni von Harth", "M. R. Pell".
_PART = r"[A-ZÀ-ÖØ-ÞĀ-ŽА-Я][^\W\d_]*+(?:['’\-][^\W\d_]++)*+\.?"
_NAME = rf"{_PART}(?: (?:(?:de|da|di|del|della|den|der|la|le|van|von|y|af|av|el|al|bin) )*+{_PART}){{1,3}}"
_QUOTED = r"[\"“„«‘']([^\"”“»’']{1,80})[\"”“»’']"
_HEADLINE = re.compile(
    rf"^(?:The )?(?:[Ff]ilm|[Mm]ovie)\s++(?:{_QUOTED}|(.{{1,80}}?))(?<!\s)\s++(?:by|directed by)\s++({_NAME})$"
)
_TITLE_YEAR = re.compile(
    r"^(?:(?:Film |Movie )?Review:\s*+)?(.{1,80}?)(?<!\s)\s*+\((1[89]\d\d|20\d\d)\)(?:\s++(?:Review|Movie Review|Film Review))?$"
)
_DIRECTED = (
    re.compile(rf"(?:[Dd]irected by|[Dd]irector\s*:|[Aa] film by|[Ff]ilmmaker|[Tt]he director,?)\s+({_NAME})"),
    re.compile(rf"(?<![^\W\d_])({_NAME}),? (?:the|its) director\b"),
)
_CAST = (
    re.compile(rf"(?:[Ss]tarring|[Cc]ast\s*:)\s+({_NAME}(?:(?:, and |, | and ){_NAME})*)"),
    re.compile(rf"\b(?:the|same|lead|leading) (?:actor|actress)[,.:]? ({_NAME})"),
)
_YEAR = (
    re.compile(r"\b(?:released|premiered|came out)\b[^.!?\n]{0,40}?\bin (1[89]\d\d|20\d\d)\b"),
    re.compile(r"\b(?:the|a|this|his|her) (1[89]\d\d|20\d\d) (?:film|movie|drama|comedy|thriller|classic)\b"),
)
_STORY = re.compile(r"^(?:About )?(?:the )?(?:plot|story ?line|story|synopsis|plot summary)\s*:?$", re.IGNORECASE)
_ABOUT_FILM = re.compile(r"\b(?:films?|movies?|director|directed|cinema|screenplay)\b", re.IGNORECASE)


class Stated(msgspec.Struct, kw_only=True):
    """The facts that an article states; None or empty if it does not.

    `year_of_release` is true if the year was derived from a passage such as "released in 1969".
    """

    title: str | None = None
    year: int | None = None
    directors: list[str] = []
    cast: list[str] = []
    synopsis: str | None = None
    year_of_release: bool = False


def stated(lines: list[str], headline: str | None = None) -> Stated:
    """Return the facts of a film that an article states.

    Args:
        lines: its text, with an empty line between blocks. Headings may begin with Markdown's ``#``.
        headline: the page's title, if it has one.

    Returns:
        the facts of the film that the headline names. Nothing if it names no film, since the article may be about many.
    """
    found = Stated()
    text = "\n".join(lines)
    candidates = [
        one_line(line).lstrip("# ") for line in [headline or "", *[line for line in lines if line.strip()][:3]] if line.strip()
    ]
    for candidate in candidates:
        if match := _HEADLINE.match(candidate):
            found.title = (match[1] or match[2]).strip()
            found.directors = [match[3]]
            break
        if (match := _TITLE_YEAR.match(candidate)) and len(_ABOUT_FILM.findall(text)) >= 3:
            found.title, found.year = match[1].strip(), int(match[2])
            break
    if found.title is None:
        return found
    flat = one_line(text.replace("\n\n", ". "))
    found.directors = found.directors or _first(_DIRECTED if " director" in flat else _DIRECTED[:1], flat)
    for names in _first(_CAST, flat):
        found.cast = [name for name in re.split(r", and |, | and ", names) if name not in found.directors]
    if found.year is None:
        years = _first(_YEAR, flat)
        found.year, found.year_of_release = (int(years[0]) if years else None), bool(years)
    found.synopsis = _storyline(lines)
    return found


def _first(patterns: tuple[re.Pattern[str], ...], text: str) -> list[str]:
    return next(([match[1]] for pattern in patterns if (match := pattern.search(text))), [])


def _storyline(lines: list[str]) -> str | None:
    """Return the paragraphs under a heading such as "Plot", "Story" or "Synopsis", up to the next heading or wide gap.

    Text renderers leave two empty lines in place of a picture, which may have been a heading.
    """
    taken: list[str] = []
    inside = False
    for block in re.split(r"\n[ \t]*\n", "\n".join(lines)):
        text = one_line(block)
        heading = text.lstrip("# ")
        if _STORY.match(heading):
            inside = True
        elif inside and text and (text.startswith("#") or _is_heading(heading) or (block.startswith("\n") and taken)):
            break
        elif inside and text:
            taken.append(text)
    return "\n\n".join(taken) or None


def _is_heading(block: str) -> bool:
    """Return whether a block is short, does not end like a sentence, and has mostly capitalized words."""
    words = block.split()
    return len(words) <= 8 and block[-1:] not in ".!?…,;:\"”'" and sum(word[:1].isupper() for word in words) * 2 >= len(words)
