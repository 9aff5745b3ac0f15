"""How destinations look over HTTP. What comes in is checked by destination_requests, which knows the pointers; it is documented here."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from exports import destination_requests
from exports.models import Destination, DestinationKind


class DestinationRequestSerializer(serializers.Serializer[Any]):
    """A place that exports can go to. `settings` of `s3`: bucket, region, endpoint_url, addressing, key; of `http`: url, headers, key."""

    name = serializers.CharField(max_length=destination_requests.MAX_NAME_LENGTH, help_text="unique in the project")
    kind = serializers.ChoiceField(choices=DestinationKind.choices)
    settings = serializers.DictField(
        required=False, allow_null=True, help_text="`key` is the template of the files' keys, {project}/{export}/{name} if empty"
    )
    secrets = serializers.DictField(
        child=serializers.CharField(allow_null=True),
        required=False,
        allow_null=True,
        write_only=True,
        help_text="never shown again; s3: access_key_id, secret_access_key, session_token; http: authorization",
    )


class DestinationChangeSerializer(serializers.Serializer[Any]):
    """What is to change. `settings` are replaced as a whole, of `secrets` those that are sent; null removes one."""

    name = serializers.CharField(max_length=destination_requests.MAX_NAME_LENGTH, required=False)
    settings = serializers.DictField(required=False, allow_null=True)
    secrets = serializers.DictField(child=serializers.CharField(allow_null=True), required=False, allow_null=True, write_only=True)


class DestinationTestSerializer(serializers.Serializer[Any]):
    ok = serializers.BooleanField()
    code = serializers.CharField(allow_null=True)
    message = serializers.CharField(allow_null=True, help_text="what failed, and how to mend it")
    tested_at = serializers.DateTimeField()


class DestinationSerializer(serializers.ModelSerializer[Destination]):
    """A destination; of its secrets only whether each is set."""

    kind = serializers.ChoiceField(choices=DestinationKind.choices)
    settings = serializers.DictField()
    secrets = serializers.SerializerMethodField()
    test = serializers.SerializerMethodField()

    class Meta:
        model = Destination
        fields = ["id", "name", "kind", "settings", "secrets", "test", "created_at", "updated_at"]

    @extend_schema_field(serializers.DictField(child=serializers.BooleanField()))
    def get_secrets(self, destination: Destination) -> Any:
        """Whether each is set; what it is nobody can read."""
        _, secrets = destination_requests.parameters(destination.kind)
        return {one.name: one.name in destination.secret_names for one in secrets}

    @extend_schema_field(DestinationTestSerializer(allow_null=True))
    def get_test(self, destination: Destination) -> Any:
        """What came of the last test; null when there was none."""
        if destination.tested_at is None:
            return None
        code, message = destination.test_code or None, destination.test_message or None
        return DestinationTestSerializer({"ok": code is None, "code": code, "message": message, "tested_at": destination.tested_at}).data
