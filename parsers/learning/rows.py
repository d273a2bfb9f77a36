"""Find the rows of a template's pages that have casts and reviews, and the places of the film's scores."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from filmdig.parsers.generic.settle import key
from filmdig.parsers.learning.candidates import Sample
from filmdig.parsers.learning.chains import Chains, elements, nth
from filmdig.parsers.learning.converters import read_date, read_grade, read_name, read_role
from filmdig.parsers.learning.places import CastRows, ReviewRows, Score
from filmdig.parsers.page.node import Node
from filmdig.parsers.record.page_record import Review

T = TypeVar("T")
_LEAST_NAMES = 2
_ENOUGH = 0.6
_EXACT = 0.9
_MOST_SCORES = 6


def cast_rows(samples: Sequence[Sample]) -> CastRows | None:
    """Return the rows with the known casts; None if names and roles are not in rows."""
    votes: Counter[tuple[str, str, str | None]] = Counter()
    for sample in samples:
        cast = sample.known.get("cast") or []
        if len(cast) >= _LEAST_NAMES:
            votes.update(_cast_on(sample, {key(member.name): member.role for member in cast}))
    return _best(votes, lambda found: CastRows(css=found[0], name=found[1], role=found[2]), samples, _cast_agreement)


def _cast_on(sample: Sample, roles: dict[str, str | None]) -> set[tuple[str, str, str | None]]:
    chains = Chains()
    by_chain: dict[str, list[Node]] = {}
    for node in elements(sample.page):
        text = node.text
        if 1 < len(text) <= 160 and (named := read_name(text)) and key(named[0]) in roles:
            by_chain.setdefault(chains.of(node), []).append(node)
    found = set()
    for nodes in by_chain.values():
        names = {key(named[0]) for node in nodes if (named := read_name(node.text))}
        if len(names) < max(_LEAST_NAMES, _ENOUGH * len(roles)):
            continue
        row = _row_of(nodes)
        name = ":scope" if row == nodes[0] else _inside(chains, row, nodes[0])
        found.add((chains.of(row), name, _role_in(chains, nodes, row, roles)))
    return found


def _row_of(nodes: Sequence[Node]) -> Node:
    """Return the largest ancestor of the first node, or the node itself, that contains none of the other nodes."""
    others = set(nodes[1:])
    row = nodes[0]
    while (around := row.parent) is not None and around.tag not in ("body", "html"):
        if any(node in others for node in around.all(nodes[0].tag)):
            break
        row = around
    return row


def _inside(chains: Chains, row: Node, node: Node) -> str:
    """Return a selector of an element within its row."""
    own = chains.step(node)
    number = nth(node)
    if "." in own or "#" in own or "[" in own or not number:
        return own
    return f"{own}:nth-of-type({number})"


def _role_in(chains: Chains, nodes: Sequence[Node], first: Node, roles: dict[str, str | None]) -> str | None:
    votes: Counter[str] = Counter()
    rows = [first]
    depth = 0
    node: Node | None = nodes[0]
    while node is not None and node != first:
        node, depth = node.parent, depth + 1
    for other in nodes[1:30]:
        row: Node | None = other
        for _ in range(depth):
            row = row.parent if row is not None else None
        if row is not None:
            rows.append(row)
    for name, row in zip(nodes, rows, strict=False):
        named = read_name(name.text)
        role = roles.get(key(named[0])) if named else None
        if not role:
            continue
        for inner in row.all("*"):
            if inner != name and (text := read_role(inner.text)) and key(text) == key(role):
                css = _inside(chains, row, inner)
                # Only the row's first match will be read: for "a", that may be the portrait's link.
                votes[css] += row.first(css) == inner
    # Among selectors with as many votes, one with a class or attribute is preferred.
    best = min(votes, key=lambda css: (-votes[css], "." not in css and "[" not in css, len(css), css), default="")
    return best if votes[best] else None


def _cast_agreement(rows: CastRows, sample: Sample) -> tuple[int, int]:
    known = {(key(member.name), key(member.role or "")) for member in sample.known.get("cast") or []}
    read = {(key(member.name), key(member.role or "")) for member in rows.read(sample.page)}
    if not known or not read:
        return 0, 0
    ours, theirs = {name for name, _ in known}, {name for name, _ in read}
    # Rows with a few more or other names are another list, such as one with the directors next to the cast.
    makers = {key(person) for field in ("directors", "writers", "producers") for person in sample.known.get(field) or []}
    right = len(ours & theirs) >= _EXACT * len(ours | theirs) and not (theirs - ours) & makers
    return (1 + len(known & read), 0) if right else (0, 1)


def review_rows(samples: Sequence[Sample]) -> ReviewRows | None:
    """Return the rows with the known reviews."""
    votes: Counter[tuple[Any, ...]] = Counter()
    for sample in samples:
        reviews = [review for review in sample.known.get("reviews") or [] if review.text]
        if reviews:
            votes.update(_reviews_on(sample, reviews))
    names = ("css", "by", "text", "author", "date", "rating")
    return _best(votes, lambda found: ReviewRows(**dict(zip(names, found, strict=True))), samples, _review_agreement)


def _reviews_on(sample: Sample, reviews: Sequence[Review]) -> set[tuple[Any, ...]]:
    chains = Chains()
    starts = {key(review.text)[:50]: review for review in reviews}
    held: dict[str, list[tuple[Node, Review]]] = {}
    for node in elements(sample.page):
        text = node.text
        review = starts.get(key(text[:400])[:50]) if len(text) > 20 else None
        if review is not None and len(key(text)) <= 1.6 * len(key(review.text)) + 40:
            held.setdefault(chains.of(node), []).append((node, review))
    found = set()
    for css, pairs in held.items():
        whole = [(node, review) for node, review in pairs if len(key(node.text)) >= 0.8 * len(key(review.text))]
        if len(whole) < _ENOUGH * len(reviews):
            continue
        if len(reviews) == 1:
            row = sample.page.first("body")
            if row is None:
                continue
            holder, text = "body", css
        else:
            row = _row_of([node for node, _ in whole])
            holder, text = chains.of(row), _inside(chains, row, whole[0][0])
        review = whole[0][1]
        parts = (
            _part(chains, row, review.author, _is_author),
            _part(chains, row, review.date, lambda text, date: read_date(text) == date),
            _part(chains, row, review.rating, _is_grade),
        )
        found.add((holder, review.by, text, *parts))
    return found


def _is_author(text: str, author: str) -> bool:
    return key(text) in (key(author), f"by{key(author)}", f"von{key(author)}")


def _is_grade(text: str, rating: Any) -> bool:
    grade = read_grade(text)
    return grade is not None and grade.value == rating.value


def _part(chains: Chains, row: Node, wanted: Any, fits: Callable[[str, Any], bool]) -> str | None:
    if wanted is None:
        return None
    fitting = [inner for inner in row.all("*")[:3000] if 0 < len(text := inner.text) <= 60 and fits(text, wanted)]
    if not fitting:
        return None
    inner = min(fitting, key=lambda node: len(node.text))  # the name alone, rather than "by" and the name
    return chains.of(inner) if row.tag == "body" else _inside(chains, row, inner)


def _review_agreement(rows: ReviewRows, sample: Sample) -> tuple[int, int]:
    known = {key(review.text)[:50] for review in sample.known.get("reviews") or [] if review.text}
    read = {key(review.text)[:50] for review in rows.read(sample.page)}
    if not known or not read:
        return 0, 0
    return (1, 0) if len(known & read) >= _ENOUGH * max(len(known), len(read)) else (0, 1)


def scores(samples: Sequence[Sample]) -> list[Score]:
    """Return the places of the known scores."""
    votes: Counter[tuple[Any, ...]] = Counter()
    for sample in samples:
        chains = Chains()
        short = [(node, node.text) for node in elements(sample.page)]
        short = [(node, text) for node, text in short if 0 < len(text) <= 40 and any(map(str.isdigit, text))]
        seen: set[tuple[Any, ...]] = set()
        for rating in sample.known.get("ratings") or []:
            if not isinstance(rating.value, int | float):
                continue
            for node, text in short:
                grade = read_grade(text)
                if grade is not None and grade.value == rating.value and grade.best in (None, rating.best):
                    count = _count_of(chains, short, rating.rating_count)
                    seen.add((chains.of(node), rating.by, rating.measure, rating.name, rating.best, rating.worst, count))
        votes.update(seen)
    names = ("css", "by", "measure", "name", "best", "worst", "count")
    found: list[Score] = []
    while len(found) < _MOST_SCORES:
        best = _best(votes, lambda vote: Score(**dict(zip(names, vote, strict=True))), samples, _score_agreement)
        if best is None:
            break
        found.append(best)
        # Each score has one place; votes for other places of this score, and for this place, are dropped.
        same = (best.by, best.measure, best.name, best.best)
        votes = Counter(
            {vote: n for vote, n in votes.items() if (vote[1], vote[2], vote[3], vote[4]) != same and vote[0] != best.css}
        )
    return found


def _count_of(chains: Chains, short: Iterable[tuple[Node, str]], count: int | None) -> str | None:
    if count is None:
        return None
    return next((chains.of(node) for node, text in short if "".join(filter(str.isdigit, text)) == str(count)), None)


def _score_agreement(score: Score, sample: Sample) -> tuple[int, int]:
    known = [rating for rating in sample.known.get("ratings") or [] if isinstance(rating.value, int | float)]
    read = score.read(sample.page)
    if not known or read is None:
        return 0, 0
    known = [rating for rating in known if (rating.by, rating.measure, rating.name) == (score.by, score.measure, score.name)]
    if not known:
        return 0, 0
    return (1, 0) if any(rating.value == read.value for rating in known) else (0, 1)


def _best(
    votes: Counter[Any], make: Callable[[Any], T], samples: Sequence[Sample], agreement: Callable[[T, Sample], tuple[int, int]]
) -> T | None:
    """Return the part with the most agreement; None if none agrees on enough pages."""
    ranked = sorted(votes, key=lambda found: (-votes[found], str(found)))[:15]
    best: tuple[int, int, T] | None = None
    for found in ranked:
        part = make(found)
        pairs = [agreement(part, sample) for sample in samples]
        right, wrong = sum(pair[0] for pair in pairs), sum(pair[1] for pair in pairs)
        pages = sum(pair[0] > 0 for pair in pairs)
        if pages >= min(2, len(samples)) and pages >= 3 * wrong and (best is None or right - 2 * wrong > best[0]):
            best = (right - 2 * wrong, pages, part)
    return best[2] if best else None
