"""What IMDb's fixtures do not show: a text that quotes tags is a text, by whichever way it comes."""

from filmdig.parsers.page.document import Page
from filmdig.parsers.read import read_capture
from filmdig.parsers.record.capture import Capture
from filmdig.scraper.sources.sniff import page
from tests.cases import FIXTURES

TEXT = (FIXTURES / "imdb" / "text" / "film-head-cut-localised.txt").read_bytes()


def test_a_crawlers_text_that_quotes_tags_is_a_text():
    assert b"<br>" in TEXT
    assert page(TEXT) == ("text", "")
    assert Page(Capture(body=TEXT), TEXT.decode()).rendition == "text"


def test_its_record_needs_no_hint():
    record = read_capture(Capture(body=TEXT))
    assert (record.page.rendition, record.page.layout, record.film.title) == ("text", "text", "O Açude")


def test_a_page_about_addresses_is_html():
    html = b"<p>URL: http://www.example.org/</p>\n<p>That is an address.</p>"
    assert page(html) == ("html", "")
    assert Page(Capture(body=html), html.decode()).rendition == "html"
