import io
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from exports.parquet.joining import LAST_ORDINAL, RowGroups, Unreadable


def file(*values: int, name: str = "a", **options: Any) -> bytes:
    """Two columns, two rows in a row group."""
    out, texts = io.BytesIO(), [f"text {n}" for n in values]
    pq.write_table(pa.table({name: pa.array(values, pa.int64()), "text": pa.array(texts, pa.string())}), out, row_group_size=2, **options)
    return out.getvalue()


def joined(*parts: bytes, rows: tuple[int, ...]) -> bytes:
    joiner = RowGroups()
    data = joiner.before()
    for part, count in zip(parts, rows, strict=True):
        start, end = joiner.span(io.BytesIO(part), count)
        data += joiner.between() + part[start:end]
    return data + joiner.after(empty=False)


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"compression": "none", "use_dictionary": False},
        {"write_page_index": True, "data_page_version": "2.0"},
        {"bloom_filter_options": {"a": True}},
        {"write_statistics": False},
    ],
)
def test_joined_file_reads_as_the_parts(options: dict[str, Any]) -> None:
    data = joined(file(1, 2, 3, **options), file(**options), file(4, **options), rows=(3, 0, 1))
    found = pq.ParquetFile(io.BytesIO(data), page_checksum_verification=True)
    assert found.read(use_threads=False).to_pylist() == [{"a": n, "text": f"text {n}"} for n in (1, 2, 3, 4)]
    assert (found.metadata.num_rows, found.metadata.num_row_groups) == (4, 4)
    assert found.read_row_group(3).column("a").to_pylist() == [4]
    assert found.schema_arrow == pq.read_schema(io.BytesIO(file(1, **options)))


def test_one_part_joined_alone_is_itself() -> None:
    assert joined(file(1, 2, 3), rows=(3,)) == file(1, 2, 3)


def test_joined_files_join_again() -> None:
    twice = joined(joined(file(1), file(2), rows=(1, 1)), file(3), rows=(2, 1))
    assert twice == joined(file(1), file(2), file(3), rows=(1, 1, 1))


def test_more_row_groups_than_can_be_numbered() -> None:
    many = file(*range(4096))
    data = joined(*[many] * 17, rows=(4096,) * 17)
    found = pq.ParquetFile(io.BytesIO(data))
    assert (found.metadata.num_row_groups, found.metadata.num_rows) == (34_816, 69_632)
    assert found.metadata.num_row_groups > LAST_ORDINAL
    assert found.read_row_group(34_815).column("a").to_pylist() == [4094, 4095]


@pytest.mark.parametrize("part", [b"", b"PAR1", file(1)[:-1], file(1)[4:20], b"PAR1" + b"\xff\xff\xff\x7fPAR1", b"PAR1\x19\x01\0\0\0PAR1"])
def test_a_damaged_part_is_refused(part: bytes) -> None:
    with pytest.raises(Unreadable):
        RowGroups().span(io.BytesIO(part), 1)


def test_another_number_of_rows_is_refused() -> None:
    with pytest.raises(Unreadable, match="it holds 2 rows, not 3"):
        RowGroups().span(io.BytesIO(file(1, 2)), 3)


def test_other_columns_are_refused() -> None:
    with pytest.raises(Unreadable, match="its columns are not those of the first part"):
        joined(file(1), file(1, name="b"), rows=(1, 1))
