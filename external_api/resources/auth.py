"""Tokens for people over HTTP."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from external_api import tokens

_INVALID = OpenApiResponse(None, "`invalid_token`: expired, used before, or its owner has left")

_TOKEN = "eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl"  # noqa: S105 (of nobody)


def _example(name: str, body: dict[str, str]) -> OpenApiExample:
    return OpenApiExample(name, body, request_only=True)


class _Lenient:
    ignores_unknown = True


class CredentialsSerializer(serializers.Serializer[Any]):
    username = serializers.CharField(max_length=150)
    password = serializers.CharField(max_length=4096, trim_whitespace=False)
    project = serializers.SlugField(max_length=64, required=False, help_text="its slug; may be left out by members of one project only")

    Meta = _Lenient


class RefreshSerializer(serializers.Serializer[Any]):
    refresh = serializers.CharField(max_length=4096)

    Meta = _Lenient


class TokenSerializer(serializers.Serializer[Any]):
    token = serializers.CharField(max_length=4096)

    Meta = _Lenient


class TokenPairSerializer(serializers.Serializer[Any]):
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
    @extend_schema(
        operation_id="auth_token",
        request=CredentialsSerializer,
        responses={
            200: TokenPairSerializer,
            401: OpenApiResponse(None, "`wrong_credentials`"),
            403: OpenApiResponse(None, "`not_a_member` of this project, or of any"),
            429: OpenApiResponse(None, "`too_many_guesses`; see Retry-After"),
        },
        examples=[_example("in one project", {"username": "ada", "password": "correct horse battery", "project": "demo"})],
        auth=[],
    )
    def post(self, request: Request) -> Response:
        """Obtain tokens with name and password. They are for one project."""
        asked = self._read(CredentialsSerializer, request)
        return _shown(tokens.obtain(request._request, **asked))


class RefreshView(_OpenView):
    @extend_schema(
        operation_id="auth_refresh",
        request=RefreshSerializer,
        responses={200: TokenPairSerializer, 401: _INVALID},
        examples=[_example("a refresh token", {"refresh": _TOKEN})],
        auth=[],
    )
    def post(self, request: Request) -> Response:
        """New tokens for a refresh token, which then no longer works."""
        return _shown(tokens.refresh(self._read(RefreshSerializer, request)["refresh"]))


class VerifyView(_OpenView):
    @extend_schema(
        operation_id="auth_verify",
        request=TokenSerializer,
        responses={204: None, 401: _INVALID},
        examples=[_example("a token of either kind", {"token": _TOKEN})],
        auth=[],
    )
    def post(self, request: Request) -> Response:
        """204 when the token is ours and has not expired; 401 when not."""
        tokens.verify(self._read(TokenSerializer, request)["token"])
        return Response(status=204)


def _shown(pair: tokens.Pair) -> Response:
    return Response(TokenPairSerializer(pair).data, headers={"Cache-Control": "no-store"})
