"""Django's PostgreSQL backend, with a bound on how long a statement of a web request may take. Workers have none of this kind."""

from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponseBase

answering: ContextVar[bool] = ContextVar("answering", default=False)


def bound_statements(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """A middleware: connections that are made while a request is answered belong to a thread of the web server, and are bounded."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        token = answering.set(True)
        try:
            return get_response(request)
        finally:
            answering.reset(token)

    return middleware
