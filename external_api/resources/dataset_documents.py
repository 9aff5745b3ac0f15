"""How datasets look over HTTP. What comes in is checked by evaluations/datasets, which knows the pointers; it is documented here."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema_serializer
from rest_framework import serializers

from evalplatform.evaluations.datasets import Change
from evalplatform.evaluations.datasets.files.columns import CELLS, OTHERS
from evalplatform.evaluations.datasets.files.loading import READERS
from evalplatform.evaluations.datasets.from_traces import MAX_TRACES, REFERENCES
from evalplatform.evaluations.datasets.managing import MAX_DESCRIPTION, MAX_NAME
from evalplatform.evaluations.datasets.publishing import MAX_NOTE, draft_counts
from evalplatform.evaluations.datasets.rows import MAX_ID, MAX_SPLIT
from evalplatform.evaluations.models import Dataset, DatasetVersion
from external_api.resources.trace_documents import AnyJson

EXAMPLES = [
    {"external_id": "q-1", "input": "What is 2 + 2?", "reference": "4", "metadata": {"page": 3}, "split": "test"},
    {"input": [{"role": "user", "content": "And 3 + 3?"}], "reference": "6"},
]
_PUBLISH = {"required": False, "default": True, "help_text": "false leaves the change in the draft"}


@extend_schema_serializer(examples=[OpenApiExample("a dataset", {"name": "sums", "description": "of two numbers"}, request_only=True)])
class DatasetRequest(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=MAX_NAME)
    description = serializers.CharField(required=False, allow_null=True, allow_blank=True, max_length=MAX_DESCRIPTION)

    class Meta:
        ref_name = "DatasetRequest"


class DatasetSerializer(serializers.ModelSerializer[Dataset]):
    latest_version = serializers.IntegerField(source="latest", help_text="0 while none is published")
    examples = serializers.IntegerField(source="latest_examples", help_text="of the latest version")

    class Meta:
        model = Dataset
        fields = ("id", "name", "description", "latest_version", "examples", "created_at", "updated_at")


class DraftDocument(serializers.Serializer[Any]):
    """What the next version would add to the latest one, and remove; an example that changes counts in both."""

    added = serializers.IntegerField()
    removed = serializers.IntegerField()

    class Meta:
        ref_name = "DatasetDraft"


class DatasetWithDraft(DatasetSerializer):
    draft = serializers.SerializerMethodField()

    class Meta(DatasetSerializer.Meta):
        ref_name = "DatasetWithDraft"
        fields = (*DatasetSerializer.Meta.fields, "draft")  # type: ignore[assignment]

    def get_draft(self, dataset: Dataset) -> DraftDocument:
        added, removed = draft_counts(dataset)
        return {"added": added, "removed": removed}  # type: ignore[return-value]  # the annotation is for the document


class VersionSerializer(serializers.ModelSerializer[DatasetVersion]):
    content_hash = serializers.SerializerMethodField(help_text="equal for equal examples")

    class Meta:
        model = DatasetVersion
        ref_name = "DatasetVersion"
        fields = ("id", "number", "note", "examples", "content_hash", "created_at")

    def get_content_hash(self, version: DatasetVersion) -> str:
        return bytes(version.content_hash).hex()


class ExampleRequest(serializers.Serializer[Any]):
    external_id = serializers.CharField(
        required=False,
        allow_null=True,
        max_length=MAX_ID,
        help_text="the same id again is the same example; by default made of the content",
    )
    input = AnyJson()
    reference = AnyJson(required=False)
    metadata = serializers.DictField(required=False, allow_null=True)
    split = serializers.CharField(required=False, allow_blank=True, allow_null=True, max_length=MAX_SPLIT)

    class Meta:
        ref_name = "ExampleRequest"


class ExampleDocument(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    dataset_id = serializers.UUIDField()
    dataset = serializers.CharField()
    external_id = serializers.CharField()
    input = AnyJson()
    reference = AnyJson()
    metadata = serializers.DictField()
    split = serializers.CharField()
    added_in = serializers.IntegerField(help_text="the first version that has it")
    removed_in = serializers.IntegerField(allow_null=True, help_text="the first version that no longer has it")
    current = serializers.BooleanField(help_text="whether the latest version has it")
    created_at = serializers.DateTimeField()

    class Meta:
        ref_name = "Example"


class ExamplePage(serializers.Serializer[Any]):
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = ExampleDocument(many=True)


@extend_schema_serializer(examples=[OpenApiExample("two examples", {"examples": EXAMPLES, "note": "from the book"}, request_only=True)])
class ExamplesRequest(serializers.Serializer[Any]):
    examples = ExampleRequest(many=True, required=False)
    remove = serializers.ListField(child=serializers.UUIDField(), required=False, help_text="ids of examples")
    replace = serializers.BooleanField(required=False, help_text="true removes what is not among `examples`")
    publish = serializers.BooleanField(**_PUBLISH)  # type: ignore[arg-type]
    note = serializers.CharField(required=False, allow_blank=True, max_length=MAX_NOTE)

    class Meta:
        ref_name = "ExamplesRequest"
        null_is_nothing = True


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "what people liked",
            {"filter": {"field": "score.thumb", "op": "eq", "value": 1}, "limit": 500, "reference": "output"},
            request_only=True,
        )
    ]
)
class FromTracesRequest(serializers.Serializer[Any]):
    filter = serializers.DictField(required=False, help_text="of traces; {} takes all")
    limit = serializers.IntegerField(required=False, min_value=1, max_value=MAX_TRACES, help_text="only the newest so many")
    reference = serializers.ChoiceField(list(REFERENCES), required=False, help_text="of the trace, which is the example's reference")
    publish = serializers.BooleanField(**_PUBLISH)  # type: ignore[arg-type]
    note = serializers.CharField(required=False, allow_blank=True, max_length=MAX_NOTE)

    class Meta:
        ref_name = "ExamplesFromTracesRequest"
        null_is_nothing = True


@extend_schema_serializer(examples=[OpenApiExample("a version", {"note": "the harder ones"}, request_only=True)])
class VersionRequest(serializers.Serializer[Any]):
    note = serializers.CharField(required=False, allow_blank=True, max_length=MAX_NOTE)

    class Meta:
        ref_name = "DatasetVersionRequest"
        null_is_nothing = True


class ChangeDocument(serializers.Serializer[Any]):
    """What became of the examples that were sent, and how many were removed."""

    created = serializers.IntegerField()
    replaced = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    removed = serializers.IntegerField()
    version = VersionSerializer(allow_null=True, help_text="the one that was made; null where nothing has changed, or is left in the draft")

    class Meta:
        ref_name = "ExamplesChanged"


def change_document(change: Change) -> dict[str, Any]:
    return ChangeDocument(change).data


FILE_PARAMETERS = [
    OpenApiParameter("format", str, enum=list(READERS), description="when neither content type nor file name tells it"),
    *(
        OpenApiParameter(name, str, description=f"the column that holds it, when that is not `{name}`")
        for name in ("input", "reference", "external_id", "split", "metadata")
    ),
    OpenApiParameter("others", str, enum=list(OTHERS), default=OTHERS[0], description="what to do with all other columns"),
    OpenApiParameter("cells", str, enum=list(CELLS), default=CELLS[0], description="what a cell of text is, in CSV and Parquet"),
    OpenApiParameter("replace", bool, description="remove what is not in the file"),
    OpenApiParameter("publish", bool, default=True, description="false leaves the change in the draft"),
    OpenApiParameter("note", str, description="of the version"),
]
_FILE = {"type": "string", "format": "binary"}
_ROWS = {"type": "array", "items": {"type": "object"}}
FILE_BODY: dict[Any, Any] = {
    "application/json": {"oneOf": [_ROWS, _ROWS["items"]], "description": "an object a row, its keys the columns"},
    "application/jsonl": OpenApiTypes.BINARY,
    "text/csv": OpenApiTypes.BINARY,
    "application/vnd.apache.parquet": OpenApiTypes.BINARY,
    "multipart/form-data": {"type": "object", "required": ["file"], "properties": {"file": _FILE}},
}
