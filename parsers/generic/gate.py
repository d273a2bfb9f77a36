"""What kind of page this is: about one film, a series, a person, many films, or none of these."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import cast

import msgspec

from filmdig.parsers.generic.bylines import author_in
from filmdig.parsers.generic.evidence import Evidence
from filmdig.parsers.generic.facts import is_genre
from filmdig.parsers.generic.items import types_of
from filmdig.parsers.generic.passages import is_prose
from filmdig.parsers.generic.review_items import groups_of, sections_of
from filmdig.parsers.generic.statement import STRONG, Statement
from filmdig.parsers.generic.subject import DATABASE_SCORE, FILM_WORDS, SPACED, disc_review_weights, stage_weights, text_weights
from filmdig.parsers.generic.titles import BRACKETED_REVIEW, body_headings, head_titles, phrases
from filmdig.parsers.generic.vocabulary import alternatives
from filmdig.parsers.generic.witnesses.comments import first_review
from filmdig.parsers.generic.witnesses.persons import person_name
from filmdig.parsers.generic.witnesses.sentences import OWNER
from filmdig.parsers.generic.witnesses.structured import film_kind, films_of, own_films
from filmdig.parsers.generic.word_patterns import WordPattern
from filmdig.parsers.page.plain_text import has_digit
from filmdig.parsers.record.page_record import Kind

#: The weight of evidence from which a page is about a film, if some of that evidence concerns one film. A reason that begins
#: with "~" concerns films in general.
ENOUGH = 5


class Verdict(msgspec.Struct, frozen=True):
    """The kind of a page, and the evidence for it.

    Attributes:
        kind: ``unknown`` if the page is not about a film, series or person.
        evidence: the reasons in words, the strongest first.
    """

    kind: Kind
    evidence: list[str]


_OG: dict[str, Kind] = {
    "video.movie": "film",
    "movie": "film",
    "video.tv_show": "series",
    "tv_show": "series",
    "video.episode": "episode",
}
_ROW_WEIGHTS = {
    "directors": 3,
    "cast": 3,
    "writers": 2,
    "runtime_minutes": 2,
    "original_title": 2,
    "certificates": 2,
    "countries": 1,
    "genres": 1,
    "year": 1,
    "producers": 1,
    "companies": 1,
    "languages": 1,
    "releases": 1,
    "tagline": 1,
    "box_office": 1,
}
_FACT_WEIGHTS = {"runtime_minutes": 2, "countries": 1, "genres": 1, "year": 1, "certificates": 2, "directors": 2}
_FILM = re.compile(
    rf"(?<![^\W_])(?:{alternatives('sign', 'film')})s?(?![^\W_])|[电電]影|映画|影片|영화|"
    r"(?<![^\W_])(?:cin[ée][- ]?clubs?|cinémathèque|cinemateca|filmoteca|cineteca|kinemathek|filmhaus|filmclub|filmklub|kinoklub|"
    r"kinoteka|kinothek|filmpodium|biograf|bioscoop|elokuvateatteri|mozi|sinema|cartelera|kinoprogramm)(?![^\W_])",
    re.IGNORECASE,
)
_REVIEWED = re.compile(
    rf"(?<![^\W_])(?:film|movie|cinema|dvd|blu-ray)\s?(?:{alternatives('title', 'review')})s?(?![^\W_])|filmkritik|"
    r"cr[ií]tica de (?:cine|la película|filme)|critique (?:du |de )?(?:film|cinéma)|"
    r"recensione (?:del )?film|影评|影評|映画レビュー|영화 ?리뷰|\[?รีวิว\]?|рецензи[яи] на фильм",
    re.IGNORECASE,
)
#: To be searched for in casefolded text.
_SERIES = WordPattern(
    r"\b(?:tv[ -](?:series|show|mini-?series)|television series|mini-?series|serie(?: de)? tv|fernsehserie|tv-serie|"
    r"série télévisée|telenovela|serial telewizyjny|k-?drama)\b|сериал|серіал|电视剧|電視劇|مسلسل|سریال|סדרה|\bdizi\b",
    (
        *("tv series", "tv-series", "tv show", "tv-show", "tv mini", "tv-mini", "television series", "miniseries", "mini-series"),
        *("serie tv", "serie de tv", "fernsehserie", "tv-serie", "série télévisée", "telenovela", "serial telewizyjny"),
        *("kdrama", "k-drama", "сериал", "серіал", "电视剧", "電視劇", "مسلسل", "سریال", "סדרה", "dizi"),
    ),
)
_FILM_SUFFIX = re.compile(
    r"[–—|:-]\s*(?:der film|the movie|the film|le film|il film|la película|o filme|de film|filmen|film|movie)\s*(?:$|[|–—-])",
    re.IGNORECASE,
)
_PERSON_WORD = re.compile(
    r"(?<![^\W_])(?:actor|actress|director|filmmaker|screenwriter|producer|schauspieler(?:in)?|regisseur(?:in)?|acteur|actrice|"
    r"réalisat(?:eur|rice)|actriz|director(?:a)? de cine|cineasta|attore|attrice|regista|ator|atriz|"
    r"diretora?|oyuncu|yönetmen|aktor(?:ka)?|reżyser|herec|herečka|"
    r"режисс[её]р|акт[её]р|актриса|актор|skådespelare|skuespiller|näyttelijä|színész(?:nő)?|rendező|导演|演员|監督|俳優|女優|감독|배우)(?![^\W_])",
    re.IGNORECASE,
)
_PERSON = ("born", "died", "birthplace", "filmography", "jobs", "biography")


def may_be_article(evidence: Evidence) -> bool:
    """Return whether a page without any fact of a film may still be an article about one, or a person's page.

    Its title, headings, description and opening text decide.
    """
    page = evidence.page
    if page.rendition != "html" or films_of(page):
        return True
    if len({row.field for row in evidence.rows if not row.furniture} & set(_PERSON)) > 1:
        return True
    heading = next((block.text for block in evidence.model.blocks if block.level), "")
    first = next((block.text for block in evidence.model.body), "")
    opening = " ".join(
        filter(None, (page.title, page.meta("og:title"), page.meta("og:type"), heading, page.meta("description"), first[:200]))
    )
    if _FILM.search(opening) or _REVIEWED.search(opening) or _TITLE_YEAR.search(opening) or "《" in opening or "『" in opening:
        return True
    if any(one.review for one in head_titles(evidence)[:2]):
        return True
    if any(block.text[:1] in "[【" and BRACKETED_REVIEW.match(block.text) for block in evidence.model.body[:40]):
        return True
    text = " ".join(block.text for block in evidence.model.body if len(block.text) > 60)[:20_000].casefold()
    return FILM_WORDS.times(text) * 700 >= len(text) > 0


def gate(evidence: Evidence, statements: list[Statement]) -> Verdict:
    """Return what a page without a known layout is about, judging by its witnesses' statements and their places."""
    weights: list[tuple[int, str]] = []
    kind = _stated_kind(evidence, statements, weights)
    rows = {row.field for row in evidence.rows if not row.furniture}
    by_witness = {(one.witness, one.field): one for one in statements}
    titled = " ".join(one.whole for one in (*head_titles(evidence)[:4], *body_headings(evidence)[:1]))
    weights += _statement_weights(by_witness)
    weights += _title_weights(evidence, titled)
    if ("headings", "year") in by_witness:
        weights.append((3, "title with a year"))
    if "synopsis" in rows:
        weights.append((1, "section of the plot"))
    if any(any(char.isdigit() for char in row.lines[0]) for row in evidence.rows_for("score", "certificate_or_score")):
        weights.append((1, "row of a score"))
    if any(one.witness == "headings" and "quotation marks" in one.place for one in statements):
        weights.append((2, "the headline quotes a title"))
    title = next((one.value for one in statements if one.field == "title"), None)
    if title and any(f"{mark}{title}" in block.text for block in evidence.model.body for mark in "《『"):
        weights.append((1, "the text has the title in title marks"))
        if any(f"{film}《{title}" in block.text for block in evidence.model.body for film in ("电影", "影片", "電影", "映画")):
            weights.append((2, "the text calls the title a film"))
    weights += _words_near_title(evidence)
    weights += disc_review_weights(evidence)
    weights += stage_weights(evidence)
    short = (block.text for block in evidence.model.body[:60] if len(block.text) <= 60)
    if any(DATABASE_SCORE.search(text) for text in short if has_digit(text)):
        weights.append((2, "score of a film database"))
    weights += text_weights(evidence, title)
    many = _many_films(evidence)
    person = len(rows & set(_PERSON)) + 2 * _is_person(evidence, titled)
    weights.sort(key=lambda one: -one[0])
    total = sum(weight for weight, _ in weights)
    reasons = [reason.removeprefix("~") for _, reason in weights[:8]]
    if kind == "article":
        labelled = len({field for witness, field in by_witness if witness == "rows"} & set(_ROW_WEIGHTS))
        if labelled >= 4 or (labelled > 1 and any(len(groups_of(evidence, one)) > 2 for one in sections_of(evidence))):
            kind = None  # the headline of a catalogue page also names a film
    if kind is None and many is not None:
        total += 3 if many.endswith("with a year") else 0
        return Verdict("list" if total >= ENOUGH or many.endswith("in its data") else "unknown", [many, *reasons])
    if kind is None and person >= 2 and not {"directors", "runtime_minutes"} & {f for w, f in by_witness if w == "rows"}:
        named = person_name(evidence) is not None
        return Verdict("person" if named and total + person >= ENOUGH - 1 else "unknown", ["labels of a person's page", *reasons])
    firm = any(weight > 1 and not reason.startswith("~") for weight, reason in weights)
    facts = {field for witness, field in by_witness if witness in ("rows", "factline")}
    facts |= {field for field in ("synopsis", "score", "certificate_or_score") if evidence.rows_for(field)}
    if kind is None and (total < ENOUGH or not (firm or len(facts) > 2)):
        return Verdict("unknown", reasons)
    if not any(one.field == "title" for one in statements):
        return Verdict("unknown", [*reasons, "no title"])
    if kind == "film" and _SERIES.search(titled.casefold()):
        kind = "series"
    return Verdict(kind if kind is not None and kind != "film" else _film_kind(evidence, rows, by_witness, titled, kind), reasons)


def _statement_weights(by_witness: dict[tuple[str, str], Statement]) -> Iterator[tuple[int, str]]:
    """Weigh the facts in labelled rows, lines of facts and sentences."""
    for (witness, field), one in by_witness.items():
        if witness == "rows" and (weight := _ROW_WEIGHTS.get(field)):
            if field != "genres" or any(is_genre(genre) for genre in one.value):
                yield weight, f"row {field}: {one.place}"
        elif witness == "factline" and (weight := _FACT_WEIGHTS.get(field)):
            yield weight, f"{one.place} has {field}"
        elif witness == "sentences" and field == "directors" and one.strength >= STRONG:
            yield 3 if one.place.startswith(OWNER) else 2, one.place


def _title_weights(evidence: Evidence, titled: str) -> Iterator[tuple[int, str]]:
    """Weigh the words for film in the titles, the description and the address."""
    page = evidence.page
    description = (page.meta("description") or "") if page.rendition == "html" else ""
    address = page.url or page.own_url or ""
    if _REVIEWED.search(titled) or _REVIEWED.search(description[:300]):
        yield 3, "title or description has the words film review"
    elif _FILM.search(titled):
        yield 2, "~title has a word for film"
    elif _FILM.search(description) or _FILM.search(address.replace("-", " ").replace("_", " ").replace("/", " ")):
        yield 1, "~description or address has a word for film"
    if _FILM_SUFFIX.search(titled):
        yield 2, "title ends in a word for film"


def _is_person(evidence: Evidence, titled: str) -> bool:
    """Return whether the heading is a name and the page describes a person: a job beside it, "biography" in the title."""
    if person_name(evidence) is None:
        return False
    page = evidence.page
    if page.rendition == "html":
        stated = {str(item.get("@type")) for item in page.json_ld if item.get("name")}
        if "Person" in stated and not stated & {"Article", "NewsArticle", "BlogPosting", "Review"}:
            return True
        if (page.meta("og:type") or "").lower() in ("profile", "actor", "director", "video.actor"):
            return True
    start = body_headings(evidence)[0].block if body_headings(evidence) else None
    near = evidence.model.blocks[max(0, start - 2) : start + 3] if start is not None else []
    return any(len(block.text) <= 40 and _PERSON_WORD.search(block.text) and block.index != start for block in near) or bool(
        re.search(r"biograph|biograf|filmograph|filmograf|steckbrief|биограф|фильмограф", titled, re.IGNORECASE)
    )


_GRADE = re.compile(r"(?<![\d/])\d{1,2}(?:[.,]\d)?\s?/\s?(?:5|10)(?![\d/])|[★☆]{2}")


def _words_near_title(evidence: Evidence) -> list[tuple[int, str]]:
    """Weigh a short block near the page's beginning that names the kind of page: "Film", "Crítica de Cine"."""
    for block in evidence.model.body[:40]:
        if block.text[:1] in "[【" and len(block.text) <= 60 and BRACKETED_REVIEW.match(block.text):
            graded = any(_GRADE.search(other.text) for other in evidence.model.body[:80])
            return [(3, f"block {block.text!r}"), *([(1, "a grade")] if graded else [])]
        if len(block.text) <= 40 and (match := _REVIEWED.search(block.text)):
            return [(3 if match[0] == block.text else 2, f"block {block.text!r}")]
    headings = body_headings(evidence)
    start = headings[0].block if headings else None
    if start is not None:
        for block in evidence.model.blocks[max(0, start - 3) : start + 3]:
            if not block.furniture and len(block.text) <= 16 and _FILM.fullmatch(block.text):
                return [(2, f"block {block.text!r} beside the title")]
    return []


def _stated_kind(evidence: Evidence, statements: list[Statement], weights: list[tuple[int, str]]) -> Kind | None:
    """Return the kind that the page's data or its headline states, and add its weight."""
    page = evidence.page
    if page.rendition == "html":
        films = own_films(evidence)
        if films and (kind := film_kind(films[0].item)) is not None:
            weights.append((ENOUGH, f"schema.org {' '.join(types_of(films[0].item))} ({films[0].syntax})"))
            return cast("Kind", kind)
        if (kind := _OG.get((page.meta("og:type") or "").lower())) is not None:
            weights.append((ENOUGH, f"og:type {page.meta('og:type')}"))
            return kind
    if any(one.witness == "headline" for one in statements):
        weights.append((ENOUGH, "the headline names a film"))
        return "article"
    return None


def _film_kind(
    evidence: Evidence, rows: set[str], by_witness: dict[tuple[str, str], Statement], titled: str, stated: Kind | None
) -> Kind:
    """Return whether a page about one film is a film, series, credits or article page."""
    opening = " ".join(block.text for block in evidence.model.body[:40])[:3000]
    menus = evidence.page.rendition == "html"  # in a text rendition, menus cannot be distinguished from content
    if (
        "episodes" in rows
        or "seasons" in rows
        or _SERIES.search(titled.casefold())
        or (menus and len(_SERIES.findall(opening.casefold())) > 1)
    ):
        return "series"
    if _CREDITS_PAGE.search(titled):
        return "credits"
    if stated == "film":
        return "film"
    plot = {index for row in evidence.rows_for("synopsis") for index in (row.block, *range(*row.blocks))}
    dense = 1 if SPACED.search(opening) else 3  # a Chinese sentence has a third of the letters
    reviews_at = first_review(evidence)
    # Neither a plot under its own heading nor visitors' reviews make the page an article.
    prose = [
        block
        for block in evidence.model.body
        if block.index < reviews_at
        and block.index not in plot
        and len(block.text) * dense > (180 if dense == 1 else 100)
        and block.linked * 2 < len(block.text)
    ]
    length = sum(len(block.text) for block in prose) * dense
    facts = {field for witness, field in by_witness if witness in ("rows", "factline")} - {"title", "tagline"}
    columns = {row.field for row in evidence.rows if not row.furniture and row.form in ("cell", "block", "heading")} & facts
    review_blocks = [
        (number, block, match[0] == block.text)
        for number, block in enumerate(evidence.model.body)
        if len(block.text) <= 40 and (match := _REVIEWED.search(block.text))
    ]
    printed = any(number < 40 or alone for number, _, alone in review_blocks)
    # The page's category: there are no reviews on the page that it could be the heading of.
    filed = reviews_at == len(evidence.model.blocks) and any(alone and not block.level for _, block, alone in review_blocks)
    in_title = _REVIEWED.search(titled)
    # "Movie Reviews, Photos & Videos" is the title of a catalogue page.
    reviewed = (
        printed
        or (in_title is not None and not in_title[0].lower().endswith("reviews"))
        or any(one.review for one in head_titles(evidence)[:2])
    )
    if filed and sum(len(block.text) for block in evidence.model.body if is_prose(block, 20)) * dense > 400:
        return "article"
    if (plot and length < 400 and not reviewed) or (evidence.split_text is not None and len(facts) >= 3):
        return "film"
    if len(facts) >= 3 and length < 1500 and any(len(groups_of(evidence, one)) > 1 for one in sections_of(evidence)):
        return "film"  # a catalogue page lists several reviews
    long = [block for block in evidence.model.body if len(block.text) * dense > 80 and block.linked * 2 < len(block.text)]
    if not columns and not plot and sum(len(one.text) for one in long) * dense > 400 and len(long) > 2 and _has_byline(evidence):
        return "article"  # newspapers print the credits after a review
    if (
        (reviewed and length > (350 if not plot else 500))
        or (length > 1500 and len(columns) < 3 and len(prose) > 3)
        or (len(facts) < 2 and length > 150)
    ):
        return "article"
    if length > 1200 and len(columns) < 2 and len(prose) > 1 and "synopsis" not in rows and not _PROGRAMME.search(opening):
        return "article"
    return "article" if len(facts) <= 2 and not columns and length > 300 else "film"


def _has_byline(evidence: Evidence) -> bool:
    """Return whether a short block near the beginning names the author of the text."""
    return any(
        len(line) <= 80 and author_in(line) for block in evidence.model.body[:30] if not block.level for line in block.lines
    )


_PROGRAMME = re.compile(
    r"\b(?:tickets?|book(?:ing)? now|buy|showtimes|screenings?|watch now|stream|entradas|billets|karten)\b", re.IGNORECASE
)

_CREDITS_PAGE = re.compile(r"\b(?:full )?cast (?:&|and) (?:crew|credits)\s*(?:[|–—-]|$)|\bfull credits\b", re.IGNORECASE)


def _many_films(evidence: Evidence) -> str | None:
    """Return the evidence that the page lists many films, each with its own facts; None if it does not."""
    if evidence.page.rendition == "html" and len(films_of(evidence.page)) > 3 and not own_films(evidence):
        return f"{len(films_of(evidence.page))} films in its data"
    for field in ("directors", "runtime_minutes", "cast", "original_title"):
        rows = [row for row in evidence.rows if row.field == field and not row.furniture]
        if len({row.text for row in rows}) > 3:
            return f"{len(rows)} rows {rows[0].label!r}"
    headings = [block for block in evidence.model.body if 2 <= block.level <= 4 and _TITLE_YEAR.search(block.text)]
    if len(headings) > 4:
        return f"{len(headings)} headings with a year"
    labels = {row.field for row in evidence.rows if not row.furniture}
    if len({title for title in phrases(evidence) if len(title) > 3}) > 60 and len(labels & set(_ROW_WEIGHTS)) < 3:
        return "more than 60 titles in quotes or italics"
    lines = [
        block
        for block in evidence.model.body
        if len(block.text) <= 80 and not block.level and _may_have_year_at_end(block.text) and _YEAR_LINE.search(block.text)
    ]
    if len({block.text for block in lines}) > 4 and len(labels & set(_ROW_WEIGHTS)) < 3:
        return f"{len(lines)} lines with a year"
    return None


def _may_have_year_at_end(text: str) -> bool:
    """Return whether the text begins or ends with a digit, or ends with a bracket, as `_YEAR_LINE` requires."""
    return text[:1].isdigit() or text[-1:].isdigit() or text[-1:] == ")"


_YEAR_LINE = re.compile(r"^(?:18[89]|19\d|20\d)\d\s?[·•|,]|[·•|,(]\s?(?:18[89]|19\d|20\d)\d\)?$")


_TITLE_YEAR = re.compile(r"\((?:18[89]|19\d|20\d)\d(?:[/–-]\d{2,4})?\)")
