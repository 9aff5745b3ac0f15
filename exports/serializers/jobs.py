"""How jobs and their metrics look over HTTP. What comes in is checked by job_requests, which knows the pointers."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from exports.job_list import Shown
from exports.job_requests import KINDS
from exports.models import State
from exports.serializers.exports import FailureSerializer


@extend_schema_field({"description": "any JSON value"})
class _AnyJson(serializers.JSONField):
    """Any JSON value, null too."""


class JobRequestSerializer(serializers.Serializer[Any]):
    """A job. `options` of an export are the keys of an export's own request but for `filter`."""

    kind = serializers.ChoiceField(choices=KINDS)
    filter = serializers.DictField(required=False, allow_null=True, help_text="the filter language; {} is everything")
    options = serializers.DictField(required=False, allow_null=True, help_text="docs/api.md has those of each kind")


class JobProgressSerializer(serializers.Serializer[Any]):
    done = serializers.IntegerField(help_text="rows of an export, analyses of an analysis, traces of a cleanup")
    total = serializers.IntegerField(allow_null=True)
    fraction = serializers.FloatField()


class JobSerializer(serializers.Serializer[Shown]):
    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=KINDS)
    state = serializers.ChoiceField(choices=State.choices)
    filter = serializers.DictField()
    options = serializers.DictField()
    progress = serializers.SerializerMethodField()
    error = serializers.SerializerMethodField()
    created_at = serializers.DateTimeField()
    started_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)
    url = serializers.SerializerMethodField()

    @extend_schema_field(JobProgressSerializer)
    def get_progress(self, job: Shown) -> Any:
        ended = job.state in ("completed", "expired")
        fraction = min(job.done / job.total, 0.99) if job.total else 0.0
        return {"done": job.done, "total": job.total, "fraction": 1.0 if ended else fraction}

    @extend_schema_field(FailureSerializer(allow_null=True))
    def get_error(self, job: Shown) -> Any:
        return {"code": job.error_code, "message": job.error} if job.error_code else None

    def get_url(self, job: Shown) -> str:
        request = self.context.get("request")
        return str(request.build_absolute_uri(job.path)) if request else job.path


class JobWithResultSerializer(JobSerializer):
    result = _AnyJson(help_text="of an analysis or a cleanup; grows while it runs")


class JobDurationsSerializer(serializers.Serializer[Any]):
    mean = serializers.FloatField(allow_null=True)
    p50 = serializers.FloatField(allow_null=True)
    p95 = serializers.FloatField(allow_null=True)
    max = serializers.FloatField(allow_null=True)


class JobKindMetricsSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=KINDS)
    requested = serializers.IntegerField()
    active = serializers.IntegerField()
    completed = serializers.IntegerField()
    failed = serializers.IntegerField()
    cancelled = serializers.IntegerField()
    seconds = JobDurationsSerializer(help_text="from the start to the end of those that completed")
    waited_seconds = JobDurationsSerializer(help_text="from the request to the start")
    rows = serializers.IntegerField(help_text="rows exported, traces deleted")
    bytes = serializers.IntegerField()
    rows_per_second = serializers.FloatField(allow_null=True, help_text="of those that completed, over their whole time")
    database_seconds = serializers.FloatField(help_text="waited for PostgreSQL")


class JobQueueMetricsSerializer(serializers.Serializer[Any]):
    queue = serializers.CharField()
    kind = serializers.ChoiceField(choices=KINDS)
    waiting = serializers.IntegerField(help_text="messages that no worker has taken yet")
    held_back = serializers.IntegerField(help_text="work that is not sent yet, so that others have a turn")
    running = serializers.IntegerField()
    oldest_wait_seconds = serializers.FloatField(allow_null=True)
    worker_memory_bytes = serializers.IntegerField(allow_null=True, help_text="the most that a process now at work for it held")


class JobMetricsSerializer(serializers.Serializer[Any]):
    hours = serializers.IntegerField()
    kinds = JobKindMetricsSerializer(many=True)
    queues = JobQueueMetricsSerializer(many=True)
