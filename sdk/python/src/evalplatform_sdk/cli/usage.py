"""`evalplatform usage`."""

import typer

from evalplatform_sdk.cli import settings
from evalplatform_sdk.cli.output import say, show_json, show_table

_COLUMNS = ("requests", "ok", "client_errors", "server_errors", "items", "bytes_in", "bytes_out")


def add_to(app: typer.Typer) -> None:
    app.command()(usage)


def usage(
    context: typer.Context,
    since: str = typer.Option("", help="A day or a moment, such as 2026-01-31 or 2026-01-31T08:00:00Z."),
    until: str = typer.Option("", help="The moment before which it ends."),
) -> None:
    """Show what the project's callers have used, by day, and what is left of this key's quota."""
    said = settings.of(context)
    asked = {"by": "day"} | {name: value for name, value in (("from", since), ("to", until)) if value}
    with settings.connected(context) as server:
        found = server.call("GET", "/api/external/usage", query=asked)
    if said.as_json:
        show_json(found)
        return
    rows = [*found["series"], {"at": "total", **found["total"]}]
    show_table(("day", *_COLUMNS), ([str(one["at"])[:10], *(one[name] for name in _COLUMNS)] for one in rows), color=said.color)
    left = found["quota"]["requests"]
    if left["remaining"] is not None:
        say(f"{left['remaining']:,} of {left['limit']:,} calls are left in this hour.")
