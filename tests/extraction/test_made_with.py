"""What a shard was made with: the versions of everything that affects its bytes."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from filmdig.scraper.extraction import made_with as versions
from filmdig.scraper.extraction.made_with import difference, made_with
from filmdig.scraper.version import VERSION


def test_what_a_shard_was_made_with() -> None:
    now = made_with()
    assert {"python", "filmdig", "code", "turbohtml", "babel"} <= now.keys()
    assert now["filmdig"] == VERSION
    assert not {"requests", "urllib3", "wayback"} & now.keys(), "what only fetches changes no record"
    assert not {"pyarrow", "pytest"} & now.keys(), "nor does what an extra brings"
    assert len(now["code"]) == 16


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, None),
        ({"turbohtml": "0.1"}, "turbohtml 0.1"),
        ({"code": "0123"}, f"other code of filmdig {VERSION}"),
        ({"code": "0123", "turbohtml": "0.1"}, "turbohtml 0.1"),
        ({"python": "2.7", "turbohtml": "0.1"}, "python 2.7"),
        ({"kinograf-site": "3"}, "kinograf-site 3"),
        ({"turbohtml": None}, "turbohtml not installed"),
    ],
)
def test_a_difference_is_named(changed: dict[str, str | None], said: str | None) -> None:
    before = {name: version for name, version in {**made_with(), **changed}.items() if version is not None}
    assert difference(before) == said


def test_a_package_that_is_gone_has_no_version(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        versions, "requires", lambda name: ["nowhere-at-all>=1", "requests>=2", "pyarrow>=17; extra == 'parquet'"]
    )
    found = made_with.__wrapped__()
    assert found["nowhere-at-all"] == "none"
    assert not {"requests", "pyarrow", "turbohtml"} & found.keys()


def test_sites_that_are_plugged_in_are_among_them(monkeypatch: pytest.MonkeyPatch) -> None:
    entries = [
        SimpleNamespace(name="b", dist=SimpleNamespace(name="kinograf-site", version="3.1")),
        SimpleNamespace(name="a", dist=None),
    ]
    monkeypatch.setattr(versions, "entry_points", lambda group: entries if group == "filmdig.sites" else [])
    found = made_with.__wrapped__()
    assert found["kinograf-site"] == "3.1"
    assert found.keys() - made_with().keys() == {"kinograf-site"}


def test_code_is_every_module_and_word_list_of_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = tmp_path / "scraper" / "extraction" / "made_with.py"
    module.parent.mkdir(parents=True)
    module.write_text("")
    monkeypatch.setattr(versions, "__file__", str(module))

    def code_with(name: str, text: str) -> str:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
        return made_with.__wrapped__()["code"]

    contents = [("parsers/names.txt", "Ada"), ("parsers/names.txt", "Ida"), ("library.py", ""), ("output/schema.json", "{}")]
    assert len({code_with(*one) for one in contents}) == len(contents)
    assert code_with("output/notes.pyc", "1") == code_with("output/notes.pyc", "2")
