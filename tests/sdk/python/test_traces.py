"""A file of traces sent by both clients, over a connection that breaks."""

import asyncio
import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from evalplatform_sdk import AsyncClient, retrying
from evalplatform_sdk import Client as Plain
from evalplatform_sdk.errors import BadFile
from evalplatform_sdk.traces import Refusal, Uploaded

from tests.flows.clients import Client
from tests.sdk.faults import LOST, OK, UNANSWERED, proxy

both = pytest.mark.parametrize("kind", ["sync", "async"])


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retrying, "BASE_SECONDS", 0.01)


def uploaded(kind: str, port: int, key: str, path: Path, heard: list[int]) -> Uploaded:
    if kind == "sync":
        with Plain(f"http://127.0.0.1:{port}", key) as plain:
            return plain.traces.upload(path, progress=heard.append)

    async def upload() -> Uploaded:
        async with AsyncClient(f"http://127.0.0.1:{port}", key) as client:
            return await client.traces.upload(path, progress=heard.append)

    return asyncio.run(upload())


def write(path: Path, traces: list[Any]) -> Path:
    path.write_bytes(gzip.compress("".join(json.dumps(one) + "\n" for one in traces).encode()))
    return path


@both
def test_a_file_arrives_once_over_a_broken_connection(kind: str, client: Client, tmp_path: Path) -> None:
    path = write(tmp_path / "traces", [{"external_id": f"{kind}-{n}", "input": "ß", "session_id": kind} for n in range(2_500)])
    heard: list[int] = []
    with proxy(client.up.port, [OK, UNANSWERED, 429, LOST, 500]) as faults:
        assert uploaded(kind, faults.port, client.key, path, heard) == Uploaded(created=2_500)
        assert len(faults.done) == 7
    assert heard == list(range(1, 2_501))
    with Plain(f"http://127.0.0.1:{client.up.port}", client.key) as plain:
        assert len(list(plain.traces.list(session_id=kind, page_size=1_000))) == 2_500


@both
def test_what_is_refused_is_told_with_its_place(kind: str, client: Client, tmp_path: Path) -> None:
    path = write(tmp_path / "traces", [{"input": 1}, {"inpt": 2}, {"input": 3}])
    done = uploaded(kind, client.up.port, client.key, path, [])
    assert (done.created, [one.place for one in done.refused]) == (2, ["line 2"])
    assert {problem["pointer"] for one in done.refused for problem in one.problems} <= {"/inpt", "/input", ""}
    assert isinstance(done.refused[0], Refusal)


@both
def test_an_empty_file_is_nothing_to_send(kind: str, client: Client, tmp_path: Path) -> None:
    assert uploaded(kind, client.up.port, client.key, write(tmp_path / "traces", []), []) == Uploaded()


@both
def test_what_is_no_json_says_where(kind: str, client: Client, tmp_path: Path) -> None:
    path = tmp_path / "traces"
    path.write_text('{"input": 1}\n{"input":\n')
    with pytest.raises(BadFile, match="line 2: this is no JSON"):
        uploaded(kind, client.up.port, client.key, path, [])
