"""JSON in: exact, bounded, gzip too, and a clear 400 for what is not JSON."""

from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from django.http import UnreadablePostError
from rest_framework.exceptions import APIException, ParseError, UnsupportedMediaType
from rest_framework.parsers import BaseParser
from rest_framework.request import Request

from evalplatform.exact_json import NotJSON, loads, loads_with_flaws
from external_api.limits import body_limit
from external_api.unpacking import NotGzip, unpack


class TooLarge(APIException):
    status_code = 413
    default_code = "body_too_large"


class JSONParser(BaseParser):
    """Reads at most INGEST_MAX_BYTES, or fewer by the caller's tier, counted after decompression.

    What RFC 8259 does not know, such as NaN, is refused.
    """

    media_type = "application/json"

    def parse(self, stream: IO[bytes], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        request = (parser_context or {}).get("request")
        encoding = request.headers.get("Content-Encoding", "identity") if request else "identity"
        try:
            limit, whose = body_limit(request, settings.INGEST_MAX_BYTES)
            body = read_body(stream, encoding, limit=limit, advice="Send it in parts.", whose=whose)
            return loads_with_flaws(body) if getattr((parser_context or {}).get("view"), "refuses_flaws_itself", False) else loads(body)
        except NotJSON as error:
            raise ParseError(f"The body is not JSON that we take: {error}", code=error.code) from None


def body_of(request: Request) -> Any:
    """The parsed body. DRF takes no body for an empty object; here it is no JSON."""
    body = request.data
    if request.stream is None:
        raise ParseError("The body is empty. Send JSON.", code="not_json")
    return body


def read_body(stream: IO[bytes], encoding: str, *, limit: int, advice: str, whose: str = "") -> bytes:
    """The body, unpacked as `Content-Encoding` says; `advice` is for whoever sends more than `limit` bytes, and `whose` says whose it is.

    Raises the failure to answer with when it is too large or cannot be read.
    """
    encoding = encoding.strip().lower() or "identity"
    if encoding not in ("identity", "gzip", "x-gzip"):
        raise UnsupportedMediaType(
            encoding[:40], f"The content encoding {encoding[:40]!r} is not known; send gzip or none.", code="unsupported_encoding"
        )
    try:
        # never more than one byte over the limit is held, whatever Content-Length says and however far it would unpack
        body = stream.read(limit + 1) if encoding == "identity" else unpack(stream, limit)
    except NotGzip:
        raise ParseError("The body says that it is gzip, and is not, or is cut short.", code="not_gzip") from None
    except UnreadablePostError:
        raise ParseError("The body ended before its length.", code="body_cut_short") from None
    if len(body) > limit:
        raise TooLarge(f"The body is larger than {limit} bytes{whose}. {advice}")
    return body
