"""Endpoints in the back office: where events go, how it fares, and all that can be done with one."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from unfold.decorators import display

from evalplatform.backoffice.adding import AddingPages
from evalplatform.backoffice.sections import Section, facts, link, listed, moment, readable_json
from integrations import health
from integrations.admin import endpoint_steps
from integrations.admin.connections import COLORS
from integrations.models import Endpoint


@admin.register(Endpoint)
class EndpointAdmin(AddingPages):
    reads = "webhooks:read"
    adds = endpoint_steps.ADDS
    steps = endpoint_steps.STEPS
    heavy = ("sealed_url", "sealed_secret", "sealed_former", "sealed_headers")
    list_display = ["name", "project", "kind", "health_now", "state", "last_success_at", "last_failure_at", "reason"]
    list_filter = ["kind", "state"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Endpoint]:
        return super().get_queryset(request).filter(deleted_at__isnull=True)

    @admin.display(description="endpoint")
    def name(self, one: Endpoint) -> str:
        return one.description or str(one)

    @display(description="health", label=COLORS)  # type: ignore[untyped-decorator]
    def health_now(self, one: Endpoint) -> str:
        return health.of_endpoint(one)

    def sections(self, request: HttpRequest, one: Endpoint) -> Sequence[Section]:
        deliveries = link("integrations_delivery_changelist", "What was sent to it", query=f"?endpoint={one.id}")
        return [
            Section("How it fares", facts=_fares(one), more=deliveries),
            Section("What it hears", facts=_hears(one)),
            *([Section("Filter", text=readable_json(one.filter))] if one.filter else []),
        ]


def _fares(one: Endpoint) -> Any:
    is_overlapping = one.former_until is not None and one.former_until > timezone.now()
    return facts(
        ("health", health.of_endpoint(one)),
        ("state", one.get_state_display()),
        ("why", one.reason),
        ("failing since", moment(one.failing_since)),
        ("last success", moment(one.last_success_at)),
        ("last failure", moment(one.last_failure_at)),
        ("which said", one.last_error),
        ("former secret signs until", moment(one.former_until) if is_overlapping else ""),
        ("made", moment(one.created_at)),
    )


def _hears(one: Endpoint) -> Any:
    return facts(
        ("project", one.project.slug),
        ("kind", one.get_kind_display()),
        ("description", one.description),
        ("address", one.url),
        ("recipients", listed(one.recipients, none="")),
        ("events", "all" if one.event_types == ["*"] else listed(one.event_types)),
        ("headers of its own", listed(one.header_names, none="")),
        ("version of payloads", one.payload_version),
    )
