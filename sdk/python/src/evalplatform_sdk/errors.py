"""What goes wrong, one class for each kind.

EvalplatformError
├── ConnectionBroken      no answer came, or it was cut
├── BadFile               a file that is to be sent cannot be read
├── DownloadFailed        a file of an export is not what it should be
├── ExportNotCompleted    an export failed, was cancelled or has expired
└── ApiError              the server refused; by status:
    ├── InvalidRequest 400, Authentication 401, Permission 403, NotFound 404, Conflict 409, Gone 410
    ├── TooLarge 413, Unprocessable 422, RateLimited 429
    └── ServerFault 5xx
        └── Unavailable 503
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with what was sent; `pointer` says where in it."""

    pointer: str
    detail: str
    code: str


class EvalplatformError(Exception):
    """The root of all that this package raises for a call."""


class ConnectionBroken(EvalplatformError):
    """No whole answer came."""


class ApiError(EvalplatformError):
    """An answer that refuses. `code` is stable, and `http_<status>` where the answer is not the server's own; `body` is all it said."""

    kind = "api"

    def __init__(
        self, message: str, *, status: int, code: str, request_id: str | None, retry_after: float, body: Mapping[str, Any]
    ) -> None:
        super().__init__(message)
        self.message, self.status, self.code, self.request_id = message, status, code, request_id
        self.retry_after, self.body, self.problems = retry_after, body, _problems(body.get("errors"))

    def __str__(self) -> str:
        places = "".join(f"\n  {one.pointer or '(whole)'}: {one.detail}" for one in self.problems[:20])
        asked = f"\n  request {self.request_id}" if self.request_id else ""
        return f"{self.code}: {self.message}{places}{asked}"


class InvalidRequest(ApiError):
    kind = "invalid_request"


class Authentication(ApiError):
    kind = "authentication"


class Permission(ApiError):
    kind = "permission"


class NotFound(ApiError):
    kind = "not_found"


class Conflict(ApiError):
    kind = "conflict"


class Gone(ApiError):
    kind = "gone"


class TooLarge(ApiError):
    kind = "too_large"


class Unprocessable(ApiError):
    kind = "unprocessable"


class RateLimited(ApiError):
    kind = "rate_limited"


class ServerFault(ApiError):
    kind = "server"


class Unavailable(ServerFault):
    kind = "unavailable"


KINDS: dict[int, type[ApiError]] = {
    400: InvalidRequest,
    401: Authentication,
    403: Permission,
    404: NotFound,
    409: Conflict,
    410: Gone,
    413: TooLarge,
    422: Unprocessable,
    429: RateLimited,
    503: Unavailable,
}


def error_of(status: int, headers: Mapping[str, str], body: bytes, *, retry_after: float = 0.0) -> ApiError:
    """The error that an answer is, also one of a proxy. `headers` finds names in lower case."""
    kind = KINDS.get(status, ServerFault if status >= 500 else ApiError)
    said = _problem(body)
    code, message = (
        said.get("code", f"http_{status}"),
        said.get("detail", f"The server answered {status}, in words that are not the API's."),
    )
    request_id = said.get("request_id") or headers.get("x-request-id")
    return kind(message, status=status, code=code, request_id=request_id, retry_after=retry_after, body=said)


def _problem(body: bytes) -> dict[str, Any]:
    """A problem of ours, or nothing."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    ours = isinstance(said, dict) and isinstance(said.get("code"), str) and isinstance(said.get("detail"), str)
    return said if ours else {}


def _problems(errors: Any) -> tuple[Problem, ...]:
    found = errors if isinstance(errors, list) else []
    return tuple(Problem(*(str(one.get(key, "")) for key in ("pointer", "detail", "code"))) for one in found if isinstance(one, dict))


class BadFile(EvalplatformError):
    """A file cannot be unpacked, or is no JSON; the text says where."""


class DownloadFailed(EvalplatformError):
    """A file is not on the server, does not come, or is not what the manifest says."""


class ExportNotCompleted(EvalplatformError):
    """An export has ended without its files; `export` is all that the server says of it."""

    def __init__(self, export: Mapping[str, Any]) -> None:
        said = (export["error"] or {}).get("message", "")
        super().__init__(f"The export {export['id']} {export['state']}. {said}".strip())
        self.export = export
