"""The JavaScript package through a proxy that does what networks do, in front of a server as people run it."""

from pathlib import Path

import pytest

from tests.flows.clients import Client, add_traces
from tests.sdk.faults import HALF, LOST, OK, OTHER, SLOW, UNANSWERED, proxy
from tests.sdk.javascript.conftest import HERE, run

pytestmark = pytest.mark.npm


def test_nothing_is_lost_and_nothing_doubled(package: Path, client: Client) -> None:
    faults: list[str | int] = [LOST, UNANSWERED, 429, 500, HALF, OTHER, 503, SLOW, OK, LOST, LOST, LOST, UNANSWERED]
    with proxy(client.up.port, faults) as between:
        said = run(
            HERE, "node", "ingested.mjs", package, EVALPLATFORM_URL=f"http://127.0.0.1:{between.port}", EVALPLATFORM_API_KEY=client.key
        )
    assert said == "2003 0 0 0\n"
    assert len(between.done) > len(faults)
    assert sessions(client) == [f"n{number:04d}" for number in range(2003)]


def sessions(client: Client) -> list[str]:
    """The names of what was ingested, as often as they are there."""
    found, path = [], "/api/external/traces?session_id=javascript&page_size=500"
    while path:
        page = client.call("GET", path)
        found += [trace["name"] for trace in page["results"]]
        path = page["next"] and "/api" + page["next"].split("/api", 1)[1]
    return sorted(found)


def test_a_download_goes_on_where_it_broke(package: Path, client: Client, tmp_path: Path) -> None:
    add_traces(client.up, 3_000)
    export = client.export(fields=["external_id", "input"], filter={"field": "external_id", "op": "startswith", "value": "flow-"})
    entry = client.finished(export, seconds=60)["files"][0]
    with proxy(client.up.port, [OK, HALF, LOST, HALF, OK, OK, HALF]) as between:
        environment = {"EVALPLATFORM_URL": f"http://127.0.0.1:{between.port}", "EVALPLATFORM_API_KEY": client.key}
        said = run(HERE, "node", "downloaded.mjs", package, export, tmp_path / "file.jsonl", **environment)
    assert said == f"3000 {entry['sha256']}\n"
    assert (tmp_path / "file.jsonl").stat().st_size == entry["bytes"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file.jsonl", "file.jsonl.manifest.json"]
