"""How much of the API a project uses, and what is left to the caller."""

from dataclasses import asdict
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from evalplatform.projects.caller import caller_of
from external_api.throttling.counting import GROUPS as LIMITED
from external_api.usage import flushing, question, series
from external_api.usage.quota import pace, quota

_TIME: dict[str, Any] = {"type": "string", "anyOf": [{"format": "date-time"}, {"format": "date"}]}
_NAME: dict[str, Any] = {"type": "string", "minLength": 1, "maxLength": question.MOST_CHARACTERS}
_PARAMETERS = [
    OpenApiParameter("by", str, enum=list(question.STEPS), default="hour", description="how long a point is; days are those of UTC"),
    OpenApiParameter("from", _TIME, description="24 hours before `to` when not given, or 30 days by day"),
    OpenApiParameter("to", _TIME, description="now when not given; at most 31 days after `from`, or 400 by day"),
    OpenApiParameter("endpoint", _NAME, description="only calls of this one, such as `GET /api/external/traces/{id}`"),
    OpenApiParameter("caller", _NAME, description="only calls of this one: a key's prefix, or `user:` and the person's id"),
    OpenApiParameter("group_by", str, enum=list(question.GROUPS), default="none", description="points for each of them apart"),
]
_AMOUNTS: dict[str, Any] = {
    "requests": serializers.IntegerField(),
    "ok": serializers.IntegerField(help_text="answers below 400"),
    "client_errors": serializers.IntegerField(help_text="answers from 400 to 499"),
    "server_errors": serializers.IntegerField(help_text="answers from 500 on, and streams that broke"),
    "items": serializers.IntegerField(help_text="things sent or fetched: traces, scores, spans, rows of a page"),
    "bytes_in": serializers.IntegerField(help_text="of bodies, as they came"),
    "bytes_out": serializers.IntegerField(help_text="of bodies"),
    "seconds": serializers.FloatField(help_text="the sum"),
    "slowest_seconds": serializers.FloatField(),
}
_POINT = inline_serializer(
    "UsagePoint", {"at": serializers.DateTimeField(), "group": serializers.CharField(allow_null=True), **_AMOUNTS}, many=True
)
_LEFT: dict[str, Any] = {
    "limit": serializers.IntegerField(allow_null=True, help_text="calls an hour; null is without end"),
    "used": serializers.IntegerField(allow_null=True, help_text="null too when it cannot be known now"),
    "remaining": serializers.IntegerField(allow_null=True),
    "resets_at": serializers.DateTimeField(allow_null=True),
}
_QUOTA = inline_serializer(
    "UsageQuota",
    {"tier": serializers.CharField(), **{group: inline_serializer(f"UsageQuotaOf{group.title()}", _LEFT) for group in LIMITED}},
)
_PACE = inline_serializer(
    "UsagePace",
    {
        "requests_per_hour": serializers.FloatField(allow_null=True, help_text="of the caller's own hour so far"),
        "runs_out_at": serializers.DateTimeField(
            allow_null=True, help_text="null when the hour ends before, or too little was called to tell"
        ),
    },
)
_ANSWER = inline_serializer(
    "Usage",
    {
        "as_of": serializers.DateTimeField(allow_null=True, help_text="calls that ended before are counted"),
        "from": serializers.DateTimeField(),
        "to": serializers.DateTimeField(),
        "series": _POINT,
        "total": inline_serializer("UsageTotal", _AMOUNTS),
        "quota": _QUOTA,
        "pace": _PACE,
    },
)


class UsageView(APIView):
    scopes = {"GET": "usage:read"}

    @extend_schema(operation_id="usage_retrieve", parameters=_PARAMETERS, responses=_ANSWER)
    def get(self, request: Request) -> Response:
        """The project's calls by hour or day, of all its keys and people, and the quota of the caller itself.

        Hours and days without calls have no point. Points are at most some ten seconds behind; `as_of` says how far they go.
        """
        caller, now = caller_of(request), timezone.now()
        asked = question.parse(request.query_params, now=now)
        as_of = flushing.as_of()  # before the sums, which may then go further than it says
        found = series.points(caller.project_id, asked)
        left = quota(caller)
        return Response(
            {
                **{"as_of": as_of, "from": asked.start, "to": asked.end},
                "series": [{"at": one.at, "group": one.group, **asdict(one.used)} for one in found],
                "total": asdict(series.total(found)),
                "quota": {"tier": caller.limits.tier, **{group: asdict(one) for group, one in left.items()}},
                "pace": asdict(pace(left, now=now)),
            }
        )
