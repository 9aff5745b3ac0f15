"""The first export, asked for over HTTP as any user would, and what to do next."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from shlex import quote
from typing import Any

from django.conf import settings
from django.core.management.base import OutputWrapper

from evalplatform.management.demo import login
from evalplatform.management.demo.bar import Bar
from evalplatform.management.demo.login import Login
from exports.models import Export

QUESTION = {"resource": "traces", "format": "jsonl", "compression": "gzip"}
TIME_LIMIT_SECONDS = 180.0
POLL_SECONDS = 0.1
REQUEST_SECONDS = 30


class _Failed(Exception):
    """The export did not come about; the text says why."""


def run_demo_export(*, url: str, out: OutputWrapper) -> None:
    """Export the demo's traces if nobody has exported anything of it yet, then print how to get in.

    A failure is printed and not raised: the server serves all the same.
    """
    found = login.read()
    if found is None:
        return
    if not Export.objects.filter(project__slug=found.project).exists():
        try:
            _print_file(out, url, _export(url, found.api_key, out))
        except _Failed as failure:
            out.write(f"The demo's export did not come about: {failure}")
    _print_ways_in(out, url, found)


def _export(url: str, key: str, out: OutputWrapper) -> dict[str, Any]:
    """The body of the finished export. Raises _Failed."""
    bar = Bar(out, "demo export")
    asked = _ask(f"{url}/api/exports", key, QUESTION)
    for export in _watched(f"{url}/api/exports/{asked['id']}", key):
        bar.show(export["progress"]["rows"], export["progress"]["total"] or 0)
    bar.close()
    if export["state"] != "completed":
        raise _Failed(f"it is {export['state']}. {(export['error'] or {}).get('message', '')}".rstrip())
    return export


def _watched(address: str, key: str) -> Iterator[dict[str, Any]]:
    """The export's body, again and again until it has ended."""
    until = time.monotonic() + TIME_LIMIT_SECONDS
    while True:
        export = _ask(address, key)
        yield export
        if export["finished_at"]:
            return
        if time.monotonic() > until:
            raise _Failed(f"it is still {export['state']} after {TIME_LIMIT_SECONDS:.0f} s; it may end later: {address}")
        time.sleep(POLL_SECONDS)


def _ask(address: str, key: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    request = urllib.request.Request(  # noqa: S310 (our own address)
        address,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": f"Api-Key {key}", "Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=REQUEST_SECONDS) as answer:  # noqa: S310
            found: dict[str, Any] = json.load(answer)
    except urllib.error.HTTPError as error:
        raise _Failed(f"{address} answered {error.code}: {error.read(1000).decode(errors='replace')}") from error
    except (OSError, ValueError) as error:
        raise _Failed(f"{address} does not answer: {error}") from error
    return found


def _print_file(out: OutputWrapper, url: str, export: dict[str, Any]) -> None:
    (file,) = export["files"]
    path = Path(settings.EXPORT_DIR) / export["id"] / file["name"]
    rate = export["progress"]["rows_per_second"]
    out.write(f"  file     {path if path.is_file() else file['url']}")
    out.write(f"  rows     {file['rows']:,} in {file['bytes'] / 1e6:.1f} MB, {rate:,.0f} rows/s")
    out.write(f"  sha256   {file['sha256']}")


def _print_ways_in(out: OutputWrapper, url: str, found: Login) -> None:
    header, address = quote(f"Authorization: Api-Key {found.api_key}"), quote(f"{url}/api/external/traces?page_size=2")
    out.write(f"  admin    {url}/admin/")
    out.write(f"  login    {found.username} / {found.password}")
    out.write(f"  try      curl -H {header} {address}")
    out.flush()
