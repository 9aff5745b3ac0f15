"""The forms of endpoints: what a person writes, as the body that the API takes."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from evalplatform.backoffice.fields import Json, Lines, Ticks, choice, secret, text, ticked
from evalplatform.projects.models import Project
from integrations.models import Endpoint, EndpointKind
from integrations.webhooks import asked

_OVERLAPS = (("86400", "a day"), ("3600", "an hour"), ("604800", "a week"), ("0", "not at all: it may have leaked"))


class _EndpointForm(forms.Form):
    url = text("Address", most=asked.MAX_URL, help="where events are sent, of all kinds but e-mail")
    recipients = Lines("Recipients", help="e-mail addresses, one a line", rows=2)
    description = text("Description", most=asked.MAX_DESCRIPTION)
    event_types = Ticks(
        "Events", [(one, one) for one in asked.SUBSCRIBABLE], help="none ticked is all of them, those of later releases too"
    )
    filter = Json("Filter", help='which events: {"key of a payload": ["values that it may have"]}; empty is all')
    headers = secret("Headers of its own", help="one a line, as Name: value; sent with each message, never shown again")

    def clean_headers(self) -> dict[str, str] | None:
        """None is an empty field."""
        lines = [line for line in self.cleaned_data["headers"].splitlines() if line.strip()]
        if any(":" not in line for line in lines):
            raise ValidationError("Each line is Name: value.", code="invalid")
        pairs = [line.split(":", 1) for line in lines]
        return {name.strip(): value.strip() for name, value in pairs} or None

    def given(self) -> dict[str, Any]:
        """What was written; for the API a list of events or a filter that is empty means something else."""
        found = dict(self.cleaned_data)
        return found | {"event_types": found["event_types"] or [asked.EVERY], "filter": found["filter"] or {}}


class NewEndpointForm(_EndpointForm):
    kind = choice("Kind", EndpointKind.choices)
    secret = secret("Secret", help="what signs; empty: one is made, and shown once. Only for the kind of Standard Webhooks")
    field_order = ("kind",)

    def body(self) -> dict[str, Any]:
        return {name: value for name, value in self.given().items() if value not in (None, "", [], {})}


class ChangedEndpointForm(_EndpointForm):
    forget_headers = ticked("Forget the headers")

    def body(self) -> dict[str, Any]:
        given = self.given()
        if given.pop("forget_headers", False):
            given["headers"] = {}
        return {name: value for name, value in given.items() if not (name in ("url", "headers") and value in (None, ""))}


class RotationForm(forms.Form):
    overlap_seconds = choice("The former secret signs beside it for", _OVERLAPS)


class RecoveryForm(forms.Form):
    since = text("Since", required=True, help="a time with its zone, such as 2026-11-23T06:00:00Z")


def new_form(project: Project, one: None, data: Any) -> NewEndpointForm:
    return NewEndpointForm(data)


def changed_form(project: Project, one: Endpoint, data: Any) -> ChangedEndpointForm:
    types = [] if one.event_types == [asked.EVERY] else one.event_types
    given = {"recipients": one.recipients, "description": one.description, "event_types": types, "filter": one.filter or None}
    form = ChangedEndpointForm(data, initial=given)
    form.fields["url"].help_text = f"empty leaves it as it is: {one.url}"
    form.fields["headers"].help_text = f"empty leaves them as they are: {', '.join(one.header_names) or 'none'}; one a line, as Name: value"
    unfit = {EndpointKind.EMAIL: ("url", "headers", "forget_headers"), EndpointKind.STANDARD: ("recipients",)}
    for name in unfit.get(EndpointKind(one.kind), ("recipients", "headers", "forget_headers")):
        del form.fields[name]
    return form


def rotation_form(project: Project, one: Endpoint, data: Any) -> RotationForm:
    return RotationForm(data)


def recovery_form(project: Project, one: Endpoint, data: Any) -> RecoveryForm:
    """From when it began to fail, or a day ago."""
    since = one.failing_since or timezone.now() - timedelta(days=1)
    return RecoveryForm(data, initial={"since": since.replace(microsecond=0).isoformat()})
