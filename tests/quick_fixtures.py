"""All fixtures as one test, for mutation testing. It fails at the first different record; `test_fixtures` shows the field."""

from tests.cases import expected_of, name_of, pages, record_of


def test_every_record_is_as_expected():
    for path in pages():
        assert record_of(path) == expected_of(path), name_of(path)
