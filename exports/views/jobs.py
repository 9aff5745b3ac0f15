"""Jobs over HTTP: ask, list, watch, cancel, measure."""

from typing import Any
from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from evalplatform.projects.caller import caller_of
from exports import job_list, job_metrics, job_requests
from exports.models import Export, Job
from exports.serializers.jobs import JobMetricsSerializer, JobRequestSerializer, JobSerializer, JobWithResultSerializer
from exports.views import examples


class JobsView(GenericAPIView[Any]):
    scopes = {"GET": "jobs:read", "POST": "jobs:write"}
    heavy = {"POST": "exports"}
    serializer_class = JobSerializer
    parameters = ("kind", "state")

    @extend_schema(
        operation_id="jobs_list",
        parameters=[
            OpenApiParameter("kind", OpenApiTypes.STR, enum=job_requests.KINDS),
            OpenApiParameter("state", OpenApiTypes.STR, enum=job_list.STATES),
        ],
        responses=JobSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """The project's jobs of all kinds, newest first, without their results."""
        asked = {name: request.query_params.get(name) for name in self.parameters}
        found: Any = job_list.of_project(caller_of(request).project_id, **asked)
        page: Any = job_list.shown(self.paginate_queryset(found) or [])
        return self.get_paginated_response(JobSerializer(page, many=True, context={"request": request}).data)

    @extend_schema(
        operation_id="jobs_create", request=JobRequestSerializer, responses={202: JobWithResultSerializer}, examples=examples.JOB
    )
    def post(self, request: Request) -> Response:
        """Request an export, an analysis or a cleanup; follow `Location` to watch it. Each needs the scope of what it does too."""
        answer = _shown(request, job_requests.request_job(caller_of(request), request.data))
        return Response(answer, status=202, headers={"Location": answer["url"]})


class JobView(APIView):
    scopes = {"GET": "jobs:read"}

    @extend_schema(operation_id="jobs_retrieve", responses=JobWithResultSerializer)
    def get(self, request: Request, id: UUID) -> Response:
        """State, progress and result of one job."""
        return Response(_shown(request, job_requests.find(caller_of(request).project_id, id)))


class CancelView(APIView):
    scopes = {"POST": "jobs:write"}

    @extend_schema(operation_id="jobs_cancel", request=None, responses=JobWithResultSerializer)
    def post(self, request: Request, id: UUID) -> Response:
        """End a job now; 409 when it has ended already. What a cleanup has deleted stays deleted."""
        return Response(_shown(request, job_requests.cancel(caller_of(request), id)))


class MetricsView(APIView):
    scopes = {"GET": "jobs:read"}

    @extend_schema(
        operation_id="jobs_metrics",
        parameters=[OpenApiParameter("hours", OpenApiTypes.INT, description="of jobs requested in so many last hours; 1 to 720, or 24")],
        responses=JobMetricsSerializer,
    )
    def get(self, request: Request) -> Response:
        """How the project's jobs fare: durations, rates, queues, memory, time in the database. Computed from their rows."""
        hours = job_metrics.hours(request.query_params.dict())
        return Response(JobMetricsSerializer(job_metrics.of_project(caller_of(request).project_id, hours=hours)).data)


def _shown(request: Request, job: Job | Export) -> dict[str, Any]:
    (one,) = job_list.shown([job], results=True)
    return dict(JobWithResultSerializer(one, context={"request": request}).data)
