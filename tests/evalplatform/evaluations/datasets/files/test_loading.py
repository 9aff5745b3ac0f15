import gzip
import io
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from evalplatform.errors import InvalidInput
from evalplatform.evaluations.datasets import Asked, Change
from evalplatform.evaluations.datasets.files.columns import Columns
from evalplatform.evaluations.datasets.files.loading import File, change_by_file, format_of
from evalplatform.evaluations.datasets.files.rows import Unreadable
from evalplatform.evaluations.models import Dataset, DatasetVersion, Example
from tests.evalplatform.evaluations.datasets.conftest import counts

pytestmark = pytest.mark.django_db


def load(dataset: Dataset, data: bytes, format: str, *, most: int | None = None, asked: Asked = Asked(), **columns: Any) -> Change:  # noqa: B008
    return change_by_file(dataset, File(io.BytesIO(data), format, Columns(**columns), most), asked)


def refusal(dataset: Dataset, data: bytes, format: str, **more: Any) -> list[tuple[str, str]]:
    with pytest.raises(InvalidInput) as refused:
        load(dataset, data, format, **more)
    assert (Example.objects.count(), DatasetVersion.objects.count()) == (0, 0)
    return [(one.pointer, one.code) for one in refused.value.problems]


def jsonl(*rows: Any) -> bytes:
    return b"".join(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) for row in rows)


def parquet(columns: dict[str, Any], **options: Any) -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table(columns), out, **options)
    return out.getvalue()


def rows() -> list[tuple[Any, ...]]:
    return list(Example.objects.order_by("id").values_list("external_id", "input", "reference", "metadata", "split"))


ROWS = [
    ("a", '"What is\\n\\n\\"1, 2\\"?"', '"3"', {"page": "7", "deep": {"er": "é"}}, "test"),
    ("b", '[{"role":"user","content":"q"}]', None, {}, ""),
]


def test_jsonl(empty: Dataset) -> None:
    first = {
        "external_id": "a",
        "input": 'What is\n\n"1, 2"?',
        "reference": "3",
        "metadata": {"page": "7", "deep": {"er": "é"}},
        "split": "test",
    }
    data = jsonl(first, {"external_id": "b", "input": [{"role": "user", "content": "q"}]})
    assert counts(load(empty, data, "jsonl")) == (2, 0, 0, 0, 1)
    assert rows() == ROWS
    assert counts(load(empty, gzip.compress(data), "jsonl")) == (0, 0, 2, 0, None)


def test_json(empty: Dataset) -> None:
    data = b'\xef\xbb\xbf [{"external_id": "a", "input": {"b": 1e2}},\n {"input": 100000000000000000000000000000}] '
    assert counts(load(empty, data, "json")) == (2, 0, 0, 0, 1)
    assert [row[1] for row in rows()] == ['{"b":100.0}', "100000000000000000000000000000"]
    assert counts(load(empty, gzip.compress(b'{"external_id":"a","input":1}'), "json")) == (0, 1, 0, 0, 2)


def test_bad_rows_of_json(empty: Dataset) -> None:
    data = rb'[{"input":1},{"inptu":1},7,{"input":"\ud800"},{"input":1e999}]'
    assert refusal(empty, data, "json") == [
        ("/rows/2/inptu", "unknown_field"),
        ("/rows/3", "type"),
        ("/rows/4/input", "not_json"),
        ("/rows/5/input", "not_json"),
    ]


def test_csv(empty: Dataset) -> None:
    data = (
        "\ufeffexternal_id,question,reference,metadata.page,metadata.deep.er,split\r\n"
        'a,"What is\n\n""1, 2""?",3,7,é,test\r\n\r\n'
        'b,"[{""role"":""user"",""content"":""q""}]",,,,\r\n'
    ).encode()
    assert counts(load(empty, data, "csv", names={"input": "question"})) == (2, 0, 0, 0, 1)
    assert rows() == ROWS
    assert counts(load(empty, gzip.compress(data), "csv", names={"input": "question"})) == (0, 0, 2, 0, None)


def test_parquet(empty: Dataset) -> None:
    columns = {
        "external_id": ["a", "b"],
        "input": ['What is\n\n"1, 2"?', '[{"role":"user","content":"q"}]'],
        "reference": ["3", None],
        "metadata.page": ["7", None],
        "metadata.deep.er": ["é", None],
        "split": ["test", None],
    }
    assert counts(load(empty, parquet(columns), "parquet")) == (2, 0, 0, 0, 1)
    assert rows() == ROWS


def test_typed_cells_of_parquet(empty: Dataset) -> None:
    columns = {"q": [{"a": [1, 2]}], "r": [1.5], "whole": [7], "sure": [True], "nothing": pa.array([float("nan")]), "words": [["x"]]}
    load(empty, parquet(columns), "parquet", names={"input": "q", "reference": "r"}, others="metadata")
    ((_, asked, expected, metadata, _),) = rows()
    assert (asked, expected, metadata) == ('{"a":[1,2]}', "1.5", {"whole": 7, "sure": True, "words": ["x"]})


def test_times_and_decimals_of_parquet_are_texts(empty: Dataset) -> None:
    columns = {"input": ["q"], "at": [datetime(2026, 1, 2, 3, tzinfo=UTC)], "day": [date(2026, 1, 2)], "cost": [Decimal("1.50")]}
    load(empty, parquet(columns), "parquet", others="metadata")
    assert Example.objects.get().metadata == {"at": "2026-01-02T03:00:00+00:00", "day": "2026-01-02", "cost": "1.50"}


def test_a_parquet_file_with_a_name_twice(empty: Dataset) -> None:
    out = io.BytesIO()
    pq.write_table(pa.Table.from_arrays([pa.array(["a"]), pa.array(["b"])], names=["input", "input"]), out)
    with pytest.raises(Unreadable, match="two columns 'input'"):
        load(empty, out.getvalue(), "parquet")


def test_one_large_text_said_a_thousand_times(empty: Dataset) -> None:
    """47 kB that would be a gigabyte: it is not unpacked to find that out."""
    data = parquet({"input": ["x" * 1_000_000] * 1000})
    assert len(data) < 100_000
    with pytest.raises(Unreadable, match="larger than 5000000 bytes"):
        load(empty, data, "parquet", most=5_000_000)


def test_values_that_are_no_json(empty: Dataset) -> None:
    data = parquet({"input": ["q", "r"], "metadata.raw": [b"\xff", None]})
    assert refusal(empty, data, "parquet") == [("/rows/1/metadata/raw", "not_json")]


def test_all_bad_lines_are_told(empty: Dataset) -> None:
    data = b'{"input":1}\n\n{"input":\n[]\n{"inptu":1}\n{"input":"\\u0000"}\n{"input":1e999}\n{"input":2}'
    assert refusal(empty, data, "jsonl") == [
        ("/lines/3", "not_json"),
        ("/lines/4", "type"),
        ("/lines/5/inptu", "unknown_field"),
        ("/lines/6/input", "nul"),
        ("/lines/7", "not_json"),
    ]


def test_lines_of_csv_count_line_ends_inside_of_cells(empty: Dataset) -> None:
    data = b'input,split\n"a\nb",x\nc\n"",x\n\nd,y,z\n'
    assert refusal(empty, data, "csv") == [("/lines/4", "cells"), ("/lines/5/input", "required"), ("/lines/7", "cells")]


def test_at_most_a_hundred_problems(empty: Dataset) -> None:
    found = refusal(empty, b"{}\n" * 500, "jsonl")
    assert (len(found), found[-1]) == (100, ("/lines/100/input", "required"))


def test_an_id_twice(empty: Dataset) -> None:
    data = jsonl({"external_id": "a", "input": 1}, {"input": 2}, {"external_id": "a", "input": 1})
    assert refusal(empty, data, "jsonl") == [("/lines/3/external_id", "duplicate")]


@pytest.mark.parametrize(
    ("data", "format"),
    [(b"", "jsonl"), (b"\n \n", "jsonl"), (b"[]", "json"), (b" ", "json"), (b"input\n", "csv"), (parquet({"input": []}), "parquet")],
)
def test_empty_files(empty: Dataset, data: bytes, format: str) -> None:
    assert refusal(empty, data, format) == [("", "empty")]


@pytest.mark.parametrize(
    ("data", "format"),
    [
        (gzip.compress(b'{"input":1}\n' * 100)[:-9], "jsonl"),
        (b"\x1f\x8bno gzip", "csv"),
        (b'{"input":1}\n{"input":2}\n', "json"),
        (b"7", "json"),
        (b"", "csv"),
        (b"a,a\n1,2\n", "csv"),
        (b'input\n"a\n', "csv"),
        (b'input\n"a"b\n', "csv"),
        (b"input\n\xff\n", "csv"),
        (b"no parquet", "parquet"),
        (b"", "parquet"),
        (parquet({"input": ["q"] * 99})[:-30], "parquet"),
        (parquet({"input": ["q"] * 99})[:50] + parquet({"input": ["q"] * 99})[60:], "parquet"),
    ],
    ids=[
        "cut",
        "damaged",
        "lines",
        "no-array",
        "no-header",
        "name-twice",
        "open-quote",
        "stray-quote",
        "latin1",
        "text",
        "nothing",
        "short",
        "hole",
    ],
)
def test_files_that_are_damaged(empty: Dataset, data: bytes, format: str) -> None:
    with pytest.raises(Unreadable) as refused:
        load(empty, data, format)
    assert refused.value.code == "unreadable_file"
    assert not Example.objects.exists()


def test_what_unpacks_to_more_than_is_allowed(empty: Dataset) -> None:
    text = "x" * 1000
    for data, format in (
        (gzip.compress(jsonl(*({"input": text},) * 50)), "jsonl"),
        (gzip.compress(orjson.dumps([{"input": text}] * 50)), "json"),
        (gzip.compress(b"input\n" + f"{text}\n".encode() * 50), "csv"),
        (parquet({"input": [text] * 50}), "parquet"),
        (parquet({"input": [text] * 50}, use_dictionary=False), "parquet"),
    ):
        with pytest.raises(Unreadable):
            load(empty, data, format, most=40_000)
        taken = load(empty, data, format, most=60_000)
        assert taken.created + taken.unchanged == 50


def test_a_row_beyond_the_limit(empty: Dataset, settings: Any) -> None:
    settings.INGEST_MAX_BYTES = 100
    assert refusal(empty, b'{"input":"' + b"x" * 200 + b'"}\n{"input":1}\n', "jsonl") == [("/lines/1", "too_long")]
    with pytest.raises(Unreadable):
        load(empty, b'input\n"' + b"x\n" * 200, "csv")


def test_replacing_by_a_file(empty: Dataset) -> None:
    load(empty, b"external_id,input\na,1\nb,2\n", "csv")
    assert counts(load(empty, b"external_id,input\nb,3\n", "csv", asked=Asked(replace=True, note="fewer"))) == (0, 1, 0, 1, 2)


@pytest.mark.parametrize(
    ("name", "format"),
    [
        ("a.jsonl", "jsonl"),
        ("A.JSONL.GZ", "jsonl"),
        ("a.ndjson", "jsonl"),
        ("a.csv", "csv"),
        ("a.parquet", "parquet"),
        ("a.json", "json"),
        ("a.txt", None),
    ],
)
def test_formats_by_name(name: str, format: str | None) -> None:
    assert format_of(name) == format
