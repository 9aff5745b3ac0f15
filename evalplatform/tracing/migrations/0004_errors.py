from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # writers go on while the index is built

    dependencies = [("tracing", "0003_catalogue")]

    operations = [
        AddIndexConcurrently(
            "trace", models.Index(condition=models.Q(("status", "error")), fields=["project", "id"], name="trace_errors")
        ),
    ]
