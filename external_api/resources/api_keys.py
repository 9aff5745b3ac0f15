"""Keys over HTTP, for people: a secret is shown once, in the answer that makes it."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from evalplatform.projects.caller import caller_of
from external_api import key_requests, keys
from external_api.models import ApiKey
from external_api.parsers import body_of
from external_api.scopes import SCOPES


class ApiKeyRequestSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=key_requests.MAX_NAME)
    scopes = serializers.ListField(child=serializers.ChoiceField(choices=list(SCOPES)), min_length=1)
    expires_at = serializers.DateTimeField(required=False, allow_null=True)
    networks = serializers.ListField(
        child=serializers.CharField(), required=False, max_length=key_requests.MAX_NETWORKS, help_text="from where alone it works"
    )
    note = serializers.CharField(required=False, allow_blank=True, max_length=key_requests.MAX_NOTE)
    service = serializers.BooleanField(
        required=False, help_text="belongs to the project and outlives its maker's membership; only for the role admin"
    )

    class Meta:
        null_is_nothing = True


class ApiKeyRotationRequestSerializer(serializers.Serializer[Any]):
    overlap_seconds = serializers.IntegerField(
        required=False, min_value=0, max_value=int(key_requests.MAX_OVERLAP.total_seconds()), help_text="a day when nothing is said"
    )


class ApiKeySerializer(serializers.ModelSerializer[ApiKey]):
    state = serializers.SerializerMethodField()
    owner = serializers.CharField(source="owner.username", allow_null=True, default=None)
    tier = serializers.CharField(source="tier_id")
    created_at = serializers.DateTimeField(source="created")
    expires_at = serializers.DateTimeField(source="expiry_date", allow_null=True)

    class Meta:
        model = ApiKey
        fields = (
            *("id", "prefix", "name", "state", "scopes", "tier", "owner", "networks", "note"),
            *("created_at", "expires_at", "last_used_at", "rotated_from"),
        )

    def get_state(self, key: ApiKey) -> str:
        return keys.state_of(key, timezone.now())


_MADE = inline_serializer("ApiKeyMade", {"key": serializers.CharField(help_text="shown this once"), "details": ApiKeySerializer()})

_EXAMPLES = [
    OpenApiExample("for one purpose", {"name": "dashboard", "scopes": ["traces:read", "exports:read"]}, request_only=True),
    OpenApiExample(
        "for one purpose, for a while, from one network",
        {
            "name": "notebook",
            "scopes": ["traces:read"],
            "expires_at": "2099-12-31T23:59:59Z",
            "networks": ["192.0.2.0/24"],
            "note": "for Ada",
        },
        request_only=True,
    ),
]


class ApiKeysView(GenericAPIView[ApiKey]):
    scopes = {"GET": "keys:read", "POST": "keys:write"}
    serializer_class = ApiKeySerializer

    @extend_schema(operation_id="api_keys_list", responses=ApiKeySerializer(many=True))
    def get(self, request: Request) -> Response:
        """Your keys, or as an admin all of the project, by their prefixes."""
        rows: QuerySet[ApiKey] = keys.visible_to(caller_of(request))
        return self.get_paginated_response(ApiKeySerializer(self.paginate_queryset(rows) or [], many=True).data)

    @extend_schema(operation_id="api_keys_create", request=ApiKeyRequestSerializer, responses={201: _MADE}, examples=_EXAMPLES)
    def post(self, request: Request) -> Response:
        """Make a key. The answer is the only place where it is ever shown."""
        return _made(keys.create_for(caller_of(request), body_of(request)))


class ApiKeyView(APIView):
    scopes = {"GET": "keys:read", "DELETE": "keys:write"}

    @extend_schema(operation_id="api_keys_retrieve", responses=ApiKeySerializer)
    def get(self, request: Request, id: UUID) -> Response:
        """One key, without its secret."""
        return Response(ApiKeySerializer(keys.find(caller_of(request), id)).data)

    @extend_schema(operation_id="api_keys_revoke", responses={204: None})
    def delete(self, request: Request, id: UUID) -> Response:
        """Revoke a key, at once and for good. It stays in the list."""
        keys.revoke(keys.find(caller_of(request), id))
        return Response(status=204)


class RotateView(APIView):
    scopes = {"POST": "keys:write"}

    @extend_schema(
        operation_id="api_keys_rotate",
        request=ApiKeyRotationRequestSerializer,
        responses={201: _MADE},
        examples=[OpenApiExample("an hour for both", {"overlap_seconds": 3600}, request_only=True)],
    )
    def post(self, request: Request, id: UUID) -> Response:
        """Make a key in the place of an old one, which works on for a while; then only the new one does."""
        key = keys.find(caller_of(request), id)
        return _made(keys.rotate(key, overlap=key_requests.overlap(request.data)))


def _made(made: keys.Made) -> Response:
    headers = {"Location": reverse("api-key", args=[made.key.id]), "Cache-Control": "no-store"}
    return Response({"key": made.secret, "details": ApiKeySerializer(made.key).data}, status=201, headers=headers)
