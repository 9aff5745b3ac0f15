"""The secret of a project's callbacks over HTTP: whether there is one, and a new one."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from evalplatform.projects.caller import caller_of
from external_api.batches import callback_secrets


class CallbackSecretDocument(serializers.Serializer[Any]):
    exists = serializers.BooleanField()
    changed_at = serializers.DateTimeField(allow_null=True)
    previous_until = serializers.DateTimeField(allow_null=True, help_text="until when the one before it signs beside it")

    class Meta:
        ref_name = "CallbackSecret"


class CallbackSecretMadeDocument(CallbackSecretDocument):
    secret = serializers.CharField(help_text="whsec_…, shown this once")

    class Meta:
        ref_name = "CallbackSecretMade"


class CallbackSecretView(APIView):
    scopes = {"GET": "callbacks:read", "POST": "callbacks:write"}

    @extend_schema(operation_id="callbacks_secret_retrieve", responses=CallbackSecretDocument)
    def get(self, request: Request) -> Response:
        """Whether the project has a secret that signs its callbacks, and since when."""
        found = callback_secrets.find(caller_of(request).project_id)
        until = found.previous_until if found else None
        overlap = until if until and until > timezone.now() else None
        return Response({"exists": found is not None, "changed_at": found.changed_at if found else None, "previous_until": overlap})

    @extend_schema(operation_id="callbacks_secret_create", request=None, responses={201: CallbackSecretMadeDocument})
    def post(self, request: Request) -> Response:
        """Make the secret, or a new one in its place: the answer alone shows it. The one before signs beside it for 24 hours."""
        made = callback_secrets.change(caller_of(request).project_id)
        body = {"exists": True, "secret": made.secret, "changed_at": made.changed_at, "previous_until": made.previous_until}
        return Response(body, status=201, headers={"Location": reverse("callback-secret"), "Cache-Control": "no-store"})
