"""Deliveries in the back office: what was sent, each attempt with what it was answered, and once more."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from unfold.decorators import display

from evalplatform.backoffice.pages import ProjectPages
from evalplatform.backoffice.sections import Section, facts, link, moment, readable_json
from evalplatform.backoffice.steps import Asked, Done, Step
from integrations.models import Attempt, Delivery
from integrations.webhooks import replaying

MOST_ATTEMPTS = 100
_COLORS = {"waiting": "info", "delivered": "success", "failed": "danger"}


def _redeliver(asked: Asked) -> Done:
    made = replaying.redeliver(asked.one)
    return Done("The event is sent once more.", to=reverse("admin:integrations_delivery_change", args=[made.id]))


@admin.register(Delivery)
class DeliveryAdmin(ProjectPages):
    reads = "webhooks:read"
    steps = (
        Step(
            "redeliver",
            "Redeliver",
            "The event is sent once more, as a new delivery; one that waits for its next attempt is tried at once.",
            "webhooks:write",
            _redeliver,
        ),
    )
    list_select_related = ["project", "event", "endpoint"]
    list_display = ["id", "project", "type", "to", "state_now", "reason", "attempts", "created_at", "next_attempt_at"]
    list_filter = ["state"]
    linked = ("endpoint",)

    @admin.display(description="event")
    def type(self, one: Delivery) -> str:
        return one.event.type

    @admin.display(description="endpoint")
    def to(self, one: Delivery) -> str:
        return one.endpoint.description or str(one.endpoint)

    @display(description="state", label=_COLORS)  # type: ignore[untyped-decorator]
    def state_now(self, one: Delivery) -> str:
        return one.state

    def sections(self, request: HttpRequest, one: Delivery) -> Sequence[Section]:
        head = ("attempt", "began", "took", "status", "failed with", "first kilobyte of the answer")
        tries = one.tries.order_by("-number")[:MOST_ATTEMPTS]
        return [
            Section("What became of it", facts=_became(one)),
            Section("Attempts, the last first", head=head, rows=[_row(one) for one in tries], empty="none yet"),
            Section("Payload", text=readable_json(one.event.payload)),
        ]


def _became(one: Delivery) -> Any:
    to = one.endpoint
    return facts(
        ("event", one.event.type),
        ("id of the event", one.event_id),
        ("endpoint", f"{to}, deleted" if to.deleted_at else link("integrations_endpoint_change", to.description or to, to.id)),
        ("state", one.get_state_display()),
        ("why", one.reason),
        ("attempts", one.attempts),
        ("sent again on purpose", f"for the {one.replay}. time" if one.replay else ""),
        ("next attempt", moment(one.next_attempt_at)),
        ("made", moment(one.created_at)),
        ("done", moment(one.finished_at)),
    )


def _row(one: Attempt) -> tuple[Any, ...]:
    took = f"{(one.finished_at - one.started_at).total_seconds():.3f} s" if one.finished_at else "under way, or its worker died"
    why = ": ".join(part for part in (one.code, one.message) if part)
    return (one.number, moment(one.started_at), took, one.status or "-", why or "-", one.answer or "-")
