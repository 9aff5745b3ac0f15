"""Schedules in the back office: when they run, what the last run came to, pause and resume."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from exports import schedule_requests
from exports.admin.reading import ReadOnly, one_by_one
from exports.models import Schedule

SHOWN = 20  # runs on the page of a schedule


@admin.register(Schedule)
class ScheduleAdmin(ReadOnly):
    """Read-only but for pause and resume; they are made and changed through the API."""

    reads = "schedules:read"
    changes = "schedules:write"
    list_display = ["name", "project", "cron", "time_zone", "window", "paused", "next_at", "last_completed_at", "last_error"]
    list_filter = ["paused", "window"]
    search_fields = ["name"]
    actions = ["pause_schedules", "resume_schedules"]
    fields = readonly_fields = [
        "id", "project", "name", "cron", "time_zone", "window", "paused", "request", "next_at", "last_slot", "last_run_at",
        "last_completed_at", "last_error", "note", "runs_so_far", "created_by", "created_with", "created_at", "updated_at",
    ]  # fmt: skip

    @admin.display(description="last runs")
    def runs_so_far(self, schedule: Schedule) -> SafeString:
        runs = schedule.exports.order_by("-id")[:SHOWN]
        lines = ((reverse("admin:exports_export_change", args=[run.id]), run.slot or run.created_at, run.state) for run in runs)
        return format_html_join("\n", '<p><a href="{}">{}</a> {}</p>', lines) or SafeString("none")

    @admin.action(description="Pause the selected schedules", permissions=["change"])
    def pause_schedules(self, request: HttpRequest, chosen: QuerySet[Schedule]) -> None:
        one_by_one(self, request, chosen, schedule_requests.pause)

    @admin.action(description="Resume the selected schedules", permissions=["change"])
    def resume_schedules(self, request: HttpRequest, chosen: QuerySet[Schedule]) -> None:
        one_by_one(self, request, chosen, schedule_requests.resume)
