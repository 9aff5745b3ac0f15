"""Every operation of the API, read off the URLs: what documents and the tests of access go by."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.urls import URLPattern, URLResolver, get_resolver
from rest_framework.views import APIView

from external_api.permissions import AnyOf, allows, needed_scopes
from external_api.scopes import TABLE, VIEWER

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_PLACEHOLDER = re.compile(r"<(?:\w+:)?(\w+)>")


class Operation(NamedTuple):
    """`scopes` are all needed, or one of them in an AnyOf; `is_open` says that nobody is asked who they are."""

    method: str
    path: str
    scopes: tuple[str, ...]
    is_open: bool

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def role(self) -> str:
        """The least role of a person who may."""
        order, least = list(type(VIEWER)), min if isinstance(self.scopes, AnyOf) else max
        return str(least((TABLE[scope].role for scope in self.scopes), key=order.index))

    def allows(self, scopes: frozenset[str]) -> bool:
        return allows(self.scopes, scopes)


def all_operations() -> list[Operation]:
    """By path and method."""
    found = [
        Operation(method, path, needed_scopes(view, method), not view.authentication_classes)
        for path, view in _views(get_resolver().url_patterns, "/")
        for method in METHODS
        if path.startswith("/api/") and hasattr(view, method.lower())
    ]
    return sorted(found, key=lambda one: (one.path, METHODS.index(one.method)))


def _views(patterns: list[Any], prefix: str) -> Iterator[tuple[str, type[APIView]]]:
    for pattern in patterns:
        path = prefix + _PLACEHOLDER.sub(r"{\1}", str(pattern.pattern))
        if isinstance(pattern, URLResolver):
            yield from _views(pattern.url_patterns, path)
        elif isinstance(pattern, URLPattern) and (view := getattr(pattern.callback, "view_class", None)) and issubclass(view, APIView):
            yield path, view
