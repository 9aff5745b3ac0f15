"""Which training files hold a trace, over HTTP."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from evalplatform.projects.caller import caller_of
from exports import jobs, lineage
from exports.serializers.lineage import RemovedRowsSerializer, TrainingExportsSerializer

MAX_ROWS = 10_000


class TraceExportsView(APIView):
    scopes = {"GET": "exports:read"}

    @extend_schema(operation_id="traces_exports", responses=TrainingExportsSerializer)
    def get(self, request: Request, id: UUID) -> Response:
        """The training exports whose files hold a row of this trace or span, newest first; also when it was deleted, or they expired."""
        found = lineage.exports_with(caller_of(request).project_id, id)
        return Response(TrainingExportsSerializer({"results": found}).data)


class RemovedView(APIView):
    scopes = {"GET": "exports:read"}

    @extend_schema(operation_id="exports_removed", responses=RemovedRowsSerializer)
    def get(self, request: Request, id: UUID) -> Response:
        """What stands in the files of this export and was deleted since: request it again, and the new files are without it."""
        export = jobs.find(caller_of(request).project_id, id)
        rows = list(export.removed.order_by("id")[: MAX_ROWS + 1])
        return Response(RemovedRowsSerializer({"results": rows[:MAX_ROWS], "more": len(rows) > MAX_ROWS}).data)
