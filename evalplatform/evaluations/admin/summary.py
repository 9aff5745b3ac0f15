"""What an evaluation came to, for its page: verdict, metrics, answers, slices, and what its gate saw change."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from evalplatform.backoffice.sections import Section
from evalplatform.errors import DomainError
from evalplatform.evaluations import reporting
from evalplatform.evaluations.admin import explaining
from evalplatform.evaluations.models import Evaluation
from evalplatform.evaluations.report import plots
from evalplatform.evaluations.report.plots import Point, number

MOST_DRAWN = 20
_SPENT = {"latency_ms": "latency, ms", "input_tokens": "tokens read", "output_tokens": "tokens written", "cost_usd": "cost, US$"}
_METRIC_HEAD = ("metric", "mean", "95 % interval", "examples", "errored", "least, quartiles, largest")


def sections(evaluation: Evaluation, report: Mapping[str, Any], slice_by: str) -> list[Section]:
    """Of one that has completed."""
    found = explaining.verdict(report["gate"], report["directions"]) if report["gate"] else []
    summary = report["summary"] or {"metrics": [], "answers": {}}
    return [*found, *_metrics(summary["metrics"]), *_answers(summary["answers"]), *_slices(evaluation, slice_by)]


def interval(bounds: list[float] | None) -> str:
    return f"{number(bounds[0])} to {number(bounds[1])}" if bounds else "-"


def _metrics(metrics: list[dict[str, Any]]) -> Iterator[Section]:
    rows = [
        (
            one["name"],
            number(one["mean"]),
            interval(one["interval"]),
            f"{one['n']:,}",
            f"{one['errored']:,}",
            ", ".join(number(quartile) for quartile in one["quartiles"] or ()) or "-",
        )
        for one in metrics
    ]
    drawn = [_mean(one) for one in metrics if one["mean"] is not None][:MOST_DRAWN]
    yield Section("Metrics", head=_METRIC_HEAD, rows=rows, empty="none", drawing=format_html_join("", "{}", ((one,) for one in drawn)))


def _mean(metric: Mapping[str, Any]) -> SafeString:
    """On a scale of its own: metrics have nothing in common but the page."""
    return plots.points(f"{metric['name']}: mean with its interval", [Point(metric["name"], metric["mean"], metric["interval"])])


def _answers(answers: Mapping[str, Any]) -> Iterator[Section]:
    rows = [
        (
            says,
            f"{answers[key]['n']:,}",
            number(answers[key]["sum"]),
            *(number(answers[key]["percentiles"].get(at)) for at in ("50", "95", "99")),
        )
        for key, says in _SPENT.items()
        if answers.get(key, {}).get("n")
    ]
    if rows:
        yield Section("Answers", head=("what", "answers", "in all", "half up to", "95 % up to", "99 % up to"), rows=rows)


def _slices(evaluation: Evaluation, slice_by: str) -> Iterator[Section]:
    """By the field of metadata that was asked for; what is wrong with it is said there."""
    if not slice_by:
        yield Section("Slices", ask="slice_by")
        return
    try:
        (found,) = reporting.report(evaluation, slice_by=[slice_by])["slices"]
    except DomainError as error:
        yield Section("Slices", says=error.message, ask="slice_by", asked=slice_by)
        return
    rows = [
        (
            "(none)" if value["value"] is None else value["value"],
            metric["name"],
            f"{metric['n']:,}",
            number(metric["mean"]),
            interval(metric["interval"]),
        )
        for value in found["values"]
        for metric in value["metrics"]
    ]
    more = f"{found['more_values']:,} more values have fewer results each." if found["more_values"] else ""
    head = (found["by"], "metric", "examples", "mean", "95 % interval")
    yield Section("Slices", says=more, head=head, rows=rows, empty="none", ask="slice_by", asked=slice_by, drawing=_drawn(found))


def _drawn(found: Mapping[str, Any]) -> Any:
    """Of the first metric; the table has all."""
    spots = [
        Point("(none)" if value["value"] is None else value["value"], value["metrics"][0]["mean"], value["metrics"][0]["interval"])
        for value in found["values"]
        if value["metrics"] and value["metrics"][0]["mean"] is not None
    ]
    return plots.points(f"{found['values'][0]['metrics'][0]['name']} by {found['by']}", spots) if spots else ""
