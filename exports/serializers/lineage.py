"""How it looks over HTTP which training files hold a trace, and what is gone of that which stands in an export's files."""

from typing import Any

from rest_framework import serializers

from exports.models import Export, Removed


class TrainingExportSerializer(serializers.ModelSerializer[Export]):
    """`expired`: its files are no longer here, but whoever downloaded them has them."""

    class Meta:
        model = Export
        fields = ["id", "shape", "state", "created_at", "finished_at", "stale_at"]


class TrainingExportsSerializer(serializers.Serializer[Any]):
    results = TrainingExportSerializer(many=True)


class RemovedRowSerializer(serializers.ModelSerializer[Removed]):
    id = serializers.UUIDField(source="row_id", help_text="of a trace, or of a span or score that went with it")

    class Meta:
        model = Removed
        fields = ["id", "removed_at"]


class RemovedRowsSerializer(serializers.Serializer[Any]):
    """`more`: there are others beside the first 10,000."""

    results = RemovedRowSerializer(many=True)
    more = serializers.BooleanField()
