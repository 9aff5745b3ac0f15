"""The waivers of a suite over HTTP: give, list, end."""

from uuid import UUID

from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from evalplatform.evaluations import waivers
from evalplatform.evaluations.models import Waiver
from evalplatform.projects.caller import caller_of
from external_api.parsers import body_of
from external_api.resources import suite_documents as documents
from external_api.resources.suite_documents import WaiverSerializer
from external_api.resources.suites import suite_of


class WaiversView(GenericAPIView[Waiver]):
    scopes = {"GET": "suites:read", "POST": "waivers:write"}
    serializer_class = WaiverSerializer

    @extend_schema(operation_id="suites_waivers", responses=WaiverSerializer(many=True))
    def get(self, request: Request, id: UUID) -> Response:
        """The waivers of a suite, newest first, those that have run out too."""
        page = self.paginate_queryset(waivers.listed(suite_of(request, id)))
        return self.get_paginated_response(WaiverSerializer(page or [], many=True).data)

    @extend_schema(operation_id="suites_add_waiver", request=documents.WaiverRequest, responses={201: WaiverSerializer})
    def post(self, request: Request, id: UUID) -> Response:
        """Let a failing metric pass until a time; who calls is who gave it. It never stands in for a missing verdict."""
        caller = caller_of(request)
        made = waivers.give_waiver(suite_of(request, id), body_of(request), user_id=caller.user_id, key_prefix=caller.key_prefix)
        return Response(WaiverSerializer(made).data, status=201, headers={"Location": reverse("suite-waiver", args=[id, made.id])})


class WaiverView(APIView):
    scopes = {"DELETE": "waivers:write"}

    @extend_schema(operation_id="suites_remove_waiver", responses={204: None})
    def delete(self, request: Request, id: UUID, waiver: UUID) -> Response:
        """End a waiver before its time. Verdicts that it changed stay as they are."""
        waivers.end_waiver(suite_of(request, id), waiver)
        return Response(status=204)
