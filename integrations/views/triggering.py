"""The trigger over HTTP, for who has a key."""

from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from evalplatform.projects.caller import caller_of
from integrations import triggering
from integrations.ci import runs
from integrations.serializers.runs import TriggeredSerializer, TriggerRequestSerializer
from integrations.views import inward_examples as examples


class TriggerView(APIView):
    scopes = {"POST": "ci:trigger"}

    @extend_schema(
        operation_id="trigger", request=TriggerRequestSerializer, responses={202: TriggeredSerializer}, examples=examples.TRIGGER
    )
    def post(self, request: Request) -> Response:
        """Start the evaluation of a suite, or (with exports:write) an export; with an Idempotency-Key once. Follow `Location`."""
        caller = caller_of(request)
        origin = request._request.build_absolute_uri("/").rstrip("/")
        started = triggering.start(caller, request.data, origin=origin)
        run = runs.find(caller.project_id, started.run.id) if started.run else None
        body = TriggeredSerializer({"run": run, "export": started.export_id}).data
        location = reverse("run", args=[run.id]) if run else reverse("export", args=[started.export_id])
        return Response(body, status=202, headers={"Location": location})
