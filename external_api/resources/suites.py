"""Suites over HTTP: make, list, change, delete."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.exceptions import PermissionDenied
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from evalplatform.errors import InvalidInput
from evalplatform.evaluations import suites
from evalplatform.evaluations.models import Suite
from evalplatform.exact_json import find_flaw_of_text
from evalplatform.projects.caller import caller_of
from external_api.parsers import body_of
from external_api.resources import suite_documents as documents
from external_api.resources.suite_documents import SuiteSerializer

EVALUATES = "evaluations:write"


class SuitesView(GenericAPIView[Suite]):
    scopes = {"GET": "suites:read", "POST": "suites:write"}
    serializer_class = SuiteSerializer
    parameters = ("name",)

    @extend_schema(
        operation_id="suites_list",
        parameters=[OpenApiParameter("name", OpenApiTypes.STR, description="only the one of this name")],
        responses=SuiteSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """The project's suites, newest first."""
        page = self.paginate_queryset(_named(request, suites.listed(caller_of(request).project_id)))
        return self.get_paginated_response(SuiteSerializer(page or [], many=True).data)

    @extend_schema(
        operation_id="suites_create",
        request=documents.SuiteRequest,
        responses={201: SuiteSerializer, 409: OpenApiResponse(None, "`name_taken`: another suite has this name")},
    )
    def post(self, request: Request) -> Response:
        """Keep a suite. One with an endpoint or a judge needs `evaluations:write` too; keys are sealed and never shown again."""
        body = body_of(request)
        _check_right(request, body)
        made = suites.create_suite(caller_of(request).project_id, body)
        return Response(SuiteSerializer(made).data, status=201, headers={"Location": reverse("suite", args=[made.id])})


class SuiteView(APIView):
    scopes = {"GET": "suites:read", "PATCH": "suites:write", "DELETE": "suites:write"}

    @extend_schema(operation_id="suites_retrieve", responses=SuiteSerializer)
    def get(self, request: Request, id: UUID) -> Response:
        """One suite, without its keys."""
        return Response(SuiteSerializer(suite_of(request, id)).data)

    @extend_schema(
        operation_id="suites_update",
        request=documents.SuiteRequest(partial=True),
        responses={200: SuiteSerializer, 409: OpenApiResponse(None, "`name_taken`: another suite has this name")},
    )
    def patch(self, request: Request, id: UUID) -> Response:
        """Change what the body names. A key stays unless another one or null is sent; another address needs it again."""
        suite, body = suite_of(request, id), body_of(request)
        _check_right(request, body)
        return Response(SuiteSerializer(suites.change_suite(suite, body)).data)

    @extend_schema(
        operation_id="suites_destroy",
        responses={204: None, 409: OpenApiResponse(None, "`suite_in_use`: an evaluation of it has not ended, or a connection names it")},
    )
    def delete(self, request: Request, id: UUID) -> Response:
        """Delete a suite with its waivers. Its evaluations stay, and are no baselines of a branch any more."""
        suites.delete_suite(suite_of(request, id))
        return Response(status=204)


def suite_of(request: Request, id: UUID) -> Suite:
    return suites.find_by_id(caller_of(request).project_id, id)


def _check_right(request: Request, body: Any) -> None:
    """What says where data are sent needs the right to have them sent. What is out of shape is refused later, and says where."""
    if not isinstance(body, dict):
        return
    target = body.get("target")
    sends = body.get("judge") is not None or (isinstance(target, dict) and target.get("endpoint") is not None)
    if sends and EVALUATES not in caller_of(request).scopes:
        raise PermissionDenied(
            f"A suite with an endpoint or a judge sends data to them, which needs {EVALUATES} too.", code="missing_scope"
        )


def _named(request: Request, rows: QuerySet[Suite]) -> QuerySet[Suite]:
    name = request.query_params.get("name")
    if name is None:
        return rows
    if flaw := find_flaw_of_text(name, "/name"):
        raise InvalidInput(flaw, code="invalid_parameter")
    return rows.filter(name=name)
