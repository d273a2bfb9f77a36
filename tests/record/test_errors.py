"""filmdig's exceptions: their messages, and that they survive pickling."""

from __future__ import annotations

import pickle

import pytest

from filmdig.parsers.record import errors


@pytest.mark.parametrize(
    ("where", "todo", "text"),
    [
        (None, None, "no such file"),
        ("a.warc", None, "no such file (a.warc)"),
        (None, "check its name", "no such file: check its name"),
        ("a.warc", "check its name", "no such file (a.warc): check its name"),
        ("", "", "no such file"),
    ],
)
@pytest.mark.parametrize("kind", [errors.UsageError, errors.LimitError, errors.WrongTypeError])
def test_an_errors_message_states_what_where_and_what_to_do(
    kind: type[errors.FilmdigError], where: str | None, todo: str | None, text: str
) -> None:
    error = kind("no such file", where=where, todo=todo)
    assert str(error) == text
    assert error.args == ("no such file",)
    home = pickle.loads(pickle.dumps(error))
    assert (type(home), home.what, home.where, home.todo) == (kind, "no such file", where, todo)
