"""Learn a site's layouts from its own pages: wrapper induction with the generic reader and known films as teachers."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from typing import Any

import msgspec

from filmdig.parsers.generic.reader import read_generic
from filmdig.parsers.layouts.layout import FIELDS as ALL
from filmdig.parsers.learning.candidates import PageIndex, Sample, Verdict, candidates, common_labels, judge, shown
from filmdig.parsers.learning.converters import FIELDS
from filmdig.parsers.learning.data_layout import is_blank
from filmdig.parsers.learning.layout_file import VERSION, LayoutFile, Template
from filmdig.parsers.learning.places import CastRows, Place, ReviewRows, Score
from filmdig.parsers.learning.rows import cast_rows, review_rows, scores
from filmdig.parsers.learning.templates import group, marks_of, tokens
from filmdig.parsers.merging.identity import title_key
from filmdig.parsers.page.document import Page
from filmdig.parsers.page.plain_text import how_many
from filmdig.parsers.record.page_record import Film, Kind, Record

#: The most pages of a template from which its places are learned.
MOST_PAGES = 60
#: The share of the pages with a known value on which a place must have that value.
_PRECISE = 0.75
#: The share of these on which it must have exactly the known value: a place with slightly more or less is a different one.
_EXACT = 0.7
#: The same for lists of words that have more than the known ones on other pages: tags include all genres, and always more.
_WIDER = 0.3
#: The number of pages on which a place must have the known value.
_LEAST = 2
#: The same for places without a label, as a share of the pages with a known value; and for those by number, of all pages.
_UNLABELLED = 0.5
_COUNTED = 0.5
_READ_KINDS = frozenset(("film", "series", "season", "episode", "article", "reviews"))
_NAMED_KINDS = frozenset(("person", "list"))
#: Fields that differ from film to film.
_VARIED = frozenset(("title", "original_title", "synopsis", "tagline", "critics_consensus"))
_MOST_UNUSED = 12
#: The number of pages from which a template can be `alone`.
_LEAST_WHOLE = 10


class Learned(msgspec.Struct, kw_only=True):
    """One template, and the evidence for it.

    Attributes:
        template: the template for the layout file; None if its pages are not about films, persons or lists.
        pages: how many of the sampled pages have it.
        kind: the kind of most of them, according to the generic reader.
        address: the URL of one of its pages.
        fields: the verdict on each field's place.
        unplaced: fields that are known on some pages but have no place, with the number of these pages.
        unused_labels: labels that no field uses, with examples of their values.
    """

    template: Template | None
    pages: int
    kind: Kind
    address: str | None
    fields: dict[str, Verdict] = {}
    unplaced: dict[str, int] = {}
    unused_labels: list[tuple[str, list[str]]] = []


class Known:
    """Films known from other records, by their titles.

    Args:
        films: the films.
    """

    def __init__(self, films: Sequence[Film] = ()) -> None:
        self._films: dict[str, list[Film]] = {}
        for film in films:
            for title in filter(None, (film.title, film.original_title)):
                self._films.setdefault(title_key(title), []).append(film)

    def of(self, record: Record) -> Film | None:
        """Return the known film with the title and year of a page's record; None if there is none or more than one."""
        title = record.film.title
        found = self._films.get(title_key(title), []) if title else []
        year = record.film.year
        fits = [film for film in found if year is None or film.year is None or film.year == year]
        return fits[0] if len(fits) == 1 else None


def learn(pages: Sequence[Page], site: str, hosts: Sequence[str], known: Known | None = None) -> tuple[LayoutFile, list[Learned]]:
    """Return a site's layouts, and the evidence for each template.

    Args:
        pages: pages of one site. Their order does not affect the result. Each is read from the sequence when it is needed, and
            only those of one template are kept in memory.
        site: the site's name in records.
        hosts: the hosts that served it.
        known: films known from other records.
    """
    order = sorted(range(len(pages)), key=lambda number: _order(pages[number]))
    signs = [tokens(fresh(pages[number])) for number in order]
    learned = []
    names: Counter[str] = Counter()
    for numbers in group(signs):
        inside = set(numbers)
        chosen = numbers[:: -(-len(numbers) // MOST_PAGES)]
        samples, kind = _samples([fresh(pages[order[number]]) for number in chosen], known or Known())
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
    made = [found.template for found in learned if found.template is not None]
    return LayoutFile(filmdig_layout=VERSION, site=site, hosts=sorted(hosts), templates=made), learned


def _order(page: Page) -> tuple[str, bytes]:
    return page.url or "", hashlib.sha256(page.html.encode("utf-8", "surrogatepass")).digest()


def fresh(page: Page) -> Page:
    """Return a copy of a page without its cached tree and values: memory can hold the trees of only one template at a time."""
    return Page(page.capture, page.html, url=page.url, captured_at=page.captured_at)


def _samples(pages: Sequence[Page], known: Known) -> tuple[list[Sample], Kind]:
    samples = []
    kinds: Counter[Kind] = Counter()
    for page in pages:
        record = Record()
        read_generic(page, record)
        kinds[record.page.kind] += 1
        samples.append(
            Sample(page, _values(record, known.of(record)), frozenset(field for field in ALL if not is_blank(record, field)))
        )
    # Among equally frequent kinds, any is better than "unknown".
    kind = max(kinds, key=lambda kind: (kinds[kind], kind != "unknown", kind))
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
    indexes = [PageIndex(sample.page) for sample in samples]
    labels = common_labels(indexes)
    for index in indexes:
        index.labels = {key: value for key, value in index.labels.items() if key in labels}
    for field in FIELDS:
        known = sum(field in sample.known for sample in samples)
        if not known:
            continue
        judged = [judge(samples, field, place) for place in candidates(samples, field, indexes)]
        best = _choose(field, judged, known, len(samples))
        if best is not None:
            template.fields[field] = best.place
            learned.fields[field] = best
        else:
            learned.unplaced[field] = known
    template.cast = _better_cast(cast_rows(samples), learned, samples)
    template.reviews = review_rows(samples)
    template.scores = scores(samples)
    parts = [("cast", template.cast), ("reviews", template.reviews), *(("ratings", score) for score in template.scores)]
    for name, part in parts:
        if part is not None:
            learned.fields[name] = _judge_rows(name, part, samples)
    template.alone = _is_whole(learned, samples)
    learned.unused_labels = _unused_labels(indexes, {place.label for place in template.fields.values() if place.label})


def _is_whole(learned: Learned, samples: Sequence[Sample]) -> bool:
    """Return whether the places have all values that the generic reader finds, on at least `_LEAST_WHOLE` pages."""
    if len(samples) < _LEAST_WHOLE or not all(sample.read <= learned.fields.keys() for sample in samples):
        return False
    known = Counter(field for sample in samples for field in sample.read)
    return all(verdict.differed == 0 and verdict.agreed >= known[field] for field, verdict in learned.fields.items())


def _better_cast(rows: CastRows | None, learned: Learned, samples: Sequence[Sample]) -> CastRows | None:
    """Return the cast's rows if they have at least 9/10 as many names as the cast's single place, which is then removed."""
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
    """Return on how many pages a place must have the known value: more if it has no label, most if its selector has a number."""
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


def _unused_labels(indexes: Sequence[PageIndex], taken: set[str]) -> list[tuple[str, list[str]]]:
    """Return labels that no field uses and whose values vary, for a person to assign."""
    values: dict[str, dict[str, None]] = {}
    counts: Counter[str] = Counter()
    for index in indexes:
        for (_, label, _mode), (found, _) in index.labels.items():
            if label not in taken and len(found.text) <= 120:
                counts[label] += 1
                values.setdefault(label, {}).setdefault(shown(found.text))
    varied = [label for label in counts if len(values[label]) > 2 and counts[label] >= 0.5 * len(indexes)]
    return [
        (label, list(values[label])[:3]) for label in sorted(varied, key=lambda label: (-counts[label], label))[:_MOST_UNUSED]
    ]


def comments_of(learned: Sequence[Learned], sampled: int, counts: dict[str, int]) -> dict[str, list[str]]:
    """Return the evidence as comments of a layout file.

    Args:
        learned: the templates.
        sampled: how many pages were sampled.
        counts: how many of all given pages have each template, by its name.
    """
    comments: dict[str, list[str]] = {}
    for found in learned:
        if found.template is None:
            continue
        name = found.template.name
        learned_from = f"learned from {min(found.pages, MOST_PAGES)} of {sampled} sampled, such as {found.address}"
        lines = [f"{how_many(counts.get(name, found.pages), 'pages')}; {learned_from}"]
        lines += [
            f"known on {how_many(number, 'pages')}, but at no single place: {field}" for field, number in found.unplaced.items()
        ]
        lines += [
            f"unused label {label!r}, with values such as {' | '.join(examples)}" for label, examples in found.unused_labels
        ]
        comments[name] = lines
        for field, verdict in found.fields.items():
            key = "scores" if field == "ratings" else field
            comments[f"{name}.{key}"] = [evidence(verdict, found)]
    return comments


def evidence(verdict: Verdict, learned: Learned) -> str:
    """Return the evidence for a place, in words."""
    pages = min(learned.pages, MOST_PAGES)
    agreed = f"agrees on {verdict.agreed} of {verdict.agreed + verdict.differed} where it is known"
    return f"on {verdict.present} of {how_many(pages, 'pages')}; {agreed}; such as {' | '.join(verdict.examples)}"
