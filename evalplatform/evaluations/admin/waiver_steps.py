"""Waivers in the back office: given with a reason and an end, ended before their time."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone

from evalplatform.backoffice.fields import choice, text
from evalplatform.backoffice.sections import moment
from evalplatform.backoffice.steps import Asked, Done, Step
from evalplatform.evaluations import waivers
from evalplatform.evaluations.models import Suite, Waiver
from evalplatform.projects.models import Project

_WRITE = "waivers:write"


class WaiverForm(forms.Form):
    metric = choice("Metric", [], required=False)
    reason = text("Why", required=True, most=waivers.MAX_REASON, help="whoever reads the verdict will ask")
    until = text("Until", required=True, help=f"a time with its zone, at most {waivers.MAX_DAYS} days from now")


class EndForm(forms.Form):
    waiver = choice("Waiver", [])


def _give_form(project: Project, one: Suite, data: Any) -> WaiverForm:
    week = (timezone.now() + timedelta(days=7)).replace(microsecond=0)
    form = WaiverForm(data, initial={"until": week.isoformat()})
    field: Any = form.fields["metric"]
    field.choices = [("", "all of the gate"), *((rule["metric"], rule["metric"]) for rule in one.gate.get("rules", ()))]
    return form


def _end_form(project: Project, one: Suite, data: Any) -> EndForm:
    form = EndForm(data)
    field: Any = form.fields["waiver"]
    field.choices = [(str(found.id), _said(found)) for found in _holding(one)]
    return form


def _holding(suite: Suite) -> Any:
    return waivers.listed(suite).filter(until__gt=timezone.now())[:100]


def _said(one: Waiver) -> str:
    return f"{one.metric or 'all'}, until {moment(one.until)}, by {waivers.who(one)}: {one.reason[:100]}"


def _give(asked: Asked) -> Done:
    body = {name: value for name, value in asked.form.cleaned_data.items() if value}
    made = waivers.give_waiver(asked.one, body, user_id=asked.caller.user_id)
    return Done(f"The waiver holds until {moment(made.until)}.")


def _end(asked: Asked) -> Done:
    waivers.end_waiver(asked.one, UUID(asked.form.cleaned_data["waiver"]))
    return Done("The waiver holds no more. Verdicts that it changed stay, and say so.")


STEPS = (
    Step(
        "give-waiver",
        "Give a waiver",
        "A failing metric counts as passed until a time; the verdict says who gave it and why. It never stands in for a missing verdict.",
        _WRITE,
        _give,
        form=_give_form,
        offered=lambda one: bool(one.gate.get("rules")),
    ),
    Step(
        "end-waiver",
        "End a waiver",
        "From now on it holds no more. Verdicts that it changed stay as they are.",
        _WRITE,
        _end,
        form=_end_form,
        offered=lambda one: _holding(one).exists(),
        is_grave=True,
    ),
)
