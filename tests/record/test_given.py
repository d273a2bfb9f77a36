"""A page's address and capture time that a caller gives, accepted or refused."""

from __future__ import annotations

import pytest

from filmdig.parsers.record import errors
from filmdig.parsers.record.given import capture_time, page_address


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("2014", "2014"),
        ("201407", "2014-07"),
        ("20140701", "2014-07-01"),
        ("2014070112", "2014-07-01T12:00:00Z"),
        ("201407011234", "2014-07-01T12:34:00Z"),
        ("20140701123456", "2014-07-01T12:34:56Z"),
        ("2014-07", "2014-07"),
        ("2014-07-01", "2014-07-01"),
        ("2014-07-01T12:34", "2014-07-01T12:34"),
        ("2014-07-01T12:34:60Z", "2014-07-01T12:34:60Z"),
        ("2014-07-01T12:34:56.789-05:59", "2014-07-01T12:34:56.789-05:59"),
        ("2014-07-01T12:34:56+23:00", "2014-07-01T12:34:56+23:00"),
        ("2012-02-29", "2012-02-29"),
        ("0001", "0001"),
    ],
)
def test_capture_times_have_one_form(given: str, found: str) -> None:
    assert capture_time(given, "--captured-at") == found


@pytest.mark.parametrize(
    "given", ["", "14", "201407011", "2014-7-1", "2014-07-01 12:00", "2014-07-01T12", "2014-07-01T12:00:00+5"]
)
def test_other_formats_of_times_are_refused(given: str) -> None:
    with pytest.raises(errors.UsageError) as refused:
        capture_time(given, "--captured-at")
    said = f"not a capture time: {given!r} (--captured-at): write 2014-07-01T12:00:00Z or 20140701120000"
    assert str(refused.value) == said


@pytest.mark.parametrize(
    "given",
    [
        *("2014-02-29", "2014-13", "2014-00", "2014-01-00", "2014-01-32", "20140230", "0000"),
        *("2014-07-01T24:00", "2014-07-01T12:60", "2014-07-01T12:00:61"),
        *("2014-07-01T12:00:00+24:00", "2014-07-01T12:00:00+23:60"),
    ],
)
def test_a_time_that_does_not_exist_is_refused(given: str) -> None:
    with pytest.raises(errors.UsageError, match=r"no such time: .*\(--captured-at\): check the day and the hour"):
        capture_time(given, "--captured-at")


@pytest.mark.parametrize(
    "url", ["http://films.example/", "https://films.example", "http://films.example/ä?b=c#d", "http://[::1]/"]
)
def test_a_web_address_is_returned_unchanged(url: str) -> None:
    assert page_address(url, "--url") == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "films.example",
        "ftp://films.example/",
        "http://",
        "http:///films",
        "http://films.example/a b",
        "http://a.example/\n",
        "http://[",
    ],
)
def test_other_addresses_are_refused(url: str) -> None:
    with pytest.raises(errors.UsageError) as refused:
        page_address(url, "--url")
    assert str(refused.value) == f"not the address of a page: {url!r} (--url): begin it with http:// or https://"
