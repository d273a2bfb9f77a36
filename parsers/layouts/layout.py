"""The `Layout` class: the pages it is for, the marks that identify them, and the fields that become their record."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from itertools import chain
from typing import Any, ClassVar

import msgspec

from filmdig.parsers.layouts.cuts import CutList, Passage
from filmdig.parsers.layouts.fields import Derived, Disputed
from filmdig.parsers.layouts.fitting import fitted
from filmdig.parsers.layouts.item_errors import collecting_errors
from filmdig.parsers.page.document import Page
from filmdig.parsers.record.capture import Rendition
from filmdig.parsers.record.page_record import (
    AlternateTitle,
    BoxOffice,
    CastMember,
    Certificate,
    Company,
    Credit,
    CrewMember,
    Film,
    Helpful,
    HistogramBar,
    Issue,
    Kind,
    OtherSynopsis,
    Person,
    Rating,
    ReadBy,
    Record,
    Related,
    Release,
    Review,
    ReviewRating,
    Truncation,
)

FILM_FIELDS = Film.__struct_fields__
_OF_FILM = frozenset(FILM_FIELDS)
PAGE_FIELDS = ("captured_at", "language", "url")
LIST_FIELDS = ("ratings", "reviews", "related")
FIELDS = (*FILM_FIELDS, *LIST_FIELDS, "review_totals", "person", *(f"page_{name}" for name in PAGE_FIELDS))

Mark = str | Callable[[Page], bool]

#: All layouts, in the order in which they are defined.
REGISTRY: list[type[Layout]] = []


class Layout:
    """One site's pages of one kind in one era.

    A subclass that defines `marks` is a layout; one that does not is a base class that several layouts of a site share. The
    other attributes are named after the record's fields (`page_captured_at`, `page_language` and `page_url` for what the page
    states about its own capture, `person` for a `Biography`). They are readers: any callable that takes the page and returns
    the value, including methods. Alternate titles may be plain strings.

    Attributes:
        site: the site's name in the record.
        hosts: the hosts that served the site, without `www.`; their subdomains count too.
        addresses: a regular expression that the URLs of the site's pages about films match at their beginning, host (without
            `www.`) and path; it excludes, for example, pages about games or music.
        imprint: a regular expression of words that are on nearly all of the site's pages and on no other site's (such as the
            owner's name at the end). It identifies the site of a text rendition that has lost its URL.
        name: the layout's name in the record: a year, an era, the page's own word for it.
        years: the years in which the layout was seen, for humans: "2008", "2011-2014".
        kind: the kind of its pages.
        rendition: the rendition of its pages: HTML, a crawler's plain text, or a site's JSON, which `addresses` distinguishes
            from other JSON.
        marks: selectors (regular expressions for plain text) or functions of the page, all of which match every page of this
            layout and no other page.
        refuses: marks that no page of this layout has.
        year_from_release: whether the release date is the film's first, so that the year can be derived from it (AllMovie's
            may be a re-release).
        announced: by field, marks which show that the page has the field (a heading, a total). If one matches and no value
            was read, the record has an issue `field_missing`.
        read_by: the value of `page.read_by` in the record.
        shows_counted_reviews: whether a page that counts reviews shows some of them. If none was read, the record has an
            issue `field_missing`.
        review_pages: by the kind of reviewers (`audience`, `critics`), the URL of the first page with all of a film's reviews.
            ``{url}`` is the film page's URL without its query; ``{imdb}`` and the like are the film's identifiers.
        later_review_pages: the year from which these pages have other URLs, and those URLs.
        data_page: the URL of the site's complete data about a film, from which texts that the page shows cut can be repaired.
        left_out: by selector, blocks of its pages that do not go into the record, and why: they are not about the film, or
            the record has no field for them.
        usual: fields that its pages normally have. If one is missing, the record has an issue `field_missing`.
    """

    site: ClassVar[str]
    hosts: ClassVar[tuple[str, ...]] = ()
    addresses: ClassVar[str] = ""
    imprint: ClassVar[str] = ""
    name: ClassVar[str]
    years: ClassVar[str] = ""
    kind: ClassVar[Kind] = "film"
    rendition: ClassVar[Rendition] = "html"
    marks: ClassVar[tuple[Mark, ...]] = ()
    refuses: ClassVar[tuple[Mark, ...]] = ()
    usual: ClassVar[tuple[str, ...]] = ("title",)
    left_out: ClassVar[dict[str, str]] = {}
    announced: ClassVar[dict[str, tuple[Mark, ...]]] = {}
    year_from_release: ClassVar[bool] = False
    read_by: ClassVar[ReadBy] = "layout"
    shows_counted_reviews: ClassVar[bool] = False
    review_pages: ClassVar[dict[str, str]] = {}
    later_review_pages: ClassVar[tuple[str, dict[str, str]] | None] = None
    data_page: ClassVar[str] = ""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cls.__dict__.get("marks"):
            REGISTRY.append(cls)

    def kind_of(self, page: Page) -> Kind:
        """Return the page's kind. Layouts with pages of several kinds (films and series) override it."""
        return self.kind

    @classmethod
    @functools.cache
    def fields(cls) -> tuple[str, ...]:
        """Return the fields that this layout's pages can have; the others are absent by design."""
        return tuple(name for name in FIELDS if getattr(cls, name, None) is not None)

    @classmethod
    def blocks_left_out(cls) -> dict[str, str]:
        """Return `left_out`, merged with that of the base classes."""
        return {selector: why for base in reversed(cls.__mro__) for selector, why in base.__dict__.get("left_out", {}).items()}

    def texts_left_out(self, page: Page) -> list[str]:
        """Return texts that are left out, like the blocks of `left_out`, but have no element of their own: text after a label."""
        return []

    @classmethod
    def evidence(cls, page: Page) -> list[str] | None:
        """Return the names of the marks; None if one of them is missing or the page has one that the layout refuses."""
        for mark in cls.marks:
            if not has_mark(page, mark):
                return None
        for mark in cls.refuses:
            if has_mark(page, mark):
                return None
        return [mark_name(mark) for mark in cls.marks]

    def read(self, page: Page, record: Record) -> None:
        """Fill the record with what this layout's readers find. A reader that raises loses only its field and adds an issue."""
        record.page.kind = self.kind_of(page)
        errors: list[Exception] = []
        with collecting_errors(errors):
            for name in self.fields():
                try:
                    value = getattr(self, name)(page)
                except Exception as error:  # noqa: BLE001 - a page is hostile input; the failure is kept as an issue and counted
                    value = None
                    errors.append(error)
                for raised in errors:
                    message = f"{type(raised).__name__}: {raised}"
                    record.issues.append(Issue(code="field_failed", path=pointer(name), message=message))
                errors.clear()
                set_field(record, name, value)
        if self.year_from_release and record.film.year is None:
            derive_year(record)
        for name in self.usual:
            if record.page.kind in _SERIES and name in _NOT_OF_SERIES:
                continue
            if is_empty(value_of(record, name)):
                _note_missing(record, pointer(name), f"pages of {self.site}/{self.name} normally have it")
        for name, marks in self.announced.items():
            if name in self.usual or not is_empty(value_of(record, name)):
                continue
            if found := [mark for mark in marks if has_mark(page, mark)]:
                _note_missing(record, pointer(name), f"the page announces it ({mark_name(found[0])}), and none was read")
        counted = record.review_totals.audience or record.review_totals.critics
        if counted and self.shows_counted_reviews and not record.reviews and record.page.kind in _WITH_REVIEWS:
            _note_missing(record, "/reviews", f"the page counts them ({counted}), and none was read")


_WITH_REVIEWS = ("film", "series", "season", "episode", "reviews")
_SERIES = ("series", "season")
_NOT_OF_SERIES = ("directors",)  # a series has creators; its episodes have directors


def _note_missing(record: Record, path: str, why: str) -> None:
    """Add an issue for a field that was not read though the page should have it."""
    record.issues.append(Issue(code="field_missing", path=path, message=why))


def mark_name(mark: Mark) -> str:
    """Return a mark's name: the selector itself, or the function's name."""
    return mark if isinstance(mark, str) else str(mark.__name__)


def has_mark(page: Page, mark: Mark) -> bool:
    """Return whether the page has the mark. A function's result is cached per page, as `page.first` is."""
    if not isinstance(mark, str):
        return page.memo(mark, lambda: mark(page))
    if page.rendition == "text":
        return page.memo(("mark", mark), lambda: re.search(mark, page.html, re.MULTILINE) is not None)
    for selectors in _alternatives(mark):
        for selector in selectors:
            if page.first(selector) is None:
                break
        else:
            return True
    return False


_DESCENDANT = re.compile(r"([^,\"'()]*(?<![^\s>+~])[a-z][^\s>+~,\"'()]*) +[^\s>+~,\"'()]+")

_CUSTOM_ELEMENT = re.compile(r"[a-z][a-z0-9]*-")


@functools.cache
def _alternatives(mark: str) -> tuple[tuple[str, ...], ...]:
    """Return the alternatives of a mark, each as the selectors that must all match.

    An alternative is a part of the mark between commas, because the engine's index serves single selectors and not lists.
    If the part is a descendant selector (`table.facts a`), its ancestor is tried first, because most pages do not have even
    that. The ancestor is usually a heading or a table; the descendant may be one of a page's thousand links. An ancestor that
    is a custom element (`score-board`) is not tried: the index has only HTML's own tags; for others the engine walks the page.
    """
    parts = [mark] if "(" in mark else [part.strip() for part in mark.split(",")]
    ancestors = [_DESCENDANT.fullmatch(part) for part in parts]
    return tuple(
        (match[1], part) if match and not _CUSTOM_ELEMENT.match(match[1]) else (part,)
        for part, match in zip(parts, ancestors, strict=True)
    )


@functools.cache
def pointer(field: str) -> str:
    """Return a field's JSON Pointer in the record."""
    if field in _OF_FILM:
        return f"/film/{field}"
    if field.startswith("page_"):
        return f"/page/{field.removeprefix('page_')}"
    return f"/{field}"


def is_empty(value: Any) -> bool:
    """Return whether a field's value means that it is missing; 0 is a value."""
    return not value and value != 0


def value_of(record: Record, field: str) -> Any:
    """Return a field's value in the record."""
    holder: Any = record.film if field in _OF_FILM else record.page if field.startswith("page_") else record
    return getattr(holder, field.removeprefix("page_"))


def set_field(record: Record, field: str, value: Any) -> None:
    """Set a field of the record to a reader's value, and list the paths of its cuts and its derived values."""
    if value is None:
        return
    if value.__class__ not in _SCALARS:
        if field == "alternate_titles":
            value = _titled(value)
        value = _plain(record, pointer(field), _fitted(record, field, value))
    elif value is not None and value.__class__ is not _CLASSES.get(field):
        value = _fitted(record, field, value)
    if value is None or value == []:  # the record's default
        return
    if field in _OF_FILM:
        setattr(record.film, field, value)
    elif field in LIST_FIELDS:
        setattr(record, field, [item for item in value if item is not None])
    elif field in ("review_totals", "person"):
        setattr(record, field, value)
    else:
        setattr(record.page, field.removeprefix("page_"), value)


def _fitted(record: Record, field: str, value: Any) -> Any:
    def report(message: str) -> None:
        record.issues.append(Issue(code="field_failed", path=pointer(field), message=message))

    holder = Film if field in _OF_FILM else Record
    if field.startswith("page_"):
        return value if isinstance(value, str) else None
    return fitted(holder, field, value, report)


def _titled(value: Any) -> Any:
    """Return alternate titles with each plain text made an `AlternateTitle`."""
    if value.__class__ is CutList:
        value.items = _titled(value.items)
    if value.__class__ is not list:
        return value
    return [AlternateTitle(title=title) if isinstance(title, str | Passage) else title for title in value]  # type: ignore[arg-type]


def derive_year(record: Record) -> None:
    """Derive the film's year from its earliest release in cinemas or of no stated kind; rereleases are ignored."""
    first = (release for release in record.film.releases if release.kind in (None, "theatrical"))
    dates = [release.date for release in first if "release" not in (release.note or "").lower()]
    if dates:
        record.film.year = int(min(dates)[:4])
        record.derived.append("/film/year")


# Fields with a single value; if it has this class, it needs no further check.
_NUMBERS = ("year", "end_year", "runtime_minutes", "season_count", "episode_count")
_TEXTS = ("title", "original_title", "synopsis", "synopsis_credit", "critics_consensus", "tagline", "image_url")
_CLASSES: dict[str, type] = dict.fromkeys(_NUMBERS, int) | dict.fromkeys(
    (*_TEXTS, *(f"page_{name}" for name in PAGE_FIELDS)), str
)

_SCALARS = frozenset((str, int, float, bool, type(None), dict))


# Nested parts, which are made with plain values only.
_LEAVES = _SCALARS | {ReviewRating, Helpful}
_PARTS = frozenset(
    (
        *(AlternateTitle, Person, CrewMember, CastMember, OtherSynopsis, Certificate, Release, Company, BoxOffice),
        *(Credit, HistogramBar, Rating, Review, Related),
    )
)


def _are_plain(values: list[Any]) -> bool:
    """Return whether values certainly have no wrappers. It is optimized, because it checks every value of every row."""
    kinds = set(map(type, values))
    return kinds <= _SCALARS or (
        kinds <= _PARTS and _LEAVES.issuperset(map(type, chain.from_iterable(map(msgspec.structs.astuple, values))))
    )


def _plain(record: Record, path: str, value: Any) -> Any:
    """Return the value without its wrappers, and enter what they state into the record."""
    if value.__class__ in _SCALARS:
        return value
    kind = value.__class__
    if kind is Derived:
        found = _plain(record, path, value.value)
        if found is not None and path not in record.derived:
            record.derived.append(path)
        return found
    if kind is Disputed:
        record.issues.append(Issue(code="witnesses_disagree", path=path, message=value.said))
        return _plain(record, path, value.value)
    if kind is Passage:
        if value.state is not None:
            record.truncations.append(
                Truncation(
                    path=path,
                    state=value.state,
                    by=value.by,
                    seams=value.seams,
                    doubt=value.doubt,
                    full_text_url=value.full_text_url,
                )
            )
        if value.credit and path == "/film/synopsis":
            record.film.synopsis_credit = value.credit
        return value.text or None
    if kind is CutList:
        record.truncations.append(
            Truncation(
                path=path,
                state="repaired" if value.by else "open",
                by=value.by,
                full_text_url=value.full_text_url,
                total=value.total,
            )
        )
        if not value.items and value.total:
            _note_missing(record, path, f"the page states that it has {value.total}, and none was read")
        return _plain(record, path, value.items)
    if kind is list:
        items = [item for item in value if item is not None] if None in value else list(value)
        return items if _are_plain(items) else [_plain(record, f"{path}/{index}", item) for index, item in enumerate(items)]
    if isinstance(value, str):  # BeautifulSoup's and lxml's strings keep their tree alive and cannot be encoded as JSON
        return str(value)
    if isinstance(value, msgspec.Struct):
        for name, inside in zip(value.__struct_fields__, msgspec.structs.astuple(value), strict=True):
            if inside.__class__ not in _LEAVES:
                if isinstance(value, OtherSynopsis) and isinstance(inside, Passage):
                    value.credit = value.credit or inside.credit
                setattr(value, name, _plain(record, f"{path}/{name}", inside))
    return value
