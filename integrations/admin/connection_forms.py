"""The forms of connections: what a person writes, as the body that the API takes."""

from typing import Any

from django import forms

from evalplatform.backoffice.fields import Json, Lines, Ticks, choice, secret, text, ticked
from evalplatform.evaluations.models import Suite
from evalplatform.projects.models import Project
from integrations import connection_requests
from integrations.models import Connection, ConnectionKind, ConnectionState
from integrations.providers.change import Trigger

MOST_SUITES = 500  # that are offered
_TRIGGERS = {
    Trigger.PUSH: "push to a watched branch",
    Trigger.PULL_REQUEST: "pull request, merge request",
    Trigger.TAG: "tag",
    Trigger.RELEASE: "release",
    Trigger.PIPELINE: "end of another pipeline",
}
_OF_PROVIDER = (
    *("repositories", "triggers", "branches", "suites", "base_url", "token", "status_name", "app_id", "installation_id"),
    "forget_token",
)
_CHOICES = [(one.value, says) for one, says in _TRIGGERS.items()]


class _ConnectionForm(forms.Form):
    """A provider's connection has all fields but the template, a generic one that alone."""

    name = text("Name", required=True, most=connection_requests.MAX_NAME, help="unique in the project")
    repositories = Lines("Repositories", help="one a line, as owner/name (GitLab: group/subgroup/name)")
    triggers = Ticks("Evaluated on", _CHOICES, help="none ticked: nothing is evaluated by itself")
    branches = Lines("Watched branches", rows=2, help="one a line, such as main or release/*; empty is the default branch")
    suites = Ticks("Suites", [], help="those whose paths a change touches; none ticked is all of the project")
    status_name = text("Name of the status", help="under which a commit is told of its verdict; empty is evalplatform")
    base_url = text("Address of the API", help="empty is the provider's own cloud")
    app_id = text("GitHub App: id", help="only of an App; the token is its private key then")
    installation_id = text("GitHub App: installation id")
    token = secret("Token", help="what the provider's API is called with, to tell of verdicts; empty leaves what is there")
    forget_token = ticked("Forget the token", help="nothing is told to the provider any more")
    template = Json("Template", help='generic only: what a delivery starts, such as {"evaluation": {"suite": "{{suite}}"}}')

    def offer(self, project: Project, chosen: list[str]) -> None:
        offered = Suite.objects.filter(project=project).order_by("name").values_list("id", "name")[:MOST_SUITES]
        known = [(str(id), name) for id, name in offered]
        field: Any = self.fields["suites"]
        field.choices = known + [(one, one) for one in chosen if one not in dict(known)]

    def keep(self, names: tuple[str, ...]) -> None:
        for name in self.fields.keys() - set(names):
            del self.fields[name]


class NewConnectionForm(_ConnectionForm):
    kind = choice("Kind", ConnectionKind.choices)
    secret = secret("Secret", help="what signs deliveries; empty: one is made, and shown once")
    field_order = ("kind", "name")
    triggers = Ticks("Evaluated on", _CHOICES, help="none ticked: pushes and pull requests")

    def body(self) -> dict[str, Any]:
        """Without what was left empty: the API knows what stands in its place."""
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "", [])}


class ChangedConnectionForm(_ConnectionForm):
    state = choice("State", ConnectionState.choices)
    field_order = ("name", "state")

    def body(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        if not given.get("token"):
            given.pop("token", None)
        if given.pop("forget_token", False):
            given["token"] = ""
        return given


def new_form(project: Project, one: None, data: Any) -> NewConnectionForm:
    form = NewConnectionForm(data)
    form.offer(project, [])
    form.keep(("kind", "secret", "name", "template", *_OF_PROVIDER[:-1]))
    return form


def changed_form(project: Project, one: Connection, data: Any) -> ChangedConnectionForm:
    suites = [str(id) for id in one.suites.order_by("id").values_list("id", flat=True)]
    columns = ("name", "state", "repositories", "triggers", "branches", "status_name", "base_url", "app_id", "installation_id", "template")
    form = ChangedConnectionForm(data, initial={name: getattr(one, name) for name in columns} | {"suites": suites})
    form.offer(project, suites)
    form.keep(("name", "state", *(("template",) if one.kind == ConnectionKind.GENERIC else _OF_PROVIDER)))
    return form
