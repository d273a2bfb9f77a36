"""Writing untrusted text as HTML: everything is escaped, shortened with a note, and isolated from the text around it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape
from urllib.parse import urlsplit

# Characters that HTML or XML cannot hold, and halves of surrogate pairs, which UTF-8 cannot.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# Characters that change the direction of the text after them, by which an address can look like another one.
_BIDI_CONTROLS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_LINKED = re.compile(r"https?://[^\s\\]+", re.IGNORECASE)

LONGEST_URL = 2000


def clean(text: str) -> str:
    """Return a text without characters that HTML cannot hold."""
    return _UNPRINTABLE.sub("\ufffd", text)


def shortened(text: str, most: int = 300) -> str:
    """Return a text; if it is too long, its beginning with a note of how many characters are left out."""
    if len(text) <= most:
        return clean(text)
    return f"{clean(text[:most])} […{len(text) - most:,} more characters]"


def plain(text: object, most: int = 300) -> str:
    """Return a text as HTML, isolated in ``<bdi>`` so that right-to-left text does not affect what is around it."""
    return f"<bdi>{escape(shortened(str(text), most))}</bdi>"


def safe_url(url: str | None) -> str | None:
    """Return the address if it may be linked to: http or https, with a host, and without characters that disguise it."""
    if not url or len(url) > LONGEST_URL or not _LINKED.fullmatch(url) or _BIDI_CONTROLS.search(url) or _UNPRINTABLE.search(url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.hostname and parts.username is None else None


def address(url: str | None, shown: str | None = None) -> str:
    """Return a link, or the address as text if it may not be linked to."""
    if not url:
        return ""
    linked = safe_url(url)
    if linked is None:
        visible = _BIDI_CONTROLS.sub(lambda found: f"[U+{ord(found[0]):04X}]", url[: LONGEST_URL + 1])
        return f'<span class="url">{plain(visible, 200)}</span>'
    return f'<a class="url" href="{escape(linked)}" rel="noreferrer nofollow">{plain(shown or linked, 120)}</a>'


def share(part: int, whole: int) -> str:
    """Return a share in whole percent; it is 0 % or 100 % only if that is exact."""
    if not whole:
        return "–"
    percent = 100 * part / whole
    if 0 < percent < 1:
        return "&lt;1 %"
    if 99 < percent < 100:
        return "&gt;99 %"
    return f"{percent:.0f} %"


def table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]], *, numbers: int = 0) -> str:
    """Return a table in a scrolling box.

    Args:
        caption: the caption, as plain text.
        heads: the columns' headings, as plain text.
        rows: the cells, as HTML; the first of each row is its heading.
        numbers: the number of columns, counted from the right, that hold numbers.
    """
    first_number = len(heads) - numbers
    head = "".join(
        f'<th scope="col"{_number(place >= first_number)}>{escape(heading)}</th>' if heading else "<td></td>"
        for place, heading in enumerate(heads)
    )
    body = "".join(f"<tr>{_cells(row, first_number)}</tr>\n" for row in rows)
    label = escape(caption)
    inside = f"<caption>{label}</caption>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>"
    return f'<div class="wide" role="region" aria-label="{label}" tabindex="0"><table>{inside}</table></div>\n'


def _cells(row: Sequence[str], first_number: int) -> str:
    heading, *cells = row
    return f'<th scope="row">{heading}</th>' + "".join(
        f"<td{_number(place >= first_number)}>{cell}</td>" for place, cell in enumerate(cells, 1)
    )


def _number(is_number: bool) -> str:
    return ' class="n"' if is_number else ""


def listed(pairs: Iterable[tuple[str, str]]) -> str:
    """Return a description list, without names that have no value.

    Args:
        pairs: each name as plain text, and its value as HTML.
    """
    return "<dl>" + "".join(f"<div><dt>{escape(name)}</dt><dd>{value}</dd></div>" for name, value in pairs if value) + "</dl>"


def paragraphs(text: str) -> str:
    """Return a text as HTML with its line breaks."""
    return escape(clean(text)).replace("\n", "<br>")
