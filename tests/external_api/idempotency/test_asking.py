import gzip
from typing import Any, cast

import pytest
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from external_api.idempotency.asking import InvalidKey, fingerprint_of, key_of
from external_api.parsers import TooLarge

JSON = "application/json"


def asked(body: bytes = b'{"a":1}', *, path: str = "/api/x", content_type: str = JSON, **headers: Any) -> Request:
    return Request(
        APIRequestFactory().generic("POST", path, cast("str", body), content_type=content_type, **headers), parsers=[JSONParser()]
    )


@pytest.mark.parametrize(
    ("sent", "key"),
    [
        ("abc", "abc"),
        ('"abc"', "abc"),
        (" abc ", "abc"),
        (r'"a\"b\\c"', 'a"b\\c'),
        ("!" * 255, "!" * 255),
        ('a"b', 'a"b'),
    ],
)
def test_a_key_is_bare_or_quoted(sent: str, key: str) -> None:
    assert key_of(sent) == key


@pytest.mark.parametrize("sent", ["", '""', '"', "a b", '"a b"', "ä", "a\tb", "a\x7f", "!" * 256, '"abc', '"a"b"', '"a";p=1', r'"a\b"'])
def test_what_is_no_key_is_refused(sent: str) -> None:
    with pytest.raises(InvalidKey):
        key_of(sent)


def test_the_body_can_be_read_after_its_fingerprint() -> None:
    request = asked()
    fingerprint_of(request)
    assert request.data == {"a": 1}


def test_a_body_above_what_django_would_hold_can_be_read() -> None:
    body = b'"' + b"x" * (5 * 1024 * 1024) + b'"'
    request = asked(body)
    assert fingerprint_of(request) == fingerprint_of(asked(body))
    assert request._request.read() == body


def test_the_same_call_has_the_same_fingerprint() -> None:
    assert fingerprint_of(asked(HTTP_X_API_KEY="k", HTTP_X_REQUEST_ID="1")) == fingerprint_of(asked(HTTP_X_REQUEST_ID="2"))


@pytest.mark.parametrize(
    "other",
    [
        {"body": b'{"a": 1}'},
        {"body": b""},
        {"path": "/api/y"},
        {"path": "/api/x?q=1"},
        {"content_type": "application/json; charset=utf-8"},
        {"HTTP_CONTENT_ENCODING": "gzip"},
    ],
    ids=str,
)
def test_another_call_has_another_fingerprint(other: Any) -> None:
    assert fingerprint_of(asked(**other)) != fingerprint_of(asked())


def test_the_parts_of_a_call_cannot_run_into_each_other() -> None:
    assert fingerprint_of(asked(content_type="ab", HTTP_CONTENT_ENCODING="c")) != fingerprint_of(
        asked(content_type="a", HTTP_CONTENT_ENCODING="bc")
    )


def test_a_packed_body_is_compared_as_it_was_sent() -> None:
    body = gzip.compress(b"{}", mtime=1)
    request = asked(body, HTTP_CONTENT_ENCODING="gzip")
    fingerprint_of(request)
    assert request._request.read() == body


def test_a_body_that_is_too_large_is_refused(settings: Any) -> None:
    settings.INGEST_MAX_BYTES = 6
    with pytest.raises(TooLarge):
        fingerprint_of(asked(b"1234567"))
    fingerprint_of(asked(b"123456"))


def test_a_body_that_ends_before_its_length_is_refused() -> None:
    request = asked(b"123")
    request._request.META["CONTENT_LENGTH"] = "4"
    with pytest.raises(ParseError) as error:
        fingerprint_of(request)
    assert error.value.get_codes() == "body_cut_short"


def test_a_body_in_chunks_is_read_where_the_server_knows_its_end() -> None:
    request = asked(b'{"a":2}', HTTP_TRANSFER_ENCODING="chunked")
    plain: Any = request._request
    plain.META |= {"CONTENT_LENGTH": "", "wsgi.input": plain._stream, "wsgi.input_terminated": True}
    fingerprint_of(request)
    assert request.data == {"a": 2}


@pytest.mark.parametrize("said", ["abc", "-5", "²"])
def test_a_length_that_is_none_says_nothing(said: str) -> None:
    request = asked(b"123")
    request._request.META["CONTENT_LENGTH"] = said
    assert len(fingerprint_of(request)) == 32


def test_who_may_less_makes_another_call() -> None:
    found = {
        fingerprint_of(asked(), may=may) for may in ((), ("traces:read",), ("traces:read", "traces:write"), ("traces:readtraces:write",))
    }
    assert len(found) == 4
