import hashlib
import json
import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from evalplatform.projects.models import Project
from exports import extent, jobs, running, signing, spec, verifying
from exports.models import Export, Shard, State
from exports.sinks import local
from tests.exports.conftest import add_traces

pytestmark = pytest.mark.django_db(transaction=True)
Drain = Callable[[], None]


def exported(project: Project, drain: Drain, **body: Any) -> tuple[Export, Any]:
    export = jobs.request_export(project_id=project.id, body={"resource": "traces", "fields": ["external_id"], **body})
    drain()
    export.refresh_from_db()
    assert (export.state, export.error) == (State.COMPLETED, "")
    return export, json.loads((local.folder(export.id) / "manifest.json").read_bytes())


def test_it_tells_the_question_and_the_files(project: Project, drain: Drain) -> None:
    traces = add_traces(project, 3)
    export, manifest = exported(project, drain, compression="gzip")
    file = export.files.get(companion=False)
    assert manifest["request"] == {"resource": "traces", "fields": ["external_id"], "compression": "gzip"}
    assert manifest["files"] == [
        {"name": file.name, "rows": 3, "bytes": file.bytes, "sha256": file.sha256, "split": None,
         "first_key": str(traces[0].id), "last_key": str(traces[2].id)}
    ]  # fmt: skip
    assert manifest["shards"] == [{"number": 0, "from_key": None, "before_key": None, "server_rows": 3, "rows": 3}]
    assert (manifest["export"], manifest["rows"], manifest["bytes"]) == (str(export.id), 3, file.bytes)
    assert (manifest["snapshot"], manifest["columns"], manifest["key_id"]) == (export.snapshot, ["external_id"], signing.key_id())
    assert manifest["versions"]["manifest"] == 1
    assert manifest["versions"]["postgresql"].split(".")[0] == str(connection.cursor().connection.info.server_version // 10_000)


def test_it_is_canonical_and_the_companions_are_recorded(project: Project, drain: Drain) -> None:
    export, manifest = exported(project, drain, rename={"external_id": "é"})
    text = (local.folder(export.id) / "manifest.json").read_bytes()
    assert text == json.dumps(manifest, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"
    recorded = {file.name: (file.bytes, file.sha256) for file in export.files.filter(companion=True)}
    signature = (local.folder(export.id) / "manifest.json.sig").read_bytes()
    assert recorded == {
        "manifest.json": (len(text), hashlib.sha256(text).hexdigest()),
        "manifest.json.sig": (64, hashlib.sha256(signature).hexdigest()),
    }


@pytest.mark.openssl
def test_openssl_checks_the_signature_as_the_documents_say(project: Project, drain: Drain, tmp_path: Path) -> None:
    export, _ = exported(project, drain)
    (tmp_path / "key.pem").write_bytes(signing.public_pem())
    command = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", str(tmp_path / "key.pem"), "-rawin"]
    command += ["-in", "manifest.json", "-sigfile", "manifest.json.sig"]
    done = subprocess.run(command, cwd=local.folder(export.id), capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "Signature Verified Successfully")


def test_keys_of_many_shards_in_one_file(project: Project, drain: Drain, settings: Any) -> None:
    traces = add_traces(project, 300)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE tracing_trace")
    settings.EXPORT_SHARD_ROWS = 60
    names = [f"t-{n}" for n in (100, 101, 200)]
    wanted = {"or": [{"field": "external_id", "op": "in", "value": names}, {"field": "name", "op": "contains", "value": "_"}]}
    export, manifest = exported(project, drain)
    assert [(one["first_key"], one["last_key"]) for one in manifest["files"]] == [(str(traces[0].id), str(traces[-1].id))]
    assert [shard["rows"] for shard in manifest["shards"]] == [60] * 5
    Export.objects.filter(id=export.id).update(request={**export.request, "filter": wanted})
    export.refresh_from_db()
    shards = list(export.shards.order_by("number"))
    for shard in shards:
        shard.rows = {1: 2, 3: 1}.get(shard.number, 0)
    assert extent.of_files(export, spec.parse(export.request), shards, files=1) == [extent.Extent(traces[100].id, traces[200].id)]


def test_keys_of_many_files(project: Project, drain: Drain) -> None:
    traces = add_traces(project, 250)
    _, manifest = exported(project, drain, rows_per_file=100)
    assert [(one["rows"], one["first_key"], one["last_key"]) for one in manifest["files"]] == [
        (100, str(traces[0].id), str(traces[99].id)),
        (100, str(traces[100].id), str(traces[199].id)),
        (50, str(traces[200].id), str(traces[249].id)),
    ]


FORMATS = [(format, compression) for format in ("jsonl", "csv", "json") for compression in ("none", "gzip", "zstd")]


@pytest.mark.parametrize("more", [{}, {"rows_per_file": 100}], ids=["joined", "many files"])
@pytest.mark.parametrize(("format", "compression"), [*FORMATS, ("parquet", "zstd")])
def test_every_format_verifies(project: Project, drain: Drain, settings: Any, format: str, compression: str, more: dict[str, int]) -> None:
    add_traces(project, 250, name='a,"b"\n')
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE tracing_trace")
    settings.EXPORT_SHARD_ROWS = 60
    export, _ = exported(project, drain, format=format, compression=compression, fields=["id", "name", "input"], **more)
    report = verifying.verify(local.folder(export.id), signing.public_pem())
    assert (report.files, report.rows, report.findings) == (3 if more else 1, 250, ())
    assert export.shards.count() >= 3


def test_an_empty_file_has_no_keys(project: Project, drain: Drain) -> None:
    _, manifest = exported(project, drain, filter={"field": "model", "op": "in", "value": []})
    assert [(one["rows"], one["first_key"], one["last_key"]) for one in manifest["files"]] == [(0, None, None)]


def test_keys_that_take_too_long_are_left_out(project: Project, drain: Drain, monkeypatch: pytest.MonkeyPatch) -> None:
    add_traces(project, 2)
    monkeypatch.setattr(extent, "MOST_SECONDS", 1)
    monkeypatch.setattr(extent, "_within_the_shard", _slow)
    export, manifest = exported(project, drain)
    assert [(one["rows"], one["first_key"]) for one in manifest["files"]] == [(2, None)]


def _slow(rows: Any) -> Any:
    from django.db.models import TextField
    from django.db.models.expressions import RawSQL

    return rows.annotate(wait=RawSQL("pg_sleep(5)::text", (), output_field=TextField())).filter(wait="")


def test_a_finalizer_that_runs_again_writes_the_same_bytes(project: Project, jobs_sent: list[Any], drain: Drain) -> None:
    add_traces(project, 3)
    export, _ = exported(project, drain)
    folder = local.folder(export.id)
    before = {name: (folder / name).read_bytes() for name in ("manifest.json", "manifest.json.sig")}
    export.files.all().delete()
    long_ago = timezone.now() - timedelta(minutes=5)
    Export.objects.update(state=State.FINALIZING, finished_at=None, lease_until=long_ago)
    running.finalize(export.id)
    export.refresh_from_db()
    assert export.state == State.COMPLETED
    assert {name: (folder / name).read_bytes() for name in before} == before


def test_a_key_that_cannot_be_read_ends_the_export_before_the_work(
    project: Project, jobs_sent: list[Any], drain: Drain, settings: Any, tmp_path: Path
) -> None:
    settings.EXPORT_SIGNING_KEY_FILE = tmp_path / "key.pem"
    (tmp_path / "key.pem").write_text("nonsense")
    export = jobs.request_export(project_id=project.id, body={"resource": "traces"})
    drain()
    export.refresh_from_db()
    assert (export.state, export.error_code, Shard.objects.count()) == (State.FAILED, "signing_key", 0)
