"""Analyses and cleanups in the back office: how far they are, what they found, cancel."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from exports import job_requests
from exports.admin.reading import ReadOnly, one_by_one
from exports.models import Job


@admin.register(Job)
class JobAdmin(ReadOnly):
    """Read-only but for cancel; they are asked for through the API."""

    reads = "jobs:read"
    changes = "jobs:write"
    list_display = ["id", "project", "kind", "state", "how_far", "error_code", "created_at", "finished_at"]
    list_filter = ["kind", "state"]
    actions = ["cancel_jobs"]
    fields = readonly_fields = [
        "id", "project", "kind", "state", "how_far", "filter", "options", "result", "error_code", "error", "attempt", "database_seconds",
        "requested_by", "requested_with", "created_at", "started_at", "finished_at",
    ]  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Job]:
        """A list does without the results, which may be large."""
        one = request.resolver_match is not None and "object_id" in request.resolver_match.kwargs
        found: QuerySet[Job] = super().get_queryset(request)
        return found if one else found.defer("result", "resume")

    @admin.display(description="progress")
    def how_far(self, job: Job) -> str:
        return f"{job.done:,}" if job.total is None else f"{job.done:,} of {job.total:,}"

    @admin.action(description="Cancel the selected jobs", permissions=["change"])
    def cancel_jobs(self, request: HttpRequest, chosen: QuerySet[Job]) -> None:
        one_by_one(self, request, chosen, job_requests.end)
