"""Sentences that name the film's makers and its year: "directed by N", "un film de N", "N's 2010 film", "《T》...导演N"."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from itertools import islice

from filmdig.parsers.generic.evidence import Evidence
from filmdig.parsers.generic.facts import is_country
from filmdig.parsers.generic.people import split_people
from filmdig.parsers.generic.statement import STRONG, WEAK, Statement
from filmdig.parsers.generic.titles import body_headings, head_titles, quoted
from filmdig.parsers.generic.vocabulary import alternatives, labels, words
from filmdig.parsers.generic.word_patterns import WordCounter, WordPattern
from filmdig.parsers.record.page_record import CastMember, Person

_UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆĈĊČĎĐĒĔĖĘĚĜĞĠĢĤĦĨĪĬĮİĴĶĹĻĽĿŁŃŅŇŊŌŎŐŒŔŖŘŚŜŞŠŢŤŦŨŪŬŮŰŲŴŶŸŹŻŽΑ-ΩА-ЯЁЄІЇҐ"
# A capital and a full stop are an initial unless a new sentence follows: "Directed by X. With A. Marsh".
_NEXT = r"(?:With|Starring|Stars|Featuring|Written|Produced|Screenplay|Cast|Avec|Mit|Con|An?(?!\.)|The)\b"
_INITIAL = rf"[{_UPPER}]\.(?! {_NEXT})"
_PART = rf"(?:{_INITIAL}|[{_UPPER}][^\W\d_]*+(?:(?!['’]s(?![^\W\d_]))['’\-][^\W\d_]++)*+)"
_SMALL = r"(?:(?:de|da|di|du|del|della|dos|den|der|la|le|van|von|y|af|av|el|al|bin|ten|ter|zu) )"
_NAME = rf"{_PART}(?: {_SMALL}{{0,2}}{_PART}){{1,3}}"
_NAMES = rf"{_NAME}(?:(?:, and |, | and | & | et | und | e | y | и | og | och | en | i ){_NAME}){{0,7}}"
_HEBREW_OR_ARABIC_NAME = r"[֐-׿؀-ۿ][^\W\d_]+(?: [֐-׿؀-ۿ][^\W\d_]+){1,2}"
#: Blocks that are searched for sentences, and the fewest characters of such a block if it is ASCII.
_MOST_TEXTS = 40
_SHORTEST_TEXT = 60
_CJK_NAME = r"(?:[\u4e00-\u9fff]{2,4}?|[\u4e00-\u9fff\u30a0-\u30ff]{1,8}[·・][\u4e00-\u9fff\u30a0-\u30ff·・]{1,12})"
_CJK = (
    re.compile(rf"(?:导演|導演|監督)\s?[:：是]?\s?(?![一二的之]|为首|為首)({_CJK_NAME})(?=[执執导導的与和、，,。；\s及《]|$)"),
    re.compile(rf"(?:由|是|[，。、]|^)({_CJK_NAME})(?:是本片的?导演|执导|執導|导演的|監督作品|担任(?:动画)?导演|擔任導演)"),
    re.compile(r"由([\u4e00-\u9fff]{2,4}?)担任\w{0,4}导演"),
)


@functools.cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """Return the patterns of sentences that name a director, built from `words.toml`."""
    directed = alternatives("sentence", "directed")
    maker, work = alternatives("sentence", "maker"), alternatives("sentence", "work")
    return {
        "directed": re.compile(rf"(?<![^\W_])(?i:{directed})\s+(?:(?:the|le|la|el) )?(?:({_NAMES})|({_HEBREW_OR_ARABIC_NAME}))"),
        "maker": re.compile(rf"(?<![^\W_])(?i:{maker})(?: and (?:\w+ ){{1,2}}|[,:]? |/\w+ )({_NAME})(?!\s+{_PART})"),
        "owner": re.compile(rf"(?<![^\W_])({_NAME})(?:['’]s?|s['’]) (?:[\w’'-]+,? ){{0,5}}(?i:{work})(?![^\W_])"),
    }


@functools.cache
def _starring() -> WordPattern:
    """Return the pattern of names after a word such as "starring"."""
    forms = {form for word in words("sentence", "starring") for form in (word, word[:1].upper() + word[1:])}
    longest_first = sorted(forms, key=lambda form: (-len(form), form))
    return WordPattern(rf"(?<![^\W_])(?:{'|'.join(map(re.escape, longest_first))})[:]? ({_NAMES})", forms)


@functools.cache
def _needed_words(kind: str) -> WordCounter:
    """Return the words that a pattern needs: they are many times as fast to look for as the pattern."""
    return WordCounter(words("sentence", "work" if kind == "owner" else kind))


def sentences(evidence: Evidence) -> Iterator[Statement]:
    """Yield the makers, year, runtime and cast that the description and the first paragraphs state."""
    texts = _texts(evidence)
    if not texts:
        return
    everything = " ".join(text for _, text in texts)
    lowered = [text.casefold() for _, text in texts]
    directed = list(_directors(texts, lowered, everything, ("directed",)))
    if any(one.strength >= STRONG for one in directed):
        yield from directed
    else:
        yield from list(_owner(evidence, texts)) or (*directed, *_directors(texts, lowered, everything, ("maker", "owner")))
    yield from _year(evidence, texts)
    for place, text in texts[:12]:
        if match := _CJK_WRITER.search(text):
            yield Statement("writers", [Person(name=match[1])], "sentences", f"{match[0]!r} in {place}", STRONG)
            break
    for place, text in texts[:20]:
        if _MINUTES.search(text) and (match := _LASTS.search(text)) is not None:
            yield Statement("runtime_minutes", int(match[1]), "sentences", f"{match[0]!r} in {place}", STRONG)
            break
    for place, text in texts[:6]:
        if (match := _starring().search(text)) and len(found := split_people(match[1]).people) > 1:
            directed_by = _patterns()["directed"].search(text[: match.start()])
            strength = STRONG if len(found) > 2 or (directed_by is not None and match.start() - directed_by.end() < 30) else WEAK
            yield Statement("cast", [CastMember(name=one.name) for one in found], "sentences", place, strength)
            break


OWNER = "the title's owner: "
_CJK_WRITER = re.compile(
    r"(?:剧本|劇本|编剧)由(?:[^，。、由]{0,6}(?:作者|作家))?([\u4e00-\u9fff]{2,5}?)(?:编写|撰写|創作|创作|执笔|負責|负责)"
)
_LASTS = re.compile(
    r"\b(?:dura|runs(?: for)?|läuft|dure|clocks in at|tiene una duración de|tem duração de|trwa|kestää|varer|varar|duurt)\s"
    r"(?:unos|about|etwa|ca\.?|around|environ|circa|cerca de)?\s?(\d{2,3})\s(?:minut|min\b|Minuten)",
    re.IGNORECASE,
)
#: Every match of `_LASTS` contains this, and it is fifty times as fast to look for.
_MINUTES = re.compile(r"\d\s[mM][iI][nN]")
_POSSESSIVE = re.compile(r"\b(?:its|the film['’]s|the movie['’]s)\s$", re.IGNORECASE)
_OF_A_BOOK = re.compile(
    r"\b(?:novels?|books?|comics?|plays?|stor(?:y|ies)|memoirs?|musical|adapt\w{0,8}|based|original|manga|series)\b",
    re.IGNORECASE,
)
_OWNED = re.compile(rf"(?<![^\W_])({_NAME})(?:['’]s?|s['’]) (?:[\w’'-]+,? ){{0,4}}[\"“'‘]?\Z")
#: Characters before a title within which its owner's name may begin.
_REACH = 200
#: Occurrences of a title, and years in brackets, that are looked at in one text: a page may have thousands.
_MOST_PLACES = 5
_MOST_YEARS = 20


def _owner(evidence: Evidence, texts: list[tuple[str, str]]) -> Iterator[Statement]:
    """Yield the director N of "N's T" or "N's last film, T"."""
    whole = {one.text for one in (*head_titles(evidence)[:4], *body_headings(evidence)[:2])}
    titles = whole | {title.partition(": ")[0] for title in whole}
    for title in sorted((title for title in titles if 1 < len(title) <= 60), key=lambda title: (-len(title), title)):
        for place, text in texts:
            for at in islice(_occurrences(text, title), _MOST_PLACES):
                if (match := _OWNED.search(text, max(0, at - _REACH), at)) is None:
                    continue
                end = at + len(title)
                if _OF_A_BOOK.search(text[max(0, match.start() - 40) : end + 12]):
                    return
                quote = text[match.start() : end][:60]
                yield Statement("directors", [Person(name=match[1])], "sentences", f"{OWNER}{quote!r} in {place}", STRONG)
                return


def _occurrences(text: str, title: str) -> Iterator[int]:
    """Yield a title's positions in a text, except where a word continues it. A pattern would be compiled for every page."""
    at = text.find(title)
    while at >= 0:
        if not text[at + len(title) : at + len(title) + 1].isalnum():
            yield at
        at = text.find(title, at + 1)


def _directors(texts: list[tuple[str, str]], lowered: list[str], everything: str, kinds: tuple[str, ...]) -> Iterator[Statement]:
    for kind in kinds:
        mentions: list[tuple[str, list[str]]] = []
        for (place, text), part in zip(texts, lowered, strict=True):
            if not _needed_words(kind).any(part):
                continue
            for match in _patterns()[kind].finditer(text):
                if kind == "owner" and _OF_A_BOOK.search(text[max(0, match.start() - 40) : match.end() + 20]):
                    continue
                names = [one.name for one in split_people(_up_to_label(next(group for group in match.groups() if group))).people]
                if names:
                    mentions.append((f"{match[0][:50]!r} in {place}", names))
        if not mentions:
            continue
        place, names = mentions[0]
        others = [other for _, other in mentions[1:] if not set(other) & set(names)]
        named = _times(everything, names[0])
        sure = kind == "directed" and (not others or mentions[0][0].endswith("description") or texts[0][1] == "")
        if kind == "directed":
            co_directed = mentions[0][0][1:4].lower() == "co-"  # one of several
            strength = STRONG if (sure or named > 1) and not co_directed else WEAK
        else:
            own = (
                kind == "maker"
                and not others
                and _POSSESSIVE.search(everything[: everything.find(mentions[0][0][1:20])][-16:]) is not None
            )
            strength = STRONG if own or (named > 2 and (not others or named > 2 * _times(everything, others[0][0]))) else WEAK
        yield Statement("directors", [Person(name=name) for name in names], "sentences", place, strength)
        if strength >= STRONG:
            return
    for place, text in texts[:12] if "maker" in kinds else ():
        for pattern in _CJK:
            if (found := pattern.search(text)) is not None:
                yield Statement("directors", [Person(name=found[1])], "sentences", f"{found[0]!r} in {place}", STRONG)
                return


@functools.cache
def _label_starts() -> frozenset[str]:
    """Return the words that labels of people and facts begin with: "Writing credits", "Stars"."""
    return frozenset(
        label.split()[0]
        for label, meanings in labels().items()
        if meanings[0].field
        in ("writers", "cast", "producers", "runtime_minutes", "composers", "photography", "editors", "genres")
    )


def _up_to_label(names: str) -> str:
    """Return a run of names up to a country or the next label of credits."""
    kept = names.split(" ")
    for number, word in enumerate(kept):
        if number > 1 and (is_country(" ".join(kept[number : number + 2])) or is_country(word)):
            return " ".join(kept[:number])
        if number > 1 and word.strip(".,:").casefold() in _label_starts():
            return " ".join(kept[:number])
    return names


def _times(text: str, name: str) -> int:
    """Return how often a text has a name's last word."""
    return text.count(name.rsplit(maxsplit=1)[-1])


def _texts(evidence: Evidence) -> list[tuple[str, str]]:
    """Return (place, text) of the description and the first long blocks."""
    page = evidence.page
    found = []
    if page.rendition == "html" and (description := page.meta("description") or page.meta("og:description")):
        found.append(("the description", description))
    for block in evidence.model.body:
        if len(block.text) >= _SHORTEST_TEXT or (not block.text.isascii() and len(block.text) >= 20):
            found.append((f"block {block.index}", block.text[:3000]))
            if len(found) > _MOST_TEXTS:
                break
    return found


_ANY_YEAR = r"((?:18[89]|19\d|20\d)\d)"
_A_YEAR = re.compile(_ANY_YEAR)
_IN_BRACKETS = re.compile(rf"[(\[]{_ANY_YEAR}[)\]]")
_IN_SENTENCE = re.compile(
    rf"(?:released|premiered|came out|sortie?|uscito|estrenada|lançado) (?:\w+ ){{0,3}}in {_ANY_YEAR}|"
    rf"(?:the|a|this|ce|ein|der) {_ANY_YEAR}(?: [\w-]+){{0,3}} (?:film|movie)|[于於]{_ANY_YEAR}年.{{0,12}}(?:上映|首映|公映)"
)


def _year(evidence: Evidence, texts: list[tuple[str, str]]) -> Iterator[Statement]:
    """Yield the year in brackets after the title, else the year of a phrase such as "the 1999 film" or "released in 1999"."""
    titles = {one.text for one in (*body_headings(evidence)[:3], *head_titles(evidence)) if 1 < len(one.text) < 60}
    titles |= {phrase for one in (*body_headings(evidence)[:2], *head_titles(evidence)) for phrase in quoted(one.whole)}
    titles |= {title.partition("/")[0] for title in titles if "/" in title and not title.isascii()}
    printed = [(place, text, bracket) for place, text in texts for bracket in islice(_IN_BRACKETS.finditer(text), _MOST_YEARS)]
    for title in sorted(titles, key=len, reverse=True):
        for place, text, bracket in printed:
            before = bracket.start() - text[bracket.start() - 1 : bracket.start()].isspace()
            if (start := _title_before(text, before, title)) is not None:
                quote = text[start : bracket.end()][:50]
                yield Statement("year", int(bracket[1]), "sentences", f"{quote!r} in {place}", STRONG)
                return
    for place, text in texts[:8]:
        if _A_YEAR.search(text) and (match := _IN_SENTENCE.search(text)):
            year = next(group for group in match.groups() if group)
            # 《T》 … 于2001年上映: the release is the film's if its title precedes it.
            preceding = text[max(0, match.start() - 120) : match.start()]
            strength = STRONG if "年" in match[0] and any(title in preceding for title in titles) else WEAK
            yield Statement("year", int(year), "sentences", f"{match[0][:50]!r} in {place}", strength)
            return


def _title_before(text: str, end: int, title: str) -> int | None:
    """Return the start of a title that ends at `end` or before a closing quotation mark there; None if none does."""
    for last in (end, end - 1) if text[end - 1 : end] in "\"”’'»" else (end,):
        start = last - len(title)
        if start >= 0 and text[start:last].lower() == title.lower() and not text[max(0, start - 1) : start].isalnum():
            return start
    return None
