"""How a preview looks over HTTP."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from evalplatform.fields import Column, Kind
from exports.preview import SHOWN_ROWS, Preview, Shown, Warned
from exports.serializers.exports import ExportRequestSerializer

KINDS = tuple(kind.value for kind in Kind)


class PreviewRequestSerializer(ExportRequestSerializer):
    """A request for data, as for an export."""

    exact = serializers.BooleanField(default=False, help_text="count the rows instead of estimating them")


class PreviewColumnSerializer(serializers.Serializer[Column]):
    name = serializers.CharField(help_text="as it will be written")
    field = serializers.CharField(source="field.name")
    kind = serializers.ChoiceField(choices=KINDS, source="field.kind.value")
    description = serializers.CharField(source="field.description")


class PreviewSampleSerializer(serializers.Serializer[Shown]):
    rows = serializers.IntegerField()
    format = serializers.CharField(help_text="that of the text: jsonl where the format asked for is no text")
    text = serializers.CharField(help_text=f"a whole file of the first {SHOWN_ROWS} rows")
    timed_out = serializers.BooleanField(help_text="the rows were too hard to find, so there may be more")


class PreviewRejectSerializer(serializers.Serializer[Any]):
    """Rows that would be kept out, by the rule that they break."""

    code = serializers.CharField()
    message = serializers.CharField()
    rows = serializers.IntegerField(help_text="of those looked at")


class PreviewTrainingSerializer(serializers.Serializer[Any]):
    """What became of the rows that were looked at, the first of the selection; an export sees all of them together."""

    looked_at = serializers.IntegerField()
    lines = serializers.IntegerField()
    removed = serializers.DictField(child=serializers.IntegerField(), help_text="by the step that removed them")
    tokens = serializers.IntegerField(allow_null=True, help_text="of these lines; null when `curate.tokens` is not asked for")


class PreviewWarningSerializer(serializers.Serializer[Warned]):
    """Why this export is going to fail, if there are as many rows as it looks."""

    code = serializers.CharField()
    message = serializers.CharField()


class PreviewSerializer(serializers.Serializer[Preview]):
    rows = serializers.IntegerField()
    rows_are_estimate = serializers.BooleanField()
    rows_limit = serializers.IntegerField(allow_null=True, help_text="an export of more rows fails, by the caller's tier; null: no limit")
    bytes = serializers.IntegerField(allow_null=True, help_text="of all files; null when no row was found in time")
    seconds = serializers.FloatField(allow_null=True, help_text="null before a like export of some size has been completed")
    columns = PreviewColumnSerializer(many=True)
    sample = PreviewSampleSerializer()
    warnings = PreviewWarningSerializer(many=True)
    rejects = serializers.SerializerMethodField()
    training = serializers.SerializerMethodField()

    @extend_schema_field(PreviewRejectSerializer(many=True))
    def get_rejects(self, preview: Preview) -> list[Any]:
        """Why rows would be kept out of the file; `records` keeps none out."""
        reasons = preview.training.reasons if preview.training else []
        return [{"code": one.rule, "message": one.message, "rows": one.rows} for one in reasons]

    @extend_schema_field(PreviewTrainingSerializer(allow_null=True))
    def get_training(self, preview: Preview) -> Any:
        """Null where records are asked for."""
        return PreviewTrainingSerializer(_tried(preview.training)).data if preview.training else None


def _tried(trial: Any) -> dict[str, Any]:
    return {"looked_at": trial.looked_at, "lines": len(trial.lines), "removed": trial.removed, "tokens": trial.tokens}
