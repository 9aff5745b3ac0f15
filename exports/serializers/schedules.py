"""How schedules look over HTTP. What comes in is checked by schedule_requests; the serializer of a request documents it."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from exports import cron
from exports.models import Schedule, WindowKind
from exports.schedule_requests import MAX_NAME
from exports.serializers.exports import ExportRequestSerializer

UPCOMING = 5


class ScheduleRequestSerializer(serializers.Serializer[Any]):
    """An export that repeats. `name`, `request` and `cron` are required."""

    name = serializers.CharField(max_length=MAX_NAME, help_text="unique in the project")
    request = ExportRequestSerializer(help_text="the body of an export")
    cron = serializers.CharField(max_length=cron.MAX_LENGTH, help_text="minute, hour, day of month, month, day of week")
    time_zone = serializers.CharField(default="UTC", help_text="a name of the IANA time zone data base")
    window = serializers.ChoiceField(choices=WindowKind.choices, default=WindowKind.WHOLE, help_text="all rows, or what is new")
    paused = serializers.BooleanField(default=False)


class ScheduleRunSerializer(serializers.Serializer[Any]):
    slot = serializers.DateTimeField(help_text="the moment at which it was due")
    run_at = serializers.DateTimeField(help_text="the moment at which it was started")
    export = serializers.UUIDField(allow_null=True, help_text="null when none could be started")


class ScheduleSerializer(serializers.ModelSerializer[Schedule]):
    """A schedule, the next moments at which it runs, and what became of the last one."""

    request = serializers.DictField(help_text="the body of an export")
    window = serializers.ChoiceField(choices=WindowKind.choices)
    upcoming = serializers.SerializerMethodField()
    last_run = serializers.SerializerMethodField()

    class Meta:
        model = Schedule
        fields = [
            "id", "name", "request", "cron", "time_zone", "window", "paused", "next_at", "upcoming",
            "last_run", "last_completed_at", "last_error", "note", "created_with", "created_at", "updated_at",
        ]  # fmt: skip

    @extend_schema_field(serializers.ListField(child=serializers.DateTimeField()))
    def get_upcoming(self, schedule: Schedule) -> Any:
        """The next moments; none while it is paused."""
        if schedule.next_at is None:
            return []
        later = cron.upcoming(schedule.cron, schedule.time_zone, schedule.next_at, count=UPCOMING - 1)
        moment = serializers.DateTimeField()
        return [moment.to_representation(one) for one in (schedule.next_at, *later)]

    @extend_schema_field(ScheduleRunSerializer(allow_null=True))
    def get_last_run(self, schedule: Schedule) -> Any:
        if schedule.last_run_at is None:
            return None
        # by its slot, since the index has it: a schedule may have made a hundred thousand exports
        export = schedule.exports.filter(slot=schedule.last_slot).values_list("id", flat=True).first()
        return ScheduleRunSerializer({"slot": schedule.last_slot, "run_at": schedule.last_run_at, "export": export}).data
