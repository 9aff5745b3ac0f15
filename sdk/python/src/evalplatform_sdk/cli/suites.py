"""`evalplatform suites list|changed`."""

import typer

from evalplatform_sdk.cli import git, paths, reading, settings
from evalplatform_sdk.cli.output import plain, say, show_json, show_json_list, show_table

PATH = "/api/external/suites"
NAMED = typer.Option([], "--path", help="A path that has changed, beside or instead of what git knows.")
SUITES = typer.Option(None, metavar="JSON", help="The suites that a change touches, as `suites changed --json` says it; or @FILE.")


def add_to(app: typer.Typer) -> None:
    group = typer.Typer(no_args_is_help=True, help="Suites, and which of them a change touches.")
    group.command("list")(list_suites)
    group.command("changed")(changed)
    app.add_typer(group, name="suites")


def list_suites(context: typer.Context) -> None:
    """Show all suites."""
    said = settings.of(context)
    with settings.connected(context) as server:
        rows = server.rows(PATH, query={"page_size": 1000, "order": "oldest"})
        if said.as_json:
            show_json_list(rows)
        else:
            show_table(("name", "id", "paths"), ((one["name"], one["id"], " ".join(one["paths"])) for one in rows), color=said.color)


def changed(
    context: typer.Context,
    since: str = typer.Option("", help="A branch, tag or commit: what has changed since this commit left it, as git knows it."),
    path: list[str] = NAMED,
    only: str = typer.Option("", help="Of these suites alone, separated by commas: a project may have suites of several repositories."),
) -> None:
    """Name the suites that a change touches, one a line. Where it is not known what has changed, that is all of them."""
    said = settings.of(context)
    if not since and not path:
        raise settings.Refused("Say what has changed: --since main, or --path.")
    files = _files(since, path)
    if files is None:
        say(f"What has changed since {since} is not known here (a new branch, a forced push, or a checkout without history): all suites.")
    with settings.connected(context) as server:
        suites = {one["name"]: one["paths"] for one in server.rows(PATH, query={"page_size": 1000, "order": "oldest"})}
    found = paths.touched(files, _chosen(suites, only))
    if said.as_json:
        show_json({"suites": found, "include": [{"suite": name} for name in found], "paths": None if files is None else len(files)})
    else:
        for name in found:
            typer.echo(name)


def _files(since: str, named: list[str]) -> list[str] | None:
    known = git.changed_paths(since) if since else []
    return None if known is None else [*known, *named]


def _chosen(suites: dict[str, list[str]], only: str) -> dict[str, list[str]]:
    """All, or those that are named. Raises Refused for one that is not there: a gate that nobody misses is none."""
    named = [name.strip() for name in only.split(",") if name.strip()]
    unknown = [name for name in named if name not in suites]
    if unknown:
        raise settings.Refused(plain(f"There is no suite {', '.join(unknown)}. See `evalplatform suites list`."))
    return {name: suites[name] for name in named} if named else suites


def names_in(said: str) -> list[str]:
    """The names in what `suites changed --json` said. Raises Refused."""
    found = reading.value(said, "--suites")
    names = found.get("suites") if isinstance(found, dict) else found
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise settings.Refused("--suites is what `evalplatform suites changed --json` says, or a list of names in JSON.")
    return names
