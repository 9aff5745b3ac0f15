import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from evalplatform_sdk import downloads as files
from evalplatform_sdk.errors import ApiError, ConnectionBroken, DownloadFailed
from evalplatform_sdk.item_files import Item
from evalplatform_sdk.sending import send
from evalplatform_sdk.server import Server

from tests.vectors import vectors

RETRIES, ERRORS, CURSORS = vectors("retries"), vectors("errors"), vectors("cursors")
Answer = Callable[[httpx.Request], httpx.Response]


def name(case: dict[str, Any]) -> str:
    return str(case["name"])


def talking_to(answer: Answer, *, base_url: str = "https://evals.example", waits: list[float] | None = None, retries: int = 5) -> Server:
    http = httpx.Client(transport=httpx.MockTransport(answer), base_url=base_url.rstrip("/"))
    return Server(http, sleep=([] if waits is None else waits).append, max_retries=retries)


@pytest.mark.parametrize("case", [one for one in RETRIES["retry_after"] if one["seconds"] < 86_400 and "date" not in one["name"]], ids=name)
def test_how_long_it_waits(case: dict[str, Any]) -> None:
    headers = {} if case["retry_after"] is None else {"retry-after": case["retry_after"].encode()}
    answers = iter([httpx.Response(case["status"], headers=headers), httpx.Response(200, json=1)])
    waits: list[float] = []
    assert talking_to(lambda request: next(answers), waits=waits).call("GET", "/") == 1
    assert case["seconds"] <= waits[0] <= max(case["seconds"], 0.5)


def test_the_wait_grows_and_the_key_of_the_call_stays() -> None:
    keys: list[str] = []
    waits: list[float] = []

    def answer(request: httpx.Request) -> httpx.Response:
        keys.append(request.headers["Idempotency-Key"])
        raise httpx.ReadError("cut")

    with pytest.raises(ConnectionBroken, match="cut"):
        talking_to(answer, waits=waits).call("POST", "/", body={"a": 1})
    assert (len(keys), len(set(keys))) == (6, 1)
    most = RETRIES["client"]["most_seconds_by_retry"][:5]
    assert [wait <= limit for wait, limit in zip(waits, most, strict=True)] == [True] * 5


def test_a_quota_that_is_used_up_for_long_is_not_waited_for() -> None:
    waits: list[float] = []
    with pytest.raises(ApiError):
        talking_to(lambda request: httpx.Response(429, headers={"Retry-After": "1800"}), waits=waits).call("GET", "/")
    assert waits == []


@pytest.mark.parametrize("case", ERRORS["answers"], ids=name)
def test_errors(case: dict[str, Any]) -> None:
    told, wanted = case["answer"], case["error"]
    answer = httpx.Response(told["status"], headers=told["headers"], content=told["body"].encode())
    with pytest.raises(ApiError) as caught:
        talking_to(lambda request: answer, retries=0).call("GET", "/")
    assert (caught.value.status, caught.value.code) == (told["status"], wanted["code"])
    parts = [wanted["message"] or f"answered {told['status']}", *(one["detail"] for one in wanted["problems"])]
    assert all(part in str(caught.value) for part in parts)
    assert "<html" not in str(caught.value)


@pytest.mark.parametrize("case", [one for one in CURSORS["followed"] if one["next"]], ids=name)
def test_the_next_page_is_asked_of_the_same_server(case: dict[str, Any]) -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(200, json={"results": [len(asked)], "next": case["next"] if len(asked) == 1 else None})

    rows: list[Any] = list(talking_to(answer, base_url=case["base_url"]).rows("/api/external/traces"))
    assert rows == [1, 2]
    origin = "/".join(case["base_url"].split("/")[:3])
    assert asked[1] == str(httpx.URL(origin + case["request"]))


@pytest.mark.parametrize("case", CURSORS["walked"], ids=name)
def test_pages(case: dict[str, Any]) -> None:
    pages = iter(case["pages"])
    assert list(talking_to(lambda request: httpx.Response(200, json=next(pages))).rows("/api/x")) == case["rows"]


def items(count: int, size: int = 10) -> list[Item]:
    return [Item(f"line {n}", b'"' + b"x" * size + b'"') for n in range(count)]


def test_lists_are_halved_until_they_are_taken() -> None:
    sizes: list[int] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sizes.append(request.content.count(b",") + 1)
        if sizes[-1] > 100:
            return httpx.Response(400, json={"code": "too_many_items", "detail": "At most 100."})
        return httpx.Response(200, json={"results": [{"status": "created", "errors": []}] * sizes[-1]})

    outcomes = list(send(talking_to(answer), "/", items(250)))
    assert [one.item.place for one in outcomes] == [f"line {n}" for n in range(250)]
    assert sizes == [250, 125, 62, 62, 62, 62, 2]


def test_one_that_is_too_large_alone_is_told_and_the_rest_goes_on() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if len(request.content) > 100:
            return httpx.Response(413, content=b"<html>")
        return httpx.Response(200, json={"results": [{"status": "created"}] * (request.content.count(b",") + 1)})

    outcomes = list(send(talking_to(answer), "/", [*items(2), *items(1, size=500), *items(2)]))
    assert [one.status for one in outcomes] == ["created", "created", "refused", "created", "created"]
    assert outcomes[2].problems[0]["code"] == "http_413"


def test_bodies_stay_below_a_size() -> None:
    sizes: list[int] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sizes.append(len(request.content))
        return httpx.Response(200, json={"results": [{"status": "created"}] * (request.content.count(b",") + 1)})

    assert len(list(send(talking_to(answer), "/", items(9, size=1_000_000)))) == 9
    assert (len(sizes), max(sizes) < 4_100_000) == (3, True)


class Broken(httpx.SyncByteStream):
    """Some bytes, and then the connection is cut."""

    def __init__(self, content: bytes) -> None:
        self.content = content

    def __iter__(self) -> Iterator[bytes]:
        yield self.content
        raise httpx.ReadError("cut")


def whole(status: int, content: bytes) -> httpx.Response:
    """As it comes over a wire: unread."""
    return httpx.Response(status, stream=httpx.ByteStream(content))


CONTENT = b'{"a": 1}\n' * 1000
ENTRY = {
    "name": "a.jsonl",
    "url": "https://web:8000/api/exports/1/download",
    "bytes": 9000,
    "rows": 1000,
    "sha256": hashlib.sha256(CONTENT).hexdigest(),
}


@pytest.fixture
def entry() -> dict[str, Any]:
    return dict(ENTRY)


def test_a_download_goes_on_where_it_broke(entry: dict[str, Any], tmp_path: Path) -> None:
    ranges: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        ranges.append(request.headers.get("Range", ""))
        begin = int(ranges[-1][6:-1] or 0) if ranges[-1] else 0
        status = 206 if ranges[-1] else 200
        return httpx.Response(status, stream=Broken(CONTENT[begin : begin + 4000]))

    files.fetch(talking_to(answer), entry, tmp_path / "a.jsonl", tell=lambda size: None)
    assert ranges == ["", "bytes=4000-", "bytes=8000-"]
    assert (tmp_path / "a.jsonl").read_bytes() == CONTENT


def test_a_server_that_begins_anew_is_followed(entry: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "a.jsonl.part").write_bytes(b"of an older file")
    files.fetch(talking_to(lambda request: whole(200, CONTENT)), entry, tmp_path / "a.jsonl", tell=lambda size: None)
    assert (tmp_path / "a.jsonl").read_bytes() == CONTENT


def test_a_download_that_brings_nothing_ends(entry: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(DownloadFailed, match="brings nothing more"):
        files.fetch(talking_to(lambda request: whole(206, b"")), entry, tmp_path / "a.jsonl", tell=lambda size: None)
    assert not (tmp_path / "a.jsonl").exists()


def test_what_is_not_what_the_manifest_says_is_no_file(entry: dict[str, Any], tmp_path: Path) -> None:
    other = CONTENT.replace(b"1", b"2")
    with pytest.raises(DownloadFailed, match="did not arrive whole: its SHA-256 is"):
        files.fetch(talking_to(lambda request: whole(200, other)), entry, tmp_path / "a.jsonl", tell=lambda size: None)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_lies_elsewhere(entry: dict[str, Any], tmp_path: Path) -> None:
    elsewhere = {**entry, "url": None, "location": "s3://bucket/a"}
    with pytest.raises(DownloadFailed, match="only where it was sent: s3://bucket/a"):
        files.fetch(talking_to(lambda request: httpx.Response(500)), elsewhere, tmp_path / "a", tell=lambda size: None)


def test_a_store_elsewhere_gets_no_key(entry: dict[str, Any], tmp_path: Path) -> None:
    seen: list[tuple[str, bool]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append((request.url.host, "Authorization" in request.headers))
        if request.url.host == "store.example":
            return whole(200, CONTENT)
        return httpx.Response(307, headers={"Location": "https://store.example/a?signature=1"})

    made = talking_to(answer)
    made.http.headers["Authorization"] = "Api-Key evp_1"
    files.fetch(made, entry, tmp_path / "a.jsonl", tell=lambda size: None)
    assert seen == [("evals.example", True), ("store.example", False)]
