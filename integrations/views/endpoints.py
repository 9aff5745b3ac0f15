"""Endpoints over HTTP: make, change, rotate the secret, test, recover, delete."""

from typing import Any
from uuid import UUID

from django.urls import reverse
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from evalplatform.projects.caller import caller_of
from integrations.models import Endpoint
from integrations.serializers.deliveries import DeliverySerializer
from integrations.serializers.endpoints import (
    EndpointChangeSerializer,
    EndpointMadeSerializer,
    EndpointRequestSerializer,
    EndpointSerializer,
    RecoveredSerializer,
    RecoveryRequestSerializer,
    RotationRequestSerializer,
)
from integrations.views import examples
from integrations.webhooks import endpoints, replaying

_TOO_MANY = OpenApiResponse(None, f"`too_many_endpoints`: a project has at most {endpoints.MOST}")
_NOT_ACTIVE = OpenApiResponse(None, "`endpoint_not_active`: it is paused or disabled")
_NOT_SIGNED = OpenApiResponse(None, "`nothing_signed`: what goes to chats and by e-mail is not signed")


class EndpointsView(GenericAPIView[Endpoint]):
    scopes = {"GET": "webhooks:read", "POST": "webhooks:write"}
    serializer_class = EndpointSerializer

    @extend_schema(operation_id="endpoints_list", responses=EndpointSerializer(many=True))
    def get(self, request: Request) -> Response:
        """The project's endpoints, newest first."""
        page = self.paginate_queryset(endpoints.of_project(caller_of(request).project_id))
        return self.get_paginated_response(EndpointSerializer(page or [], many=True).data)

    @extend_schema(
        operation_id="endpoints_create",
        request=EndpointRequestSerializer,
        responses={201: EndpointMadeSerializer, 409: _TOO_MANY},
        examples=examples.ENDPOINT,
    )
    def post(self, request: Request) -> Response:
        """Have the project's events sent to an address. The answer alone shows the secret that signs them."""
        made = endpoints.create(project_id=caller_of(request).project_id, body=request.data)
        return _with_secret(made, status=201, headers={"Location": reverse("endpoint", args=[made.endpoint.id])})


class EndpointView(APIView):
    scopes = {"GET": "webhooks:read", "PATCH": "webhooks:write", "DELETE": "webhooks:write"}

    @extend_schema(operation_id="endpoints_retrieve", responses=EndpointSerializer)
    def get(self, request: Request, id: UUID) -> Response:
        """One endpoint, and how it fares."""
        return Response(EndpointSerializer(_found(request, id)).data)

    @extend_schema(
        operation_id="endpoints_update",
        request=EndpointChangeSerializer,
        responses=EndpointSerializer,
        examples=examples.ENDPOINT_CHANGE,
    )
    def patch(self, request: Request, id: UUID) -> Response:
        """Change what the body names, or pause it, or make it active again: then what waited is sent."""
        return Response(EndpointSerializer(endpoints.update(_found(request, id), body=request.data)).data)

    @extend_schema(operation_id="endpoints_delete", responses={204: None})
    def delete(self, request: Request, id: UUID) -> Response:
        """Forget it and its secrets. What waits for it is not sent; its deliveries stay in the history."""
        endpoints.delete(_found(request, id))
        return Response(status=204)


class RotateEndpointView(APIView):
    scopes = {"POST": "webhooks:write"}

    @extend_schema(
        operation_id="endpoints_rotate",
        request=RotationRequestSerializer,
        responses={200: EndpointMadeSerializer, 409: _NOT_SIGNED},
        examples=examples.ROTATION,
    )
    def post(self, request: Request, id: UUID) -> Response:
        """Sign with a new secret; the answer alone shows it. The former one signs beside it for a day, or as long as the body says."""
        return _with_secret(endpoints.rotate(_found(request, id), body=request.data))


class TestEndpointView(APIView):
    scopes = {"POST": "webhooks:write"}

    @extend_schema(operation_id="endpoints_test", request=None, responses={202: DeliverySerializer, 409: _NOT_ACTIVE})
    def post(self, request: Request, id: UUID) -> Response:
        """Send it an event `endpoint.test`; follow `Location` to see what came of it."""
        return delivery_made(replaying.send_test(_found(request, id)))


class RecoverView(APIView):
    scopes = {"POST": "webhooks:write"}

    @extend_schema(
        operation_id="endpoints_recover",
        request=RecoveryRequestSerializer,
        responses={202: RecoveredSerializer, 409: _NOT_ACTIVE},
        examples=examples.RECOVERY,
    )
    def post(self, request: Request, id: UUID) -> Response:
        """Send all events since a time that it should have had and has not; the oldest first, 10,000 at once."""
        recovered = replaying.recover(_found(request, id), body=request.data)
        headers = {"Location": f"{reverse('deliveries')}?endpoint={id}"}
        return Response(RecoveredSerializer(recovered).data, status=202, headers=headers)


def delivery_made(delivery: Any) -> Response:
    headers = {"Location": reverse("delivery", args=[delivery.id])}
    return Response(DeliverySerializer(delivery).data, status=202, headers=headers)


def _found(request: Request, id: UUID) -> Endpoint:
    return endpoints.find(caller_of(request).project_id, id)


def _with_secret(made: endpoints.Made, *, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    body = EndpointMadeSerializer(made.endpoint, context={"secret": made.secret}).data
    return Response(body, status=status, headers={**(headers or {}), "Cache-Control": "no-store"})
