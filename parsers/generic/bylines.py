"""Authors in printed bylines."""

from __future__ import annotations

import re

from filmdig.parsers.generic.people import is_name
from filmdig.parsers.page.plain_text import one_line

_BY = (
    r"(?:(?:film |movie |dvd |full |a )?(?:review(?:ed)?|written|story|posted|published|words|text|article|critique|kritik|"
    r"crítica|rezension|reseña|recensione|recenzja|"
    r"recenze|recension|anmeldelse|artículo|artigo|articolo|rédigé|écrit|escrito|scritto|geschrieben|skriven|skrevet|"
    r"napisał[ay]?|рецензия|автор|текст|"
    r"рецензент|критик|pisze|autor(?:ka)?|auteur|autore|författare|forfatter|skribent|szerző|author|reviewer|yazar|yazan|作者|"
    r"文|撰文|글|기자)\s*+(?:[:：/／|]|realizado|publicado|)\s*+)?"
    r"(?:by|von|par|por|di|da|av|af|door|przez|od|napisał|írta|de|автор)?"
)
_BYLINE = re.compile(rf"^\W*+{_BY}(?:\s*+[:：/])?+\s*+(?<=\s)(?=\S)", re.IGNORECASE)
_PLAIN_BY = re.compile(
    r"^[\s\W]*(?:(?:by|von|par|por|di|av|af|door|przez)\s|(?:autor(?:ka)?|auteur|autore|автор|text|author|reviewer|"
    r"critic)\s?[:：]|(?:作者|撰文|글)\s?[:：]?|"
    r"文\s?[/／:：])\s*(?=\S)",
    re.IGNORECASE,
)
_NICKNAME = re.compile(r"(?<!\s)\s*+[\"“”«»][^\"“”«»]{1,30}[\"“”«»]\s*+")
_AFTER_NAME = re.compile(
    r"(?<!\s)(?:[^\S\n]*+\n|\s*+(?:[|•·,;(\[/]|(?<=\s)[–—-]\s|(?<=\s)(?:on|am|le|el|il|em|den|dne|at|in|for|"
    r"and published|published|posted|updated|special to|staff|of the|film critic|movie critic|"
    r"critic|correspondent|times|@)\b|(?<=\s)\d|—)).*",
    re.IGNORECASE | re.DOTALL,
)
_TITLE = re.compile(r"^(?:dr\.?|prof\.?|mr\.?|mrs\.?|ms\.?)\s+", re.IGNORECASE)
_NOT_AUTHORS = re.compile(
    r"\b(?:admin|editor|editors|staff|team|redaktion|redacción|rédaction|redazione|redakcja|guest|anonymous|webmaster|press|"
    r"agency|news|magazine|times|"
    r"post|inc|ltd|gmbh|com|www|http|user|author|unknown|undefined|null|critic|review|film|movie|cinema|editorial)\b|影评|影評|电影|電影|レビュー|映画|리뷰|영화",
    re.IGNORECASE,
)


_POSTED = re.compile(
    r"\b(?:posted|published|written|veröffentlicht|publié|publicado|pubblicato)\b[^|]{3,60}?\s(?:by|von|par|por|da)\s(\S.{2,50})$",
    re.IGNORECASE,
)


def clean_author(text: str | None) -> str | None:
    """Return a printed author's name, cleaned; None if the text is not a name."""
    name = _TITLE.sub("", one_line(text or "")).strip(" ,;:|–—-•·")
    if not 2 <= len(name) <= 60 or name.startswith(("http", "@", "/")) or "@" in name:
        return None
    without = one_line(_NICKNAME.sub(" ", name))
    if not without or not is_name(without.title() if without.isupper() else without) or _NOT_AUTHORS.search(without):
        return None
    return name if len(without.split()) <= 5 else None


_HANDLE = re.compile(r"[a-z][\w.-]{2,29}")


def handle(text: str) -> str | None:
    """Return the user name of a member ("lampkeeper7"), for a text that the markup marks as an author; None if it is not one."""
    name = one_line(text)
    return name if _HANDLE.fullmatch(name) and not _NOT_AUTHORS.search(name) else None


def author_in(text: str, *, sure: bool = False) -> str | None:
    """Return the author named in a short line: "By NAME, Times Film Critic", "Review by NAME | posted …", "NAME — 1/17/2008".

    Args:
        text: the line.
        sure: whether the markup marks the line as a byline. Then a bare name is enough.
    """
    text = one_line(text)
    if len(text) > 160:
        return None
    if (posted := _POSTED.search(text)) is not None and any(char.isdigit() for char in text):
        return clean_author(_first_name(posted[1]))
    led = _PLAIN_BY.match(text) or _byline_lead(text)
    if led is not None:
        found = clean_author(_first_name(text[led.end() :]))
        # "Crítica de Cine" names nobody. A name of one word is accepted only if it is marked up, or in scripts without spaces.
        return found if found and (sure or " " in found or not found[0].isupper()) else None
    if sure:
        found = clean_author(_first_name(text.lstrip("—–-~ ")))
        return found if found and (" " in found or not any(char.isdigit() for char in text)) else None  # "Thursday 24 April"
    if (dashed := re.match(r"^[—–~-]{1,2}\s?(.{3,40})$", text)) is not None:
        return clean_author(dashed[1])
    return None


def _byline_lead(text: str) -> re.Match[str] | None:
    match = _BYLINE.match(text)
    return match if match is not None and any(char.isalpha() for char in match[0]) else None


def _first_name(text: str) -> str:
    shorter = _AFTER_NAME.sub("", text, count=1)
    return shorter if shorter.strip() else text
