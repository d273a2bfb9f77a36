"""An element's text and neighbours."""

import pytest

from filmdig.parsers.page.document import Page
from filmdig.parsers.record.capture import Capture


def node_of(html, css="#x"):
    return Page(Capture(body=b""), f"<html><body>{html}").first(css)


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ("  Moon \n rise ", "Moon rise"),
        ("<b>Moon</b>rise", "Moonrise"),
        ("<p>Moon</p>rise", "Moon rise"),
        ("Moon<br>rise", "Moon rise"),
        ("Moon<script>var a</script><style>b</style><button>More</button><p>rise", "Moon rise"),
        ("Moon<!-- not --><p></p>", "Moon"),
        ("", ""),
        ("<p>Moon <b>rise</b> late</p>end", "Moon rise late end"),
        ("<p>Moon<!-- c --></p><p><b>rise</b></p><p></p>end", "Moon rise end"),
        ("Moon<li>rise</li><svg><text>no</text></svg>", "Moon rise"),
    ],
)
def test_text(inside, text):
    assert node_of(f"<div id=x>{inside}</div>").text == text


@pytest.mark.parametrize(
    ("inside", "raw"),
    [
        ("a<br>b", "a\nb"),
        ("<p>a</p><p>b</p>", "\n\na\n\n\n\nb\n\n"),
        ("a\nb", "a b"),
        ("<ul><li>a<li>b</ul>", "\n\n\na\n\nb\n\n\n"),
        ("<p></p>", "\n\n\n\n"),
    ],
)
def test_raw_text_has_line_breaks(inside, raw):
    assert node_of(f"<div id=x>{inside}</div>").raw_text() == (raw, {})


def test_raw_text_returns_the_offsets_of_dropped_elements():
    node = node_of("<div id=x>Moon <a>more</a>\n<b>rise</b> end</div>")
    link = node.first("a")
    assert node.raw_text(drop=[link]) == ("Moon rise end", {link: 5})
    assert node.text_without("a") == "Moon rise end"
    assert node.text_without("i") == "Moon more rise end"
    node = node_of("<div id=x><i>more</i>Moon<!-- c --> <b>rise</b></div>")
    assert node.text_without("i") == "Moon rise"


def test_text_nodes_are_visible_text():
    node = node_of("<div id=x>Moon <b>rise<i> late </i></b><script>a</script><p> </p><em>not</em><!-- no -->end</div>")
    found = [(one.tag, text) for one, text in node.text_nodes(drop=node.all("em"))]
    assert found == [("div", "Moon"), ("b", "rise"), ("i", "late"), ("div", "end")]


def test_an_invisible_element_makes_no_break():
    node = node_of("<div id=x><a>Moon</a><script>a</script><p>rise</p><a>more</a></div>")
    assert node.raw_text(drop=node.all("a.none"))[0] == "Moon\n\nrise\n\nmore"


def test_neighbours():
    node = node_of("<i>0</i> t <p id=x>own <b>in</b>side</p> tail <!-- c --> end <u>1</u>")
    assert (node.tag, node.own_text, node.tail) == ("p", "own side", "tail end")
    assert (node.next.tag, node.previous.tag, node.parent.tag) == ("u", "i", "body")
    assert [child.tag for child in node.children] == ["b"]
    assert (node.next.next, node.previous.previous) == (None, None)
    assert node.parent.parent.parent is None


def test_attributes_and_selectors():
    node = node_of('<p id=x class=" a  b " hidden><b>1</b><b>2</b></p>')
    assert (node.classes, node.attr("hidden"), node.attr("title")) == (["a", "b"], "", None)
    assert node_of("<p id=x>").classes == []
    assert ([one.text for one in node.all("b")], node.first("b").text, node.first("i")) == (["1", "2"], "1", None)
    assert node.matches("p.a.b")
    assert not node.matches("p.c")
    assert "id" in repr(node)


def test_nodes_of_one_element_are_equal():
    page = Page(Capture(body=b""), "<p>a<p>b")
    first, second = page.all("p")
    assert first == page.first("p")
    assert hash(first) == hash(page.first("p"))
    assert first != second
    assert first != "p"


def test_deep_nesting_is_read():
    assert node_of("<div id=x>" + "<p><span>" * 3000 + "deep").text == "deep"


def test_positions_are_not_kept_by_default():
    assert node_of("<p id=x>").position is None
