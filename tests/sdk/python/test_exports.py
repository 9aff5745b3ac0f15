"""Exports by both clients: downloaded and read over a connection that breaks."""

import asyncio
import gzip
import hashlib
import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from evalplatform_sdk import AsyncClient, exports, retrying
from evalplatform_sdk import Client as Plain
from evalplatform_sdk.errors import DownloadFailed, ExportNotCompleted
from evalplatform_sdk.row_reading import Lines

from tests.flows.clients import Client, add_traces
from tests.sdk.faults import HALF, LOST, OK, proxy

COUNT = 300
both = pytest.mark.parametrize("kind", ["sync", "async"])


@pytest.fixture(scope="module")
def traces(client: Client) -> int:
    add_traces(client.up, COUNT)
    return COUNT


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retrying, "BASE_SECONDS", 0.01)


def asked(kind: str, url: str, key: str, name: str, *given: Any, transport: Any = None, **named: Any) -> Any:
    """What the method `name` of `exports` gives, by one of the clients; rows as a list."""
    if kind == "sync":
        with Plain(url, key, transport=transport) as plain:
            answer = getattr(plain.exports, name)(*given, **named)
            return list(answer) if hasattr(answer, "__next__") else answer

    async def ask() -> Any:
        async with AsyncClient(url, key, transport=transport) as client:
            answer = getattr(client.exports, name)(*given, **named)
            return [row async for row in answer] if hasattr(answer, "__anext__") else await answer

    return asyncio.run(ask())


def url_of(client: Client) -> str:
    return f"http://127.0.0.1:{client.up.port}"


def is_all_of(rows: list[dict[str, Any]], count: int) -> bool:
    return sorted(row["external_id"] for row in rows) == sorted(f"flow-{n}" for n in range(1, count + 1))


@both
def test_a_file_arrives_whole_over_a_broken_connection(kind: str, client: Client, traces: int, tmp_path: Path) -> None:
    id = client.export(fields=["external_id", "input"])
    client.finished(id, seconds=30)
    heard: list[tuple[int, int]] = []
    with proxy(client.up.port, [OK, HALF, LOST, HALF]) as faults:
        told = {"progress": lambda done, total: heard.append((done, total))}
        (path,) = asked(kind, f"http://127.0.0.1:{faults.port}", client.key, "download", id, tmp_path / "a.jsonl", **told)
        assert HALF in faults.done
    assert is_all_of([json.loads(line) for line in path.read_text().splitlines()], traces)
    assert heard[-1] == (path.stat().st_size, path.stat().st_size)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a.jsonl", "a.jsonl.manifest.json"]


@both
def test_many_files_go_into_a_folder(kind: str, client: Client, traces: int, tmp_path: Path) -> None:
    id = client.export(fields=["external_id"], rows_per_file=100)
    paths = asked(kind, url_of(client), client.key, "download", id, tmp_path / "all")
    assert is_all_of([json.loads(line) for path in paths for line in path.read_text().splitlines()], traces)
    assert len(list((tmp_path / "all").iterdir())) == len(paths) + 1


@both
@pytest.mark.parametrize("compression", ["none", "gzip"])
def test_rows_come_once_each_over_a_broken_connection(kind: str, compression: str, client: Client, traces: int) -> None:
    id = client.export(fields=["external_id", "input"], compression=compression)
    client.finished(id, seconds=30)
    with proxy(client.up.port, [OK, HALF, LOST, HALF]) as faults:
        rows = asked(kind, f"http://127.0.0.1:{faults.port}", client.key, "rows", id)
        assert HALF in faults.done
    assert is_all_of(rows, traces)


@both
def test_a_stream_gives_rows(kind: str, client: Client, traces: int) -> None:
    asks: dict[str, Any] = {
        "resource": "traces",
        "fields": ["external_id"],
        "filter": {"field": "external_id", "op": "eq", "value": "flow-7"},
    }
    assert asked(kind, url_of(client), client.key, "stream", **asks) == [{"external_id": "flow-7"}]


@both
def test_rows_of_another_format_are_not_guessed(kind: str, client: Client, traces: int) -> None:
    id = client.export(format="csv", fields=["external_id"])
    with pytest.raises(DownloadFailed, match="is not JSON Lines"):
        asked(kind, url_of(client), client.key, "rows", id)


ENDED = {"id": "1", "state": "failed", "error": {"code": "x", "message": "The disk is full."}, "finished_at": "2026-01-01T00:00:00Z"}


@both
def test_an_export_that_ended_otherwise_says_so(kind: str) -> None:
    answers = httpx.MockTransport(lambda request: httpx.Response(200, json=ENDED))
    with pytest.raises(ExportNotCompleted, match="The export 1 failed. The disk is full."):
        asked(kind, "http://127.0.0.1:9", "k", "wait", "1", transport=answers)


TEXT = b'{"n": 1}\n{"n": 2}\n'
WHOLE = {"name": "a.jsonl", "url": "https://web/files/a.jsonl", "bytes": len(TEXT), "rows": 2, "sha256": hashlib.sha256(TEXT).hexdigest()}


class Coming(httpx.SyncByteStream, httpx.AsyncByteStream):
    """Bytes as they come over a wire, which may break after them."""

    def __init__(self, content: bytes, *, breaks: bool) -> None:
        self.content, self.breaks = content, breaks

    def __iter__(self) -> Iterator[bytes]:
        yield self.content
        if self.breaks:
            raise httpx.ReadError("cut")

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self:
            yield piece


def answering(*files: httpx.Response, entry: dict[str, Any] = WHOLE) -> httpx.MockTransport:
    """A completed export of one file, which is answered by `files`, one after the other."""
    export = {"id": "1", "state": "completed", "error": None, "finished_at": "2026-01-01T00:00:00Z", "files": [entry]}
    left = iter(files)
    return httpx.MockTransport(lambda request: next(left) if request.url.path == "/files/a.jsonl" else httpx.Response(200, json=export))


@both
@pytest.mark.parametrize(
    ("contents", "said"),
    [
        ([TEXT.replace(b"2", b"3")], "did not arrive as the manifest has it"),
        ([b"<h1>Welcome</h1>\n"], "is not the JSON Lines that its name says"),
        ([TEXT[:10], TEXT], "does not go on where it broke"),
        ([b""], "brings nothing more"),
    ],
    ids=["other", "page", "anew", "nothing"],
)
def test_rows_that_are_not_those_of_the_export_are_told(
    kind: str, contents: list[bytes], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "TRIES_WITHOUT_A_BYTE", 1)
    files = [httpx.Response(200, stream=Coming(one, breaks=len(one) == 10)) for one in contents]
    with pytest.raises(DownloadFailed, match=said):
        asked(kind, "http://127.0.0.1:9", "k", "rows", "1", transport=answering(*files))


@both
def test_a_file_that_lies_elsewhere_is_told(kind: str, tmp_path: Path) -> None:
    elsewhere = {**WHOLE, "url": None, "location": "s3://bucket/a"}
    for name, given in (("rows", ()), ("download", (tmp_path / "a",))):
        with pytest.raises(DownloadFailed, match="only where it was sent: s3://bucket/a"):
            asked(kind, "http://127.0.0.1:9", "k", name, "1", *given, transport=answering(entry=elsewhere))


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
@pytest.mark.parametrize("packed", [False, True])
def test_lines_are_whole_wherever_they_are_cut(size: int, packed: bool) -> None:
    rows = [{"n": 1, "text": "Zoë 🙂"}, {}, {"text": "\u2028\\n"}]
    parts = ["".join(json.dumps(row, ensure_ascii=False) + "\n" for row in some).encode() for some in (rows[:1], rows[1:])]
    text = b"".join(gzip.compress(one) for one in parts) if packed else b"".join(parts)
    lines = Lines(packed=packed)
    found = [row for begin in range(0, len(text), size) for row in lines.take(text[begin : begin + size])]
    assert [*found, *lines.end()] == rows
