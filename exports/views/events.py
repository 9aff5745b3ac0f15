"""The progress of an export as server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html)."""

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

from django.db import Error, connection
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.settings import api_settings
from rest_framework.views import APIView

from evalplatform.errors import NotFound, Unavailable
from evalplatform.projects.caller import caller_of
from exports import jobs
from exports.models import ACTIVE
from exports.serializers.exports import ExportSerializer

# Each stream holds a thread of the server, so only some may, and none for long: the client comes again by itself.
AT_ONCE = 8
SECONDS = 30.0
SECONDS_BETWEEN = 1.0
RETRY_MILLISECONDS = 1000
MEDIA_TYPE = "text/event-stream"
_EVENT = {
    "type": "object",
    "description": "one event",
    "properties": {
        "event": {"type": "string", "enum": ["progress", "end"]},
        "id": {"type": "string", "description": "the export's state"},
        "data": {"type": "string", "contentMediaType": "application/json", "contentSchema": {"$ref": "#/components/schemas/Export"}},
        "retry": {"type": "integer", "description": "milliseconds"},
    },
}

_slots = threading.BoundedSemaphore(AT_ONCE)


class EventsView(APIView):
    scopes = {"GET": "exports:read"}

    @extend_schema(
        operation_id="exports_events",
        parameters=[OpenApiParameter("Last-Event-ID", str, OpenApiParameter.HEADER, description="sent by a client that comes again")],
        responses={
            (200, MEDIA_TYPE): OpenApiResponse(
                _EVENT, "events `progress`, and `end` when the export has ended; `data` is the export as JSON"
            ),
            204: OpenApiResponse(None, "the caller has seen the end: do not come again"),
            503: OpenApiResponse(None, "`too_many_streams`: poll the export instead"),
        },
    )
    def get(self, request: Request, id: UUID) -> HttpResponseBase:
        """The export as it goes on, every second; the stream ends with the export, or after 30 seconds, for the client to come again."""
        project_id = caller_of(request).project_id
        export = jobs.find(project_id, id)
        if request.headers.get("Last-Event-ID") == export.state and export.state not in ACTIVE:
            return HttpResponse(status=204)  # what makes an EventSource stop
        headers = {"Cache-Control": "no-cache, no-transform", "X-Accel-Buffering": "no"}
        if request.method == "HEAD":
            return HttpResponse(content_type=MEDIA_TYPE, headers=headers)
        return StreamingHttpResponse(_Held(_messages(_reader(request, project_id, id))), content_type=MEDIA_TYPE, headers=headers)


class _Held:
    """The messages, with one of the slots; it is given back once, when the server closes the answer, begun or not.

    Raises Unavailable when there is no slot.
    """

    def __init__(self, messages: Iterator[bytes]) -> None:
        if not _slots.acquire(blocking=False):
            raise Unavailable("too_many_streams", f"There are {AT_ONCE} streams of events already. GET the export every second instead.")
        self._messages = messages
        self._holds = True

    def __iter__(self) -> "_Held":
        return self

    def __next__(self) -> bytes:
        return next(self._messages)

    def close(self) -> None:
        if self._holds:
            self._holds = False
            _slots.release()


def _reader(request: Request, project_id: UUID, export_id: UUID) -> Callable[[], tuple[str, bytes]]:
    """Gives the state and the export as JSON, and leaves no connection to the database open. Raises NotFound and Error."""

    renderer: Any = api_settings.DEFAULT_RENDERER_CLASSES[0]

    def read() -> tuple[str, bytes]:
        try:
            export = jobs.find(project_id, export_id)
            body = ExportSerializer(export, context={"request": request}).data
        finally:
            connection.close()
        return export.state, renderer().render(body)

    return read


def _messages(read: Callable[[], tuple[str, bytes]]) -> Iterator[bytes]:
    yield f"retry: {RETRY_MILLISECONDS}\n\n".encode()
    until, last = time.monotonic() + SECONDS, b""
    while True:
        try:
            state, body = read()
        except (NotFound, Error):  # the client comes again, and then hears what it is
            return
        ended = state not in ACTIVE
        # A comment where nothing is new: writing is how the server hears that the client has gone.
        yield _message("end" if ended else "progress", state, body) if ended or body != last else b":\n\n"
        if ended or time.monotonic() + SECONDS_BETWEEN > until:
            return
        last = body
        time.sleep(SECONDS_BETWEEN)


def _message(event: str, state: str, body: bytes) -> bytes:
    return b"event: %b\nid: %b\ndata: %b\n\n" % (event.encode(), state.encode(), body)
