"""The languages of a film as cinema programmes print them, unlabelled: "Mandarin and Taiwanese with English subtitles"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from filmdig.parsers.generic.evidence import Evidence
from filmdig.parsers.generic.facts import is_language
from filmdig.parsers.generic.statement import STRONG, Statement
from filmdig.parsers.generic.word_patterns import WordCounter

#: The most characters of such a block.
_LONGEST = 80
_SUBTITLES = WordCounter(
    ("subtit", "untertit", "sous-tit", "sottotit", "subtít", "ondertit", "legendado", "legendas", "napisami")
)
_SPOKEN = re.compile(
    r"(?:in |en |auf )?(?P<languages>[^\W\d_][^()\[\]|.;:]{2,50}?),? (?:with (?:\w{3,12} )?subtitles|"
    r"mit (?:\w{3,14} )?untertiteln?|sous-titrée?s? (?:en )?\w{3,12}|"
    r"con subtítulos (?:en|al) \w{3,12}|con sottotitoli (?:in )?\w{3,12}|met \w{4,14} ondertitel(?:s|ing)|"
    r"(?:com legendas|legendado) em \w{3,12}|z \w{4,12} napisami)",
    re.IGNORECASE,
)
_AND = re.compile(r", and |, | and | & | und | et | y | e | en | i |/")


def spoken(evidence: Evidence) -> Iterator[Statement]:
    """Yield the languages in a short block that ends with the subtitles' language; nothing if several blocks differ."""
    found: dict[tuple[str, ...], str] = {}
    for block in evidence.model.body:
        if len(block.text) > _LONGEST or not _SUBTITLES.any(block.text.casefold()):
            continue
        match = _SPOKEN.fullmatch(block.text.strip(" ()[]."))
        languages = tuple(part for part in _AND.split(match["languages"]) if part) if match else ()
        if languages and all(map(is_language, languages)):
            found.setdefault(languages, block.text)
    if len(found) == 1:
        for languages, text in found.items():
            yield Statement("languages", list(languages), "subtitles", f"block {text!r}", STRONG)
