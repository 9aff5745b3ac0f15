import hashlib
from pathlib import Path
from typing import Any

import pytest

from evalplatform.errors import DomainError, Unavailable
from evalplatform.outbound import AddressRefused, Allowed
from exports.heartbeat import Lost
from exports.sinks import Outgoing, Place, s3
from exports.sinks.s3 import Target
from tests.stores import SECRETS, Bucket, PutServer

BIG = 33 * 1024 * 1024


def outgoing(tmp_path: Path, name: str, size: int, *, owner: str = "e1") -> Outgoing:
    path = tmp_path / name
    path.write_bytes(bytes(range(256)) * (size // 256) + b"x" * (size % 256))
    return Outgoing(path=path, key=f"p/{owner}/{name}", bytes=size, sha256=hashlib.sha256(path.read_bytes()).hexdigest(), owner=owner)


@pytest.fixture
def files(tmp_path: Path) -> list[Outgoing]:
    return [outgoing(tmp_path, "big.jsonl", BIG), outgoing(tmp_path, "empty.csv", 0), outgoing(tmp_path, "manifest.json", 5)]


@pytest.fixture
def target(bucket: Bucket) -> Any:
    made = Target(bucket.place)
    yield made
    made.close()


def nothing() -> None:
    pass


def test_nothing_is_visible_before_publish(bucket: Bucket, target: Target, files: list[Outgoing]) -> None:
    target.stage(files, check=nothing, leftovers=False)
    assert (bucket.objects(), bucket.uploads()) == ({}, ["p/e1/big.jsonl"])
    locations = target.publish(files, check=nothing)
    assert locations == [f"s3://{bucket.name}/{file.key}" for file in files]
    assert bucket.objects() == {file.key: file.path.read_bytes() for file in files}
    assert bucket.uploads() == []


def test_a_second_try_aborts_what_the_first_left_and_sends_the_same(bucket: Bucket, target: Target, files: list[Outgoing]) -> None:
    target.stage(files, check=nothing, leftovers=False)  # and then its worker dies
    second = Target(bucket.place)
    second.stage(files, check=nothing, leftovers=True)
    second.publish(files, check=nothing)
    second.close()
    assert (sorted(bucket.objects()), bucket.uploads()) == (sorted(file.key for file in files), [])


def test_the_dead_attempt_comes_back_and_can_do_no_harm(bucket: Bucket, target: Target, files: list[Outgoing]) -> None:
    target.stage(files, check=nothing, leftovers=False)
    second = Target(bucket.place)
    second.stage(files, check=nothing, leftovers=True)
    with pytest.raises(Unavailable):
        target.publish(files, check=nothing)
    second.publish(files, check=nothing)
    second.close()
    assert bucket.objects()["p/e1/big.jsonl"] == files[0].path.read_bytes()


def test_what_is_published_is_not_sent_again(bucket: Bucket, target: Target, files: list[Outgoing]) -> None:
    target.stage(files, check=nothing, leftovers=False)
    target.publish(files, check=nothing)
    files[0].path.unlink()
    target.stage(files, check=nothing, leftovers=True)
    assert target.publish(files, check=nothing)[0] == f"s3://{bucket.name}/p/e1/big.jsonl"


def test_another_exports_object_is_never_overwritten(bucket: Bucket, target: Target, files: list[Outgoing], tmp_path: Path) -> None:
    bucket.client.put_object(Bucket=bucket.name, Key="p/e1/empty.csv", Body=b"theirs", Metadata={"export": "e0"})
    with pytest.raises(DomainError) as caught:
        target.stage(files, check=nothing, leftovers=False)
    target.withdraw([file.key for file in files], owner="e1")
    assert caught.value.code == "key_taken"
    assert (bucket.objects(), bucket.uploads()) == ({"p/e1/empty.csv": b"theirs"}, [])


def test_a_cancel_ends_the_upload_and_aborts_it(bucket: Bucket, target: Target, files: list[Outgoing]) -> None:
    calls = 0

    def check() -> None:
        nonlocal calls
        calls += 1
        if calls > 20:
            raise Lost

    with pytest.raises(Lost):
        target.stage(files, check=check, leftovers=False)
    assert (bucket.objects(), bucket.uploads()) == ({}, [])


def test_withdraw_leaves_nothing(bucket: Bucket, target: Target, files: list[Outgoing]) -> None:
    target.stage(files, check=nothing, leftovers=False)
    target.publish(files, check=nothing)
    target.withdraw([file.key for file in files], owner="e1")
    assert bucket.objects() == {}


def test_parts_grow_with_the_file(bucket: Bucket, target: Target, files: list[Outgoing], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(s3, "MAX_PARTS", 1)
    target.stage(files, check=nothing, leftovers=False)
    assert len(target._uploads["p/e1/big.jsonl"][1]) == 1


def test_link_works_for_a_while_and_without_a_key(bucket: Bucket, target: Target) -> None:
    bucket.client.put_object(Bucket=bucket.name, Key="a b.jsonl", Body=b"hello")
    link = target.link(f"s3://{bucket.name}/a b.jsonl", name="a b.jsonl", seconds=60)
    from evalplatform import outbound

    answer = outbound.send("GET", link)
    assert (answer.status, answer.body) == (200, b"hello")
    assert answer.headers["content-disposition"] == 'attachment; filename="a b.jsonl"'
    assert "X-Amz-Expires=60" in link
    assert "not-a-secret" not in link


def test_probe_leaves_nothing(bucket: Bucket, target: Target) -> None:
    target.probe("probe")
    assert (bucket.objects(), bucket.uploads()) == ({}, [])


def test_missing_bucket(s3_url: str, loopback_allowed: None, files: list[Outgoing]) -> None:
    target = Target(Place({"bucket": "nowhere", "endpoint_url": s3_url}, SECRETS))
    with pytest.raises(DomainError) as caught:
        target.stage(files, check=nothing, leftovers=False)
    target.withdraw(["x"], owner="e1")
    target.close()
    assert (caught.value.code, caught.value.message) == (
        "bucket_missing",
        "The store has no bucket 'nowhere'. Create it, or change the destination's bucket.",
    )


@pytest.mark.parametrize(
    ("status", "said", "code"),
    [
        (403, "AccessDenied", "store_denied"),
        (403, "InvalidAccessKeyId", "store_credentials"),
        (403, "SignatureDoesNotMatch", "store_credentials"),
        (400, "AuthorizationHeaderMalformed", "store_region"),
        (400, "InvalidRequest", "store_refused"),
        (503, "SlowDown", "store_unavailable"),
        (500, "InternalError", "store_unavailable"),
    ],
)
def test_refusals_are_told(put_server: PutServer, status: int, said: str, code: str) -> None:
    put_server.plan = [status] * 10
    put_server.body = f"<Error><Code>{said}</Code><Message>no</Message></Error>".encode()
    assert _failure(Place({"bucket": "bkt", "endpoint_url": put_server.url}, SECRETS)).code == code


def test_a_redirect_leads_nowhere(put_server: PutServer) -> None:
    put_server.plan = ["http://169.254.169.254/latest/meta-data"] * 10
    assert _failure(Place({"bucket": "bkt", "endpoint_url": put_server.url}, SECRETS)).code == "store_region"
    assert put_server.requests == 1


def test_a_store_that_is_not_there(loopback_allowed: None) -> None:
    error = _failure(Place({"bucket": "bkt", "endpoint_url": "http://127.0.0.1:1"}, SECRETS))
    assert isinstance(error, Unavailable)
    assert error.code == "store_unavailable"


@pytest.mark.parametrize("host", ["127.0.0.1", "2130706433", "0177.0.0.1", "[::ffff:127.0.0.1]", "localhost", "169.254.169.254"])
def test_an_endpoint_inside_is_refused_by_the_same_guard(put_server: PutServer, settings: Any, host: str) -> None:
    settings.OUTBOUND_ALLOW = Allowed()
    endpoint = put_server.url.replace("127.0.0.1", host)
    error = _failure(Place({"bucket": "bkt", "endpoint_url": endpoint}, SECRETS))
    assert isinstance(error, AddressRefused)
    assert put_server.requests == 0


def test_nothing_of_the_servers_own_environment_is_used(put_server: PutServer, monkeypatch: pytest.MonkeyPatch, s3_url: str) -> None:
    for name, value in {"AWS_PROFILE": "nope", "AWS_ENDPOINT_URL_S3": s3_url, "HTTP_PROXY": s3_url, "AWS_ACCESS_KEY_ID": "OURS"}.items():
        monkeypatch.setenv(name, value)
    target = Target(Place({"bucket": "bkt", "endpoint_url": put_server.url}, SECRETS), quick=True)
    with pytest.raises(DomainError):  # the stand-in has no upload ids
        target.probe("probe")
    target.close()
    assert "AKIATEST" in put_server.headers["/bkt/probe"]["authorization"]


def _failure(place: Place) -> DomainError:
    target = Target(place, quick=True)
    with pytest.raises(DomainError) as caught:
        target.probe("probe")
    target.close()
    return caught.value
