"""What an evaluation came to, over HTTP: compared with another, and as a report in four forms."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from evalplatform.errors import InvalidInput, Problem
from evalplatform.evaluations import reporting, requests
from evalplatform.evaluations.models import Evaluation
from evalplatform.evaluations.report import schema
from evalplatform.evaluations.report.forms import FORMS, Form
from evalplatform.exact_json import escape_key
from evalplatform.projects.caller import caller_of

# a report is a page of others' words: it may show itself, and do nothing
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox"
_OPEN = OpenApiResponse(None, "`not_complete`: the evaluation has not completed")
_BUSY = OpenApiResponse(None, "`comparisons_busy`, `comparison_lost`: try again")
_JSON = "application/json"
_COMPARE = [OpenApiParameter("baseline", str, description="an evaluation's id or a branch; without it, what the gate compared with")]
_REPORT = [
    OpenApiParameter("format", str, enum=list(FORMS), description="goes before `Accept`; json when neither says more"),
    OpenApiParameter(
        "slice_by",
        {"type": "array", "items": {"type": "string"}, "maxItems": reporting.MOST_FIELDS},
        description="fields of metadata, such as metadata.topic; repeated for several",
    ),
]


class CompareView(APIView):
    scopes = {"GET": "evaluations:read"}

    @extend_schema(operation_id="evaluations_compare", parameters=_COMPARE, responses={200: schema.COMPARISON, 409: _OPEN, 503: _BUSY})
    def get(self, request: Request, id: UUID) -> Response:
        """Compare with any other evaluation: verdict, statistics, and the examples that changed most.

        By the rules of the evaluation's gate; without rules each metric is asked for a regression.
        """
        _refuse_unknown(request, {"baseline"})
        return Response(reporting.compare(_found(request, id), request.query_params.get("baseline", "")))


class ReportView(APIView):
    scopes = {"GET": "evaluations:read"}

    @extend_schema(
        operation_id="evaluations_report",
        parameters=_REPORT,
        responses={
            **{(200, one.media_type): schema.REPORT if one.media_type == _JSON else OpenApiTypes.STR for one in FORMS.values()},
            409: _OPEN,
            503: _BUSY,
        },
    )
    def get(self, request: Request, id: UUID) -> HttpResponseBase:
        """The report: JSON, Markdown, JUnit XML or an HTML page, by `format` or by `Accept`.

        The JSON has a published schema: `/api/external/schemas/evaluation-report`.
        """
        _refuse_unknown(request, {"format", "slice_by"})
        form = _form(request)
        report = reporting.report(_found(request, id), slice_by=request.query_params.getlist("slice_by"))
        answer = _written(report, form)
        patch_vary_headers(answer, ("Accept",))
        return answer


class ReportSchemaView(APIView):
    authentication_classes = []
    permission_classes = []

    @extend_schema(operation_id="evaluation_report_schema", responses=OpenApiTypes.OBJECT)
    def get(self, request: Request) -> Response:
        """The JSON Schema of the report of an evaluation."""
        return Response(schema.REPORT)


def _written(report: dict[str, Any], form: Form) -> HttpResponseBase:
    if form.media_type == _JSON:
        return Response(report)
    answer = HttpResponse(form.write(report).encode(errors="replace"), content_type=f"{form.media_type}; charset=utf-8")
    answer["Content-Security-Policy"] = POLICY
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _form(request: Request) -> Form:
    """`format` goes before `Accept`; what no form fits is answered as JSON."""
    named = request.query_params.get("format")
    if named is None:
        preferred = request._request.get_preferred_type([one.media_type for one in FORMS.values()])
        return next((one for one in FORMS.values() if one.media_type == preferred), FORMS["json"])
    if named not in FORMS:
        raise InvalidInput(Problem("/format", f"format is one of {', '.join(FORMS)}.", "choice"), code="invalid_parameter")
    return FORMS[named]


def _found(request: Request, id: UUID) -> Evaluation:
    return requests.find(caller_of(request).project_id, id)


def _refuse_unknown(request: Request, known: set[str]) -> None:
    problems = [
        Problem(f"/{escape_key(name)}", f"There is no parameter {name!r}. There are: {', '.join(sorted(known))}.", "unknown_parameter")
        for name in request.query_params
        if name not in known
    ]
    if problems:
        raise InvalidInput(*problems, code="invalid_parameter")
