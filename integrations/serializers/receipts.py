"""How receipts, and how integrations fare, look over HTTP."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from integrations.models import Receipt, ReceiptState


class AcceptedSerializer(serializers.Serializer[Any]):
    receipts = serializers.ListField(child=serializers.UUIDField(), help_text="one for each connection whose secret signed it")
    repeated = serializers.BooleanField(help_text="it was here before, so nothing is done")


class ReceiptSerializer(serializers.ModelSerializer[Receipt]):
    connection = serializers.UUIDField(source="connection_id")
    state = serializers.ChoiceField(choices=ReceiptState.choices)
    headers = serializers.DictField(child=serializers.CharField(), help_text="without what proves who sent it")
    runs = serializers.SerializerMethodField()
    export = serializers.UUIDField(source="export_id", allow_null=True, help_text="the export that it started")

    class Meta:
        model = Receipt
        fields = [
            *("id", "connection", "delivery_id", "event", "size", "headers", "state", "reason", "message", "attempts", "replays", "runs"),
            *("export", "next_attempt_at", "created_at", "finished_at"),
        ]

    @extend_schema_field(serializers.ListField(child=serializers.UUIDField()))
    def get_runs(self, receipt: Receipt) -> Any:
        """Those that it set off."""
        return sorted(run.id for run in receipt.runs.all())


class ReceiptWithBodySerializer(ReceiptSerializer):
    body = serializers.SerializerMethodField()
    is_cut = serializers.SerializerMethodField()

    class Meta(ReceiptSerializer.Meta):
        fields = [*ReceiptSerializer.Meta.fields, "body", "is_cut"]

    @extend_schema_field(serializers.CharField())
    def get_body(self, receipt: Receipt) -> Any:
        """As it came, up to 64 kB; what is no UTF-8 is replaced."""
        return self.context["body"].decode("utf-8", "replace")

    @extend_schema_field(serializers.BooleanField())
    def get_is_cut(self, receipt: Receipt) -> Any:
        return receipt.size > len(self.context["body"])


class PartStatusSerializer(serializers.Serializer[Any]):
    """A connection or an endpoint."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    kind = serializers.CharField()
    health = serializers.ChoiceField(choices=["ok", "failing", "off", "unused"])
    last_success_at = serializers.DateTimeField(allow_null=True)
    last_failure_at = serializers.DateTimeField(allow_null=True)
    code = serializers.CharField(help_text="why it fails or is off; empty when it does not")
    message = serializers.CharField()
    backlog = serializers.IntegerField(help_text="what waits: receipts, runs and reports, or deliveries")
    refused = serializers.IntegerField(help_text="deliveries of the last 24 hours with a wrong signature; of an endpoint 0")
    received_at = serializers.DateTimeField(allow_null=True, help_text="the last delivery that came in")


class QueueStatusSerializer(serializers.Serializer[Any]):
    """What of the project waits for workers."""

    name = serializers.ChoiceField(choices=["receipts", "runs", "reports", "deliveries"])
    health = serializers.ChoiceField(choices=["ok", "late"], help_text="late: something has been due for more than a minute")
    backlog = serializers.IntegerField()
    oldest_due_at = serializers.DateTimeField(allow_null=True)


class IntegrationsStatusSerializer(serializers.Serializer[Any]):
    connections = PartStatusSerializer(many=True)
    endpoints = PartStatusSerializer(many=True)
    queues = QueueStatusSerializer(many=True)
