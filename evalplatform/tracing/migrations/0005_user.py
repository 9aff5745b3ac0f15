from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # writers go on while the index is built

    dependencies = [("tracing", "0004_errors")]

    operations = [
        AddIndexConcurrently(
            "trace", models.Index(condition=models.Q(("user_id", ""), _negated=True), fields=["project", "user_id"], name="trace_user")
        ),
    ]
