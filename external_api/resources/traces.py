"""Traces over HTTP: list, send, read, delete."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any
from uuid import UUID

import orjson
from django.db import connection
from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from evalplatform import filtering
from evalplatform.errors import InvalidInput, NotFound, Problem
from evalplatform.exact_json import NotJSON, find_flaw_of_text, loads
from evalplatform.fields import Column, columns_of, select_json
from evalplatform.projects.caller import caller_of, count_items
from evalplatform.tracing.amend import add_scores, delete_trace, delete_traces_of
from evalplatform.tracing.fields import SHOWN, SPANS, TRACES
from evalplatform.tracing.ingest import Outcome, store
from external_api import errors
from external_api.limits import items_limit
from external_api.pagination import PARAMETERS, Question, json_page
from external_api.parsers import body_of
from external_api.resources import trace_documents as documents
from external_api.resources.trace_filters import TraceFilters

_COLUMNS = columns_of(SHOWN)
_SPAN_COLUMNS = columns_of(tuple(field for field in SPANS.listed if field.name != "trace_id"))


class TracesView(APIView):
    scopes = {"GET": "traces:read", "POST": "traces:write", "DELETE": "traces:delete"}
    refuses_flaws_itself = True  # one half of an emoji in a list of a thousand traces costs one trace

    @extend_schema(
        operation_id="traces_list",
        parameters=[
            OpenApiParameter("filter", OpenApiTypes.STR, description="the filter language, as JSON"),
            *(
                OpenApiParameter(name, OpenApiTypes.STR, description=str(one.extra["help_text"]))
                for name, one in TraceFilters.base_filters.items()
            ),
            *(OpenApiParameter(name, one["schema"], description=one["description"]) for name, one in PARAMETERS.items()),
        ],
        responses=documents.TracePage,
    )
    def get(self, request: Request) -> Response:
        """The project's traces without their spans, newest first."""
        question = Question.of(request, parameters=("filter", *TraceFilters.base_filters))
        rows = _plain(request, _filtered(request, TRACES.rows(caller_of(request).project_id)))
        return Response(json_page(question, rows, _COLUMNS))

    @extend_schema(
        operation_id="traces_create",
        request=documents.TRACES_SENT,
        responses={200: documents.Stored, 207: documents.Stored, (422, errors.MEDIA_TYPE): documents.ALL_REFUSED},
        examples=documents.TRACES_EXAMPLES,
    )
    def post(self, request: Request) -> Response:
        """Send one trace or a list of up to 1,000. The same `external_id` again replaces the trace.

        200 when all are in, 207 when some are, 422 when none is; `results` has one entry for each, in order.
        """
        body = body_of(request)
        outcomes = store(caller_of(request).project_id, _items(request, body))
        if isinstance(body, list):
            outcomes = [_pointing_into_list(outcome) for outcome in outcomes]
        return _answer(request, outcomes)

    @extend_schema(
        operation_id="traces_destroy_of_user",
        parameters=[OpenApiParameter("user_id", OpenApiTypes.STR, required=True, description="whose traces")],
        responses={200: documents.Deleted},
    )
    def delete(self, request: Request) -> Response:
        """Delete all traces of one user with their spans and scores, for good. Exports that hold one of them become stale."""
        user_id = request.query_params.get("user_id", "")
        if set(request.query_params) != {"user_id"} or not user_id or len(request.query_params.getlist("user_id")) > 1:
            raise InvalidInput(Problem("/user_id", "Say whose traces to delete, by one user_id and nothing else.", "missing"))
        if flaw := find_flaw_of_text(user_id, "/user_id"):
            raise InvalidInput(flaw)
        return Response({"deleted": delete_traces_of(caller_of(request).project_id, user_id)})


class TraceView(APIView):
    scopes = {"GET": "traces:read", "DELETE": "traces:delete"}

    @extend_schema(operation_id="traces_retrieve", responses=documents.TraceWithSpans)
    def get(self, request: Request, id: UUID) -> Response:
        """One trace with its spans."""
        project_id = caller_of(request).project_id
        found = _written(TRACES.rows(project_id).filter(id=id), _COLUMNS)
        if not found:
            raise NotFound
        spans = _written(SPANS.rows(project_id).filter(trace_id=id), _SPAN_COLUMNS)
        return Response(orjson.Fragment(f'{found[0][:-1]},"spans":[{",".join(spans)}]}}'))

    @extend_schema(operation_id="traces_destroy", responses={204: None})
    def delete(self, request: Request, id: UUID) -> Response:
        """Delete one trace with its spans and scores, for good."""
        delete_trace(caller_of(request).project_id, id)
        return Response(status=204)


class TraceScoresView(APIView):
    scopes = {"POST": "traces:write"}

    @extend_schema(
        operation_id="traces_add_scores",
        request=documents.SCORES_SENT,
        responses=documents.TraceScores,
        examples=documents.SCORES_EXAMPLES,
    )
    def post(self, request: Request, id: UUID) -> Response:
        """Add one score or a list of them; all go in, or none. One of the same name and source replaces the old one.

        The answer holds all scores of the trace as they are then.
        """
        body = body_of(request)
        try:
            scores = add_scores(caller_of(request).project_id, id, _items(request, body))
        except InvalidInput as error:
            if isinstance(body, list):
                raise
            problems = (replace(one, pointer=one.pointer.removeprefix("/0")) for one in error.problems)
            raise InvalidInput(*problems, code=error.code) from None
        count_items(request, len(body) if isinstance(body, list) else 1)
        return Response({"scores": scores})


def _filtered(request: Request, rows: QuerySet[Any]) -> QuerySet[Any]:
    for text in request.query_params.getlist("filter"):
        try:
            rows = rows.filter(filtering.build(TRACES, loads(text)))
        except NotJSON as error:
            raise InvalidInput(Problem("/filter", f"The filter is not JSON: {error}", "malformed_filter"), code="invalid_filter") from None
        except InvalidInput as error:
            raise InvalidInput(*(replace(one, pointer=f"/filter{one.pointer}") for one in error.problems), code=error.code) from None
    return rows


def _plain(request: Request, rows: QuerySet[Any]) -> QuerySet[Any]:
    if request.query_params.keys().isdisjoint(TraceFilters.base_filters):  # making its form takes longer than the query
        return rows
    filters = TraceFilters(request.query_params, rows)
    if not filters.is_valid():
        problems = (Problem(f"/{name}", str(said), "wrong_type") for name, all_said in filters.errors.items() for said in all_said)
        raise InvalidInput(*problems, code="invalid_filter")
    found: QuerySet[Any] = filters.qs
    return found


def _written(rows: QuerySet[Any], columns: tuple[Column, ...]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(*select_json(rows, columns))
        return [text for (text,) in cursor.fetchall()]


def _items(request: Request, body: Any) -> list[Any]:
    if isinstance(body, dict):
        return [body]
    if not isinstance(body, list):
        raise InvalidInput(Problem("", "The body is an object or a list of objects.", "wrong_type"))
    if not body:
        raise InvalidInput(Problem("", "The list is empty.", "empty"), code="no_items")
    most, whose = items_limit(caller_of(request))
    if len(body) > most:
        detail = f"The list has {len(body)} items; at most {most} are taken at once{whose}."
        raise InvalidInput(Problem("", detail, "too_many_items"), code="too_many_items")
    return body


def _pointing_into_list(outcome: Outcome) -> Outcome:
    problems = tuple(replace(one, pointer=f"/{outcome.index}{one.pointer}") for one in outcome.problems)
    return replace(outcome, problems=problems) if problems else outcome


def _answer(request: Request, outcomes: Sequence[Outcome]) -> Response:
    counts = Counter[str](outcome.status for outcome in outcomes)
    count_items(request, len(outcomes) - counts["refused"])
    body = {
        **{status: counts[status] for status in documents.STATUSES},
        "results": [
            {"index": one.index, "status": one.status, "id": one.id, "errors": [asdict(problem) for problem in one.problems]}
            for one in outcomes
        ],
    }
    if counts["refused"] < len(outcomes):
        return Response(body, status=207 if counts["refused"] else 200)
    problems = tuple(problem for outcome in outcomes for problem in outcome.problems)
    failed = errors.problem(request, 422, "all_refused", "No item could be taken; see errors.", problems=problems, **body)
    return Response(failed, status=422, content_type=errors.MEDIA_TYPE)
