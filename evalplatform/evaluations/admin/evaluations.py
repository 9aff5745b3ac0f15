"""Evaluations in the back office: what one came to, why its gate said so, beside another; again, or no further."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from unfold.decorators import display

from evalplatform.backoffice.pages import ProjectPages
from evalplatform.backoffice.sections import Section, facts, link, moment
from evalplatform.errors import DomainError
from evalplatform.evaluations.admin import comparison, evaluation_steps, summary
from evalplatform.evaluations.models import Evaluation, EvaluationState
from evalplatform.evaluations.report.document import stored

COLORS = {"pass": "success", "fail": "danger", "no_verdict": "warning"}
OFFERED = 30  # others to compare with


@admin.register(Evaluation)
class EvaluationAdmin(ProjectPages):
    reads = "evaluations:read"
    steps = evaluation_steps.STEPS
    heavy = ("sealed_key", "sealed_judge_key")
    list_select_related = ["project", "suite"]
    list_display = ["label", "project", "suite_name", "state", "how_far", "verdict_now", "branch", "commit", "created_at"]
    list_filter = ["state", "verdict"]
    linked = ("suite", "dataset")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Evaluation]:
        """A list does without what may be large."""
        one = request.resolver_match is not None and "object_id" in request.resolver_match.kwargs
        found: QuerySet[Evaluation] = super().get_queryset(request)
        return found if one else found.defer(*self.heavy, "request", "source", "scorers", "judge", "gate", "summary", "report")

    @admin.display(description="evaluation")
    def label(self, one: Evaluation) -> str:
        return str(one)

    @admin.display(description="suite")
    def suite_name(self, one: Evaluation) -> str:
        return one.suite.name if one.suite else "-"

    @admin.display(description="results")
    def how_far(self, one: Evaluation) -> str:
        return f"{one.done:,} of {one.total:,}"

    @admin.display(description="commit")
    def commit(self, one: Evaluation) -> str:
        return one.sha[:12] or "-"

    @display(description="verdict", label=COLORS)  # type: ignore[untyped-decorator]
    def verdict_now(self, one: Evaluation) -> str:
        return one.verdict or "-"

    def sections(self, request: HttpRequest, one: Evaluation) -> Sequence[Section]:
        found = [Section("The evaluation", facts=_facts(one), more=_links(one))]
        if one.state != EvaluationState.COMPLETED:
            return found
        return [*found, *summary.sections(one, stored(one), request.GET.get("slice_by", ""))]

    def get_urls(self) -> list[URLPattern]:
        wrapped = self.admin_site.admin_view
        own = path("<path:object_id>/compare", wrapped(self.compare_view), name="evaluations_evaluation_compare")
        return [own, *super().get_urls()]

    def compare_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Beside the one that is named, or the one that the gate compared with; a form to name another."""
        one = self.found(request, object_id)
        shown: dict[str, Any] = {"title": f"Compare: {one}", "one": one, "others": _others(one), "asked": request.GET.get("baseline", "")}
        try:
            return self.shown(request, "evaluations/compare", {**shown, "sections": comparison.sections(one, request.GET.dict())})
        except DomainError as error:
            is_asked = "baseline" in request.GET or error.status != 400
            said = {"sections": [], "error": error.message if is_asked else "Name another one to compare with."}
            return self.shown(request, "evaluations/compare", {**shown, **said}, status=error.status if is_asked else 200)


def _facts(one: Evaluation) -> Any:
    version = f", version {one.dataset_version}" if one.dataset_version else ""
    return facts(
        ("project", one.project.slug),
        ("state", one.state),
        ("verdict", one.verdict),
        ("failed with", one.error_code),
        ("which says", one.error_message),
        ("results", f"{one.done:,} of {one.total:,}, {one.errored:,} without an answer"),
        ("suite", link("evaluations_suite_change", one.suite, one.suite_id) if one.suite else ""),
        ("dataset", link("evaluations_dataset_change", f"{one.dataset}{version}", one.dataset_id) if one.dataset else ""),
        ("answers from", one.source_kind),
        ("repeats", one.repeats),
        ("repository", one.repository),
        ("commit", one.sha),
        ("branch", one.branch),
        ("pull request", one.pull_request),
        ("baseline that was asked for", one.baseline),
        ("tokens", f"{one.input_tokens:,} read, {one.output_tokens:,} written" if one.input_tokens or one.output_tokens else ""),
        ("cost", f"{one.cost_usd.normalize():f} US$" if one.cost_usd else ""),
        ("asked for", moment(one.created_at)),
        ("started", moment(one.started_at)),
        ("ended", moment(one.finished_at)),
    )


def _links(one: Evaluation) -> Any:
    if one.state != EvaluationState.COMPLETED:
        return ""
    return link("evaluations_evaluation_compare", "Compare with another", one.id)


def _others(one: Evaluation) -> list[Evaluation]:
    """The last ones that ask the same, else those of the project."""
    same = {"suite_id": one.suite_id} if one.suite_id else {"dataset_id": one.dataset_id} if one.dataset_id else {}
    found = Evaluation.objects.filter(project_id=one.project_id, state=EvaluationState.COMPLETED, **same).exclude(id=one.id)
    return list(found.only("id", "name", "branch", "sha", "created_at").order_by("-id")[:OFFERED])
