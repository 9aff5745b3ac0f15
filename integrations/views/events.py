"""Events over HTTP: which there are, and for those who would rather fetch than be told, what happened since."""

from typing import Any

import uuid_utils.compat as uuid
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from evalplatform.errors import InvalidInput, Problem
from evalplatform.events import reading
from evalplatform.events.catalog import CATALOG, example, schema
from evalplatform.projects.caller import caller_of, count_items
from integrations.serializers.events import EventsSerializer, EventTypesSerializer

DEFAULT_SIZE, MAX_SIZE = 100, 1000
MAX_POSITION = 2**63 - 1
PARAMETERS = ("after", "type", "page_size")


class EventTypesView(APIView):
    scopes = {"GET": "webhooks:read"}

    @extend_schema(operation_id="event_types_list", responses=EventTypesSerializer)
    def get(self, request: Request) -> Response:
        """All types of events, with the JSON Schema of the payload and an example of the message."""
        project = str(caller_of(request).project_id)
        return Response(EventTypesSerializer({"results": [_type(name, project) for name in sorted(CATALOG)]}).data)


class EventsView(APIView):
    scopes = {"GET": "webhooks:read"}

    @extend_schema(
        operation_id="events_list",
        parameters=[
            OpenApiParameter("after", OpenApiTypes.STR, description="`after` of the answer before; without it from the first event on"),
            OpenApiParameter("type", OpenApiTypes.STR, enum=sorted(CATALOG), description="of this type only"),
            OpenApiParameter("page_size", {"type": "integer", "minimum": 1, "maximum": MAX_SIZE, "default": DEFAULT_SIZE}),
        ],
        responses=EventsSerializer,
    )
    def get(self, request: Request) -> Response:
        """The project's events in order. Who goes on from `after` misses none, also of those that are written at the same time."""
        asked = _asked(request)
        position, size = _number(asked, "after", 0, 0, MAX_POSITION), _number(asked, "page_size", DEFAULT_SIZE, 1, MAX_SIZE)
        types = [asked["type"]] if "type" in asked else []
        found = list(reading.after(position, project_id=caller_of(request).project_id, types=types)[: size + 1])
        page = found[:size]
        count_items(request, len(page))
        last = page[-1].position if page else position
        return Response(EventsSerializer({"results": page, "after": str(last), "has_more": len(found) > size}).data)


def _type(name: str, project: str) -> dict[str, Any]:
    message = {"type": name, "timestamp": timezone.now(), "data": example(name), "id": f"evt_{uuid.uuid7()}", "project": project}
    return {"type": name, "description": f"{CATALOG[name].says}.", "schema": schema(name), "example": message}


def _asked(request: Request) -> dict[str, str]:
    asked = request.query_params.dict()
    if unknown := sorted(asked.keys() - set(PARAMETERS)):
        said = f"There are: {', '.join(PARAMETERS)}."
        raise InvalidInput(*(Problem(f"/{name}", said, "unknown_parameter") for name in unknown), code="invalid_parameter")
    if "type" in asked and asked["type"] not in CATALOG:
        raise InvalidInput(Problem("/type", f"type is one of: {', '.join(sorted(CATALOG))}."), code="invalid_parameter")
    return asked


def _number(asked: dict[str, str], name: str, default: int, least: int, most: int) -> int:
    text = asked.get(name, str(default))
    if not (text.isascii() and text.isdecimal() and len(text) <= 19 and least <= int(text) <= most):
        raise InvalidInput(Problem(f"/{name}", f"{name} is a whole number from {least} to {most}."), code="invalid_parameter")
    return int(text)
