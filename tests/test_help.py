"""`--help` fits a terminal and shows a valid example, mistyped words get suggestions, and shell completion works."""

from __future__ import annotations

import shlex
import subprocess

import pytest

from filmdig.scraper.cli import COMMANDS, _parser, main


def help_of(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main([*arguments, "--help"]) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("columns", ["80", "300"])
@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_fits_80_columns(command, columns, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", columns)
    lines = help_of(capsys, *command.split()).splitlines()
    assert [line for line in lines if len(line) > 80] == []
    assert len(lines) > 5


@pytest.mark.parametrize("command", COMMANDS)
def test_help_has_an_example_that_the_command_takes(command, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    text = help_of(capsys, command).partition("\nexample:\n")[2].partition("\n\n")[0]
    examples = [line.strip() for line in text.replace("\\\n", " ").splitlines()]
    assert examples
    for example in examples:
        name, *arguments = shlex.split(example.partition(" > ")[0])
        assert name == "filmdig"
        _parser(arguments).parse_args(arguments)


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [
        (["extrct", "page.html"], "did you mean extract?"),
        (["merg"], "did you mean merge?"),
        (["extract", "page.html", "--sumary", "s.json"], "did you mean --summary?"),
        (["extract", "page.html", "--format", "jsnol"], "did you mean jsonl?"),
        (["extract", "page.html", "--kind", "flim"], "did you mean film?"),
        (["fetch", "http://films.example/", "--mach", "host"], "did you mean --match?"),
    ],
)
def test_a_near_miss_is_named(arguments, meant, capsys):
    assert main(arguments) == 2
    error = capsys.readouterr().err
    assert error.splitlines()[-1].endswith(f"; {meant}")
    assert error.startswith("usage: filmdig")


def test_a_far_miss_is_not(capsys):
    assert main(["quux"]) == 2
    assert "did you mean" not in capsys.readouterr().err


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_knows_every_command_and_its_options(shell, capsys):
    assert main(["--print-completion", shell]) == 0
    script = capsys.readouterr().out
    for word in (*COMMANDS, "out-dir", "fail-if", "candidates"):
        assert word in script


def test_bash_takes_the_completion(capsys):
    assert main(["--print-completion", "bash"]) == 0
    script = capsys.readouterr().out
    assert subprocess.run(["bash", "-n"], input=script, text=True, capture_output=True).returncode == 0
    asked = f'{script}\nCOMP_WORDS=(filmdig extr); COMP_CWORD=1; _shtab_filmdig; echo "${{COMPREPLY[@]}}"'
    assert subprocess.run(["bash", "-c", asked], text=True, capture_output=True).stdout.split() == ["extract"]
