"""Takes deliveries in: verified, then stored once as they came, before anything else is done with them."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from hashlib import sha256
from threading import Lock
from types import MappingProxyType
from typing import NamedTuple
from uuid import UUID

import uuid_utils.compat as uuid
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from evalplatform import sealed, standard_webhooks
from evalplatform.errors import DomainError
from evalplatform.queue import enqueue
from integrations import candidates, connections, refusals, storing
from integrations.models import Connection, ConnectionKind
from integrations.providers import provider_of
from integrations.providers.change import Malformed
from integrations.providers.protocol import Headers, Provider, Sent
from integrations.providers.reading import clean

PROCESS = "integrations.process_receipt"
GENERIC_BYTES = 1024 * 1024
MAX_HEADER, MAX_ID, MAX_EVENT = 500, 200, 100
MESSAGES_A_SECOND = 50  # of each process of the web
_lock, _second, _sent = Lock(), 0, 0
# what is kept of headers: nothing that proves who sent it
_KEPT = frozenset(
    {
        *("content-type", "content-length", "user-agent", "idempotency-key", "x-github-event", "x-github-delivery", "x-github-hook-id"),
        *("x-github-hook-installation-target-id", "x-github-hook-installation-target-type", "x-github-enterprise-host"),
        *("x-github-enterprise-version", "x-gitlab-event", "x-gitlab-instance", "x-gitlab-webhook-uuid", "x-gitlab-event-uuid"),
        *(standard_webhooks.ID, standard_webhooks.TIMESTAMP),
    }
)


class Unrecognized(DomainError):
    """One failure for all: who does not have the secret learns nothing, not even which repositories are known here."""

    status = 401
    headers = MappingProxyType({"WWW-Authenticate": "Webhook-Signature"})  # RFC 9110 demands one; no scheme of its registry is it

    def __init__(self) -> None:
        remedy = (
            "Look after the address, the secret and the repositories of the connection; GitLab and generic senders also after the clock"
        )
        super().__init__("delivery_refused", f"No connection takes this delivery. {remedy}.")


class MalformedDelivery(DomainError):
    """The secret is right, and the delivery is not what the provider documents."""

    def __init__(self, reason: str) -> None:
        super().__init__("malformed_delivery", f"This delivery cannot be read: {reason}")


class Delivered(NamedTuple):
    """As it came in; names of headers in lower case. `origin` is this server's address as the sender knows it."""

    body: bytes
    headers: Headers
    origin: str = ""


class Received(NamedTuple):
    """A stored delivery; `is_new` False: it was there already."""

    receipt_id: UUID
    is_new: bool


ReadBody = Callable[[int], bytes]  # reads at most so many bytes, or raises


def receive(kind: str, connection_id: UUID | None, headers: Headers, read_body: ReadBody, *, origin: str = "") -> list[Received]:
    """Store the delivery for each connection whose secret it was signed with, once. Raises Unrecognized, MalformedDelivery.

    `read_body` is not called for what is not signed at all, or is for a connection that is not there.
    """
    provider = provider_of(kind)
    known = list(_named(kind, connection_id)) if connection_id else None
    if not provider.is_signed(headers) or known == []:
        refusals.note(kind, connection_id)
        raise Unrecognized
    delivered = Delivered(read_body(provider.max_bytes), headers, origin)
    candidates = _of_repository(kind, provider, delivered) if known is None else known
    authentic = [one for one in candidates if _is_authentic(provider, one, delivered)]
    if not authentic:
        refusals.note(kind, connection_id)
        raise Unrecognized
    try:
        sent = provider.sent(delivered.body, headers)
    except Malformed as error:
        raise MalformedDelivery(str(error)) from None
    return [store(one, sent, delivered) for one in authentic]


def receive_generic(connection_id: UUID, headers: Headers, read_body: ReadBody, *, origin: str = "") -> Received:
    """Store what a generic sender signed, once. Raises Unrecognized."""
    connection = next(iter(_named(ConnectionKind.GENERIC, connection_id)), None)
    if connection is None or not headers.get(standard_webhooks.SIGNATURE):
        refusals.note(ConnectionKind.GENERIC, connection_id)
        raise Unrecognized
    delivered = Delivered(read_body(GENERIC_BYTES), headers, origin)
    try:
        id = standard_webhooks.verify(delivered.body, headers, secrets=_secrets(connection), now=time.time())
    except standard_webhooks.Refused:
        refusals.note(ConnectionKind.GENERIC, connection_id)
        raise Unrecognized from None
    return store(connection, Sent(id, "trigger"), delivered)


def store(connection: Connection, sent: Sent, delivered: Delivered) -> Received:
    """The one receipt of this delivery; a message for it only where it is new."""
    receipt = storing.New(
        id=uuid.uuid7(),
        project_id=connection.project_id,
        connection_id=connection.id,
        delivery_id=_delivery_id(sent.delivery_id),
        proof=sent.proof[:100],
        event=_printable(sent.event, MAX_EVENT),
        headers=_kept(delivered.headers),
        body=delivered.body,
        origin=delivered.origin[:300],
    )
    receipt_id, is_new = storing.store(receipt)
    if is_new:
        if _announced():
            enqueue(PROCESS, receipt_id)
        _note_received(connection)
    return Received(receipt_id, is_new)


def _second_now() -> int:
    return int(time.monotonic())


def _announced() -> bool:
    """In a flood the workers cannot keep pace, and a message for each delivery takes time from the next: the sweep finds the rest."""
    global _second, _sent
    with _lock:
        now = _second_now()
        _second, _sent = now, (_sent if now == _second else 0) + 1
        return _sent <= MESSAGES_A_SECOND


def _note_received(connection: Connection) -> None:
    """At most once a second: many deliveries at once would wait for one another at this row."""
    a_second_ago = timezone.now() - timedelta(seconds=1)
    if connection.received_at is None or connection.received_at < a_second_ago:
        is_old = Q(received_at__isnull=True) | Q(received_at__lt=a_second_ago)
        Connection.objects.filter(is_old, id=connection.id).update(received_at=Now())


def _named(kind: str, connection_id: UUID) -> Iterator[Connection]:
    return Connection.objects.filter(id=connection_id, kind=kind, deleted_at__isnull=True).iterator()


def _of_repository(kind: str, provider: Provider, delivered: Delivered) -> Sequence[Connection]:
    try:
        repository = provider.repository(provider.decode(delivered.body, delivered.headers)).lower()
    except Malformed:
        return []
    return candidates.of_repository(kind, repository) if repository else []


def _is_authentic(provider: Provider, connection: Connection, delivered: Delivered) -> bool:
    return provider.verify(delivered.body, delivered.headers, _secrets(connection), time.time())


def _secrets(connection: Connection) -> list[str]:
    """None where no key of this server opens them: the status says so, and nobody can sign with them."""
    try:
        return connections.secrets(connection)
    except sealed.SecretLost as error:
        connections.note_failure(connection, error)
        return []


def _delivery_id(sent: str) -> str:
    if len(sent) <= MAX_ID and sent.isascii() and sent.isprintable():
        return sent
    return f"sha256:{sha256(sent.encode('utf-8', 'surrogateescape')).hexdigest()}"


def _kept(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: _printable(value, MAX_HEADER) for name, value in sorted(headers.items()) if name in _KEPT}


def _printable(text: str, most: int) -> str:
    return "".join(one for one in clean(text, most) if one.isprintable())
