"""Endpoints that are switched off, because they failed for five days or said that they are gone, and who is told."""

import logging
from collections.abc import Collection
from datetime import timedelta
from smtplib import SMTPException
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models.functions import Now

from evalplatform.events.outbox import record
from evalplatform.projects.models import Role, User
from evalplatform.queue import enqueue
from integrations.models import Delivery, DeliveryState, Endpoint, EndpointState

log = logging.getLogger(__name__)

TELL_ADMINS = "integrations.tell_admins"
FAILING, GONE = "failing", "gone"
PATIENCE = timedelta(days=5)
ENDPOINT_DISABLED = "endpoint_disabled"
_WHY = {
    FAILING: f"Nothing that was sent to it in the last {PATIENCE.days} days was accepted.",
    GONE: "It answered 410 Gone: it wants to hear nothing more.",
}


def switch_off(endpoint_id: UUID, reason: str) -> bool:
    """Disable it, unless it is so already; what waits for it fails, the project hears of it. Whether this did it."""
    with transaction.atomic():
        lives = Endpoint.objects.filter(id=endpoint_id, deleted_at__isnull=True).exclude(state=EndpointState.DISABLED)
        if not lives.update(state=EndpointState.DISABLED, reason=reason, told_at=None, updated_at=Now()):
            return False
        abandon(endpoint_id)
        endpoint = Endpoint.objects.only("project_id").get(id=endpoint_id)
        record(endpoint.project_id, "endpoint.disabled", {"endpoint": str(endpoint_id), "reason": reason})
        enqueue(TELL_ADMINS, endpoint_id)
    log.warning("The endpoint %s was switched off: %s", endpoint_id, reason)
    return True


def switch_off_failing(endpoint_ids: Collection[UUID]) -> None:
    """Disable those of them that have failed for PATIENCE."""
    if not endpoint_ids:
        return
    tired = Endpoint.objects.filter(id__in=endpoint_ids, failing_since__lte=Now() - PATIENCE).exclude(state=EndpointState.DISABLED)
    for id in tired.values_list("id", flat=True):
        switch_off(id, FAILING)


def abandon(endpoint_id: UUID) -> int:
    """What waits for the endpoint fails. An attempt that is under way still ends, and says so in its own row."""
    waiting = Delivery.objects.filter(endpoint_id=endpoint_id, state=DeliveryState.WAITING)
    return waiting.update(state=DeliveryState.FAILED, reason=ENDPOINT_DISABLED, next_attempt_at=None, finished_at=Now())


def tell_admins(endpoint_id: UUID) -> None:
    """Send the e-mail to the project's admins that is owed, once; where no mail server is set nobody is told, and the log says so.

    Noted before it is sent: of a worker that dies in between one e-mail is lost, where the other order would send it again and again.
    """
    owed = Endpoint.objects.filter(id=endpoint_id, state=EndpointState.DISABLED, told_at__isnull=True)
    if not owed.update(told_at=Now()):
        return
    endpoint = Endpoint.objects.select_related("project").get(id=endpoint_id)
    admins = User.objects.filter(memberships__project_id=endpoint.project_id, memberships__role=Role.ADMIN, is_active=True)
    addresses = sorted({one for one in admins.values_list("email", flat=True) if one})
    if not addresses or not settings.EMAIL_URL:
        log.warning("Nobody is told by e-mail that the endpoint %s was switched off: no address, or no EMAIL_URL", endpoint_id)
        return
    try:
        EmailMessage(f"[evalplatform] {endpoint.project.slug}: an endpoint was switched off", _text(endpoint), to=addresses).send()
    except (SMTPException, OSError):
        log.exception("The e-mail about the endpoint %s was not sent; it is tried again", endpoint_id)
        Endpoint.objects.filter(id=endpoint_id, state=EndpointState.DISABLED).update(told_at=None)


def owed() -> list[UUID]:
    """Endpoints whose admins are still to be told."""
    found = Endpoint.objects.filter(state=EndpointState.DISABLED, told_at__isnull=True, deleted_at__isnull=True)
    return list(found.values_list("id", flat=True)[:100])


def _text(endpoint: Endpoint) -> str:
    return "\n".join(
        (
            f"The endpoint {endpoint} ({endpoint.description or endpoint.id}) of the project {endpoint.project.slug} was switched off.",
            _WHY.get(endpoint.reason, ""),
            *([f"Its last failure: {endpoint.last_error}"] if endpoint.last_error else []),
            "",
            "Mend it, make it active again, and recover what it missed:",
            f"PATCH /api/integrations/endpoints/{endpoint.id} with the state active, then POST …/{endpoint.id}/recover",
            "",
        )
    )
