"""The demo's project, people, key, catalogue and traces: made on the first start, found again on all others."""

import secrets
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import Any

from django.core.management.base import OutputWrapper
from django.db import transaction

from evalplatform.errors import DomainError
from evalplatform.management.demo import login
from evalplatform.management.demo.bar import Bar
from evalplatform.management.demo.catalogue import CATALOGUE
from evalplatform.management.demo.generator import traces
from evalplatform.management.demo.login import Login
from evalplatform.projects.models import Member, Project, Role, User
from evalplatform.tracing.ingest import store
from evalplatform.tracing.models import LanguageModel
from external_api.key_format import prefix_of
from external_api.keys import create_key
from external_api.models import ApiKey
from external_api.scopes import SCOPES

SLUG, USERNAME, KEY_NAME = "demo", "admin", "demo"
TRACES = 20_000
BATCH = 1_000


def prepare_demo(*, url: str, out: OutputWrapper) -> None:
    """Make what is missing of the demo and write DATA_DIR/demo.json, which is written last: while it is missing, all is made again.

    That changes nothing that is there, except that the password and the key of the demo are new.
    """
    known = login.read()
    if known and ApiKey.objects.filter(project__slug=known.project, prefix=prefix_of(known.api_key) or "", revoked=False).exists():
        if known.url != url:
            login.write(replace(known, url=url))
        ApiKey.objects.filter(project__slug=known.project, name=KEY_NAME).update(scopes=list(SCOPES))  # a later version has more
        return
    project = _project()
    _fill_catalogue()
    _load(project, out)
    login.write(_new_login(project, url))


def _project() -> Project:
    return Project.objects.get_or_create(slug=SLUG, defaults={"name": "Demo"})[0]


def _fill_catalogue() -> None:
    rows = [
        LanguageModel(
            name=entry.name,
            provider=entry.provider,
            context_window=entry.context_window,
            input_price=entry.input_price,
            output_price=entry.output_price,
            capabilities=list(entry.capabilities),
        )
        for entry in CATALOGUE
    ]
    LanguageModel.objects.bulk_create(rows, ignore_conflicts=True)


def _load(project: Project, out: OutputWrapper) -> None:
    """Store the traces; those that are stored already stay as they are, since they end with the project's beginning each time."""
    bar = Bar(out, "demo traces")
    done = 0
    for batch in _batches(until=project.created_at):
        refused = [outcome for outcome in store(project.id, batch) if outcome.status == "refused"]
        if refused:
            raise DomainError("demo", f"The demo's trace {done + refused[0].index + 1} was refused: {refused[0].problems[0].detail}")
        done += len(batch)
        bar.show(done, TRACES)
    bar.close()


def _batches(until: datetime) -> Iterator[list[dict[str, Any]]]:
    made = traces(TRACES, until=until)
    while batch := list(islice(made, BATCH)):
        yield batch


@transaction.atomic
def _new_login(project: Project, url: str) -> Login:
    """A superuser with a new password and a key that may do everything; an earlier key of the demo is revoked."""
    password = secrets.token_urlsafe(12)
    user, _ = User.objects.get_or_create(username=USERNAME)
    user.is_staff = user.is_superuser = user.is_active = True
    user.set_password(password)
    user.save()
    Member.objects.update_or_create(project=project, user=user, defaults={"role": Role.ADMIN})
    ApiKey.objects.filter(project=project, name=KEY_NAME).update(revoked=True)
    key = create_key(project=project, name=KEY_NAME, scopes=SCOPES, tier="unlimited")
    return Login(url=url, username=USERNAME, password=password, api_key=key, project=project.slug)
