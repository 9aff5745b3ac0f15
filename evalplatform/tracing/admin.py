"""The model catalogue in the back office."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from evalplatform.tracing.catalogue.updating import keep_edited, restore
from evalplatform.tracing.models import LanguageModel


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
