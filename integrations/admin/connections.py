"""Connections in the back office: made with hints for the other end, changed, tested, their secret rotated, deleted."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from unfold.decorators import display

from evalplatform.backoffice.adding import AddingPages
from evalplatform.backoffice.sections import Section, facts, link, listed, moment, readable_json
from evalplatform.backoffice.steps import Asked, Done, Step
from integrations import connections, health, probing, refusals, triggering
from integrations.admin import hints
from integrations.admin.connection_forms import changed_form, new_form
from integrations.ci import reporting
from integrations.models import Connection, ConnectionKind

_WRITE = "connections:write"
COLORS = {"ok": "success", "failing": "danger", "off": "warning", "unused": "info"}


def _make(asked: Asked) -> Done:
    body = asked.form.body()
    triggering.check_template(asked.caller, body["template"] if isinstance(body.get("template"), dict) else None)
    made, secret = connections.create(project_id=asked.caller.project_id, body=body, user_id=asked.caller.user_id)
    to = reverse("admin:integrations_connection_change", args=[made.id])
    return Done("The connection stands.", to=to, secret=secret, secret_of=made.name)


def _change(asked: Asked) -> Done:
    body = asked.form.body()
    triggering.check_template(asked.caller, body["template"] if isinstance(body.get("template"), dict) else None)
    reporting.tell_again(connections.change(asked.one, body))
    return Done("The connection is changed.")


def _rotate(asked: Asked) -> Done:
    says = f"The connection has a new secret; the one before is taken for {connections.OVERLAP.total_seconds() / 3600:.0f} hours more."
    return Done(says, secret=connections.rotate(asked.one), secret_of=asked.one.name)


def _test(asked: Asked) -> Done:
    probing.probe(asked.one)
    asked.one.refresh_from_db()
    if asked.one.error_code:
        return Done(f"The provider's API did not answer as it must: {asked.one.error_message}")
    return Done("The provider's API answers: the repositories can be seen.")


def _delete(asked: Asked) -> Done:
    connections.delete(asked.one)
    return Done("The connection is deleted.", to=reverse("admin:integrations_connection_changelist"))


@admin.register(Connection)
class ConnectionAdmin(AddingPages):
    reads = "connections:read"
    adds = Step("add", "Connect", "Connect repositories, or a sender of your own. The secret is shown once.", _WRITE, _make, form=new_form)
    steps = (
        Step("change", "Change", "What is written here takes the place of what is there.", _WRITE, _change, form=changed_form),
        Step(
            "test",
            "Test",
            f"The provider's API is asked for the first {probing.MOST} repositories.",
            _WRITE,
            _test,
            offered=lambda one: one.kind != ConnectionKind.GENERIC,
        ),
        Step(
            "rotate", "Rotate the secret", "A new secret is made and shown once; enter it at the other end within a day.", _WRITE, _rotate
        ),
        Step(
            "delete",
            "Delete",
            "It and its secrets are forgotten for good. Receipts and runs stay; runs under way are not told to the provider.",
            _WRITE,
            _delete,
            is_grave=True,
        ),
    )
    heavy = ("sealed_secret", "sealed_former", "template")
    list_display = ["name", "project", "kind", "health_now", "watched", "received_at", "told_at", "error_code"]
    list_filter = ["kind", "state"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Connection]:
        return super().get_queryset(request).filter(deleted_at__isnull=True)

    @display(description="health", label=COLORS)  # type: ignore[untyped-decorator]
    def health_now(self, one: Connection) -> str:
        return health.of_connection(one)

    @admin.display(description="repositories")
    def watched(self, one: Connection) -> str:
        first, more = one.repositories[:3], len(one.repositories) - 3
        return listed(first) + (f" and {more} more" if more > 0 else "")

    def sections(self, request: HttpRequest, one: Connection) -> Sequence[Section]:
        origin = request.build_absolute_uri("/").rstrip("/")
        return [
            Section("How it fares", facts=_fares(one), more=_receipts_of(one)),
            Section("At the other end", facts=facts(*hints.steps(one, origin))),
            Section("What it watches", facts=_watches(one)),
            *([Section("Template", text=readable_json(one.template))] if one.template else []),
        ]


def _fares(one: Connection) -> Any:
    return facts(
        ("health", health.of_connection(one)),
        ("state", one.get_state_display()),
        ("last delivery", moment(one.received_at)),
        ("last told", moment(one.told_at)),
        ("last failure", moment(one.failed_at)),
        ("failed with", one.error_code),
        ("which says", one.error_message),
        ("refused in 24 hours", f"{refusals.count(one.kind, one.id)}, with a wrong signature"),
        ("former secret taken until", moment(one.former_until)),
        ("made", moment(one.created_at)),
    )


def _watches(one: Connection) -> Any:
    return facts(
        ("project", one.project.slug),
        ("kind", one.get_kind_display()),
        ("repositories", listed(one.repositories)),
        ("evaluated on", listed(one.triggers)),
        ("branches", listed(one.branches, none="the default one")),
        ("suites", listed(one.suites.order_by("name").values_list("name", flat=True), none="all of the project")),
        ("status", one.told_as),
        ("API", one.base_url),
        ("App", f"{one.app_id}, installation {one.installation_id}" if one.app_id else ""),
        ("token", "there is one" if one.sealed_token else "none: the provider is told nothing"),
    )


def _receipts_of(one: Connection) -> Any:
    return link("integrations_receipt_changelist", "What it received", query=f"?connection={one.id}")
