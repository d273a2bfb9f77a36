"""The page as trees of other libraries."""

import pytest

from filmdig.parsers.page.document import Page
from filmdig.parsers.read import open_page
from filmdig.parsers.record.capture import Capture

REPLAYED = (
    '<html><head><script src="//archive.org/includes/analytics.js"></script><!-- End Wayback Rewrite JS Include --></head>'
    '<body><h1 class="t">Månen</h1></body></html>'
    "<!-- FILE ARCHIVED ON 12:00:00 Jul 01, 2014 AND RETRIEVED FROM THE INTERNET ARCHIVE ON 01:02:03 Jan 01, 2020. -->"
)


def test_both_trees_are_of_the_decoded_page_with_replay_undone():
    page = open_page(Capture(body=REPLAYED.encode("cp1252"), charset="windows-1252"), Page).page
    assert page.soup.select_one("h1.t").get_text() == "Månen"
    assert page.lxml.xpath("string(//h1[@class='t'])") == "Månen"
    assert page.lxml.tag == "html"
    assert page.soup.find("script") is None
    assert page.lxml.find(".//script") is None
    assert page.soup is page.soup
    assert page.lxml is page.lxml


@pytest.mark.parametrize(
    "html", ["", "  ", "<!-- -->", "<?xml version='1.0' encoding='latin-1'?><html><p>å</p></html>", "\0", "<p>\ud800"]
)
def test_odd_pages_have_a_tree(html):
    page = Page(Capture(body=b"", rendition="html"), html)
    assert page.lxml.tag == "html"
    assert page.soup.name == "[document]"


def test_a_text_rendition_has_empty_trees():
    page = Page(Capture(body=b"", rendition="text"), "URL: http://films.example/\n<p>quoted")
    assert page.lxml.text_content() == ""
    assert page.soup.get_text() == ""


def test_entities_are_not_expanded():
    bomb = '<!DOCTYPE html [<!ENTITY a "boom"><!ENTITY x SYSTEM "file:///etc/hostname">]><html><p>&a;&x;</p></html>'
    page = Page(Capture(body=b"", rendition="html"), bomb)
    assert "boom" not in page.lxml.xpath("string(//p)")
    assert "boom" not in page.soup.p.get_text()
