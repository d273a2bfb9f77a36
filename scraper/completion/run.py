"""The completion of records: finding the pages to ask for, fetching them, and writing the completed records."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import msgspec

from filmdig.output.files import replacing
from filmdig.parsers.merging.completing import ABSENT, Outcome, Part, Want, complete, other_film, wants
from filmdig.parsers.merging.identity import identifier, page_key, without_tracking
from filmdig.parsers.record.errors import ArchiveError, LimitError
from filmdig.parsers.record.page_record import Record, to_json
from filmdig.scraper.archives.fetching import checked
from filmdig.scraper.archives.limiter import StoppedError
from filmdig.scraper.archives.selection import Archive, CaptureFailedError, Entry, Query, left_out
from filmdig.scraper.archives.warcfile import CaptureFile
from filmdig.scraper.completion.addresses import data_page, review_page
from filmdig.scraper.completion.state import State, Step, Target
from filmdig.scraper.extraction.run import extract
from filmdig.scraper.extraction.worker import Failure

#: The most captures of one page that are tried, nearest in time first.
TRIES = 3

#: The most pages of a film's reviews that are followed from one to the next.
PAGES = 200

#: The reason for a cut whose page was not asked for before the archive ended the run.
NOT_ASKED = "not asked: the archive ended the run first"

#: Kinds of page that cannot close a cut.
_NO_ANSWER = frozenset({"not_found", "redirect"})


class Totals(msgspec.Struct):
    """The counts of a completion.

    Attributes:
        records: records read.
        cuts: open cuts of the parts to be completed.
        closed, open: cuts closed and still open, by part.
        reasons: cuts still open, by reason.
        targets: pages to ask for.
        captures: captures fetched in this call.
        failures: pages that could not be asked for or read, with the reason.
        stopped: why asking ended early; None if it did not.
    """

    records: int = 0
    cuts: int = 0
    closed: dict[str, int] = {}
    open: dict[str, int] = {}
    reasons: dict[str, int] = {}
    targets: int = 0
    captures: int = 0
    failures: list[tuple[str, str]] = []
    stopped: str | None = None


class Completion:
    """Completes records.

    Args:
        read: yields the records; called more than once.
        folder: where everything is written; made if it does not exist.
        archive: the archive to ask.
        parts: the parts to complete.
        within: how far in time a linked page's capture may be from the record's; None for any time.
        user_agent: the user agent sent to the archive.
        progress: called after each request.
    """

    def __init__(
        self,
        read: Callable[[], Iterable[Record]],
        folder: Path,
        archive: Archive,
        *,
        parts: frozenset[Part],
        within: timedelta | None,
        user_agent: str,
        progress: Callable[[Totals], object] = lambda _: None,
    ) -> None:
        self._read = read
        self._folder = folder
        self._archive = archive
        self._parts = parts
        self._within = within
        self._user_agent = user_agent
        self._progress = progress
        self._totals = Totals()
        self._answers: dict[str, list[Record]] = {}
        self._script_answers_by_id: dict[tuple[str, str], list[Record]] = {}
        self._unsatisfied: set[Target] = set()

    def targets(self) -> dict[Target, Part]:
        """Return the pages that may have the rest of the records' open cuts, each with the first part that needs it."""
        found: dict[Target, Part] = {}
        for record in self._read():
            for want in self._wants(record):
                for target in self._chain(record, want):
                    found.setdefault(target, want.part)
        return found

    def run(self) -> Totals:
        """Fetch the pages, complete the records and write them; steps that an earlier call did in the folder are not repeated.

        Raises:
            UsageError: the folder cannot be written.
            SourceError: its WARC is damaged.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        with ExitStack() as held:
            state = held.enter_context(State(self._folder / "state.jsonl"))
            self._add_answers(self._answers_in_input())
            try:
                self._fetch_all(state)
            except StoppedError as error:
                self._totals.stopped = str(error)
            self._write(state)
        return self._totals

    def _wants(self, record: Record) -> list[Want]:
        base = record.page.url or ""
        found = []
        for want in wants(record, review_page):
            if want.part in self._parts:
                url = _absolute(base, want.url) if want.url else None
                found.append(want._replace(url=url.split("#")[0] if url else data_page(record)))
        return found

    def _answers_in_input(self) -> Iterator[Record]:
        """Yield the input's records that may close others' cuts, so that their pages need not be fetched."""
        keys = {_key(target.url) for target in self.targets()}
        for record in self._read():
            if _is_script_answer(record):
                for name in _ids(record):
                    self._script_answers_by_id.setdefault(name, []).append(record)
            if record.page.url and (_key(record.page.url) in keys or _is_script_answer(record)):
                yield record

    def _add_answers(self, records: Iterable[Record]) -> None:
        for record in records:
            if record.page.url and record.page.kind not in _NO_ANSWER:
                known = self._answers.setdefault(_key(record.page.url), [])
                if all(record.id != other.id for other in known):
                    known.append(record)

    def _fetch_all(self, state: State) -> None:
        path = self._folder / "captures.warc.gz"
        self._read_fetched(path)
        while todo := [target for target in self._all_targets() if target not in state.done and not self._answered(target)]:
            info = {"http-header-user-agent": self._user_agent, "description": "Pages that records link to"}
            try:
                with CaptureFile(path, info) as file:
                    for target in todo:
                        self._fetch_one(target, state, file)
                        self._progress(self._totals)
            finally:  # some pages were fetched even if the archive ended the run
                self._read_fetched(path)

    def _all_targets(self) -> dict[Target, None]:
        """Return the targets of all records, including those that fetched pages of reviews link to."""
        found: dict[Target, None] = {}
        for record in self._read():
            for want in self._wants(record):
                found |= dict.fromkeys(self._chain(record, want))
        self._totals.targets = len(found)
        return found

    def _chain(self, record: Record, want: Want) -> list[Target]:
        """Return the pages that may have the rest of a cut.

        They are the linked page and the site's data on the film; for reviews also the pages that these and known answers link to.
        """
        chain: dict[str, Target] = {}
        todo = [want.url, data_page(record)]
        if want.part == "reviews":
            todo += self._script_answer_urls(record, record)
        while todo and len(chain) < PAGES:
            url = todo.pop(0)
            if url is None or _key(url) in chain:
                continue
            target = chain[_key(url)] = Target(url, _digits(record.page.captured_at))
            answer = next((one for one in self._answers_of(target) if not other_film(record, one)), None)
            if answer is not None and want.part == "reviews":
                todo = [self._next_reviews_url(answer), *todo, *self._script_answer_urls(record, answer)]
        return list(chain.values())

    def _next_reviews_url(self, answer: Record) -> str | None:
        """Return the address of the reviews after those of a page or an answer."""
        return next((want.url for want in self._wants(answer) if want.path == "/reviews"), None)

    def _script_answer_urls(self, record: Record, stating: Record) -> list[str | None]:
        return [one.page.url for one in self._script_answers_for(record, [stating]) if one.id != record.id and _has_content(one)]

    def _script_answers_for(self, record: Record, stating: Iterable[Record]) -> list[Record]:
        """Return the input's answers for the record's film, by the identifiers that it or other pages of the film state."""
        names = dict.fromkeys(name for one in stating if not other_film(record, one) for name in _ids(one))
        return [answer for name in names for answer in self._script_answers_by_id.get(name, ())]

    def _answers_of(self, target: Target) -> list[Record]:
        """Return the records of a target's page, the nearest to its time first."""
        found = self._answers.get(_key(target.url), [])
        return sorted(found, key=lambda record: (_distance(_digits(record.page.captured_at), target.near), record.id))

    def _answered(self, target: Target) -> bool:
        return target not in self._unsatisfied and any(_has_content(record) for record in self._answers_of(target))

    def _outcomes(self, record: Record) -> tuple[Record, list[Outcome]]:
        wanted = self._wants(record)
        answers: list[tuple[Want, Record]] = []
        for want in wanted:
            linked = [answer for target in self._chain(record, want) for answer in self._answers_of(target)]
            # A page of reviews may state more of the film's identifiers than the film's own page.
            script_answers = self._script_answers_for(record, (record, *linked))
            found = {answer.id: answer for answer in (*linked, *script_answers) if answer.id != record.id}
            answers += [(want, answer) for answer in found.values()]
        return complete(record, answers, wanted)

    def _find_unsatisfied(self) -> None:
        """Find the pages whose captures so far do not close the cut; another capture may."""
        self._unsatisfied.clear()
        for record in self._read():
            for outcome in self._outcomes(record)[1]:
                if outcome.reason is None:
                    continue
                for target in self._chain(record, outcome.want):
                    others = all(other_film(record, answer) for answer in self._answers_of(target))
                    if outcome.want.part != "reviews" or others:
                        self._unsatisfied.add(target)

    def _fetch_one(self, target: Target, state: State, file: CaptureFile) -> None:
        """Ask for one more capture of a target."""
        if target not in state.held:
            try:
                held = self._captures_of(target)
            except StoppedError:
                raise
            except (ArchiveError, LimitError) as error:
                self._give_up(target, state, f"the index could not be read: {error}")
                return
            state.add(Step(target=target, held=held))
        held, tried = state.held[target], state.got.get(target, [])
        entry = next((entry for entry in held[:TRIES] if entry.timestamp not in tried), None)
        if entry is None:
            state.add(Step(target=target, done=True, reason="absent" if not held else "none of its captures can be used"))
            return
        if not file.holds(entry):
            try:
                got = checked(self._archive.get(entry), entry, [])
            except StoppedError:
                raise
            except CaptureFailedError as error:
                state.add(Step(target=target, got=entry.timestamp, reason=str(error)))
                return
            except (ArchiveError, LimitError) as error:
                self._give_up(target, state, str(error))
                return
            file.add(entry, got, self._archive.name, self._user_agent)
            self._totals.captures += 1
        state.add(Step(target=target, got=entry.timestamp))

    def _give_up(self, target: Target, state: State, reason: str) -> None:
        """Give a target up in this call; the next call asks again."""
        self._totals.failures.append((target.url, reason))
        state.done[target] = reason

    def _captures_of(self, target: Target) -> list[Entry]:
        """Return the archive's captures of a target, nearest in time first."""
        since, until = _bounds(target.near, self._within)
        held: list[Entry] = []
        for url in dict.fromkeys((target.url, without_tracking(target.url))):
            found = self._archive.find(Query(url=url, since=since, until=until))
            entries = (item for item in found if isinstance(item, Entry) and not item.elsewhere)
            held += [entry for entry in entries if left_out(entry) in (None, "not pages")]
            if held:
                break
        held = [item for item in held if (not since or item.timestamp >= since) and (not until or item.timestamp <= until)]
        return sorted(held, key=lambda entry: (_distance(entry.timestamp, target.near), entry.timestamp))[:TRIES]

    def _read_fetched(self, path: Path) -> None:
        def report(failure: Failure) -> None:
            self._totals.failures.append((str(failure.url), failure.message))

        if path.exists():
            self._add_answers(extract([path], on_failure=report))
        self._find_unsatisfied()

    def _write(self, state: State) -> None:
        path = self._folder / "captures.warc.gz"
        totals = self._totals
        with ExitStack() as held:
            names = ("records.jsonl", "open.jsonl", "fetched.jsonl")
            open_ = {name: held.enter_context(replacing(self._folder / name)) for name in names}
            for record in self._read():
                whole, outcomes = self._outcomes(record)
                open_["records.jsonl"].write(to_json(whole) + b"\n")
                totals.records += 1
                for outcome in outcomes:
                    self._count(record, outcome, state, open_["open.jsonl"])
            if path.exists():
                for record in extract([path], on_failure=lambda _: None):  # reported when it was fetched
                    open_["fetched.jsonl"].write(to_json(record) + b"\n")

    def _is_unasked(self, record: Record, want: Want, state: State) -> bool:
        """Return whether a page that may close a cut has not been asked for."""
        return any(one not in state.done and not self._answered(one) for one in self._chain(record, want))

    def _count(self, record: Record, outcome: Outcome, state: State, file: Any) -> None:
        totals, want = self._totals, outcome.want
        totals.cuts += 1
        if outcome.reason is None:
            totals.closed[want.part] = totals.closed.get(want.part, 0) + 1
            return
        totals.open[want.part] = totals.open.get(want.part, 0) + 1
        target = _target(record, want) if want.url else None
        why = outcome.reason
        if totals.stopped and outcome.source is None and self._is_unasked(record, want, state):
            why = NOT_ASKED
        elif why == ABSENT and target:
            why = state.done.get(target) or why
        kind = re.sub(r"(?<!\d)\d++ of \d++", "N of M", why.split(": ")[0])
        totals.reasons[kind] = totals.reasons.get(kind, 0) + 1
        line = {"id": record.id, "path": want.path, "part": want.part, "url": want.url, "reason": why}
        file.write(msgspec.json.encode(line) + b"\n")


def _is_script_answer(record: Record) -> bool:
    """Return whether a record is of an answer to a page's script: JSON, or a fragment without the film's title."""
    return record.page.rendition == "json" or (record.film.title is None and record.page.kind == "reviews")


def _ids(record: Record) -> list[tuple[str, str]]:
    """Return the (namespace, identifier) pairs of a record's film."""
    return [(space, identifier(space, value)) for space, value in record.film.external_ids.items()]


def _key(url: str) -> str:
    return page_key(url) or url


def _target(record: Record, want: Want) -> Target:
    return Target(want.url or "", _digits(record.page.captured_at))


def _digits(moment: str | None) -> str:
    digits = re.sub(r"[^0-9]", "", (moment or "")[:19])
    return digits + "00000701000000"[len(digits) :] if len(digits) >= 4 else ""


def _has_content(record: Record) -> bool:
    film = record.film
    lists = (record.reviews, film.other_synopses, film.cast, film.keywords, film.releases, film.companies)
    return bool(film.synopsis or any(lists))


def _distance(timestamp: str, near: str) -> float:
    """Return the seconds between two moments; if `near` is empty, the latest moment is nearest."""
    if not near:
        return -_seconds(timestamp)
    return abs(_seconds(timestamp) - _seconds(near))


def _seconds(timestamp: str) -> float:
    try:
        return datetime.strptime(timestamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC).timestamp()
    except ValueError:  # not a date
        return 0.0


def _bounds(near: str, within: timedelta | None) -> tuple[str | None, str | None]:
    if not near or within is None:
        return None, None
    moment = datetime.fromtimestamp(_seconds(near), UTC)
    earliest = datetime(1990, 1, 1, tzinfo=UTC)
    since = max(moment - within, earliest) if moment - earliest > within else earliest
    return f"{since:%Y%m%d%H%M%S}", f"{moment + within:%Y%m%d%H%M%S}"


def _absolute(base: str, address: str) -> str | None:
    """Return an absolute web address from one that may be relative; None if it is not valid."""
    try:
        url = urljoin(base, address)
        parts = urlsplit(url)
    except ValueError:  # such as brackets without an IPv6 address
        return None
    return url if parts.scheme in ("http", "https") and parts.hostname else None
