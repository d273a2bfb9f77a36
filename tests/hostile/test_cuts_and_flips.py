"""Cuts and flips of every form in a small number; `make hostile` tries all of them."""

from __future__ import annotations

import pytest

from tests.hostile.cuts_and_flips import FILES, HUNG, PAGES, Form, attack, forms, verdict
from tests.sources import makers


@pytest.mark.parametrize("name", forms())
def test_nothing_is_lost_in_silence(name, tmp_path):
    silent: list[str] = []
    counts, longest = attack(name, forms()[name], 40, tmp_path, silent.append)
    assert silent == []
    assert counts["reported"] or name == "html"
    assert longest < HUNG


def test_a_silent_loss_is_seen(tmp_path):
    from filmdig.parsers.record.capture import Capture

    sound = [Capture(body=body) for body in PAGES]
    assert verdict(Form(makers.zipped(FILES)), sound, sound[:3], 100) == "silent"
    assert verdict(Form(makers.zipped(FILES)), sound, sound, 100) == "held"
