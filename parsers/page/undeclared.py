"""Guess the charset of a page that declares none and is not UTF-8, from its language and its text.

Before UTF-8, sites in a given language used one or two charsets. chardet distinguishes them by the order of the letters. If a
page has too little text for that, the language that it states, or that of its host's country domain, decides.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

import msgspec

from filmdig.parsers.page.document import host_of
from filmdig.parsers.page.source import HEAD, source_url

#: Charsets by language, the most likely first, as Python's codec names. All other languages have windows-1252.
LIKELY: Final = {
    **dict.fromkeys(("ru", "be", "bg", "mk"), ("cp1251", "koi8-r", "cp866")),
    **dict.fromkeys(("uk",), ("cp1251", "koi8-u")),
    **dict.fromkeys(("sr",), ("cp1251", "cp1250", "iso8859-2")),
    **dict.fromkeys(("cs", "sk", "pl", "hu", "hr", "sl", "ro", "bs", "sq"), ("cp1250", "iso8859-2")),
    **dict.fromkeys(("lt", "lv", "et"), ("cp1257", "iso8859-13", "iso8859-4")),
    "tr": ("cp1254",),
    "el": ("cp1253", "iso8859-7"),
    "he": ("cp1255", "iso8859-8"),
    "iw": ("cp1255", "iso8859-8"),
    **dict.fromkeys(("ar", "fa", "ur"), ("cp1256", "iso8859-6")),
    "th": ("cp874",),
    "vi": ("cp1258",),
    "ja": ("cp932", "euc_jp"),
    "ko": ("cp949",),
    "zh": ("gb18030", "big5hkscs"),
    **dict.fromkeys(("zh-tw", "zh-hk", "zh-mo", "zh-hant"), ("big5hkscs", "gb18030")),
}

#: Languages by top-level domain.
_COUNTRIES: Final = {
    "by": "be",
    "ua": "uk",
    "cz": "cs",
    "rs": "sr",
    "ba": "bs",
    "si": "sl",
    "ee": "et",
    "gr": "el",
    "il": "he",
    "ir": "fa",
    "vn": "vi",
    "jp": "ja",
    "kr": "ko",
    "cn": "zh",
    "tw": "zh-tw",
    "hk": "zh-hk",
    "mo": "zh-mo",
    "su": "ru",
    "kz": "ru",
    **{same: same for same in ("ru", "bg", "mk", "sk", "pl", "hu", "hr", "ro", "lt", "lv", "tr", "th")},
}

_CANDIDATES: Final = sorted({codec for codecs in LIKELY.values() for codec in codecs} | {"cp1252"})
_LATIN: Final = frozenset(("cp1250", "cp1252", "cp1254", "cp1257", "cp1258", "iso8859-2", "iso8859-4", "iso8859-13"))
#: Python's codecs by chardet's names, where they differ.
_CODECS: Final = {"euc_jis_2004": "euc_jp", "euc_kr": "cp949", "shift_jis_2004": "cp932"}
_NOT_LATIN: Final = {*_CANDIDATES} - {"euc_jp"} - _LATIN | {*_CODECS}

_LANGUAGE: Final = re.compile(
    rb"<(?:html|body)\b[^<>]{0,600}?\s(?:xml:)?lang\s*=\s*[\"']?([A-Za-z]{2,3}(?:[-_][A-Za-z]{2,8})?)"
    rb"|content-language[\"']?\s{1,9}content\s*=\s*[\"']?([A-Za-z]{2,3}(?:[-_][A-Za-z]{2,8})?)",
    re.IGNORECASE,
)
_HOST: Final = re.compile(rb"https?://([a-z0-9.-]{4,80})")
_LANGUAGE_WITHIN: Final = 8192
_TAG: Final = re.compile(rb"<[^<>]*>")
_ASCII: Final = bytes(range(128))
# Pairs of letters beyond ASCII, without windows-1252's quotes, dashes and signs: those are next to letters in western texts too.
_PAIRS: Final = re.compile(rb"[^\x00-\x7f\x80\x85\x91-\x97\x99\xa0\xa9\xab\xae\xb0\xb7\xbb]{2}")
_SAMPLE: Final = 200_000

#: The letters beyond ASCII of languages that windows-1252 was made for.
_WESTERN: Final = (
    frozenset("àâæçéèêëîïôœùûüÿ"),  # French
    frozenset("äöüß"),  # German
    frozenset("áéíñóúü"),  # Spanish
    frozenset("ãáàâçéêíóôõúü"),  # Portuguese
    frozenset("àèéìíîòóùú"),  # Italian
    frozenset("äåö"),  # Swedish
    frozenset("äåöšž"),  # Finnish
    frozenset("æøåéüò"),  # Danish
    frozenset("åäöæøé"),  # Norwegian
    frozenset("áðéíóúýþæö"),  # Icelandic
    frozenset("àçèéíïòóúü"),  # Catalan
    frozenset("áàâéèêëïíîóöôúüû"),  # Dutch
    frozenset("êéèôûöëáâîïú"),  # Afrikaans
    frozenset("áéíóúàèìòù"),  # Gaelic
    frozenset("êîôûŵŷâïäëöü"),  # Welsh
    frozenset("äöüõšž"),  # Estonian
)
#: From this many letters on, this share of them should belong to one western language.
_ENOUGH_LETTERS: Final = 5
_MOST: Final = 2 / 3
#: Inside a word: bytes that windows-1252 does not define, and its signs that are letters in other charsets.
_NO_LETTER: Final = re.compile(rb"[A-Za-z](?:[\x81\x8d\x8f\x90\x9d]|[\xa1-\xac\xae-\xb3\xb5\xb6\xb8-\xbf\xd7\xf7][a-z])")

#: A text with more letters beyond ASCII than this has more than one foreign word.
_ONE_WORD: Final = 8
#: With this many letters beyond ASCII or fewer, their order is no evidence.
_FEW: Final = 24
#: The share of letters beyond ASCII that are next to another one: lower in Latin script, higher in any other script.
_LATIN_RUN: Final = 0.35
_NOT_LATIN_RUN: Final = 0.6
#: chardet's confidences above which it was right on every page tried; it was wrong up to 0.055 and 0.059.
_SURE_OF_LATIN: Final = 0.1
_SURE_OF_NOT_LATIN: Final = 0.06
_PERHAPS_NOT_WESTERN: Final = 0.06


class Guess(msgspec.Struct, frozen=True):
    """The likely charset of a page that declares none.

    Attributes:
        codec: the name of Python's codec.
        language: whether it rests on a stated language or on the text itself; otherwise it is only the fallback.
        doubtful: whether the decoded text does not look like a language.
    """

    codec: str
    language: bool
    doubtful: bool


def guess(body: bytes, url: str | None = None) -> Guess:
    """Guess the charset of a page.

    Args:
        body: the page's bytes, which are not UTF-8.
        url: the page's address, if it is known.
    """
    own = url or source_url(body[:HEAD].decode("latin-1"))
    language = stated_language(body) or _language_of_host(host_of(own) or _most_frequent_host(body))
    likely = LIKELY.get(language) or LIKELY.get(language.split("-")[0]) or ()
    text = _text_of(body)
    high = _above_ascii(text)
    runs = 2 * len(_PAIRS.findall(text)) / max(1, high)
    if not likely and runs < _LATIN_RUN and (language or high <= _FEW):
        return Guess("cp1252", language=False, doubtful=not _reads_western(text))
    among = {"cp1252", *(_LATIN if runs < _NOT_LATIN_RUN else ()), *(_NOT_LATIN if runs > _LATIN_RUN else ())}
    found, confidence = _detected(text, among)
    if found in likely and _reads(text, found):
        return Guess(found, language=True, doubtful=False)
    if found == "cp1252":
        sure = False
    else:
        sure = confidence > (_SURE_OF_LATIN if found in _LATIN else _SURE_OF_NOT_LATIN) and high > _FEW and _reads(text, found)
    for codec in likely:
        if _reads(text, codec):
            # Either the text is too short for chardet, or the page is not in the language that it states.
            return Guess(found if sure else codec, language=True, doubtful=sure)
    if sure or (found not in _LATIN and runs > _NOT_LATIN_RUN and high > _FEW and _reads(text, found)):
        return Guess(found, language=True, doubtful=not sure)
    other = found != "cp1252" and confidence > _PERHAPS_NOT_WESTERN and high > _FEW
    doubtful = bool(likely) or other or (runs > _LATIN_RUN and high > _ONE_WORD) or not _reads_western(text)
    return Guess("cp1252", language=False, doubtful=doubtful)


def stated_language(body: bytes) -> str:
    """Return the language that a page's source states, lower case; an empty string if it states none."""
    match = _LANGUAGE.search(body, 0, _LANGUAGE_WITHIN)
    return (match[1] or match[2]).decode().lower().replace("_", "-") if match else ""


def _language_of_host(host: str | None) -> str:
    return _COUNTRIES.get(host.rpartition(".")[2], "") if host else ""


def _above_ascii(text: bytes) -> int:
    return len(text.translate(None, _ASCII))


def _most_frequent_host(body: bytes) -> str | None:
    """Return the host that occurs most often in a page, which is nearly always its own."""
    hosts = Counter(_HOST.findall(body, 0, _SAMPLE)).most_common(1)
    return hosts[0][0].decode() if hosts else None


def _text_of(body: bytes) -> bytes:
    """Return a page's visible text; its whole source if the letters beyond ASCII are only in scripts."""
    pieces = body.split(b"<script")
    shown = b" ".join((pieces[0], *(piece.partition(b"</script")[2] for piece in pieces[1:])))
    text = _TAG.sub(b" ", shown)
    if _above_ascii(text) < _FEW:
        text = body
    lines = [line for line in text.split() if not line.isascii()] if len(text) > _SAMPLE else None
    return (b" ".join(lines) if lines is not None else b" ".join(text.split()))[:_SAMPLE]


def _detected(text: bytes, among: set[str]) -> tuple[str, float]:
    import chardet  # its models load slowly, and hardly any page needs them

    found = chardet.detect(text, compat_names=False, include_encodings=among, no_match_encoding="cp1252")
    name = found["encoding"] or "cp1252"
    return _CODECS.get(name, name), found["confidence"]


def _reads_western(text: bytes) -> bool:
    """Return whether a text can be in windows-1252: its letters belong to one western language, except some in foreign names."""
    if _NO_LETTER.search(text):
        return False
    letters = [letter for letter in text.decode("cp1252", "replace").lower() if letter.isalpha() and not letter.isascii()]
    if len(letters) < _ENOUGH_LETTERS:
        return True
    return max(sum(letter in one for letter in letters) for one in _WESTERN) >= len(letters) * _MOST


def _reads(text: bytes, codec: str) -> bool:
    """Return whether a text can be in an encoding: few bytes are undefined, no letter dominates, and most are not capitals."""
    words = text.decode(codec, "replace")
    letters = Counter(letter for letter in words if letter.isalpha() and not letter.isascii())
    count = letters.total()
    if words.count("\ufffd") * 50 > count or (count > _FEW and letters.most_common(1)[0][1] * 2 > count):
        return False
    upper = sum(number for letter, number in letters.items() if letter.isupper())
    lower = sum(number for letter, number in letters.items() if letter.islower())
    return upper <= lower + _FEW
