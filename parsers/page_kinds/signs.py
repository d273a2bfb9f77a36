"""Phrases in titles, headings and texts by which `parsers.page_kinds.no_film` recognizes pages without a film.

Headings are in lower case, without "404", "sorry" or "oops" in front and without punctuation at either end.
"""

from __future__ import annotations

import re
from typing import Final

# --- Archives' own pages: titles, and the meanings of phrases in the text --------------------------------

ARCHIVE_TITLES: Final = frozenset(
    (
        "wayback machine",
        "internet archive wayback machine",
        "internet archive",
        "openwayback",
        "url not found",  # pywb
        "one more step",  # archive.today, behind Cloudflare
        "too many requests",
        "429 too many requests",
        *(f"archive.{domain}" for domain in ("today", "is", "ph", "li", "fo", "vn", "md")),
    )
)
ARCHIVE_NOT_KEPT: Final = {
    "has not archived that url": "not archived",  # Wayback Machine, since 2013
    "hasn't archived that url": "not archived",
    "doesn't have that page archived": "not archived",  # 2011 to 2016
    "url has been excluded": "excluded from the archive",
    "blocked site error": "excluded from the archive",  # before 2013
    "displayed due to robots.txt": "excluded by robots.txt",
    "robots.txt query exclusion": "excluded by robots.txt",  # before 2013
    "could not be found in this collection": "not archived",  # pywb
    "no results": "not archived",  # archive.today
}
ARCHIVE_FAILED: Final = {
    "snapshot cannot be displayed": "it cannot replay the capture",
    "failed with an internal error": "it cannot replay the capture",
    "too many requests": "it had received too many requests",
    "complete the security check to access": "it asked for a captcha",
}
#: The notice in place of a captured redirect (Wayback Machine, all years, and OpenWayback).
ARCHIVE_REDIRECT: Final = re.compile(r"got an? http 3\d\d response at crawl time")

# --- Barriers --------------------------------------------------------------------------------------------

ROBOT_CHECKS: Final = frozenset(
    (
        "just a moment",  # Cloudflare since 2014
        "attention required",
        "one more step",
        "checking your browser",
        "checking your browser before accessing",
        "access denied",  # Akamai
        "access to this page has been denied",  # PerimeterX
        "pardon our interruption",  # Imperva
        "request unsuccessful",
        "robot check",  # Amazon
        "human verification",  # AWS
        "error: the request could not be satisfied",  # CloudFront
        "the request could not be satisfied",
        "security check",
        "verify you are human",
        "verifying you are human",
        "please verify you are a human",
        "are you a robot",
        "are you a human",
        "are you not a robot",
        "вы не робот",  # Yandex, Kinopoisk
        "ой",
        "禁止访问",  # Douban
        "ddos-guard",
        "making sure you're not a bot",
        "bot verification",
        "client challenge",
        "captcha",
        "forbidden",
        "403 forbidden",
    )
)
CHALLENGE_SCRIPTS: Final = (
    "awsWafCookieDomainList",
    "gokuProps",
    "/_Incapsula_Resource?",
    "/cdn-cgi/challenge-platform/",
    "captcha-delivery.com/",
)
CONSENT_WALLS: Final = frozenset(("consent", "cookie consent", "we value your privacy", "your privacy choices"))
CONSENT_WALL_BEGINS: Final = (
    "before you continue",  # Google, YouTube since 2020
    "bevor sie fortfahren",
    "bevor sie zu ",
    "avant d'accéder à",
    "antes de continuar",
    "prima di continuare",
    "yahoo is now part of",  # Yahoo, Oath since 2018
    "yahoo is part of",
    "yahoo ist jetzt teil von",
    "yahoo ist teil",
    "yahoo fait désormais partie",
    "yahoo fait partie",
    "yahoo ahora forma parte",
    "yahoo forma parte",
    "yahoo è ora parte",
    "yahoo fa parte",
)
#: The beginning of a proxy's error in a crawler's text, all on one line (Varnish at Metacritic, Squid at AllMovie; 2016).
PROXY_ERROR: Final = re.compile(r"(?:url: \S+ )?(error (?:403 forbidden|50[0234]\b|the requested url could not be retrieved))")
SITE_ERRORS: Final = frozenset(
    (
        *(str(code) for code in (500, 502, 503, 504)),
        *(f"error {code}" for code in (500, 502, 503, 504)),
        "internal server error",
        "500 internal server error",
        "bad gateway",
        "502 bad gateway",
        "service unavailable",
        "503 service unavailable",
        "service temporarily unavailable",
        "503 service temporarily unavailable",
        "gateway time-out",
        "504 gateway time-out",
        "server error",
        "runtime error",
        "we'll be back soon",
        "we'll be right back",
        "down for maintenance",
    )
)

# --- Soft 404s -------------------------------------------------------------------------------------------

_NOUNS: Final = ("page", "file", "url", "document", "title", "movie", "film", "content", "object")
NOT_FOUND: Final = frozenset(
    (
        "404",
        "404 error",
        "error 404",
        "http 404",
        "error",
        "sorry",
        "we're sorry",
        "oops",
        "whoops",
        "uh oh",
        "not found",
        *(f"{noun} not found" for noun in _NOUNS),
        *(f"{noun} was not found" for noun in _NOUNS),
        *(f"the {noun} cannot be found" for noun in _NOUNS),
        *(f"{noun} cannot be found" for noun in _NOUNS),
        *(f"the {noun} could not be found" for noun in _NOUNS),
        *(f"this {noun} could not be found" for noun in _NOUNS),
        *(f"{noun} does not exist" for noun in _NOUNS),
        *(f"this {noun} does not exist" for noun in _NOUNS),
        *(f"this {noun} doesn't exist" for noun in _NOUNS),
        *(f"{noun} unavailable" for noun in _NOUNS),
        *(f"{noun} not available" for noun in _NOUNS),
        *(f"{noun} no longer available" for noun in _NOUNS),
        *(f"this {noun} is no longer available" for noun in _NOUNS),
        *(f"we couldn't find {which} {noun}" for noun in _NOUNS for which in ("that", "this", "the", "your")),
        *(f"we can't find {which} {noun}" for noun in _NOUNS for which in ("that", "this", "the", "your")),
        "the page you requested could not be found",
        "the page you're looking for can't be found",
        "the requested page could not be found",
        "page missing",
        "missing page",
        # German, French, Spanish, Italian, Portuguese, Dutch
        "seite nicht gefunden",
        "seite wurde nicht gefunden",
        "die seite wurde nicht gefunden",
        "diese seite wurde nicht gefunden",
        "seite existiert nicht",
        "fehler 404",
        "page non trouvée",
        "page introuvable",
        "cette page n'existe pas",
        "cette page n'existe plus",
        "erreur 404",
        "página no encontrada",
        "no se ha encontrado la página",
        "la página no existe",
        "pagina non trovata",
        "errore 404",
        "página não encontrada",
        "erro 404",
        "pagina niet gevonden",
        "pagina bestaat niet",
        # Hungarian, Czech, Slovak, Polish, Russian
        "az oldal nem található",
        "a keresett oldal nem található",
        "az oldal nem létezik",
        "nincs ilyen oldal",
        "404-es hiba",
        "hiba",
        "stránka nenalezena",
        "stránka nebyla nalezena",
        "požadovaná stránka nebyla nalezena",
        "stránka neexistuje",
        "chyba 404",
        "stránka sa nenašla",
        "nie znaleziono strony",
        "strona nie istnieje",
        "strona nie została znaleziona",
        "błąd 404",
        "страница не найдена",
        "страница не существует",
        "такой страницы нет",
        "ошибка 404",
        # Swedish, Danish, Norwegian, Finnish, Turkish, Chinese, Japanese
        "sidan hittades inte",
        "sidan kunde inte hittas",
        "sidan finns inte",
        "siden blev ikke fundet",
        "siden findes ikke",
        "siden finnes ikke",
        "fant ikke siden",
        "sivua ei löydy",
        "sayfa bulunamadı",
        "页面不存在",
        "页面未找到",
        "没有找到页面",
        "ページが見つかりません",
        "ページが見つかりませんでした",
        "お探しのページは見つかりませんでした",
    )
)
#: A sentence that reports a missing page, in lower case with straight apostrophes.
APOLOGY: Final = re.compile(
    r"\b(?:page|url|file|document|title|movie|film|address)\b[^.!?]{0,80}"
    r"(?:not found|not be found|can't be found|couldn't be found|does not exist|doesn't exist|no longer exists"
    r"|no longer available|(?:been|was|were|be) (?:re)?moved|been deleted|been renamed)"
    r"|(?:couldn't|could not|can't|cannot|unable to) (?:find|locate) [^.!?]{0,40}"
    r"\b(?:page|url|title|movie|film|looking for)\b"
    r"|not found on this server|the requested url|mis-?typed the|check the (?:url|address|spelling)|broken link"
    r"|404 error|error 404"
    r"|nicht gefunden|existiert nicht|n'existe (?:pas|plus)|introuvable|pas été trouvée"
    r"|no existe|no se ha encontrado|no se encuentra|non è stata trovata|non esiste|não foi encontrada|não existe"
    r"|niet gevonden|bestaat niet|nem található|nem létezik|nebyla nalezena|neexistuje|sa nenašla"
    r"|nie istnieje|nie znaleziono|nie została znaleziona|не найдена|не существует|была удалена"
    r"|hittades inte|kunde inte hittas|finns inte|ikke fundet|findes ikke|finnes ikke|ei löydy|bulunamadı"
    r"|不存在|未找到|没有找到|見つかりません"
)

#: A phrase of film pages that errors do not have, in lower case.
CREDITS: Final = re.compile(
    r"\b(?:directed by|director:|starring|running time|runtime:|regie:|réalisé par|dirigida por|regia (?:di|:)|rendező:|rendezte"
    r"|režie:|reżyseria|режисс[её]р)|导演"
)

# --- Redirects -------------------------------------------------------------------------------------------

MOVED: Final = frozenset(
    (
        *(
            f"{code}{words}"
            for code in ("", "301 ", "302 ", "307 ", "308 ")
            for words in ("moved permanently", "moved temporarily", "found")
        ),
        "303 see other",
        "307 temporary redirect",
        "308 permanent redirect",
        "object moved",  # IIS
        "document moved",  # AOLserver, Netscape
        "redirecting",
        "redirect",
    )
)
