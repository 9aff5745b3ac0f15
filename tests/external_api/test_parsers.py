import gzip
import io
from typing import Any

import pytest
from pytest_django import Settings
from rest_framework.test import APIClient

from evalplatform.tracing.models import Trace

URL = "/api/external/traces"


def send(api: APIClient, body: bytes, **headers: Any) -> tuple[int, str]:
    answer = api.post(URL, body, content_type="application/json", headers=headers)
    return answer.status_code, answer.json().get("code", "")


@pytest.mark.parametrize("body", [b"", b"{", b'{"input": NaN}', b'{"input": Infinity}', b"\xff", b'{"input": 1} 2'])
def test_what_is_no_json(api: APIClient, body: bytes) -> None:
    assert send(api, body) == (400, "not_json")
    assert not Trace.objects.exists()


def test_too_deep(api: APIClient) -> None:
    assert send(api, b"[" * 5000 + b"]" * 5000) == (400, "too_deep")


def test_gzip(api: APIClient) -> None:
    assert send(api, gzip.compress(b'{"input": 1}'), **{"Content-Encoding": "gzip"}) == (200, "")
    assert send(api, gzip.compress(b'{"input": 1}')[:-9], **{"Content-Encoding": "gzip"}) == (400, "not_gzip")
    assert send(api, b'{"input": 1}', **{"Content-Encoding": "gzip"}) == (400, "not_gzip")
    assert send(api, b'{"input": 1}', **{"Content-Encoding": "br"}) == (415, "unsupported_encoding")


def test_the_limit_counts_unpacked_bytes(api: APIClient, settings: Settings) -> None:
    settings.INGEST_MAX_BYTES = 100
    fits = b'{"input": "%s"}' % (b"a" * 87)
    assert (len(fits), send(api, fits)) == (100, (200, ""))
    assert send(api, fits + b" ") == (413, "body_too_large")
    assert send(api, gzip.compress(fits), **{"Content-Encoding": "gzip"}) == (200, "")
    assert send(api, gzip.compress(fits + b" " * 10**6), **{"Content-Encoding": "gzip"}) == (413, "body_too_large")


@pytest.mark.parametrize(("length", "code"), [("1000000000", "body_too_large"), ("50", "not_json")])
def test_a_length_that_lies(api: APIClient, settings: Settings, length: str, code: str) -> None:
    settings.INGEST_MAX_BYTES = 100
    sent: dict[str, Any] = {"wsgi.input": io.BytesIO(b" " * 200), "CONTENT_LENGTH": length}
    assert api.generic("POST", URL, content_type="application/json", **sent).json()["code"] == code


def test_more_than_django_takes_of_a_form(api: APIClient, settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    assert send(api, b'{"input": "%s"}' % (b"a" * 1000)) == (200, "")


def test_another_content_type(api: APIClient) -> None:
    answer = api.post(URL, b"input=1", content_type="application/x-www-form-urlencoded")
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")


@pytest.mark.parametrize("flaw", ['"\\ud83d"', "1e400", '{"a": ["\\udc00"]}'])
def test_half_a_character_or_a_number_out_of_range_costs_one_item_and_not_the_list(api: APIClient, flaw: str) -> None:
    body = f'[{{"input": 1}}, {{"input": {flaw}}}, {{"input": 2}}]'.encode()
    answer = api.post("/api/external/traces", body, content_type="application/json").json()
    assert [one["status"] for one in answer["results"]] == ["created", "refused", "created"]
    assert answer["results"][1]["errors"][0]["pointer"].startswith("/1/input")
