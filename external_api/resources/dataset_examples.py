"""The examples of a dataset over HTTP: list by version, put in, take out, from traces, from a file."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import orjson
from django.conf import settings
from django.db import connection
from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from evalplatform import filtering
from evalplatform.errors import InvalidInput, NotFound, Problem
from evalplatform.evaluations import datasets
from evalplatform.evaluations.datasets import from_traces, listing
from evalplatform.evaluations.datasets.changing import Asked
from evalplatform.evaluations.datasets.files.loading import change_by_file
from evalplatform.evaluations.fields import EXAMPLES
from evalplatform.evaluations.models import Dataset
from evalplatform.exact_json import NotJSON, loads
from evalplatform.fields import columns_of, select_json
from evalplatform.projects.caller import caller_of, count_items
from external_api.limits import body_limit, items_limit
from external_api.pagination import PARAMETERS, Question, json_page
from external_api.resources import dataset_documents as documents
from external_api.resources import dataset_files as files
from external_api.resources.datasets import dataset_of, object_of

DRAFT = "draft"
_COLUMNS = columns_of(EXAMPLES.listed)


class ExamplesView(APIView):
    scopes = {"GET": "datasets:read", "POST": "datasets:write"}

    @extend_schema(
        operation_id="datasets_examples",
        parameters=[
            OpenApiParameter("version", OpenApiTypes.STR, description=f"a number, or `{DRAFT}`; the latest when not given"),
            OpenApiParameter("filter", OpenApiTypes.STR, description="the filter language, as JSON, over the fields of examples"),
            *(OpenApiParameter(name, one["schema"], description=one["description"]) for name, one in PARAMETERS.items()),
        ],
        responses={200: documents.ExamplePage, 409: OpenApiResponse(None, "`nothing_published`: there is only a draft")},
    )
    def get(self, request: Request, id: UUID) -> Response:
        """The examples of a version, newest first."""
        question = Question.of(request, parameters=("version", "filter"))
        rows = _of_version(dataset_of(request, id), request.query_params.get("version"))
        return Response(json_page(question, _filtered(request, rows), _COLUMNS))

    @extend_schema(operation_id="datasets_change", request=documents.ExamplesRequest, responses=documents.ChangeDocument)
    def post(self, request: Request, id: UUID) -> Response:
        """Put up to 1,000 examples in and take others out, as one new version; all of it or nothing.

        The same `external_id` with the same content changes nothing, and where nothing has changed there is no new version.
        """
        body = object_of(request)
        most, whose = items_limit(caller_of(request))
        change = listing.change_by_list(dataset_of(request, id), body, most=most, whose=whose)
        return _answer(request, change)


class ExampleView(APIView):
    scopes = {"GET": "datasets:read", "DELETE": "datasets:write"}

    @extend_schema(operation_id="datasets_example", responses=documents.ExampleDocument)
    def get(self, request: Request, id: UUID, example: UUID) -> Response:
        """One example, of whichever version."""
        rows = EXAMPLES.rows(caller_of(request).project_id).filter(dataset_id=id, id=example)
        with connection.cursor() as cursor:
            cursor.execute(*select_json(rows, _COLUMNS))
            found = cursor.fetchone()
        if found is None:
            raise NotFound
        return Response(orjson.Fragment(found[0]))

    @extend_schema(operation_id="datasets_remove_example", responses={204: None})
    def delete(self, request: Request, id: UUID, example: UUID) -> Response:
        """Take one example out, as a new version. Earlier versions keep it."""
        try:
            datasets.change_examples(dataset_of(request, id), (), Asked(remove=(example,)))
        except InvalidInput as error:
            raise NotFound("The dataset has no such example, or it was removed before.") from error
        return Response(status=204)


class FromTracesView(APIView):
    scopes = {"POST": ("datasets:write", "traces:read")}

    @extend_schema(operation_id="datasets_from_traces", request=documents.FromTracesRequest, responses=documents.ChangeDocument)
    def post(self, request: Request, id: UUID) -> Response:
        """Make examples of traces, as one new version: their input, and their reference or output. Up to 100,000, the newest.

        An example has its trace's id as `external_id` and, beside the trace's metadata, `trace_id`.
        """
        body = object_of(request)
        return _answer(request, from_traces.change_by_traces(dataset_of(request, id), body))


class FilesView(APIView):
    scopes = {"POST": "datasets:write"}
    parser_classes = [files.FileParser]

    @extend_schema(
        operation_id="datasets_add_file",
        parameters=documents.FILE_PARAMETERS,
        request=documents.FILE_BODY,
        examples=[OpenApiExample("rows as JSON", documents.EXAMPLES, request_only=True, media_type="application/json")],
        responses=documents.ChangeDocument,
    )
    def post(self, request: Request, id: UUID) -> Response:
        """Put the rows of a file in, as one new version: JSONL, JSON, CSV or Parquet, as the body or as a form's file. All or none.

        Problems name the line, such as `/lines/7/input`, up to 100 of them.
        """
        dataset = dataset_of(request, id)
        limit, _ = body_limit(request, settings.INGEST_MAX_BYTES)
        file, asked = files.asked_of(request, limit)
        return _answer(request, change_by_file(dataset, file, asked))


def _answer(request: Request, change: datasets.Change) -> Response:
    count_items(request, change.created + change.replaced + change.unchanged + change.removed)
    return Response(documents.change_document(change))


def _of_version(dataset: Dataset, version: str | None) -> QuerySet[Any]:
    """In the declaration's own form, so that its fields can be read."""
    if version == DRAFT:
        return datasets.draft_of(dataset)
    if version is not None and not (version.isascii() and version.isdecimal() and len(version) <= 9):
        problem = Problem("/version", f"version is the number of a version, or {DRAFT}.")
        raise InvalidInput(problem, code="invalid_parameter")
    return datasets.examples_of(dataset, datasets.version_of(dataset, None if version is None else int(version)).number)


def _filtered(request: Request, rows: QuerySet[Any]) -> QuerySet[Any]:
    for text in request.query_params.getlist("filter"):
        try:
            rows = rows.filter(filtering.build(EXAMPLES, loads(text)))
        except NotJSON as error:
            raise InvalidInput(Problem("/filter", f"The filter is not JSON: {error}", "malformed_filter"), code="invalid_filter") from None
        except InvalidInput as error:
            raise InvalidInput(*(replace(one, pointer=f"/filter{one.pointer}") for one in error.problems), code=error.code) from None
    return rows
