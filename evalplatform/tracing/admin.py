"""Traces and the model catalogue in the back office."""

from typing import Any

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from unfold.admin import ModelAdmin

from evalplatform.projects.held import HeldByProject
from evalplatform.tracing.catalogue.updating import keep_edited, restore
from evalplatform.tracing.models import LanguageModel, Trace


class BoundedPaginator(Paginator):  # type: ignore[type-arg]
    """Counts up to 10,000 and no further, so that a page of a large table does not read the whole of it."""

    @cached_property
    def count(self) -> int:
        return int(self.object_list.order_by().values("pk")[:10_000].count())  # type: ignore[attr-defined]


@admin.register(Trace)
class TraceAdmin(HeldByProject):
    reads = "traces:read"
    list_display = ["id", "project", "name", "model", "status", "latency_ms", "ingested_at"]
    list_select_related = ["project"]
    list_filter = ["status"]
    search_fields = ["external_id__exact", "session_id__exact"]
    search_help_text = "the whole external_id or session_id"
    ordering = ["-id"]
    paginator = BoundedPaginator
    show_full_result_count = False
    exclude = ["content_hash", "created_xid", "changed_xid"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Trace]:
        one = request.resolver_match is not None and "object_id" in request.resolver_match.kwargs
        payloads = () if one else ("input", "output", "reference", "tools", "scores", "metadata")
        found: QuerySet[Trace] = super().get_queryset(request)
        return found.defer(*payloads)


@admin.register(LanguageModel)
class LanguageModelAdmin(ModelAdmin):  # type: ignore[misc]
    list_display = ["name", "provider", "context_window", "input_price", "output_price", "as_of", "origin"]
    list_filter = ["provider", "origin"]
    search_fields = ["name", "aliases"]
    readonly_fields = ["origin"]
    actions = ["take_packaged_values"]

    def save_model(self, request: HttpRequest, obj: LanguageModel, form: Any, change: bool) -> None:
        keep_edited(obj)

    @admin.action(description="Take the values of this release again", permissions=["change"])
    def take_packaged_values(self, request: HttpRequest, queryset: QuerySet[LanguageModel]) -> None:
        restored, asked = restore(list(queryset.values_list("pk", flat=True))), queryset.count()
        level = messages.SUCCESS if restored == asked else messages.WARNING
        self.message_user(request, f"{restored} of {asked} models are as this release has them; it does not know the others.", level)
