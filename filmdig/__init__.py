"""Extract film data from archived web pages as normalized JSON: the public API.

>>> import filmdig
>>> record = filmdig.read(html, url="http://www.flixster.com/movie/some-film/")   # doctest: +SKIP
>>> record.film.title, record.ratings[0].value                                    # doctest: +SKIP

All names in `__all__` keep their meaning within a major version. Also public: `filmdig.sites` for writing sites,
`filmdig.spark` for Spark, and `filmdig.errors`. Everything else is private.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from filmdig import errors
from filmdig._api import (
    explain,
    fetch,
    from_json,
    merged_from_json,
    merged_to_json,
    read,
    to_json,
)
from filmdig.errors import (
    ArchiveError,
    FilmdigError,
    LimitError,
    OutputError,
    PageError,
    RecordError,
    SourceError,
    UsageError,
    WrongTypeError,
)
from filmdig.parsers.record.capture import Location
from filmdig.parsers.record.merged_film import (
    Candidate,
    Conflict,
    ConflictValue,
    Link,
    MergedFilm,
    Source,
    SourcedIssue,
    SourcedPath,
    SourcedRating,
    SourcedRelated,
    SourcedReview,
    SourcedReviewTotals,
    SourcedTruncation,
)
from filmdig.parsers.record.merged_film import json_schema as merged_json_schema
from filmdig.parsers.record.page_record import (
    AlternateTitle,
    Biography,
    BoxOffice,
    CastMember,
    Certificate,
    Company,
    CompletedFrom,
    Credit,
    CrewMember,
    Film,
    Helpful,
    HistogramBar,
    Issue,
    OtherSynopsis,
    Page,
    PartOfSeries,
    Person,
    Rating,
    Record,
    Related,
    Release,
    Review,
    ReviewRating,
    ReviewTotals,
    Truncation,
    json_schema,
)
from filmdig.scraper.version import VERSION

if TYPE_CHECKING:
    from filmdig import sites, spark
    from filmdig.parsers.explain import Explanation
    from filmdig.scraper.extraction.run import extract
    from filmdig.scraper.extraction.worker import Failure
    from filmdig.scraper.merging.grouping import merge

__version__ = VERSION

__all__ = [
    "AlternateTitle",
    "ArchiveError",
    "Biography",
    "BoxOffice",
    "Candidate",
    "CastMember",
    "Certificate",
    "Company",
    "CompletedFrom",
    "Conflict",
    "ConflictValue",
    "Credit",
    "CrewMember",
    "Explanation",
    "Failure",
    "Film",
    "FilmdigError",
    "Helpful",
    "HistogramBar",
    "Issue",
    "LimitError",
    "Link",
    "Location",
    "MergedFilm",
    "OtherSynopsis",
    "OutputError",
    "Page",
    "PageError",
    "PartOfSeries",
    "Person",
    "Rating",
    "Record",
    "RecordError",
    "Related",
    "Release",
    "Review",
    "ReviewRating",
    "ReviewTotals",
    "Source",
    "SourceError",
    "SourcedIssue",
    "SourcedPath",
    "SourcedRating",
    "SourcedRelated",
    "SourcedReview",
    "SourcedReviewTotals",
    "SourcedTruncation",
    "Truncation",
    "UsageError",
    "WrongTypeError",
    "__version__",
    "errors",
    "explain",
    "extract",
    "fetch",
    "from_json",
    "json_schema",
    "merge",
    "merged_from_json",
    "merged_json_schema",
    "merged_to_json",
    "read",
    "sites",
    "spark",
    "to_json",
]

#: Names that import the page or archive readers. They are imported on first use, to keep `import filmdig` fast.
_LAZY = {
    "Explanation": "filmdig.parsers.explain",
    "Failure": "filmdig.scraper.extraction.worker",
    "extract": "filmdig.scraper.extraction.run",
    "merge": "filmdig.scraper.merging.grouping",
    "sites": "filmdig.sites",
    "spark": "filmdig.spark",
}


def __getattr__(name: str) -> Any:
    if name not in _LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = import_module(_LAZY[name])
    return getattr(module, name, module)


def __dir__() -> list[str]:
    return sorted(__all__)
