from django.db import migrations

MB = 1024 * 1024
TIERS = {
    "free": {
        **{"requests": 100, "exports": 10, "streams": 20, "batches": 20},
        **{"running_exports": 1, "streams_at_once": 1, "rows_per_export": 100_000, "items_per_batch": 100, "body_bytes": 8 * MB},
    },
    "premium": {
        **{"requests": 1_000, "exports": 100, "streams": 200, "batches": 200},
        **{"running_exports": 3, "streams_at_once": 2, "rows_per_export": 10_000_000, "items_per_batch": 1_000, "body_bytes": 64 * MB},
    },
    "enterprise": {
        **{"requests": 10_000, "exports": 1_000, "streams": 2_000, "batches": 5_000},
        **{"running_exports": 10, "streams_at_once": 3},
    },
    "unlimited": {},
}


def add_tiers(apps, schema_editor):
    """Rows for the admin to change; one that was made before keeps its name and gets its limits."""
    tier = apps.get_model("external_api", "Tier")
    for name, limits in TIERS.items():
        tier.objects.update_or_create(name=name, defaults=limits)


class Migration(migrations.Migration):
    dependencies = [("external_api", "0002_keys_tiers_usage")]
    operations = [migrations.RunPython(add_tiers, migrations.RunPython.noop)]
