"""Cut texts on pages without a known layout: recognize the form of a cut by its controls and hidden text.

`filmdig.parsers.layouts.cuts` does the repair. The rules, in this order:

- Hidden text that begins like the shown text is the whole text (form 2). Hidden text next to a control or lone dots is the rest
  (form 1). Other hidden text does not belong to the text.
- Text after a control in the same paragraph, up to a control that hides it again, is the rest, hidden by a style sheet.
- A whole text in an attribute or in the page's data that begins like the shown text replaces it (form 5).
- A link to another page after dots, or after a text that ends in mid-sentence, means a cut by the server (form 4); so does a
  control after dots with nothing to show.
- Any other control only unclamps the text or links to other texts (IMDb's "full summary"): the text is whole. Dots alone are the
  author's.
"""

from __future__ import annotations

import copy
import functools
import re
import tomllib
from collections.abc import Iterable
from importlib.resources import files
from typing import Literal

import msgspec

from filmdig.parsers.generic.vocabulary import normalized
from filmdig.parsers.layouts.cuts import Passage, is_prefix, join, replace, still_open, without_marker
from filmdig.parsers.layouts.values import tidy
from filmdig.parsers.page.document import Page
from filmdig.parsers.page.embedded import parse_json, unescaped
from filmdig.parsers.page.plain_text import alphanumeric
from filmdig.parsers.page.runs import Hidden, Run, hidden_by

Marker = Literal["more", "less", "all", "others"]

_LONGEST = 60
_EDGE_MARKS = re.compile(r"^[\s.…(\[«‹<+▼▾▸►→»›*\-–—]+|(?<![\s.…)\]»›>+▼▾▸►→▲▴:*\-–—])[\s.…)\]»›>+▼▾▸►→▲▴:*\-–—]++$")
_COUNT = re.compile(r"(?<!\s)\s*+\(?\d{1,5}\)?\s*+$")
_DOTS = re.compile(r"^[\s\[(]*(?:\.{3,}|…)[\s\])]*$")
_ENDS_IN_DOTS = re.compile(r"(?:(?<!\.)\.{2,}+|…)[\s()\[\]»]*+$")
_SENTENCE_END = re.compile(r"[.!?…。！？؟।][\"”“»’')\]）」』]*\s*$")
_DOTS_NEXT = re.compile(r"\s*(?:\.{2,}|…)")
_SEPARATORS_AT_END = re.compile(r"[|•·]\s{0,20}\Z")
_SAME_PAGE = re.compile(r"^\s*(?:#|javascript:|void|about:)|^\s*$", re.IGNORECASE)
_NOTHING: frozenset[str] = frozenset()
_SHORTEST_TEASER = 12
_SHORTEST_REST = 3
_TEXT_ATTRIBUTE = re.compile(r"^data-|^title$|^content$|^alt$")


@functools.cache
def _markers() -> dict[str, frozenset[str]]:
    """Return the meanings of each marker's words."""
    stated = tomllib.loads(files("filmdig.parsers.generic").joinpath("markers.toml").read_text(encoding="utf-8"))
    table: dict[str, set[str]] = {}
    for meaning, languages in stated.items():
        for words in languages.values():
            for word in words:
                table.setdefault(normalized(word), set()).add(meaning)
    return {word: frozenset(meanings) for word, meanings in table.items()}


@functools.lru_cache(maxsize=2048)
def is_marker(text: str, *meanings: Marker) -> bool:
    """Return whether a control's whole text has one of the meanings: "... Read more »", "[+] Mehr", "View all (79)"."""
    if not 0 < len(text) <= _LONGEST:
        return False
    plain = _EDGE_MARKS.sub("", text)
    known = _markers()
    return any(not known.get(normalized(form), _NOTHING).isdisjoint(meanings) for form in (text, plain, _COUNT.sub("", plain)))


def leads_elsewhere(url: str) -> bool:
    """Return whether a control's address is that of another page, not a script or a place in this page."""
    return not _SAME_PAGE.match(url)


_CJK_OTHERS = re.compile(r"(?<=\w)\s?(?:等人|等等|等|ほか|など|외|등)\s*$")


_TRAILING_CONTROL = re.compile(r"(?<!\s)\s?(?:\((?:view|watch|see|add) [^()]{2,20}\)|\| ?add \w{3,12})\s{0,3}»?$", re.IGNORECASE)


def strip_more(text: str) -> tuple[str, bool]:
    """Return a line of a text rendition without a control's words at its end, and whether they mean that it is cut.

    After a whole sentence "more" may lead to another page. After dots, or in mid-sentence, it leads to the rest of the text.
    """
    words = _TRAILING_CONTROL.sub("", text).rstrip(" |").split(" ")
    for number in range(min(3, len(words) - 1), 0, -1):
        if is_marker(" ".join(words[-number:]), "more") and any(char.isalpha() for char in "".join(words[-number:])):
            shown = without_marker(" ".join(words[:-number]).rstrip(" (["))
            if words[-number] == "|" or shown.endswith("|"):  # "... more | full synopsis"
                return strip_more(shown.rstrip(" |"))
            dots = _ENDS_IN_DOTS.search(" ".join(words[:-number])) is not None
            return shown.rstrip(), dots or _SENTENCE_END.search(shown) is None
    return text, False


def strip_others(text: str) -> tuple[str, bool]:
    """Return a row of names without words for "others" at its end, and whether it had such words."""
    words = text.rstrip(" .,;").split()
    for number in range(min(4, len(words) - 1), 0, -1):
        if is_marker(" ".join(words[-number:]), "others"):
            return " ".join(words[:-number]).rstrip(" ,;"), True
    if (bare := _CJK_OTHERS.search(text)) is not None and re.search("[,、，/ ]", text[: bare.start()]):
        return text[: bare.start()].rstrip(" ,;、，"), True
    return text, False


class _Parts(msgspec.Struct):
    """The parts of a text.

    Attributes:
        shown: the visible text before the control, with its line breaks.
        hidden: the hidden text, with its line breaks.
        after: the visible text after the control.
        more: the control that shows more.
        less: whether there is a control that shows less.
        dots: whether there are dots in an element of their own.
        surely_hidden: whether the hidden text is certainly hidden.
        separate: whether the text after the control is a separate paragraph.
        same_line: whether the hidden text begins on the line on which the shown text ends.
    """

    shown: str = ""
    hidden: str = ""
    after: str = ""
    more: Run | None = None
    less: bool = False
    dots: bool = False
    surely_hidden: bool = False
    separate: bool = False
    same_line: bool = False


def passage_of(runs: Iterable[Run], page: Page) -> Passage:
    """Return a text with its cut repaired, without a second copy: pages have a copy for each screen width (IMDb, 2021 on)."""
    return _drop_second_copy(_passage(list(runs), page))


def passage_of_text(text: str) -> Passage:
    """Return a text of a text rendition, where controls are words at its end, or between a teaser and the rest or the whole."""
    shown, cut = strip_more(tidy(text)[0])
    if not cut and (control := next((one for one in _CONTROL_INSIDE.finditer(shown) if is_marker(one[1], "more")), None)):
        before, after = shown[: control.start()].rstrip(), shown[control.end() :]
        if len(before) >= _SHORTEST_TEASER and len(after.strip()) >= _SHORTEST_REST:
            if is_prefix(after.strip(), before):
                return Passage(text=before, state="open")
            return replace(before, after) if is_prefix(before, after.strip()) else join(before, after)
    return Passage(text=shown, state="open") if cut else _drop_second_copy(Passage(text=shown))


_CONTROL_INSIDE = re.compile(r"(?<!\s)\s?(?:(?<!\.)\.{2,4}|…)\s{0,3}[(\[]\s{0,3}([^()\[\]\n]{2,30})[)\]]")


def _drop_second_copy(found: Passage) -> Passage:
    """Return a passage once if its text contains two copies, of which the first may be cut."""
    if (again := _second_copy(found.text)) is not None:
        first, second = found.text[:again].rstrip(), found.text[again:]
        start = without_marker(strip_more(first)[0])
        if is_prefix(first, second):
            return Passage(text=first if len(second) < len(first) + 20 else _drop_third_copy(second, first))
        if (start != first and is_prefix(start, second)) or is_prefix(first.rstrip("?"), second):
            return replace(start, second)
    return found


def _second_copy(text: str) -> int | None:
    """Return where a text begins again; None if it does not."""
    length = 40 if text.isascii() or sum(map(str.isspace, text[:80])) > 4 else 14  # Chinese needs a third of the characters
    start = text[:length]
    at = text.find(start, length + 1) if len(text) > 3 * length else -1
    return at if at > 1.5 * length else None


def _drop_third_copy(second: str, first: str) -> str:
    """Return the second copy without a third."""
    third = second.find(first[:40], 41)
    return second[:third].rstrip() if third > 0 else second


def _passage(runs: list[Run], page: Page) -> Passage:
    """Return a text made whole if the page has the rest; reported open if the page shows it cut and lacks the rest.

    Args:
        runs: the text's runs, with its controls and the hidden text next to it.
        page: the page, whose data may contain the whole text.
    """
    parts = _parts(_drop_trailing_links(runs))
    shown, hidden, after = parts.shown, parts.hidden, parts.after
    if not shown.strip():
        text = hidden if hidden.strip() else after
        return Passage(text=tidy(text)[0])
    if hidden.strip() and (found := _with_hidden(parts)) is not None:
        return found
    if after.strip() and (parts.less or parts.dots or not parts.separate):
        start = without_marker(shown)
        if len(start.strip()) >= _SHORTEST_TEASER and is_prefix(tidy(start)[0], tidy(after)[0]):
            return replace(shown, after)
        return join(start if parts.dots or _ENDS_IN_DOTS.search(shown) else shown, after)
    is_cut = parts.dots or bool(_ENDS_IN_DOTS.search(shown))
    if (is_cut or parts.more is not None) and (whole := _whole_in_data(shown, runs, page)) is not None:
        return whole
    if parts.more is not None:
        link = parts.more.href
        leads = link is not None and leads_elsewhere(link)
        if is_cut or (leads and not _SENTENCE_END.search(shown)):
            return still_open(without_marker(shown), link if leads else None)
    elif parts.dots:
        return still_open(without_marker(shown))
    return Passage(text=tidy(shown)[0])


def _drop_trailing_links(runs: list[Run]) -> list[Run]:
    """Return a text's runs without short links after its last sentence ("add synopsis", "(view trailer)")."""
    end = len(runs)
    while end and (not any(char.isalnum() for char in runs[end - 1].text) or _is_short_link(runs[end - 1])):
        end -= 1
    before = _SEPARATORS_AT_END.sub("", "".join(run.text for run in runs[max(0, end - 4) : end])[-400:])
    tail = runs[end:]
    if not _SENTENCE_END.search(before) and not _ENDS_IN_DOTS.search(before):
        return runs
    marks = next((number for number, run in enumerate(tail) if run.control), len(tail))
    kept = [*runs[:end], *tail[:marks], *(run for run in tail[marks:] if _shows_or_hides(run))]
    if marks < len(tail) and end and _SEPARATORS_AT_END.search(runs[end - 1].text[-20:]):
        kept[end - 1] = copy.copy(runs[end - 1])
        kept[end - 1].text = _SEPARATORS_AT_END.sub("", runs[end - 1].text)
    return kept


def _is_short_link(run: Run) -> bool:
    return run.control and len(run.text) <= 30


def _shows_or_hides(run: Run) -> bool:
    return is_marker(run.text.strip(), "more", "less")


def _parts(runs: list[Run]) -> _Parts:
    """Divide a text's runs into what is shown, what is hidden and the controls."""
    parts = _Parts()
    started = False
    # Hiding elements around all of the text (a tab, a box that unfolds) do not hide a part of it.
    common: set[object] | None = None
    for run in runs:
        if run.text.strip() and not run.control:
            around = {element for element, _ in run.hiders}
            common = around if common is None else common & around
    for run in runs:
        hidden = hidden_by(one for one in run.hiders if one[0] not in (common or ()))
        text = run.edge + run.text if started else run.text
        short = run.text.strip()
        if not short:
            _append(parts, run, run.edge + (" " if run.text else ""), hidden)
            continue
        if run.control or run.alone:
            if is_marker(short, "more"):
                parts.more = parts.more or run
                continue
            if is_marker(short, "less"):
                parts.less = True
                continue
            if run.alone and _DOTS.match(short) and started:
                parts.dots = True
                continue
        elif (run.edge == "" or len(short) < 40) and not alphanumeric(short) and parts.more is not None:
            continue  # brackets around a control: "( ", " )"
        if run.tag in ("button", "input"):
            continue  # other controls are not text
        _append(parts, run, text, hidden)
        started = True
    return parts


def _append(parts: _Parts, run: Run, text: str, hidden: Hidden) -> None:
    """Add a run's text to the part that it belongs to."""
    if hidden == "yes" or (hidden and (parts.more is not None or parts.dots) and parts.shown):
        if not parts.hidden.strip() and run.text.strip():
            parts.same_line = run.edge == ""
        parts.hidden += text
        parts.surely_hidden = parts.surely_hidden or hidden == "yes"
    elif parts.more is not None and parts.shown.strip():
        if run.text.strip() and run.edge == "\n\n" and not parts.after.strip():
            parts.separate = True  # a separate paragraph after the control
        parts.after += text
    elif hidden and parts.shown.strip():
        parts.hidden += text
    else:
        parts.shown += text


def _with_hidden(parts: _Parts) -> Passage | None:
    """Repair forms 1 and 2; None if the hidden text does not belong to the text."""
    shown, hidden = parts.shown, parts.hidden
    start = without_marker(shown)
    teaser, whole = tidy(start)[0], tidy(hidden)[0]
    if len(teaser) >= _SHORTEST_TEASER and is_prefix(teaser, whole):
        return replace(shown, hidden)
    if len(whole) >= _SHORTEST_TEASER and is_prefix(tidy(without_marker(hidden))[0], tidy(shown)[0]):
        return Passage(text=tidy(shown)[0])  # the hidden text is the teaser: the page was saved unfolded
    if len(whole) < _SHORTEST_REST:
        return None
    if parts.more is not None or parts.less or parts.dots:
        cut = parts.dots or _ENDS_IN_DOTS.search(shown)
        return join(start if cut else shown, hidden)
    if not parts.surely_hidden:
        return Passage(text=tidy(shown + hidden)[0])  # a class alone does not prove that the text is hidden
    if parts.same_line and not _SENTENCE_END.search(shown):  # a script adds the control (Rotten Tomatoes 2011)
        return join(shown, hidden)
    return None


def _whole_in_data(shown: str, runs: list[Run], page: Page) -> Passage | None:
    """Repair form 5: take the whole text from an attribute of the text's elements, or from the page's data."""
    start = tidy(without_marker(shown))[0]
    if len(start) < 2 * _SHORTEST_TEASER:
        return None
    for run in runs:
        for name, value in run.attributes.items():
            if (
                isinstance(value, str)
                and len(value) > len(start)
                and _TEXT_ATTRIBUTE.match(name)
                and is_prefix(start, tidy(value)[0])
            ):
                return replace(shown, value, by="embedded_data")
    candidates = list(page.memo("long texts in data", lambda: _long_texts(page)))
    if not _SENTENCE_END.search(start):  # after a whole text, the head's description continues with the site's words
        metas = (page.meta(name) for name in ("description", "og:description", "twitter:description"))
        candidates += [unescaped(text) for text in metas if text]
    for known in candidates:
        lead = known.find(start[:30], 0, 140)  # "Title (1999): Text", Yahoo 2010
        text = known[lead:] if lead > 0 else known
        cut_there = _DOTS_NEXT.match(text, len(start))
        if len(text) > len(start) + 3 and not cut_there and is_prefix(start, text):
            return replace(shown, text, by="embedded_data")
    return None


_STATE = re.compile(r"=(?=\s{0,3}\{[\"'])(?:(?<=[\w$.]=)|(?<=[\w$.]\s=)|(?<=[\w$.]\s\s=)|(?<=[\w$.]\s\s\s=))\s{0,3}")
_LARGEST_DATA = 3 << 20


def _long_texts(page: Page) -> list[str]:
    """Return the distinct long texts in the page's data: JSON-LD, JSON scripts, state that scripts assign."""
    found: dict[str, None] = {}
    data: list[object] = list(page.json_ld)
    for node in page.all("script"):
        source = node.script
        kind = (node.attr("type") or "").lower()
        if not 60 < len(source) <= _LARGEST_DATA or "ld+json" in kind:
            continue
        if "json" in kind or source.lstrip()[:1] in "{[":
            data.append(parse_json(source, "data", lambda code, message: None))
        elif match := _STATE.search(source[:4000]):
            data.append(parse_json(source[match.end() :], "app state", lambda code, message: None))
    while data and len(found) < 5000:
        one = data.pop()
        if isinstance(one, str):
            if len(one) > 40:
                from filmdig.parsers.generic.items import strip_markup

                found[strip_markup(unescaped(one), page)] = None
        elif isinstance(one, list):
            data += one
        elif isinstance(one, dict):
            data += one.values()
    return list(found)
