"""Runs: a change asked to be evaluated, taken over by a newer one, cancelled, run again."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now

from evalplatform.errors import Conflict, NotFound
from evalplatform.evaluations import claims
from evalplatform.queue import enqueue
from integrations.models import OPEN_RUN, Check, Connection, Receipt, Run, RunState
from integrations.providers.change import Change, Trigger

START, REPORT = "integrations.start_run", "integrations.report_run"
_OF_CHANGE = ("trigger", "repository", "sha", "branch", "target_branch", "pull_request", "tag", "base", "author", "title", "url")
_COMMIT = ("repository", "sha", "branch", "target_branch", "pull_request", "tag", "base", "author", "title", "url", "files", "origin")


def request_run(
    connection: Connection | None, change: Change, *, project_id: UUID | None = None, receipt: Receipt | None = None, **more: Any
) -> Run:
    """A run that waits to be started. Of those in the same place older ones make way; call it in a transaction."""
    told = asdict(change)
    facts = {name: told[name] for name in _OF_CHANGE} | {"repository": change.repository.lower(), "trigger": change.trigger.value}
    files = None if change.files is None else list(change.files)
    of = connection.project_id if connection else project_id
    if of is None:
        raise ValueError("A run belongs to a project")
    origin = receipt.origin if receipt else more.pop("origin", "")
    run = Run.objects.create(project_id=of, connection=connection, receipt=receipt, files=files, origin=origin, **facts, **more)
    if receipt and not receipt.replays:
        _make_way(run)
    run.refresh_from_db()
    enqueue(START, run.id)
    return run


def change_of(run: Run) -> Change:
    """The change as it was asked to be evaluated."""
    facts = {name: getattr(run, name) for name in _OF_CHANGE} | {"trigger": Trigger(run.trigger)}
    return Change(**facts, files=None if run.files is None else tuple(run.files))


def is_known(connection: Connection, change: Change) -> bool:
    """Whether this very commit is evaluated in this place, or was; one that was cancelled or has failed does not count."""
    if not change.sha:
        return False
    same = Run.objects.filter(connection=connection, repository=change.repository.lower(), sha=change.sha, pull_request=change.pull_request)
    of_place = same.filter(target_branch=change.target_branch, branch=change.branch, trigger=change.trigger.value, tag=change.tag)
    return of_place.filter(state__in=[*OPEN_RUN, RunState.FINISHED]).exists()


def find(project_id: UUID, run_id: UUID) -> Run:
    """Raises NotFound."""
    found = Run.objects.filter(project_id=project_id, id=run_id).select_related("connection").prefetch_related("checks").first()
    if found is None:
        raise NotFound("There is no such run in this project.")
    return found


def cancel(run: Run) -> Run:
    """End it and its evaluations now. Raises Conflict when it has ended already."""
    if not _end([run.id], RunState.CANCELLED, "cancelled", "It was cancelled."):
        raise Conflict("already_ended", "The run has ended already.")
    return find(run.project_id, run.id)


def rerun(run: Run, *, user_id: int | None = None, key_prefix: str = "") -> Run:
    """The same commit once more, as a run of its own. Raises Conflict while it has not ended."""
    if run.state in OPEN_RUN:
        raise Conflict("not_ended", "The run has not ended. Cancel it, or wait.")
    kept = {name: getattr(run, name) for name in (*_COMMIT, "project_id", "connection_id", "receipt_id", "trigger", "asked")}
    with transaction.atomic():
        made = Run.objects.create(rerun_of=run, requested_by_id=user_id, requested_with=key_prefix, **kept)
        enqueue(START, made.id)
    return find(run.project_id, made.id)


def want_report(run_ids: list[UUID]) -> None:
    """Something about these runs is to be told to their provider."""
    told = Run.objects.filter(id__in=run_ids, connection__isnull=False)
    told.update(report_wanted=F("report_wanted") + 1, report_due_at=Now(), report_attempts=0)
    for one in run_ids:
        enqueue(REPORT, one)


def _make_way(run: Run) -> None:
    """Older runs that wait end, and of a pull request also those under way: its next commit makes their verdict pointless.

    Deliveries may be processed in another order than they came in, so this one may be the older one itself.
    """
    place = _same_place(run)
    newer = place.filter(receipt_id__gt=run.receipt_id).order_by("-receipt_id").first()
    if newer:
        _end([run.id], RunState.SUPERSEDED, "superseded", _superseded_by(newer))
    older = place.filter(receipt_id__lt=run.receipt_id, state__in=OPEN_RUN if run.pull_request else (RunState.WAITING,))
    ids = list(older.values_list("id", flat=True))
    if ids:
        _end(ids, RunState.SUPERSEDED, "superseded", _superseded_by(newer or run))


def _same_place(run: Run) -> QuerySet[Run]:
    place = Q(pull_request=run.pull_request) if run.pull_request else Q(pull_request__isnull=True, branch=run.branch, tag=run.tag)
    of_connection = Run.objects.filter(place, connection=run.connection, repository=run.repository, trigger=run.trigger)
    return of_connection.filter(asked__isnull=True, rerun_of__isnull=True).exclude(id=run.id)


def _superseded_by(run: Run) -> str:
    return f"A newer commit took its place: {run.sha[:12] or run.tag}."


def _end(ids: list[UUID], state: RunState, code: str, message: str) -> bool:
    """End those that are open, with their evaluations; whether any was."""
    with transaction.atomic():
        open_ids = list(
            Run.objects.select_for_update(no_key=True).filter(id__in=ids, state__in=OPEN_RUN).order_by("id").values_list("id", flat=True)
        )
        Run.objects.filter(id__in=open_ids).update(state=state, reason=code, message=message, finished_at=Now(), next_attempt_at=None)
        checks = Check.objects.filter(run_id__in=open_ids, is_open=True)
        for evaluation_id in checks.filter(evaluation__isnull=False).values_list("evaluation_id", flat=True):
            claims.cancel(evaluation_id)
        checks.update(is_open=False, reason=code, message=message)
        want_report(open_ids)
    return bool(open_ids)
