"""What is due, and its start. One conditional UPDATE makes of any number of starters one, and a schedule has one export at a time.

A slot that comes while the last export still runs, or while the server is down, waits; however many have come, one run follows. An
incremental one covers all since the last completed one.
"""

import logging
from datetime import datetime

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.db.models.functions import Now
from django.utils.module_loading import import_string

from evalplatform.errors import Conflict, InvalidInput, Problem
from evalplatform.tracing import restored
from exports import cron, jobs, resources, scheduled, windows
from exports.models import ACTIVE, Export, Schedule

log = logging.getLogger(__name__)

_BUSY = Exists(Export.objects.filter(schedule_id=OuterRef("id"), state__in=ACTIVE))
_STARTED_OVER = (
    "The data stand in another PostgreSQL than at the last run, so the window starts over: this export begins with the first row."
)


def run_due() -> int:
    """Start what is due; how many exports that made. A schedule that cannot be started does not hold up the others."""
    started = 0
    for schedule in Schedule.objects.filter(~_BUSY, next_at__lte=Now()).order_by("next_at"):
        try:
            started += _run_slot(schedule) is not None
        except Exception:
            log.exception("Schedule %s could not be started; it is tried again", schedule.id)
    return started


def run_now(schedule: Schedule) -> Export:
    """Start it, paused or not, and leave `next_at` alone. Raises Conflict while an export of it runs, and InvalidInput."""
    with transaction.atomic():
        if not _claimed(schedule):
            raise Conflict("already_running", "An export of this schedule has not ended yet. Wait for its end, or cancel it.")
        now = windows.position()
        try:
            return _export(schedule, now, now.at)
        except InvalidInput as error:
            raise in_request(error) from None


def in_request(error: InvalidInput) -> InvalidInput:
    """What is wrong with an export's body, as it stands under `request` in a schedule."""
    return InvalidInput(*(Problem(f"/request{one.pointer}", one.detail, one.code) for one in error.problems))


def next_at(schedule: Schedule, after: datetime) -> datetime | None:
    """Its next slot; None when no moment comes any more."""
    return next(iter(cron.upcoming(schedule.cron, schedule.time_zone, after)), None)


def _run_slot(schedule: Schedule) -> Export | None:
    """The export of the slot that is due; None if somebody else has started it, or it cannot be started, which is an event then."""
    slot = schedule.next_at
    with transaction.atomic():
        if slot is None or not _claimed(schedule, next_at=slot):
            return None
        now = windows.position()
        Schedule.objects.filter(id=schedule.id).update(next_at=next_at(schedule, now.at))
        if Export.objects.filter(schedule_id=schedule.id, slot=slot).exists():  # a clock was set back
            return None
        try:
            return _export(schedule, now, slot)
        except (InvalidInput, Conflict) as error:
            Schedule.objects.filter(id=schedule.id).update(last_slot=slot, last_run_at=Now(), last_error=error.message)
            scheduled.record_failure(schedule.project_id, schedule.id, export_id=None, code=error.code, message=error.message)
            return None


def _claimed(schedule: Schedule, **still: datetime) -> bool:
    """This run is ours, and `schedule` is as it stands now that nobody else can change it."""
    if not Schedule.objects.filter(~_BUSY, id=schedule.id, runs=schedule.runs, **still).update(runs=F("runs") + 1):
        return False
    schedule.refresh_from_db()
    return True


def _export(schedule: Schedule, now: windows.Position, slot: datetime) -> Export:
    """Ask for the export and put down what it was asked with. Raises InvalidInput, and Conflict for restored rows."""
    notes = []
    if windows.has_moved(schedule, now):
        notes.append(_STARTED_OVER)
        schedule.done_up_to = ""
        schedule.generation += 1
    fields, drift = _drift(schedule)
    note = " ".join([*notes, *drift])
    window = windows.following(schedule, now)
    if window:
        _check_not_restored(schedule, window)
    run = scheduled.Run(schedule.id, slot, window, now.snapshot, note)
    export = jobs.request_export(
        project_id=schedule.project_id,
        body=schedule.request,
        user_id=schedule.created_by_id,
        key_prefix=schedule.created_with,
        run=run,
        limits=import_string(settings.EXPORT_STANDING_LIMITS)(schedule.created_with, schedule.created_by_id),
    )
    Schedule.objects.filter(id=schedule.id).update(
        last_slot=slot, last_run_at=Now(), note=note, fields=fields, done_up_to=schedule.done_up_to, generation=schedule.generation
    )
    return export


def _check_not_restored(schedule: Schedule, window: windows.Window) -> None:
    """Rows that a dump has brought along would be missing from every window. Raises Conflict."""
    resource = schedule.request.get("resource")
    if resource in resources.names() and restored.has_foreign(
        apps.get_model(resources.get(resource).model), window.column, schedule.project_id
    ):
        raise Conflict("restored_rows", "Rows were restored from another PostgreSQL. Run `manage.py adopt_restored_rows` on the server.")


def _drift(schedule: Schedule) -> tuple[list[str], list[str]]:
    """The fields that a row has now when none are chosen, and a note if they are others than at the last run."""
    fields = listed_fields(schedule.request.get("resource"))
    if schedule.request.get("fields") or not schedule.fields or fields == schedule.fields:
        return fields, []
    new, gone = (", ".join(sorted(one)) or "none" for one in (set(fields) - set(schedule.fields), set(schedule.fields) - set(fields)))
    return fields, [f"The fields of {schedule.request['resource']} are others than at the last run; new: {new}; gone: {gone}."]


def listed_fields(resource: object) -> list[str]:
    """The names of the fields that make up a row of the resource; none if there is no such resource any more."""
    return [one.name for one in resources.get(str(resource)).listed] if resource in resources.names() else []
