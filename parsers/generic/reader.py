"""The generic reader: witnesses state facts, the gate decides the page's kind, more witnesses state texts, all is settled."""

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

#: Asked before the gate, which weighs their statements. None of them may cost more than one pass over the page's blocks.
FACTS: tuple[Witness, ...] = (structured, labelled, factline, headline, headings, sentences)
#: The first witnesses of `FACTS`, which are asked about every page. The others are asked only if these stated something, or if
#: `may_be_article` is true.
ASKED_FIRST = 3
#: Asked about pages that passed the gate, when `evidence.kind` is known.
TEXTS: tuple[Witness, ...] = (beneath, spoken, texts, ratings, reviews, comments)
#: A page without a film gets an issue if it has more characters of text than this.
MUCH_TEXT = 500


def read_generic(page: Page, record: Record, *, of_any_site: bool = False) -> dict[str, Settled]:
    """Fill the record with what the page plainly states about a film, a series or a person.

    Args:
        page: the page.
        record: the record to fill.
        of_any_site: whether the page may be about anything, as in a crawl. Such a page is skipped at once if its visible text
            shows no sign of a film.

    Returns:
        each field's result with all its statements, for `explain`.
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
            page.note("text_unread", f"no film was found in {length} characters of text")
        return {}
    evidence.kind = verdict.kind
    if verdict.kind in ("list", "person"):
        statements = []  # on such a page they describe several films
        _ask((listed if verdict.kind == "list" else persons,), evidence, statements)
        record.page.read_by = "generic"
        return settle(record, statements)
    _ask(TEXTS, evidence, statements)
    record.page.read_by = "generic"
    settled = settle(record, statements)
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
        except Exception as error:  # noqa: BLE001 - pages are hostile input: a failure becomes an issue and loses only this witness
            name = witness.__module__.rpartition(".")[2]
            evidence.page.note("witness_failed", f"{name}: {type(error).__name__}: {error}")
