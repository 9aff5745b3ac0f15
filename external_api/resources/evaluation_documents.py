"""How evaluations look over HTTP. What comes in is checked by evaluations/asked.py, which knows the pointers; it is documented here."""

from dataclasses import asdict
from typing import Any, get_args

from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from evalplatform.evaluations import asked, progress
from evalplatform.evaluations.models import Evaluation, EvaluationState, ResultState, SourceKind, Verdict
from evalplatform.evaluations.submitting import Status
from external_api.pagination import TOTAL
from external_api.resources.trace_documents import AnyJson, ProblemDocument, UsageDocument, UsageRequest

STATUSES = get_args(Status)
EXAMPLE = {
    "name": "nightly",
    "scorers": [{"name": "last_number"}, {"name": "latency"}],
    "source": {"traces": {"field": "model", "op": "eq", "value": "gpt-4o-mini"}},
    "pair_by": "session_id",
    "commit": {"repository": "acme/support", "sha": "4f2a", "branch": "main"},
}
OUTPUT_EXAMPLE = {"example": "q-1", "output": "It is 4.", "latency_ms": 512, "usage": {"input_tokens": 5, "output_tokens": 4}}


class ChosenScorerDocument(serializers.Serializer[Any]):
    name = serializers.CharField()
    params = serializers.DictField(required=False)

    class Meta:
        ref_name = "ChosenScorer"

    def get_fields(self) -> Any:
        return {**super().get_fields(), "as": serializers.CharField(required=False, help_text="the name of its metric")}

    def to_representation(self, instance: dict[str, Any]) -> dict[str, Any]:
        """What was left out, too."""
        return {"params": {}, "as": instance["name"]} | instance


class CommitDocument(serializers.Serializer[Any]):
    repository = serializers.CharField(required=False, max_length=asked.MAX_PATH)
    sha = serializers.CharField(required=False, max_length=asked.MAX_SHA)
    branch = serializers.CharField(required=False, max_length=asked.MAX_PATH)
    pull_request = serializers.IntegerField(required=False, allow_null=True, min_value=1)

    class Meta:
        ref_name = "Commit"


class SourceDocument(serializers.Serializer[Any]):
    """One of the three."""

    traces = serializers.DictField(required=False, help_text="a filter; {} takes all")
    outputs = serializers.ListField(required=False, help_text="those at hand; [] when all come later", child=serializers.DictField())
    endpoint = serializers.DictField(
        required=False,
        help_text="url, model, key, params, system, template, concurrency, max_attempts, timeout_seconds, prices, budget",
    )

    class Meta:
        ref_name = "AnswerSource"


@extend_schema_serializer(examples=[OpenApiExample("traces of a model", EXAMPLE, request_only=True)])
class EvaluationRequestDocument(serializers.Serializer[Any]):
    """What a suite says need not be said again; what is said goes before it."""

    name = serializers.CharField(required=False, max_length=asked.MAX_NAME)
    suite = serializers.CharField(required=False, help_text="id or name")
    dataset = serializers.CharField(required=False, help_text="id or name; of outputs and endpoints")
    dataset_version = serializers.IntegerField(required=False, min_value=1, help_text="the latest when nothing is said")
    scorers = ChosenScorerDocument(many=True, required=False)
    source = SourceDocument(required=False)  # type: ignore[assignment]
    judge = serializers.DictField(required=False, help_text="whom scorers with a model ask: url, key, concurrency …")
    repeats = serializers.IntegerField(required=False, min_value=1, max_value=asked.MAX_REPEATS, help_text="answers an example")
    pair_by = serializers.CharField(required=False, max_length=asked.MAX_GROUPING, help_text="of traces: a field or a key of metadata")
    cluster_by = serializers.CharField(required=False, max_length=asked.MAX_GROUPING, help_text="what belongs together: likewise")
    baseline = serializers.CharField(required=False, max_length=asked.MAX_PATH, help_text="an evaluation's id or a branch")
    commit = CommitDocument(required=False)

    class Meta:
        ref_name = "EvaluationRequest"
        null_is_nothing = True


class ProgressDocument(serializers.Serializer[Any]):
    total = serializers.IntegerField()
    done = serializers.IntegerField(help_text="scored or errored")
    errored = serializers.IntegerField(help_text="without an answer")
    fraction = serializers.FloatField()
    per_second = serializers.FloatField(allow_null=True)
    eta_seconds = serializers.FloatField(allow_null=True)

    class Meta:
        ref_name = "EvaluationProgress"


class EvaluationErrorDocument(serializers.Serializer[Any]):
    code = serializers.CharField()
    message = serializers.CharField()

    class Meta:
        ref_name = "EvaluationError"


class EvaluationSerializer(serializers.ModelSerializer[Evaluation]):
    state = serializers.ChoiceField(EvaluationState.choices)
    suite = serializers.UUIDField(source="suite_id", allow_null=True)
    dataset = serializers.UUIDField(source="dataset_id", allow_null=True)
    source = serializers.ChoiceField(SourceKind.choices, source="source_kind")  # type: ignore[assignment]
    scorers = ChosenScorerDocument(many=True)
    commit = serializers.SerializerMethodField()
    progress = serializers.SerializerMethodField()
    usage = serializers.SerializerMethodField()
    summary = serializers.DictField(allow_null=True)
    verdict = serializers.SerializerMethodField()
    compared_with = serializers.UUIDField(source="compared_with_id", allow_null=True)
    error = serializers.SerializerMethodField()
    request = serializers.DictField(help_text="as it was asked, without keys")

    class Meta:
        model = Evaluation
        fields = (
            *("id", "name", "state", "suite", "dataset", "dataset_version", "source", "scorers", "repeats", "pair_by", "cluster_by"),
            *("baseline", "compared_with", "commit", "progress", "usage", "summary", "verdict", "error"),
            *("created_at", "started_at", "finished_at", "request"),
        )

    @extend_schema_field(CommitDocument)
    def get_commit(self, evaluation: Evaluation) -> Any:
        return {name: getattr(evaluation, name) for name in ("repository", "sha", "branch", "pull_request")}

    @extend_schema_field(ProgressDocument)
    def get_progress(self, evaluation: Evaluation) -> Any:
        return asdict(progress.of(evaluation))

    @extend_schema_field(UsageDocument)
    def get_usage(self, evaluation: Evaluation) -> Any:
        """Of answers and judges together."""
        cost = f"{evaluation.cost_usd.normalize():f}"
        return {"input_tokens": evaluation.input_tokens, "output_tokens": evaluation.output_tokens, "cost_usd": cost}

    @extend_schema_field(serializers.ChoiceField(Verdict.choices, allow_null=True))
    def get_verdict(self, evaluation: Evaluation) -> Any:
        return evaluation.verdict or None

    @extend_schema_field(EvaluationErrorDocument(allow_null=True))
    def get_error(self, evaluation: Evaluation) -> Any:
        return {"code": evaluation.error_code, "message": evaluation.error_message} if evaluation.error_code else None


class OutputDocument(serializers.Serializer[Any]):
    example = serializers.CharField(help_text="the example's id, or its external_id")
    repeat = serializers.IntegerField(required=False, min_value=0)
    output = AnyJson(required=False)
    error = serializers.CharField(required=False, help_text="why there is no output")
    latency_ms = serializers.FloatField(required=False, allow_null=True)
    usage = UsageRequest(required=False, allow_null=True)

    class Meta:
        ref_name = "Output"
        null_is_nothing = True


class OutputOutcomeDocument(serializers.Serializer[Any]):
    index = serializers.IntegerField()
    status = serializers.ChoiceField([(one, one) for one in STATUSES])
    id = serializers.UUIDField(allow_null=True, help_text="of the result")
    errors = ProblemDocument(many=True)  # type: ignore[assignment]

    class Meta:
        ref_name = "OutputOutcome"


class OutputsTaken(serializers.Serializer[Any]):
    accepted = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    refused = serializers.IntegerField()
    conflict = serializers.IntegerField(help_text="scored already, with another output")
    results = OutputOutcomeDocument(many=True)


_PROBLEM, _TAKEN = ({"$ref": f"#/components/schemas/{name}"} for name in ("Problem", "OutputsTaken"))
ALL_REFUSED = OpenApiResponse(
    {"anyOf": [{"allOf": [_PROBLEM, _TAKEN]}, _PROBLEM]},
    "`all_refused`: no output could be taken, and the body is a problem with `results`; or the Idempotency-Key was used otherwise",
)


class ResultDocument(serializers.Serializer[Any]):
    """One example or trace, its answer, and what each scorer said of it."""

    id = serializers.UUIDField()
    evaluation_id = serializers.UUIDField()
    example_id = serializers.UUIDField(allow_null=True)
    trace_id = serializers.UUIDField(allow_null=True)
    pair_key = serializers.CharField()
    cluster = serializers.CharField()
    repeat = serializers.IntegerField()
    state = serializers.ChoiceField(ResultState.choices)
    input = AnyJson()
    output = AnyJson()
    reference = AnyJson()
    metadata = serializers.DictField()
    scores = serializers.ListField(child=serializers.DictField())
    metrics = serializers.DictField(child=serializers.FloatField(allow_null=True))
    latency_ms = serializers.FloatField(allow_null=True)
    input_tokens = serializers.IntegerField(allow_null=True)
    output_tokens = serializers.IntegerField(allow_null=True)
    cost_usd = serializers.CharField(allow_null=True)
    attempts = serializers.IntegerField()
    error_code = serializers.CharField()
    error_message = serializers.CharField()
    answered_at = serializers.DateTimeField(allow_null=True)

    class Meta:
        ref_name = "Result"


@extend_schema_field(TOTAL)
class _Total(serializers.JSONField):
    pass


class ResultPage(serializers.Serializer[Any]):
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    total = _Total()
    results = ResultDocument(many=True)

    class Meta:
        may_lack = ("total",)
