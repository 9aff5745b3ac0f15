"""Traces and the model catalogue in the back office."""

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from unfold.admin import ModelAdmin

from evalplatform.tracing.models import LanguageModel, Trace


class BoundedPaginator(Paginator):  # type: ignore[type-arg]
    """Counts up to 10,000 and no further, so that a page of a large table does not read the whole of it."""

    @cached_property
    def count(self) -> int:
        return int(self.object_list.order_by().values("pk")[:10_000].count())  # type: ignore[attr-defined]


@admin.register(Trace)
class TraceAdmin(ModelAdmin):  # type: ignore[misc]
    list_display = ["id", "project", "name", "model", "status", "latency_ms", "ingested_at"]
    list_select_related = ["project"]
    list_filter = ["status"]
    search_fields = ["external_id__exact", "session_id__exact"]
    search_help_text = "the whole external_id or session_id"
    ordering = ["-id"]
    paginator = BoundedPaginator
    show_full_result_count = False
    exclude = ["content_hash", "created_xid", "changed_xid"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Trace | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Trace | None = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Trace]:
        one = request.resolver_match is not None and "object_id" in request.resolver_match.kwargs
        payloads = () if one else ("input", "output", "reference", "tools", "scores", "metadata")
        found: QuerySet[Trace] = super().get_queryset(request)
        return found.defer(*payloads)


@admin.register(LanguageModel)
class LanguageModelAdmin(ModelAdmin):  # type: ignore[misc]
    list_display = ["name", "provider", "context_window", "input_price", "output_price"]
    list_filter = ["provider"]
    search_fields = ["name"]
