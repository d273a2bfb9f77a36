"""A page's blocks, their lines and pieces, and which of them are furniture."""

import pytest

from filmdig.parsers.page import blocks
from filmdig.parsers.page.blocks import model_of, model_of_lines
from filmdig.parsers.page.document import Page
from filmdig.parsers.record.capture import Capture


def model(html):
    return model_of(Page(Capture(body=b""), f"<html><body>{html}"))


def texts(html):
    return [block.text for block in model(html).blocks]


def furniture(html):
    return {block.text: block.furniture for block in model(html).blocks}


@pytest.mark.parametrize(
    ("html", "blocks"),
    [
        ("<p>Moon</p><p>rise</p>", ["Moon", "rise"]),
        ("<b>Moon</b>rise <i>now</i>", ["Moonrise now"]),
        ("Moon<br>rise", ["Moon rise"]),
        ("<br>Moon", ["Moon"]),
        ("<b>Moon</b> \n <i>rise</i>", ["Moon rise"]),
        ("<b>Moon </b> <i>rise</i>", ["Moon rise"]),
        ("Moon<script>var a</script><style>b</style><svg><text>c</text></svg>", ["Moon"]),
        ("<div>Moon<p>rise</p>late</div>", ["Moon", "rise", "late"]),
        ("<td>Moon</td><td>rise</td>", ["Moonrise"]),  # the parser drops cells outside a table
        ("<table><tr><td>Moon</td><td>rise</td></tr></table>", ["Moon", "rise"]),
        (" \n <p> </p>", []),
    ],
)
def test_blocks(html, blocks):
    assert texts(html) == blocks


def test_lines_are_split_at_line_breaks():
    (block,) = model("<p>Tin Harbour<br>1962 <b>harbour</b> film<br><br>94 min</p>").blocks
    assert block.lines == ["Tin Harbour", "1962 harbour film", "94 min"]
    assert [piece.new_line for piece in block.pieces] == [False, True, False, False, True]


def test_white_space_between_pieces_becomes_one_blank():
    (block,) = model("<p><b>Moon</b> \n <i>rise</i></p>").blocks
    assert [piece.text for piece in block.pieces] == ["Moon ", "rise"]
    (block,) = model("<p><b>Moon </b> \n <i>rise</i></p>").blocks
    assert [piece.text for piece in block.pieces] == ["Moon ", "rise"]


def test_pieces_have_their_link_and_emphasis():
    (block,) = model('<p>by <a href="/p/1"><b>Ada Quill</b></a> and <em>Tove</em></p>').blocks
    assert [(piece.text, piece.tag, piece.href, piece.mark) for piece in block.pieces] == [
        ("by ", "p", None, ""),
        ("Ada Quill", "b", "/p/1", "b"),
        (" and ", "p", None, ""),
        ("Tove", "em", None, "em"),
    ]
    assert block.linked == len("Ada Quill")


def pieces(html):
    return [[(one.text, one.tag, one.href, one.mark, one.new_line) for one in block.pieces] for block in model(html).blocks]


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("<h2>Karst</h2>", [[("Karst", "h2", None, "h2", False)]]),
        ("<h2><span>Karst</span></h2>", [[("Karst", "span", None, "h2", False)]]),
        ("<div>Karst</div>", [[("Karst", "div", None, "", False)]]),
        (
            "<div>Karst <p>Tarn</p> end</div>",
            [
                [("Karst ", "div", None, "", False)],
                [("Tarn", "p", None, "", False)],
                [(" end", "div", None, "", False)],
            ],
        ),
        ("<dl><dt>Year<dd>1962</dl>", [[("Year", "dt", None, "dt", False)], [("1962", "dd", None, "", False)]]),
        (
            "<p><b>Year: <a href=/y>1962</a></b> <i>film</i> end",
            [
                [
                    ("Year: ", "b", None, "b", False),
                    ("1962 ", "a", "/y", "b", False),
                    ("film", "i", None, "i", False),
                    (" end", "p", None, "", False),
                ]
            ],
        ),
        (
            "<p><a href=/y>19<b>62</b>x</a> end",
            [
                [
                    ("19", "a", "/y", "", False),
                    ("62", "b", "/y", "b", False),
                    ("x", "a", "/y", "", False),
                    (" end", "p", None, "", False),
                ]
            ],
        ),
        (
            "<p>Karst<br><br>Tarn<br><b>tin</b>",
            [
                [
                    ("Karst", "p", None, "", False),
                    ("Tarn", "p", None, "", True),
                    ("tin", "b", None, "b", True),
                ]
            ],
        ),
        ("<p>Karst <span> </span><b>tin</b>", [[("Karst ", "p", None, "", False), ("tin", "b", None, "b", False)]]),
        ("<p>Karst<span> </span><b>tin</b>", [[("Karst ", "p", None, "", False), ("tin", "b", None, "b", False)]]),
        (
            "<pre>Karst\n1962\n\nTarn\n  tin\n</pre>",
            [
                [("Karst", "pre", None, "", False), ("1962", "pre", None, "", True)],
                [("Tarn", "pre", None, "", False), ("  tin", "pre", None, "", True)],
            ],
        ),
        ("<pre>Karst</pre>", [[("Karst", "pre", None, "", False)]]),
        ("<a href=/y><div>Karst</div></a>", [[("Karst", "div", "/y", "", False)]]),
    ],
)
def test_pieces(html, found):
    assert pieces(html) == found


def test_pictures_have_their_block_and_container():
    made = model("<p>Karst</p><div><img alt=Tin src=/t.png class=star><p>Tarn</p></div><img>")
    assert [(one.block, made.containers[one.container].tag, one.alt, one.src, one.cls) for one in made.pictures] == [
        (1, "div", "Tin", "/t.png", "star"),
        (2, "body", "", "", ""),
    ]


def test_containers_end_at_their_last_block():
    made = model("<div id=a><div id=b><p>Karst</p></div><p>Tarn</p></div><div id=c></div><p>end</p>")
    spans = {one.cls: (one.start, one.end) for one in made.containers if one.cls}
    assert spans == {"a": (0, 2), "b": (0, 1), "c": (2, 2)}
    assert (made.containers[0].start, made.containers[0].end) == (0, 3)


def test_a_page_with_too_many_blocks_is_cut_and_its_containers_end(monkeypatch):
    monkeypatch.setattr(blocks, "MAX_BLOCKS", 4)
    made = model("<div id=a><p>1</p><p>2</p><p>3</p><p>4</p><p>5</p><p>6</p></div><p>7</p>")
    assert [block.text for block in made.blocks] == ["1", "2", "3", "4"]
    assert [(one.start, one.end) for one in made.containers if one.cls] == [(0, 4)]
    assert made.containers[0].end == 4


def test_elements_nested_too_deep_are_left_out(monkeypatch):
    monkeypatch.setattr(blocks, "MAX_DEPTH", 3)
    assert texts("<p>Karst</p><div><div><div><p>deep</p></div></div></div><p>Tarn</p>") == ["Karst", "Tarn"]


def test_a_line_break_at_the_end_of_a_block_does_not_count_for_the_next():
    blocks = model("<div>Moon<br><p>rise</p></div>").blocks
    assert [piece.new_line for block in blocks for piece in block.pieces] == [False, False]


def test_containers_around_a_block():
    made = model("<div id=a><p>Moon</p><p>rise</p></div><p>late</p>")
    moon, rise, late = made.blocks
    assert [container.tag for container in made.around(moon)] == ["p", "div", "body"]
    scope = made.scope(rise)
    assert (scope.cls, scope.start, scope.end) == ("a", 0, 2)
    assert (made.scope(late).tag, made.scope(late).end) == ("body", 3)
    assert made.node(moon).tag == "p"


@pytest.mark.parametrize(
    ("html", "kind"),
    [
        ("<nav>x</nav>", "nav"),
        ("<footer>x</footer>", "footer"),
        ("<aside>x</aside>", "aside"),
        ("<div class=sidebar>x</div>", "aside"),
        ("<div id=Comments>x</div>", "comments"),
        ("<div class='post related-films'>x</div>", "aside"),
        ("<div class='related'>x</div>", "aside"),
        ("<div hidden>x</div>", "hidden"),
        ("<div style='color:red; display : none'>x</div>", "hidden"),
        ("<div class=plot>x</div>", ""),
        ("<nav><div class=plot>x</div></nav>", "nav"),
    ],
)
def test_furniture(html, kind):
    long = "A film about a harbour. " * 20
    assert furniture(f"<h1>Tin Harbour</h1><p>{long}</p>{html}")["x"] == kind


@pytest.mark.parametrize(
    ("html", "kind"),
    [
        # A container of most of the text, or of the heading, is the page's main part, whatever its class.
        ("<p>short</p><div class=has-sidebar><p>{long}</p><p>x</p></div>", ""),
        ("<p>{long}</p><div class=banner-widget><h1>Tin Harbour</h1><p>x</p></div>", ""),
        ("<p>{long}</p><div class=widget><h2>Tin Harbour</h2><p>x</p></div>", "aside"),
        # A container of comments must have both: they are often most of a page.
        ("<p>short</p><div class=comments><p>{long}</p><p>x</p></div>", "comments"),
        ("<p>{long}</p><div class=comments><h1>Comments</h1><p>x</p></div>", "comments"),
        ("<p>short</p><div class=comments><h1>Tin Harbour</h1><p>{long}</p><p>x</p></div>", ""),
        # A furniture tag or a hidden container stays furniture.
        ("<p>short</p><aside><h1>Tin Harbour</h1><p>{long}</p><p>x</p></aside>", "aside"),
        ("<p>short</p><div hidden><h1>Tin Harbour</h1><p>{long}</p><p>x</p></div>", "hidden"),
        # Everything inside furniture is furniture.
        ("<p>{long}</p><aside><div class=has-sidebar><h1>Tin</h1><p>x</p></div></aside>", "aside"),
        # Only the container's own text counts for its share.
        ("<p>{long}</p><p>{long}</p><div class=widget><p>x</p></div>", "aside"),
    ],
)
def test_a_container_of_the_main_content_is_not_furniture(html, kind):
    assert furniture(html.replace("{long}", "A film about a harbour. " * 20))["x"] == kind


def test_a_text_rendition_has_a_block_per_line_and_a_container_per_paragraph():
    made = model_of_lines("# Tin Harbour\n\nA film\nabout a harbour\n\n####### seven\n#hash\n###### six")
    assert [(block.tag, block.level, block.text) for block in made.blocks] == [
        ("h1", 1, "Tin Harbour"),
        ("p", 0, "A film"),
        ("p", 0, "about a harbour"),
        ("p", 0, "####### seven"),
        ("p", 0, "#hash"),
        ("h6", 6, "six"),
    ]
    paragraphs = [(one.start, one.end) for one in made.containers if one.tag == "div"]
    assert paragraphs == [(0, 1), (1, 3), (3, 6)]
    assert [made.containers[made.containers[block.container].parent].start for block in made.blocks] == [0, 1, 1, 3, 3, 3]
