"""Starts a run: looks what it touches, and requests the evaluation of each suite."""

import logging
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from evalplatform import retries
from evalplatform.errors import DomainError
from evalplatform.evaluations import suites
from evalplatform.evaluations.models import Suite
from evalplatform.evaluations.requests import request_evaluation
from evalplatform.queue import enqueue
from integrations import connections
from integrations.ci import following, runs
from integrations.ci.changes import Touched, Watched, touched
from integrations.models import Check, Run, RunState
from integrations.providers.change import Trigger
from integrations.providers.protocol import Client
from integrations.providers.telling import ProviderFailure

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=12)  # longer than 30 pages of files can take
PATIENCE = 4  # tries to ask what a change touches; then it is taken to touch everything
MAX_ATTEMPTS = 8
SWEPT_AT_ONCE = 200


class _Seen(NamedTuple):
    """What the provider was asked for: the commit, and its files (None: not known)."""

    sha: str
    files: Sequence[str] | None


class _Later(Exception):
    """The provider cannot be asked now."""

    def __init__(self, failure: ProviderFailure) -> None:
        super().__init__(failure.message)
        self.failure = failure


def start(run_id: UUID) -> None:
    """Start a run that is due, if nobody else does: its checks and their evaluations are there together, or not at all."""
    due = Run.objects.filter(id=run_id, state=RunState.WAITING, next_attempt_at__lte=Now())
    if not due.update(next_attempt_at=Now() + LEASE, attempts=F("attempts") + 1):
        return
    run = Run.objects.select_related("connection").get(id=run_id)
    try:
        seen = _seen(run)
        with transaction.atomic():
            _begin(run, seen)
    except _Later as later:
        _wait(run, later.failure)
    except DomainError as error:
        _fail(run, error.code, error.message)
    except Exception:
        if run.attempts < MAX_ATTEMPTS:
            raise  # due again when the lease is over
        log.exception("The run %s could not be started", run.id)
        _fail(run, "internal_error", "This server made a mistake; its log says more.")


def sweep() -> int:
    """Put on the queue what is due; how much. A second message for one does nothing."""
    due = Run.objects.filter(state=RunState.WAITING, next_attempt_at__lte=Now()).order_by("next_attempt_at")
    found = list(due.values_list("id", flat=True)[:SWEPT_AT_ONCE])
    for one in found:
        enqueue(runs.START, one)
    return len(found)


def _seen(run: Run) -> _Seen:
    """Raises _Later, ProviderFailure when it cannot be known which commit it is."""
    if run.connection is None or run.asked is not None:
        return _Seen(run.sha, run.files)
    client = None if run.connection.deleted_at else connections.client_of(run.connection)
    return _Seen(run.sha or _commit(run, client), _files(run, client))


def _commit(run: Run, client: Client | None) -> str:
    if client is None:
        raise ProviderFailure("commit_unknown", f"Which commit {run.tag} is has to be asked for. Give the connection a token.")
    try:
        return client.commit_of(run.repository, run.tag)
    except ProviderFailure as failure:
        assert run.connection
        connections.note_failure(run.connection, failure)
        if failure.is_final or run.attempts >= MAX_ATTEMPTS:
            raise
        raise _Later(failure) from None


def _files(run: Run, client: Client | None) -> Sequence[str] | None:
    """What is not to be known is taken to be everything: rather an evaluation too many than a change that nobody looked at."""
    if run.files is not None or client is None or run.trigger not in (Trigger.PUSH, Trigger.PULL_REQUEST):
        return run.files
    assert run.connection
    try:
        return client.files(runs.change_of(run))
    except ProviderFailure as failure:
        connections.note_failure(run.connection, failure)
        if not failure.is_final and run.attempts < PATIENCE:
            raise _Later(failure) from None
        return None
    except DomainError as error:
        connections.note_failure(run.connection, error)
        return None


def _begin(run: Run, seen: _Seen) -> None:
    ours = Run.objects.filter(id=run.id, state=RunState.WAITING, attempts=run.attempts)
    run.sha = seen.sha
    values: dict[str, Any] = {"state": RunState.RUNNING, "sha": run.sha, "started_at": Now(), "next_attempt_at": None, "message": ""}
    if not ours.update(**values):
        return  # cancelled or superseded meanwhile, or taken over
    known = _suites(run)
    chosen = _chosen(run, seen, known)
    for one in chosen:
        _check(run, known[one.id], one.by)
    if not chosen:
        _nothing(run, seen, any_suite=bool(known))
    following.settle(run.id)
    runs.want_report([run.id])


def _suites(run: Run) -> dict[UUID, Suite]:
    """Those that the run may have: the one that was asked for, else those of the connection, else all of the project."""
    if run.asked is not None:
        found = suites.find(run.project_id, run.asked["suite"])
        return {found.id: found}
    named = run.connection.suites.order_by("name") if run.connection else Suite.objects.none()
    return {one.id: one for one in named or Suite.objects.filter(project_id=run.project_id).order_by("name")}


def _chosen(run: Run, seen: _Seen, known: dict[UUID, Suite]) -> list[Touched]:
    if run.asked is not None:
        return [Touched(one) for one in known]
    return touched(seen.files, [Watched(one.id, one.paths) for one in known.values()])


def _check(run: Run, suite: Suite, by: tuple[str, ...]) -> None:
    """The suite's evaluation, or why there is none: a suite that cannot be evaluated does not keep the others from it."""
    check = Check(run=run, suite=suite, name=suite.name, touched_by=list(by))
    try:
        with transaction.atomic():
            check.evaluation = request_evaluation(
                run.project_id, _request(run, suite), user_id=run.requested_by_id, key_prefix=run.requested_with
            )
    except DomainError as error:
        check.is_open, check.reason, check.message, check.counts_as = False, error.code, error.message[:1000], "no_verdict"
    check.save()


def _request(run: Run, suite: Suite) -> dict[str, Any]:
    """The baseline is the branch that the change is to go into, unless the gate compares with numbers or with one evaluation."""
    asked = run.asked or {}
    baseline = asked.get("baseline") or ("" if _is_pinned(suite) else run.target_branch or run.branch)
    commit = {"repository": run.repository, "sha": run.sha, "branch": run.branch, "pull_request": run.pull_request}
    return {"suite": str(suite.id), "name": asked.get("name") or None, "baseline": baseline or None, "commit": commit}


def _is_pinned(suite: Suite) -> bool:
    named = (suite.gate or {}).get("baseline")
    try:
        return isinstance(named, dict) or bool(named and UUID(named))
    except ValueError:
        return False


def _nothing(run: Run, seen: _Seen, *, any_suite: bool) -> None:
    if any_suite:
        count = len(seen.files or ())
        _say(run, "nothing_touched", f"No suite depends on what was changed ({count} file{'' if count == 1 else 's'}).")
    else:
        _say(run, "no_suites", "There is no suite to evaluate.")


def _say(run: Run, code: str, message: str) -> None:
    Run.objects.filter(id=run.id).update(reason=code, message=message)


def _wait(run: Run, failure: ProviderFailure) -> None:
    seconds = retries.wait_seconds(run.attempts, asked=failure.wait_seconds) or retries.LONGEST_WAIT
    ours = Run.objects.filter(id=run.id, state=RunState.WAITING, attempts=run.attempts)
    ours.update(next_attempt_at=Now() + timedelta(seconds=seconds), message=failure.message[:1000])


def _fail(run: Run, code: str, message: str) -> None:
    with transaction.atomic():
        ours = Run.objects.filter(id=run.id, state=RunState.WAITING, attempts=run.attempts)
        ended: dict[str, Any] = {"state": RunState.FAILED, "finished_at": Now(), "next_attempt_at": None}
        if ours.update(**ended, reason=code, message=message[:1000]):
            runs.want_report([run.id])
