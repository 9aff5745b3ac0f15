"""Deliveries over HTTP: what was sent, what came of it, and once more."""

from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from evalplatform.errors import InvalidInput, Problem
from evalplatform.events.catalog import CATALOG
from evalplatform.projects.caller import caller_of
from integrations.models import Delivery, DeliveryState
from integrations.serializers.deliveries import DeliverySerializer, DeliveryWithAttemptsSerializer
from integrations.views.endpoints import delivery_made
from integrations.webhooks import replaying

_CHOICES = {"state": DeliveryState.values, "type": sorted(CATALOG)}
_NOTHING_SENT = OpenApiResponse(None, "`endpoint_not_active`: it is paused or disabled; `endpoint_deleted`")


class DeliveriesView(GenericAPIView[Delivery]):
    scopes = {"GET": "webhooks:read"}
    serializer_class = DeliverySerializer
    parameters = ("endpoint", "state", "type")

    @extend_schema(
        operation_id="deliveries_list",
        parameters=[
            OpenApiParameter("endpoint", OpenApiTypes.UUID),
            OpenApiParameter("state", OpenApiTypes.STR, enum=DeliveryState.values),
            OpenApiParameter("type", OpenApiTypes.STR, enum=sorted(CATALOG)),
        ],
        responses=DeliverySerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """What was sent to the project's endpoints, or waits to be; newest first."""
        found = _filtered(replaying.of_project(caller_of(request).project_id), request.query_params.dict())
        return self.get_paginated_response(DeliverySerializer(self.paginate_queryset(found) or [], many=True).data)


class DeliveryView(APIView):
    scopes = {"GET": "webhooks:read"}

    @extend_schema(operation_id="deliveries_retrieve", responses=DeliveryWithAttemptsSerializer)
    def get(self, request: Request, id: UUID) -> Response:
        """One delivery with its payload and all its attempts."""
        return Response(DeliveryWithAttemptsSerializer(_found(request, id)).data)


class RedeliverView(APIView):
    scopes = {"POST": "webhooks:write"}

    @extend_schema(operation_id="deliveries_redeliver", request=None, responses={202: DeliverySerializer, 409: _NOTHING_SENT})
    def post(self, request: Request, id: UUID) -> Response:
        """Send the event once more, as a new delivery; one that waits for its next attempt is tried at once."""
        return delivery_made(replaying.redeliver(_found(request, id)))


def _found(request: Request, id: UUID) -> Delivery:
    return replaying.find(caller_of(request).project_id, id)


def _filtered(found: QuerySet[Delivery], asked: dict[str, str]) -> QuerySet[Delivery]:
    for name, choices in _CHOICES.items():
        if name in asked and asked[name] not in choices:
            raise InvalidInput(Problem(f"/{name}", f"{name} is one of: {', '.join(choices)}."), code="invalid_parameter")
    if "endpoint" in asked:
        found = found.filter(endpoint_id=_uuid(asked["endpoint"]))
    if "type" in asked:
        found = found.filter(event__type=asked["type"])
    return found.filter(state=asked["state"]) if "state" in asked else found


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise InvalidInput(Problem("/endpoint", "endpoint is the id of an endpoint."), code="invalid_parameter") from None
