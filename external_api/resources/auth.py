"""Tokens for people over HTTP."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from external_api import tokens


class CredentialsSerializer(serializers.Serializer[Any]):
    username = serializers.CharField(max_length=150)
    password = serializers.CharField(max_length=4096, trim_whitespace=False)
    project = serializers.SlugField(max_length=64, required=False, help_text="its slug; may be left out by members of one project only")


class RefreshSerializer(serializers.Serializer[Any]):
    refresh = serializers.CharField(max_length=4096)


class TokenSerializer(serializers.Serializer[Any]):
    token = serializers.CharField(max_length=4096)


class PairSerializer(serializers.Serializer[Any]):
    access = serializers.CharField(help_text="for `Authorization: Bearer …`")
    refresh = serializers.CharField(help_text="works once")


class _OpenView(APIView):
    authentication_classes = []
    permission_classes = []

    def _read(self, serializer: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
        asked = serializer(data=request.data)
        asked.is_valid(raise_exception=True)
        return dict(asked.validated_data)


class ObtainView(_OpenView):
    @extend_schema(operation_id="auth_token", request=CredentialsSerializer, responses=PairSerializer, auth=[])
    def post(self, request: Request) -> Response:
        """Obtain tokens with name and password. They are for one project."""
        asked = self._read(CredentialsSerializer, request)
        return _shown(tokens.obtain(request._request, **asked))


class RefreshView(_OpenView):
    @extend_schema(operation_id="auth_refresh", request=RefreshSerializer, responses=PairSerializer, auth=[])
    def post(self, request: Request) -> Response:
        """New tokens for a refresh token, which then no longer works."""
        return _shown(tokens.refresh(self._read(RefreshSerializer, request)["refresh"]))


class VerifyView(_OpenView):
    @extend_schema(operation_id="auth_verify", request=TokenSerializer, responses={204: None}, auth=[])
    def post(self, request: Request) -> Response:
        """204 when the token is ours and has not expired; 401 when not."""
        tokens.verify(self._read(TokenSerializer, request)["token"])
        return Response(status=204)


def _shown(pair: tokens.Pair) -> Response:
    return Response(PairSerializer(pair).data, headers={"Cache-Control": "no-store"})
