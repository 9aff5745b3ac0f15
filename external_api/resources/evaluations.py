"""Evaluations over HTTP: ask, watch, read results, send outputs, finish, cancel."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from evalplatform.errors import InvalidInput, NotFound, Problem
from evalplatform.evaluations import requests, submitting, suites
from evalplatform.evaluations.models import Evaluation, EvaluationState, Verdict
from evalplatform.evaluations.submitting import Outcome
from evalplatform.projects.caller import caller_of, count_items
from external_api import errors
from external_api.limits import items_limit
from external_api.parsers import body_of
from external_api.resources import evaluation_documents as documents
from external_api.resources import result_list
from external_api.resources.evaluation_documents import EvaluationSerializer

_CHOICES = {"state": EvaluationState.values, "verdict": Verdict.values}


class EvaluationsView(GenericAPIView[Evaluation]):
    scopes = {"GET": "evaluations:read", "POST": "evaluations:write"}
    serializer_class = EvaluationSerializer
    parameters = ("suite", "state", "branch", "verdict")

    @extend_schema(
        operation_id="evaluations_list",
        parameters=[
            OpenApiParameter("suite", OpenApiTypes.STR, description="id or name"),
            OpenApiParameter("state", OpenApiTypes.STR, enum=EvaluationState.values),
            OpenApiParameter("branch", OpenApiTypes.STR, description="of the commit"),
            OpenApiParameter("verdict", OpenApiTypes.STR, enum=Verdict.values),
        ],
        responses=EvaluationSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """The project's evaluations, newest first."""
        page = self.paginate_queryset(_filtered(request, Evaluation.objects.filter(project_id=caller_of(request).project_id)))
        return self.get_paginated_response(EvaluationSerializer(page or [], many=True).data)

    @extend_schema(operation_id="evaluations_create", request=documents.EvaluationRequestDocument, responses={202: EvaluationSerializer})
    def post(self, request: Request) -> Response:
        """Request an evaluation: of traces, of outputs that you send, or of an endpoint that the server asks. Follow `Location`."""
        caller = caller_of(request)
        made = requests.request_evaluation(caller.project_id, body_of(request), user_id=caller.user_id, key_prefix=caller.key_prefix)
        return Response(EvaluationSerializer(made).data, status=202, headers={"Location": reverse("evaluation", args=[made.id])})


class EvaluationView(APIView):
    scopes = {"GET": "evaluations:read"}

    @extend_schema(operation_id="evaluations_retrieve", responses=EvaluationSerializer)
    def get(self, request: Request, id: UUID) -> Response:
        """One evaluation with its progress, and once it is completed its summary."""
        return Response(EvaluationSerializer(_found(request, id)).data)


class CancelEvaluationView(APIView):
    scopes = {"POST": "evaluations:write"}

    @extend_schema(operation_id="evaluations_cancel", request=None, responses=EvaluationSerializer)
    def post(self, request: Request, id: UUID) -> Response:
        """End an evaluation now. What is scored stays."""
        return Response(EvaluationSerializer(requests.cancel(_found(request, id))).data)


class OutputsView(APIView):
    scopes = {"POST": "evaluations:write"}
    refuses_flaws_itself = True  # one half of an emoji in a list of a thousand outputs costs one output

    @extend_schema(
        operation_id="evaluations_add_outputs",
        request=documents.OutputDocument(many=True),
        examples=[OpenApiExample("an output", documents.OUTPUT_EXAMPLE, request_only=True)],
        responses={200: documents.OutputsTaken, 207: documents.OutputsTaken, (422, errors.MEDIA_TYPE): documents.ALL_REFUSED},
    )
    def post(self, request: Request, id: UUID) -> Response:
        """Send up to 1,000 outputs, idempotent by example and repeat. The evaluation completes when every example has its output.

        200 when all are in, 207 when some are, 422 when none is; an output that differs from one that is scored is a `conflict`.
        """
        evaluation = _found(request, id)
        items = _items(request)
        count_items(request, len(items))
        return _answer(request, submitting.submit_outputs(evaluation, items))


class FinishView(APIView):
    scopes = {"POST": "evaluations:write"}

    @extend_schema(operation_id="evaluations_finish", request=None, responses={202: EvaluationSerializer})
    def post(self, request: Request, id: UUID) -> Response:
        """Say that all outputs are sent. Examples without one become errored (`no_output`), and the evaluation completes."""
        submitting.finish(_found(request, id))
        return Response(EvaluationSerializer(_found(request, id)).data, status=202, headers={"Location": reverse("evaluation", args=[id])})


class ResultsView(APIView):
    scopes = {"GET": "evaluations:read"}

    @extend_schema(operation_id="evaluations_results", parameters=result_list.DESCRIBED, responses=documents.ResultPage)
    def get(self, request: Request, id: UUID) -> Response:
        """The results of an evaluation, newest first; with `worst` those with the worst values of a metric, the worst first."""
        return Response(result_list.page(request, _found(request, id)))


def _found(request: Request, id: UUID) -> Evaluation:
    return requests.find(caller_of(request).project_id, id)


def _filtered(request: Request, rows: QuerySet[Evaluation]) -> QuerySet[Evaluation]:
    asked = request.query_params
    for name, choices in _CHOICES.items():
        if (value := asked.get(name)) is None:
            continue
        if value not in choices:
            raise InvalidInput(Problem(f"/{name}", f"{name} is one of {', '.join(choices)}.", "choice"), code="invalid_parameter")
        rows = rows.filter(**{name: value})
    if (branch := asked.get("branch")) is not None:
        rows = rows.filter(branch=branch)
    if (suite := asked.get("suite")) is not None:
        rows = rows.filter(suite=_suite(request, suite))
    return rows


def _suite(request: Request, named: str) -> Any:
    try:
        return suites.find(caller_of(request).project_id, named)
    except NotFound:
        problem = Problem("/suite", "There is no such suite in this project.", "unknown_suite")
        raise InvalidInput(problem, code="invalid_parameter") from None


def _items(request: Request) -> list[Any]:
    body = body_of(request)
    items = [body] if isinstance(body, dict) else body
    if not isinstance(items, list):
        raise InvalidInput(Problem("", "The body is a list of outputs, or one.", "wrong_type"))
    if not items:
        raise InvalidInput(Problem("", "The list is empty.", "empty"), code="no_items")
    most, whose = items_limit(caller_of(request))
    if len(items) > most:
        detail = f"The list has {len(items)} items; at most {most} are taken at once{whose}."
        raise InvalidInput(Problem("", detail, "too_many_items"), code="too_many_items")
    return items


def _answer(request: Request, outcomes: Sequence[Outcome]) -> Response:
    counts = Counter[str](one.status for one in outcomes)
    failed = counts["refused"] + counts["conflict"]
    body = {
        **{status: counts[status] for status in documents.STATUSES},
        "results": [
            {"index": one.index, "status": one.status, "id": one.id, "errors": [asdict(problem) for problem in one.problems]}
            for one in outcomes
        ],
    }
    if failed < len(outcomes):
        return Response(body, status=207 if failed else 200)
    problems = tuple(replace(problem, pointer=f"/{one.index}{problem.pointer}") for one in outcomes for problem in one.problems)
    refused = errors.problem(request, 422, "all_refused", "No output could be taken; see errors.", problems=problems, **body)
    return Response(refused, status=422, content_type=errors.MEDIA_TYPE)
