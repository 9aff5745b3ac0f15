"""`evalplatform gate`: the verdict of evaluations that were requested before, one or those of a whole change."""

import json
from pathlib import Path

import typer

from evalplatform_sdk.cli import evaluations, settings, verdicts
from evalplatform_sdk.cli.output import plain
from evalplatform_sdk.cli.settings import Refused
from evalplatform_sdk.cli.suites import SUITES, names_in
from evalplatform_sdk.cli.verdicts import Wanted

PLACES = typer.Argument(metavar="ID|REPORT|FOLDER...", help="Ids of evaluations, reports that --report-json wrote, or folders of these.")


def add_to(app: typer.Typer) -> None:
    app.command()(gate)


def gate(
    context: typer.Context,
    evaluation: list[str] = PLACES,
    suites: str | None = SUITES,
    timeout: float = evaluations.TIMEOUT,
    markdown: Path | None = evaluations.MARKDOWN,
    junit: Path | None = evaluations.JUNIT,
    report_json: Path | None = evaluations.REPORT_JSON,
    html: Path | None = evaluations.HTML,
) -> None:
    """Say the verdict of evaluations that were requested before, once they have ended. Exit codes as those of evaluate.

    Of several one that fails decides, then one without a verdict. With --suites each of these needs its evaluation.
    """
    wanted = Wanted(markdown, junit, report_json, html)
    needed = None if suites is None else names_in(suites)
    is_one = needed is None and len(evaluation) == 1 and not Path(evaluation[0]).is_dir()
    if not is_one and (junit or report_json or html):
        raise Refused("--junit, --report-json and --html are of one evaluation: name its id, or leave them out.")
    ids = [id for place in evaluation for id in _ids(place)]
    if not ids and needed is None:
        raise Refused(plain(f"There is no report in {' '.join(evaluation)}. Where there need be none, say so by --suites."))
    with settings.connected(context) as server:
        for id in ids:
            evaluations.completed(context, server, id, timeout)
        shown_as = settings.of(context)
        code = verdicts.conclude(server, ids, wanted=wanted, settings=shown_as, needed=needed, as_list=not is_one)
    raise typer.Exit(code)


def _ids(place: str) -> list[str]:
    """Of a folder those of all reports in it; what is no path is an id."""
    path = Path(place)
    if path.is_dir():
        return [_id_in(report) for report in sorted(path.rglob("*.json"))]
    return [_id_in(path)] if path.is_file() else [place]


def _id_in(report: Path) -> str:
    try:
        return str(json.loads(report.read_bytes())["evaluation"])
    except (ValueError, TypeError, KeyError):
        advice = "`evalplatform evaluate SUITE --report-json FILE` writes one"
        raise Refused(plain(f"{report} is no report of an evaluation: {advice}.")) from None
