"""Completion of a record from the captures that its open cuts link to, with the reason for each cut that stays open."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Literal, NamedTuple

import msgspec

from filmdig.parsers.merging import cuts, evidence, identity
from filmdig.parsers.record.page_record import By, CompletedFrom, Record, Review, Truncation

Part = Literal["text", "plot", "cast", "reviews", "other"]


class Want(NamedTuple):
    """One open cut of a record.

    Attributes:
        path: JSON Pointer to what is cut.
        part: the kind of value that it is.
        url: the full address of the page that has the rest; None if the record's page links none.
        by: whose reviews are wanted, if `part` is ``reviews``.
    """

    path: str
    part: Part
    url: str | None
    by: By | None = None


class Outcome(NamedTuple):
    """The result for one open cut.

    Attributes:
        reason: why it stays open; None if it was closed.
        source: the id of the record that closed it or added to it.
    """

    want: Want
    reason: str | None
    source: str | None = None


NOT_LINKED = "the page does not link to the rest"
ABSENT = "absent: the archive has no readable capture within reach"

_PEOPLE = ("directors", "writers", "producers", "crew", "cast")


def part_of(path: str) -> Part:
    """Return the kind of value that a pointer leads to."""
    steps = path.split("/")[1:] or [""]
    if steps[:2] in (["film", "synopsis"], ["film", "other_synopses"]):
        return "plot"
    if steps[0] == "reviews":
        return "text" if len(steps) > 1 else "reviews"
    return "cast" if steps[0] == "film" and len(steps) > 1 and steps[1] in _PEOPLE else "other"


def wants(record: Record, reviews_page: Callable[[Record, By], str | None] = lambda _record, _by: None) -> Iterator[Want]:
    """Yield a record's open cuts: texts, lists, and reviews of which the page reports more than it shows.

    Args:
        record: a page's record.
        reviews_page: returns the address of the film's page of reviews on its site; None if there is none.
    """
    listed = False
    for cut in record.truncations:
        if cut.state == "open":
            listed |= cut.path == "/reviews"
            yield Want(cut.path, part_of(cut.path), cut.full_text_url, _shown_by(record) if cut.path == "/reviews" else None)
    if listed:
        return
    for by, total in (("audience", record.review_totals.audience), ("critics", record.review_totals.critics)):
        shown = sum(review.by == by for review in record.reviews)
        if total is not None and total > shown:
            yield Want("/reviews", "reviews", reviews_page(record, by), by)  # type: ignore[arg-type]


def _shown_by(record: Record) -> By | None:
    kinds = {review.by for review in record.reviews}
    return kinds.pop() if len(kinds) == 1 else None


def complete(record: Record, answers: Sequence[tuple[Want, Record]], wanted: Sequence[Want]) -> tuple[Record, list[Outcome]]:
    """Return a completed copy of a record, and the outcome of each of its open cuts.

    Args:
        record: a page's record; it is not changed.
        answers: records of captures of the pages that the cuts link to, or of other data on the film that a crawl holds, each
            with the cut that it answers; nearest in time first.
        wanted: the record's open cuts.
    """
    whole = msgspec.convert(msgspec.to_builtins(record), Record)
    outcomes = []
    for want in wanted:
        found = [answer for asked, answer in answers if asked == want]
        if not found:
            outcomes.append(Outcome(want, NOT_LINKED if want.url is None else ABSENT))
        elif want.part == "reviews":
            outcomes.append(_add_reviews(whole, want, found))
        elif isinstance(_at(whole, want.path), list):
            outcomes.append(_complete_list(whole, want, found))
        else:
            outcomes.append(_complete_text(whole, want, found))
    return whole, outcomes


def other_film(record: Record, answer: Record) -> bool:
    """Return whether an answer is of another film than the record: different identifiers, or no title in common."""
    # Identifiers on the pages come before those in addresses: an archive may redirect one film's address to another's page.
    stated, there = record.film.external_ids, answer.film.external_ids
    shared = [
        (identity.identifier(space, stated[space]), identity.identifier(space, there[space]))
        for space in stated.keys() & there.keys()
    ]
    if any(identity.ids_differ({own}, {other}) for own, other in shared):
        return True
    # An equal number is proof, even if the titles differ; an equal slug may only be that of the address that was asked for.
    if any(own == other and identity.is_number(own) for own, other in shared):
        return False
    ours, theirs = evidence.group_of(record, 0), evidence.group_of(answer, 1)
    if any(identity.ids_differ(ours.ids[space], theirs.ids[space]) for space in ours.ids.keys() & theirs.ids.keys()):
        return True
    return bool(ours.titles and theirs.titles and not ours.titles.keys() & theirs.titles.keys())


def _complete_text(record: Record, want: Want, answers: Sequence[Record]) -> Outcome:
    shown = _at(record, want.path)
    if not isinstance(shown, str) or not shown:
        return Outcome(want, "the page shows none of the text")
    whole: list[cuts.Found] = []
    reasons = []
    for number, answer in enumerate(answers, 1):
        if other_film(record, answer):
            reasons.append("another film's page")
            continue
        still_cut = {cut.path for cut in answer.truncations if cut.state == "open"}
        for path, text in _texts(record, answer, want):
            if cuts.seam(shown, text) is None:
                continue
            if path in still_cut:
                reasons.append("the text is cut there as well")
            else:
                whole.append(cuts.Found(text, [number], here=_of_a_person(want.path)))
    # The fetched page counts as the one that the cut links, under whatever address the archive returned it.
    pages = cuts.Pages([identity.page_key(record.page.url), *("linked" for _ in answers)])
    closed = cuts.close(shown, 0, "linked", whole, pages)
    if isinstance(closed, cuts.Closed):
        answer = answers[closed.source - 1]
        _put(record, want.path, closed.text)
        _mark(record, want, answer, seams=[closed.seam] if closed.seam is not None else [])
        return Outcome(want, None, answer.id)
    return Outcome(want, closed or (reasons[0] if reasons else "no text there continues what was shown"))


def _texts(record: Record, answer: Record, want: Want) -> Iterator[tuple[str, str]]:
    if _of_a_person(want.path):
        yield from _of_the_same_person(record, answer, want.path)
        return
    if answer.film.synopsis:
        yield "/film/synopsis", answer.film.synopsis
    yield from ((f"/film/other_synopses/{n}/text", other.text) for n, other in enumerate(answer.film.other_synopses))
    yield from ((f"/reviews/{n}/text", review.text) for n, review in enumerate(answer.reviews) if review.text)


def _of_a_person(path: str) -> bool:
    """Return whether a pointer leads to a text of a person in a list: a role, a job or a name."""
    steps = path.split("/")[1:]
    return len(steps) == 4 and steps[0] == "film" and steps[1] in _PEOPLE


def _of_the_same_person(record: Record, answer: Record, path: str) -> Iterator[tuple[str, str]]:
    """Yield (path, text) of the same field of the same person in an answer; for a cut name, of all names there."""
    whose, _, field = path.rpartition("/")
    people = path.split("/")[2]
    own = _at(record, whose)
    for number, person in enumerate(getattr(answer.film, people)):
        text = getattr(person, field, None)
        if text and (field == "name" or _item_key(person) == _item_key(own)):
            yield f"/film/{people}/{number}/{field}", text


def _complete_list(record: Record, want: Want, answers: Sequence[Record]) -> Outcome:
    shown = _at(record, want.path)
    reason = "the list there lacks some of what was shown"
    for answer in answers:
        if other_film(record, answer):
            reason = "another film's page"
            continue
        there = _at(answer, want.path)
        if not isinstance(there, list) or len(there) <= len(shown):
            reason = "the list there is not longer"
            continue
        known = {_item_key(item): item for item in there}
        if not all(_item_key(item) in known for item in shown):
            continue
        if any(cut.path == want.path and cut.state == "open" for cut in answer.truncations):
            reason = "the list is cut there as well"
            continue
        own = {_item_key(item): item for item in shown}
        _put(record, want.path, [_joined(own.get(_item_key(item)), item) for item in there])
        _mark(record, want, answer)
        return Outcome(want, None, answer.id)
    return Outcome(want, reason)


def _add_reviews(record: Record, want: Want, answers: Sequence[Record]) -> Outcome:
    known = {_review_key(review) for review in record.reviews}
    added = None
    reason = "no further reviews there"
    for answer in answers:
        if other_film(record, answer):
            reason = "another film's page"
            continue
        moved = {}
        for number, review in enumerate(answer.reviews):
            if (want.by is None or review.by == want.by) and _review_key(review) not in known:
                known.add(_review_key(review))
                moved[f"/reviews/{number}/"] = f"/reviews/{len(record.reviews)}/"
                record.reviews.append(review)
                added = answer
        # Cuts within the added reviews are copied.
        for cut in answer.truncations:
            for there, here in moved.items():
                if cut.path.startswith(there):
                    record.truncations.append(msgspec.structs.replace(cut, path=here + cut.path.removeprefix(there)))
    shown = sum(want.by is None or review.by == want.by for review in record.reviews)
    total = _total(record, want)
    if added is not None and (total is None or shown >= total):
        _mark(record, want, added)
        return Outcome(want, None, added.id)
    if added is not None:
        return Outcome(want, f"{shown} of {total} reviews found", added.id)
    return Outcome(want, reason)


def _total(record: Record, want: Want) -> int | None:
    stated = next((cut.total for cut in record.truncations if cut.path == "/reviews" and cut.total is not None), None)
    return getattr(record.review_totals, want.by) if want.by else stated


def _review_key(review: Review) -> tuple[str, str]:
    return identity.person_key(review.author or review.publication or ""), cuts.folded(review.text or "")[:60]


def _item_key(item: Any) -> Any:
    name = getattr(item, "name", None) or getattr(item, "title", None)
    if isinstance(name, str):
        return identity.person_key(name) or name
    return item.casefold() if isinstance(item, str) else msgspec.json.encode(item)


def _joined(own: Any, there: Any) -> Any:
    """Return the record's item, with the fields that it lacks taken from the answer's."""
    if own is None or not isinstance(own, msgspec.Struct):
        return there
    lacking = {name: getattr(there, name) for name in own.__struct_fields__ if getattr(own, name) is None}
    return msgspec.structs.replace(own, **lacking)


def _mark(record: Record, want: Want, answer: Record, seams: list[int] | None = None) -> None:
    origin = CompletedFrom(id=answer.id, url=answer.page.url, captured_at=answer.page.captured_at, digest=answer.page.digest)
    own = next((cut for cut in record.truncations if cut.path == want.path and cut.state == "open"), None)
    if own is None:
        own = Truncation(path=want.path, state="open", full_text_url=want.url)
        record.truncations.append(own)
    own.state, own.by, own.seams, own.completed_from = "repaired", "linked_page", seams or [], origin


def _at(record: Record, path: str) -> Any:
    """Return the value at a pointer; None if there is none."""
    here: Any = record
    for step in path.split("/")[1:]:
        if isinstance(here, list):
            here = here[int(step)] if step.isdecimal() and int(step) < len(here) else None
        else:
            here = getattr(here, step, None)
    return here


def _put(record: Record, path: str, value: Any) -> None:
    *steps, last = path.split("/")[1:]
    holder = _at(record, "/" + "/".join(steps)) if steps else record
    if isinstance(holder, list):
        holder[int(last)] = value
    else:
        setattr(holder, last, value)
