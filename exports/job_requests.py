"""What a person may ask of jobs: one of any kind, and its end."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db import transaction

from evalplatform import filtering
from evalplatform.errors import Conflict, DomainError, InvalidInput, NotFound, Problem
from evalplatform.exact_json import escape_key
from evalplatform.projects.caller import Caller
from evalplatform.queue import enqueue
from exports import cleanup, job_lifecycle, jobs, rights
from exports.analysis import asked as analysis
from exports.models import Export, Job, JobKind

EXPORT = "export"
KINDS = (EXPORT, *JobKind.values)
# kind -> the scopes that it needs besides jobs:write, so that a job is no way around them
SCOPES = {EXPORT: ("exports:write",), "analysis": ("traces:read",), "cleanup": ("traces:delete",)}
_KEYS = ("kind", "filter", "options")


class MissingScope(DomainError):
    """The key may ask for jobs, but not for what this one does."""

    status = 403

    def __init__(self, kind: str, scope: str) -> None:
        super().__init__("missing_scope", f"A job of the kind {kind} needs the scope {scope} too.")


@dataclass(frozen=True)
class AskedJob:
    kind: str
    filter: dict[str, Any]
    options: dict[str, Any]


def request_job(caller: Caller, body: Any) -> Job | Export:
    """Accept the job in `body` and put it on the queue, all or nothing. Raises InvalidInput and MissingScope."""
    asked = _parse(body)
    check_scopes(caller, asked.kind)
    if asked.kind == EXPORT:
        return _export(caller, asked)
    _check(asked)
    with transaction.atomic():
        job = Job.objects.create(
            project_id=caller.project_id,
            requested_by_id=caller.user_id,
            requested_with=caller.key_prefix,
            kind=asked.kind,
            filter=asked.filter,
            options=asked.options,
        )
        job.refresh_from_db()  # the database's own clock set the times
        enqueue("exports.run_job", job.id)
    return job


def check_scopes(caller: Caller, kind: str) -> None:
    """Raises MissingScope."""
    for scope in SCOPES[kind]:
        if scope not in caller.scopes:
            raise MissingScope(kind, scope)


def find(project_id: UUID, job_id: UUID) -> Job | Export:
    """The job or the export, if it is of this project. Raises NotFound."""
    for model in (Job, Export):
        if found := model._default_manager.filter(project_id=project_id, id=job_id).first():
            return found
    raise NotFound("There is no such job in this project.")


def cancel(caller: Caller, job_id: UUID) -> Job | Export:
    """End it now; its worker notices within about a second. Raises NotFound, MissingScope, and Conflict when it has ended already."""
    found = find(caller.project_id, job_id)
    check_scopes(caller, EXPORT if isinstance(found, Export) else found.kind)
    if isinstance(found, Export):
        return jobs.cancel(found)
    return end(found)


def end(job: Job) -> Job:
    """End it now. Raises Conflict when it has ended already."""
    if not job_lifecycle.cancel(job.id):
        raise Conflict("already_ended", "The job has ended already.")
    job.refresh_from_db()
    return job


def _parse(body: Any) -> AskedJob:
    if not isinstance(body, dict):
        raise InvalidInput(Problem("", "A job is a JSON object with at least `kind`.", "wrong_type"))
    problems = [
        Problem(f"/{escape_key(key)}", f"There is no such key; known are {', '.join(_KEYS)}.", "unknown_field")
        for key in body.keys() - set(_KEYS)
    ]
    if body.get("kind") not in KINDS:
        problems.append(Problem("/kind", f"kind is one of {', '.join(KINDS)}.", "unknown_kind"))
    found = {key: {} if body.get(key) is None else body[key] for key in ("filter", "options")}
    problems += [Problem(f"/{key}", f"{key} is an object.", "wrong_type") for key, value in found.items() if not isinstance(value, dict)]
    if problems:
        raise InvalidInput(*problems)
    return AskedJob(body["kind"], found["filter"], found["options"])


def _check(asked: AskedJob) -> None:
    try:
        filtering.build(analysis.traces(), asked.filter)
    except InvalidInput as error:
        raise InvalidInput(*(replace(one, pointer=f"/filter{one.pointer}") for one in error.problems), code=error.code) from None
    if asked.kind == JobKind.ANALYSIS:
        analysis.parse(asked.filter, asked.options)
    else:
        cleanup.parse(asked.options)


def _export(caller: Caller, asked: AskedJob) -> Export:
    """`options` are the keys of an export's own request, but for its filter."""
    if "filter" in asked.options:
        raise InvalidInput(Problem("/options/filter", "The filter of a job stands beside its options.", "unknown_field"))
    body = {"resource": "traces", **asked.options, "filter": asked.filter}
    try:
        rights.check(caller.scopes, body)
        return jobs.request_export(
            project_id=caller.project_id,
            body=body,
            user_id=caller.user_id,
            key_prefix=caller.key_prefix,
            limits=caller.limits,
        )
    except InvalidInput as error:
        raise InvalidInput(*(replace(one, pointer=_pointer(one.pointer)) for one in error.problems), code=error.code) from None


def _pointer(of_export: str) -> str:
    return of_export if of_export.startswith("/filter") else f"/options{of_export}"
