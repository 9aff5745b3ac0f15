"""Datasets over HTTP: make, list, rename, delete, and their versions."""

from typing import Any
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
from evalplatform.evaluations import datasets
from evalplatform.evaluations.datasets import listing
from evalplatform.evaluations.models import Dataset, DatasetVersion
from evalplatform.exact_json import find_flaw_of_text
from evalplatform.projects.caller import caller_of
from external_api.parsers import body_of
from external_api.resources import dataset_documents as documents
from external_api.resources.dataset_documents import DatasetSerializer, VersionSerializer


class DatasetsView(GenericAPIView[Dataset]):
    scopes = {"GET": "datasets:read", "POST": "datasets:write"}
    serializer_class = DatasetSerializer
    parameters = ("name",)

    @extend_schema(
        operation_id="datasets_list",
        parameters=[OpenApiParameter("name", OpenApiTypes.STR, description="only the one of this name")],
        responses=DatasetSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """The project's datasets, newest first."""
        page = self.paginate_queryset(_named(request, datasets.listed(caller_of(request).project_id)))
        return self.get_paginated_response(DatasetSerializer(page or [], many=True).data)

    @extend_schema(operation_id="datasets_create", request=documents.DatasetRequest, responses={201: documents.DatasetWithDraft})
    def post(self, request: Request) -> Response:
        """Make a dataset, still without examples."""
        made = datasets.create_dataset(caller_of(request).project_id, object_of(request))
        return Response(_document(made), status=201, headers={"Location": reverse("dataset", args=[made.id])})


class DatasetView(APIView):
    scopes = {"GET": "datasets:read", "PATCH": "datasets:write", "DELETE": "datasets:write"}

    @extend_schema(operation_id="datasets_retrieve", responses=documents.DatasetWithDraft)
    def get(self, request: Request, id: UUID) -> Response:
        """One dataset, and what waits in its draft."""
        return Response(_document(dataset_of(request, id)))

    @extend_schema(
        operation_id="datasets_update",
        request=documents.DatasetRequest,
        responses={200: documents.DatasetWithDraft, 409: OpenApiResponse(None, "`name_taken`: another dataset has this name")},
    )
    def patch(self, request: Request, id: UUID) -> Response:
        """Change name, description or both."""
        return Response(_document(datasets.rename_dataset(dataset_of(request, id), object_of(request))))

    @extend_schema(operation_id="datasets_destroy", responses={204: None, 409: OpenApiResponse(None, "`dataset_in_use`: a suite names it")})
    def delete(self, request: Request, id: UUID) -> Response:
        """Delete a dataset with all its versions. 409 while a suite names it. Evaluations of it stay, with what their results hold."""
        datasets.delete_dataset(dataset_of(request, id))
        return Response(status=204)


class VersionsView(GenericAPIView[DatasetVersion]):
    scopes = {"GET": "datasets:read", "POST": "datasets:write"}
    serializer_class = VersionSerializer

    @extend_schema(operation_id="datasets_versions", responses=VersionSerializer(many=True))
    def get(self, request: Request, id: UUID) -> Response:
        """The versions of a dataset, newest first. A version never changes."""
        page = self.paginate_queryset(DatasetVersion.objects.filter(dataset=dataset_of(request, id)))
        return self.get_paginated_response(VersionSerializer(page or [], many=True).data)

    @extend_schema(operation_id="datasets_publish", request=documents.VersionRequest, responses={201: VersionSerializer})
    def post(self, request: Request, id: UUID) -> Response:
        """Publish the draft as the next version. 409 when nothing has changed since the last one."""
        note = listing.parse_note(object_of(request))
        made = datasets.publish_draft(dataset_of(request, id), note=note)
        headers = {"Location": f"{reverse('dataset-examples', args=[id])}?version={made.number}"}
        return Response(VersionSerializer(made).data, status=201, headers=headers)


def dataset_of(request: Request, id: UUID) -> Dataset:
    return datasets.find_by_id(caller_of(request).project_id, id)


def object_of(request: Request) -> dict[str, Any]:
    body = body_of(request)
    if not isinstance(body, dict):
        raise InvalidInput(Problem("", "The body is an object.", "wrong_type"))
    return body


def _document(dataset: Dataset) -> Any:
    return documents.DatasetWithDraft(datasets.listed(dataset.project_id).get(id=dataset.id)).data


def _named(request: Request, rows: QuerySet[Dataset]) -> QuerySet[Dataset]:
    name = request.query_params.get("name")
    if name is None:
        return rows
    if flaw := find_flaw_of_text(name, "/name"):
        raise InvalidInput(flaw, code="invalid_parameter")
    return rows.filter(name=name)
