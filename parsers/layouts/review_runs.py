"""Reviews of text renditions without markup, in which author, paper and quote run together.

In "Harbour Post A fine film." nothing separates the paper from the quote. The boundary is found from a paper that the page has
elsewhere or that is known (``publications.txt``), from the end of a web address ("reelnorth.com") or a bracket, and from the
beginning of a sentence. A member's name before or after a review is recognized by the sentence that begins or ends there, and
by the form of names (``given_names.txt``). If none of these gives a boundary, neither author nor paper is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from filmdig.parsers.layouts.known_names import given_names, publications

#: A paper's name that is a web address.
_ADDRESS = re.compile(r"[\w./@-]{1,60}\.(?:com|net|org|co\.uk|tv|info|ca|co|uk|au|ie|fm|blog|biz|us|nl|de)", re.IGNORECASE)
#: Words that begin a sentence and are not in papers' names.
_SENTENCE_START = re.compile(
    r"This|That|These|Those|It's|It’s|It|If|But|Although|Though|When|Despite|Even|Just|Both|Perhaps|Maybe|Here's|Here’s|There's|There’s"
    r"|His|Her|Their|He|She|They|You|You'll|You’ll|I'm|I’m|I've|I’ve|Because|After|Before|Never|Yet|Nothing|Everything|Every|Each|Unlike"
    r"|As|An|Once|Whether|Rather|Instead|Clearly|Isn't|Isn’t|What's|What’s|Don't|Don’t|Unfortunately|Ultimately|Overall|Since|However"
)
#: Words that may be inside a name, and begin a sentence only if the next word is in lower case.
_POSSIBLE_START = re.compile(
    r"The|A|In|On|Of|At|For|From|With|While|And|To|By|We|Some|All|No|What|How|Where|Why|Who|My|Our|Its|Like|Still|Most|Much|Not|So"
    r"|Too|There|Here|Very|Only|Without|Through|Until|Neither|Few"
)
_COUNTRY = re.compile(r"\[[A-Z]{2,3}\]")
_JOINS = re.compile(r"and|of|the|for|on|in|at|to|with|&|from|y|de|del|la|le|des|du|der|die|das|et|und|e|a")
#: Last words of many papers' names.
_PAPER_END = re.compile(
    r"Reader|Times|Post|Reviews?|Films?|Movies?|Magazine|News|Herald|Tribune|Journal|Weekly|Daily|Online|Critics?|Cinema|Globe|Star|Sun"
    r"|Gazette|Observer|Guardian|Telegraph|Independent|Chronicle|Inquirer|Examiner|Express|Record|Press|Today|Digest|Network|Radio|TV"
    r"|Register|Dispatch|Monitor|Standard|Standard-Times|Blade|Bee|Voice|Mail|Republic|Guide|Report|Central|Club|Week|Monthly|Blog|Show"
    r"|Post-Dispatch|Sun-Times|Post-Gazette|Sentinel|Courier|Ledger|Mercury|Argus|Citizen|Spectator|Statesman|Pilot|Wire|Entertainment"
)
_CAPITAL = re.compile(r"[\"'“‘(\[]*[A-ZÀ-Þ\d#@]")
_SENTENCE = re.compile(r"[A-ZÀ-Þ\"'“‘(\[\d.…-]")
_LONGEST = 8


class Papers(msgspec.Struct):
    """Finds where a paper's name ends and the quote begins.

    Attributes:
        known: names of papers.
        title: the film's title.
        people: names of the film's cast and crew.
    """

    known: frozenset[str]
    title: str | None = None
    people: frozenset[str] = frozenset()

    def quote_start(self, words: list[str]) -> int | None:
        """Return the index at which the quote begins in a paper's name and a quote; None if it is not certain."""
        for end in range(min(_LONGEST, len(words)), 0, -1):
            if " ".join(words[:end]) in self.known and (end == len(words) or _SENTENCE.match(words[end]) or end == 1):
                return end
        for at, word in enumerate(words[: _LONGEST - 1]):
            if _ADDRESS.fullmatch(word):
                return at + 1
            if at and word.startswith("[") and not _COUNTRY.fullmatch(word):
                # A quote may begin with a bracket, or have one after its first word.
                return at - 1 if at > 1 and _POSSIBLE_START.fullmatch(words[at - 1]) else at
            if at and (_COUNTRY.fullmatch(word) or re.match(r"\([A-Z]", word)):
                # Some papers are printed with their country or town in brackets.
                closed = next((end for end in range(at, min(at + 7, len(words))) if words[end].endswith((")", "]"))), None)
                return None if closed is None else closed + 1
            if not _CAPITAL.match(word) and not _JOINS.fullmatch(word):
                break
        return self._by_sentence(words)

    def _by_sentence(self, words: list[str]) -> int | None:
        run = next((at for at, word in enumerate(words) if not _CAPITAL.match(word)), len(words))
        for at in range(1, min(run + 1, len(words), _LONGEST)):
            before, word = words[at - 1], words[at]
            if word.startswith(("..", "…", "--")):
                return at
            if at == run or before.endswith((",", ".", ":", ";", "!", "?")):
                break
            bare, small = word.rstrip(",:;"), words[at + 1 : at + 2] and words[at + 1][:1]
            first = at == 1 and bool(_POSSIBLE_START.fullmatch(before))  # "In These Times"
            if not first and (
                _SENTENCE_START.fullmatch(bare)
                or (_POSSIBLE_START.fullmatch(bare) and small and (small.islower() or small == "["))
            ):
                return at
            named = word[:1] in '"“' or self._names_film(words[at:]) or self._names_person(before, words[at:])
            if named and _PAPER_END.fullmatch(before):
                return at
        following = words[run] if run < len(words) else ""
        if not following or _JOINS.fullmatch(following) or not following[:1].islower():
            return None
        # "Flickfold a fine film", "Flickfold Marvellous nonsense"; but "Post and Courier", "Harbour Reader marvellous"
        return 1 if run == 1 or (run == 2 and not _PAPER_END.fullmatch(words[1]) and words[0][-1:].isalnum()) else None

    def _names_film(self, words: list[str]) -> bool:
        title = (self.title or "").split()
        begins = [word.strip("\"“”,.:;'’") for word in words[: len(title)]]
        return bool(begins) and [*begins[:-1], _bare(begins[-1])] == [word.strip(",:") for word in title]

    def _names_person(self, before: str, words: list[str]) -> bool:
        first = _bare(words[0].strip(",.;:"))
        second = _bare(words[1].strip(",.;:")) if len(words) > 1 else ""
        for person in self.people:
            names = person.split()
            if len(names) > 1 and ((first == names[0] and second == names[1]) or (first == names[-1] and before not in names)):
                return True
        return False


def _bare(word: str) -> str:
    return word.removesuffix("'s").removesuffix("’s").removesuffix("'").removesuffix("’")


def papers_of(title: str | None, people: Iterable[str], seen: Iterable[str] = ()) -> Papers:
    """Return a page's `Papers`: the known ones, and those `seen` elsewhere on the page where their end is certain."""
    return Papers(publications() | frozenset(seen), title, frozenset(people))


_ENDS = re.compile(r"""\w["'”’)\]]*(?:[.!?…*]|\.\.\.)["'”’)\]]*\Z|\w["”]\Z""")
_NO_END = re.compile(r"(?:[A-Z]|Mr|Mrs|Ms|Dr|Jr|Sr|St|vs|etc)\.")
#: A score or a date: "5/5", "7.5", "08-21-2016", "C+", "80%".
_SCORE = re.compile(r"(?=[./-]*+\d)[\d./-]++%?|[A-F][+-]")
_MEMBER = re.compile(r"[^\W\d_][\w'’.-]{0,30}|!")
_CAPITAL_WORD = re.compile(r"[A-ZÀ-Þ][\w'’.-]*")
_INSIDE = re.compile(r"the|of|de|da|di|van|von|der|del|la|le|and|&")


def split_author_after(text: str) -> tuple[str, str | None]:
    """Return a review, and the author whose name follows it.

    If it is not certain where the name begins, return no author, and the review up to its last complete sentence.
    """
    words = text.split()
    end = next((at for at in range(len(words), 0, -1) if _ends(words, at)), 0)
    after = words[end:]
    if end and 1 <= len(after) <= 3 and all(map(_MEMBER.fullmatch, after)):
        return " ".join(words[:end]), " ".join(after)
    given = given_names()
    for count in (2, 3):
        name, before = words[-count:], words[-count - 1 : -count]
        capital = len(name) == count and all(map(_CAPITAL_WORD.fullmatch, name))
        # A word in lower case before a name is not part of it: "they try to achieve Ada Marr".
        small = bool(before) and not _CAPITAL_WORD.fullmatch(before[0]) and not _INSIDE.fullmatch(before[0])
        certain = small if count == 2 else small and name[0] in given
        if capital and (certain or (count == 2 and before and name[0] in given and before[0] not in given)):
            return " ".join(words[:-count]), " ".join(name)
    whole = next((at for at in range(len(words), 0, -1) if _sentence_ends(words[at - 1])), 0)
    return " ".join(words[:whole]), None


def _ends(words: list[str], at: int) -> bool:
    before = words[at - 1]
    if _ADDRESS.fullmatch(before) or (at > 1 and before in ("com", "net", "org") and words[at - 2].endswith(".")):
        return True
    graded = at > 1 and words[at - 2].lower().endswith("grade:") and len(before) <= 2
    return _sentence_ends(before) or bool(_SCORE.fullmatch(before)) or graded


def _sentence_ends(word: str) -> bool:
    return bool(_ENDS.search(word)) and not _NO_END.fullmatch(word)


def split_author_before(text: str) -> tuple[str | None, str]:
    """Return the author whose name precedes a review, and the review; no author if it is not certain where the review begins."""
    words = text.split()
    run = next((at for at, word in enumerate(words[:8]) if not re.match(r"[A-ZÀ-Þ\"“]", word)), None)
    for at in range(2, min(4, len(words))):
        if run is not None and at >= run:
            break
        small = words[at + 1 : at + 2] and words[at + 1][:1].islower()
        opens = _POSSIBLE_START.fullmatch(words[at]) or words[at] in ("I", "One")
        if _SENTENCE_START.fullmatch(words[at].rstrip(",")) or words[at][:1] in '"“' or (opens and small):
            return " ".join(words[:at]), " ".join(words[at:])
    if run == 3 and words[0] in given_names() and _bare(words[2]) == words[2]:
        return " ".join(words[:2]), " ".join(words[2:])
    # "Ada Marr Beguiling, funny": a name does not end with a comma.
    if words[0] in given_names() and len(words) > 2 and words[2].endswith((",", ".", "!")) and not _NO_END.fullmatch(words[2]):
        return " ".join(words[:2]), " ".join(words[2:])
    return None, text


class Byline(msgspec.Struct):
    """Critic, paper and quote from a run of all three; None for those that are not certain."""

    author: str | None
    paper: str | None
    text: str | None


_AUTHOR_WORD = re.compile(r"[A-ZÀ-Þ][\w.’'-]*|'[^' ]{1,20}'?|[^' ]{1,20}'|de|da|di|van|von|der|del|la|le")


def byline(printed: str, papers: Papers) -> Byline:
    """Separate critic, paper and quote: "Ada Marr Harbour Post A fine film."."""
    words = printed.split()
    lengths = [count for count in (2, 3, 4) if len(words) > count and all(map(_AUTHOR_WORD.fullmatch, words[:count]))]
    best: tuple[int, int] | None = None
    for count in lengths:
        for end in range(min(len(words) - 1, count + _LONGEST), count, -1):
            known = " ".join(words[count:end]) in papers.known and _SENTENCE.match(words[end]) is not None
            if known and (best is None or end - count > best[1] - best[0]):
                best = count, end
    if best is None and len(words) > 3 and 2 in lengths and _ADDRESS.fullmatch(words[2]):
        best = 2, 3
    if best is not None:
        return Byline(" ".join(words[: best[0]]), " ".join(words[best[0] : best[1]]), " ".join(words[best[1] :]))
    # A word may be the critic's surname or the paper's first; if the quote begins at the same word either way, it is certain.
    ends = [papers.quote_start(words[count:]) for count in lengths[:2]]
    begins = {count + end for count, end in zip(lengths, ends, strict=False) if end is not None}
    whole = len(begins) == 1 and None not in ends
    return Byline(None, None, " ".join(words[begins.pop() :]) if whole else None)
