import base64
import hashlib
from pathlib import Path
from typing import Any

import pytest

from evalplatform.errors import DomainError, Unavailable
from exports.heartbeat import Lost
from exports.sinks import NoDownload, Outgoing, Place, http
from exports.sinks.http import Target
from tests.stores import PutServer

BODY = b"0123456789" * 50_000


@pytest.fixture
def file(tmp_path: Path) -> Outgoing:
    (tmp_path / "a.jsonl").write_bytes(BODY)
    return Outgoing(path=tmp_path / "a.jsonl", key="p/a b.jsonl", bytes=len(BODY), sha256=hashlib.sha256(BODY).hexdigest(), owner="e1")


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    waited: list[float] = []
    monkeypatch.setattr(http, "_wait", lambda seconds, check: waited.append(seconds))
    return waited


def target(server: PutServer, **settings: Any) -> Target:
    return Target(Place({"url": f"{server.url}/in/", **settings}, {"authorization": "Bearer t0p"}))


def nothing() -> None:
    pass


def test_put_has_length_digest_and_authorization(put_server: PutServer, file: Outgoing) -> None:
    locations = target(put_server, headers={"x-ms-blob-type": "BlockBlob"}).publish([file], check=nothing)
    headers = put_server.headers["/in/p/a%20b.jsonl"]
    assert locations == [f"{put_server.url}/in/p/a%20b.jsonl"]
    assert put_server.taken == {"/in/p/a%20b.jsonl": BODY}
    assert (headers["content-length"], headers["x-content-sha256"]) == (str(len(BODY)), file.sha256)
    assert headers["content-digest"] == f"sha-256=:{base64.b64encode(hashlib.sha256(BODY).digest()).decode()}:"
    assert (headers["authorization"], headers["x-ms-blob-type"]) == ("Bearer t0p", "BlockBlob")
    assert "transfer-encoding" not in headers


def test_what_may_pass_is_tried_again_from_the_beginning(put_server: PutServer, file: Outgoing, waits: list[float]) -> None:
    put_server.plan = [500, "cut", 429, 503]
    put_server.retry_after = "7"
    target(put_server).publish([file], check=nothing)
    assert put_server.taken == {"/in/p/a%20b.jsonl": BODY}
    assert (put_server.requests, waits) == (5, [7.0, 2.0, 7.0, 8.0])


def test_a_server_that_stays_away_is_unavailable(put_server: PutServer, file: Outgoing, waits: list[float]) -> None:
    put_server.plan = [500] * 6
    with pytest.raises(Unavailable, match=r"The server answered 500 to the PUT of p/a b\.jsonl\."):
        target(put_server).publish([file], check=nothing)
    assert waits == [1.0, 2.0, 4.0, 8.0, 16.0]


@pytest.mark.parametrize(
    ("what", "code"), [(401, "store_denied"), (403, "store_denied"), (404, "store_refused"), ("http://127.0.0.1:1/", "store_moved")]
)
def test_a_refusal_is_not_tried_again(put_server: PutServer, file: Outgoing, what: Any, code: str) -> None:
    put_server.plan = [what]
    with pytest.raises(DomainError) as caught:
        target(put_server).publish([file], check=nothing)
    assert (caught.value.code, put_server.requests) == (code, 1)
    assert "t0p" not in caught.value.message


def test_a_cancel_ends_the_sending(put_server: PutServer, file: Outgoing) -> None:
    def cancelled() -> None:
        raise Lost

    with pytest.raises(Lost):
        target(put_server).publish([file], check=cancelled)
    assert put_server.taken == {}


def test_a_cancel_ends_the_waiting() -> None:
    def cancelled() -> None:
        raise Lost

    with pytest.raises(Lost):
        http._wait(60, cancelled)


def test_there_is_no_download(put_server: PutServer) -> None:
    with pytest.raises(NoDownload, match="can only be had there"):
        target(put_server).link("https://x/a", name="a", seconds=1)


@pytest.mark.parametrize(
    ("given", "pointer"),
    [
        ({"url": "https://u:p@h/"}, "/settings/url"),
        ({"url": "https://h/?a=b"}, "/settings/url"),
        ({"url": "https://h/", "headers": {"Authorization": "x"}}, "/settings/headers"),
        ({"url": "https://h/", "headers": {"a": "b\r\nc: d"}}, "/settings/headers"),
        ({"url": "https://h/", "headers": {"a b": "c"}}, "/settings/headers"),
        ({"url": "https://h/", "headers": {"a": 1}}, "/settings/headers"),
    ],
)
def test_settings_that_are_refused(given: dict[str, Any], pointer: str) -> None:
    assert [one.pointer for one in Target.problems(given, {})] == [pointer]
