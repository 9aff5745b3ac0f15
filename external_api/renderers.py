"""JSON out: orjson, which pastes rows as PostgreSQL wrote them (orjson.Fragment)."""

from collections.abc import Iterable, Mapping
from typing import Any

import orjson
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request


class JSONRenderer(BaseRenderer):
    media_type = "application/json"
    format = "json"
    charset = None  # JSON is UTF-8 by its own definition

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None) -> bytes:
        return b"" if data is None else orjson.dumps(data, option=orjson.OPT_UTC_Z)


class Negotiation(DefaultContentNegotiation):
    """A view that writes in one form only writes in it whatever `Accept` says, as RFC 9110 lets it; so no failure turns into a 406.

    Nor is `format` in the query ours to read there: it is a parameter of exports.
    """

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        if len(known := list(renderers)) == 1:
            return known[0], str(known[0].media_type)
        chosen: tuple[BaseRenderer, str] = super().select_renderer(request, known, format_suffix)
        return chosen
