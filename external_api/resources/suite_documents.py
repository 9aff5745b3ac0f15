"""How suites and waivers look over HTTP. What comes in is checked by evaluations/suites and waivers, which know the pointers."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from evalplatform.evaluations import asked, waivers
from evalplatform.evaluations.gate import rules
from evalplatform.evaluations.models import Suite, Waiver
from evalplatform.evaluations.suites.paths import MAX_GLOB, MAX_PATHS
from evalplatform.evaluations.suites.wanted import MAX_DESCRIPTION, MAX_NAME
from external_api.resources.evaluation_documents import ChosenScorerDocument

EXAMPLE = {
    "name": "support",
    "dataset": "questions",
    "scorers": [{"name": "exact_match"}, {"name": "latency"}],
    "target": {"endpoint": {"url": "https://api.example.com/v1", "model": "m-1", "key": "not-a-key"}},
    "gate": {"rules": [{"metric": "exact_match", "allowed_loss": 0.02}], "baseline": "main", "first_passes": True},
    "paths": ["prompts/**", "!**/*.md"],
}
WAIVER = {"reason": "The new wording is wanted; the references follow.", "until": "2027-01-31T00:00:00Z"}


class TargetDocument(serializers.Serializer[Any]):
    """One of the three; outputs come with each evaluation when nothing is said."""

    traces = serializers.DictField(required=False, help_text="a filter; {} takes all")
    outputs = serializers.ListField(required=False, child=serializers.DictField(), help_text="[]: they come with each evaluation")
    endpoint = serializers.DictField(
        required=False,
        help_text="url, model, key, params, system, template, concurrency, max_attempts, timeout_seconds, prices, budget; without its key",
    )

    class Meta:
        ref_name = "SuiteTarget"

    def to_representation(self, instance: dict[str, Any]) -> dict[str, Any]:
        return instance


class RuleDocument(serializers.Serializer[Any]):
    metric = serializers.CharField(help_text="the name of a scorer, or what it says with `as`")
    direction = serializers.ChoiceField([one.value for one in rules.Direction], required=False, help_text="the scorer's own by default")
    question = serializers.ChoiceField([one.value for one in rules.Question], required=False)
    allowed_loss = serializers.FloatField(required=False, allow_null=True, min_value=0, help_text="null: only the floor holds")
    floor = serializers.FloatField(required=False, allow_null=True, help_text="the worst mean that passes")
    alpha = serializers.FloatField(required=False, min_value=rules.LEAST_ALPHA, max_value=0.5)
    min_examples = serializers.IntegerField(required=False, min_value=1)
    max_errored = serializers.FloatField(required=False, min_value=0, max_value=1)

    class Meta:
        ref_name = "GateRule"


class GateDocument(serializers.Serializer[Any]):
    rules = RuleDocument(many=True, required=False)
    baseline = serializers.JSONField(required=False, help_text="an evaluation's id, a branch, or an object of means by metric")
    first_passes = serializers.BooleanField(required=False, help_text="whether the first of the baseline's branch is judged by itself")
    max_unpaired = serializers.FloatField(required=False, min_value=0, max_value=1)
    no_verdict_counts_as = serializers.CharField(required=False, help_text="fail or pass")

    class Meta:
        ref_name = "SuiteGate"

    def to_representation(self, instance: dict[str, Any]) -> dict[str, Any]:
        return instance


@extend_schema_serializer(examples=[OpenApiExample("a suite", EXAMPLE, request_only=True)])
class SuiteRequest(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=MAX_NAME)
    description = serializers.CharField(required=False, allow_blank=True, max_length=MAX_DESCRIPTION)
    dataset = serializers.CharField(required=False, max_length=asked.MAX_NAME, help_text="id or name; not with traces, else required")
    dataset_version = serializers.IntegerField(required=False, min_value=1, help_text="the latest of the day when nothing is said")
    scorers = ChosenScorerDocument(many=True)
    target = TargetDocument(required=False)
    judge = serializers.DictField(required=False, help_text="whom scorers with a model ask, where it is not the target's endpoint")
    repeats = serializers.IntegerField(required=False, min_value=1, max_value=asked.MAX_REPEATS)
    pair_by = serializers.CharField(required=False, allow_blank=True, max_length=asked.MAX_GROUPING, help_text="of traces")
    cluster_by = serializers.CharField(required=False, allow_blank=True, max_length=asked.MAX_GROUPING)
    gate = GateDocument(required=False)
    paths = serializers.ListField(
        required=False,
        max_length=MAX_PATHS,
        child=serializers.CharField(max_length=MAX_GLOB),
        help_text="globs of a repository; with ! before it what does not count; the last that fits decides",
    )

    class Meta:
        ref_name = "SuiteRequest"
        null_is_nothing = True


class SuiteSerializer(serializers.ModelSerializer[Suite]):
    dataset = serializers.UUIDField(source="dataset_id", allow_null=True)
    scorers = ChosenScorerDocument(many=True)
    target = TargetDocument()
    judge = serializers.SerializerMethodField(help_text="without its key")
    gate = GateDocument()
    has_key = serializers.SerializerMethodField(help_text="whether the target's endpoint has a key, which is never shown")
    has_judge_key = serializers.SerializerMethodField()

    class Meta:
        model = Suite
        fields = (
            *("id", "name", "description", "dataset", "dataset_version", "scorers", "target", "has_key", "judge", "has_judge_key"),
            *("repeats", "pair_by", "cluster_by", "gate", "paths", "created_at", "updated_at"),
        )

    @extend_schema_field(serializers.DictField(allow_null=True))
    def get_judge(self, suite: Suite) -> Any:
        return suite.judge or None

    def get_has_key(self, suite: Suite) -> bool:
        return bool(suite.sealed_key)

    def get_has_judge_key(self, suite: Suite) -> bool:
        return bool(suite.sealed_judge_key)


@extend_schema_serializer(examples=[OpenApiExample("a waiver", WAIVER, request_only=True)])
class WaiverRequest(serializers.Serializer[Any]):
    metric = serializers.CharField(required=False, allow_blank=True, help_text="which rule may fail; all of them when nothing is said")
    reason = serializers.CharField(max_length=waivers.MAX_REASON)
    until = serializers.DateTimeField(help_text=f"at most {waivers.MAX_DAYS} days off")

    class Meta:
        ref_name = "WaiverRequest"
        null_is_nothing = True


class WaiverSerializer(serializers.ModelSerializer[Waiver]):
    metric = serializers.CharField(help_text="empty: all")
    given_by = serializers.SerializerMethodField()

    class Meta:
        model = Waiver
        fields = ("id", "metric", "reason", "until", "given_by", "created_at")

    def get_given_by(self, waiver: Waiver) -> str:
        return waivers.who(waiver)
