"""What a layout is: whose pages, which marks tell them, which fields they have, and how those become a record."""

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
from filmdig.parsers.layouts.sparing import losing
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

REGISTRY: list[type[Layout]] = []
"""Every layout there is, in the order their modules state them."""


class Layout:
    """One site's pages of one kind in one era.

    A subclass that states `marks` is a layout; one that does not is what several layouts of a site share. Its other
    attributes are named as the record's fields (`page_captured_at`, `page_language` and `page_url` for what the page
    says of its own capture, `person` for a `Biography`) and hold readers: anything that is called with the page and gives
    the value, methods too. Alternate titles may be given as texts.

    Attributes:
        site: the site's name in the record.
        hosts: the hosts the site was served from, without `www.`; a subdomain counts as its host.
        addresses: a regular expression that the addresses of the site's pages about films begin with, host (without `www.`)
            and path: a site's pages about games or music are none.
        imprint: a regular expression of words that are on nearly all of the site's pages and on no other's (whose they are, at
            the end): what tells the site of a text rendition that has lost its address.
        name: the layout's name in the record: a year, an era, the page's own word for it.
        years: the years it was seen in, for people: "2008", "2011-2014".
        kind: what its pages are.
        rendition: of HTML, of a crawler's plain text, or of a site's JSON, which `addresses` then tells from any other JSON.
        marks: selectors (in a text: regular expressions) that only this layout's pages have, all of them; or functions
            of the page.
        refuses: marks that none of its pages has.
        year_from_release: whether its date is the film's first (AllMovie's may be a re-release), so that it may give the year.
        announced: by field, marks that say that the page has it (a heading, a total): where one is there and nothing was
            read, the record has an issue `field_missing`.
        read_by: what kind of layout it is, as the record says it.
        shows_counted_reviews: whether a page that counts reviews shows some: where it shows none, `field_missing` too.
        review_pages: by whose reviews they are (`audience`, `critics`), the address of the first page of all of a film's:
            ``{url}`` is the film page's address without its query, ``{imdb}`` and the like its identifiers.
        later_review_pages: the year since which they have other addresses, and those.
        data_page: the address of what the site has of a film as data, whole: what a page shows cut may be closed from it.
        left_out: blocks of its pages that the record has no place for or that are not about the film: a selector each, and why.
        usual: fields that its pages normally have: where one is missing the record has an issue `field_missing`.
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
        """Return the page's kind, where pages of one layout are of several (films and series)."""
        return self.kind

    @classmethod
    @functools.cache
    def fields(cls) -> tuple[str, ...]:
        """Return the fields that this layout's pages can have; the others are absent by design."""
        return tuple(name for name in FIELDS if getattr(cls, name, None) is not None)

    @classmethod
    def blocks_left_out(cls) -> dict[str, str]:
        """Return what `left_out` says here and in the classes that this one shares its site's facts with."""
        return {selector: why for one in reversed(cls.__mro__) for selector, why in one.__dict__.get("left_out", {}).items()}

    def texts_left_out(self, page: Page) -> list[str]:
        """Return texts that are left out as `left_out` says and have no element of their own: what follows a label."""
        return []

    @classmethod
    def evidence(cls, page: Page) -> list[str] | None:
        """Return the marks found, in words; None where one is missing or one that it refuses is there."""
        for mark in cls.marks:
            if not has_mark(page, mark):
                return None
        for mark in cls.refuses:
            if has_mark(page, mark):
                return None
        return [mark_name(mark) for mark in cls.marks]

    def read(self, page: Page, record: Record) -> None:
        """Fill the record with what this layout's readers find. A reader that fails is an issue, and costs its field alone."""
        record.page.kind = self.kind_of(page)
        lost: list[Exception] = []
        with losing(lost):
            for name in self.fields():
                try:
                    value = getattr(self, name)(page)
                except Exception as error:  # noqa: BLE001 - a page is hostile input; the failure is kept as an issue and counted
                    value = None
                    lost.append(error)
                for raised in lost:
                    said = f"{type(raised).__name__}: {raised}"
                    record.issues.append(Issue(code="field_failed", path=pointer(name), message=said))
                lost.clear()
                place(record, name, value)
        if self.year_from_release and record.film.year is None:
            derive_year(record)
        for name in self.usual:
            if record.page.kind in _SERIES and name in _NOT_OF_SERIES:
                continue
            if empty(value_of(record, name)):
                miss(record, pointer(name), f"pages of {self.site}/{self.name} normally have it")
        for name, marks in self.announced.items():
            if name in self.usual or not empty(value_of(record, name)):
                continue
            if found := [mark for mark in marks if has_mark(page, mark)]:
                miss(record, pointer(name), f"the page announces it ({mark_name(found[0])}), and none was read")
        counted = record.review_totals.audience or record.review_totals.critics
        if counted and self.shows_counted_reviews and not record.reviews and record.page.kind in _WITH_REVIEWS:
            miss(record, "/reviews", f"the page counts them ({counted}), and none was read")


_WITH_REVIEWS = ("film", "series", "season", "episode", "reviews")
_SERIES = ("series", "season")
_NOT_OF_SERIES = ("directors",)  # a series has creators; its episodes have directors


def miss(record: Record, path: str, why: str) -> None:
    """Note that a field is not in the record though the page should have it."""
    record.issues.append(Issue(code="field_missing", path=path, message=why))


def mark_name(mark: Mark) -> str:
    """Return a mark in words."""
    return mark if isinstance(mark, str) else str(mark.__name__)


def has_mark(page: Page, mark: Mark) -> bool:
    """Whether the page has the mark; what several layouts share is looked for once."""
    if not isinstance(mark, str):
        return page.memo(mark, lambda: mark(page))
    if page.rendition == "text":
        return page.memo(("mark", mark), lambda: re.search(mark, page.html, re.MULTILINE) is not None)
    for selectors in _ways(mark):
        for selector in selectors:
            if page.first(selector) is None:
                break
        else:
            return True
    return False


_INSIDE = re.compile(r"([^,\"'()]*(?<![^\s>+~])[a-z][^\s>+~,\"'()]*) +[^\s>+~,\"'()]+")

_CUSTOM = re.compile(r"[a-z][a-z0-9]*-")


@functools.cache
def _ways(mark: str) -> tuple[tuple[str, ...], ...]:
    """Return the ways to have a mark, each the selectors that must all match.

    A way is a part of the mark between commas: the engine's index is asked for each by itself, not for a list of them.
    Where the part names a tag around what it selects, that comes first: most pages have not even that. It is a heading
    or a table as a rule; what is inside may be one of a page's thousand links. A custom element (`score-board`) is none:
    the index knows only HTML's own tags, and the engine walks the page for any other.
    """
    parts = [mark] if "(" in mark else [part.strip() for part in mark.split(",")]
    around = [_INSIDE.fullmatch(part) for part in parts]
    return tuple(
        (match[1], part) if match and not _CUSTOM.match(match[1]) else (part,) for part, match in zip(parts, around, strict=True)
    )


@functools.cache
def pointer(field: str) -> str:
    """Return a field's JSON Pointer in the record."""
    if field in _OF_FILM:
        return f"/film/{field}"
    if field.startswith("page_"):
        return f"/page/{field.removeprefix('page_')}"
    return f"/{field}"


def empty(value: Any) -> bool:
    """Whether a field's value says that the page does not have it; 0 is a value."""
    return not value and value != 0


def value_of(record: Record, field: str) -> Any:
    """Return a field's value in the record."""
    holder: Any = record.film if field in _OF_FILM else record.page if field.startswith("page_") else record
    return getattr(holder, field.removeprefix("page_"))


def place(record: Record, field: str, value: Any) -> None:
    """Put what a reader found where it belongs; its cuts and what was derived are listed by their paths."""
    if value is None:
        return
    if value.__class__ not in _SCALARS:
        if field == "alternate_titles":
            value = _titled(value)
        value = _plain(record, pointer(field), _fitted(record, field, value))
    elif value is not None and value.__class__ is not _CLASSES.get(field):
        value = _fitted(record, field, value)
    if value is None or value == []:  # as the record says of itself
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
    def tell(what: str) -> None:
        record.issues.append(Issue(code="field_failed", path=pointer(field), message=what))

    holder = Film if field in _OF_FILM else Record
    if field.startswith("page_"):
        return value if isinstance(value, str) else None
    return fitted(holder, field, value, tell)


def _titled(value: Any) -> Any:
    """Alternate titles of which a page says no more than the title may be given as texts."""
    if value.__class__ is CutList:
        value.items = _titled(value.items)
    if value.__class__ is not list:
        return value
    return [AlternateTitle(title=one) if isinstance(one, str | Passage) else one for one in value]  # type: ignore[arg-type]


def derive_year(record: Record) -> None:
    """Take the year of the earliest release in cinemas, or of no stated kind, as derived; a rerelease gives none."""
    first = (release for release in record.film.releases if release.kind in (None, "theatrical"))
    dates = [release.date for release in first if "release" not in (release.note or "").lower()]
    if dates:
        record.film.year = int(min(dates)[:4])
        record.derived.append("/film/year")


# Fields of one value: of the class that is theirs it needs no further look.
_NUMBERS = ("year", "end_year", "runtime_minutes", "season_count", "episode_count")
_TEXTS = ("title", "original_title", "synopsis", "synopsis_credit", "critics_consensus", "tagline", "image_url")
_CLASSES: dict[str, type] = dict.fromkeys(_NUMBERS, int) | dict.fromkeys(
    (*_TEXTS, *(f"page_{name}" for name in PAGE_FIELDS)), str
)

_SCALARS = frozenset((str, int, float, bool, type(None), dict))


# Parts of parts: what makes them has plain values.
_LEAVES = _SCALARS | {ReviewRating, Helpful}
_PARTS = frozenset(
    (
        *(AlternateTitle, Person, CrewMember, CastMember, OtherSynopsis, Certificate, Release, Company, BoxOffice),
        *(Credit, HistogramBar, Rating, Review, Related),
    )
)


def _are_plain(values: list[Any]) -> bool:
    """Whether values are sure to hold no wrappers. Every value of every row is looked at, so it is done in few steps."""
    kinds = set(map(type, values))
    return kinds <= _SCALARS or (
        kinds <= _PARTS and _LEAVES.issuperset(map(type, chain.from_iterable(map(msgspec.structs.astuple, values))))
    )


def _plain(record: Record, path: str, value: Any) -> Any:
    """Return the value without its wrappers; what they say goes into the record."""
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
            miss(record, path, f"the page says that it has {value.total}, and none was read")
        return _plain(record, path, value.items)
    if kind is list:
        there = [item for item in value if item is not None] if None in value else list(value)
        return there if _are_plain(there) else [_plain(record, f"{path}/{index}", item) for index, item in enumerate(there)]
    if isinstance(value, str):  # BeautifulSoup's and lxml's texts know their tree and are no JSON
        return str(value)
    if isinstance(value, msgspec.Struct):
        for name, inside in zip(value.__struct_fields__, msgspec.structs.astuple(value), strict=True):
            if inside.__class__ not in _LEAVES:
                if isinstance(value, OtherSynopsis) and isinstance(inside, Passage):
                    value.credit = value.credit or inside.credit
                setattr(value, name, _plain(record, f"{path}/{name}", inside))
    return value
