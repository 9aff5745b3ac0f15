"""What a call says of itself: its Idempotency-Key, and the fingerprint by which a retry is known from another call."""

import io
import re
from collections.abc import Iterable
from hashlib import blake2b
from typing import IO, Any

from django.conf import settings
from django.http import HttpRequest
from rest_framework.exceptions import ParseError
from rest_framework.request import Request

from evalplatform.errors import DomainError
from external_api.limits import body_limit
from external_api.parsers import read_body

HEADER = "HTTP_IDEMPOTENCY_KEY"
_VISIBLE = re.compile(r"[!-~]{1,255}")
_QUOTED = re.compile(r'"((?:[^"\\]|\\["\\])*)"')  # a string of RFC 8941, as the IETF's draft wants it


class InvalidKey(DomainError):
    def __init__(self) -> None:
        remedy = "Send 1 to 255 visible ASCII characters, such as a UUID, bare or in double quotes."
        super().__init__("invalid_idempotency_key", f"This Idempotency-Key cannot be taken. {remedy}")


def key_of(sent: str) -> str:
    """The key in a header; `"k"` and `k` are the same key. Raises InvalidKey."""
    key = sent.strip()
    if key.startswith('"'):
        quoted = _QUOTED.fullmatch(key)
        key = re.sub(r"\\(.)", r"\1", quoted[1]) if quoted else ""
    if not _VISIBLE.fullmatch(key):
        raise InvalidKey
    return key


def fingerprint_of(request: Request, *, may: Iterable[str] = ()) -> bytes:
    """A hash over method, path, query, content type and body, as they were sent, and over what the caller `may`; the body can be read
    once more afterwards.

    Raises what a parser would for a body that is too large or cut short.
    """
    plain = request._request
    names = ("CONTENT_TYPE", "HTTP_CONTENT_ENCODING", "QUERY_STRING")
    digest = blake2b(digest_size=32)
    for part in (str(plain.method), plain.path, *(str(plain.META.get(name, "")) for name in names), *may):
        text = part.encode("utf-8", "backslashreplace")
        digest.update(len(text).to_bytes(8, "big") + text)
    digest.update(_body(request))
    return digest.digest()


def _body(request: Request) -> bytes:
    """The raw body. It is put back as Django's own `HttpRequest.body` does, which would refuse more than DATA_UPLOAD_MAX_MEMORY_SIZE."""
    plain: Any = request._request
    if not hasattr(plain, "_body"):
        limit, whose = body_limit(request, settings.INGEST_MAX_BYTES)
        body = read_body(_stream(plain), "identity", limit=limit, advice="Send it in parts.", whose=whose)
        if len(body) < _said_length(plain):  # stored as the answer, a retry with all of it would be another call
            raise ParseError("The body ended before its length.", code="body_cut_short")
        plain._body, plain._read_started = body, True
        plain._stream = io.BytesIO(body)  # shares the bytes, as does reading it to its end
        plain.META["CONTENT_LENGTH"] = str(len(body))
    found: bytes = plain._body
    return found


def _said_length(plain: HttpRequest) -> int:
    """A server that lets through what is no length has read no body either."""
    said = plain.META.get("CONTENT_LENGTH") or ""
    return int(said) if said.isascii() and said.isdecimal() else 0


def _stream(plain: HttpRequest) -> IO[bytes]:
    """Django takes a body in chunks, without a length, for an empty one, also where the server knows its end."""
    if not plain.META.get("CONTENT_LENGTH") and plain.META.get("wsgi.input_terminated") and plain.META.get("HTTP_TRANSFER_ENCODING"):
        return plain.META["wsgi.input"]  # type: ignore[no-any-return]
    return plain  # type: ignore[return-value]  # an HttpRequest reads as a file
