"""Start tags, attributes and the ends of elements in a page's source."""

import pytest

from filmdig.parsers.page.markup import attribute, balanced_end, raw_text_end, sub_attributes, tags


@pytest.mark.parametrize(
    ("tag", "name", "value"),
    [
        ('<a href="/x">', "href", "/x"),
        ("<a href='/x' class=b>", "class", "b"),
        ("<a class=b href = /x>", "href", "/x"),
        ('<a HREF=" /x ">', "href", "/x"),
        ("<a hidden href=/x>", "hidden", None),
        ("<a id=first href=/x>", "href", "/x"),
        ("<a class=b>", "href", None),
    ],
)
def test_attribute(tag, name, value):
    assert attribute(tag, name) == value


def test_every_value_is_changed_and_keeps_its_quotes():
    changed = sub_attributes("<a href=\"/x\" class='b' id=c hidden>", lambda name, value: f"{name}:{value}")
    assert changed == "<a href=\"href:/x\" class='class:b' id=id:c hidden>"


@pytest.mark.parametrize(
    ("text", "name", "end"),
    [
        ("<div>a</div>b", "div", len("<div>a</div>")),
        ("<div><div>a</div><p>b</p></div>c", "div", len("<div><div>a</div><p>b</p></div>")),
        ("<div><DIV>a</DIV></div>c", "div", len("<div><DIV>a</DIV></div>")),
        ("<div><divan></div>c", "div", len("<div><divan></div>")),
        ("<div><div>a</div>", "div", -1),
    ],
)
def test_balanced_end(text, name, end):
    assert balanced_end(text, 0, name) == end


def test_the_text_of_a_script_ends_at_its_end_tag_or_with_the_page():
    assert raw_text_end("<script>a<b</script >c", 8, "script") == (11, 21)
    assert raw_text_end("<script>a<b", 8, "script") == (11, 11)


def test_tags_are_found_in_order():
    assert [tag[0] for tag in tags('a<b c="d>e">f</b><i>')] == ['<b c="d>e">', "<i>"]
