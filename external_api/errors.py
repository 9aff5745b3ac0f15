"""Every failure of the API leaves as problem+json (RFC 9457) with a stable code, the request's id and pointers to what is wrong."""

import logging
import math
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import orjson
import psycopg
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import IntegrityError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views import defaults
from psycopg.errors import QueryCanceled
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.response import Response

from evalplatform.errors import DomainError, NotFound, Problem
from evalplatform.exact_json import escape_key
from evalplatform.projects import gone
from evalplatform.telemetry import request_id

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_SECONDS = 5
_TOO_SLOW = "The query took longer than WEB_STATEMENT_TIMEOUT_SECONDS. Narrow the filter, or request an export."


class ProblemResponse(Response):
    """JSON, whatever the view writes when all goes well."""

    @property
    def rendered_content(self) -> bytes:  # type: ignore[override]  # DRF's own gives bytes too
        self["Content-Type"] = MEDIA_TYPE
        return orjson.dumps(self.data)


def problem(
    request: HttpRequest, status: int, code: str, detail: str, *, problems: tuple[Problem, ...] = (), **more: Any
) -> dict[str, Any]:
    """The body of a failure. `type` is a name and not an address: it is stable, one for each code."""
    body = {
        "type": f"urn:evalplatform:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "instance": quote(request.path),
        "code": code,
        "request_id": request_id.get(),
        **more,
    }
    return {**body, "errors": [asdict(one) for one in problems]} if problems else body


def handle(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """DRF's exception handler. None for what nobody expected: Django logs it with its traceback and answers by `server_error`."""
    request = context["request"]
    match error:
        case DomainError():
            headers = {**_retry(error.status), **error.headers}
            return _answer(request, error.status, error.code, error.message, error.problems, headers=headers)
        case ValidationError():
            problems = tuple(_flattened(error.detail, ""))
            return _answer(request, 400, "invalid", "; ".join(one.detail for one in problems), problems)
        case APIException():
            return _answer(request, error.status_code, _code(error), str(error.detail), headers=_headers(error))
        case OperationalError(__cause__=QueryCanceled()) | QueryCanceled():
            return _answer(request, 503, "query_timed_out", _TOO_SLOW, headers=_retry(503))
        case OperationalError() | InterfaceError() | psycopg.OperationalError() | psycopg.InterfaceError():
            log.error("The database did not answer %s", request.path, exc_info=error)
            return _answer(request, 503, "database_unavailable", "The database does not answer. Try again later.", headers=_retry(503))
        case ObjectDoesNotExist():  # views look for what they are asked for and raise NotFound; this was there when they looked
            log.warning("Something went away while %s was answered", request.path, exc_info=error)
            return _answer(request, 404, "not_found", NotFound().message)
        case IntegrityError() if gone.is_project(error):
            return _answer(request, 404, "project_deleted", gone.MESSAGE)
    known = _known_to_django(error)
    return known and _answer(request, *known)


def _known_to_django(error: Exception | None) -> tuple[int, str, str] | None:
    match error:
        case Http404():
            return 404, "not_found", NotFound().message
        case PermissionDenied():
            return 403, "permission_denied", "You may not do this."
        case RequestDataTooBig():
            return 413, "body_too_large", "The body is too large. Send it in parts."
        case SuspiciousOperation():
            return 400, "bad_request", "This request cannot be read."
    return None


def _answer(
    request: HttpRequest,
    status: int,
    code: str,
    detail: str,
    problems: tuple[Problem, ...] = (),
    *,
    headers: dict[str, str] | None = None,
) -> Response:
    body = problem(request, status, code, detail, problems=problems)
    return ProblemResponse(body, status=status, headers=headers, content_type=MEDIA_TYPE)


def _code(error: APIException) -> str:
    codes = error.get_codes()
    return codes if isinstance(codes, str) else str(error.default_code)


def _headers(error: APIException) -> dict[str, str]:
    headers = {}
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if (wait := getattr(error, "wait", None)) is not None:
        headers["Retry-After"] = str(math.ceil(wait))
    return headers


def _retry(status: int) -> dict[str, str]:
    return {"Retry-After": str(RETRY_AFTER_SECONDS)} if status == 503 else {}


def _flattened(detail: Any, pointer: str) -> Iterator[Problem]:
    """DRF's tree of details as a list with pointers."""
    if isinstance(detail, dict):
        for key, inner in detail.items():
            yield from _flattened(inner, pointer if key == "non_field_errors" else f"{pointer}/{escape_key(str(key))}")
    elif isinstance(detail, list):
        for number, inner in enumerate(detail):
            yield from _flattened(inner, f"{pointer}/{number}" if isinstance(inner, dict | list) else pointer)
    else:
        yield Problem(pointer, str(detail), getattr(detail, "code", "invalid"))


def _page(request: HttpRequest, status: int, code: str, detail: str) -> HttpResponse:
    return HttpResponse(orjson.dumps(problem(request, status, code, detail)), status=status, content_type=MEDIA_TYPE)


def _is_api(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Django's handler400, which also gets bodies that are too large."""
    if not _is_api(request):
        return defaults.bad_request(request, exception)
    return _page(request, *(_known_to_django(exception) or (400, "bad_request", "This request cannot be read.")))


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Django's handler403."""
    return (
        _page(request, 403, "permission_denied", "You may not do this.")
        if _is_api(request)
        else defaults.permission_denied(request, exception)
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Django's handler404: no path of the API is like this one."""
    if not _is_api(request):
        return defaults.page_not_found(request, exception)
    return _page(request, 404, "not_found", "There is nothing at this address. See /api/docs; paths have no slash at the end.")


def server_error(request: HttpRequest) -> HttpResponseBase:
    """Django's handler500. What happened stands in the log, under the request's id."""
    if not _is_api(request):
        return defaults.server_error(request)
    return _page(request, 500, "internal_error", "This is our fault. The log says more about it under the request's id.")
