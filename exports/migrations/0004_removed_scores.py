from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exports", "0003_rows_limit")]

    operations = [
        migrations.AlterField(
            "removed", "row_id", models.UUIDField(help_text="of a trace, or of a span or score that went with it")
        )
    ]
