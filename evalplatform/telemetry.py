"""What the server says of itself: a request id on every answer and log line, JSON logs, and the health check."""

import json
import logging
import re
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

import uuid_utils.compat as uuid
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase

request_id: ContextVar[str] = ContextVar("request_id", default="")
_ACCEPTED = re.compile(r"[A-Za-z0-9_.-]{8,64}")
_SECRET = re.compile(
    r"(evp_[0-9A-Za-z]{8}_)[0-9A-Za-z]{38}|(whsec_)[A-Za-z0-9+/]{24,}={0,2}|(eyJ)[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+"
)


class RequestIdMiddleware:
    """Gives each request an id, the caller's own `X-Request-Id` where it is a sane one, and returns it in the same header."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        sent = request.headers.get("X-Request-Id", "")
        request_id.set(sent if _ACCEPTED.fullmatch(sent) else uuid.uuid7().hex)
        response = self.get_response(request)
        response["X-Request-Id"] = request_id.get()
        return response


def refuse_nul(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """A middleware: PostgreSQL takes no NUL, so no address has one. The API looks at its parameters itself; the admin does not."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        in_query = not request.path.startswith("/api/") and "%00" in request.META.get("QUERY_STRING", "")
        if "\0" in request.path:
            raise Http404
        if in_query:
            raise BadRequest("The address holds a NUL character.")
        return get_response(request)

    return middleware


class RequestIdFilter(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        vars(record)["request_id"] = request_id.get()
        return True


class JSONFormatter(logging.Formatter):
    """One JSON object a line; an exception keeps its traceback in `exception`. Of keys and tokens no more than the beginning is logged."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if known := vars(record).get("request_id"):
            line["request_id"] = known
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return masked(json.dumps(line, ensure_ascii=False))


def masked(text: str) -> str:
    """Without the secret part of API keys, signing secrets and tokens: somebody may have put one into an address."""
    return _SECRET.sub(lambda found: f"{found[1] or found[2] or found[3]}[masked]", text)


def log_settings(level: str) -> dict[str, Any]:
    """Django's setting LOGGING: JSON on standard error."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"request_id": {"()": "evalplatform.telemetry.RequestIdFilter"}},
        "formatters": {"json": {"()": "evalplatform.telemetry.JSONFormatter"}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["request_id"]}},
        "loggers": {"botocore": {"level": "WARNING"}},  # its debug lines hold the headers that it signs
        "root": {"handlers": ["console"], "level": level},
    }


def healthz(request: HttpRequest) -> HttpResponse:
    """200 as soon as this process serves requests."""
    return HttpResponse("ok\n", content_type="text/plain")
