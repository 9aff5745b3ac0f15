"""`evalplatform evaluate`: from a suite to a verdict and an exit code."""

import time
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import typer

from evalplatform_sdk import item_files, sending
from evalplatform_sdk.cli import answering, commits, progress, settings, verdicts
from evalplatform_sdk.cli.output import plain, say
from evalplatform_sdk.cli.settings import Refused
from evalplatform_sdk.cli.suites import SUITES, names_in
from evalplatform_sdk.cli.verdicts import Wanted
from evalplatform_sdk.server import Server

PATH = "/api/external/evaluations"
FIRST_LOOK, LONGEST_LOOK = 0.2, 5.0
_TAKEN = ("accepted", "unchanged")

MARKDOWN = typer.Option(None, help="Write the report there as Markdown.", metavar="FILE", dir_okay=False)
JUNIT = typer.Option(None, help="Write the report there as JUnit XML.", metavar="FILE", dir_okay=False)
REPORT_JSON = typer.Option(None, help="Write the report there as JSON.", metavar="FILE", dir_okay=False)
HTML = typer.Option(None, help="Write the report there as an HTML page.", metavar="FILE", dir_okay=False)
TIMEOUT = typer.Option(1800.0, min=0, help="Seconds to wait for the end.")


def add_to(app: typer.Typer) -> None:
    app.command()(evaluate)


def evaluate(
    context: typer.Context,
    suite: str = typer.Argument(help="Name or id."),
    outputs: str = typer.Option("", metavar="FILE", help="JSON lines with example and output; - is standard input."),
    command: str = typer.Option("", help="In place of --outputs: a shell command that writes them, for the suite $EVALPLATFORM_SUITE."),
    commit: str = typer.Option("", help="Its hash; by itself that of the job, or of git."),
    branch: str = typer.Option("", help="By itself that of the job, or of git."),
    pull_request: int = typer.Option(0, help="Number of the pull or merge request."),
    repository: str = typer.Option("", help="owner/name; by itself that of the job, or of git."),
    baseline_branch: str = typer.Option("", help="Compare with the last passing evaluation of this branch, not with what the gate names."),
    baseline: str = typer.Option("", help="Compare with the evaluation of this id."),
    suites: str | None = SUITES,
    timeout: float = TIMEOUT,
    markdown: Path | None = MARKDOWN,
    junit: Path | None = JUNIT,
    report_json: Path | None = REPORT_JSON,
    html: Path | None = HTML,
) -> None:
    """Evaluate a suite and say whether its gate passes. Exit codes: 0 it passes, or there is none; 1 it fails; 2 there is no verdict.

    With --suites nothing is done for a suite that is not among these.
    """
    if baseline and baseline_branch:
        raise Refused("Give --baseline or --baseline-branch, not both.")
    if command and outputs:
        raise Refused("Give --outputs or --command, not both.")
    if suites is not None and suite not in names_in(suites):
        say(plain(f"The change does not touch the suite {suite}: it is not evaluated."))
        return
    about = commits.find({"sha": commit, "branch": branch, "pull_request": pull_request, "repository": repository})
    body: dict[str, Any] = {"suite": suite, "commit": about.body(), "baseline": baseline or baseline_branch}
    answers = answering.outputs_of(command, suite) if command else nullcontext(outputs)
    with answers as path, settings.connected(context) as server:
        id = _requested(server, body, path)
        completed(context, server, id, timeout)
        wanted = Wanted(markdown, junit, report_json, html)
        code = verdicts.conclude(server, [id], wanted=wanted, settings=settings.of(context))
    raise typer.Exit(code)


def _requested(server: Server, body: dict[str, Any], outputs: str) -> str:
    evaluation = server.call("POST", PATH, body={**body, "source": {"outputs": []}} if outputs else body)
    say(f"evaluation {evaluation['id']}")
    if outputs:
        _submit(server, evaluation["id"], outputs)
    else:
        _refuse_waiting_for_ever(server, evaluation)
    return str(evaluation["id"])


def completed(context: typer.Context, server: Server, evaluation_id: str, timeout: float) -> None:
    """Wait for the end of an evaluation. Raises Refused where it does not complete."""
    evaluation = follow(context, server, evaluation_id, timeout)
    if evaluation["state"] != "completed":
        error = (evaluation["error"] or {}).get("message", "")
        raise Refused(f"The evaluation {evaluation['id']} {evaluation['state']}. {error}".strip())


def follow(context: typer.Context, server: Server, evaluation_id: str, timeout: float) -> dict[str, Any]:
    """The evaluation once it has ended. Raises Refused where that takes longer than `timeout` seconds."""
    until, wait = time.monotonic() + timeout, FIRST_LOOK
    with progress.shown("results", color=settings.of(context).color) as tell:
        while True:
            found: dict[str, Any] = server.call("GET", f"{PATH}/{evaluation_id}")
            tell(found["progress"]["done"], found["progress"]["total"], found["state"])
            if found["finished_at"]:
                return found
            if time.monotonic() >= until:
                more = f"ask again by `evalplatform gate {evaluation_id}`"
                raise Refused(f"The evaluation is still {found['state']} after {timeout:g} seconds. It goes on; {more}.")
            time.sleep(min(wait, max(0.0, until - time.monotonic())))
            wait = min(wait * 1.3, LONGEST_LOOK)


def _refuse_waiting_for_ever(server: Server, evaluation: dict[str, Any]) -> None:
    """One that waits for outputs which nobody sends would wait for days."""
    if evaluation["source"] == "outputs":
        _cancel(server, f"{PATH}/{evaluation['id']}")
        raise Refused("The outputs of this suite come from you: give --outputs FILE.")


def _submit(server: Server, evaluation_id: str, outputs: str) -> None:
    """All of the file, or the evaluation is cancelled: a verdict over some of it would be another one."""
    path = f"{PATH}/{evaluation_id}"
    try:
        for outcome in sending.send(server, f"{path}/outputs", item_files.items(outputs)):
            if outcome.status not in _TAKEN:
                problems = "; ".join(str(one["detail"]) for one in outcome.problems) or outcome.status
                raise Refused(plain(f"{outputs}, {outcome.item.place}: {problems}"))
        server.call("POST", f"{path}/finish")
    except BaseException:
        _cancel(server, path)
        raise


def _cancel(server: Server, path: str) -> None:
    try:
        server.call("POST", f"{path}/cancel")
    except Exception as error:
        say(f"The evaluation could not be cancelled: {error}")
