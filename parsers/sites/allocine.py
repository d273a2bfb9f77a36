"""AlloCiné, in French: film pages of 2020-21 and a search page."""

from __future__ import annotations

import base64
import re
from typing import Any, ClassVar

from filmdig.parsers.layouts.cut_lists import cut_at
from filmdig.parsers.layouts.cuts import server_cut
from filmdig.parsers.layouts.fields import Derived, Reader, attr, each, ids, json_ld, once, passage, stars, text, texts, this_text
from filmdig.parsers.layouts.layout import Layout
from filmdig.parsers.layouts.rows import Rows
from filmdig.parsers.layouts.values import date, decimal, integer, runtime, split_names
from filmdig.parsers.layouts.values import year as year_in
from filmdig.parsers.page.document import Page
from filmdig.parsers.page.node import Node
from filmdig.parsers.record.page_record import (
    AlternateTitle,
    BoxOffice,
    CastMember,
    Certificate,
    Company,
    Person,
    Rating,
    Related,
    Release,
    Review,
    ReviewRating,
    ReviewTotals,
)

FRENCH = ("fr",)


class Allocine(Layout):
    """Base of AlloCiné's layouts."""

    site = "allocine"
    imprint = r"numéro AlloCiné|©\s?AlloCiné"
    review_pages: ClassVar = {
        "audience": "http://www.allocine.fr/film/fichefilm-{allocine}/critiques/spectateurs/",
        "critics": "http://www.allocine.fr/film/fichefilm-{allocine}/critiques/presse/",
    }
    hosts = ("allocine.fr",)
    left_out: ClassVar = {
        "#disqus_thread": "comments on the page",
        "div.mdl-rc": "what other members watch",
        "div.titlebar": "headings",
        "div.video-card": "names of videos",
        "div.video-card-trailer": "names of videos",
        "div.product-card-physical": "where the film can be bought",
        "ul.dsq-fb-holder": "comments on the page",
        "[class*=dsq-comment]": "comments on the page",
        "div.trivia": "trivia about the shooting, a teaser for its own page",
        "div.news-card": "headlines",
        "section.ovw > p.light": "how the press scores are calculated",
    }


_SIDE = Rows(".mdl-rc", label=".titlebar-title", value="ul.mdl-more, .mdl-more ul")


def link_of(node: Node) -> str | None:
    """Return a link's address.

    As served, many links are spans whose class holds the address in base64, with "ACr" inserted here and there.
    """
    if node.tag == "a":
        return node.attr("href")
    hidden = next((name for name in node.classes if name.startswith("ACr")), None)
    if hidden is None:
        return None
    try:
        return base64.b64decode(hidden.partition("#")[0].replace("ACr", "")).decode("ascii")
    except ValueError:  # not base64, or not ASCII
        return None


def french(printed: str | None) -> str | None:
    """Return a date such as "10 novembre 1999" or "18/04/2001"; "-" is no date."""
    return date(printed, "dmy", FRENCH)


#: The site's dates are for France.
FRANCE: Any = Derived("France")

#: The kind of a release, by how the words after its date begin.
PLACES: dict[str, Any] = {
    "en salle": "theatrical",
    "sur ": "streaming",
    "en VOD": "streaming",
    "à la télévision": "television",
    "en DVD": "home_video",
    "": Derived("theatrical"),
}


def _cast(page: Page) -> list[CastMember]:
    """Return the portraits with their roles ("Rôle : ..."); without portraits, the names in the head."""
    found = [
        CastMember(
            name=link.text,
            role=text(".meta-sub").search(r"^R[ôo]les?\s*:\s*(.+)")(card),
            url=link_of(link),
        )
        for card in page.all("div.person-card")
        if (link := card.first(".meta-title-link") or card.first(".meta-title > *")) is not None and link.text
    ]
    return found or [CastMember(name=node.text, url=link_of(node)) for node in _row(page, "Avec") if node.text]


def _head(page: Page) -> Node | None:
    return page.first("section div.meta-body") or page.first("div.meta-body")


def _row(page: Page, *labels: str) -> list[Node]:
    """Return the nodes after a label in the head ("De", "Avec", "Nationalités"), up to the next label."""
    head = _head(page)
    for label in head.all("span.light, span.ligth") if head is not None else ():
        if label.text.rstrip(" :") in labels:
            found, node = [], label.next
            while node is not None and not node.matches(".spacer, .light, .ligth"):
                found.append(node)
                node = node.next
            return found
    return []


class Film2020(Allocine):
    """Film pages: a head with date, runtime and people, then labelled items below the plot, some of them folded.

    The head's `meta-body-*` classes may be missing, so its rows are recognized by their labels. Scores have a decimal comma.
    Members' reviews are cut by the server; press reviews are names and stars without a text.
    """

    name = "film"
    years = "2020-2024"
    shows_counted_reviews = True
    marks = ("body#allocine__moviepage", ".titlebar-title", "section#synopsis-details")
    usual = ("title", "year", "directors", "synopsis", "genres", "ratings", "runtime_minutes")

    _items = Rows("#synopsis-details div.item", label=".what", value=".that")

    title = text("div.titlebar-title-lg", ".titlebar-title")
    original_title = _items["Titre original"].or_(text(".meta-body-original-title strong"))
    year = _items["Année de production"].to(year_in)
    synopsis = passage("#synopsis-details > div.content-txt", "#synopsis-details > .titlebar ~ div:not(.certificate):not(.item)")
    genres = json_ld("genre").to(lambda found: [found] if isinstance(found, str) else list(found))
    languages = _items["Langues", "Langue"].to(split_names)
    certificates = text("#synopsis-details div.certificate").to(lambda printed: [Certificate(rating=printed, printed=printed)])
    companies = _items["Distributeur", "Distributeurs"].to(
        lambda printed: [Company(name=name, role="distribution") for name in split_names(printed)]
    )
    image_url = json_ld("image.url")
    external_ids = ids(
        allocine=attr('a.home.item, link[rel="canonical"], meta[property="og:url"]', "href", "content").search(r"cfilm=(\d+)")
    )

    def alternate_titles(self, page: Page) -> list[AlternateTitle]:
        """Return the titles in other countries, which the page links: "Clube da Luta (Brasil)"."""
        abroad = _SIDE.read("Ce film dans d'autres pays", Reader(lambda node: node.all(".mdl-more-item")))(page) or []
        return [
            AlternateTitle(title=item.text_without(".light"), region=text(".light").less(r"^\(|\)$")(item))
            for item in abroad
            if item.text_without(".light")
        ]

    def directors(self, page: Page) -> list[Person]:
        """Return the names after "De", whether their links are plain or hidden."""
        return [Person(name=node.text, url=link_of(node)) for node in _row(page, "De") if node.text]

    def writers(self, page: Page) -> list[Person]:
        """Return the names after "Par" only: JSON-LD's `creator` includes the authors of the book."""
        return [Person(name=node.text, url=link_of(node)) for node in _row(page, "Par") if node.text]

    cast = cut_at('.end-section-link[href$="/casting/"]', Reader(_cast))

    def countries(self, page: Page) -> list[str]:
        """Return nationalities ("américain"), which since 2022 are among the items below the plot."""
        shown = [node.text for node in _row(page, "Nationalité", "Nationalités") if node.text]
        return shown or self._items["Nationalité", "Nationalités"].to(split_names)(page) or []

    def runtime_minutes(self, page: Page) -> int | None:
        """Return the head's "2h 19min", or the JSON-LD duration where the head has lost it."""
        head = _head(page)
        printed = head.text if head is not None else ""
        shown = re.search(r"(?<!\d)\d++(?:h\s*+\d*+\s*+(?:min)?|\s*+min)", printed)
        return runtime(shown[0]) if shown else json_ld("duration").to(runtime)(page)

    def releases(self, page: Page) -> list[Release]:
        """Return releases in cinemas (or on the platform named after the date), re-releases, discs and on demand."""
        head = _head(page)
        found: list[Release] = []

        def add(kind: Any, printed: str | None, note: str | None = None) -> None:
            if when := french(printed):
                found.append(Release(kind=kind, date=when, region=FRANCE, note=note))

        if head is not None:
            place = text(".meta-release-type", "strong")(head) or ""
            kind = next((kind for word, kind in PLACES.items() if place.startswith(word)), None)
            add(kind, re.split(r"[/|]", head.text)[0], place if place not in ("", "en salle") else None)
        add("theatrical", self._items["Date de reprise"](page), "reprise")
        add("home_video", self._items["Date de sortie DVD"](page), "DVD")
        add("home_video", self._items["Date de sortie Blu-ray"](page), "Blu-ray")
        add("streaming", self._items["Date de sortie VOD"](page))
        return found

    def box_office(self, page: Page) -> list[BoxOffice]:
        """Return the budget: "63 000 000 $", with the currency sign last."""
        printed = self._items["Budget"](page) or ""
        currency = {"$": "USD", "€": "EUR", "£": "GBP"}.get(printed[-1:])
        amount = integer(printed)
        return [BoxOffice(kind="budget", amount=amount, currency=currency)] if amount and currency else []

    def ratings(self, page: Page) -> list[Rating]:
        """Return the means of the press and of the members ("--" where there is none), without that of the viewer's friends."""
        found = []
        for row in page.all("div.rating-item-content"):
            name, printed = text(".rating-title")(row) or "", text(".stareval-note")(row)
            value = decimal(printed)
            counts = text(".stareval-review")(row) or ""
            by: Any = {"Presse": "critics", "Spectateurs": "audience"}.get(name)
            if by is None or printed is None:
                continue
            votes = re.search(r"(?<!\d)(?<!\d\s)(\d++(?:\s\d++)*+) notes?", counts)
            reviews = re.search(r"(?<!\d)(?<!\d\s)(\d++(?:\s\d++)*+) critiques?", counts)
            found.append(
                Rating(
                    by=by,
                    name=name,
                    measure="mean",
                    value=value,
                    best=5,
                    worst=0,
                    rating_count=integer(votes[1]) if votes else None,
                    review_count=integer(reviews[1]) if reviews else None,
                    printed=printed,
                )
            )
        return once(found, lambda rating: rating.by)  # since 2022 the scores occur twice, for wide and for narrow screens

    def review_totals(self, page: Page) -> ReviewTotals:
        """Return the counts beside the scores."""
        counts = {rating.by: rating.review_count for rating in self.ratings(page)}
        return ReviewTotals(audience=counts.get("audience"), critics=counts.get("critics"))

    def reviews(self, page: Page) -> list[Review]:
        """Return the press's stars, then members' reviews."""
        return [*(PRESS(page) or []), *(MEMBERS(page) or [])]

    awards = _items["Récompense", "Récompenses", "Prix"].to(lambda printed: [printed])
    keywords = _SIDE.read("Tags", texts(".mdl-more-item", drop=".light"))
    related = cut_at(
        '.end-section-link[title="Voir plus de films similaires"]',
        each(
            "section.ovw div.entity-card-simple, section.ovw .movie-card-simple",
            Related,
            title=text(".meta-title-link", ".meta-title"),
            url=attr(".meta-title-link", "href"),
        ),
    )


def press_stars(node: Page | Node) -> ReviewRating | None:
    """Return the stars of a press review, which the class counts in tenths: `n35`."""
    shown = node.first(".rating-mdl")
    match = re.search(r"\bn(\d\d)\b", shown.attr("class") or "") if shown is not None else None
    title = attr("a.stareval-link[title]", "title")(node)
    return ReviewRating(value=int(match[1]) / 10, best=5, worst=0, printed=title) if match else None


PRESS = each(
    "li.item:has(.stareval .rating-mdl)",
    Review,
    by="critics",
    publication=this_text(),
    rating=press_stars,
    url=attr("a.stareval-link", "href"),
)
MEMBERS = each(
    "div.review-card",
    Review,
    by="audience",
    author=text(".meta-title"),
    author_url=lambda node: link_of(node.first(".meta-title > *") or node),
    date=text(".review-card-meta-date").to(french),
    rating=text(".review-card-meta .stareval-note").to(stars(best=5, worst=0.5)),
    text=passage(
        ".review-card-content",
        cut=server_cut(".link-more", url=lambda node: link_of(node.first(".link-more") or node)),
    ),
)


class Search2020(Allocine):
    """Search results. The films' plots are cut, and none is the page's own."""

    name = "search"
    years = "2020"
    kind = "list"
    marks = ("body#allocine__search_entity",)
    usual = ("related",)

    related = each(
        "section.movies-results div.entity-card",
        Related,
        title=text(".meta-title-link"),
        url=attr(".meta-title-link", "href"),
        year=text(".meta-body .date").to(year_in),
    )
