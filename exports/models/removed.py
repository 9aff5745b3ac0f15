"""What was deleted after it had gone into a file."""

from django.db import models

from exports.models.export import Export


class Removed(models.Model):
    """A trace that stands in the files of an export, and that its owner has deleted since: the export has to be made again without it."""

    export = models.ForeignKey(Export, on_delete=models.CASCADE, related_name="removed", db_index=False)
    row_id = models.UUIDField(help_text="of a trace, or of a span or score that went with it")
    removed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["export", "row_id"], name="removed_once")]

    def __str__(self) -> str:
        return f"{self.row_id} in {self.export_id}"
