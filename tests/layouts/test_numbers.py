"""Tables of printed numbers and of numbers in data, each with its value."""

import pytest

from filmdig.parsers.layouts.numbers import counted, decimal, integer, money, number, percent, whole

INTEGERS = [
    ("8,363", 8363), ("8.363", 8363), ("8 363", 8363), ("8\u00a0363 votes", 8363), ("8\u202f363", 8363), ("1'000", 1000),
    ("1’000", 1000), ("2 181 187", 2181187), ("1.090.012", 1090012), ("1,23,456", 123456), ("12,34,56,789", 123456789),
    ("0", 0), ("007", 7), ("(604)", 604), ("Reviews: 19", 19), ("no reviews", None), ("", None), (None, None),
    ("20K", None), ("20 k", None), ("1.2M", None), ("1.2 million", None), ("3 тыс.", None), ("2 Mio.", None), ("3万", None),
    ("20 km", 20), ("5 Kids", 5), ("4.5", 4), ("7,25", 7), ("1234567", 1234567), ("12,345,678.90", 12345678),
    ("9" * 15, 999999999999999), ("9" * 16, None), ("9" * 5000, None), ("1," * 3 + "000", 1), ("٣٤", 34),
]  # fmt: skip
NUMBERS = [
    ("8.7", None, 8.7), ("9,3", None, 9.3), ("67", None, 67), ("7.0", None, 7), ("1,234.5", None, 1234.5),
    ("1.234,5", None, 1234.5), ("1 234,5", None, 1234.5), ("0.875", None, 0.875), ("0,125", None, 0.125),
    ("1,234", None, 1234), ("1.234", None, 1234), ("1.234", ".", 1.234), ("1,234", ",", 1.234), ("1,234", ".", 1234),
    ("1.234.567", ".", 1234567), ("1,23,456.5", None, 123456.5), ("tbd", None, None), (None, None, None),
    ("9" * 20, None, None), ("9" * 15, None, 999999999999999), ("9" * 16, None, None), ("123456789012.5", None, 123456789012.5),
    ("1." + "5" * 5000, None, 1.555555555555555), ("4.5 5 stars", None, 4.5), ("7 10", None, 7),
]  # fmt: skip
DECIMALS = [
    ("3.875", 3.875), ("4.667", 4.667), ("8.341", 8.341), ("8,341", 8.341), ("4,5", 4.5), ("3875", 3875), ("12.000", 12),
    ("1,234.5", 1234.5), ("1,234,567", 1234567), ("1.090.012", 1090012), (" 7.0 ", 7), ("9.0/10", 9), ("8.5E0", 8.5),
    ("1e3", 1000), ("-1", -1), ("−2.5", -2.5), ("-0", 0), ("3-4", 3), (3.875, 3.875), (5, 5), (4.0, 4), (0, 0), (True, None),
    (None, None), ([], None), ({"a": 1}, None), ("none", None), ("", None), (float("inf"), None), (float("nan"), None),
    ("9" * 15, 999999999999999), ("9" * 16, None), ("9" * 16 + ".5", None), (10**20, None), (1e20, None), ("1e99", None),
    ("9" * 5000, None), ("0.1", 0.1),
]  # fmt: skip
WHOLES = [
    ("1234", 1234), ("1,234", 1234), ("1.234", 1234), ("1234.0", 1234), ("12.5", None), (12.5, None), (12.0, 12), (7, 7),
    (-7, None), ("-7", None), ("7 votes", 7), (None, None), (False, None), ("9" * 4301, None), ([3], None),
]  # fmt: skip
COUNTS = [
    ("8,363", (8363, False)), ("20K", (20000, True)), ("20 K", (20000, True)), ("1.2M", (1200000, True)),
    ("16.7k", (16700, True)), ("222K ratings", (222000, True)), ("1,2 Mio. Stimmen", (1200000, True)),
    ("3 тыс.", (3000, True)), ("2,5 млн", (2500000, True)), ("3.4万人评价", (34000, True)), ("3.4万", (34000, True)),
    ("2 lakh", (200000, True)), ("2 lac", (200000, True)), ("3 crores", (30000000, True)), ("2萬", (20000, True)),
    ("2億", (200000000, True)), ("2억", (200000000, True)), ("2亿", (200000000, True)), ("2만", (20000, True)),
    ("1.5 crore", (15000000, True)), ("1.234M", (1234000, True)),
    ("50,000+", (50000, True)), ("50,000 +", (50000, True)), ("over 300 ratings", (300, True)), ("~300", (300, True)),
    ("300", (300, False)), ("20 km", (20, False)), ("none", None), ("", None), (None, None), ("9" * 5000, None),
    ("9" * 15 + "M", None), ("1 billion", (10**9, True)),
    *((f"2 {word}", (2000, True)) for word in ("thousand", "tsd", "mil", "mila", "mille")),
    *((f"2 {word}", (2 * 10**6, True)) for word in ("m", "million", "millions", "mio", "mln", "млн")),
    *((f"2 {word}", (2 * 10**9, True)) for word in ("billions", "bn", "mrd", "млрд")),
    ("2 lakhs", (200000, True)), ("2 crore", (20000000, True)), ("2 k", (2000, True)),
]  # fmt: skip
PERCENTS = [
    ("92%", 92), ("92% liked it", 92), ("0%", 0), ("100 %", 100), ("92.5%", 92.5), ("41,3 %", 41.3), ("1234%", 1234),
    ("12 of 13", None), ("liked it.92%", 92), ("％", None), ("85％", 85), ("5% and 7%", 5), ("", None), (None, None),
    ("9" * 5000 + "%", None),
]  # fmt: skip
SUMS = [
    ("$23,456,789", (23456789, "USD")), ("FRF 70,000,000", (70000000, "FRF")), ("€1.234.567", (1234567, "EUR")),
    ("$417,212.00", (417212, "USD")), ("£5", (5, "GBP")), ("CA$ 1,000", (1000, "CAD")), ("US$ 2 million", (2000000, "USD")),
    ("$1.5 billion", (1500000000, "USD")), ("$1.234 million", (1234000, "USD")), ("$1,234 million", (1234000000, "USD")),
    ("€ 1,234 Mio", (1234000, "EUR")), ("₹1,23,45,678", (12345678, "INR")), ("₹ 120 crore", (1200000000, "INR")),
    ("$850K", (850000, "USD")), ("850", None), ("23,456,789", None), ("", None), (None, None), ("$" + "9" * 5000, None),
    ("$9 km", (9, "USD")), ("DEM 1 000 000", (1000000, "DEM")),
]  # fmt: skip


@pytest.mark.parametrize(("printed", "value"), INTEGERS)
def test_integer(printed, value):
    assert integer(printed) == value


@pytest.mark.parametrize(("printed", "fraction", "value"), NUMBERS)
def test_number(printed, fraction, value):
    found = number(printed, fraction)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(("stated", "value"), DECIMALS)
def test_decimal(stated, value):
    found = decimal(stated)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(("stated", "value"), WHOLES)
def test_whole(stated, value):
    assert whole(stated) == value


@pytest.mark.parametrize(("printed", "value"), COUNTS)
def test_counted(printed, value):
    assert counted(printed) == value


@pytest.mark.parametrize(("printed", "value"), PERCENTS)
def test_percent(printed, value):
    assert percent(printed) == value


@pytest.mark.parametrize(("printed", "value"), SUMS)
def test_money(printed, value):
    assert money(printed) == value


def test_an_integer_that_python_cannot_print_is_none():
    assert decimal(10**4300) is None
    assert whole(10**4300) is None


@pytest.mark.parametrize("read", [integer, number, decimal, whole, counted, percent, money])
@pytest.mark.parametrize("text", ["1,", "1 ", "11 ", "9", "1,11", "1.111", "$1,23", "$ ", "%", "1%", "-"])
def test_a_long_text_is_read_in_linear_time(read, text):
    read(text * 200_000)  # a pattern that grows faster than its text would take hours


def test_blanks_that_only_strip_removes():
    assert decimal("\x1e\n42") == 42
