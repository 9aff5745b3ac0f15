"""An export and the schedule that started it: what it carries from there, and what its end means for the next run."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models.functions import Now

from evalplatform.errors import Conflict
from evalplatform.events.outbox import record
from exports import windows
from exports.models import ACTIVE, Export, Schedule, State


@dataclass(frozen=True)
class Run:
    """One run of a schedule: the slot that it was due at, and the window and the snapshot that say which rows its export holds."""

    schedule_id: UUID
    slot: datetime
    window: windows.Window | None
    snapshot: str
    note: str = ""

    def columns(self) -> dict[str, Any]:
        """What of it stands in the export's row."""
        window = self.window and self.window.as_json()
        return {"schedule_id": self.schedule_id, "slot": self.slot, "window": window, "snapshot": self.snapshot, "note": self.note}


def ended(export_id: UUID, state: str, *, code: str = "", message: str = "") -> None:
    """Tell its schedule, in the transaction of the export's end: only a completed one moves where the next window begins."""
    export = Export.objects.only("project_id", "schedule_id", "window").get(id=export_id)
    if export.schedule_id is None:
        return
    schedule = Schedule.objects.filter(id=export.schedule_id)
    if state == State.COMPLETED:
        schedule.update(last_completed_at=Now(), last_error="")
        if window := windows.of(export):
            standing = schedule.filter(generation=window.generation, done_up_to=windows.as_text(window.start))
            standing.update(done_up_to=str(window.end), cluster=window.cluster)
    elif state == State.FAILED:
        schedule.update(last_error=message)
        record_failure(export.project_id, export.schedule_id, export_id=export_id, code=code, message=message)


def record_failure(project_id: UUID, schedule_id: UUID, *, export_id: UUID | None, code: str, message: str) -> None:
    """The event `schedule.failed`; without an export when none could be started. Call it inside the transaction of the fact."""
    payload = {"schedule": str(schedule_id), "export": export_id and str(export_id), "code": code, "message": message}
    record(project_id, "schedule.failed", payload)


def check_again(export: Export) -> None:
    """Refuse to run an ended export of a schedule again where its rows are in a later one, or will be. Raises Conflict.

    Call it in the transaction that puts the export back: it keeps the schedule from starting another one until then.
    """
    if export.schedule_id is None:
        return
    schedule = Schedule.objects.select_for_update().get(id=export.schedule_id)
    if Export.objects.filter(schedule=schedule, state__in=ACTIVE).exists():
        raise Conflict("schedule_is_running", "Its schedule has started another export, which holds these rows too. Wait for its end.")
    window = windows.of(export)
    if window and (window.generation, windows.as_text(window.start)) != (schedule.generation, schedule.done_up_to):
        raise Conflict("superseded", "A later export of its schedule holds these rows. Run the schedule again instead.")
