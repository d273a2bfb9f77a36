"""The generic reader's way through a page: the witnesses of facts, the gate, the witnesses of texts, what they agree on."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from filmdig.parsers.generic.cut_lists import list_cuts
from filmdig.parsers.generic.evidence import Evidence
from filmdig.parsers.generic.gate import Verdict, gate, may_be_article
from filmdig.parsers.generic.settle import Settled, settle
from filmdig.parsers.generic.shown import shows_film
from filmdig.parsers.generic.statement import Statement
from filmdig.parsers.generic.witnesses.beneath import beneath
from filmdig.parsers.generic.witnesses.comments import comments
from filmdig.parsers.generic.witnesses.factline import factline
from filmdig.parsers.generic.witnesses.headings import headings
from filmdig.parsers.generic.witnesses.headline import headline
from filmdig.parsers.generic.witnesses.labelled import labelled
from filmdig.parsers.generic.witnesses.listed import listed
from filmdig.parsers.generic.witnesses.persons import persons
from filmdig.parsers.generic.witnesses.ratings import ratings
from filmdig.parsers.generic.witnesses.reviews import reviews
from filmdig.parsers.generic.witnesses.sentences import sentences
from filmdig.parsers.generic.witnesses.spoken import spoken
from filmdig.parsers.generic.witnesses.structured import structured
from filmdig.parsers.generic.witnesses.texts import texts
from filmdig.parsers.page.document import Page
from filmdig.parsers.record.page_record import Record

Witness = Callable[[Evidence], Iterator[Statement]]

FACTS: tuple[Witness, ...] = (structured, labelled, factline, headline, headings, sentences)
#: So many are asked of every page; the others only of pages of which these said something, or whose title does.
ASKED_FIRST = 3
"""Asked before the gate, which weighs what they say: none of them may cost more than a look at the page's blocks."""
#: Asked of pages that passed the gate, whose kind is known by then: `evidence.kind`.
TEXTS: tuple[Witness, ...] = (beneath, spoken, texts, ratings, reviews, comments)
#: Characters of text from which on a page that gave no film says so.
MUCH_TEXT = 500


def read_generic(page: Page, record: Record, *, of_any_site: bool = False) -> dict[str, Settled]:
    """Fill the record with what the page plainly states of a film, a series or a person.

    Args:
        page: the page.
        record: what is filled.
        of_any_site: whether it may be about anything, as a crawl's pages are: it is left at once where nothing that it shows
            speaks of film.

    Returns:
        what came of each field, with all statements, for `explain`.
    """
    evidence = Evidence(page, "unknown")
    statements: list[Statement] = []
    verdict = Verdict("unknown", [])
    if not of_any_site or shows_film(evidence):
        _ask(FACTS[:ASKED_FIRST], evidence, statements)
        if statements or may_be_article(evidence):
            _ask(FACTS[ASKED_FIRST:], evidence, statements)
            verdict = gate(evidence, statements)
    record.page.kind = verdict.kind
    record.page.layout_evidence = verdict.evidence if verdict.kind != "unknown" else []
    if verdict.kind == "unknown":
        length = sum(len(block.text) for block in evidence.model.blocks)
        if length > MUCH_TEXT:
            page.note("text_unread", f"no film that it is about was found in {length} characters of text")
        return {}
    evidence.kind = verdict.kind
    if verdict.kind in ("list", "person"):
        statements = []  # what they say of films is said of others than the page's own
        _ask((listed if verdict.kind == "list" else persons,), evidence, statements)
        record.page.read_by = "generic"
        return settle(page, record, statements)
    _ask(TEXTS, evidence, statements)
    record.page.read_by = "generic"
    settled = settle(page, record, statements)
    film = record.film
    own = {film.title, film.original_title}
    film.alternate_titles = [one for one in film.alternate_titles if one.region is not None or one.title not in own]
    known = {cut.path for cut in record.truncations}
    try:
        record.truncations += [cut for cut in list_cuts(evidence, record) if cut.path not in known]
    except Exception as error:  # noqa: BLE001 - as in `_ask`
        page.note("witness_failed", f"cut_lists: {type(error).__name__}: {error}")
    return settled


def _ask(witnesses: tuple[Witness, ...], evidence: Evidence, statements: list[Statement]) -> None:
    for witness in witnesses:
        try:
            statements += witness(evidence)
        except Exception as error:  # noqa: BLE001 - a page is hostile input: the failure is an issue, and costs this witness alone
            name = witness.__module__.rpartition(".")[2]
            evidence.page.note("witness_failed", f"{name}: {type(error).__name__}: {error}")
