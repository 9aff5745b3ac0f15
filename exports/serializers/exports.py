"""How exports look over HTTP. What comes in is checked by spec.parse, which knows the pointers; its serializer here documents it."""

from typing import Any

import orjson
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.reverse import reverse

from evalplatform import exact_json
from exports import progress, shipping
from exports.compressors import COMPRESSORS
from exports.encoders import ENCODERS
from exports.finetuning.asked import Dedupe
from exports.models import Export, ExportFile, State
from exports.spec import MIN_ROWS_PER_FILE, PRIORITIES, SHAPES

DEDUPE = tuple(one.value for one in Dedupe)


class ExportOptionsSerializer(serializers.Serializer[Any]):
    csv_formula_guard = serializers.BooleanField(default=True, help_text="' before text cells that a spreadsheet would run")
    chunk_rows = serializers.IntegerField(default=1000, min_value=100, max_value=10_000, help_text="rows between two progress reports")


class ExportCurationSerializer(serializers.Serializer[Any]):
    """What goes into a training file, and what is done to it. Nothing is required."""

    min_score = serializers.DictField(child=serializers.FloatField(), required=False, help_text="name of a score -> its least value")
    best_by = serializers.CharField(required=False, help_text="the score that decides which of two duplicates stays")
    dedupe = serializers.ChoiceField(choices=DEDUPE, default="none")
    similarity = serializers.FloatField(default=0.85, min_value=0.5, max_value=1.0, help_text="from which on rows are near duplicates")
    balance = serializers.DictField(required=False, allow_null=True, help_text="field, at_most: rows of each of its values")
    sample = serializers.IntegerField(required=False, allow_null=True, min_value=1)
    split = serializers.DictField(child=serializers.FloatField(), required=False, help_text="name -> share; together 1")
    group_by = serializers.CharField(default="session_id", allow_null=True, help_text="no value of it stands in two splits")
    seed = serializers.IntegerField(default=0, min_value=0)
    redact = serializers.DictField(required=False, allow_null=True, help_text="mode (mask, pseudonym), kinds, patterns (RE2)")
    keep_out = serializers.ListField(child=serializers.UUIDField(), required=False, help_text="evaluation data sets")
    keep_out_traces = serializers.DictField(required=False, allow_null=True, help_text="a filter: prompts like theirs stay out")
    repairs = serializers.ListField(child=serializers.CharField(), required=False, help_text="the repairs that are allowed")
    pairs = serializers.DictField(required=False, allow_null=True, help_text="from (scores, edits), score, group_by, min_gap, per_prompt")
    label = serializers.DictField(  # type: ignore[assignment]
        required=False, allow_null=True, help_text="score, at_least; or score, good, bad"
    )
    tokens = serializers.DictField(required=False, allow_null=True, help_text="vocabulary, at_most, too_long (reject, cut)")


class ExportRequestSerializer(serializers.Serializer[Any]):
    """A request for data. Only `resource` is required."""

    resource = serializers.CharField(help_text="traces, spans, scores …")
    filter = serializers.DictField(required=False, allow_null=True, help_text="the filter language; {} is everything")
    shape = serializers.ChoiceField(choices=SHAPES, default="records", help_text="records, or the target of a training file")
    curate = ExportCurationSerializer(required=False, allow_null=True, help_text="for training files")
    template = serializers.JSONField(required=False, help_text="of the shape custom: a JSON value with placeholders")
    fields = serializers.ListField(  # type: ignore[assignment]
        child=serializers.CharField(), required=False, allow_null=True, help_text="names of fields; none is every field of the resource"
    )
    exclude = serializers.ListField(child=serializers.CharField(), required=False, allow_null=True)
    rename = serializers.DictField(child=serializers.CharField(), required=False, allow_null=True, help_text="field -> name in the file")
    format = serializers.ChoiceField(choices=tuple(ENCODERS), default="jsonl")
    compression = serializers.ChoiceField(
        choices=tuple(COMPRESSORS), required=False, help_text="none when not given; for parquet the codec inside the file, then zstd"
    )
    priority = serializers.ChoiceField(choices=PRIORITIES, default="normal")
    rows_per_file = serializers.IntegerField(required=False, allow_null=True, min_value=MIN_ROWS_PER_FILE, help_text="null: one file")
    destination = serializers.UUIDField(required=False, allow_null=True, help_text="id of a destination; null: the server's own storage")
    options = ExportOptionsSerializer(required=False, allow_null=True)


class ExportProgressSerializer(serializers.Serializer[progress.Progress]):
    rows = serializers.IntegerField()
    total = serializers.IntegerField(allow_null=True)
    total_is_estimate = serializers.BooleanField()
    fraction = serializers.FloatField()
    bytes = serializers.IntegerField()
    rows_per_second = serializers.FloatField()
    eta_seconds = serializers.FloatField(allow_null=True)


class ExportFileSerializer(serializers.ModelSerializer[ExportFile]):
    location = serializers.SerializerMethodField()
    url = serializers.SerializerMethodField()

    class Meta:
        model = ExportFile
        fields = ["name", "rows", "bytes", "sha256", "split", "url", "location"]

    def get_location(self, file: ExportFile) -> str | None:
        """Where it lies at the export's destination; null when it lies on the server's own storage."""
        return file.location or None

    def get_url(self, file: ExportFile) -> str | None:
        """Where it can be had; null when its destination cannot be read from here."""
        if not shipping.has_download(file):
            return None
        return reverse("export-file", args=[file.export_id, file.name], request=self.context.get("request"))


class ExportCompanionSerializer(ExportFileSerializer):
    class Meta(ExportFileSerializer.Meta):
        fields = ["name", "url", "location"]


class ExportWindowSerializer(serializers.Serializer[Any]):
    """Which rows an incremental export of a schedule holds, by the transactions that wrote them."""

    column = serializers.CharField(help_text="created_xid or changed_xid")
    start = serializers.CharField(allow_null=True, help_text="null: from the beginning")
    end = serializers.CharField(help_text="up to and without")


class FailureSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    message = serializers.CharField()


class ExportSerializer(serializers.ModelSerializer[Export]):
    """An export: its state, how far it is, and its files once it is complete."""

    progress = serializers.SerializerMethodField()
    files = serializers.SerializerMethodField()
    companions = serializers.SerializerMethodField()
    rejected = serializers.IntegerField(help_text="rows that were kept out because they break a rule of the target; of records none")
    error = serializers.SerializerMethodField()
    window = serializers.SerializerMethodField()
    state = serializers.ChoiceField(choices=State.choices)
    request = serializers.SerializerMethodField()

    class Meta:
        model = Export
        fields = [
            "id", "resource", "state", "progress", "files", "companions", "rejected", "error",
            "cutoff", "created_at", "started_at", "finished_at", "expires_at", "stale_at", "request", "schedule", "slot", "window", "note",
        ]  # fmt: skip

    @extend_schema_field(ExportProgressSerializer)
    def get_progress(self, export: Export) -> Any:
        return ExportProgressSerializer(progress.of(export)).data

    @extend_schema_field(ExportFileSerializer(many=True))
    def get_files(self, export: Export) -> Any:
        return ExportFileSerializer([one for one in export.files.all() if not one.companion], many=True, context=self.context).data

    @extend_schema_field(ExportCompanionSerializer(many=True))
    def get_companions(self, export: Export) -> Any:
        return ExportCompanionSerializer([one for one in export.files.all() if one.companion], many=True, context=self.context).data

    @extend_schema_field(ExportWindowSerializer(allow_null=True))
    def get_window(self, export: Export) -> Any:
        return export.window and ExportWindowSerializer(export.window).data

    @extend_schema_field(serializers.DictField())
    def get_request(self, export: Export) -> orjson.Fragment:
        """The body as it was accepted; numbers beyond 64 bits included, which orjson itself would refuse to write."""
        return orjson.Fragment(exact_json.dumps(export.request))

    @extend_schema_field(FailureSerializer(allow_null=True))
    def get_error(self, export: Export) -> Any:
        if not export.error:
            return None
        return FailureSerializer({"code": export.error_code, "message": export.error}).data
