"""Where providers and signed senders deliver; their signature is all they are asked for."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, UnreadablePostError
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from evalplatform.errors import DomainError
from integrations import inbox
from integrations.inbox import Received
from integrations.models import ConnectionKind
from integrations.serializers.receipts import AcceptedSerializer

_RESPONSES = {
    202: AcceptedSerializer,
    400: OpenApiResponse(None, "`malformed_delivery`: the secret is right, and the delivery is not what the provider documents"),
    401: OpenApiResponse(None, "`delivery_refused`: unknown connection or repository, or a wrong signature; nothing of it is kept"),
    413: OpenApiResponse(None, "`delivery_too_large`"),
}


class DeliveryTooLarge(DomainError):
    status = 413

    def __init__(self, most: int) -> None:
        super().__init__("delivery_too_large", f"A delivery has at most {most} bytes.")


class _Open(APIView):
    authentication_classes = []
    permission_classes = []
    throttle_classes = []


class GitHubView(_Open):
    @extend_schema(operation_id="webhooks_github", request=None, responses=_RESPONSES)
    def post(self, request: Request) -> Response:
        """Deliver a webhook of GitHub, for every connection that names its repository and whose secret signed it."""
        return _received(request, ConnectionKind.GITHUB)


class GitHubConnectionView(_Open):
    @extend_schema(operation_id="webhooks_github_connection", request=None, responses=_RESPONSES)
    def post(self, request: Request, id: UUID) -> Response:
        """Deliver a webhook of GitHub to one connection."""
        return _received(request, ConnectionKind.GITHUB, id)


class GitLabView(_Open):
    @extend_schema(operation_id="webhooks_gitlab", request=None, responses=_RESPONSES)
    def post(self, request: Request) -> Response:
        """Deliver a webhook of GitLab, for every connection that names its project and whose secret came with it."""
        return _received(request, ConnectionKind.GITLAB)


class GitLabConnectionView(_Open):
    @extend_schema(operation_id="webhooks_gitlab_connection", request=None, responses=_RESPONSES)
    def post(self, request: Request, id: UUID) -> Response:
        """Deliver a webhook of GitLab to one connection."""
        return _received(request, ConnectionKind.GITLAB, id)


class SignedTriggerView(_Open):
    @extend_schema(operation_id="trigger_signed", request=None, responses=_RESPONSES)
    def post(self, request: Request, id: UUID) -> Response:
        """Start what a generic connection's template says: `{"variables": {…}}`, signed as Standard Webhooks has it."""
        plain = request._request
        return _accepted([inbox.receive_generic(id, _headers(plain), _reader(plain), origin=_origin(plain))])


def _received(request: Request, kind: str, connection_id: UUID | None = None) -> Response:
    plain = request._request
    return _accepted(inbox.receive(kind, connection_id, _headers(plain), _reader(plain), origin=_origin(plain)))


def _accepted(received: list[Received]) -> Response:
    body = {"receipts": [one.receipt_id for one in received], "repeated": not any(one.is_new for one in received)}
    return Response(AcceptedSerializer(body).data, status=202)


def _headers(request: HttpRequest) -> dict[str, str]:
    return {name.lower(): value for name, value in request.headers.items()}


def _origin(request: HttpRequest) -> str:
    """Only what ALLOWED_HOSTS names comes so far."""
    return request.build_absolute_uri("/").rstrip("/")


def _reader(request: HttpRequest) -> Callable[[int], bytes]:
    """Reads the raw body, never more than one byte over what it may have, and nothing where its length says that it is too long."""

    def read(most: int) -> bytes:
        told = request.META.get("CONTENT_LENGTH") or "0"
        length = int(told) if told.isascii() and told.isdigit() else 0
        if length > most:
            raise DeliveryTooLarge(most)
        try:
            body = request.read(most + 1)
        except UnreadablePostError:
            raise DomainError("body_cut_short", "The body ended before its length.") from None
        if len(body) > most:
            raise DeliveryTooLarge(most)
        if len(body) < length:
            raise DomainError("body_cut_short", "The body ended before its length.")
        return body

    return read
