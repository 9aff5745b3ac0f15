"""Exports as frames of both libraries, by both clients."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from evalplatform_sdk import AsyncClient, frames
from evalplatform_sdk import Client as Plain
from evalplatform_sdk.errors import DownloadFailed

from tests.flows.clients import Client, add_traces

COUNT = 250
NAMES = [f"flow-{n}" for n in range(1, COUNT + 1)]


@pytest.fixture(scope="module")
def parquet(client: Client) -> str:
    """An export in three files."""
    add_traces(client.up, COUNT)
    return client.export(format="parquet", fields=["external_id", "latency_ms", "ingested_at"], rows_per_file=100)


def framed(kind: str, library: str, client: Client, id: str) -> Any:
    url = f"http://127.0.0.1:{client.up.port}"
    if kind == "sync":
        with Plain(url, client.key) as plain:
            return getattr(frames, f"to_{library}")(plain, id)

    async def ask() -> Any:
        async with AsyncClient(url, client.key) as other:
            return await getattr(frames, f"to_{library}_async")(other, id)

    return asyncio.run(ask())


@pytest.mark.parametrize("kind", ["sync", "async"])
@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_frames_have_all_rows_and_their_types(kind: str, library: str, client: Client, parquet: str) -> None:
    frame = framed(kind, library, client, parquet)
    assert (list(frame.columns), len(frame)) == (["external_id", "latency_ms", "ingested_at"], COUNT)
    assert sorted(frame["external_id"]) == sorted(NAMES)
    assert "datetime" in str(frame["ingested_at"].dtype).lower()


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_an_export_of_nothing_is_a_frame_with_its_columns(library: str, client: Client) -> None:
    nothing = {"field": "external_id", "op": "eq", "value": "nobody"}
    frame = framed("sync", library, client, client.export(format="parquet", fields=["external_id"], filter=nothing))
    assert (list(frame.columns), len(frame)) == (["external_id"], 0)


def test_other_formats_are_not_guessed() -> None:
    with pytest.raises(DownloadFailed, match="a.csv is not Parquet"):
        frames.read_polars([Path("a.csv")])


def test_what_to_install_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "polars", None)
    with pytest.raises(frames.NotInstalled, match=r'pip install "evalplatform-sdk\[polars\]"'):
        frames.read_polars([])
