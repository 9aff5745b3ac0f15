"""Declared columns to an Arrow schema, and COPY's text to tables of it. Values are never looked at one by one in Python."""

import struct

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.json

from evalplatform.errors import DomainError
from evalplatform.fields import Column, Field, Kind
from exports.parquet.text import DELIMITER, NULL, QUOTE

# The work is done in the caller's thread, one piece after the other. Each thread of a pool would keep memory of its own.
pa.set_cpu_count(1)
pa.set_io_thread_count(1)

_MOMENT = pa.timestamp("us", "UTC")
_TYPES = {
    Kind.INTEGER: pa.int64(),
    Kind.NUMBER: pa.float64(),
    Kind.DECIMAL: pa.decimal128(20, 10),  # as the database has them
    Kind.BOOLEAN: pa.bool_(),
    Kind.TIMESTAMP: _MOMENT,
    Kind.LIST: pa.list_(pa.string()),
}


def schema_of(columns: tuple[Column, ...]) -> pa.Schema:
    """Every column may be null. Free JSON, objects and values inside of them are JSON text."""
    return pa.schema([pa.field(column.name, type_of(column.field)) for column in columns])


def type_of(one: Field) -> pa.DataType:
    if one.members:
        record = pa.struct([pa.field(member.name, _TYPES.get(member.kind, pa.string())) for member in one.members])
        return pa.list_(record) if one.many else record
    return _TYPES.get(one.kind, pa.string())


def holds_json_text(one: Field) -> bool:
    return one.kind in (Kind.JSON, Kind.OBJECT, Kind.VALUE) and not one.members


class Reader:
    """Reads pieces of COPY's text, with text.COPY_OPTIONS, as tables. Columns are named by their number until the end, as any name may be.

    Lists and structs come as JSON text, which a second parser reads.
    """

    def __init__(self, columns: tuple[Column, ...]) -> None:
        self.schema = schema_of(columns)
        numbered = [(str(number), field.type) for number, field in enumerate(self.schema)]
        self._nested = pa.schema([one for one in numbered if pa.types.is_nested(one[1])])
        self._header = (DELIMITER.join(name for name, _ in numbered) + "\n").encode()
        self._convert = pa.csv.ConvertOptions(
            column_types={name: _sent_as(type) for name, type in numbered},
            null_values=[NULL],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
            true_values=["t"],
            false_values=["f"],
            check_utf8=False,  # PostgreSQL has
        )

    def table(self, piece: bytes) -> pa.Table:
        """The rows in `piece`, which is not empty. Raises DomainError `not_representable` for a value that is none of its column's type."""
        try:
            found = self._cells(piece)
            nested = _parsed(found, self._nested) if self._nested.names else None
            arrays = [self._column(number, found, nested) for number in range(len(self.schema))]
        except pa.ArrowInvalid as error:
            raise DomainError("not_representable", f"Parquet cannot hold one of these values: {error}. Export JSONL instead.") from error
        return pa.Table.from_arrays(arrays, schema=self.schema)

    def _cells(self, piece: bytes) -> pa.Table:
        """Our own header stands first, since a byte order mark would be dropped there, and a text may begin with one."""
        text = self._header + piece
        return pa.csv.read_csv(
            pa.BufferReader(text),
            read_options=pa.csv.ReadOptions(use_threads=False, block_size=len(text)),
            parse_options=pa.csv.ParseOptions(
                delimiter=DELIMITER, quote_char=QUOTE, newlines_in_values=QUOTE.encode() in piece, ignore_empty_lines=False
            ),
            convert_options=self._convert,
        )

    def _column(self, number: int, found: pa.Table, nested: pa.Table | None) -> pa.ChunkedArray:
        type = self.schema.field(number).type
        if pa.types.is_nested(type):
            assert nested is not None
            return nested.column(str(number))
        return found.column(number).cast(type)


def _sent_as(type: pa.DataType) -> pa.DataType:
    if pa.types.is_nested(type):
        return pa.string()
    return pa.int64() if pa.types.is_timestamp(type) else type


def _parsed(found: pa.Table, wanted: pa.Schema) -> pa.Table:
    """The columns in `wanted`, which are JSON text in `found`, as what they say: joined to one object a row, and parsed at once."""
    parts: list[pa.StringArray | pa.StringScalar] = []
    for name in wanted.names:
        parts += [_text(f'{"," if parts else "{"}"{name}":'), found.column(name).combine_chunks()]
    lines = pc.binary_join_element_wise(*parts, _text("}\n"), _text(""), null_handling="replace", null_replacement="null")
    data = lines.buffers()[2]
    return pa.json.read_json(
        pa.BufferReader(data),
        read_options=pa.json.ReadOptions(use_threads=False, block_size=len(data) + 1),
        parse_options=pa.json.ParseOptions(explicit_schema=wanted, unexpected_field_behavior="ignore"),
    )


def _text(text: str) -> pa.StringScalar:
    """pa.scalar() would import pandas where there is one, for 20 MB."""
    data = text.encode()
    return pa.StringArray.from_buffers(1, pa.py_buffer(struct.pack("=ii", 0, len(data))), pa.py_buffer(data))[0]
