"""The last verdicts of gates."""

from collections.abc import Sequence

from evalplatform.backoffice.periods import Period
from evalplatform.backoffice.sections import Section, link, moment
from evalplatform.evaluations.models import Evaluation
from evalplatform.projects.models import Project

MOST, LOOKED_AT = 10, 500


def card(project: Project, period: Period) -> Sequence[Section]:
    """Of the newest evaluations alone: in a project without gates the whole table would be read for none."""
    newest = Evaluation.objects.filter(project=project).order_by("-id").values("id")[:LOOKED_AT]
    found = Evaluation.objects.filter(id__in=list(newest.values_list("id", flat=True))).exclude(verdict="").order_by("-id")
    light = found.only("id", "name", "branch", "verdict", "finished_at", "suite__name").select_related("suite")[:MOST]
    rows = [
        (
            link("evaluations_evaluation_change", one, one.id),
            one.suite or "",
            one.branch,
            one.get_verdict_display(),
            moment(one.finished_at),
        )
        for one in light
    ]
    more = link("evaluations_evaluation_changelist", "All evaluations", query=f"?project={project.slug}")
    return [
        Section(
            "Verdicts",
            head=("evaluation", "suite", "branch", "verdict", "when"),
            rows=rows,
            empty="No gate has said anything yet.",
            more=more,
        )
    ]
