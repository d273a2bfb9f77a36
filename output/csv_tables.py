"""CSV tables for spreadsheets: a folder or, where the name ends in ``.zip``, a zip file of one ``.csv`` a table.

UTF-8 with a byte order mark, which spreadsheets need to see that it is; RFC 4180's quotes and line ends. A cell whose text
begins with ``= + - @``, a tab or a carriage return would be run as a formula: it gets an apostrophe before it, and so does a cell
that begins with apostrophes and then one of these, so that `unguard` gives every text back exactly. Numbers are left as they are.
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

from filmdig.output.files import beside_name, check_folder_of, move_folder, replacing
from filmdig.output.streams import cannot_write
from filmdig.output.tables import TABLES, rows
from filmdig.output.writer import Described
from filmdig.parsers.record.errors import UsageError
from filmdig.parsers.record.page_record import Record

# The same records give the same bytes: a zip's members have no time but the format's first.
_NO_TIME = (1980, 1, 1, 0, 0, 0)

# Full-width signs too: spreadsheets set to East Asian languages take them for the plain ones.
_FORMULA = re.compile(r"'*[=+\-@\t\r＝＋－＠]")


def guard(cell: Any) -> Any:
    """Return a cell that no spreadsheet runs."""
    return f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell


def unguard(cell: str) -> str:
    """Return the text that was guarded."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell[1:]) else cell


class Writer:
    """Writes the tables beside their place, and moves them there when all are complete.

    Raises:
        UsageError: no target was named, it cannot be written to, or it is a folder that holds anything but such tables.
    """

    def __init__(self, target: str | None, of: type[Described] = Record) -> None:
        if target is None:
            raise UsageError("CSV tables are several files", todo="name a folder, or a file that ends in .zip, with -o")
        self.of = of
        self.target = Path(target).resolve()
        self.zipped = self.target.suffix.lower() == ".zip"
        if not self.zipped:
            _check(self.target)
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
                with suppress(OSError):  # a disk that is full is full once more when files are closed; that has been reported
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
                member = zipfile.ZipInfo(f"{name}.csv", _NO_TIME)
                member.compress_type, member.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
                # Its size is not known before: the room for a large one is taken at once.
                with (self._folder / f"{name}.csv").open("rb") as table, archive.open(member, "w", force_zip64=True) as packed:
                    shutil.copyfileobj(table, packed)


def _check(folder: Path) -> None:
    """Refuse a folder that holds anything but an earlier run's tables."""
    if folder.is_file():
        raise UsageError("there is a file in the folder's place", where=str(folder), todo="name a folder or a .zip with -o")
    if folder.is_dir():
        other = sorted(path.name for path in folder.iterdir() if path.suffix != ".csv" or path.stem not in TABLES)
        if other:
            raise UsageError(f"the folder holds other files ({other[0]})", where=str(folder), todo="name a folder of its own")
