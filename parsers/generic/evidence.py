"""What all witnesses of a page share: its blocks, rows and language."""

from __future__ import annotations

from functools import cached_property

from filmdig.parsers.generic.flat_text import split_rows
from filmdig.parsers.generic.other_films import mark_other_films
from filmdig.parsers.generic.rows import Row, rows_of
from filmdig.parsers.generic.text_cells import split_cells
from filmdig.parsers.page.blocks import Model, model_of, model_of_lines
from filmdig.parsers.page.document import Page
from filmdig.parsers.record.page_record import Kind


class Evidence:
    """One page as witnesses read it.

    Attributes:
        page: the page. Only an HTML rendition has `page.meta` and `page.json_ld`.
        kind: the kind that the gate decided on.
    """

    def __init__(self, page: Page, kind: Kind) -> None:
        self.page, self.kind = page, kind

    @cached_property
    def split_text(self) -> str | None:
        """The text of a one-line text rendition, split into a line for each labelled row; None for any other page."""
        return split_rows(self.page.html) if self.page.rendition == "text" else None

    @cached_property
    def model(self) -> Model:
        """The page's blocks."""
        if self.split_text is not None:
            return model_of_lines(self.split_text)
        if self.page.rendition == "text":
            return self.page.memo("generic.model", lambda: model_of_lines(split_cells(self.page.html)))
        return self.page.memo("generic.model", lambda: mark_other_films(model_of(self.page)))

    @cached_property
    def language(self) -> str | None:
        """The language that the page states, without region: "pt"."""
        stated = self.page.language if self.page.rendition == "html" else None
        return stated.partition("-")[0].lower() if stated else None

    @cached_property
    def rows(self) -> list[Row]:
        """The page's labelled rows, in order."""
        return rows_of(self.model, self.language)

    def rows_for(self, *fields: str) -> list[Row]:
        """Return the rows of some fields, outside furniture."""
        return [row for row in self.rows if row.field in fields and not row.furniture]
