"""The report as a page: one file with plots, without script and without an outside address.

Names, questions and answers may hold anything: all that comes from the report goes through `format_html`, which escapes it.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from evalplatform.evaluations.report import plots
from evalplatform.evaluations.report.page_examples import best_and_worst, changes
from evalplatform.evaluations.report.plots import Point, number
from evalplatform.evaluations.report.style import CSS

# what the page may load: nothing. The style stands in it.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{}: {}</title>
<style>{}</style>
</head>
<body>
<main>
{}
</main>
</body>
</html>
"""
_TITLES = {"pass": "Passed", "fail": "Failed", "no_verdict": "No verdict"}
_UNITS = {
    "latency_ms": ("Latency", "ms"),
    "input_tokens": ("Tokens read", ""),
    "output_tokens": ("Tokens written", ""),
    "cost_usd": ("Cost", "US$"),
}
_SECTION = "<section><h2>{}</h2>{}</section>"


def html(report: dict[str, Any]) -> str:
    """The page of a report as JSON."""
    name = report["name"] or report["evaluation"]
    gate = report["gate"]
    title = _TITLES[gate["verdict"]] if gate else "Evaluated"
    style = mark_safe(CSS)  # noqa: S308  # our own text
    return format_html(PAGE, POLICY, title, name, style, _joined([_head(report, title, name), *_sections(report)], "\n"))


def _head(report: Mapping[str, Any], title: str, name: str) -> SafeString:
    tone = report["gate"]["verdict"] if report["gate"] else ""
    facts = format_html_join("", "<div><dt>{}</dt><dd><bdi>{}</bdi></dd></div>", _facts(report))
    return format_html('<h1><span class="{}">{}</span>: <bdi>{}</bdi></h1><dl class="facts">{}</dl>', tone, title, name, facts)


def _facts(report: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    dataset, commit = report["dataset"], report["commit"] or {}
    yield "Results", f"{report['summary']['total']:,}"
    yield from [("Suite", report["suite"])] if report["suite"] else []
    yield from [("Dataset", f"{dataset['name']}, version {dataset['version']}")] if dataset else []
    for label, key in (("Repository", "repository"), ("Commit", "sha"), ("Branch", "branch"), ("Pull request", "pull_request")):
        if value := commit.get(key):
            yield label, value
    yield from [("Compared with", report["compared_with"])] if report["compared_with"] else []
    yield from [("Finished", report["finished_at"][:19].replace("T", " ") + " UTC")] if report["finished_at"] else []


def _sections(report: Mapping[str, Any]) -> Iterator[SafeString]:
    if report["gate"]:
        yield _gate(report["gate"], report["directions"])
    yield _measured(report["summary"]["metrics"])
    yield from _answers(report["summary"]["answers"])
    yield from (_slice(one) for one in report["slices"])
    if report["changes"]:
        yield changes(report["changes"])
    if report["examples"]:
        yield best_and_worst(report["examples"])


def _gate(gate: Mapping[str, Any], directions: Mapping[str, str]) -> SafeString:
    general = format_html_join("", "<p>{}</p>", ((one["text"],) for one in gate["reasons"] if one["metric"] is None))
    return format_html(_SECTION, "Gate", general + _joined(_judged(one, directions.get(one["name"])) for one in gate["metrics"]))


def _judged(metric: Mapping[str, Any], direction: str | None) -> SafeString:
    """The rule's verdict in words, and the difference as a plot, with a line at the loss that it allows."""
    said = format_html_join("", "<p>{}</p>", ((one["text"],) for one in metric["reasons"]))
    verdict = _TITLES[metric["verdict"]] + (" (waived)" if metric["waiver"] else "")
    plot = SafeString("")
    if metric["difference"] is not None:
        point = Point("", metric["difference"], metric["interval"], metric["verdict"])
        plot = plots.difference(
            f"Difference of {metric['name']}, candidate less baseline", point, allowed=_allowed(metric["allowed_loss"], direction)
        )
    head = '<div class="metric"><h3><bdi>{}</bdi>: <span class="{}">{}</span></h3>{}{}{}</div>'
    return format_html(head, metric["name"], metric["verdict"], verdict, said, plot, _numbers(metric))


def _allowed(loss: float | None, direction: str | None) -> float | None:
    """The difference at which a loss begins to be too much."""
    if not loss or direction is None:
        return None
    return loss if direction == "lower" else -loss


def _numbers(metric: Mapping[str, Any]) -> SafeString:
    shown = [(key.replace("_", " ").capitalize(), number(metric[key])) for key in ("baseline", "candidate", "difference", "p_adjusted")]
    shown += [(f"{key.capitalize()}", f"{metric[key]:,}") for key in ("better", "worse", "n")]
    return format_html('<dl class="facts">{}</dl>', format_html_join("", "<div><dt>{}</dt><dd>{}</dd></div>", shown))


def _measured(metrics: Iterable[Mapping[str, Any]]) -> SafeString:
    return format_html(_SECTION, "Metrics", _joined(_metric(one) for one in metrics))


def _metric(metric: Mapping[str, Any]) -> SafeString:
    plot = SafeString("")
    if metric["quartiles"] and metric["mean"] is not None:
        plot = plots.box(f"Values of {metric['name']}: range, quartiles and mean", metric["quartiles"], metric["mean"])
    said = f"Mean {number(metric['mean'])}{_between(metric['interval'])}, of {metric['n']:,} examples; {metric['errored']:,} errored."
    if metric["quartiles"]:
        said += " Least, quartiles and largest: " + ", ".join(number(one) for one in metric["quartiles"]) + "."
    return format_html('<div class="metric"><h3><bdi>{}</bdi></h3><p>{}</p>{}</div>', metric["name"], said, plot)


def _between(interval: list[float] | None) -> str:
    return f" (95 % interval {number(interval[0])} to {number(interval[1])})" if interval else ""


def _answers(answers: Mapping[str, Any]) -> Iterator[SafeString]:
    parts = []
    for key, (title, unit) in _UNITS.items():
        spent = answers[key]
        if rows := [(f"p{name}", value) for name, value in spent["percentiles"].items() if value is not None]:
            said = f"{title}: {spent['n']:,} answers, {number(spent['sum'])} {unit} in all.".replace("  ", " ")
            parts.append(format_html("<p>{}</p>{}", said, plots.bars(f"Percentiles of {title.lower()}", rows, unit=unit)))
    if parts:
        yield format_html(_SECTION, "Answers", _joined(parts))


def _slice(one: Mapping[str, Any]) -> SafeString:
    """A plot for each metric, the values of the field one below the other, and a table of all."""
    names = list(dict.fromkeys(metric["name"] for value in one["values"] for metric in value["metrics"]))
    drawn = _joined(_slice_plot(one, name) for name in names)
    rows = (
        (_value(value["value"]), metric["name"], f"{metric['n']:,}", number(metric["mean"]), _between(metric["interval"]).strip(" ()"))
        for value in one["values"]
        for metric in value["metrics"]
    )
    lines = format_html_join("", '<tr><th scope="row"><bdi>{}</bdi></th><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>', rows)
    head = format_html_join("", '<th scope="col">{}</th>', ((name,) for name in (one["by"], "metric", "n", "mean", "interval")))
    more = (
        format_html('<p class="soft">{} more values have fewer results each.</p>', f"{one['more_values']:,}") if one["more_values"] else ""
    )
    table = format_html('<div class="wide"><table><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>', head, lines)
    inner = format_html("{}<details><summary>Numbers</summary>{}</details>{}", drawn, table, more)
    return format_html(_SECTION, f"By {one['by']}", inner)


def _slice_plot(one: Mapping[str, Any], name: str) -> SafeString:
    found = [
        Point(_value(value["value"]), metric["mean"], metric["interval"])
        for value in one["values"]
        for metric in value["metrics"]
        if metric["name"] == name and metric["mean"] is not None
    ]
    plot = plots.points(f"{name} by {one['by']}", found) if found else SafeString("")
    return format_html("<h3><bdi>{}</bdi></h3>{}", name, plot)


def _value(value: str | None) -> str:
    return "(none)" if value is None else value


def _joined(parts: Iterable[SafeString], between: str = "") -> SafeString:
    return format_html_join(between, "{}", ((part,) for part in parts))
