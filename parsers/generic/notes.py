"""Notes after a name, in brackets or after a dash: a company's medium, the country of a title, the region of a gross."""

from __future__ import annotations

import re
from typing import Literal
from urllib.parse import urlsplit

from filmdig.parsers.generic.facts import is_country
from filmdig.parsers.generic.people import is_name
from filmdig.parsers.generic.rows import Row
from filmdig.parsers.layouts.conventions import joined_notes
from filmdig.parsers.layouts.values import money
from filmdig.parsers.page.plain_text import one_line
from filmdig.parsers.record.page_record import AlternateTitle, BoxOffice, Company, CompanyRole

_QUOTED = re.compile(r'"([^"]+)"(?: [-–—] (.+))?')
_REGIONS = re.compile(r"[,/]")
_MEDIUM = re.compile(
    r"\b(?:theatrical|tv|television|dvd|vhs|video|blu-?ray|laserdisc|disc|streaming|digital|all media|worldwide|international|"
    r"limited|re-?release|uncredited|presents|in association with|co-production)\b",
    re.IGNORECASE,
)
_OF_TITLES = re.compile(
    r"\b(?:title|titre|título|titel|titolo|version|cut|dubbed|subtitled|spelling|transliterat\w+)$", re.IGNORECASE
)


def _split_brackets(text: str) -> tuple[str, list[str]]:
    """Return a text without the brackets at its end, and their contents."""
    groups: list[str] = []
    while text.endswith(")") and (start := text.rfind("(")) > 0 and ")" not in text[start:-1]:
        groups.insert(0, text[start + 1 : -1].strip())
        text = text[:start].rstrip()
    return text, groups


def _is_region(text: str) -> bool:
    return bool(text) and all(is_country(part.strip()) for part in _REGIONS.split(text))


def alternate_title(printed: str) -> AlternateTitle:
    """Return a title with its country and note separated: "T (Country) (working title)", '"T" - Country (note)'."""
    if quoted := _QUOTED.fullmatch(printed):
        where, notes = _split_brackets(quoted[2] or "")
        return AlternateTitle(title=quoted[1], region=where or None, note="; ".join(notes) or None)
    title, groups = _split_brackets(printed)
    regions = [group for group in groups if _is_region(group.partition(":")[0])]
    notes = [group for group in groups if group not in regions]
    if not regions and not (notes and all(_OF_TITLES.search(note) for note in notes)):
        return AlternateTitle(title=printed)  # the brackets may be part of the title
    return AlternateTitle(title=title, region=", ".join(regions) or None, note="; ".join(notes) or None)


def company(printed: str, role: CompanyRole | None) -> Company:
    """Return a company with its note separated: "N (2004) (USA) (theatrical)". Other brackets are part of the name."""
    name, groups = _split_brackets(printed)
    own = 0
    while own < len(groups) and not (groups[own].isdigit() or _is_region(groups[own]) or _MEDIUM.search(groups[own])):
        own += 1
    if own == len(groups):
        return Company(name=printed, role=role)
    kept = "".join(f" ({group})" for group in groups[:own])
    return Company(name=f"{name}{kept}", role=role, note="; ".join(groups[own:]))


def linked_companies(row: Row, role: CompanyRole | None) -> list[Company]:
    """Return the companies that a row links, if its text is only links and notes in brackets; else none."""
    found: list[tuple[str, str]] = []
    for piece in row.pieces:
        text = one_line(piece.text)
        if piece.href is not None and text:
            found.append((text, ""))
        elif found:
            found[-1] = (found[-1][0], f"{found[-1][1]} {text}".strip(" ,|»·•"))
        elif text:
            return []
    bare = "".join(re.sub(r"\([^()]*+\)", "", tail) for _, tail in found)
    if not found or re.sub(r"[\W\d_]", "", bare):
        return []
    return [Company(name=name, role=role, note=joined_notes(tail) if "(" in tail else None) for name, tail in found]


_COMPANY_WORD = re.compile(
    r"\b(?:films?|pictures?|productions?|studios?|entertainment|company|corporation|media|tv|television|inc|ltd|llc|gmbh|"
    r"cinema|filmproduktion|communications?|arts|group|partners|broadcasting|co)\b|\d",
    re.IGNORECASE,
)


def is_company(name: str) -> bool:
    """Return whether a name contains a word typical of companies: "Kiln Communications"."""
    return " " in name and _COMPANY_WORD.search(name) is not None


def companies_among(names: list[str]) -> list[str]:
    """Return the companies in a list of producers; if most are companies, names of one word count as companies too."""
    found = [name for name in names if is_company(name)]
    return [name for name in names if name in found or " " not in name] if len(found) * 2 > len(names) else found


_CO_PRODUCTION = re.compile(r"(?:co-?produ\w{2,8}|koproduktion)\b[\s:(]*(.+?)\)?", re.IGNORECASE)


def is_co_production(text: str) -> bool:
    """Return whether an entry of a list of companies only names the producing countries: "Co-production Chad-Peru"."""
    found = _CO_PRODUCTION.fullmatch(text)
    return found is not None and all(map(is_country, re.split(r"\s?[-–/&+]\s?", found[1])))


def names_people(rows: list[Row], row: Row) -> bool:
    """Return whether a row for production ("Produkce") names people: its links lead to the same section as the directors'."""
    links = [(one_line(piece.text), _first_segment(piece.href)) for piece in row.pieces if piece.href]
    sections = {_first_segment(piece.href) for one in rows if one.field == "directors" for piece in one.pieces if piece.href}
    return bool(links) and all(
        section is not None and section in sections and is_name(name) and " " in name and not _COMPANY_WORD.search(name)
        for name, section in links
    )


def _first_segment(address: str) -> str | None:
    """Return the first segment of an address's path: "tvurce" of "/tvurce/12-ada-morn/"; None if it has only one."""
    parts = [part for part in urlsplit(address).path.split("/") if part]
    return parts[0] if len(parts) > 1 else None


_IN_LABEL = re.compile(
    r"\b(?:gross|weekend|einspielergebnis(?:se)?|сборы в|recettes|recaudación)\W{1,3}(?:in\s)?(?:the\s)?(\S.{0,30}?)\W*$",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(r"\(([^()\d]{2,40})\)")


def box_office_of(row: Row, kind: Literal["gross", "budget"], printed: str) -> BoxOffice | None:
    """Return a sum of money; its region is in the row's label ("Gross USA:") or in brackets."""
    found = money(printed)
    if not found or found[0] <= 999:
        return None
    region = None
    if kind != "budget":
        named = [one for pattern, text in ((_IN_LABEL, row.label), (_IN_BRACKETS, row.text)) for one in pattern.findall(text)]
        region = next((one.strip() for one in named if is_country(one.strip())), None)
    return BoxOffice(kind=kind, amount=found[0], currency=found[1], region=region)
