"""What a person may do with endpoints: make, change, rotate the secret, delete, and seal their secrets anew."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from evalplatform import sealed, standard_webhooks
from evalplatform.errors import Conflict, InvalidInput, NotFound, Problem
from evalplatform.projects.models import Project
from evalplatform.queue import enqueue
from integrations.models import Endpoint, EndpointKind, EndpointState
from integrations.webhooks import asked, switching
from integrations.webhooks.addressing import HEADERS, SECRET, URL, url_of
from integrations.webhooks.fan_out import DELIVER

MOST = 100  # of a project: each event is handed to each of them
OVERLAP_SECONDS, MAX_OVERLAP_SECONDS = 24 * 3600, 30 * 24 * 3600
_CHAT = (EndpointKind.SLACK, EndpointKind.DISCORD, EndpointKind.TEAMS)


@dataclass(frozen=True)
class Made:
    """`secret` cannot be read again; empty where nothing is signed."""

    endpoint: Endpoint
    secret: str


def of_project(project_id: UUID) -> QuerySet[Endpoint]:
    return Endpoint.objects.filter(project_id=project_id, deleted_at__isnull=True)


def find(project_id: UUID, endpoint_id: UUID) -> Endpoint:
    """The endpoint, if it is of this project. Raises NotFound."""
    found = of_project(project_id).filter(id=endpoint_id).first()
    if found is None:
        raise NotFound("There is no such endpoint in this project.")
    return found


def create(*, project_id: UUID, body: Any) -> Made:
    """A new endpoint. Raises InvalidInput, and Conflict when the project has MOST of them."""
    given = asked.checked(body, asked.SENDABLE)
    asked.check(given)
    if given["kind"] == EndpointKind.EMAIL and not settings.EMAIL_URL:
        raise InvalidInput(Problem("/kind", "This server sends no e-mail. An operator can set EMAIL_URL.", "no_mail_server"))
    secret = given.pop("secret", "") or (standard_webhooks.new_secret() if given["kind"] == EndpointKind.STANDARD else "")
    made = Endpoint(project_id=project_id, **_columns(given), sealed_secret=_sealed(secret, SECRET))
    made.event_types = made.event_types or [asked.EVERY]
    with transaction.atomic():
        Project.objects.select_for_update(no_key=True).get(id=project_id)  # two at once must not both be the last
        if of_project(project_id).count() >= MOST:
            raise Conflict("too_many_endpoints", f"The project has {MOST} endpoints, and that is the most. Delete one first.")
        made.save(force_insert=True)
    made.refresh_from_db()
    return Made(made, secret)


def update(endpoint: Endpoint, *, body: Any) -> Endpoint:
    """Change what the body names. Headers are secrets: to another host they go only when they are sent anew. Raises InvalidInput."""
    given = asked.checked(body, asked.CHANGEABLE)
    with transaction.atomic():
        locked = of_project(endpoint.project_id).select_for_update().filter(id=endpoint.id).first()
        if locked is None:
            raise NotFound("There is no such endpoint in this project.")
        asked.check(given, kept=_as_given(locked))
        _check_move(locked, given)
        changed = _columns({"kind": locked.kind, **given})
        if "state" in given:
            changed |= {"reason": "", "failing_since": None} if locked.state == EndpointState.DISABLED else {}
            enqueue(DELIVER)
        Endpoint.objects.filter(id=locked.id).update(**changed, updated_at=Now())
    endpoint.refresh_from_db()
    return endpoint


def rotate(endpoint: Endpoint, *, body: Any) -> Made:
    """Another secret, at once: what the body names, or a new one. The former signs beside it for `overlap_seconds`. Raises InvalidInput."""
    if endpoint.kind != EndpointKind.STANDARD:
        raise Conflict("nothing_signed", f"What goes to an endpoint of the kind {endpoint.kind} is not signed, so it has no secret.")
    given = asked.checked(body if body is not None else {}, ("secret", "overlap_seconds"))
    seconds = given.pop("overlap_seconds", OVERLAP_SECONDS)
    if type(seconds) is not int or not 0 <= seconds <= MAX_OVERLAP_SECONDS:
        said = f"overlap_seconds is a whole number from 0 to {MAX_OVERLAP_SECONDS}."
        raise InvalidInput(Problem("/overlap_seconds", said))
    asked.check(given, kept=_as_given(endpoint))
    secret = given.get("secret") or standard_webhooks.new_secret()
    until = timezone.now() + timedelta(seconds=seconds) if seconds else None
    with transaction.atomic():
        locked = of_project(endpoint.project_id).select_for_update().get(id=endpoint.id)
        _keep_secret(locked, secret, until)
    endpoint.refresh_from_db()
    return Made(endpoint, secret)


def delete(endpoint: Endpoint) -> None:
    """Forget it and its secrets; what waits for it fails, what was sent stays in the history."""
    with transaction.atomic():
        gone = {"sealed_url": "", "sealed_secret": "", "sealed_former": "", "sealed_headers": "", "former_until": None}
        of_project(endpoint.project_id).filter(id=endpoint.id).update(deleted_at=Now(), **gone)
        switching.abandon(endpoint.id)


def reseal() -> tuple[int, list[str]]:
    """Seal all secrets with the key that is the first now; how many endpoints', and the names of those that no key opens."""
    resealed, lost = 0, []
    columns = {"sealed_url": URL, "sealed_secret": SECRET, "sealed_former": SECRET, "sealed_headers": HEADERS}
    Endpoint.objects.filter(former_until__lte=timezone.now()).update(sealed_former="", former_until=None)
    for one in Endpoint.objects.filter(~Q(sealed_url=""), deleted_at__isnull=True).select_related("project").iterator():
        was = {name: getattr(one, name) for name in columns}
        try:
            again = {name: text and sealed.rotate(text, purpose=columns[name]) for name, text in was.items()}
        except sealed.SecretLost:
            lost.append(f"{one.project.slug}/{one.id}")
            continue
        resealed += Endpoint.objects.filter(id=one.id, **was).update(**again)  # not over newer ones
    return resealed, lost


def _keep_secret(endpoint: Endpoint, secret: str, until: datetime | None) -> None:
    former = endpoint.sealed_secret if until else ""
    Endpoint.objects.filter(id=endpoint.id).update(
        sealed_secret=_sealed(secret, SECRET), sealed_former=former, former_until=until, updated_at=Now()
    )


def _check_move(endpoint: Endpoint, given: Mapping[str, Any]) -> None:
    """Raises InvalidInput when stored headers would go to another place."""
    if "url" not in given or not endpoint.sealed_headers or "headers" in given:
        return
    try:
        is_same = _place(given["url"]) == _place(url_of(endpoint))
    except sealed.SecretLost:
        is_same = False
    if not is_same:
        detail = "The address changes, so send the headers again: stored ones are not passed on to another place."
        raise InvalidInput(Problem("/headers", detail, "secrets_needed"))


def _place(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc.lower()


def _as_given(endpoint: Endpoint) -> dict[str, Any]:
    """What it has, as a body would say it; of secrets only whether there are any."""
    kept: dict[str, Any] = {"kind": endpoint.kind, "event_types": endpoint.event_types, "filter": endpoint.filter}
    if endpoint.kind == EndpointKind.EMAIL:
        return kept | {"recipients": endpoint.recipients}
    return kept | {"url": endpoint.url}


def _columns(given: Mapping[str, Any]) -> dict[str, Any]:
    """What a body says, as columns."""
    columns = {key: value for key, value in given.items() if key not in ("url", "headers", "secret")}
    if "url" in given:
        columns |= {"url": _shown(given["kind"], given["url"]), "sealed_url": _sealed(given["url"], URL)}
    if "headers" in given:
        text = json.dumps(given["headers"]) if given["headers"] else ""
        columns |= {"header_names": sorted(given["headers"]), "sealed_headers": _sealed(text, HEADERS)}
    return columns


def _shown(kind: str, url: str) -> str:
    """Of a chat the host only, since the path is its secret; elsewhere all but the query, which often has one."""
    parts = urlsplit(url)
    shown = f"{parts.scheme}://{parts.netloc}"
    return f"{shown}/…" if kind in _CHAT else shown + parts.path + ("?…" if parts.query else "")


def _sealed(text: str, purpose: str) -> str:
    return sealed.seal(text, purpose=purpose) if text else ""
