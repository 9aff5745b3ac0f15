"""What can be done with an evaluation in the back office: once more, or no further."""

from typing import Any

from django import forms
from django.urls import reverse

from evalplatform.backoffice.fields import secret
from evalplatform.backoffice.steps import Asked, Done, NoFields, Step
from evalplatform.evaluations import requests
from evalplatform.evaluations.models import Evaluation, EvaluationState, SourceKind
from evalplatform.projects.models import Project

_OPEN = (EvaluationState.QUEUED, EvaluationState.RUNNING)
_WRITE = "evaluations:write"


class KeysForm(forms.Form):
    """Of a request that brought keys of its own, which were not kept for another one."""

    endpoint = secret("Key of the endpoint", help="as in the request that is repeated; empty: it is asked without one")
    judge = secret("Key of the judge", help="likewise")


def body_again(request: dict[str, Any], keys: dict[str, str]) -> dict[str, Any]:
    """What was asked, as it was asked; outputs that came along are not kept, so it waits for them."""
    source = dict(request.get("source") or {})
    if "outputs" in source:
        source["outputs"] = []
    if keys.get("endpoint") and isinstance(source.get("endpoint"), dict):
        source["endpoint"] = {**source["endpoint"], "key": keys["endpoint"]}
    judge = {**request["judge"], "key": keys["judge"]} if keys.get("judge") and isinstance(request.get("judge"), dict) else None
    return {**request, **({"source": source} if source else {}), **({"judge": judge} if judge else {})}


def _again(asked: Asked) -> Done:
    body = body_again(asked.one.request, asked.form.cleaned_data)
    made = requests.request_evaluation(asked.caller.project_id, body, user_id=asked.caller.user_id)
    return Done("It is evaluated once more; this is the new one.", to=reverse("admin:evaluations_evaluation_change", args=[made.id]))


def _cancel(asked: Asked) -> Done:
    requests.cancel(asked.one)
    return Done("The evaluation has ended. What is scored stays.")


def _again_form(project: Project, one: Evaluation, data: Any) -> forms.Form:
    source = one.request.get("source") or {}
    has_own = {"endpoint": isinstance(source.get("endpoint"), dict), "judge": isinstance(one.request.get("judge"), dict)}
    if not any(has_own.values()):
        return NoFields(data)
    form = KeysForm(data)
    for name, has in has_own.items():
        if not has:
            del form.fields[name]
    return form


def _can_repeat(one: Evaluation) -> bool:
    """Of outputs that a client sends there is nothing to repeat here."""
    return one.state not in _OPEN and one.source_kind != SourceKind.OUTPUTS


STEPS = (
    Step(
        "again",
        "Evaluate again",
        "The same is asked once more, of the suite and the dataset as they are now, as an evaluation of its own.",
        _WRITE,
        _again,
        form=_again_form,
        offered=_can_repeat,
    ),
    Step(
        "cancel",
        "Cancel",
        "It ends now, without a verdict. What is scored stays.",
        _WRITE,
        _cancel,
        offered=lambda one: one.state in _OPEN,
        is_grave=True,
    ),
)
