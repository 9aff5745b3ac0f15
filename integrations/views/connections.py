"""Connections over HTTP: keep, change, rotate the secret, test."""

from uuid import UUID

from django.urls import reverse
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from evalplatform.projects.caller import caller_of
from integrations import connections, probing, triggering
from integrations.ci import reporting
from integrations.models import Connection
from integrations.serializers.connections import (
    ConnectionChangeSerializer,
    ConnectionMadeSerializer,
    ConnectionRequestSerializer,
    ConnectionSerializer,
)
from integrations.views import inward_examples as examples

_CONFLICT = OpenApiResponse(None, "`name_taken`; `too_many_connections`: a project has at most 200")


class ConnectionsView(GenericAPIView[Connection]):
    scopes = {"GET": "connections:read", "POST": "connections:write"}
    serializer_class = ConnectionSerializer

    @extend_schema(operation_id="connections_list", responses=ConnectionSerializer(many=True))
    def get(self, request: Request) -> Response:
        """The project's connections, newest first."""
        page = self.paginate_queryset(connections.live(caller_of(request).project_id).prefetch_related("suites"))
        return self.get_paginated_response(ConnectionSerializer(page or [], many=True).data)

    @extend_schema(
        operation_id="connections_create",
        request=ConnectionRequestSerializer,
        responses={201: ConnectionMadeSerializer, 409: _CONFLICT},
        examples=examples.CONNECTION,
    )
    def post(self, request: Request) -> Response:
        """Connect repositories, or a sender of one's own. The answer alone shows the secret; `path` says where to deliver."""
        caller = caller_of(request)
        _may_start(request)
        made, secret = connections.create(
            project_id=caller.project_id, body=request.data, user_id=caller.user_id, key_prefix=caller.key_prefix
        )
        headers = {"Location": reverse("connection", args=[made.id]), "Cache-Control": "no-store"}
        return Response(ConnectionMadeSerializer(made, context={"secret": secret}).data, status=201, headers=headers)


class ConnectionView(APIView):
    scopes = {"GET": "connections:read", "PATCH": "connections:write", "DELETE": "connections:write"}

    @extend_schema(operation_id="connections_retrieve", responses=ConnectionSerializer)
    def get(self, request: Request, id: UUID) -> Response:
        """One connection, and how its last calls went."""
        return _shown(_found(request, id))

    @extend_schema(
        operation_id="connections_update",
        request=ConnectionChangeSerializer,
        responses={200: ConnectionSerializer, 409: OpenApiResponse(None, "`name_taken`")},
        examples=examples.CONNECTION_CHANGE,
    )
    def patch(self, request: Request, id: UUID) -> Response:
        """Change what the body names. What the provider could not be told before is tried again."""
        found = _found(request, id)
        _may_start(request)
        changed = connections.change(found, request.data)
        reporting.tell_again(changed)
        return _shown(changed)

    @extend_schema(operation_id="connections_delete", responses={204: None})
    def delete(self, request: Request, id: UUID) -> Response:
        """Forget it and its secrets. Its receipts and runs stay; runs under way are no longer told to the provider."""
        connections.delete(_found(request, id))
        return Response(status=204)


class RotateConnectionView(APIView):
    scopes = {"POST": "connections:write"}

    @extend_schema(operation_id="connections_rotate", request=None, responses=ConnectionMadeSerializer)
    def post(self, request: Request, id: UUID) -> Response:
        """A new secret, shown this once; the one before is taken too, for 24 hours."""
        found = _found(request, id)
        secret = connections.rotate(found)
        body = ConnectionMadeSerializer(found, context={"secret": secret}).data
        return Response(body, headers={"Cache-Control": "no-store"})


class TestConnectionView(APIView):
    scopes = {"POST": "connections:write"}

    @extend_schema(operation_id="connections_test", request=None, responses=ConnectionSerializer)
    def post(self, request: Request, id: UUID) -> Response:
        """Ask the provider's API for the connection's first repositories; `error_code` is empty when all can be seen."""
        found = _found(request, id)
        probing.probe(found)
        return _shown(_found(request, id))


def _found(request: Request, id: UUID) -> Connection:
    return connections.find(caller_of(request).project_id, id)


def _shown(connection: Connection) -> Response:
    return Response(ConnectionSerializer(connection).data)


def _may_start(request: Request) -> None:
    body = request.data
    template = body.get("template") if isinstance(body, dict) else None
    triggering.check_template(caller_of(request), template if isinstance(template, dict) else None)
