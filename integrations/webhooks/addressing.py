"""What an attempt needs of its endpoint: address, secrets and headers, unsealed for as long as it takes."""

import json
from collections.abc import Mapping

from django.utils import timezone

from evalplatform import sealed
from integrations.models import Endpoint, EndpointKind
from integrations.webhooks.message import Message
from integrations.webhooks.messages import render
from integrations.webhooks.sending import Outgoing

URL, SECRET, HEADERS = "webhooks.url", "webhooks.secret", "webhooks.headers"  # purposes of sealing


def outgoing(endpoint: Endpoint, message: Message) -> Outgoing:
    """The message for this endpoint, all that is needed to send it. Raises SecretLost."""
    rendered = render(endpoint.kind, message)
    if endpoint.kind == EndpointKind.EMAIL:
        return Outgoing(message.id, rendered, recipients=tuple(endpoint.recipients))
    return Outgoing(message.id, rendered, url=url_of(endpoint), secrets=secrets_of(endpoint), headers=headers_of(endpoint))


def url_of(endpoint: Endpoint) -> str:
    """Raises SecretLost."""
    return sealed.unseal(endpoint.sealed_url, purpose=URL)


def secrets_of(endpoint: Endpoint) -> tuple[str, ...]:
    """What signs now, the newest first: two while one takes the place of another. Raises SecretLost."""
    overlaps = endpoint.former_until is not None and endpoint.former_until > timezone.now()
    kept = (endpoint.sealed_secret, endpoint.sealed_former if overlaps else "")
    return tuple(sealed.unseal(one, purpose=SECRET) for one in kept if one)


def headers_of(endpoint: Endpoint) -> Mapping[str, str]:
    """Raises SecretLost."""
    if not endpoint.sealed_headers:
        return {}
    found: dict[str, str] = json.loads(sealed.unseal(endpoint.sealed_headers, purpose=HEADERS))
    return found
