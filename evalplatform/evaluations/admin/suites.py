"""Suites in the back office: what one is made of, its trend over commits, its waivers."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from evalplatform.backoffice.pages import ProjectPages
from evalplatform.backoffice.sections import Section, facts, link, listed, moment, readable_json
from evalplatform.evaluations import waivers
from evalplatform.evaluations.admin import trend
from evalplatform.evaluations.admin.waiver_steps import STEPS
from evalplatform.evaluations.models import Suite, Waiver

MOST_WAIVERS = 100


@admin.register(Suite)
class SuiteAdmin(ProjectPages):
    reads = "suites:read"
    steps = STEPS
    heavy = ("sealed_key", "sealed_judge_key")
    list_select_related = ["project", "dataset"]
    list_display = ["name", "project", "dataset_name", "answers_from", "updated_at"]
    linked = ("dataset",)

    @admin.display(description="dataset")
    def dataset_name(self, one: Suite) -> str:
        return one.dataset.name if one.dataset else "-"

    @admin.display(description="answers from")
    def answers_from(self, one: Suite) -> str:
        return listed(one.target)

    def sections(self, request: HttpRequest, one: Suite) -> Sequence[Section]:
        head = ("metric", "why", "by", "until", "holds")
        given = waivers.listed(one).order_by("-id")[:MOST_WAIVERS]
        return [
            Section(
                "The suite", facts=_facts(one), more=link("evaluations_evaluation_changelist", "Its evaluations", query=f"?suite={one.id}")
            ),
            *trend.sections(one, request.GET.dict()),
            Section("Waivers, the last first", head=head, rows=[_row(one) for one in given], empty="none"),
            Section("Gate", text=readable_json(one.gate)),
            Section("Scorers", text=readable_json(one.scorers)),
            Section("Target", text=readable_json(one.target)),
            *([Section("Judge", text=readable_json(one.judge))] if one.judge else []),
        ]


def _facts(one: Suite) -> Any:
    version = f"version {one.dataset_version}" if one.dataset_version else "the latest version"
    return facts(
        ("project", one.project.slug),
        ("description", one.description),
        ("dataset", link("evaluations_dataset_change", f"{one.dataset}, {version}", one.dataset_id) if one.dataset else ""),
        ("repeats", one.repeats),
        ("paired by", one.pair_by),
        ("clustered by", one.cluster_by),
        ("touched by", listed(one.paths, none="every change")),
        ("changed", moment(one.updated_at)),
    )


def _row(one: Waiver) -> tuple[Any, ...]:
    holds = "yes" if one.until > timezone.now() else "no: its time has run out"
    return (one.metric or "all", one.reason, waivers.who(one), moment(one.until), holds)
