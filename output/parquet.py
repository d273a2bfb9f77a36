"""Parquet with nested columns, for pandas, DuckDB, Spark. Needs the extra `parquet` (pyarrow).

The columns are the record's fields, with types from its Structs, except that:

- a mapping is a list of `key` and `value`, because Hugging Face datasets do not support maps;
- a score that may be a number or a grade (``8.5``, ``B+``) has two columns: one for numbers, and one for grades, with `_text`
  added to its name;
- the values of a conflict, which may be of any type, are JSON.

The last column, `json`, is the whole record as JSON, because the other columns cannot always reproduce it byte for byte;
`filmdig convert`, `merge` and `report` read it.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterable
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, Union, get_args, get_origin

import msgspec

from filmdig.output.writer import Described, StreamWriter
from filmdig.parsers.record.errors import UsageError
from filmdig.parsers.record.page_record import Record

if TYPE_CHECKING:
    import pyarrow

#: The column that holds the whole record.
WHOLE = "json"
_BATCH_ROWS, _BATCH_BYTES = 2_000, 32 << 20


def pyarrow_module() -> Any:
    """Return pyarrow.

    Raises:
        UsageError: it is not installed.
    """
    try:
        import pyarrow.parquet
    except ImportError as error:
        raise UsageError("the format parquet needs pyarrow", todo="pip install 'filmdig[parquet]'") from error
    return pyarrow


class Writer(StreamWriter):
    """Writes row groups of up to 2,000 records or 32 MB of JSON, whichever comes first."""

    def begin(self) -> None:
        """Open the Parquet file."""
        self._pa = pyarrow_module()
        self._schema = schema(self.of)
        self._rows: list[dict[str, Any]] = []
        self._bytes = 0
        self._parquet = self._pa.parquet.ParquetWriter(self.file, self._schema, compression="zstd")

    def write(self, record: Described) -> None:
        """Add a row."""
        line = msgspec.json.encode(record)
        self._rows.append({**_row(msgspec.to_builtins(record, str_keys=True), self.of), WHOLE: line.decode()})
        self._bytes += len(line)
        if len(self._rows) >= _BATCH_ROWS or self._bytes >= _BATCH_BYTES:
            self._flush()

    def _flush(self) -> None:
        self._parquet.write_table(self._pa.Table.from_pylist(self._rows, schema=self._schema))
        self._rows, self._bytes = [], 0

    def abandon(self) -> None:
        """Close the incomplete file, which is then discarded."""
        self._parquet.close()

    def end(self) -> None:
        """Write the last rows and the file's footer."""
        if self._rows:
            self._flush()
        self._parquet.close()


def schema(of: type[Described] = Record) -> pyarrow.Schema:
    """Return the columns of records or merged films.

    Raises:
        UsageError: pyarrow is not installed.
    """
    pa = pyarrow_module()
    return pa.schema([*_fields(of), pa.field(WHOLE, pa.string())])


def _fields(struct: type[msgspec.Struct]) -> list[Any]:
    pa = pyarrow_module()
    fields = []
    for field in msgspec.structs.fields(struct):
        kinds = _kinds(field.type)
        if str in kinds and (int in kinds or float in kinds):
            fields += [pa.field(field.encode_name, pa.float64()), pa.field(f"{field.encode_name}_text", pa.string())]
        else:
            fields.append(pa.field(field.encode_name, _type(field.type)))
    return fields


def _kinds(type_: Any) -> set[Any]:
    """Return the types that a field may have, without None."""
    if get_origin(type_) in (Union, types.UnionType):
        return {kind for part in get_args(type_) for kind in _kinds(part)}
    return set() if type_ is type(None) else {type_}


def _type(type_: Any) -> Any:
    pa = pyarrow_module()
    kinds = _kinds(type_)
    if type_ is Any:
        return pa.string()
    if kinds <= {int, float} and kinds:
        return pa.float64() if float in kinds else pa.int64()
    if all(get_origin(kind) is Literal for kind in kinds) or kinds == {str}:
        return pa.string()
    (kind,) = kinds
    if kind is bool:
        return pa.bool_()
    if get_origin(kind) is list:
        return pa.list_(_type(get_args(kind)[0]))
    if get_origin(kind) is tuple:
        return pa.list_(_type(get_args(kind)[0]))
    if get_origin(kind) is dict:
        return pa.list_(pa.struct([("key", pa.string()), ("value", _type(get_args(kind)[1]))]))
    return pa.struct(_fields(kind))


def _row(value: dict[str, Any], struct: type[msgspec.Struct]) -> dict[str, Any]:
    return {name: below for convert in _converters(struct) for name, below in convert(value)}


_Cells = Iterable[tuple[str, Any]]


@cache
def _converters(struct: type[msgspec.Struct]) -> list[Callable[[dict[str, Any]], _Cells]]:
    """Return, for each field of a struct, the function that returns the cells of its columns."""
    return [_converter(field.encode_name, field.type) for field in msgspec.structs.fields(struct)]


def _converter(name: str, type_: Any) -> Callable[[dict[str, Any]], _Cells]:
    kinds = _kinds(type_)
    if str in kinds and (int in kinds or float in kinds):

        def score(value: dict[str, Any]) -> _Cells:
            stated = value[name]
            number, text = (None, stated) if isinstance(stated, str) else (_as_float(stated), None)
            return (name, number), (f"{name}_text", text)

        return score
    cell = _cell(type_)
    return lambda value: ((name, cell(value[name])),)


def _cell(type_: Any) -> Callable[[Any], Any]:
    """Return the function that converts a value of a type to a cell."""
    kinds = _kinds(type_)
    if type_ is Any:
        return lambda value: msgspec.json.encode(value).decode()
    kind = next(iter(kinds))
    if get_origin(kind) in (list, tuple):
        part = _cell(get_args(kind)[0])
        return lambda value: None if value is None else [part(item) for item in value]
    if get_origin(kind) is dict:
        return lambda value: [{"key": key, "value": below} for key, below in value.items()]
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return lambda value: None if value is None else _row(value, kind)
    if int in kinds and float not in kinds:
        # A hostile page may have a number too large for Parquet; its other values are still worth keeping.
        return lambda value: None if value is not None and not -(2**63) <= value < 2**63 else value
    return _as_float if float in kinds else _unchanged


def _as_float(value: float | None) -> float | None:
    """Return a number as a float; None if it is an integer too large for one, as on a hostile page."""
    try:
        return None if value is None else float(value)
    except OverflowError:
        return None


def _unchanged(value: Any) -> Any:
    return value
