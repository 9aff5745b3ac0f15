"""Counts each call of a known caller: whole answers before they leave, streams when they end."""

import logging
import re
import time
from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

from evalplatform.projects.caller import Caller
from external_api.usage.lines import SERVER_ERROR, Call, outcome_of, printable
from external_api.usage.streams import watch_stream
from external_api.usage.writing import writer

log = logging.getLogger(__name__)

# of others there are as many as a client likes
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_PLACEHOLDER = re.compile(r"<(?:\w+:)?(\w+)>")


def counted(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """A middleware, as far outside as can be, so that it sees the answer as it leaves. It never makes a request fail.

    A whole answer is counted before its first byte leaves: when the process is killed then, no answer that has arrived is missing.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        started, body = time.perf_counter(), getattr(request, "_stream", None)  # reading `request.body` puts another in its place
        response = get_response(request)
        caller = getattr(request, "auth", None)  # DRF puts there what authentication found
        if isinstance(caller, Caller):
            try:
                _count(_Running(request, caller, response.status_code, started, body), response)
            except Exception:
                log.exception("A call could not be counted")
        return response

    return middleware


class _Running(NamedTuple):
    """A call whose answer has begun."""

    request: HttpRequest
    caller: Caller
    status: int
    started: float
    body: Any

    def end(self, bytes_out: int, broke: bool) -> None:
        match, method = self.request.resolver_match, str(self.request.method)
        call = Call(
            project=self.caller.project_id.hex,
            at=int(time.time()),
            caller=self.caller.key_prefix or f"user:{self.caller.user_id}",
            endpoint=_endpoint(method if method in _METHODS else "OTHER", match.route if match else ""),
            outcome=SERVER_ERROR if broke else outcome_of(self.status),
            items=self.request.META.get("evalplatform.items", 0),
            bytes_in=getattr(self.body, "_pos", 0),  # what was read, and not what Content-Length claims
            bytes_out=bytes_out,
            microseconds=int((time.perf_counter() - self.started) * 1_000_000),
        )
        writer.append(call)


def _count(running: _Running, response: HttpResponseBase) -> None:
    if isinstance(response, StreamingHttpResponse):
        watch_stream(response, running.end)
    elif isinstance(response, HttpResponse):
        running.end(len(response.content), False)


@lru_cache(maxsize=1000)
def _endpoint(method: str, route: str) -> str:
    """Method and path with placeholders, of which there are few."""
    path = _PLACEHOLDER.sub(r"{\1}", route)
    return printable(f"{method} /{path}", 120)
