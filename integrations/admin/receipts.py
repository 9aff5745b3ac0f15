"""Receipts in the back office: what came in, why it was ignored or has failed, what it started, and once more."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db.models import Value
from django.db.models.functions import Substr
from django.http import HttpRequest
from unfold.decorators import display

from evalplatform import exact_json
from evalplatform.backoffice.pages import ProjectPages
from evalplatform.backoffice.sections import Section, facts, link, moment, readable_json
from evalplatform.backoffice.steps import Asked, Done, Step
from integrations import inbox_processing
from integrations.models import Receipt, ReceiptState
from integrations.views.receipts import SHOWN_BYTES

MOST_RUNS = 50
_COLORS = {"waiting": "info", "processed": "success", "ignored": "warning", "failed": "danger"}


def _replay(asked: Asked) -> Done:
    inbox_processing.replay(asked.caller.project_id, asked.one.id)
    return Done("The receipt is processed once more, as its connection is now.")


@admin.register(Receipt)
class ReceiptAdmin(ProjectPages):
    reads = "connections:read"
    steps = (
        Step(
            "replay",
            "Replay",
            "It is processed once more, as the connection is now: a commit that was evaluated is evaluated again.",
            "connections:write",
            _replay,
            offered=lambda one: one.state != ReceiptState.WAITING,
        ),
    )
    heavy = ("body", "headers")
    list_select_related = ["project", "connection"]
    list_display = ["id", "project", "connection_name", "event", "state_now", "reason", "size", "created_at"]
    list_filter = ["state"]
    linked = ("connection",)

    @admin.display(description="connection")
    def connection_name(self, one: Receipt) -> str:
        return one.connection.name

    @display(description="state", label=_COLORS)  # type: ignore[untyped-decorator]
    def state_now(self, one: Receipt) -> str:
        return one.state

    def sections(self, request: HttpRequest, one: Receipt) -> Sequence[Section]:
        start = Substr("body", Value(1), Value(SHOWN_BYTES))
        raw = bytes(Receipt.objects.filter(id=one.id).values_list(start, flat=True).get())
        shown = f"{len(raw):,} of {one.size:,} bytes" if one.size > len(raw) else f"{one.size:,} bytes"
        return [
            Section("What became of it", facts=_became(one)),
            Section("What it started", head=("what", "state", "verdict", "commit"), rows=_started(one), empty="nothing"),
            Section(
                "Headers", says="Without what proves who sent it.", head=("name", "value"), rows=sorted(one.headers.items()), empty="none"
            ),
            Section(f"Body, {shown}", text=_readable(raw, is_whole=one.size == len(raw))),
        ]


def _became(one: Receipt) -> Any:
    of = one.connection
    return facts(
        ("connection", f"{of.name}, deleted" if of.deleted_at else link("integrations_connection_change", of.name, of.id)),
        ("event", one.event),
        ("delivery id", one.delivery_id),
        ("state", one.get_state_display()),
        ("why", one.reason),
        ("which says", one.message),
        ("attempts", one.attempts),
        ("replayed", f"{one.replays} times" if one.replays else ""),
        ("next attempt", moment(one.next_attempt_at)),
        ("came in", moment(one.created_at)),
        ("done", moment(one.finished_at)),
    )


def _started(one: Receipt) -> list[tuple[Any, ...]]:
    runs = one.runs.order_by("-id")[:MOST_RUNS]
    found: list[tuple[Any, ...]] = [
        (link("integrations_run_change", f"run of {run}", run.id), run.state, run.verdict or "-", run.sha) for run in runs
    ]
    if one.export_id:
        found.append((link("exports_export_change", f"export {one.export_id}", one.export_id), "-", "-", "-"))
    return found


def _readable(raw: bytes, *, is_whole: bool) -> str:
    """On many lines if it is JSON and all of it is here; else as it came, and what is no UTF-8 replaced."""
    if is_whole:
        try:
            return readable_json(exact_json.loads(raw))
        except (exact_json.NotJSON, RecursionError):
            pass
    return raw.decode("utf-8", "replace")
