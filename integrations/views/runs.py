"""Runs over HTTP: list, watch, run again, cancel."""

from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from evalplatform.errors import InvalidInput, Problem
from evalplatform.projects.caller import caller_of
from integrations.ci import runs
from integrations.models import Run, RunState
from integrations.serializers.runs import RunSerializer

_TEXTS = ("repository", "sha", "branch")


class RunsView(GenericAPIView[Run]):
    scopes = {"GET": "evaluations:read"}
    serializer_class = RunSerializer
    parameters = ("state", *_TEXTS)

    @extend_schema(
        operation_id="runs_list",
        parameters=[
            OpenApiParameter("state", OpenApiTypes.STR, enum=RunState.values),
            OpenApiParameter("repository", OpenApiTypes.STR, description="owner/name"),
            OpenApiParameter("sha", OpenApiTypes.STR),
            OpenApiParameter("branch", OpenApiTypes.STR),
        ],
        responses=RunSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """The project's runs, newest first."""
        found = Run.objects.filter(project_id=caller_of(request).project_id).prefetch_related("checks")
        page = self.paginate_queryset(_filtered(request, found))
        return self.get_paginated_response(RunSerializer(page or [], many=True).data)


class RunView(APIView):
    scopes = {"GET": "evaluations:read"}

    @extend_schema(operation_id="runs_retrieve", responses=RunSerializer)
    def get(self, request: Request, id: UUID) -> Response:
        """One run: its suites, their verdicts, and how far the provider has been told."""
        return Response(RunSerializer(_found(request, id)).data)


class RerunView(APIView):
    scopes = {"POST": "ci:trigger"}

    @extend_schema(
        operation_id="runs_rerun",
        request=None,
        responses={202: RunSerializer, 409: OpenApiResponse(None, "`not_ended`: cancel it, or wait")},
    )
    def post(self, request: Request, id: UUID) -> Response:
        """Evaluate the same commit once more, as a run of its own."""
        caller = caller_of(request)
        made = runs.rerun(_found(request, id), user_id=caller.user_id, key_prefix=caller.key_prefix)
        return Response(RunSerializer(made).data, status=202, headers={"Location": reverse("run", args=[made.id])})


class CancelRunView(APIView):
    scopes = {"POST": "ci:trigger"}

    @extend_schema(operation_id="runs_cancel", request=None, responses={200: RunSerializer, 409: OpenApiResponse(None, "`already_ended`")})
    def post(self, request: Request, id: UUID) -> Response:
        """End a run and its evaluations now."""
        return Response(RunSerializer(runs.cancel(_found(request, id))).data)


def _found(request: Request, id: UUID) -> Run:
    return runs.find(caller_of(request).project_id, id)


def _filtered(request: Request, rows: QuerySet[Run]) -> QuerySet[Run]:
    state = request.query_params.get("state")
    if state is not None and state not in RunState.values:
        raise InvalidInput(Problem("/state", f"state is one of {', '.join(RunState.values)}."), code="invalid_parameter")
    given = {name: request.query_params[name] for name in ("state", *_TEXTS) if name in request.query_params}
    if any("\0" in value for value in given.values()):
        return rows.none()
    if "repository" in given:
        given["repository"] = given["repository"].lower()
    return rows.filter(**given)
