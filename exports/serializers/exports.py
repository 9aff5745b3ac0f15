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
from exports.models import Export, ExportFile, State
from exports.spec import MIN_ROWS_PER_FILE, PRIORITIES, SHAPES


class OptionsSerializer(serializers.Serializer[Any]):
    csv_formula_guard = serializers.BooleanField(default=True, help_text="' before text cells that a spreadsheet would run")
    chunk_rows = serializers.IntegerField(default=1000, min_value=100, max_value=10_000, help_text="rows between two progress reports")


class ExportRequestSerializer(serializers.Serializer[Any]):
    """A request for data. Only `resource` is required."""

    resource = serializers.CharField(help_text="traces, spans, scores …")
    filter = serializers.DictField(required=False, help_text="the filter language; {} is everything")
    shape = serializers.ChoiceField(choices=SHAPES, default="records")
    fields = serializers.ListField(  # type: ignore[assignment]
        child=serializers.CharField(), required=False, help_text="names of fields; none is every field of the resource"
    )
    exclude = serializers.ListField(child=serializers.CharField(), required=False)
    rename = serializers.DictField(child=serializers.CharField(), required=False, help_text="field -> name in the file")
    format = serializers.ChoiceField(choices=tuple(ENCODERS), default="jsonl")
    compression = serializers.ChoiceField(
        choices=tuple(COMPRESSORS), required=False, help_text="none when not given; for parquet the codec inside the file, then zstd"
    )
    priority = serializers.ChoiceField(choices=PRIORITIES, default="normal")
    rows_per_file = serializers.IntegerField(required=False, allow_null=True, min_value=MIN_ROWS_PER_FILE, help_text="null: one file")
    destination = serializers.UUIDField(required=False, allow_null=True, help_text="id of a destination; null: the server's own storage")
    options = OptionsSerializer(required=False)


class ProgressSerializer(serializers.Serializer[progress.Progress]):
    rows = serializers.IntegerField()
    total = serializers.IntegerField(allow_null=True)
    total_is_estimate = serializers.BooleanField()
    fraction = serializers.FloatField()
    bytes = serializers.IntegerField()
    rows_per_second = serializers.FloatField()
    eta_seconds = serializers.FloatField(allow_null=True)


class FileSerializer(serializers.ModelSerializer[ExportFile]):
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


class CompanionSerializer(FileSerializer):
    class Meta(FileSerializer.Meta):
        fields = ["name", "url", "location"]


class WindowSerializer(serializers.Serializer[Any]):
    """Which rows an incremental export of a schedule holds, by the transactions that wrote them."""

    column = serializers.CharField(help_text="created_xid or changed_xid")
    start = serializers.CharField(allow_null=True, help_text="null: from the beginning")
    end = serializers.CharField(help_text="up to and without")


class ErrorSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    message = serializers.CharField()


class ExportSerializer(serializers.ModelSerializer[Export]):
    """An export: its state, how far it is, and its files once it is complete."""

    progress = serializers.SerializerMethodField()
    files = serializers.SerializerMethodField()
    companions = serializers.SerializerMethodField()
    rejected = serializers.SerializerMethodField()
    error = serializers.SerializerMethodField()
    window = serializers.SerializerMethodField()
    state = serializers.ChoiceField(choices=State.choices)
    request = serializers.SerializerMethodField()

    class Meta:
        model = Export
        fields = [
            "id", "resource", "state", "progress", "files", "companions", "rejected", "error",
            "cutoff", "created_at", "started_at", "finished_at", "expires_at", "request", "schedule", "slot", "window", "note",
        ]  # fmt: skip

    @extend_schema_field(ProgressSerializer)
    def get_progress(self, export: Export) -> Any:
        return ProgressSerializer(progress.of(export)).data

    @extend_schema_field(FileSerializer(many=True))
    def get_files(self, export: Export) -> Any:
        return FileSerializer(export.files.filter(companion=False), many=True, context=self.context).data

    @extend_schema_field(CompanionSerializer(many=True))
    def get_companions(self, export: Export) -> Any:
        return CompanionSerializer(export.files.filter(companion=True), many=True, context=self.context).data

    @extend_schema_field(WindowSerializer(allow_null=True))
    def get_window(self, export: Export) -> Any:
        return export.window and WindowSerializer(export.window).data

    @extend_schema_field(serializers.DictField())
    def get_request(self, export: Export) -> orjson.Fragment:
        """The body as it was accepted; numbers beyond 64 bits included, which orjson itself would refuse to write."""
        return orjson.Fragment(exact_json.dumps(export.request))

    def get_rejected(self, export: Export) -> int:
        """Rows that were kept out because they break a rule of the target; `records` has no such rule."""
        return 0

    @extend_schema_field(ErrorSerializer(allow_null=True))
    def get_error(self, export: Export) -> Any:
        if not export.error:
            return None
        return ErrorSerializer({"code": export.error_code, "message": export.error}).data
