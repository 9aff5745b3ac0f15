"""How endpoints look over HTTP. What comes in is checked by webhooks.asked, which knows the pointers; it is documented here."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from integrations.models import Endpoint, EndpointKind, EndpointState
from integrations.webhooks import asked, endpoints

_TYPES = "types of events, or * alone for all of them; GET /api/integrations/event-types lists them"
_FILTER = "key of a payload: the list of values that it may have; events without the key pass"
_HEADERS = "sent with each message, never shown again; not for chats and e-mail"


class _Common(serializers.Serializer[Any]):
    url = serializers.CharField(max_length=asked.MAX_URL, required=False, allow_null=True, help_text="of all kinds but e-mail")
    recipients = serializers.ListField(
        child=serializers.EmailField(), required=False, allow_null=True, max_length=asked.MAX_RECIPIENTS, help_text="of e-mail"
    )
    description = serializers.CharField(max_length=asked.MAX_DESCRIPTION, required=False, allow_null=True, allow_blank=True)
    event_types = serializers.ListField(child=serializers.CharField(), required=False, allow_null=True, min_length=1, help_text=_TYPES)
    filter = serializers.DictField(child=serializers.ListField(), required=False, allow_null=True, help_text=_FILTER)
    headers = serializers.DictField(child=serializers.CharField(), required=False, allow_null=True, write_only=True, help_text=_HEADERS)
    payload_version = serializers.IntegerField(required=False, allow_null=True, help_text="1 is the only one yet")


class EndpointRequestSerializer(_Common):
    """Where the project wants to be told of its events."""

    kind = serializers.ChoiceField(choices=EndpointKind.choices)
    secret = serializers.CharField(
        required=False, allow_null=True, write_only=True, help_text="whsec_ and the Base64 of 24 to 64 bytes; one is made if there is none"
    )


class EndpointChangeSerializer(_Common):
    """What is to change. Lists and objects are replaced as a whole; another host needs the headers again."""

    state = serializers.ChoiceField(
        choices=asked.STATES, required=False, allow_null=True, help_text="active again after it was paused or disabled, or paused"
    )


class RotationRequestSerializer(serializers.Serializer[Any]):
    secret = serializers.CharField(required=False, allow_null=True, write_only=True, help_text="one is made if there is none")
    overlap_seconds = serializers.IntegerField(
        required=False,
        allow_null=True,
        min_value=0,
        max_value=endpoints.MAX_OVERLAP_SECONDS,
        help_text="how long the former secret signs beside it; a day if nothing is said",
    )


class RecoveryRequestSerializer(serializers.Serializer[Any]):
    since = serializers.DateTimeField(help_text="with its zone")


class RecoveredSerializer(serializers.Serializer[Any]):
    deliveries = serializers.IntegerField(help_text="how many were made")
    has_more = serializers.BooleanField(help_text="there was more than goes at once: call again")


class EndpointSerializer(serializers.ModelSerializer[Endpoint]):
    """An endpoint. Of its headers only the names are shown, and of the address of a chat only the host."""

    kind = serializers.ChoiceField(choices=EndpointKind.choices)
    recipients = serializers.ListField(child=serializers.EmailField())
    event_types = serializers.ListField(child=serializers.CharField(), help_text=_TYPES)
    filter = serializers.DictField(child=serializers.ListField(), help_text=_FILTER)
    headers = serializers.ListField(child=serializers.CharField(), source="header_names", help_text="names of its own headers")
    state = serializers.ChoiceField(choices=EndpointState.choices)
    reason = serializers.CharField(help_text="why it is disabled: failing or gone; else empty")
    former_secret_until = serializers.SerializerMethodField()

    class Meta:
        model = Endpoint
        fields = [
            "id", "kind", "description", "url", "recipients", "event_types", "filter", "headers", "payload_version", "state", "reason",
            "former_secret_until", "failing_since", "last_success_at", "last_failure_at", "last_error", "created_at", "updated_at",
        ]  # fmt: skip

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_former_secret_until(self, endpoint: Endpoint) -> Any:
        """Until when the former secret signs beside the new one; null when it does not."""
        until = endpoint.former_until
        return serializers.DateTimeField().to_representation(until) if until and until > timezone.now() else None


class EndpointMadeSerializer(EndpointSerializer):
    """An endpoint with its secret, which no other answer shows."""

    secret = serializers.SerializerMethodField()

    class Meta(EndpointSerializer.Meta):
        fields = [*EndpointSerializer.Meta.fields, "secret"]

    def get_secret(self, endpoint: Endpoint) -> str:
        """What its messages are signed with; empty where they are not. Shown this once."""
        return str(self.context.get("secret", ""))
