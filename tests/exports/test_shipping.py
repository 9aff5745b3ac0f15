"""Exports that go to a destination, against a real S3 server and an HTTP server that fails."""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db.models.functions import Now

from evalplatform.projects.models import Project
from exports import destinations, jobs, lifecycle, running, shipping
from exports.models import Destination, Export, Shipment, State
from exports.sinks import NoDownload, http, local, s3
from exports.sweep import sweep
from tests.exports.conftest import add_traces
from tests.stores import SECRETS, Bucket, PutServer

pytestmark = pytest.mark.django_db(transaction=True)
Drain = Callable[[], None]


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(s3, "PART_BYTES", 5 * 1024 * 1024)  # the least that a store takes


def to_bucket(project: Project, store: Bucket, **settings: str) -> Destination:
    body = {"name": "lake", "kind": "s3", "settings": {**store.settings, **settings}, "secrets": SECRETS}
    return destinations.create(project_id=project.id, body=body)


def to_server(project: Project, server: PutServer) -> Destination:
    body = {"name": "intake", "kind": "http", "settings": {"url": server.url}, "secrets": {"authorization": "Bearer t0p"}}
    return destinations.create(project_id=project.id, body=body)


def requested(project: Project, destination: Destination, **body: Any) -> Export:
    return jobs.request_export(project_id=project.id, body={"resource": "traces", "destination": str(destination.id), **body})


def ended(export: Export) -> tuple[str, str]:
    export.refresh_from_db()
    return export.state, export.error_code


def test_export_to_s3_is_whole_and_leaves_nothing_here(project: Project, drain: Drain, bucket: Bucket, export_dir: Path) -> None:
    add_traces(project, 600, input='"' + "x" * 20_000 + '"')
    export = requested(project, to_bucket(project, bucket))
    drain()
    assert ended(export) == ("completed", "")
    objects, (data,) = bucket.objects(), export.files.filter(companion=False)
    assert data.bytes > 11 * 1024 * 1024
    assert hashlib.sha256(objects[f"ours/{export.id}/{data.name}"]).hexdigest() == data.sha256
    assert sorted(objects) == sorted(f"ours/{export.id}/{file.name}" for file in export.files.all())
    assert data.location == f"s3://{bucket.name}/ours/{export.id}/{data.name}"
    assert (bucket.uploads(), list(export_dir.iterdir()), Shipment.objects.count()) == ([], [], 0)


def test_hive_partitions_and_many_files(project: Project, drain: Drain, bucket: Bucket) -> None:
    add_traces(project, 250)
    export = requested(project, to_bucket(project, bucket, key="date={date}/{name}"), rows_per_file=100)
    drain()
    day = f"date={export.cutoff:%Y-%m-%d}"
    start = f"{day}/traces-{export.cutoff:%Y%m%dT%H%M%SZ}-{export.id.hex[-8:]}"
    assert sorted(bucket.objects()) == sorted(
        [*(f"{start}-{n:05d}-of-00003.jsonl" for n in range(3)), f"{start}.manifest.json", f"{start}.manifest.json.sig"]
    )


def test_the_manifest_comes_last(project: Project, drain: Drain, put_server: PutServer) -> None:
    add_traces(project, 250)
    export = requested(project, to_server(project, put_server), rows_per_file=100)
    drain()
    assert ended(export) == ("completed", "")
    assert put_server.order[-1] == f"/ours/{export.id}/manifest.json"
    manifest = json.loads(put_server.taken[put_server.order[-1]])
    assert [one["sha256"] for one in manifest["files"]] == [
        hashlib.sha256(put_server.taken[f"/ours/{export.id}/{one['name']}"]).hexdigest() for one in manifest["files"]
    ]


def test_a_finalizer_that_died_at_the_store_is_followed_by_another(
    project: Project, drain: Drain, bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_traces(project, 600, input='"' + "x" * 20_000 + '"')
    export = requested(project, to_bucket(project, bucket))
    with monkeypatch.context() as patched:
        patched.setattr(s3.Target, "publish", _dies)
        with pytest.raises(SystemExit):
            drain()
    assert len(bucket.uploads()) == 1
    Export.objects.filter(id=export.id).update(lease_until=Now() - timedelta(seconds=1))
    assert sweep() == 1
    drain()
    assert ended(export) == ("completed", "")
    assert (len(bucket.objects()), bucket.uploads()) == (3, [])


def test_a_finalizer_that_died_after_publishing_sends_nothing_again(
    project: Project, drain: Drain, bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_traces(project, 3)
    export = requested(project, to_bucket(project, bucket))
    with monkeypatch.context() as patched:
        patched.setattr(lifecycle, "complete", _dies)
        with pytest.raises(SystemExit):
            drain()
    monkeypatch.setattr(s3.Target, "_upload", None)
    Export.objects.filter(id=export.id).update(lease_until=Now() - timedelta(seconds=1))
    sweep()
    drain()
    assert ended(export) == ("completed", "")


def _dies(*_: Any, **__: Any) -> None:
    raise SystemExit("as if killed")


def test_a_cancel_during_the_upload_leaves_nothing(project: Project, drain: Drain, bucket: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    add_traces(project, 600, input='"' + "x" * 20_000 + '"')
    export = requested(project, to_bucket(project, bucket))
    stage = s3.Target.stage

    def stage_then_cancel(target: s3.Target, *arguments: Any, **more: Any) -> None:
        stage(target, *arguments, **more)
        jobs.cancel(export)

    monkeypatch.setattr(s3.Target, "stage", stage_then_cancel)
    drain()
    assert (ended(export), bucket.objects()) == (("cancelled", ""), {})
    assert sweep() == 0  # a worker that has not noticed may still be at it
    Export.objects.filter(id=export.id).update(finished_at=Now() - timedelta(minutes=2))
    assert sweep() == 1
    drain()
    assert (bucket.uploads(), Shipment.objects.count(), export.files.count()) == ([], 0, 0)


def test_a_cancel_right_after_publishing_is_cleared_up(
    project: Project, drain: Drain, bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_traces(project, 3)
    export = requested(project, to_bucket(project, bucket))
    publish = s3.Target.publish

    def publish_then_cancel(target: s3.Target, *arguments: Any, **more: Any) -> list[str]:
        locations = publish(target, *arguments, **more)
        jobs.cancel(export)
        return locations

    monkeypatch.setattr(s3.Target, "publish", publish_then_cancel)
    drain()
    assert (ended(export), len(bucket.objects())) == (("cancelled", ""), 3)
    Export.objects.filter(id=export.id).update(finished_at=Now() - timedelta(minutes=2))
    sweep()
    drain()
    assert (bucket.objects(), Shipment.objects.count()) == ({}, 0)


def test_a_store_that_refuses_ends_the_export_with_its_reason(project: Project, drain: Drain, bucket: Bucket) -> None:
    add_traces(project, 3)
    export = requested(project, to_bucket(project, bucket, bucket="nowhere"))
    drain()
    assert ended(export) == ("failed", "bucket_missing")
    assert export.error == "The store has no bucket 'nowhere'. Create it, or change the destination's bucket."
    Export.objects.filter(id=export.id).update(finished_at=Now() - timedelta(minutes=2))
    sweep()
    drain()
    assert Shipment.objects.count() == 0


def test_a_server_that_is_away_is_waited_for(
    project: Project, drain: Drain, put_server: PutServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "_wait", lambda *_: None)
    add_traces(project, 3)
    export = requested(project, to_server(project, put_server))
    put_server.plan = [500] * 6
    drain()
    assert ended(export) == ("finalizing", "")
    assert Shipment.objects.get().error.startswith("The server answered 500 to the PUT of ours/")
    Export.objects.filter(id=export.id).update(lease_until=Now() - timedelta(seconds=1))
    sweep()
    drain()
    assert (ended(export), len(put_server.taken)) == (("completed", ""), 3)


def test_a_place_that_is_away_for_long_uses_up_no_attempts(
    project: Project, drain: Drain, put_server: PutServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "_wait", lambda *_: None)
    add_traces(project, 3)
    export = requested(project, to_server(project, put_server))
    put_server.plan = [500 for _ in range(6 * 8)]
    drain()
    for _ in range(8):
        Export.objects.filter(id=export.id).update(lease_until=Now() - timedelta(seconds=1))
        sweep()
        drain()
    assert (ended(export), export.attempt) == (("completed", ""), 9)


def test_a_server_that_stays_away_is_told_as_the_reason(
    project: Project, drain: Drain, put_server: PutServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "_wait", lambda *_: None)
    add_traces(project, 3)
    export = requested(project, to_server(project, put_server))
    put_server.plan = [500] * 1000
    drain()
    Export.objects.filter(id=export.id).update(lease_until=Now() - timedelta(seconds=1), attempt=65)
    Shipment.objects.update(waits=65)
    sweep()
    drain()
    assert ended(export) == ("failed", "gave_up")
    assert "the last time: The server answered 500 to the PUT of ours/" in export.error


def test_a_local_destination_keeps_the_files_here(project: Project, drain: Drain) -> None:
    add_traces(project, 3)
    export = requested(project, destinations.create(project_id=project.id, body={"name": "here", "kind": "local"}))
    drain()
    file = export.files.filter(companion=False).get()
    assert (ended(export), file.location) == (("completed", ""), "")
    assert (local.folder(export.id) / file.name).is_file()


def test_a_deleted_destination_tells_where_the_file_lies(project: Project, drain: Drain, bucket: Bucket) -> None:
    add_traces(project, 3)
    destination = to_bucket(project, bucket)
    export = requested(project, destination)
    drain()
    destinations.delete(destination)
    file = export.files.filter(companion=False).get()
    with pytest.raises(NoDownload, match=f"The destination was deleted; the file lies at s3://{bucket.name}/ours/"):
        shipping.link(file)


def test_a_late_finalize_does_nothing(project: Project, drain: Drain, bucket: Bucket) -> None:
    add_traces(project, 3)
    export = requested(project, to_bucket(project, bucket))
    drain()
    running.finalize(export.id)
    assert ended(export) == (State.COMPLETED, "")
