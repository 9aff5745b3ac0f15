"""Receipts over HTTP: what came in, what became of it, and once more; and how all integrations fare."""

from dataclasses import asdict
from uuid import UUID

from django.db.models import Value
from django.db.models.functions import Substr
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from evalplatform.errors import InvalidInput, Problem
from evalplatform.projects.caller import caller_of
from integrations import health, inbox_processing
from integrations.models import Receipt, ReceiptState
from integrations.serializers.receipts import IntegrationsStatusSerializer, ReceiptSerializer, ReceiptWithBodySerializer

SHOWN_BYTES = 64 * 1024


class ReceiptsView(GenericAPIView[Receipt]):
    scopes = {"GET": "connections:read"}
    serializer_class = ReceiptSerializer
    parameters = ("state", "connection")

    @extend_schema(
        operation_id="receipts_list",
        parameters=[
            OpenApiParameter("state", OpenApiTypes.STR, enum=ReceiptState.values),
            OpenApiParameter("connection", OpenApiTypes.UUID),
        ],
        responses=ReceiptSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """What the project received, newest first, without the bodies."""
        found = Receipt.objects.filter(project_id=caller_of(request).project_id).defer("body").prefetch_related("runs")
        page = self.paginate_queryset(found.filter(**_asked(request)))
        return self.get_paginated_response(ReceiptSerializer(page or [], many=True).data)


class ReceiptView(APIView):
    scopes = {"GET": "connections:read"}

    @extend_schema(operation_id="receipts_retrieve", responses=ReceiptWithBodySerializer)
    def get(self, request: Request, id: UUID) -> Response:
        """One receipt: headers, body, why it was ignored or has failed, and what it started."""
        found = inbox_processing.find(caller_of(request).project_id, id)
        start = Substr("body", Value(1), Value(SHOWN_BYTES))
        body = bytes(Receipt.objects.filter(id=found.id).values_list(start, flat=True).get())
        return Response(ReceiptWithBodySerializer(found, context={"body": body}).data)


class ReplayView(APIView):
    scopes = {"POST": "connections:write"}

    @extend_schema(operation_id="receipts_replay", request=None, responses={202: ReceiptSerializer})
    def post(self, request: Request, id: UUID) -> Response:
        """Process it once more, as the connection is now; a commit that was evaluated is evaluated again."""
        receipt = inbox_processing.replay(caller_of(request).project_id, id)
        return Response(ReceiptSerializer(receipt).data, status=202, headers={"Location": reverse("receipt", args=[receipt.id])})


class StatusView(APIView):
    scopes = {"GET": ("connections:read", "webhooks:read")}

    @extend_schema(operation_id="integrations_status", responses=IntegrationsStatusSerializer)
    def get(self, request: Request) -> Response:
        """Each connection, endpoint and queue: its health, last success, last failure and the reason, and what waits."""
        found = health.health_of(caller_of(request).project_id)
        queues = [
            {"name": one.name, "health": one.health, "backlog": one.backlog, "oldest_due_at": one.oldest_due_at} for one in found.queues
        ]
        return Response(IntegrationsStatusSerializer({**asdict(found), "queues": queues}).data)


def _asked(request: Request) -> dict[str, str]:
    state, connection = request.query_params.get("state"), request.query_params.get("connection")
    if state is not None and state not in ReceiptState.values:
        raise InvalidInput(Problem("/state", f"state is one of {', '.join(ReceiptState.values)}."), code="invalid_parameter")
    try:
        named = {"connection_id": str(UUID(connection))} if connection is not None else {}
    except ValueError:
        raise InvalidInput(Problem("/connection", "connection is the id of a connection."), code="invalid_parameter") from None
    return {**named, **({"state": state} if state is not None else {})}
