"""JSON in: exact, bounded, and a clear 400 for what is not JSON."""

from collections.abc import Mapping
from typing import IO, Any

import orjson
from django.conf import settings
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser


class TooLarge(APIException):
    status_code = 413
    default_code = "body_too_large"


class JSONParser(BaseParser):
    """Reads at most INGEST_MAX_BYTES; NaN, Infinity and anything else that RFC 8259 does not know is refused."""

    media_type = "application/json"

    def parse(self, stream: IO[bytes], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        body = stream.read(settings.INGEST_MAX_BYTES + 1)
        if len(body) > settings.INGEST_MAX_BYTES:
            raise TooLarge(f"The body is larger than {settings.INGEST_MAX_BYTES} bytes. Send it in parts.")
        try:
            return orjson.loads(body)
        except orjson.JSONDecodeError as error:
            raise ParseError(f"The body is not JSON: {error}", code="not_json") from None
