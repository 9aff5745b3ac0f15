"""How connections look over HTTP. What comes in is checked by connection_requests, which knows the pointers; it is documented here."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from integrations import connection_requests
from integrations.models import Connection, ConnectionKind, ConnectionState


class ConnectionChangeSerializer(serializers.Serializer[Any]):
    """What is to change; what is left out, or null, stays. A new `secret` overlaps with the one before for a day."""

    name = serializers.CharField(
        max_length=connection_requests.MAX_NAME, required=False, allow_null=True, help_text="unique in the project"
    )
    state = serializers.ChoiceField(choices=ConnectionState.choices, required=False, allow_null=True)
    base_url = serializers.CharField(
        required=False, allow_null=True, allow_blank=True, help_text="of the API; another one needs the token again"
    )
    repositories = serializers.ListField(child=serializers.CharField(), required=False, allow_null=True, help_text="as owner/name")
    suites = serializers.ListField(
        child=serializers.CharField(), required=False, allow_null=True, help_text="ids or names; [] is all of the project"
    )
    triggers = serializers.ListField(
        child=serializers.ChoiceField(choices=connection_requests.TRIGGERS), required=False, allow_null=True, help_text="what is evaluated"
    )
    branches = serializers.ListField(
        child=serializers.CharField(),
        required=False,
        allow_null=True,
        help_text="globs of branches whose pushes are evaluated; [] the default one",
    )
    status_name = serializers.CharField(
        max_length=connection_requests.MAX_STATUS_NAME,
        required=False,
        allow_null=True,
        allow_blank=True,
        help_text="of the commit's status; no two connections share one on the same repository",
    )
    app_id = serializers.CharField(required=False, allow_null=True, allow_blank=True, help_text="GitHub: id or client id of an App")
    installation_id = serializers.CharField(required=False, allow_null=True, allow_blank=True, help_text="of that App")
    token = serializers.CharField(
        required=False,
        allow_null=True,
        allow_blank=True,
        write_only=True,
        help_text="what the API is called with; of an App its private key as PEM; an empty one takes away what is there",
    )
    secret = serializers.CharField(required=False, allow_null=True, allow_blank=True, write_only=True, help_text="what signs deliveries")
    template = serializers.DictField(
        required=False, allow_null=True, help_text='generic: {"evaluation": {…}} or {"export": {…}}, with {{variables}} in its texts'
    )


class ConnectionRequestSerializer(ConnectionChangeSerializer):
    """A connection to a provider of repositories, or to whoever signs as Standard Webhooks has it. Without a secret one is made."""

    name = serializers.CharField(max_length=connection_requests.MAX_NAME, help_text="unique in the project")
    kind = serializers.ChoiceField(choices=ConnectionKind.choices)


class ConnectionSerializer(serializers.ModelSerializer[Connection]):
    """A connection; of its secrets only whether they are set."""

    kind = serializers.ChoiceField(choices=ConnectionKind.choices)
    state = serializers.ChoiceField(choices=ConnectionState.choices)
    suites = serializers.SerializerMethodField()
    template = serializers.DictField(allow_null=True)
    has_token = serializers.SerializerMethodField()
    path = serializers.SerializerMethodField()

    class Meta:
        model = Connection
        fields = [
            *("id", "name", "kind", "state", "base_url", "repositories", "suites", "triggers", "branches", "status_name", "app_id"),
            *("installation_id", "template", "has_token", "former_until", "path", "received_at", "told_at", "failed_at", "error_code"),
            *("error_message", "created_at", "updated_at"),
        ]

    @extend_schema_field(serializers.ListField(child=serializers.UUIDField()))
    def get_suites(self, connection: Connection) -> Any:
        """None are all of the project."""
        return sorted(suite.id for suite in connection.suites.all())

    @extend_schema_field(serializers.BooleanField())
    def get_has_token(self, connection: Connection) -> Any:
        """Whether the provider's API is called."""
        return bool(connection.sealed_token)

    @extend_schema_field(serializers.CharField())
    def get_path(self, connection: Connection) -> Any:
        """Where on this server deliveries are sent."""
        of_kind = "trigger" if connection.kind == ConnectionKind.GENERIC else f"webhooks/{connection.kind}"
        return f"/api/integrations/{of_kind}/{connection.id}"


class ConnectionMadeSerializer(ConnectionSerializer):
    """A connection with its secret, which is shown this once."""

    secret = serializers.SerializerMethodField()

    class Meta(ConnectionSerializer.Meta):
        fields = [*ConnectionSerializer.Meta.fields, "secret"]

    @extend_schema_field(serializers.CharField())
    def get_secret(self, connection: Connection) -> Any:
        """Enter it at the provider; it is not shown again."""
        return self.context["secret"]
