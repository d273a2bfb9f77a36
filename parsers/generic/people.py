"""Split the value of a row into people with their roles, and recognize a list that is cut."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import msgspec

from filmdig.parsers.generic.cut_texts import is_marker, strip_others
from filmdig.parsers.generic.roles import PROSE, ends_cut, role_of
from filmdig.parsers.generic.rows import Row
from filmdig.parsers.generic.vocabulary import label_of, words
from filmdig.parsers.layouts.cuts import still_open
from filmdig.parsers.layouts.known_names import given_names
from filmdig.parsers.layouts.numbers import integer
from filmdig.parsers.page.blocks import Block, Model
from filmdig.parsers.page.plain_text import alphanumeric, one_line
from filmdig.parsers.record.page_record import CastMember, Person


class Named(msgspec.Struct):
    """A person as printed; `cut` is true if the role is shown cut."""

    name: str
    role: str | None = None
    url: str | None = None
    episodes: int | None = None
    cut: bool = False


_TWO_SCRIPTS = re.compile(r"([\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af·・]{2,30})\s([A-Z][^\u3040-\ud7af]{2,60})")


def person(named: Named) -> Person:
    """Return the record's person; "盛樱 Sheng Ying" becomes `name` and `other_name`."""
    match = _TWO_SCRIPTS.fullmatch(named.name)
    return Person(name=match[1], url=named.url, other_name=match[2]) if match else Person(name=named.name, url=named.url)


def member(named: Named) -> CastMember:
    """Return the record's cast member."""
    one = person(named)
    role: Any = still_open(named.role) if named.cut and named.role else named.role
    return CastMember(name=one.name, role=role, url=one.url, other_name=one.other_name, episodes=named.episodes)


class Names(msgspec.Struct):
    """The people of a value.

    Attributes:
        people: the people in the page's order, each once.
        cut: whether the list indicates that there are more.
        total: the number of people that the list states; None if it states none.
        doubtful: how many parts of the value were not names.
    """

    people: list[Named]
    cut: bool = False
    total: int | None = None
    doubtful: int = 0


MOST = 400
_MORE = re.compile(
    r"(?:and|&|und|et|y|e|och|og|ja|en|a|i|и|та|ve|و)\s(?:(?:many )?(?:others|more)|andere|weitere|d'autres|otros|outros|altri|"
    r"andra|andre|muita|anderen|další|inni|другие|інші|diğerleri|آخرون|دیگران)\b.*|и др\.?|та ін\.?|u\.\s?a\.?|et al\.?|"
    r"(?:view|see|show|load|more|all|full|voir|ver|vedi|mehr|alle|toute?s?|todos?|zobacz|показать|все|ещё|еще|daha|tümü|更多|全部|展开|"
    r"もっと|すべて|더보기|المزيد|עוד|مشاهده)\b.{0,40}|.{0,20}\b(?:more|full cast|cast & crew)\s?[.…»›>→(\d)]*|"
    r"(?:更多|全部|展开).{0,10}|"
    r"\.\.\.|…|\+\s?\d+.{0,12}",
    re.IGNORECASE,
)
_TOTAL = re.compile(r"\((\d{1,4})\)")
_IN_NAME = r"[\u3040-\u30ff\u3400-\u9fff]"  # "安雅·沃尔" is one name
_SEPARATORS = re.compile(
    rf"(?<!\s)(?:[^\S\t]*+\t|\s*+(?:[,;|•、，؛،/／]|(?<!{_IN_NAME})·|·(?!{_IN_NAME})))(?!\s*+(?:Jr|Sr|III?|IV)\b\.?)\s*+|"
    r"(?<!\s)\s++[–—]\s++(?=[A-ZÀ-Þ])"
)
_AND = re.compile(
    r"(?<!\s)\s++(?:(?:&|and|und|et|och|og|ja|и|та|και|ve|és|și|şi|oraz|ve|und|en|med)\s++|(?:y|e|i|a|і|й|u)\s++(?=\S{2,}+\s++\S)|و\s*+(?=\S)|ו(?=\S))"
)
_AND_FIRST = re.compile(r"^(?:&|and|und|et|och|og|ja|и|та|και|ve|és|și|oraz|with|mit|avec|con|y|e|a)\s+(?=[^\W\d_])")
_AS = re.compile(
    r"(?<!\s)\s*+(?:(?<=\s)(?:as|als|dans le rôle de|en el papel de|como|come|som|jako|в роли|у ролі|в ролі)\s++|"
    r"(?:\.{2,}+|…|⋯)\s*+|[:：]\s++(?=\S)|饰\s*+[:：]?\s*+|(?<=\s)→\s++)"
)
_BRACKETS = re.compile(r"^([^()（）\[\]]{2,60}?)\s*[(（]([^()（）]{1,80})[)）]\s*$")
_DOTTED = re.compile(r"\s\.{2,}+\s")
_NUMERAL = re.compile(r"[IVXL]{1,6}")  # "Ada Morn (II)": one of several people with the same name
_FOOTNOTE = re.compile(r"\[[\w\s]{1,6}\]")
_NOT_NAME = re.compile(
    r"[?!<>=@#%\"“”„»«{}]|https?:|www\.|\b(?:the film|movie|films|trailer|minutes?|mins?|reviews?|ratings?|votes|more|click|"
    r"photo|image|video|cast|crew|director|unknown|n/a|tba|menu|home|login|search)\b",
    re.IGNORECASE,
)
_BAD_ENDING = re.compile(r"(?<![A-ZА-ЯÀ-Þ])(?<!Jr)(?<!Sr)(?<!St)(?<!Dr)\.$")
_PARTICLES = words("name", "particle")


def is_name(text: str) -> bool:
    """Return whether a text can be a person's name: few words, capitals in scripts that have them, not a sentence."""
    if not 2 <= len(text) <= 48 or text[0] in "([/&+":
        return False
    words = text.split()
    if len(words) > 6 or sum(map(str.isdigit, text)) > 2:
        return False
    if _NOT_NAME.search(text) or ("." in text[-2:] and _BAD_ENDING.search(text)):
        return False
    first = next((char for char in text if char.isalpha()), "")
    if not first:
        return False
    if not (first.isupper() or first.islower()):  # a script without capitals
        return len(text) <= 30 and (len(words) <= 5)
    capitals = sum(1 for word in words if (letter := next((c for c in word if c.isalpha()), "")) and not letter.islower())
    small = [word for word in words if word[0].islower() and word.lower().strip(".,'") not in _PARTICLES]
    return capitals >= 1 and len(small) <= (1 if len(words) > 2 else 0) and (not text.isupper() or len(text) > 2)


_SUFFIX = re.compile(r"\b(?:Jr|Sr)\.$")
_SENTENCE = re.compile(r"(?<=[^\W\d_]{3})\.\s+(?=[^\W\d_])")


def split_people(text: str) -> Names:
    """Return the people in one run of text: "A as B, C (D) and E"."""
    found = Names([])
    text, found.cut = strip_others(_FOOTNOTE.sub("", one_line(text)).strip(" :：-–—&"))
    if not _SUFFIX.search(text):
        text = text.rstrip(" .")
    for part in _split_outside_brackets(text):
        if not part:
            continue
        if _MORE.fullmatch(part):
            found.cut = True
            if total := _TOTAL.search(part):
                found.total = integer(total[1])
            continue
        for one in _split_at_and(part):
            named = name_and_role(one)
            if named is None:
                found.doubtful += 1
            elif all(named.name != known.name for known in found.people):
                found.people.append(named)
    return found


def _split_outside_brackets(text: str) -> list[str]:
    """Split a text at separators outside brackets."""
    parts, depth, start = [], 0, 0
    opens = [0] * (len(text) + 1)
    for index, char in enumerate(text):
        if char in "([（":
            depth += 1
        elif char in ")]）" and depth:
            depth -= 1
        opens[index + 1] = depth
    for match in _SEPARATORS.finditer(text):
        if opens[match.start()] == 0 and not (match[0].strip() in "/／" and _DOTTED.search(text, start, match.start())):
            parts.append(text[start : match.start()])
            start = match.end()
    parts.append(text[start:])
    return [
        part.strip(" .;,")
        if part.count(".") == 1 and part.endswith(".") and len(part) > 8 and not _SUFFIX.search(part)
        else part.strip()
        for part in parts
    ]


def _split_at_and(part: str) -> list[str]:
    """Split a part at "and" if both sides can be names."""
    part = _AND_FIRST.sub("", part)
    if _AS.search(part):
        return [part]
    pieces = [piece for piece in _AND.split(part) if piece]
    full = all(" " in piece or not piece.isascii() for piece in pieces[1:])
    return pieces if full and all(is_name(one_line(re.sub(r"\([^()]*+\)", "", piece))) for piece in pieces) else [part]


def name_and_role(text: str) -> Named | None:
    """Return one person with the role: "X as Y", "X (Y)", "X ... Y", "X 饰 Y"; None if there is no name."""
    text = text.strip(" ,;.•·-–—*") if not re.search(r"\b(?:Jr|Sr)\.$", text) else text.strip(" ,;")
    if (match := _BRACKETS.match(text)) and not _DOTTED.search(match[1]):
        if is_name(match[1].strip()):
            return Named(match[1].strip(), None if _NUMERAL.fullmatch(match[2].strip()) else match[2].strip())
        return None
    parts = _AS.split(text, maxsplit=1)
    if len(parts) == 2 and parts[1].strip():
        name, role = parts[0].strip(), parts[1].strip(" ,;")
        if not is_name(name):
            return None
        # Wikipedia's casts continue as sentences: the role in "X as Y, a sailor who …" has no recognizable end.
        sound = len(role) <= 80 and role.count("(") == role.count(")") and not PROSE.search(role)
        return Named(name, role if sound else None) if sound or len(role) > 40 else None
    name = parts[0].strip()
    return Named(name) if is_name(name) else None


def people_of(row: Row, model: Model) -> Names:
    """Return the people of a row in any markup."""
    if row.blocks[1] - row.blocks[0] > 1:
        return _from_blocks(model.blocks[row.blocks[0] : row.blocks[1]], model)
    found = Names([])
    for line in row.lines:
        there = split_people(_SENTENCE.split(line, maxsplit=1)[0] if row.form in ("colon", "mark") else line)
        if (not there.people and not there.cut) or there.doubtful > len(there.people):
            if found.people:
                break
            found.doubtful += there.doubtful
            continue
        found.people += [one for one in there.people if all(one.name != known.name for known in found.people)]
        found.cut, found.total = found.cut or there.cut, found.total or there.total
        found.doubtful += there.doubtful
    links = {one_line(piece.text).strip(" ,"): piece.href for piece in row.pieces if piece.href}
    _by_links(found, row, links)
    if all(piece.node is None for piece in row.pieces):  # a crawler's plain text
        found.people = [
            Named(name, one.role) if name != one.name else one for one in found.people for name in _split_run_together(one)
        ]
    for one in found.people:
        one.url = links.get(one.name)
    return found


_RUN_TOGETHER = re.compile(r"(?<=[a-zà-ÿ]{3})(?<!\bMac)(?<!\bFitz)(?=[A-ZÀ-Þ][a-zà-ÿ])")


def _split_run_together(one: Named) -> list[str]:
    """Return the names that a text has run together: "Ada MornOna Pell", "Ada Morn Jan Roth"."""
    names = _RUN_TOGETHER.split(one.name)
    words = one.name.split()
    if len(names) == 1 and len(words) == 4 and {words[0], words[2]} <= given_names() and words[1] not in given_names():
        names = [" ".join(words[:2]), " ".join(words[2:])]
    return names if one.role is None and len(names) > 1 and all(" " in name and is_name(name) for name in names) else [one.name]


def _by_links(found: Names, row: Row, links: dict[str, str]) -> None:
    """Replace the people by the links if the text is nothing but links: a comma inside a link does not separate names."""
    names = [name for name in links if name and not _MORE.fullmatch(name)]
    if not names or not all(is_name(name) for name in names):
        return
    rest = row.text
    for name in names:
        rest = rest.replace(name, "", 1)
    rest = re.sub(r"[\s,;|•·/&、，؛،()]|\b(?:and|und|et|y|e|и|و)\b", "", rest)
    if not rest and {one.name for one in found.people} != set(names):
        found.people = [Named(name) for name in names]
        found.doubtful = 0


def _from_blocks(blocks: list[Block], model: Model) -> Names:
    """Return the people of a list of items with one person each: table rows, list items, cards."""
    found = Names([])
    for item in _items(blocks, model):
        # A role is the whole text of its cell: links and the text between them.
        texts = [*_texts(item[0]), *(block.text for block in item[1:])]
        texts = [text for text in dict.fromkeys(texts) if alphanumeric(text) and text.casefold() not in words("name", "job")]
        if not texts:
            continue
        if any(_MORE.fullmatch(text) for text in texts[:1]):
            found.cut = True
            if total := _TOTAL.search(texts[0]):
                found.total = integer(total[1])
            continue
        if label_of(texts[0]) is not None:
            if found.people:
                break
            continue
        several = split_people(texts[0]) if len(texts) == 1 else None
        if several is not None and len(several.people) > 1 and not several.doubtful:
            new, found.cut = several.people, found.cut or several.cut
        else:
            one = name_and_role(texts[0])
            if one is None:
                if found.people:
                    break
                found.doubtful += 1
                if found.doubtful > 3:
                    break
                continue
            if one.role is None and len(texts) > 1:
                one.role, one.episodes = role_of(texts[1:])
                if one.role is not None and (_MORE.fullmatch(one.role) or is_marker(one.role, "more")):
                    one.role = None
                one.cut = one.role is not None and any(ends_cut(block.text) for block in item[1:])
            one.url = next(
                (piece.href for block in item for piece in block.pieces if piece.href and one.name in piece.text), None
            )
            new = [one]
        found.people += [person for person in new if all(person.name != known.name for known in found.people)]
        if len(found.people) >= MOST:
            break
    return found


def _texts(block: Block) -> list[str]:
    """Return the texts of the elements inside a block, or the whole text if bare separators divide them."""
    if len(block.pieces) == 1:
        return [block.text]
    parts: list[str] = []
    element = object()
    for piece in block.pieces:
        text = one_line(piece.text)
        if not text:
            continue
        if piece.node is element and not piece.new_line and parts:
            parts[-1] += f" {text}"
        else:
            parts.append(text)
        element = piece.node
    if any(part.strip() in (",", ";", "/", "|", "&", "and", "·", "•") for part in parts):
        return [block.text]
    return parts


def _items(blocks: list[Block], model: Model) -> list[list[Block]]:
    """Group blocks by item: by the children of the container that has the most of them, the list or table."""
    first, last = blocks[0].index, blocks[-1].index + 1
    cells = len(blocks) > 1 and all(block.tag == "td" for block in blocks)
    if cells and any(one.tag == "tr" and one.start <= first and one.end >= last for one in model.around(blocks[0])):
        return [blocks]  # the cells of a single row
    inside: dict[int, dict[int, list[Block]]] = {}
    for block in blocks:
        child = block.container
        while child > 0:
            parent = model.containers[child].parent
            inside.setdefault(parent, {}).setdefault(child, []).append(block)
            container = model.containers[parent] if parent >= 0 else None
            if container is None or (container.start <= first and container.end >= last):
                break
            child = parent
    # The container with the most children is the list: a cell never has more blocks than its list has items.
    best = max(inside.values(), key=lambda children: (len(children), sum(map(len, children.values()))), default={})
    listed = list(best.values())
    if len(listed) < 2 or sum(map(len, listed)) * 2 < len(blocks):
        return [[block] for block in blocks]
    return listed


def folded(name: str) -> str:
    """Return a name for comparison: only letters and digits, without accents and case."""
    return alphanumeric(name.casefold() if name.isascii() else unicodedata.normalize("NFD", name.casefold()))
