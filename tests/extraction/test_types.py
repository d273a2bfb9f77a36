"""The types of the files that a run writes besides the records."""

from __future__ import annotations

import msgspec
import pytest

from filmdig.scraper.extraction.run_folder import Listed, Manifest
from filmdig.scraper.extraction.shard import Contents, Done
from filmdig.scraper.extraction.summary import Cuts, LayoutCounts, Summary, SummaryFile
from filmdig.scraper.extraction.worker import Failure, FatalItem, Settings, Stated


@pytest.mark.parametrize(
    "kind", [Cuts, Done, Failure, LayoutCounts, Listed, Manifest, Settings, Summary, SummaryFile], ids=lambda kind: kind.__name__
)
def test_fields_are_given_by_name_alone(kind: type[msgspec.Struct]) -> None:
    """A later version may insert a field between two others."""
    assert kind.__match_args__ == ()


@pytest.mark.parametrize(
    "one", [Contents(1, ""), FatalItem("crash", "", "", while_reading=False), Settings(), Stated()], ids=repr
)
def test_what_is_shared_or_sent_does_not_change(one: msgspec.Struct) -> None:
    name = one.__struct_fields__[0]
    with pytest.raises(AttributeError, match="immutable"):
        setattr(one, name, getattr(one, name))
