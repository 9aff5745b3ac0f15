"""How a suite's metric went over commits: the last evaluations of it, drawn and as a table."""

from collections.abc import Mapping
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode

from evalplatform.backoffice.sections import Section, link, moment
from evalplatform.evaluations.admin import drawing
from evalplatform.evaluations.admin.drawing import Spot
from evalplatform.evaluations.admin.summary import interval
from evalplatform.evaluations.models import Evaluation, EvaluationState, Suite
from evalplatform.evaluations.report.plots import number

MOST = 60
_HEAD = ("commit", "branch", "ended", "mean", "95 % interval", "errored", "verdict", "evaluation")
_COLUMNS = ("id", "name", "sha", "branch", "verdict", "finished_at", "summary")


def sections(suite: Suite, query: Mapping[str, str]) -> list[Section]:
    """`query` may name the metric, and the branch that all are to be of."""
    names = [one.get("as", one["name"]) for one in suite.scorers]  # summaries.measured has it too, and loads NumPy
    metric = query.get("metric", "") if query.get("metric", "") in names else next(iter(names), "")
    branch = query.get("branch", "")
    found = [(one, _measured(one, metric)) for one in _last(suite, branch)]
    rows = [_row(one, measured) for one, measured in reversed(found)]
    spots = [
        Spot(one.sha[:12] or one.name, measured["mean"], measured["interval"], one.verdict or "ours")
        for one, measured in found
        if measured and measured["mean"] is not None
    ]
    title = f"Trend of {metric}" + (f" on {branch}" if branch else "")
    drawn = drawing.trend(f"{title}: the last {len(spots)} evaluations, the newest on the right", spots) if spots else ""
    links = [({"metric": name, "branch": branch}, name) for name in names if name != metric]
    links += [
        ({"metric": metric, "branch": one}, f"only {one}") for one in sorted({one.branch for one, _ in found if one.branch} - {branch})
    ]
    links += [({"metric": metric}, "all branches")] if branch else []
    more = format_html_join(" · ", '<a class="underline" href="?{}">{}</a>', ((urlencode(asked), says) for asked, says in links))
    return [Section(title, drawing=drawn, head=_HEAD, rows=rows, empty="No evaluation of it has completed yet.", more=more)]


def _last(suite: Suite, branch: str) -> list[Evaluation]:
    """The oldest first."""
    of_branch = {"branch": branch} if branch else {}
    done = Evaluation.objects.filter(suite=suite, state=EvaluationState.COMPLETED, **of_branch)
    return list(done.only(*_COLUMNS).order_by("-id")[:MOST])[::-1]


def _measured(one: Evaluation, metric: str) -> dict[str, Any] | None:
    return next((found for found in (one.summary or {}).get("metrics", ()) if found["name"] == metric), None)


def _row(one: Evaluation, measured: dict[str, Any] | None) -> tuple[Any, ...]:
    found = measured or {"mean": None, "interval": None, "errored": 0}
    at = link("evaluations_evaluation_change", one.name or one.id, one.id)
    commit = format_html("<code>{}</code>", one.sha[:12]) if one.sha else "-"
    ended = moment(one.finished_at)
    return (
        commit,
        one.branch or "-",
        ended,
        number(found["mean"]),
        interval(found["interval"]),
        f"{found['errored']:,}",
        one.verdict or "-",
        at,
    )
