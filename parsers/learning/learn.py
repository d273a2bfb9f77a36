"""A site's layouts out of its own pages: wrapper induction with the generic reader and known films as the teachers."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from typing import Any

import msgspec

from filmdig.parsers.generic.reader import read_generic
from filmdig.parsers.layouts.layout import FIELDS as ALL
from filmdig.parsers.learning.candidates import Sample, Seen, Verdict, candidates, common_labels, judge, shown
from filmdig.parsers.learning.data_layout import blank
from filmdig.parsers.learning.layout_file import VERSION, LayoutFile, Template
from filmdig.parsers.learning.places import CastRows, Place, ReviewRows, Score
from filmdig.parsers.learning.rowed import cast_rows, review_rows, scores
from filmdig.parsers.learning.templates import group, marks_of, tokens
from filmdig.parsers.learning.words import FIELDS
from filmdig.parsers.merging.identity import title_key
from filmdig.parsers.page.document import Page
from filmdig.parsers.page.plain_text import how_many
from filmdig.parsers.record.page_record import Film, Kind, Record

#: Pages of a template that are looked at closely.
MOST_PAGES = 60
#: The share of pages, among those of which something is known, on which a place must have it.
_PRECISE = 0.75
#: The share of those that it has to the letter: a place that has a little more or less is another place.
_EXACT = 0.7
#: The same for lists of words that have more than is known on the other pages: tags have all genres too, and always more.
_WIDER = 0.3
_LEAST = 2
#: The share of pages on which something is known that a place without a label must have it on, and of all pages one by number.
_UNLABELLED = 0.5
_COUNTED = 0.5
_READ_KINDS = frozenset(("film", "series", "season", "episode", "article", "reviews"))
_NAMED_KINDS = frozenset(("person", "list"))
#: Fields that differ from film to film.
_VARIED = frozenset(("title", "original_title", "synopsis", "tagline", "critics_consensus"))
_MOST_OPEN = 12
#: Pages from which a template's places are taken to have all that there is.
_LEAST_WHOLE = 10


class Learned(msgspec.Struct, kw_only=True):
    """One template, and what speaks for it.

    Attributes:
        template: as the layout file has it; None where it is not about films, persons or lists.
        pages: how many of the sampled pages are of it.
        kind: what the generic reader takes most of them for.
        address: one of its pages.
        fields: by field, how its place does.
        thin: fields that are known on some pages and have no place, with how many pages.
        open: labels that no field took, with examples.
    """

    template: Template | None
    pages: int
    kind: Kind
    address: str | None
    fields: dict[str, Verdict] = {}
    thin: dict[str, int] = {}
    open: list[tuple[str, list[str]]] = []


class Known:
    """Films that are known from other records, by their titles.

    Args:
        films: what is known.
    """

    def __init__(self, films: Sequence[Film] = ()) -> None:
        self._films: dict[str, list[Film]] = {}
        for film in films:
            for title in filter(None, (film.title, film.original_title)):
                self._films.setdefault(title_key(title), []).append(film)

    def of(self, record: Record) -> Film | None:
        """Return the film that a page's record is of; None where no or more than one fits."""
        title = record.film.title
        found = self._films.get(title_key(title), []) if title else []
        year = record.film.year
        fits = [film for film in found if year is None or film.year is None or film.year == year]
        return fits[0] if len(fits) == 1 else None


def learn(pages: Sequence[Page], site: str, hosts: Sequence[str], known: Known | None = None) -> tuple[LayoutFile, list[Learned]]:
    """Return a site's layouts, and what speaks for each template.

    Args:
        pages: pages of one site; the same pages give the same layouts, in whatever order.
            Each is asked for as it is needed; those of one template are kept.
        site: its name in records.
        hosts: the hosts that it was served from.
        known: films known from other records.
    """
    order = sorted(range(len(pages)), key=lambda number: _order(pages[number]))
    signs = [tokens(again(pages[number])) for number in order]
    learned = []
    names: Counter[str] = Counter()
    for numbers in group(signs):
        inside = set(numbers)
        chosen = numbers[:: -(-len(numbers) // MOST_PAGES)]
        samples, kind = _samples([again(pages[order[number]]) for number in chosen], known or Known())
        found = Learned(template=None, pages=len(numbers), kind=kind, address=pages[order[numbers[0]]].url)
        if kind in _READ_KINDS | _NAMED_KINDS and len(numbers) > 1:
            marks, refuses = marks_of(
                [signs[number] for number in numbers], [sign for number, sign in enumerate(signs) if number not in inside]
            )
            names[kind] += 1
            name = kind if names[kind] == 1 else f"{kind}-{names[kind]}"
            if marks:
                found.template = Template(name=name, kind=kind, marks=marks, refuses=refuses)
                if kind in _READ_KINDS:
                    _learn_fields(found, samples)
        learned.append(found)
    made = [one.template for one in learned if one.template is not None]
    return LayoutFile(filmdig_layout=VERSION, site=site, hosts=sorted(hosts), templates=made), learned


def _order(page: Page) -> tuple[str, bytes]:
    return page.url or "", hashlib.sha256(page.html.encode("utf-8", "surrogatepass")).digest()


def again(page: Page) -> Page:
    """Return a page without what was worked out of it, its tree above all: memory holds the trees of one template at a time."""
    return Page(page.capture, page.html, url=page.url, captured_at=page.captured_at)


def _samples(pages: Sequence[Page], known: Known) -> tuple[list[Sample], Kind]:
    samples = []
    kinds: Counter[Kind] = Counter()
    for page in pages:
        record = Record()
        read_generic(page, record)
        kinds[record.page.kind] += 1
        samples.append(
            Sample(page, _values(record, known.of(record)), frozenset(field for field in ALL if not blank(record, field)))
        )
    # Of as many, the one that says more.
    kind = max(kinds, key=lambda one: (kinds[one], one != "unknown", one))
    return samples, kind


def _values(record: Record, film: Film | None) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for field in FIELDS:
        value = getattr(film, field) if film is not None else None
        if not value:
            value = getattr(record.film, field)
        if value:
            values[field] = value
    for field in ("ratings", "reviews"):
        if value := getattr(record, field):
            values[field] = value
    return values


def _learn_fields(learned: Learned, samples: list[Sample]) -> None:
    template = learned.template
    if template is None:
        return
    seen = [Seen(sample.page) for sample in samples]
    labels = common_labels(seen)
    for page in seen:
        page.labels = {key: value for key, value in page.labels.items() if key in labels}
    for field in FIELDS:
        known = sum(field in sample.known for sample in samples)
        if not known:
            continue
        judged = [judge(samples, field, place) for place in candidates(samples, field, seen)]
        best = _choose(field, judged, known, len(samples))
        if best is not None:
            template.fields[field] = best.place
            learned.fields[field] = best
        else:
            learned.thin[field] = known
    template.cast = _better_cast(cast_rows(samples), learned, samples)
    template.reviews = review_rows(samples)
    template.scores = scores(samples)
    parts = [("cast", template.cast), ("reviews", template.reviews), *(("ratings", score) for score in template.scores)]
    for name, part in parts:
        if part is not None:
            learned.fields[name] = _judge_rows(name, part, samples)
    template.alone = _is_whole(learned, samples)
    learned.open = _open(seen, {place.label for place in template.fields.values() if place.label})


def _is_whole(learned: Learned, samples: Sequence[Sample]) -> bool:
    """Tell whether the places have all that the generic reader has, on pages enough to say so."""
    if len(samples) < _LEAST_WHOLE or not all(sample.read <= learned.fields.keys() for sample in samples):
        return False
    known = Counter(field for sample in samples for field in sample.read)
    return all(verdict.differed == 0 and verdict.agreed >= known[field] for field, verdict in learned.fields.items())


def _better_cast(rows: CastRows | None, learned: Learned, samples: Sequence[Sample]) -> CastRows | None:
    """Return the cast's rows where they have as many names as one place has, or roles besides; they take its place then."""
    template = learned.template
    if rows is None or template is None or (single := template.fields.get("cast")) is None:
        return rows
    ours = sum(len(rows.read(sample.page)) for sample in samples)
    theirs = sum(len(single.read(sample.page) or []) for sample in samples)
    if ours * 10 < theirs * 9:
        return None
    del template.fields["cast"]
    return rows


def _choose(field: str, judged: Sequence[Verdict], known: int, pages: int) -> Verdict | None:
    good = [
        verdict
        for verdict in judged
        if verdict.agreed >= _least(verdict.place, known, pages)
        and verdict.precision >= _PRECISE
        and (":nth" not in verdict.place.css or verdict.agreed >= _PRECISE * verdict.present)
        and verdict.exact >= _EXACT * (verdict.agreed - verdict.wider)
        and (not verdict.wider or verdict.exact >= max(_LEAST, _WIDER * verdict.agreed))
        and (field not in _VARIED or (verdict.values >= min(2, pages) and verdict.values * 2 >= verdict.present))
    ]

    def worth(verdict: Verdict) -> tuple[float, ...]:
        place = verdict.place
        more = verdict.present - verdict.agreed - verdict.differed
        trust = 0.4 if place.label else 0.05 if ":nth" in place.css else 0.2
        sure = verdict.agreed + verdict.exact - 3 * verdict.differed + trust * more
        return (sure + 0.5 * verdict.bare, place.label is not None, place.mode == "beside", -len(place.css))

    return max(good, key=worth, default=None)


def _least(place: Place, known: int, pages: int) -> float:
    """Return on how many pages a place must have what is known: more where no label says what it is, most where it is counted."""
    least = min(_LEAST, known)
    if place.label is not None:
        return least
    if ":nth" in place.css:
        return max(min(_LEAST + 1, pages), _COUNTED * pages)
    return max(least, _UNLABELLED * known)


def _judge_rows(name: str, part: CastRows | ReviewRows | Score, samples: Sequence[Sample]) -> Verdict:
    verdict = Verdict(Place(css=part.css))
    values: dict[str, None] = {}
    for sample in samples:
        value = part.read(sample.page)
        if not value:
            continue
        verdict.present += 1
        values.setdefault(f"{value.value}" if not isinstance(value, list) else shown(value))
        if known := sample.known.get(name):
            ours = value if isinstance(value, list) else [value]
            same = _shares(ours, known)
            verdict.agreed += same
            verdict.differed += not same
    verdict.values, verdict.examples = len(values), list(values)[:3]
    return verdict


def _shares(ours: Sequence[Any], theirs: Sequence[Any]) -> bool:
    def keys(items: Sequence[Any]) -> set[str]:
        return {str(item.value) if hasattr(item, "value") else shown(item) for item in items}

    return bool(keys(ours) & keys(theirs))


def _open(seen: Sequence[Seen], taken: set[str]) -> list[tuple[str, list[str]]]:
    """Return labels that no field took and whose values vary: for a person to name."""
    values: dict[str, dict[str, None]] = {}
    counts: Counter[str] = Counter()
    for page in seen:
        for (_, label, _mode), (found, _) in page.labels.items():
            if label not in taken and len(found.text) <= 120:
                counts[label] += 1
                values.setdefault(label, {}).setdefault(shown(found.text))
    varied = [label for label in counts if len(values[label]) > 2 and counts[label] >= 0.5 * len(seen)]
    return [(label, list(values[label])[:3]) for label in sorted(varied, key=lambda one: (-counts[one], one))[:_MOST_OPEN]]


def comments_of(learned: Sequence[Learned], sampled: int, counts: dict[str, int]) -> dict[str, list[str]]:
    """Return the evidence as comments of a layout file.

    Args:
        learned: the templates.
        sampled: how many pages were sampled.
        counts: of all pages that were given, how many each template has, by its name.
    """
    comments: dict[str, list[str]] = {}
    for one in learned:
        if one.template is None:
            continue
        name = one.template.name
        learned_from = f"learned from {min(one.pages, MOST_PAGES)} of {sampled} sampled, such as {one.address}"
        lines = [f"{how_many(counts.get(name, one.pages), 'pages')}; {learned_from}"]
        lines += [f"known on {how_many(number, 'pages')}, and no one place has it: {field}" for field, number in one.thin.items()]
        lines += [f"candidate, no field took it: label {label!r}, such as {' | '.join(examples)}" for label, examples in one.open]
        comments[name] = lines
        for field, verdict in one.fields.items():
            key = "scores" if field == "ratings" else field
            comments[f"{name}.{key}"] = [evidence(verdict, one)]
    return comments


def evidence(verdict: Verdict, learned: Learned) -> str:
    """Return how a place does, in words."""
    pages = min(learned.pages, MOST_PAGES)
    agreed = f"agrees on {verdict.agreed} of {verdict.agreed + verdict.differed} where it is known"
    return f"on {verdict.present} of {how_many(pages, 'pages')}; {agreed}; such as {' | '.join(verdict.examples)}"
