"""Tables of printed years, dates and running times, each with its value."""

import pytest

from filmdig.parsers.layouts.dates import date, runtime, year

YEARS = [
    ("1975", 1975), ("(1975)", 1975), ("1894", 1894), ("2099", 2099), ("1799", None), ("2100", None), ("from 1975 to 1980", 1975),
    ("19755", None), ("no year", None), ("", None), (None, None), ("Blade Runner 2049 (2017)", 2049), ("9" * 5000, None),
]  # fmt: skip
RUNTIMES = [
    ("1 hr. 30 min.", 90), ("2h 29m", 149), ("90 min", 90), ("90min.", 90), ("P139M", 139), ("PT2H19M", 139), ("PT139M", 139),
    ("PT1H", 60), ("PT8340S", 139), ("P0Y0M0DT2H19M0S", 139), ("PT2H19M30S", 139), ("1:39", 99), ("1:39:05", 99), ("2h 15", 135),
    ("2h15", 135), ("2 h", 120), ("1h 35min", 95), ("1h35", 95), ("2 hours 5 minutes", 125),
    ("95 Minuten", 95), ("2 Std. 15 Min.", 135),
    ("110 perc", 110), ("1 ч. 41 мин.", 101), ("101 мин", 101), ("142分钟", 142), ("95'", 95), ("95 mn", 95), ("0 min", None),
    ("95", None), ("", None), (None, None), ("2h 15.", 120), ("12345 min", None), ("100h", None), ("9" * 5000 + " min", None),
    ("PT" + "9" * 5000 + "M", None), ("90 min / 2h", 90), ("95 meters", None), ("1 hr 5 min (uncut)", 65),
]  # fmt: skip
DATES = [
    ("July 1, 2014", {}, "2014-07-01"), ("Jul 1, 2014", {}, "2014-07-01"), ("Sept. 9, 2014", {}, "2014-09-09"),
    ("1 July 2014", {}, "2014-07-01"), ("1st of July 2014", {}, "2014-07-01"), ("July 2014", {}, "2014-07"), ("2014", {}, "2014"),
    ("2014-07-01", {}, "2014-07-01"), ("2014-07", {}, "2014-07"), ("2014-07-01T10:00:00Z", {}, "2014-07-01"),
    ("2011-02-31", {}, None), ("2012-02-29", {}, "2012-02-29"), ("2011-02-29", {}, None), ("2011-13-01", {}, None),
    ("08/02/08", {}, "2008-08-02"), ("08/02/2008", {}, "2008-08-02"), ("08/02/2008", {"order": "dmy"}, "2008-02-08"),
    ("8.2.2008", {"order": "dmy"}, "2008-02-08"), ("8/9/2008", {"order": "dmy"}, "2008-09-08"),
    ("12/31/99", {}, "1999-12-31"), ("1/1/69", {}, "2069-01-01"),
    ("1/1/70", {}, "1970-01-01"), ("1/1/00", {}, "2000-01-01"), ("08/02/03", {"order": "ymd"}, "2008-02-03"),
    ("99.12.31", {"order": "ymd"}, "1999-12-31"), ("2008/2/3", {}, "2008-02-03"), ("2008.2.3", {"order": "dmy"}, "2008-02-03"),
    ("13/12/2008", {}, None), ("13/12/2008", {"order": "dmy"}, "2008-12-13"), ("1/1/200", {}, None),
    ("25 июля 2008", {"languages": ("ru",)}, "2008-07-25"), ("25 июля 2008", {}, None),
    ("3 de março de 2010", {"languages": ("pt",)}, "2010-03-03"), ("1er mars 2010", {"languages": ("fr",)}, "2010-03-01"),
    ("3. März 2010", {"languages": ("de",)}, "2010-03-03"), ("2007. december 3.", {"languages": ("hu",)}, "2007-12-03"),
    ("2014年7月1日", {}, "2014-07-01"), ("2014년 7월 1일", {}, "2014-07-01"), ("2014年7月", {}, "2014-07"),
    ("2014年", {}, "2014"),
    ("May 32, 2014", {}, None), ("Smarch 1, 2014", {}, None), ("released July 1, 2014 in Rome", {}, "2014-07-01"),
    ("soon", {}, None), ("", {}, None), (None, {}, None), ("9" * 5000, {}, None), ("1/1/" + "9" * 5000, {}, None),
    ("x" * 100 + " July 1, 2014", {}, "2014-07-01"),
]  # fmt: skip


@pytest.mark.parametrize(("printed", "value"), YEARS)
def test_year(printed, value):
    assert year(printed) == value


@pytest.mark.parametrize(("printed", "value"), RUNTIMES)
def test_runtime(printed, value):
    assert runtime(printed) == value


@pytest.mark.parametrize(("printed", "how", "value"), DATES)
def test_date(printed, how, value):
    assert date(printed, **how) == value


@pytest.mark.parametrize("read", [year, runtime, date])
@pytest.mark.parametrize("text", ["1", "0", "1 ", "1 h", "1/", "July ", "a", "1. a ", "P0", "1:"])
def test_a_long_text_is_read_in_linear_time(read, text):
    read(text * 50_000)  # a pattern that grows faster than its text would take hours
