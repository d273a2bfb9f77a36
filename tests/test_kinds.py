"""Pages that are not about a film are recognized before a layout is chosen; films with titles like error pages are not."""

from __future__ import annotations

import pytest

from filmdig.parsers.page.document import Page
from filmdig.parsers.page_kinds.no_film import NoFilm, archives_own, no_film
from filmdig.parsers.read import read_capture
from filmdig.parsers.record.capture import Capture
from filmdig.parsers.replay.undo import undo_replay

CHROME = '<ul id="menu">' + '<li><a href="/browse">Browse films</a></li>' * 40 + "</ul>"
PLOT = "<p>Ada Quill keeps an orchard of glass until the winter comes and nobody buys the fruit any more.</p>" * 20


def kind_of(page):
    return archives_own(page) or no_film(page)


def reported(html: str, status: int | None = None, url: str | None = None) -> NoFilm | None:
    return kind_of(Page(Capture(body=b"", status=status, url=url), undo_replay(html).text))


def page(title: str, body: str = "", head: str = "") -> str:
    return f"<!DOCTYPE html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>"


@pytest.mark.parametrize(
    ("html", "kind", "words"),
    [
        (
            page("Wayback Machine", "<h1>Wayback Machine</h1><p>Hrm.</p><p>The Wayback Machine has not archived that URL.</p>"),
            "not_found",
            "not archived",
        ),
        (
            page(
                "Internet Archive Wayback Machine",
                "<h2>Hrm.</h2><p>Wayback Machine doesn&#39;t have that page archived.</p>",
            ),
            "not_found",
            "not archived",
        ),
        (
            page("Internet Archive Wayback Machine", "<p>Sorry.</p><p>This URL has been excluded from the Wayback Machine.</p>"),
            "not_found",
            "excluded",
        ),
        (
            page("Internet Archive Wayback Machine", "<p>Page cannot be crawled or displayed due to robots.txt.</p>"),
            "not_found",
            "robots.txt",
        ),
        (
            page("Wayback Machine", "<p>This snapshot cannot be displayed due to an internal error.</p>"),
            "unknown",
            "cannot replay",
        ),
        (
            page("429 Too Many Requests", "<h1>429 Too Many Requests</h1><p>You have sent too many requests.</p>"),
            "unknown",
            "too many requests",
        ),
        (
            page("archive.ph", "<h1>One more step</h1><p>Please complete the security check to access archive.ph</p>"),
            "unknown",
            "captcha",
        ),
        (
            page(
                "URL Not Found",
                "<h2>URL Not Found</h2><p>The url could not be found in this collection.</p>",
            ),
            "not_found",
            "not archived",
        ),
    ],
)
def test_archives_own_pages(html: str, kind: str, words: str) -> None:
    found = reported(html)
    assert found is not None
    assert found.kind == kind
    assert found.issue is not None
    assert found.issue[0] == "archive_page"
    assert words in found.issue[1]


def test_an_archives_notice_of_a_redirect_says_where_it_leads() -> None:
    found = reported(
        page(
            "Internet Archive Wayback Machine",
            """<div id="error"><script>function go() { document.location.href = "/web/2014/http://films.example/b" }</script>
            <p class="code shift red">Got an HTTP 302 response at crawl time</p>
            <p class="impatient"><a href="/web/20140901043152/http://films.example/b">Impatient?</a></p></div>""",
        )
    )
    assert found is not None
    assert found.kind == "redirect"
    assert found.issue == (
        "archive_page",
        "the archive's own page: a redirect was captured, to /web/20140901043152/http://films.example/b",
    )


def test_the_frame_around_a_replayed_page() -> None:
    found = reported(page("", '<div id="app"></div><div id="wb_iframe_div"><iframe id="replay_iframe"></iframe></div>'))
    assert found is not None
    assert found.kind == "redirect"


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("404 Not Found", "<h1>Not Found</h1><p>The requested URL /movie/x was not found on this server.</p>"),
        ("Page Not Found - Films Example", f"{CHROME}<h1>Oops!</h1><p>The page you asked for may have been moved.</p>{CHROME}"),
        ("Films Example: 404 - Not Found", f"{CHROME}<p>We couldn’t find the page you were looking for.</p>"),
        ("Films Example", f"{CHROME}<h1>Sorry, we couldn't find that page</h1><p>Check the address or try a search.</p>"),
        ("Films Example | Error", f"{CHROME}<h1>Page unavailable</h1><p>This title does not exist.</p>"),
        ("Seite nicht gefunden | Filme", f"{CHROME}<p>Diese Adresse existiert nicht.</p>"),
        ("Page introuvable - Ciné", f"{CHROME}<h1>Erreur 404</h1><p>Cette fiche n’existe pas.</p>"),
        ("Film | Stránka nenalezena", f"{CHROME}<p>Taková adresa neexistuje.</p>"),
        ("404. Страница не найдена — Кино", f"{CHROME}<p>Возможно, она была удалена.</p>"),
        ("Hiba", f"{CHROME}<h1>A keresett oldal nem található</h1><p>Ez a film nem létezik.</p>"),
        ("页面不存在", f"{CHROME}<p>你访问的条目不存在。</p>"),
        ("Sidan hittades inte", "<p>Tillbaka</p>"),
        ("", "<h1>404</h1>"),
    ],
)
def test_soft_404s(title: str, body: str) -> None:
    found = reported(page(title, body))
    assert found is not None
    assert found.kind == "not_found"
    assert len(found.evidence) >= 2


def test_status_is_a_second_sign() -> None:
    assert reported(page("Films | Oops", CHROME)) is None
    found = reported(page("Films | Oops", CHROME), status=404)
    assert found == NoFilm("not_found", ["heading 'Films | Oops'", "HTTP status 404"])


NAMES = ("404", "Not Found", "Page Not Found", "Error 404", "Oops!", "Access Denied", "Forbidden", "Just a Moment...", "Captcha")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "html",
    [
        # With a year in its title; with data; and with nothing but a text about it.
        "<html><head><title>{0} (2022) - Films Example</title></head><body><h1>{0}</h1>A page was not found.</body></html>",
        '<title>{0} | Films</title><script type="application/ld+json">{{"@type":"Movie"}}</script><h1>{0}</h1>No page.',
        "<title>{0}</title><h1>{0}</h1><p>A page that does not exist. Directed by Ada Quill.</p>",
        '<html><head><title>{0}</title><meta property="og:type" content="video.movie"></head><body><h1>{0}</h1></body></html>',
        '<html><head><title>{0}</title></head><body itemscope itemtype="http://schema.org/Movie"><h1>{0}</h1></body></html>',
        "<html><head><title>{0} - Films Example</title></head><body>" + CHROME + "<h1>{0}</h1>" + PLOT + "</body></html>",
    ],
)
def test_films_that_are_called_so(name: str, html: str) -> None:
    assert reported(html.format(name)) is None


@pytest.mark.parametrize(
    ("html", "target"),
    [
        (page("", "", '<meta http-equiv="Refresh" content="0; URL=http://films.example/b">'), "http://films.example/b"),
        (page("Redirecting", "<p>Click here</p>", "<META HTTP-EQUIV=refresh CONTENT=\"3;url='/b'\">"), "/b"),
        (page("", "<script>window.location.href = 'http://films.example/b';</script>"), "http://films.example/b"),
        (page("", '<script type="text/javascript">location.replace("/b")</script>'), "/b"),
        (page("302 Found", '<h1>Found</h1><p>The document has moved <a href="/b">here</a>.</p>'), "/b"),
        (page("Object moved", '<h2>Object moved to <a href="/b">here</a>.</h2>'), "/b"),
    ],
)
def test_redirect_stubs(html: str, target: str) -> None:
    found = reported(html)
    assert found is not None
    assert (found.kind, found.issue) == ("redirect", ("redirect", f"the page redirects to {target}"))


@pytest.mark.parametrize(
    "html",
    [
        page("The Glass Orchard", PLOT, '<meta http-equiv="refresh" content="300; url=/movie/x">'),
        page("The Glass Orchard", "<p>short</p>", '<meta http-equiv="refresh" content="300">'),
        page(
            "The Glass Orchard",
            "<p>short</p><script>if (top != self) top.location = self.location.href;</script>",
        ),
        page("The Glass Orchard", PLOT + "<script>function go() { location.href = '/buy' }</script>"),
        page("Found", '<h1>Found</h1><a href="/a">a</a><a href="/b">b</a>'),
        "",
        "plain words",
    ],
)
def test_pages_that_stay(html: str) -> None:
    assert reported(html) is None


@pytest.mark.parametrize(
    ("html", "code"),
    [
        (page("Just a moment...", "<h2>Checking your browser before accessing films.example.</h2>"), "robot_check"),
        (page("Attention Required! | Cloudflare", "<h1>One more step</h1>"), "robot_check"),
        (page("Access Denied", "<h1>Access Denied</h1>You don't have permission to access this on this server."), "robot_check"),
        (page("ERROR: The request could not be satisfied", "<h1>403 ERROR</h1>"), "robot_check"),
        (page("Ой!", "<p>Подтвердите, что запросы отправляли вы, а не робот</p>"), "robot_check"),
        (page("", "<div></div>", "<script>window.gokuProps = {}; window.awsWafCookieDomainList = [];</script>"), "robot_check"),
        (page("Yahoo ist jetzt Teil von Verizon Media", "<h1>Daten</h1>" + "Wir und Partner. " * 20), "consent_wall"),
        (page("Before you continue to Films", "<p>We use cookies</p>"), "consent_wall"),
        (page("503 Service Temporarily Unavailable", "<h1>503 Service Temporarily Unavailable</h1><hr>nginx"), "site_error"),
    ],
)
def test_barriers(html: str, code: str) -> None:
    found = reported(html)
    assert found is not None
    assert found.kind == "unknown"
    assert found.issue is not None
    assert found.issue[0] == code


def test_text_renditions() -> None:
    def text(body: str) -> NoFilm | None:
        return kind_of(Page(Capture(body=b"", rendition="text"), body))

    found = text("Page Not Found\n\nHome\nThe page you asked for does not exist.\n")
    assert found is not None
    assert found.kind == "not_found"
    for refused in (
        "Error 403 Forbidden Forbidden Guru Meditation: XID: 1",
        "ERROR The requested URL could not be retrieved",
    ):
        found = text(f"URL: http://films.example/movie/orchard\n\n{refused}")
        assert found is not None
        assert found.issue == ("site_error", "the site answered with an error")
    assert text("URL: http://films.example/x\n\nError 404 (film) An error is made and mended.") is None
    assert text("Page Not Found (2022)\n\nThe page you asked for does not exist.\n") is None
    assert text("The Glass Orchard\n\nAda Quill keeps an orchard.\n") is None


def test_the_record_says_what_the_page_is() -> None:
    html = page("Page Not Found - Films", f"{CHROME}<p>The page does not exist.</p>")
    record = read_capture(Capture(body=html.encode(), url="http://films.example/movie/x"))
    assert record.page.kind == "not_found"
    assert record.page.layout is None
    assert record.page.layout_evidence == ["heading 'Page Not Found - Films'", "text 'page does not exist'"]
    assert record.film.title is None
    assert record.issues == []


def test_the_record_keeps_what_stood_in_the_pages_place() -> None:
    record = read_capture(Capture(body=page("Just a moment...", "wait").encode()))
    assert record.page.kind == "unknown"
    assert [(issue.code, issue.message) for issue in record.issues] == [
        ("robot_check", "a robot check was captured instead of the page")
    ]
