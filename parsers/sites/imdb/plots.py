"""Texts on IMDb's pages: the header's short plot, the Storyline below it with its author, and spoiler warnings."""

from __future__ import annotations

import re
from collections.abc import Callable

import msgspec

from filmdig.parsers.layouts.cuts import Passage, is_prefix, replace, still_open, without_marker
from filmdig.parsers.layouts.values import tidy
from filmdig.parsers.page.node import Node
from filmdig.parsers.record.page_record import OtherSynopsis

STORYLINE = "Storyline"


class Plots(msgspec.Struct):
    """A title page's plot texts: the one that becomes the synopsis, and the others."""

    synopsis: Passage | None = None
    others: list[OtherSynopsis] = []


def whole_text(node: Node, drop: str | None = None) -> Passage | None:
    """Return a text that is not cut, with its line breaks; a double `<br>` separates paragraphs."""
    raw, _ = node.raw_text(drop=node.all(drop) if drop else ())
    text = tidy(raw)[0]
    return Passage(text=text) if text else None


def plots(shown: Node | None, link: str, below: Callable[[], Node | None], drop: str = "em, .see-more") -> Plots:
    """Return the plots of a header's short text and the Storyline: a different text, the same, or the whole of a cut one.

    Args:
        shown: the header's text.
        link: selects the marker in it ("See full summary").
        below: finds the Storyline's paragraph.
        drop: selects what is not part of the Storyline: its author, links.
    """
    marker = shown.first(link) if shown is not None else None
    storyline = below()
    return choose_plots(
        header_text(shown, marker),
        marker is not None,
        marker.attr("href") if marker is not None else None,
        whole_text(storyline, drop) if storyline is not None else None,
        author_of(storyline) if storyline is not None else None,
    )


def header_text(shown: Node | None, marker: Node | None) -> str:
    """Return the header's text without its marker; empty where it invites the reader to write one."""
    if shown is None:
        return ""
    if marker is None:
        text = tidy(shown.raw_text(drop=shown.all(".see-more"))[0])[0]
        return "" if is_invitation(text) else text
    return without_marker(tidy(without_marker(shown.raw_text(drop=[marker])[0]).rstrip(" »\n\xa0"))[0])


def choose_plots(header: str, cut: bool, link: str | None, storyline: Passage | None, author: str | None) -> Plots:
    """Choose which of the two texts is the synopsis, and keep the other one if it differs.

    Args:
        header: the header's text, without its marker.
        cut: whether the header shows it cut.
        link: the page's link to the rest of the header's text.
        storyline: the Storyline.
        author: the Storyline's author.
    """
    if storyline is not None and is_invitation(storyline.text):
        storyline = None
    if storyline is not None:
        if _is_cut(storyline.text):
            storyline = still_open(without_marker(storyline.text))
        storyline.credit = author
    if not header:
        return Plots(storyline)
    if cut:
        if storyline is not None and is_prefix(header, storyline.text):
            whole = storyline
            if storyline.state is None:
                whole = replace(header, storyline.text)
            whole.credit, whole.full_text_url = author, link if whole.state == "open" else None
            return Plots(whole)
        return Plots(still_open(header, link), _others(storyline))
    uncut = storyline.text if storyline is not None and storyline.state is None else None
    if uncut is not None and is_prefix(header, uncut) and is_prefix(uncut, header):
        return Plots(Passage(text=header, credit=author))
    return Plots(Passage(text=header), _others(storyline))


def _others(storyline: Passage | None) -> list[OtherSynopsis]:
    if storyline is None:
        return []
    return [OtherSynopsis(text=storyline, credit=storyline.credit, name=STORYLINE)]  # type: ignore[arg-type]


# Where nobody has written a plot: "Add a Plot »", "Add Full Plot | Add Synopsis", "Know what this is about? Be the first one …"
_INVITATION = re.compile(
    r"(?:Add (?:a |Full )?(?:Plot|Synopsis|Summary)|Know what this is about|It looks like we don't have)", re.IGNORECASE
)


def is_invitation(text: str) -> bool:
    """Return whether a text only invites the reader to write a plot."""
    return _INVITATION.match(text) is not None


def _is_cut(storyline: str) -> bool:
    """Return whether the server cut the Storyline: after 1000 characters, with dots but without a link (2011 to 2019)."""
    return storyline.endswith("...") and 990 <= len(storyline) <= 1003


_AUTHOR = re.compile(r"(?:Written by\s*|[—–-]\s*)(.+)")


def author_of(text: Node, element: str = "em") -> str | None:
    """Return a summary's author, who has a separate element: ``Written by NAME``, ``—NAME``."""
    node = text.first(element)
    match = _AUTHOR.match(node.text) if node is not None else None
    return match[1].strip() if match else None


_SPOILERS = re.compile(r"\*\*\* ?This (?:review|comment) may contain spoilers|Warning: Spoilers")


def spoiler_warning(node: Node) -> bool | None:
    """Return True if a review has a spoiler warning; None without one, as that proves nothing."""
    # Few have one: look for the letters before tidying the text, which takes longer.
    return True if "poilers" in node.script and _SPOILERS.search(node.text) else None
