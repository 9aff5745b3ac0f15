"""`evalplatform export create|watch|download|verify` and `evalplatform preview`."""

import json
import time
from pathlib import Path
from typing import Any
from uuid import UUID

import typer

from evalplatform_sdk.checking import Finding
from evalplatform_sdk.cli import downloads, progress, reading, settings, signatures
from evalplatform_sdk.cli.output import plain, say, show_json
from evalplatform_sdk.cli.settings import Refused
from evalplatform_sdk.downloads import fetch_all
from evalplatform_sdk.server import Server

PATH = "/api/exports"
FIRST_LOOK, LONGEST_LOOK = 0.2, 5.0

RESOURCE = typer.Option("", help="traces (unless something else is said), spans, scores, examples, evaluations, results or usage.")
FILTER = typer.Option("", help="In the filter language, as JSON or @FILE.")
FORMAT = typer.Option("", help="jsonl, csv, json or parquet.")
COMPRESSION = typer.Option("", help="none, gzip or zstd.")
TARGET = typer.Option("", help="The shape of a training file, such as openai-chat.")
FIELDS = typer.Option("", help="Which, separated by commas, such as id,input,score.correct.")
OPTION = typer.Option([], metavar="KEY=VALUE", help="One of the format's options; the value as JSON, or text.")
REQUEST = typer.Option("", help='More of the request\'s body, as JSON or @FILE, such as {"curate": {…}, "rows_per_file": 1000}.')
PUBLIC_KEY = typer.Option(
    None, metavar="FILE", help="The server's, from /.well-known/evalplatform-manifest-key: check the manifest's signature too."
)
_OUTPUT_HELP = "A file; or a folder, which an export of many files needs."
OUTPUT = typer.Option(None, metavar="PATH", help=_OUTPUT_HELP)
NEEDED_OUTPUT = typer.Option(..., metavar="PATH", help=_OUTPUT_HELP)


def add_to(app: typer.Typer) -> None:
    group = typer.Typer(no_args_is_help=True, help="Exports: request, watch, download, verify.")
    for name, command in (("create", create), ("watch", watch), ("download", download), ("verify", verify)):
        group.command(name)(command)
    app.add_typer(group, name="export")
    app.command()(preview)


def create(
    context: typer.Context,
    resource: str = RESOURCE,
    filter: str = FILTER,
    format: str = FORMAT,
    compression: str = COMPRESSION,
    target: str = TARGET,
    fields: str = FIELDS,
    option: list[str] = OPTION,
    request: str = REQUEST,
    name: str = typer.Option("", help="How files in the folder of --output begin, instead of with the server's names."),
    wait: bool = typer.Option(False, help="Wait for the end."),
    output: Path | None = OUTPUT,
) -> None:
    """Request an export. With --output it waits, downloads and checks it."""
    asked = body(resource=resource, filter=filter, format=format, compression=compression, target=target, fields=fields, option=option)
    with settings.connected(context) as server:
        export = server.call("POST", PATH, body={"resource": "traces", **_object(request, "The request"), **asked})
        say(f"export {export['id']}")
        if wait or output:
            export = _completed(context, server, export["id"])
        paths = _fetch(context, server, export, output, name) if output else []
    _show(context, export, paths)


def watch(context: typer.Context, export: str = typer.Argument(metavar="ID")) -> None:
    """Show how an export gets on, until it has ended. Exit code 2 where it has not completed."""
    with settings.connected(context) as server:
        _show(context, _completed(context, server, export), [])


def download(
    context: typer.Context,
    export: str = typer.Argument(metavar="ID"),
    output: Path = NEEDED_OUTPUT,
    name: str = typer.Option("", help="How files in a folder begin, instead of with the server's names."),
) -> None:
    """Download a completed export and check it. A download that broke goes on where it was."""
    with settings.connected(context) as server:
        found = _completed(context, server, export)
        _show(context, found, _fetch(context, server, found, output, name))


def verify(
    context: typer.Context,
    place: str = typer.Argument(metavar="PATH|ID", help="A file or a folder of a download, or the id of an export."),
    export: str = typer.Option("", metavar="ID", help="The export that the file is of, where no manifest lies beside it."),
    public_key: Path | None = PUBLIC_KEY,
) -> None:
    """Check rows, bytes and SHA-256 against the manifest, and with --public-key who signed it."""
    path = Path(place)
    if path.exists() and not export:
        found = downloads.manifest_beside(path)
        findings = list(downloads.check_here(path, found.said))
    elif export or _is_id(place):
        with settings.connected(context) as server:
            found = downloads.manifest_there(server, export or place, with_signature=public_key is not None)
            findings = list(downloads.check_here(path, found.said)) if path.exists() else _check_there(context, server, place, found.said)
    else:
        raise Refused(f"{place} is neither here nor the id of an export.")
    if public_key:
        findings += _check_signature(found, public_key)
    _tell_findings(context, findings, found.said)


def _check_signature(found: downloads.Manifest, public_key: Path) -> list[Finding]:
    if found.signature is None:
        ending = signatures.SIGNATURE_ENDING
        raise Refused(
            f"No signature lies beside the manifest, under its name with {ending}. Name the export, to ask the server: --export ID."
        )
    return signatures.check(found.text, found.signature, public_key)


def _tell_findings(context: typer.Context, findings: list[Finding], manifest: dict[str, Any]) -> None:
    for one in findings:
        say(plain(f"{one.file}: {one.text}"))
    if settings.of(context).as_json:
        show_json({"whole": not findings, "rows": manifest["rows"], "findings": [one._asdict() for one in findings]})
    elif not findings:
        typer.echo(f"whole: files {len(manifest['files'])}, rows {manifest['rows']:,}")
    if findings:
        raise typer.Exit(2)


def preview(
    context: typer.Context,
    resource: str = RESOURCE,
    filter: str = FILTER,
    format: str = FORMAT,
    compression: str = COMPRESSION,
    target: str = TARGET,
    fields: str = FIELDS,
    option: list[str] = OPTION,
    request: str = REQUEST,
    exact: bool = typer.Option(False, help="Count the rows, instead of what the database expects."),
) -> None:
    """Show the first rows of what an export would hold, and store nothing."""
    asked = body(resource=resource, filter=filter, format=format, compression=compression, target=target, fields=fields, option=option)
    with settings.connected(context) as server:
        found = server.call(
            "POST", f"{PATH}/preview", body={"resource": "traces", **_object(request, "The request"), **asked, "exact": exact}
        )
    if settings.of(context).as_json:
        show_json(found)
        return
    for line in found["sample"]["text"].splitlines():
        typer.echo(plain(line))
    say(f"{'about ' if found['rows_are_estimate'] else ''}{found['rows']:,} rows in all")
    for one in (*found["warnings"], *found["rejects"]):
        say(plain(one))


def body(*, option: list[str], filter: str, target: str, fields: str, **plainly: str) -> dict[str, Any]:
    """A request with what was said, and nothing else. Raises Refused."""
    found: dict[str, Any] = {name: value for name, value in {**plainly, "shape": target}.items() if value}
    if filter:
        found["filter"] = reading.value(filter, "The filter")
    if fields:
        found["fields"] = [name.strip() for name in fields.split(",") if name.strip()]
    if option:
        found["options"] = dict(_option(one) for one in option)
    return found


def _option(text: str) -> tuple[str, Any]:
    key, equals, said = text.partition("=")
    if not equals:
        raise Refused(f"--option {text}: write KEY=VALUE.")
    try:
        return key, json.loads(said)
    except ValueError:
        return key, said


def _object(text: str, what: str) -> dict[str, Any]:
    found = reading.value(text, what) if text else {}
    if not isinstance(found, dict):
        raise Refused(f"{what} is an object, such as {{}}.")
    return found


def _completed(context: typer.Context, server: Server, export_id: str) -> dict[str, Any]:
    """The export once it has ended. Raises Refused where it has not completed."""
    wait = FIRST_LOOK
    with progress.shown("rows", color=settings.of(context).color) as tell:
        while True:
            found: dict[str, Any] = server.call("GET", f"{PATH}/{export_id}")
            tell(found["progress"]["rows"], found["progress"]["total"], found["state"])
            if found["finished_at"]:
                break
            time.sleep(wait)
            wait = min(wait * 1.3, LONGEST_LOOK)
    if found["state"] != "completed":
        raise Refused(plain(f"The export {export_id} {found['state']}. {(found['error'] or {}).get('message', '')}").strip())
    return found


def _fetch(context: typer.Context, server: Server, export: dict[str, Any], output: Path, name: str) -> list[Path]:
    with progress.shown("download", color=settings.of(context).color) as tell:
        return fetch_all(server, export, output, name=name, tell=lambda done, total: tell(done, total, "bytes"))


def _check_there(context: typer.Context, server: Server, export_id: str, manifest: dict[str, Any]) -> list[Finding]:
    export = server.call("GET", f"{PATH}/{export_id}")
    with progress.shown("verify", color=settings.of(context).color) as tell:
        return list(downloads.check_there(server, export, manifest, tell=tell))


def _show(context: typer.Context, export: dict[str, Any], paths: list[Path]) -> None:
    if settings.of(context).as_json:
        show_json({**export, "paths": [str(path) for path in paths]} if paths else export)
        return
    for number, entry in enumerate(export["files"]):
        typer.echo(f"{paths[number] if paths else entry['name']}\t{entry['rows']}\t{entry['bytes']}\t{entry['sha256']}")
    if not export["files"]:
        typer.echo(export["id"])


def _is_id(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False
