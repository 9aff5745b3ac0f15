import gzip
import io
from typing import Any
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from evalplatform.evaluations.models import Example
from tests.external_api.resources.test_datasets import URL, refusal

JSONL = b'{"input":"1+1","reference":"2"}\n{"input":"2+2","reference":"4"}\n'
JSON = b"[" + JSONL.replace(b"\n{", b",{") + b"]"
CSV = b"input,reference\n1+1,2\n2+2,4\n"
_OUT = io.BytesIO()
pq.write_table(pa.table({"input": ["1+1", "2+2"], "reference": ["2", "4"]}), _OUT)
PARQUET = _OUT.getvalue()


@pytest.fixture
def files(api: APIClient) -> str:
    return f"{URL}/{api.post(URL, {'name': 'sums'}, format='json').json()['id']}/files"


def send(api: APIClient, files: str, data: Any, type: str = "application/jsonl", query: str = "", **headers: Any) -> Any:
    return api.generic("POST", f"{files}?{query}", data, type, **headers)


def form(api: APIClient, files: str, *sent: SimpleUploadedFile, query: str = "", **fields: str) -> Any:
    return api.post(f"{files}?{query}", {"file": list(sent), **fields}, format="multipart")


@pytest.mark.parametrize(
    ("data", "type"),
    [
        (JSONL, "application/x-ndjson; charset=utf-8"),
        (JSON, "application/json"),
        (CSV, "text/csv"),
        (PARQUET, "application/vnd.apache.parquet"),
    ],
    ids=["jsonl", "json", "csv", "parquet"],
)
def test_a_body(api: APIClient, files: str, data: bytes, type: str) -> None:
    answer = send(api, files, data, type)
    assert (answer.status_code, answer.json()["created"], answer.json()["version"]["number"]) == (200, 2, 1)
    assert list(Example.objects.order_by("id").values_list("input", "reference")) == [('"1+1"', '"2"'), ('"2+2"', '"4"')]


@pytest.mark.parametrize(
    ("data", "name", "query"),
    [
        (JSONL, "q.jsonl", ""),
        (gzip.compress(JSONL), "q.jsonl.gz", ""),
        (CSV, "Q.CSV", ""),
        (PARQUET, "q.parquet", ""),
        (CSV, "data", "format=csv"),
    ],
    ids=["jsonl", "gzip", "csv", "parquet", "said"],
)
def test_a_file_of_a_form(api: APIClient, files: str, data: bytes, name: str, query: str) -> None:
    answer = form(api, files, SimpleUploadedFile(name, data, "application/octet-stream"), query=query)
    assert (answer.status_code, answer.json().get("created")) == (200, 2), answer.content


def test_other_columns(api: APIClient, files: str) -> None:
    data = b"question,answer,page\n1+1,2,7\n"
    assert [one["pointer"] for one in send(api, files, data, "text/csv", "input=question&reference=answer").json()["errors"]] == [
        "/lines/2/page"
    ]
    assert send(api, files, data, "text/csv", "input=question&reference=answer&others=metadata&note=n&publish=false").json()["created"] == 1
    found = Example.objects.get()
    assert (found.input, found.reference, found.metadata) == ('"1+1"', '"2"', {"page": "7"})
    assert send(api, files, data, "text/csv", "input=question&others=ignore&cells=json&replace=true").status_code == 400


def test_replacing(api: APIClient, files: str) -> None:
    send(api, files, JSONL)
    answer = send(api, files, JSONL.splitlines()[0], query="replace=true").json()
    assert (answer["unchanged"], answer["removed"], answer["version"]["examples"]) == (1, 1, 1)


def test_bad_rows_are_told_by_line(api: APIClient, files: str) -> None:
    answer = send(api, files, JSONL + b'{"reference":1}\n')
    assert refusal(answer) == (400, "bad_rows")
    assert answer.json()["errors"] == [
        {"pointer": "/lines/3/input", "detail": "This is required. It may be any JSON value, null too.", "code": "required"}
    ]
    assert not Example.objects.exists()


@pytest.mark.parametrize(
    ("data", "type", "query", "expected"),
    [
        (JSONL, "application/pdf", "", (415, "unsupported_media_type")),
        (JSONL, "", "", (415, "unsupported_media_type")),
        (b"", "application/jsonl", "", (400, "no_items")),
        (b"\n", "application/jsonl", "", (400, "no_items")),
        (b"PAR1", "application/vnd.apache.parquet", "", (400, "unreadable_file")),
        (JSONL, "application/jsonl", "format=xlsx", (400, "invalid_parameter")),
        (JSONL, "application/jsonl", "others=drop", (400, "invalid_parameter")),
        (JSONL, "application/jsonl", "publish=yes", (400, "invalid_parameter")),
        (JSONL, "application/jsonl", "inpt=q", (400, "invalid_parameter")),
        (JSONL, "application/jsonl", "input=a&input=b", (400, "invalid_parameter")),
        (JSONL, "application/jsonl", "note=%00", (400, "invalid_parameter")),
        (b"--x\r\nno form", "multipart/form-data; boundary=x", "", (400, "invalid")),
        (b"--x", "multipart/form-data", "", (400, "bad_request")),
    ],
    ids=range(13),
)
def test_what_is_refused(api: APIClient, files: str, data: bytes, type: str, query: str, expected: tuple[int, str]) -> None:
    assert refusal(send(api, files, data, type, query)) == expected
    assert not Example.objects.exists()


def test_one_file_a_form(api: APIClient, files: str) -> None:
    one, other = (SimpleUploadedFile(name, JSONL) for name in ("a.jsonl", "b.jsonl"))
    assert refusal(form(api, files, one, other)) == (400, "invalid")
    assert refusal(form(api, files, SimpleUploadedFile("a.jsonl", JSONL), input="question")) == (400, "invalid")


def test_the_limit_holds_packed_and_unpacked(api: APIClient, files: str, settings: Any) -> None:
    settings.INGEST_MAX_BYTES = 1000
    rows = b"".join(b'{"input":"%d"}\n' % n for n in range(100))
    packed = gzip.compress(rows)
    assert len(packed) < 1000 < len(rows)
    assert refusal(send(api, files, rows)) == (413, "body_too_large")
    assert refusal(send(api, files, packed, HTTP_CONTENT_ENCODING="gzip")) == (413, "body_too_large")
    assert refusal(send(api, files, packed)) == (400, "unreadable_file")
    assert not Example.objects.exists()
    settings.INGEST_MAX_BYTES = 10_000
    assert send(api, files, packed, HTTP_CONTENT_ENCODING="gzip").json()["created"] == 100


def test_the_same_key_loads_a_file_once(api: APIClient, files: str) -> None:
    key = str(uuid4())
    first, second = (send(api, files, JSONL, HTTP_IDEMPOTENCY_KEY=key) for _ in range(2))
    assert (first.content, second["Idempotent-Replayed"]) == (second.content, "true")
