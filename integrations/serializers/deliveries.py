"""How deliveries and their attempts look over HTTP."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from integrations.models import Attempt, Delivery, DeliveryState


class AttemptSerializer(serializers.ModelSerializer[Attempt]):
    """One try. `finished_at` is null while it is under way."""

    status = serializers.IntegerField(allow_null=True, help_text="of the answer; null when there was none")
    code = serializers.CharField(help_text="what it failed with; empty when it succeeded")

    class Meta:
        model = Attempt
        fields = ["number", "started_at", "finished_at", "status", "code", "message", "answer"]


class DeliverySerializer(serializers.ModelSerializer[Delivery]):
    """An event on its way to an endpoint."""

    endpoint = serializers.UUIDField(source="endpoint_id")
    event = serializers.UUIDField(source="event_id")
    type = serializers.CharField(source="event.type")
    state = serializers.ChoiceField(choices=DeliveryState.choices)
    reason = serializers.CharField(help_text="why it has failed: given_up, gone or endpoint_disabled; else empty")
    replay = serializers.IntegerField(help_text="0, or how often before it was sent again on purpose")

    class Meta:
        model = Delivery
        fields = [
            "id",
            "endpoint",
            "event",
            "type",
            "state",
            "reason",
            "replay",
            "attempts",
            "next_attempt_at",
            "created_at",
            "finished_at",
        ]


class DeliveryWithAttemptsSerializer(DeliverySerializer):
    """A delivery, its payload, and each attempt with the first kilobyte of the answer."""

    payload = serializers.DictField(source="event.payload")
    history = serializers.SerializerMethodField()

    class Meta(DeliverySerializer.Meta):
        fields = [*DeliverySerializer.Meta.fields, "payload", "history"]

    @extend_schema_field(AttemptSerializer(many=True))
    def get_history(self, delivery: Delivery) -> Any:
        """The oldest attempt first."""
        return AttemptSerializer(delivery.tries.order_by("number"), many=True).data
