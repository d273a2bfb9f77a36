"""CSV tables for spreadsheets: a folder, or a zip file if the name ends in ``.zip``, with one ``.csv`` file per table.

The files are UTF-8 with a byte order mark, by which spreadsheets recognize it; quotes and line ends are those of RFC 4180.
Spreadsheets run a cell as a formula if its text begins with ``= + - @``, a tab or a carriage return; such a cell is prefixed with
an apostrophe. So is a cell that begins with apostrophes followed by one of these, so that `unguard` restores every text exactly.
Numbers are written unchanged.
"""

from __future__ import annotations

import csv
import re
import shutil
import zipfile
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TextIO

from filmdig.output.files import beside_name, check_folder_of, check_output_folder, move_folder, replacing
from filmdig.output.streams import cannot_write
from filmdig.output.tables import TABLES, rows
from filmdig.output.writer import Described
from filmdig.parsers.record.errors import UsageError
from filmdig.parsers.record.page_record import Record

# The earliest time of the zip format, for every member, so that the same records give the same bytes.
_EARLIEST_TIME = (1980, 1, 1, 0, 0, 0)

# Includes full-width signs, which spreadsheets treat as the plain ones in East Asian locales.
_FORMULA = re.compile(r"'*[=+\-@\t\r＝＋－＠]")


def guard(cell: Any) -> Any:
    """Return a cell that no spreadsheet runs as a formula."""
    return f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell


def unguard(cell: str) -> str:
    """Return the original text of a guarded cell."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell[1:]) else cell


class Writer:
    """Writes the tables to a temporary folder, and moves them to the target when all are complete.

    Raises:
        UsageError: no target was named, or it is a file or a folder that holds other files.
        OutputError: the target cannot be written to.
    """

    def __init__(self, target: str | None, of: type[Described] = Record) -> None:
        if target is None:
            raise UsageError("CSV tables are several files", todo="name a folder, or a file that ends in .zip, with -o")
        self.of = of
        self.target = Path(target).resolve()
        self.zipped = self.target.suffix.lower() == ".zip"
        if not self.zipped:
            check_output_folder(target, lambda file: file.suffix == ".csv" and file.stem in TABLES)
        self._folder = beside_name(self.target.with_name(f"{self.target.name}.tables"))
        self._number = 0
        self._clean, self._files = ExitStack(), ExitStack()
        check_folder_of(target)
        try:
            self._folder.mkdir()
        except OSError as error:
            raise cannot_write(error, target) from error
        self._clean.callback(shutil.rmtree, self._folder, ignore_errors=True)
        try:
            self._tables = {name: csv.writer(self._open(name)) for name in TABLES}
            for name, columns in TABLES.items():
                self._tables[name].writerow(columns)
        except OSError as error:  # no room, or too many files open
            self.__exit__(type(error), error, error.__traceback__)
            raise cannot_write(error, target) from error

    def _open(self, name: str) -> TextIO:
        path = self._folder / f"{name}.csv"
        return self._files.enter_context(path.open("w", encoding="utf-8-sig", newline="", errors="replace"))

    def write(self, record: Described) -> None:
        """Add a record's rows."""
        self._number += 1
        try:
            for table, row in rows(record, self._number):
                self._tables[table].writerow(guard(cell) for cell in row)
        except OSError as error:
            raise cannot_write(error, self.target) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        with self._clean:
            if error is not None:
                with suppress(OSError):  # closing files on a full disk fails again; the first error has been reported
                    self._files.close()
                return
            try:
                self._files.close()
                if self.zipped:
                    self._zip()
                else:
                    move_folder(self._folder, self.target)
            except OSError as failed:
                raise cannot_write(failed, self.target) from failed

    def _zip(self) -> None:
        with replacing(self.target) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in TABLES:
                member = zipfile.ZipInfo(f"{name}.csv", _EARLIEST_TIME)
                member.compress_type, member.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
                # The size is not known in advance, so room for a 64-bit size is reserved.
                with (self._folder / f"{name}.csv").open("rb") as table, archive.open(member, "w", force_zip64=True) as packed:
                    shutil.copyfileobj(table, packed)
