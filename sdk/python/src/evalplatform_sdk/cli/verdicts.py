"""What a report of an evaluation comes to: its exit code, its table, and the files that the server writes of it."""

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from evalplatform_sdk.cli.output import plain, say, show_json, show_table
from evalplatform_sdk.cli.settings import Settings
from evalplatform_sdk.server import Server

PASSED, FAILED, UNKNOWN = 0, 1, 2
NOTHING = "The change touches no suite: nothing was evaluated, nothing can fail."
_COLUMNS = ("metric", "n", "baseline", "candidate", "difference", "verdict")


class Wanted(NamedTuple):
    """Where the forms of a report go; those that are None are not asked for."""

    markdown: Path | None = None
    junit: Path | None = None
    report_json: Path | None = None
    html: Path | None = None


def conclude(
    server: Server,
    ids: Sequence[str],
    *,
    wanted: Wanted,
    settings: Settings,
    needed: Sequence[str] | None = None,
    as_list: bool = False,
) -> int:
    """Write and show the reports of completed evaluations; the exit code of their gates, and of needed suites that have none."""
    reports = [server.call("GET", _path(id), query={"format": "json"}) for id in ids]
    evaluated = {report["suite"] for report in reports}
    missing = [name for name in needed or () if name not in evaluated]
    lacks = [f"No verdict: the suite {plain(name)} has no evaluation here." for name in missing]
    lacks += [] if reports or missing else [NOTHING]
    _write(server, ids, wanted, os.environ.get("GITHUB_STEP_SUMMARY", ""), lacks)
    _show(reports, settings, as_list=as_list)
    for line in lacks:
        say(line)
    return worst([*(exit_code(report["gate"]) for report in reports), *(UNKNOWN for _ in missing)])


def _show(reports: Sequence[Mapping[str, Any]], settings: Settings, *, as_list: bool) -> None:
    if settings.as_json:
        show_json(reports if as_list else reports[0])
        return
    for report in reports:
        show_table(_COLUMNS, table(report), color=settings.color)
        say("\n".join(words(report)))


def worst(codes: Sequence[int]) -> int:
    """A failed gate is told before a missing verdict: it is what somebody can mend."""
    return FAILED if FAILED in codes else max(codes, default=PASSED)


def exit_code(gate: Mapping[str, Any] | None) -> int:
    """As `manage.py run_suite` has it: without a gate nothing can fail."""
    if gate is None or gate["counts_as"] == "pass":
        return PASSED
    return FAILED if gate["verdict"] == "fail" else UNKNOWN


def table(report: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    """A row for each metric, with its comparison where the gate has one."""
    compared = {one["name"]: one for one in (report["gate"] or {}).get("metrics", ())}
    for metric in report["summary"]["metrics"]:
        found = compared.get(metric["name"], {})
        is_compared = found.get("candidate") is not None
        count, mean = (found["n"], found["candidate"]) if is_compared else (metric["n"], metric["mean"])
        numbers = (found.get("baseline"), mean, found.get("difference"))
        yield (metric["name"], count, *(_short(one) for one in numbers), found.get("verdict", ""))


def words(report: Mapping[str, Any]) -> Iterator[str]:
    gate = report["gate"]
    yield f"evaluation {report['evaluation']}"
    if gate is None:
        yield "There is no gate: nothing can fail."
        return
    counts = "" if gate["verdict"] == gate["counts_as"] else f", which counts as {gate['counts_as']}"
    yield f"verdict: {gate['verdict']}{counts}"
    yield from (f"- {one['text']}" for one in gate["reasons"])


def _path(evaluation_id: str) -> str:
    return f"/api/external/evaluations/{evaluation_id}/report"


def _write(server: Server, ids: Sequence[str], wanted: Wanted, summary: str, lacks: Sequence[str]) -> None:
    """Each form as the server writes it; the Markdown goes to the summary of a GitHub job too, and says what is lacking."""
    for form, target in (("markdown", wanted.markdown), ("junit", wanted.junit), ("json", wanted.report_json), ("html", wanted.html)):
        if target is None and not (form == "markdown" and summary):
            continue
        text = "\n".join(server.text(_path(id), query={"format": form}) for id in ids)
        if form == "markdown":
            text = "".join(f"{line}\n\n" for line in lacks) + text
        if target is not None:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8", newline="")
        if form == "markdown" and summary:
            with Path(summary).open("a", encoding="utf-8", newline="") as file:
                file.write(text.rstrip("\n") + "\n\n")


def _short(value: Any) -> Any:
    return f"{value:.4g}" if isinstance(value, float) else value
