"""Destinations over HTTP: keep, change, test."""

from uuid import UUID

from django.urls import reverse
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from evalplatform.projects.caller import caller_of
from exports import destinations
from exports.models import Destination
from exports.serializers.destinations import DestinationChangeSerializer, DestinationRequestSerializer, DestinationSerializer
from exports.views import examples

_IN_USE = OpenApiResponse(None, "`destination_in_use`: exports are on their way there, or a schedule names it; `name_taken`")


class DestinationsView(GenericAPIView[Destination]):
    scopes = {"GET": "destinations:read", "POST": "destinations:write"}
    serializer_class = DestinationSerializer

    @extend_schema(operation_id="destinations_list", responses=DestinationSerializer(many=True))
    def get(self, request: Request) -> Response:
        """The project's destinations, newest first."""
        page = self.paginate_queryset(Destination.objects.filter(project_id=caller_of(request).project_id, deleted_at__isnull=True))
        return self.get_paginated_response(DestinationSerializer(page or [], many=True).data)

    @extend_schema(
        operation_id="destinations_create",
        request=DestinationRequestSerializer,
        responses={201: DestinationSerializer},
        examples=examples.DESTINATION,
    )
    def post(self, request: Request) -> Response:
        """Keep a place that exports can go to. Its secrets are sealed and never shown again."""
        destination = destinations.create(project_id=caller_of(request).project_id, body=request.data)
        headers = {"Location": reverse("destination", args=[destination.id])}
        return Response(DestinationSerializer(destination).data, status=201, headers=headers)


class DestinationView(APIView):
    scopes = {"GET": "destinations:read", "PATCH": "destinations:write", "DELETE": "destinations:write"}

    @extend_schema(operation_id="destinations_retrieve", responses=DestinationSerializer)
    def get(self, request: Request, id: UUID) -> Response:
        """One destination."""
        return _shown(_found(request, id))

    @extend_schema(
        operation_id="destinations_update",
        request=DestinationChangeSerializer,
        responses={200: DestinationSerializer, 409: _IN_USE},
        examples=examples.DESTINATION_CHANGE,
    )
    def patch(self, request: Request, id: UUID) -> Response:
        """Change what the body names. Another address needs the secrets again; settings stay while exports are on their way there (409)."""
        return _shown(destinations.update(_found(request, id), body=request.data))

    @extend_schema(operation_id="destinations_delete", responses={204: None, 409: _IN_USE})
    def delete(self, request: Request, id: UUID) -> Response:
        """Forget it and its secrets; what lies there stays. 409 while an export is on its way there, or a schedule names it."""
        destinations.delete(_found(request, id))
        return Response(status=204)


class TestView(APIView):
    scopes = {"POST": "destinations:write"}

    @extend_schema(operation_id="destinations_test", request=None, responses=DestinationSerializer)
    def post(self, request: Request, id: UUID) -> Response:
        """Write a small file there and remove it (over HTTP it stays). `test` says whether it worked, and if not what to mend."""
        return _shown(destinations.test(_found(request, id)))


def _found(request: Request, id: UUID) -> Destination:
    return destinations.find(caller_of(request).project_id, id)


def _shown(destination: Destination) -> Response:
    return Response(DestinationSerializer(destination).data)
