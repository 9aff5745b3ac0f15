"""How runs, and what starts them, look over HTTP."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from evalplatform.evaluations.models import Verdict
from integrations.models import Check, Run, RunState
from integrations.providers.change import Trigger

_VERDICTS = f"{', '.join(Verdict.values)}; empty while there is none"


class CheckSerializer(serializers.ModelSerializer[Check]):
    suite = serializers.UUIDField(source="suite_id", allow_null=True)
    evaluation = serializers.UUIDField(source="evaluation_id", allow_null=True)
    touched_by = serializers.ListField(child=serializers.CharField(), help_text="the first of the paths that touch the suite")
    verdict = serializers.CharField(help_text=_VERDICTS)
    counts_as = serializers.CharField(help_text=_VERDICTS)

    class Meta:
        model = Check
        fields = ["suite", "name", "evaluation", "touched_by", "is_open", "verdict", "counts_as", "reason", "message"]


class ReportSerializer(serializers.Serializer[Any]):
    """How far the provider has been told."""

    is_told = serializers.BooleanField()
    next_attempt_at = serializers.DateTimeField(allow_null=True)
    code = serializers.CharField(help_text="what the last try failed with; empty when it did not")
    message = serializers.CharField()


class RunSerializer(serializers.ModelSerializer[Run]):
    connection = serializers.UUIDField(source="connection_id", allow_null=True)
    receipt = serializers.UUIDField(source="receipt_id", allow_null=True)
    rerun_of = serializers.UUIDField(source="rerun_of_id", allow_null=True)
    requested_by = serializers.IntegerField(source="requested_by_id", allow_null=True)
    trigger = serializers.ChoiceField(choices=[one.value for one in Trigger])
    state = serializers.ChoiceField(choices=RunState.choices)
    verdict = serializers.CharField(help_text=_VERDICTS)
    checks = CheckSerializer(many=True)
    report = serializers.SerializerMethodField()

    class Meta:
        model = Run
        fields = [
            *("id", "connection", "receipt", "rerun_of", "requested_by", "requested_with", "trigger", "repository", "sha", "branch"),
            *(
                "target_branch",
                "pull_request",
                "tag",
                "author",
                "title",
                "url",
                "state",
                "verdict",
                "reason",
                "message",
                "checks",
                "report",
            ),
            *("created_at", "started_at", "finished_at"),
        ]

    @extend_schema_field(ReportSerializer)
    def get_report(self, run: Run) -> Any:
        is_told = run.reported >= run.report_wanted
        told = {"is_told": is_told, "next_attempt_at": run.report_due_at, "code": run.report_code, "message": run.report_message}
        return ReportSerializer(told).data


class CommitSerializer(serializers.Serializer[Any]):
    repository = serializers.CharField(
        required=False, allow_null=True, help_text="owner/name; a connection that names it tells its provider"
    )
    sha = serializers.CharField(required=False, allow_null=True)
    branch = serializers.CharField(required=False, allow_null=True)
    target_branch = serializers.CharField(required=False, allow_null=True, help_text="the baseline, where none is named")
    pull_request = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=2**31 - 1)

    class Meta:
        ref_name = "TriggeredCommit"


class TriggeredEvaluationSerializer(serializers.Serializer[Any]):
    suite = serializers.CharField(help_text="id or name")
    name = serializers.CharField(required=False, allow_null=True, max_length=200)
    baseline = serializers.CharField(required=False, allow_null=True, max_length=300, help_text="an evaluation's id, or a branch")
    commit = CommitSerializer(required=False, allow_null=True)


class TriggerRequestSerializer(serializers.Serializer[Any]):
    """One of `evaluation`, `export` and `connection`. `{{name}}` in a text is replaced by the variable of that name."""

    evaluation = TriggeredEvaluationSerializer(required=False, allow_null=True)
    export = serializers.DictField(required=False, allow_null=True, help_text="as for POST /api/exports")
    connection = serializers.UUIDField(required=False, allow_null=True, help_text="a generic one, whose template is started")
    variables = serializers.DictField(required=False, allow_null=True, help_text="name to text, number, true, false or null")


class TriggeredSerializer(serializers.Serializer[Any]):
    """What was started: one of the two."""

    run = RunSerializer(allow_null=True)
    export = serializers.UUIDField(allow_null=True)
