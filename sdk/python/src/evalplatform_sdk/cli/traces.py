"""`evalplatform traces push|list`."""

import json
from collections import Counter
from typing import Any

import typer

from evalplatform_sdk import item_files, sending
from evalplatform_sdk.cli import progress, reading, settings
from evalplatform_sdk.cli.output import plain, say, show_json, show_json_list, show_table

PATH = "/api/external/traces"
FIELDS = "id,external_id,name,model,status,latency_ms,ingested_at"
MOST_PAGE, MOST_SHOWN = 1_000, 20
_SAID = {"created": "created", "replaced": "updated", "unchanged": "unchanged", "refused": "failed"}


def add_to(app: typer.Typer) -> None:
    group = typer.Typer(no_args_is_help=True, help="Traces in and out.")
    group.command("push")(push)
    group.command("list")(list_traces)
    app.add_typer(group, name="traces")


def push(context: typer.Context, file: str = typer.Argument(help="JSON lines or JSON, also packed by gzip; - is standard input.")) -> None:
    """Send traces. Give each an external_id, and the same file may be pushed again: what is there already is not doubled."""
    said = settings.of(context)
    counts, failed = Counter(dict.fromkeys(_SAID.values(), 0)), []
    with settings.connected(context) as server, progress.shown("traces", color=said.color) as tell:
        for outcome in sending.send(server, PATH, item_files.items(file)):
            counts[_SAID[outcome.status]] += 1
            tell(counts.total(), None, "")
            if outcome.problems:
                failed.append(outcome)
    _show_failed(failed)
    if said.as_json:
        problems = [{"place": one.item.place, "errors": one.problems} for one in failed]
        show_json({**counts, "failures": problems})
    else:
        typer.echo(", ".join(f"{name} {count:,}" for name, count in counts.items()))
    if counts["failed"]:
        raise typer.Exit(2)


def _show_failed(failed: list[sending.Outcome[item_files.Item]]) -> None:
    for one in failed[:MOST_SHOWN]:
        for problem in one.problems[:3]:
            say(plain(f"{one.item.place}{problem['pointer']}: {problem['detail']}"))
    if len(failed) > MOST_SHOWN:
        say(f"… and {len(failed) - MOST_SHOWN:,} more.")


def list_traces(
    context: typer.Context,
    filter: str = typer.Option("", help="In the filter language, as JSON or @FILE."),
    limit: int = typer.Option(50, min=1, help="How many, the newest first."),
    fields: str = typer.Option(FIELDS, help="Which to show, such as id,usage.input_tokens."),
) -> None:
    """Show traces, the newest first. With --json each is whole, unless --fields says otherwise."""
    said = settings.of(context)
    names = [name for name in fields.split(",") if name]
    asked: dict[str, Any] = {"page_size": min(limit, MOST_PAGE)}
    if filter:
        asked["filter"] = json.dumps(reading.value(filter, "The filter"))
    with settings.connected(context) as server:
        rows = (row for row, _ in zip(server.rows(PATH, query=asked), range(limit), strict=False))
        if not said.as_json:
            show_table(names, ([_at(row, name) for name in names] for row in rows), color=said.color)
        elif fields == FIELDS:
            show_json_list(rows)
        else:
            show_json_list({name: _at(row, name) for name in names} for row in rows)


def _at(row: Any, path: str) -> Any:
    """The value at a path of keys joined by full stops; None where there is none."""
    if isinstance(row, dict) and path in row:
        return row[path]
    first, _, rest = path.partition(".")
    return _at(row.get(first), rest) if rest and isinstance(row, dict) else None
