"""How much the keys of each tier may."""

from django.contrib import admin
from unfold.admin import ModelAdmin

from external_api.models import Tier


@admin.register(Tier)
class TierAdmin(ModelAdmin):  # type: ignore[misc]
    """A change holds from the next call on, and what was used in the running hour stays used."""

    list_display = ["name", "requests", "exports", "streams", "batches", "running_exports", "rows_per_export"]

    def get_readonly_fields(self, request: object, obj: Tier | None = None) -> list[str]:
        return ["name"] if obj else []  # another name would be another row
