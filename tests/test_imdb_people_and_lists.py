"""IMDb's pages of people, and its lists of awards, companies and locations."""

from __future__ import annotations

import pytest

from filmdig.parsers.page.document import Page
from filmdig.parsers.record.capture import Capture
from filmdig.parsers.record.page_record import Biography, Company, Credit
from filmdig.parsers.sites.imdb.details import SubPageDetails
from filmdig.parsers.sites.imdb.flat_others import FlatTextList, FlatTextPerson
from filmdig.parsers.sites.imdb.lists import NextList
from filmdig.parsers.sites.imdb.persons import PersonPage


def page(body: str, head: str = "", url: str | None = None) -> Page:
    return Page(Capture(body=b"", url=url), f"<html><head>{head}</head><body>{body}</body></html>")


AWARDS = """
<h3>Quay Film Days 1963</h3><p>in June</p>
<table class=awards><tr><td class=title_award_outcome rowspan=2><b>Won</b><br><span>Silver Oar</span></td>
<td class=award_description>Best Ferry<br><a href="/name/nm1/">Ines Lind</a>, <a href="/name/nm2/">Bram Oster</a>
<div class=award_detail_notes>Shared with others</div></td></tr>
<tr><td class=award_description>Best Fog</td></tr>
<tr><td class=title_award_outcome><b>Nominated</b></td><td class=award_description>Best Lamp</td></tr></table>
"""


def test_awards_are_one_text_per_nomination() -> None:
    assert SubPageDetails().awards(page(AWARDS)) == [
        "Quay Film Days 1963: Won Silver Oar, Best Ferry, Ines Lind, Bram Oster",
        "Quay Film Days 1963: Won Silver Oar, Best Fog",
        "Quay Film Days 1963: Nominated, Best Lamp",
    ]


def test_a_table_without_a_heading_names_no_event() -> None:
    found = SubPageDetails().awards(page("<table class=awards><tr><td class=award_description>Best Fog</td></tr></table>"))
    assert found == ["Best Fog"]


def test_locations_have_their_notes() -> None:
    body = (
        "<div id=filming_locations_content><div class=soda><dt>Bergen, Norway</dt><dd>(harbour)</dd></div>"
        "<div class=soda><dt>Oslo</dt></div><div class=soda><dd>(none)</dd></div></div>"
    )
    assert SubPageDetails().filming_locations(page(body)) == ["Bergen, Norway (harbour)", "Oslo"]


def test_a_company_has_the_role_of_the_heading_above_it() -> None:
    body = (
        "<div id=company_credits_content><h4 name=production>Production Companies</h4>"
        "<ul><li><a href='/company/co1/'>Quay Pictures</a></li></ul>"
        "<h4 id=distributors>Distributors</h4><ul><li><a href='/company/co2/'>Weir Films</a> (1963) (Norway)</li></ul>"
        "<h4 id=other>Other</h4></div>"
    )
    found = SubPageDetails().companies(page(body))
    assert [(one.name, one.role) for one in found] == [("Quay Pictures", "production"), ("Weir Films", "distribution")]
    assert isinstance(found[0], Company)


# People


PERSON = """
<h1 class=header><span itemprop=name>Ines Lind (II)</span></h1>
<div id=name-job-categories><a><span itemprop=jobTitle>Actress</span></a><a><span itemprop=jobTitle>Writer</span></a></div>
<div id=name-bio-text><div class=inline itemprop=description>{about}</div></div>
<div id=name-born-info><time datetime="{born}" itemprop=birthDate>March 1931</time> in
<a href="/search/name?birth_place=B">Bergen</a></div>
<time itemprop=deathDate>4 May 1999</time>
<div id=filmography><div class=head><a name=actress>Actress</a> (3 credits)</div><div class=filmo-category-section>
<div class=filmo-row><span class=year_column>1962</span><b><a href="/title/tt7/">Salt Ferry</a></b><br>The Keeper</div>
<div class=filmo-row><span class=year_column>1963</span><b><a href="/title/tt8/">Weir</a></b> (TV Movie) (voice)</div>
<div class=filmo-row><span class=year_column></span><b><a href="/title/tt9/"></a></b></div></div></div>
"""


def person(about: str = "She waits.", born: str = "1931-3-9", **more: str) -> Biography | None:
    return PersonPage().person(page(PERSON.format(about=about, born=born), **more))


def test_a_persons_header_and_filmography() -> None:
    found = person(head='<link rel=canonical href="http://www.imdb.com/name/nm0000007/">')
    assert found is not None
    assert (found.name, found.jobs, found.external_ids) == ("Ines Lind", ["Actress", "Writer"], {"imdb": "nm0000007"})
    assert (found.birth_date, found.birth_place, found.death_date) == ("1931-03-09", "Bergen", "1999-05-04")
    assert found.filmography == [
        Credit(title="Salt Ferry", year=1962, job="Actress", role="The Keeper", url="/title/tt7/"),
        Credit(title="Weir", year=1963, job="Actress", role="voice", kind="TV Movie", url="/title/tt8/"),
    ]


@pytest.mark.parametrize(
    ("born", "date"), [("1931-3-9", "1931-03-09"), ("1931-3-0", "1931-03"), ("1931", "1931"), ("soon", "1931-03")]
)
def test_a_date_is_as_exact_as_in_the_header(born: str, date: str) -> None:
    found = person(born=born)
    assert found is not None
    assert found.birth_date == date


@pytest.mark.parametrize(
    ("about", "text", "state", "link"),
    [
        ("She waits.", "She waits.", None, None),
        (
            "She waits... <span class=see-more><a href='/name/nm7/bio'>See full bio</a></span>",
            "She waits",
            "open",
            "/name/nm7/bio",
        ),
        ("She waits. <span class=see-more><a href='/name/nm7/bio'>See full bio</a></span>", "She waits.", None, None),
    ],
)
def test_a_biography_is_cut_where_the_server_cut_it(about: str, text: str, state: str | None, link: str | None) -> None:
    found = person(about)
    assert found is not None
    biography = found.biography
    assert (getattr(biography, "text", None), getattr(biography, "state", None), getattr(biography, "full_text_url", None)) == (
        text,
        state,
        link,
    )


def test_an_empty_header_gives_no_person_and_an_empty_biography_none() -> None:
    assert PersonPage().person(page("<p>nobody")) is None
    found = person("")
    assert found is not None
    assert found.biography is None
    bare = PersonPage().person(page("<h1 class=header>Bram Oster</h1>", url="http://www.imdb.com/name/nm0000008/"))
    assert bare == Biography(name="Bram Oster", external_ids={"imdb": "nm0000008"})


def test_a_list_whose_json_has_no_props_is_empty() -> None:
    assert NextList().related(page('<script id=__NEXT_DATA__>{"props": null}</script>')) == []


# A crawler's text


def text(line: str, url: str = "http://www.imdb.com/name/nm0000009/") -> Page:
    return Page(Capture(body=b"", url=url, rendition="text"), line)


HEAD = "IMDbPro » Ines Lind Actress | Writer She waits for boats... See full bio » Born: March 9, 1931 in Bergen, Norway "
LISTS = (
    "Died: May 4, 1999 (age 68) in Oslo More at IMDbPro Edit Filmography Jump to: Actress Writer "
    "Hide Show Writer (2 credits) 1962/II Salt Ferry (screenplay) 1963 Weir (Short) "
    "Hide Show Actress (3 credits) 1964 Lamp (TV Series) The Keeper - Fog (1964) ... The Keeper "
    "1965 Quay Herself 1966 Orchard Odo Pell Hide Show Editor (4 credits) 1970 One Edit Personal Details "
)


def test_a_person_in_a_crawlers_text() -> None:
    seen = text(HEAD + LISTS)
    found = FlatTextPerson().person(seen)
    assert found is not None
    assert (found.name, found.jobs, found.external_ids) == ("Ines Lind", ["Actress", "Writer"], {"imdb": "nm0000009"})
    assert (found.birth_date, found.birth_place, found.death_date) == ("1931-03-09", "Bergen, Norway", "1999-05-04")
    assert (getattr(found.biography, "text", None), getattr(found.biography, "state", None)) == ("She waits for boats", "open")
    assert [(one.title, one.year, one.job, one.role, one.kind) for one in found.filmography] == [
        ("Salt Ferry", 1962, "Writer", "screenplay", None),
        ("Weir", 1963, "Writer", None, "Short"),
        ("Lamp", 1964, "Actress", "The Keeper", "TV Series"),
        ("Quay", 1965, "Actress", "Herself", None),
    ]
    assert seen.notes == [
        (
            "field_run_together",
            "/person/filmography: credits that cannot be separated were left out: 1 of 3 as Actress, all 4 as Editor",
        )
    ]


def test_a_text_without_a_header_gives_no_person() -> None:
    assert FlatTextPerson().person(text("nothing")) is None
    found = FlatTextPerson().person(text("IMDbPro » Bram Oster Director More at IMDbPro "))
    assert found == Biography(name="Bram Oster", jobs=["Director"], external_ids={"imdb": "nm0000009"})


def test_a_charts_rows_are_in_the_order_of_their_ranks() -> None:
    chart = (
        "Top Rank & Title IMDb Rating 1. Salt Ferry (1962) 9.2 2. Weir (and Lamp) (1963) 9.1 "
        "7. Orchard (1964) 9.0 3. Quay (1965) 8.9 You have seen 0"
    )
    found = FlatTextList().related(text(chart))
    assert [(one.title, one.year, one.score) for one in found] == [
        ("Salt Ferry", 1962, 9.2),
        ("Weir (and Lamp)", 1963, 9.1),
        ("Quay", 1965, 8.9),
    ]
    assert FlatTextList().related(text("In theatres 1. Salt Ferry (1962) 9.2 ")) == []
