"""Schedules over HTTP: keep, change, run, pause."""

from typing import Any
from uuid import UUID

from django.urls import reverse
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from evalplatform.projects.caller import Caller, caller_of
from exports import rights, schedule_requests, schedules
from exports.models import Schedule
from exports.serializers.exports import ExportSerializer
from exports.serializers.schedules import ScheduleRequestSerializer, ScheduleSerializer
from exports.views import examples

STARTS_EXPORTS = ("schedules:write", "exports:write")


class SchedulesView(GenericAPIView[Schedule]):
    scopes = {"GET": "schedules:read", "POST": STARTS_EXPORTS}
    serializer_class = ScheduleSerializer

    @extend_schema(operation_id="schedules_list", responses=ScheduleSerializer(many=True))
    def get(self, request: Request) -> Response:
        """The project's schedules, newest first."""
        page = self.paginate_queryset(Schedule.objects.filter(project_id=caller_of(request).project_id))
        return self.get_paginated_response(ScheduleSerializer(page or [], many=True).data)

    @extend_schema(
        operation_id="schedules_create", request=ScheduleRequestSerializer, responses={201: ScheduleSerializer}, examples=examples.SCHEDULE
    )
    def post(self, request: Request) -> Response:
        """Keep an export that repeats; its first run is at its next slot."""
        caller = _who_may_export(request, request.data)
        schedule = schedule_requests.create(
            project_id=caller.project_id, body=request.data, user_id=caller.user_id, key_prefix=caller.key_prefix
        )
        return Response(ScheduleSerializer(schedule).data, status=201, headers={"Location": reverse("schedule", args=[schedule.id])})


class ScheduleView(APIView):
    scopes = {"GET": "schedules:read", "PATCH": STARTS_EXPORTS, "DELETE": "schedules:write"}

    @extend_schema(operation_id="schedules_retrieve", responses=ScheduleSerializer)
    def get(self, request: Request, id: UUID) -> Response:
        """One schedule with its next five moments."""
        return _shown(_found(request, id))

    @extend_schema(
        operation_id="schedules_update",
        request=ScheduleRequestSerializer(partial=True),
        responses={200: ScheduleSerializer, 409: OpenApiResponse(None, "`name_taken`: another schedule has this name")},
        examples=examples.SCHEDULE_CHANGE,
    )
    def patch(self, request: Request, id: UUID) -> Response:
        """Change what the body names. Another window, resource or filter starts over with all rows."""
        _who_may_export(request, request.data)
        return _shown(schedule_requests.update(_found(request, id), request.data))

    @extend_schema(operation_id="schedules_delete", responses={204: None})
    def delete(self, request: Request, id: UUID) -> Response:
        """No more runs. The exports that it made stay."""
        schedule_requests.delete(_found(request, id))
        return Response(status=204)


class RunView(APIView):
    scopes = {"POST": STARTS_EXPORTS}
    heavy = {"POST": "exports"}

    @extend_schema(operation_id="schedules_run", request=None, responses={202: ExportSerializer})
    def post(self, request: Request, id: UUID) -> Response:
        """Run it now, paused or not; 409 while an export of it has not ended."""
        schedule = _found(request, id)
        _who_may_export(request, {"request": schedule.request})
        export = schedules.run_now(schedule)
        body = ExportSerializer(export, context={"request": request}).data
        return Response(body, status=202, headers={"Location": reverse("export", args=[export.id])})


class PauseView(APIView):
    scopes = {"POST": "schedules:write"}

    @extend_schema(operation_id="schedules_pause", request=None, responses=ScheduleSerializer)
    def post(self, request: Request, id: UUID) -> Response:
        """No more runs until it is resumed; an export that is under way goes on."""
        return _shown(schedule_requests.pause(_found(request, id)))


class ResumeView(APIView):
    scopes = {"POST": "schedules:write"}

    @extend_schema(operation_id="schedules_resume", request=None, responses=ScheduleSerializer)
    def post(self, request: Request, id: UUID) -> Response:
        """On with the next slot; what a window has missed is in its next run."""
        return _shown(schedule_requests.resume(_found(request, id)))


def _found(request: Request, id: UUID) -> Schedule:
    return schedule_requests.find(caller_of(request).project_id, id)


def _shown(schedule: Schedule) -> Response:
    return Response(ScheduleSerializer(schedule).data)


def _who_may_export(request: Request, body: Any) -> Caller:
    """Whoever sets a schedule up or off must be allowed what its exports need: to read the resource, to send to the destination."""
    caller = caller_of(request)
    rights.check(caller.scopes, body.get("request") if isinstance(body, dict) else None)
    return caller
