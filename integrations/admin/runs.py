"""Runs in the back office: which change was evaluated, what came of each suite, whether the provider knows; again, or no further."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from unfold.decorators import display

from evalplatform.backoffice.pages import ProjectPages
from evalplatform.backoffice.sections import Section, facts, link, listed, moment
from evalplatform.backoffice.steps import Asked, Done, Step
from integrations.ci import runs
from integrations.models import OPEN_RUN, Run

_COLORS = {"pass": "success", "fail": "danger", "no_verdict": "warning"}


def _rerun(asked: Asked) -> Done:
    made = runs.rerun(asked.one, user_id=asked.caller.user_id)
    return Done("The commit is evaluated once more; this is its new run.", to=reverse("admin:integrations_run_change", args=[made.id]))


def _cancel(asked: Asked) -> Done:
    runs.cancel(asked.one)
    return Done("The run and its evaluations have ended.")


@admin.register(Run)
class RunAdmin(ProjectPages):
    reads = "evaluations:read"
    steps = (
        Step(
            "rerun",
            "Run again",
            "The same commit is evaluated once more, as a run of its own.",
            "ci:trigger",
            _rerun,
            offered=lambda one: one.state not in OPEN_RUN,
        ),
        Step(
            "cancel",
            "Cancel",
            "The run and its evaluations end now, without a verdict.",
            "ci:trigger",
            _cancel,
            offered=lambda one: one.state in OPEN_RUN,
            is_grave=True,
        ),
    )
    heavy = ("files", "asked")
    list_select_related = ["project"]
    list_display = ["id", "project", "trigger", "repository", "place", "sha", "state", "verdict_now", "created_at"]
    list_filter = ["state", "verdict"]

    @admin.display(description="of")
    def place(self, one: Run) -> str:
        return f"#{one.pull_request}" if one.pull_request else one.tag or one.branch or "-"

    @display(description="verdict", label=_COLORS)  # type: ignore[untyped-decorator]
    def verdict_now(self, one: Run) -> str:
        return one.verdict or "-"

    def sections(self, request: HttpRequest, one: Run) -> Sequence[Section]:
        head = ("suite", "verdict", "counts as", "why", "touched by", "evaluation")
        return [
            Section("The run", facts=_facts(one)),
            Section("Suites", head=head, rows=_checks(one), empty="none"),
            Section("What the provider was told", facts=_told(one)),
        ]


def _facts(one: Run) -> Any:
    of = one.connection
    return facts(
        ("state", one.get_state_display()),
        ("verdict", one.verdict),
        ("why", one.reason),
        ("which says", one.message),
        ("set off by", one.trigger),
        ("repository", one.repository),
        ("commit", one.sha),
        ("branch", one.branch),
        ("compared with branch", one.target_branch),
        ("pull request", one.pull_request),
        ("tag", one.tag),
        ("author", one.author),
        ("title", one.title),
        ("address", one.url),
        ("connection", of.name if of else ""),
        ("run again from", link("integrations_run_change", one.rerun_of_id, one.rerun_of_id) if one.rerun_of_id else ""),
        ("asked for", moment(one.created_at)),
        ("started", moment(one.started_at)),
        ("ended", moment(one.finished_at)),
    )


def _checks(one: Run) -> list[tuple[Any, ...]]:
    return [
        (
            check.name,
            check.verdict or ("open" if check.is_open else "-"),
            check.counts_as or "-",
            check.message or check.reason or "-",
            listed(check.touched_by),
            link("evaluations_evaluation_change", "evaluation", check.evaluation_id) if check.evaluation_id else "-",
        )
        for check in one.checks.order_by("name", "id")
    ]


def _told(one: Run) -> Any:
    if one.connection is None:
        return facts(("told", "nothing: no connection names this repository"))
    return facts(
        ("told", "all" if one.reported >= one.report_wanted else "not all yet"),
        ("next attempt", moment(one.report_due_at)),
        ("failed with", one.report_code),
        ("which says", one.report_message),
    )
