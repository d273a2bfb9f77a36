"""The scores that a page shows for its film: in its data, after labels, and on tiles with other sites' scores."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, cast

from filmdig.parsers.generic.evidence import Evidence
from filmdig.parsers.generic.grades import BRACKETED, COUNT, amount, grade_of, votes_in
from filmdig.parsers.generic.items import Item, items_of
from filmdig.parsers.generic.marked_scores import marked_scores
from filmdig.parsers.generic.people import folded
from filmdig.parsers.generic.printed_scores import printed_scores, spaced, votes_in_text
from filmdig.parsers.generic.review_counts import AUDIENCE, LONGEST_LINE, VISITORS_OWN, review_counts
from filmdig.parsers.generic.statement import STRONG, Statement
from filmdig.parsers.generic.witnesses.comments import first_review
from filmdig.parsers.generic.witnesses.structured import own_films, text_of
from filmdig.parsers.layouts.values import integer
from filmdig.parsers.page.plain_text import has_digit
from filmdig.parsers.record.page_record import By, Measure, Rating

#: Sites whose scores other sites show: pattern, name, whose score, measure, scale.
_SITES: tuple[tuple[str, str, By, Measure, int], ...] = (
    (r"imdb(?:\s(?:rating|score|users?))?", "IMDb", "audience", "mean", 10),
    (r"кинопоиск|kinopoisk|кп|kp", "Кинопоиск", "audience", "mean", 10),
    (r"metascore|metacritic|mc", "Metascore", "critics", "mean", 100),
    (r"豆瓣(?:评分)?|douban", "豆瓣", "audience", "mean", 10),
    (r"rotten\s?tomatoes|tomatometer|rt", "Rotten Tomatoes", "critics", "percent_positive", 100),
    (r"tmdb|the movie db|themoviedb", "TMDB", "audience", "mean", 10),
    (r"letterboxd", "Letterboxd", "audience", "mean", 5),
    (r"myanimelist|mal", "MyAnimeList", "audience", "mean", 10),
    (r"filmweb", "Filmweb", "audience", "mean", 10),
    (r"shikimori", "Shikimori", "audience", "mean", 10),
    (r"moviepilot", "moviepilot", "audience", "mean", 10),
    (r"猫眼(?:口碑|评分)?|maoyan", "猫眼", "audience", "mean", 10),
)
_NUMBER = r"\d{1,3}(?:[.,]\d{1,3})?"
_SITE = re.compile(
    rf"(?<![\w.])(?:{'|'.join(f'(?P<s{index}>{entry[0]})' for index, entry in enumerate(_SITES))})(?![\w])(?:\s(?:rating|"
    rf"score|оценка))?"
    rf"[\s:：–-]{{0,3}}(?P<value>{_NUMBER})(?!\d)\s?(?P<sign>%|/\s?\d{{1,3}})?",
    re.IGNORECASE,
)
_SITE_AFTER = re.compile(
    rf"(?<![\w.,/])(?P<value>{_NUMBER})\s?(?P<sign>%|/\s?\d{{1,3}})?\s(?:(?P<s2>metascore|metacritic)|(?P<s0>imdb)|"
    rf"(?P<s4>tomatometer))\b", re.IGNORECASE)  # fmt: skip
_THOUSANDS = re.compile(r"\d{1,3}[.,]\d{3}")
_OUT_OF = re.compile(rf"({_NUMBER})\s?/\s?(5|10|100)(?!\d)")
#: Blocks at the start of a page that are searched for scores.
_MOST_BLOCKS = 400
#: If a page prints more scores of one kind than this, none of them is the film's.
_MOST_ALIKE = 4


def ratings(evidence: Evidence) -> Iterator[Statement]:
    """Yield every score once, joined from the data, the labels and the tiles."""
    if evidence.kind in ("list", "person", "unknown") or evidence.split_text is not None:
        return
    if evidence.kind == "article":  # its grade belongs to its review
        if tiles := list(_of_tiles(evidence)):
            yield Statement("ratings", tiles[:1], "ratings", "a database's score", STRONG)
        return
    found: list[Rating] = []
    for rating in _of_data(evidence):
        _add(found, rating)
    stated = len(found)
    printed = [*_of_tiles(evidence), *_of_pairs(evidence), *printed_scores(evidence, first_review(evidence))]
    # A score's label tells less about who gave it than the surrounding words.
    printed += [one for one in _of_labels(evidence) if all(one.value != known.value for known in printed)]
    scale = next((one.best for one in found if one.best is not None and one.name is None), None)
    for rating in printed:
        if rating.best is None and rating.rating_count is not None and scale is not None:
            rating.best = scale  # scores on one page share a scale
    printed = [one for one in printed if one.best is None or not isinstance(one.value, int | float) or one.value <= one.best]
    alike = Counter((one.by, one.name, one.measure, one.best) for one in printed)
    # A season's page has its episodes' scores; a list of films has theirs.
    printed = [one for one in printed if alike[one.by, one.name, one.measure, one.best] <= _MOST_ALIKE]
    _as_printed(evidence, found[:stated])
    for rating in printed:
        _complete_from_print(found[:stated], rating)
    for rating in (*printed, *(marked_scores(evidence.page) if evidence.page.rendition == "html" else ())):
        _add(found, rating)
    if found:
        yield Statement("ratings", found, "ratings", "scores", STRONG)
    totals = review_counts(evidence, found)
    if totals.audience is not None or totals.critics is not None:
        yield Statement("review_totals", totals, "ratings", "counts of reviews", STRONG)


def _add(found: list[Rating], new: Rating) -> None:
    """Add a score, or complete a known one by the same people with the same value, rounded or not."""
    for known in found:
        same_scale = known.best == new.best or known.best is None or new.best is None
        if known.by == new.by and known.measure == new.measure and same_scale and _same_value(known.value, new.value):
            if known.name is not None and new.name is not None and known.name != new.name:
                continue
            known.name = known.name or new.name
            known.best = known.best if known.best is not None else new.best
            if known.rating_count is None:
                known.rating_count, known.approximate = new.rating_count, new.approximate
            return
    found.append(new)


def _complete_from_print(stated: list[Rating], printed: Rating) -> None:
    """Complete an unnamed score of the data from a printed one with the same value: who gave it, and its measure."""
    for known in stated:
        if known.name is None and known.value == printed.value and known.best in (None, printed.best):
            known.by, known.measure, known.name, known.best = printed.by, printed.measure, printed.name, printed.best
            if known.rating_count is None and (known.review_count is None or known.by == "critics"):
                known.rating_count, known.approximate = printed.rating_count, printed.approximate
            return


_COUNTED = re.compile(rf"({_NUMBER}) out of (5|10|100)\W{{1,3}}(?:(?:from|based on) )?([\d.,]{{1,12}}) (?:votes|ratings|users)")


def _as_printed(evidence: Evidence, stated: list[Rating]) -> None:
    """Replace the data's values by the printed ones: "87%" for 87.126011, "3.8 out of 5 from 21 votes"."""
    for known in stated:
        if known.name is None and known.rating_count is not None and isinstance(known.value, int | float):
            counted = (_COUNTED.search(one.text) for one in evidence.model.body[:_MOST_BLOCKS] if " out of " in one.text[:24])
            shown_as = next((one for one in counted if one is not None and int(one[2]) == known.best), None)
            value = amount(shown_as[1]) if shown_as is not None else None
            if shown_as is not None and value is not None and abs(value - known.value) * 20 < int(shown_as[2]):
                if value != known.value:
                    known.value, known.printed = _int_if_whole(value), shown_as[0]
                known.rating_count = integer(shown_as[3])
        if not isinstance(known.value, float) or round(known.value, 3) == known.value:
            continue
        whole, tenth = f"{known.value:.0f}", f"{known.value:.1f}"
        shown = {f"{whole}%": whole, f"{whole} %": whole, tenth: tenth, tenth.replace(".", ","): tenth}
        block = next((one for one in evidence.model.body[:_MOST_BLOCKS] if one.text in shown), None)
        if block is not None:
            known.value, known.printed = _int_if_whole(float(shown[block.text])), block.text


def _same_value(one: Any, other: Any) -> bool:
    if not isinstance(one, int | float) or not isinstance(other, int | float):
        return bool(one == other)
    return abs(one - other) < 1e-9 or round(float(one), 1) == float(other) or round(float(other), 1) == float(one)


def _int_if_whole(value: float) -> float | int:
    return int(value) if float(value).is_integer() else value


def _number_in_data(value: Any) -> float | int | None:
    """Return a number of a page's data, in which a point or comma is always a decimal mark."""
    text = text_of(value)
    if text is None or not re.fullmatch(r"\d{1,9}(?:[.,]\d{1,20})?(?:\s?%)?", text):
        return amount(text) if text and len(text) < 12 and "/" not in text else None
    return _int_if_whole(float(text.rstrip(" %").replace(",", ".")))


def _of_data(evidence: Evidence) -> Iterator[Rating]:
    films = own_films(evidence)
    scores: list[Item] = []
    for found in films:
        for key in ("aggregateRating", "aggregaterating", "rating"):
            value = found.item.get(key)
            scores += [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, dict)]
    loose = [
        found.item
        for found in items_of(evidence.page)
        if set(found.types) & {"AggregateRating", "Review-aggregate"} or (found.syntax == "microdata" and "Rating" in found.types)
    ]
    if not scores and len(loose) == 1:
        scores = loose
    for score in scores:
        if (rating := _of_item(evidence, score)) is not None:
            yield rating


def _of_item(evidence: Evidence, item: Item) -> Rating | None:
    inner = item.get("rating")
    score = {**item, **inner} if isinstance(inner, dict) else item
    printed = text_of(
        score.get("ratingValue") or score.get("average") or score.get("value") or (inner if not isinstance(inner, dict) else None)
    )
    value, best, worst = (
        _number_in_data(each)
        for each in (printed, score.get("bestRating") or score.get("best"), score.get("worstRating") or score.get("worst"))
    )
    count = integer(text_of(item.get("ratingCount") or item.get("votes")))
    reviews = integer(text_of(item.get("reviewCount") or item.get("count")))
    if value is None:
        if printed and any(char.isdigit() for char in printed):
            evidence.page.note("value_implausible", f"a rating's value of {len(printed)} characters: {printed[:40]!r}")
        return None
    if value == 0 and not count and not reviews:
        return None
    if best is not None and (value > best or best <= 0):
        evidence.page.note("value_implausible", f"a rating of {value} where the best is {best}")
        return None
    name = text_of(item.get("name")) if "itemreviewed" not in item else None
    site = next(
        (entry for entry in _SITES if name and re.match(entry[0], name, re.IGNORECASE) and entry[4] in (best, None)), None
    )
    if site is not None and count is None:
        count, reviews = reviews, None
    by: By = "audience"
    if not count and not reviews and name and _of_editors(evidence, name):
        by = "staff"
    return Rating(
        by=site[2] if site else by,
        name=name,
        measure=site[3] if site else "mean",
        value=value,
        best=best,
        worst=worst,
        rating_count=count,
        review_count=reviews,
        printed=printed,
    )


_RATING_WORD = re.compile(r"\b(?:ratings?|scores?|grade|stars)\b", re.IGNORECASE)
_EDITORS = re.compile(r"\b(?:editors?|editorial|staff|our|redaktion|rédaction|redacción|redazione|redakc\w+)\b", re.IGNORECASE)


def _of_editors(evidence: Evidence, name: str) -> bool:
    """Return whether a score without votes is the editors', by its name: "Our rating", or the site's name ("Filmbook Rating")."""
    page = evidence.page
    site = folded(_RATING_WORD.sub("", name))
    known = [page.meta("og:site_name") or "", *(page.host or "").split(".")[-3:-1]]
    return bool(_EDITORS.search(name)) or (len(site) > 3 and site in map(folded, known))


def _of_tiles(evidence: Evidence) -> Iterator[Rating]:
    for block in evidence.model.blocks[:_MOST_BLOCKS]:
        if block.furniture in ("nav", "footer", "comments") or len(block.text) > LONGEST_LINE or not has_digit(block.text):
            continue
        text = spaced(block)
        for pattern in (_SITE, _SITE_AFTER):
            for match in pattern.finditer(text):
                if (rating := _of_site(match, text)) is not None:
                    yield rating


_LONE_NUMBER = re.compile(rf"({_NUMBER})\s?(%)?")
#: Labels of scores that are in a separate block before or after: pattern, name, whose score.
_PAIRS: tuple[tuple[re.Pattern[str], str, By], ...] = (
    (re.compile(r"metascore\W?|metacritic(?: score)?", re.IGNORECASE), "Metascore", "critics"),
    (re.compile(r"tomatometer®?(?: score)?", re.IGNORECASE), "Tomatometer", "critics"),
    (re.compile(r".{0,24}\bcritics?(?:['’]s?)? score", re.IGNORECASE), "Critic Score", "critics"),
    (re.compile(r".{0,24}\b(?:audience|users?)(?:['’]s?)? score", re.IGNORECASE), "User Score", "audience"),
)


def _of_pairs(evidence: Evidence) -> Iterator[Rating]:
    """Yield scores whose label is the next or previous block: "73" and "Metascore", "Critic Score" and "79%"."""
    blocks = evidence.model.blocks[:_MOST_BLOCKS]
    for block in blocks:
        if block.furniture in ("nav", "footer", "comments", "hidden", "aside") or len(block.text) > 6:
            continue
        if (match := _LONE_NUMBER.fullmatch(block.text)) is None or (value := amount(match[1])) is None:
            continue
        neighbours = (blocks[at].text.strip(" :") for at in (block.index + 1, block.index - 1) if 0 <= at < len(blocks))
        pair = next((one for text in neighbours if len(text) <= 48 for one in _PAIRS if one[0].fullmatch(text)), None)
        if pair is None:
            continue
        _, name, by = pair
        if match[2]:
            measure, best = ("percent_positive", 100)
        elif name == "Metascore" or float(value).is_integer():
            measure, best = ("mean", 100)
        else:
            measure, best = ("mean", 10)
        if 0 < value <= best and (match[2] or name == "Metascore" or best == 10):
            nearby = (spaced(blocks[at]) for at in range(block.index + 1, min(block.index + 3, len(blocks))))
            votes = next((votes for text in nearby if len(text) <= 90 and (votes := votes_in_text(text)) is not None), None)
            yield Rating(
                by=by, name=name, measure=cast("Measure", measure), value=_int_if_whole(value), best=best, printed=block.text,
                rating_count=votes.count if votes else None, approximate=bool(votes and votes.approximate),
            )  # fmt: skip


def _of_site(match: re.Match[str], text: str) -> Rating | None:
    index = next(int(name[1:]) for name, value in match.groupdict().items() if name[0] == "s" and name[1:].isdigit() and value)
    _, name, by, measure, best = _SITES[index]
    value, sign = amount(match["value"]), (match["sign"] or "").replace(" ", "")
    if value is None:
        return None
    rest = text[match.end() : match.end() + 60]
    if sign == "%":
        measure, best = ("percent_positive", 100) if best == 100 else (measure, 100)
    elif sign:
        best = int(sign[1:])
    elif best == 100 and measure == "percent_positive":
        return None  # a bare number after "RT" may be anything
    if not 0 < value <= best:
        return None
    if measure == "percent_positive" and AUDIENCE.search(rest[:20]):
        by = "audience"
    votes = None
    if (counted := BRACKETED.match(rest) or COUNT.match(rest.lstrip(" (·|/-"))) is not None:
        votes = votes_in(counted)
    return Rating(
        by=by, name=name, measure=measure, value=_int_if_whole(value), best=best, rating_count=votes.count if votes else None,
        approximate=bool(votes and votes.approximate), printed=match[0].strip(),
    )  # fmt: skip


def _of_labels(evidence: Evidence) -> Iterator[Rating]:
    for row in evidence.rows_for("score", "score_critics", "certificate_or_score"):
        if row.block > _MOST_BLOCKS or VISITORS_OWN.search(row.label) or not row.lines:
            continue
        text = row.text[:120]
        if VISITORS_OWN.search(text) or _SITE.search(f"{row.label} {text}"):
            continue
        grade = grade_of(text, labelled=row.field != "certificate_or_score" or bool(_OUT_OF.match(text)) or _decimal(text))
        if grade is None or not isinstance(grade.value, int | float) or grade.value == 0:
            continue
        if grade.printed is None or text.find(grade.printed) > 12 or (grade.best is None and grade.value > 100):
            continue
        if grade.best is None and _THOUSANDS.fullmatch(grade.printed):
            continue  # a number of votes
        rest = text[text.find(grade.printed) + len(grade.printed) :]
        counted = BRACKETED.match(rest) or COUNT.search(rest[:60])
        votes = votes_in(counted) if counted else None
        by: By = "critics" if row.field == "score_critics" else "audience"
        if "%" in grade.printed:
            continue  # a percentage: `printed_scores` finds out of what
        yield Rating(
            by=by, name=None, measure="mean", value=grade.value, best=grade.best, rating_count=votes.count if votes else None,
            approximate=bool(votes and votes.approximate), printed=grade.printed,
        )  # fmt: skip
        break


def _decimal(text: str) -> bool:
    return re.match(r"\d{1,2}[.,]\d(?!\d)", text) is not None
