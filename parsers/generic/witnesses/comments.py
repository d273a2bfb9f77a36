"""Reviews by the audience: items that repeat under a heading of reviews, or in a page's comments."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from filmdig.parsers.generic.bylines import author_in
from filmdig.parsers.generic.dates import date_in
from filmdig.parsers.generic.evidence import Evidence
from filmdig.parsers.generic.grades import grade_of
from filmdig.parsers.generic.items import items_of
from filmdig.parsers.generic.passages import Passages, weight
from filmdig.parsers.generic.statement import STRONG, Statement
from filmdig.parsers.generic.vocabulary import label_of
from filmdig.parsers.generic.witnesses.structured import own_films, words
from filmdig.parsers.layouts.values import date, integer
from filmdig.parsers.page.blocks import Block
from filmdig.parsers.page.plain_text import one_line
from filmdig.parsers.record.page_record import Helpful, Review, ReviewRating

_FILMS = ("film", "series", "season", "episode", "reviews")
_HEADING = re.compile(
    r"^(?:(?:user|viewer|audience|member|reader|customer|latest|recent|popular|top|featured)\s)*(?:reviews?|comments|"
    r"opinions)\b.{0,40}$|.{0,60}\breviews?(?:\s?\([\d.,]+\))?$|"
    r"^(?:отзывы|рецензии|відгуки|рецензії|комментарии зрителей|мнения)\b.{0,60}$|^(?:kritiken|nutzerkritiken|zuschauer\w*|"
    r"bewertungen)\b.{0,40}$|"
    r"^(?:critiques|avis)\b.{0,40}$|^(?:críticas|opiniones|reseñas|comentarios|resenhas|opiniões|avaliações)\b.{0,40}$|"
    r"^(?:recensioni|commenti|opinioni)\b.{0,40}$|"
    r"^(?:recensies|recensioner|anmeldelser|arvostelut|recenzje|opinie|recenze|komentáře|recenzie|vélemények|kritikák|"
    r"recenzii|κριτικές|yorumlar|eleştiriler)\b.{0,40}$|"
    r"^(?:热门短评|短评|影评|评论|用户评论|.{0,10}的?短评|.{0,10}的?影评|レビュー|感想|리뷰|관람평|평점|مراجعات|آراء|ביקורות|نظرات)\s?.{0,12}$",
    re.IGNORECASE,
)
_ITEM_CLASS = re.compile(
    r"(?:^|[\s_-])(?:reviews?|comments?|opinions?|critiques?|kritik|reaction|testimonial|feedback)(?=$|[\s_-])"
)
_NAME_CLASS = re.compile(r"(?:author|user|name|nick|login|poster|by-?line|reviewer|member|heading|title)")
_HELPFUL = re.compile(
    r"(\d+)(?:\s(?:of|out of|von|sur|de|из)\s(\d+))? (?:people|users|members|found|utenti|personas|nutzer)", re.IGNORECASE
)
_OVERALL = re.compile(r"^(?:overall|gesamt|total|rating|score|оценка|note|nota)?\s?[:：]?\s?(\d{1,2}(?:[.,]\d)?)$", re.IGNORECASE)
_COUNTED = re.compile(r"^\d|(?<!\w)\d{4}(?!\w)|\d\s?(?:people|users|of|из|von)")
_DIGITS = re.compile(r"\d+")
_NOT_TEXT = re.compile(
    r"^(?:was this|other reviews|report|reply|ответить|antworten|thanks for|login|log in|register|write|sign)\b", re.IGNORECASE
)
_FEWEST = 2
_MOST = 200


def comments(evidence: Evidence) -> Iterator[Statement]:
    """Read the audience's reviews."""
    if evidence.kind not in _FILMS or evidence.page.rendition != "html":
        return
    found = list(_of_data(evidence))
    printed = _printed(evidence)
    if len(printed) >= len(found) and printed:
        yield Statement("reviews", printed, "comments", "the page's reviews", STRONG)
    elif found:
        yield Statement("reviews", found, "comments", "schema.org review", STRONG)


def _of_data(evidence: Evidence) -> Iterator[Review]:
    holders = [film.item for film in own_films(evidence)]
    values = [one for item in holders for key in ("review", "reviews") for one in _listed(item.get(key))]
    values += [found.item for found in items_of(evidence.page) if "Review" in found.types and found.syntax == "microdata"]
    for item in values[:_MOST]:
        if not isinstance(item, dict):
            continue
        text = words(item.get("reviewBody") or item.get("description"))
        body = item.get("reviewBody") or item.get("description")
        score = item.get("reviewRating")
        value = words(score.get("ratingValue")) if isinstance(score, dict) else None
        best = words(score.get("bestRating")) if isinstance(score, dict) else None
        grade = grade_of(f"{value}/{best}" if best else value, labelled=True) if value else None
        if text is None and grade is None:
            continue
        yield Review(
            by="audience",
            author=words(item.get("author")),
            publication=words(item.get("publisher")),
            date=date(words(item.get("datePublished"))),
            title=words(item.get("name") or item.get("headline")),
            rating=ReviewRating(value=grade.value, best=grade.best, printed=value) if grade else None,
            text=body if isinstance(body, str) else text,
        )


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _section(evidence: Evidence) -> list[Block]:
    """The blocks under a heading of reviews, or in the page's comments."""
    blocks = evidence.model.blocks
    for block in blocks:
        short = len(block.text) <= 70
        if not short or block.furniture in ("nav", "footer", "aside", "hidden") or not (block.level or _is_head(block)):
            continue
        label = label_of(block.text)
        if (label is not None and label.field == "review") or (block.level and _HEADING.match(block.text)):
            inside = []
            for other in blocks[block.index + 1 : block.index + 4000]:
                if other.level and (not block.level or other.level <= block.level):
                    break
                if other.furniture not in ("nav", "footer", "aside"):
                    inside.append(other)
            if sum(weight(one.text) for one in inside) >= 30 and len(inside) >= _FEWEST:
                return inside
    return [block for block in blocks if block.furniture == "comments"][:4000]


def first_review(evidence: Evidence) -> int:
    """The block that the audience's reviews begin with; past the last where there are none."""
    section = _section(evidence)
    return section[0].index if section else len(evidence.model.blocks)


def _is_head(block: Block) -> bool:
    return (bool(block.pieces) and all(piece.mark for piece in block.pieces)) or "title" in block.cls or "head" in block.cls


def _key(block: Block) -> tuple[str, str]:
    return block.tag, _DIGITS.sub("", block.cls)


def _printed(evidence: Evidence) -> list[Review]:
    section = _section(evidence)
    if len(section) < _FEWEST:
        return []
    amounts: Counter[tuple[str, str]] = Counter()
    for block in section:
        if not block.level and not _NOT_TEXT.match(block.text):
            amounts[_key(block)] += weight(block.text)
    names = Counter(_key(block) for block in section)
    key = next((one for one, _ in amounts.most_common(3) if _is_text(one, names)), None)
    if key is None or amounts[key] < 30:
        return []
    texts = [block for block in section if _key(block) == key]
    windows = _windows(evidence, section, texts)
    repeated = Counter(text for window, _ in windows for text in {block.text for block in window})
    common = {text for text, number in repeated.items() if number > 1}
    found = [review for window, body in windows if (review := _read(evidence, window, body, common)) is not None]
    authors = sum(1 for review in found if review.author)
    return found[:_MOST] if found and authors * 3 >= len(found) * 2 else []


def _is_text(key: tuple[str, str], names: Counter[tuple[str, str]]) -> bool:
    return names[key] >= 1 and not any(word in key[1] for word in ("author", "user", "date", "time"))


def _windows(evidence: Evidence, section: list[Block], texts: list[Block]) -> list[tuple[list[Block], list[Block]]]:
    """Each item's blocks and, of these, its text: by the element around it where items have one, else from text to text."""
    model = evidence.model
    first, last = section[0].index, section[-1].index + 1
    wrapped: list[tuple[list[Block], list[Block]]] = []
    for depth in range(1, 12):
        around: dict[int, list[Block]] = {}
        for block in texts:
            at = block.container
            for _ in range(depth):
                at = max(0, model.containers[at].parent)
            around.setdefault(at, []).append(block)
        holders = [model.containers[at] for at in around]
        if len(holders) < _FEWEST or (wrapped and len(holders) < len(wrapped)):
            break
        if any(holder.start < first or holder.end > last for holder in holders):
            break
        items = [(model.blocks[model.containers[at].start : model.containers[at].end], body) for at, body in around.items()]
        if all(len(window) > len(body) for window, body in items):
            wrapped = items
    if wrapped:
        return wrapped
    windows: list[tuple[list[Block], list[Block]]] = []
    start = first
    texts_at = {block.index for block in texts}
    index = first
    while index < last:
        if index in texts_at:
            body = [block for block in texts if block.index == index]
            end = index + 1
            while end in texts_at:
                body.append(model.blocks[end])
                end += 1
            windows.append((model.blocks[start:end], body))
            start = index = end
        else:
            index += 1
    return windows


def _names(block: Block) -> str | None:
    """The author that a block names: a short text that is no sentence, date or count."""
    text = one_line(block.text)
    if not 1 < len(text) <= 48 or not any(char.isalpha() for char in text) or text[-1] in ".!?…:：" or _NOT_TEXT.match(text):
        return None
    if " " in text and _COUNTED.search(text):
        return None
    if found := author_in(text):
        return found
    lines = [one_line(piece.text) for piece in block.pieces if any(char.isalpha() for char in piece.text)]
    name = lines[0] if lines else text
    return name if len(name) <= 40 and len(name.split()) <= 5 else None


def _read(evidence: Evidence, window: list[Block], body: list[Block], common: set[str]) -> Review | None:
    """One review; `common` are texts that other items have too: they are no author."""
    passages = Passages(evidence)
    others = [block for block in window if block not in body]
    own = [block for block in others if block.text not in common and _names(block)]
    named = [block for block in own if _NAME_CLASS.search(block.cls)]
    plain = [block for block in own if not block.level]
    holder = next(iter(named), None) or next(iter(plain), None)
    text = passages.between(body[0].index, passages.hidden_end(body[-1].index + 1))
    if not text.text:
        return None
    review = Review(by="audience", author=_names(holder) if holder is not None else None)
    for block in others:
        if block is holder:
            continue
        line = block.text
        if review.date is None and len(line) <= 60:
            found = date_in(line, evidence.language)
            review.date = found if found and len(found) > 4 else None
            if review.date:
                continue
        if review.rating is None and len(line) <= 40:
            grade = grade_of(line)
            if grade is None and (overall := _OVERALL.match(line)) and any(char.isalpha() for char in line):
                grade = grade_of(f"{overall[1]}/10")
            review.rating = grade
        if review.helpful is None and (counted := _HELPFUL.search(line)):
            review.helpful = Helpful(yes=integer(counted[1]), total=integer(counted[2]) if counted[2] else None)
    before = [block for block in others if block.index < body[0].index and block is not holder]
    if before and before[-1].index == body[0].index - 1 and _is_title(before[-1]):
        review.title = before[-1].text
    review.text = text  # type: ignore[assignment]
    return review


def _is_title(block: Block) -> bool:
    return (
        3 < len(block.text) <= 120
        and (bool(block.level) or block.tag == "p" or "title" in block.cls)
        and date_in(block.text, None) is None
        and grade_of(block.text) is None
        and not any(char.isdigit() for char in block.text)
    )
