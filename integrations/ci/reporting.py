"""Tells the provider of a run how it stands: its status, and for a pull request its comment; again until it is told, or cannot be.

One at a time tells of a run, by a lease. What has changed meanwhile is told next, so the last word is always the run's last state.
"""

import logging
from datetime import timedelta
from uuid import UUID

from django.db.models import F, Q
from django.db.models.functions import Now

from evalplatform import retries
from evalplatform.errors import DomainError
from evalplatform.queue import enqueue
from integrations import connections
from integrations.ci import commenting, report, runs, status
from integrations.models import Check, Connection, Run, RunState
from integrations.providers.protocol import Client
from integrations.providers.telling import ProviderFailure

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)  # longer than all calls of one telling can take
SWEPT_AT_ONCE = 200
_DONE = {"report_lease_until": None, "report_attempts": 0, "report_code": "", "report_message": ""}


def tell(run_id: UUID) -> None:
    """Tell of the run if that is due and nobody else does."""
    free = Q(report_lease_until__isnull=True) | Q(report_lease_until__lt=Now())
    due = Run.objects.filter(free, id=run_id, report_due_at__lte=Now())
    if not due.update(report_lease_until=Now() + LEASE, report_attempts=F("report_attempts") + 1):
        return
    run = Run.objects.select_related("connection").get(id=run_id)
    assert run.connection
    try:
        client = None if run.connection.deleted_at else connections.client_of(run.connection)
        if client:
            _tell(run, run.connection, client)
    except ProviderFailure as failure:
        _failed(run, failure)
    except DomainError as error:
        _failed(run, ProviderFailure(error.code, error.message, is_final=error.status != 503))
    else:
        _told(run)
        if client:
            connections.note_success(run.connection)


def sweep() -> int:
    """Put on the queue what is due; how much. A second message for one does nothing."""
    free = Q(report_lease_until__isnull=True) | Q(report_lease_until__lt=Now())
    found = list(Run.objects.filter(free, report_due_at__lte=Now()).order_by("report_due_at").values_list("id", flat=True)[:SWEPT_AT_ONCE])
    for one in found:
        enqueue(runs.REPORT, one)
    return len(found)


def tell_again(connection: Connection) -> int:
    """What the provider was not told, because a token or an address was wrong, is due again; how many runs."""
    untold = Run.objects.filter(connection=connection, report_due_at__isnull=True, reported__lt=F("report_wanted"))
    ids = list(untold.exclude(report_code="").order_by("-id").values_list("id", flat=True)[:SWEPT_AT_ONCE])
    runs.want_report(ids)
    return len(ids)


def _tell(run: Run, connection: Connection, client: Client) -> None:
    checks = list(Check.objects.filter(run=run).select_related("evaluation").order_by("name", "id"))
    url = f"{run.origin}/api/integrations/runs/{run.id}" if run.origin else ""
    change = runs.change_of(run)
    if run.sha and not _has_newer(run, sha=run.sha):
        text = report.comment(run, checks, mark="", url=url) if connection.app_id and run.finished_at else ""
        said = status.status_of(run, checks, name=connection.told_as, url=url, report=text)
        known_as = client.put_status(change, said, known_as=run.check_run_id)
        if known_as != run.check_run_id:
            Run.objects.filter(id=run.id).update(check_run_id=known_as)
    if run.pull_request and run.state in (RunState.FINISHED, RunState.FAILED) and not _has_newer(run, pull_request=run.pull_request):
        mark = report.marker(connection.id)
        text = report.comment(run, checks, mark=mark, url=url)
        commenting.put(connection, client, change, text, mark=mark, only_change=not checks)


def _has_newer(run: Run, **same: object) -> bool:
    """Whether a later run speaks for the commit, or for the pull request."""
    of_repository = Run.objects.filter(connection=run.connection, repository=run.repository, id__gt=run.id)
    return of_repository.filter(**same).exists()


def _told(run: Run) -> None:
    """What has changed since we looked is told next."""
    Run.objects.filter(id=run.id).update(**_DONE, reported=run.report_wanted)
    if not Run.objects.filter(id=run.id, report_wanted=run.report_wanted).update(report_due_at=None):
        enqueue(runs.REPORT, run.id)


def _failed(run: Run, failure: ProviderFailure) -> None:
    assert run.connection
    log.warning("The run %s could not be told: %s", run.id, failure.code)
    connections.note_failure(run.connection, failure)
    seconds = None if failure.is_final else retries.wait_seconds(run.report_attempts, asked=failure.wait_seconds)
    due_at = None if seconds is None else Now() + timedelta(seconds=seconds)
    said = {"report_lease_until": None, "report_code": failure.code, "report_message": failure.message[:1000]}
    Run.objects.filter(id=run.id).update(**said)
    ours = Run.objects.filter(id=run.id, report_wanted=run.report_wanted)
    if not ours.update(report_due_at=due_at):  # it has changed since: tried with what is new
        enqueue(runs.REPORT, run.id)
