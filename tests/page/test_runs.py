"""A page's runs of text: the break before each, the elements that hide it, and controls."""

import pytest

from filmdig.parsers.page import runs as runs_module
from filmdig.parsers.page.document import Page
from filmdig.parsers.page.runs import runs_in, runs_of
from filmdig.parsers.record.capture import Capture


def page(html):
    return Page(Capture(body=b""), f"<html><body>{html}")


def runs(html):
    return runs_of(page(html))


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("Karst", [("\n\n", "Karst")]),
        ("Karst<b>tin</b> end", [("\n\n", "Karst"), ("", "tin"), ("", " end")]),
        ("Karst<br>tin", [("\n\n", "Karst"), ("\n", "tin")]),
        ("Karst<br><br>tin", [("\n\n", "Karst"), ("\n", "tin")]),
        ("<p>Karst</p><p>tin</p>end", [("\n\n", "Karst"), ("\n\n", "tin"), ("\n\n", "end")]),
        ("<ul><li>Karst<li>tin</ul>end", [("\n\n", "Karst"), ("\n", "tin"), ("\n\n", "end")]),
        ("<p>Karst</p><br>tin", [("\n\n", "Karst"), ("\n\n", "tin")]),
        ("Karst<script>a</script><style>b</style><!-- c -->tin", [("\n\n", "Karst"), ("", "tin")]),
        ("Karst\n tin", [("\n\n", "Karst  tin")]),
        ("Karst<span></span>tin", [("\n\n", "Karst"), ("", "tin")]),
    ],
)
def test_runs_and_the_breaks_before_them(html, found):
    assert [(run.edge, run.text) for run in runs(html)] == found


def test_the_element_around_a_run():
    karst, tin, end = runs("<div id=a class='plot long'>Karst <b data-rest='of it'>tin</b> end</div>")
    assert [(run.tag, run.cls, run.alone, run.control, run.href) for run in (karst, tin, end)] == [
        ("div", "plot long a", False, False, None),
        ("b", "", True, False, None),
        ("div", "plot long a", False, False, None),
    ]
    assert tin.attributes == {"data-rest": "of it"}
    assert karst.block is tin.block is end.block
    assert karst.block.tag == "div"
    (inside,) = runs("<div><p>Karst</p></div>")
    assert inside.block.tag == "p"
    assert repr(inside).startswith("<p ")


@pytest.mark.parametrize(
    ("attributes", "hidden"),
    [
        ("style='display:none'", "yes"),
        ("style='color: red; VISIBILITY : hidden'", "yes"),
        ("style='display: block'", ""),
        ("hidden", "yes"),
        ("class=hidden", "yes"),
        ("class='text d-none'", "yes"),
        ("class=is-collapsed", "yes"),
        ("class=text-full", "by class"),
        ("id=plotRest", "by class"),
        ("class=more", "by class"),
        ("class=morning", ""),
        ("class=plot", ""),
        ("", ""),
        (f"class='{'x' * 293} hidden'", "yes"),
        (f"class='{'x' * 294} hidden'", ""),
    ],
)
def test_what_hides_a_run(attributes, hidden):
    (run,) = runs(f"<p {attributes}>Karst</p>")
    assert run.hidden == hidden
    inner = runs(f"<div {attributes}><p>Karst <i>tin</i></p></div>")
    assert [one.hidden for one in inner] == [hidden, hidden]


def test_hiders_are_listed_outermost_first():
    karst, tin = runs("<div class=more><p>Karst</p><p hidden>tin</p></div>")
    assert [(element.tag, kind) for element, kind in karst.hiders] == [("div", "by class")]
    assert [(element.tag, kind) for element, kind in tin.hiders] == [("div", "by class"), ("p", "yes")]
    assert tin.hidden == "yes"


@pytest.mark.parametrize(
    ("html", "text", "href"),
    [
        ("<a href=/rest>Read  more</a>", "Read more", "/rest"),
        ("<a href=/rest><b>Read</b> more</a>", "Read more", "/rest"),
        ("<button class=hidden>More</button>", "More", None),
        ("<label for=x>More</label>", "More", None),
        ("<input value='Read more'>", "Read more", None),
        ("<span onclick='open()'>More</span>", "More", None),
        ("<span role=button>More</span>", "More", None),
        ("<a href=/rest><img alt='Read more'></a>", "Read more", "/rest"),
        (f"<a href=/rest>{'x' * 60}</a>", "x" * 60, "/rest"),
    ],
)
def test_a_short_control_is_one_run(html, text, href):
    before, run, after = runs(f"Karst {html} end")
    assert (run.text, run.href, run.control, run.alone) == (text, href, True, True)
    assert (run.hidden, before.control, after.control) == ("", False, False)


@pytest.mark.parametrize("html", [f"<a href=/rest>{'x' * 61}</a>", "<span role=link>More</span>"])
def test_a_long_link_or_other_role_is_not_a_control(html):
    _, run, _ = runs(f"Karst {html} end")
    assert (run.control, run.href) == (False, None)


@pytest.mark.parametrize("html", ["<a href=/rest></a>", "<a href=/rest><img></a>", "<input>"])
def test_an_empty_control_is_not_a_run(html):
    assert [run.text for run in runs(f"Karst{html}end")] == ["Karst", "end"]


def test_runs_of_one_element_without_some_inside():
    made = page("<p>before</p><div id=x>Karst <p>tin</p><ul><li>end</ul></div><p>after</p>")
    node = made.first("#x")
    assert [run.text for run in runs_in(node)] == ["Karst ", "tin", "end"]
    assert [run.text for run in runs_in(node, [made.first("ul")._element])] == ["Karst ", "tin"]


def test_a_page_with_too_many_runs_is_cut(monkeypatch):
    monkeypatch.setattr(runs_module, "MAX_RUNS", 3)
    assert [run.text for run in runs("<p>1</p><p>2</p><a>3</a><p>4</p>")] == ["1", "2", "3"]


def test_no_more_than_twenty_hiders_are_kept():
    (run,) = runs("<div hidden>" * 30 + "Karst")
    assert len(run.hiders) == 20
