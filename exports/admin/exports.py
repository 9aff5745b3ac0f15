"""Exports in the back office: the list with live progress, one export with its files, cancel, retry and download."""

from collections.abc import Callable
from contextlib import suppress
from uuid import UUID

from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from evalplatform.errors import DomainError
from exports import jobs, progress, retrying
from exports.admin import reports
from exports.admin.reading import ReadOnly, one_by_one
from exports.admin.wizard.pages import WizardPages
from exports.models import ACTIVE, Export, ExportFile
from exports.spec import REPORT_PAGE
from exports.views.sending import sent


class OfResource(admin.SimpleListFilter):
    """Django would read the whole table for the names that occur."""

    title = "resource"
    parameter_name = "resource"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        return [(name, name) for name in settings.EXPORT_RESOURCES]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Export]) -> QuerySet[Export]:
        return queryset.filter(resource=self.value()) if self.value() else queryset


@admin.register(Export)
class ExportAdmin(WizardPages, ReadOnly):
    """Asked for in the steps of the wizard; its row is then the workers' to change, but for cancel and retry."""

    reads = "exports:read"
    changes = "exports:write"
    list_display = ["id", "project", "resource", "what", "state_now", "bar", "created_at"]
    list_filter = ["state", OfResource]
    list_before_template = change_form_before_template = "admin/exports/live.html"
    actions = ["cancel_exports", "retry_exports"]
    fields = readonly_fields = [
        "id", "project", "what", "state_now", "bar", "downloads", "report", "error_code", "error", "request",
        "cutoff", "created_at", "started_at", "finished_at", "stale_at",
    ]  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Export]:
        return progress.with_progress(super().get_queryset(request))

    @admin.display(description="format")
    def what(self, export: Export) -> str:
        return f"{export.request.get('format', 'jsonl')}, {export.request.get('compression', 'none')}"

    @admin.display(description="state", ordering="state")
    def state_now(self, export: Export) -> SafeString:
        return format_html('<span data-export-state="{}">{}</span>', export.id, export.state)

    @admin.display(description="progress")
    def bar(self, export: Export) -> SafeString:
        """A bar that live.js moves while the export is active."""
        now = progress.of(export)
        return format_html(
            '<progress max="1" value="{}" aria-label="progress" data-export="{}" data-active="{}"></progress> <span>{}</span>',
            now.fraction, export.id, "yes" if export.state in ACTIVE else "no", _in_words(now),
        )  # fmt: skip

    @admin.display(description="files")
    def downloads(self, export: Export) -> SafeString:
        lines = (
            (reverse("admin:exports_export_file", args=[export.id, file.name]), file.name, file.rows, file.bytes, file.sha256)
            for file in export.files.all()
        )
        text = '<p style="overflow-wrap: anywhere"><a class="underline" href="{}">{}</a> {} rows, {} bytes, SHA-256 <code>{}</code></p>'
        return format_html_join("\n", text, lines)

    @admin.display(description="report")
    def report(self, export: Export) -> SafeString | str:
        return reports.frame(export)

    @admin.action(description="Cancel the selected exports", permissions=["change"])
    def cancel_exports(self, request: HttpRequest, chosen: QuerySet[Export]) -> None:
        one_by_one(self, request, chosen, jobs.cancel)

    @admin.action(description="Retry the selected exports", permissions=["change"])
    def retry_exports(self, request: HttpRequest, chosen: QuerySet[Export]) -> None:
        one_by_one(self, request, chosen, retrying.retry)

    def get_urls(self) -> list[URLPattern]:
        wrapped = self.admin_site.admin_view
        return [
            path("progress", wrapped(self.progress_view), name="exports_export_progress"),
            path("<uuid:export_id>/files/<str:name>", wrapped(self.file_view), name="exports_export_file"),
            path("<uuid:export_id>/report", wrapped(self.report_view), name="exports_export_report"),
            *super().get_urls(),
        ]

    def progress_view(self, request: HttpRequest) -> JsonResponse:
        """The state of the exports named by `id`, for the bars on the page."""
        exports = self.get_queryset(request).filter(id__in=_uuids(request.GET.getlist("id")[:200]))
        return JsonResponse({str(export.id): _live(export) for export in exports})

    def file_view(self, request: HttpRequest, export_id: str, name: str) -> HttpResponseBase:
        return self._sent(request, sent, export_id=export_id, name=name)

    def report_view(self, request: HttpRequest, export_id: str) -> HttpResponseBase:
        return self._sent(request, reports.shown, export_id=export_id, name=REPORT_PAGE, location="")

    def _sent(self, request: HttpRequest, send: Callable[[ExportFile, HttpRequest], HttpResponseBase], **which: str) -> HttpResponseBase:
        files = ExportFile.objects.select_related("export").filter(export__in=self.get_queryset(request))
        file = get_object_or_404(files, **which)
        try:
            jobs.check_downloadable(file.export)
            return send(file, request)
        except DomainError as error:
            raise Http404(error.message) from None


def _live(export: Export) -> dict[str, object]:
    now = progress.of(export)
    return {"state": export.state, "active": export.state in ACTIVE, "fraction": now.fraction, "words": _in_words(now)}


def _in_words(now: progress.Progress) -> str:
    rest = f", {now.eta_seconds:.0f} s left" if now.eta_seconds else ""
    return f"{now.rows:,} rows, {now.rows_per_second:,.0f} rows/s{rest}"


def _uuids(texts: list[str]) -> list[UUID]:
    found = []
    for text in texts:
        with suppress(ValueError):
            found.append(UUID(text))
    return found
