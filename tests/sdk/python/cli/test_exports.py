import csv
import gzip
import hashlib
import json
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.flows.clients import Client, add_traces
from tests.sdk.python.cli.command import Command

ROWS = 3_000


@pytest.fixture(scope="module", autouse=True)
def rows(client: Client) -> None:
    add_traces(client.up, ROWS)


def test_from_request_to_checked_file(evalplatform: Command, tmp_path: Path) -> None:
    done = evalplatform("export", "create", "--compression", "gzip", "--fields", "id,external_id", "--output", "out/traces.jsonl.gz")
    assert done.code == 0, done.err
    lines = gzip.decompress((tmp_path / "out" / "traces.jsonl.gz").read_bytes()).splitlines()
    assert (len(lines), list(json.loads(lines[0]))) == (ROWS, ["id", "external_id"])
    name, count, size, digest = done.out.rstrip("\n").split("\t")
    assert (name, count, int(size)) == ("out/traces.jsonl.gz", str(ROWS), (tmp_path / name).stat().st_size)
    assert digest == hashlib.sha256((tmp_path / name).read_bytes()).hexdigest()
    assert sorted(one.name for one in (tmp_path / "out").iterdir()) == ["traces.jsonl.gz", "traces.jsonl.gz.manifest.json"]


def test_what_is_asked_reaches_the_server(evalplatform: Command, tmp_path: Path) -> None:
    (tmp_path / "filter.json").write_text('{"field": "external_id", "op": "in", "value": ["flow-1", "flow-2"]}')
    options = (
        "--format",
        "csv",
        "--option",
        "csv_formula_guard=false",
        "--filter",
        "@filter.json",
        "--request",
        '{"rename": {"id": "key"}}',
    )
    done = evalplatform("export", "create", *options, "--fields", "id,external_id", "--output", "a.csv", "--json")
    assert (done.code, done.answer["paths"], done.answer["files"][0]["rows"]) == (0, ["a.csv"], 2)
    with (tmp_path / "a.csv").open() as file:
        assert [(list(row), row["external_id"]) for row in csv.DictReader(file)] == [(["key", "external_id"], f"flow-{n}") for n in (1, 2)]


def test_many_files_need_a_folder(evalplatform: Command, tmp_path: Path) -> None:
    done = evalplatform("export", "create", "--request", '{"rows_per_file": 1000}', "--fields", "id", "--output", "out", "--name", "mine")
    assert done.code == 0, done.err
    names = sorted(one.name for one in (tmp_path / "out").iterdir())
    assert names[0] == "manifest.json"
    assert [len((tmp_path / "out" / name).read_bytes().splitlines()) for name in names[1:]] == [1000] * 3
    assert all(name.startswith("mine-") and name.endswith("-of-00003.jsonl") for name in names[1:])
    assert evalplatform("export", "verify", "out").out == f"whole: files 3, rows {ROWS:,}\n"
    (tmp_path / "file").write_text("")
    again = evalplatform("export", "download", json.loads((tmp_path / "out" / "manifest.json").read_text())["export"], "--output", "file")
    assert (again.code, "has 3 files: name a folder" in again.err) == (2, True)


def test_a_folder_and_a_name(evalplatform: Command, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    assert evalplatform("export", "create", "--compression", "gzip", "--output", "out", "--name", "nightly").code == 0
    assert sorted(one.name for one in (tmp_path / "out").iterdir()) == ["manifest.json", "nightly.jsonl.gz"]
    bad = evalplatform("export", "create", "--output", "out", "--name", "../x")
    assert (bad.code, list(tmp_path.glob("*.jsonl"))) == (2, [])


def test_watch_and_download_later(evalplatform: Command, tmp_path: Path) -> None:
    done = evalplatform("--json", "export", "create", "--fields", "id")
    assert (done.code, done.answer["state"] in ("queued", "planning", "running")) == (0, True)
    watched = evalplatform("export", "watch", done.answer["id"], "--json")
    assert (watched.code, watched.answer["state"]) == (0, "completed")
    assert evalplatform("export", "download", done.answer["id"], "--output", "a.jsonl").code == 0
    assert len((tmp_path / "a.jsonl").read_bytes().splitlines()) == ROWS


def test_a_download_goes_on_where_it_was(evalplatform: Command, client: Client, tmp_path: Path) -> None:
    id = client.export()
    entry = client.finished(id, seconds=30)["files"][0]
    assert evalplatform("export", "download", id, "--output", "whole.jsonl").code == 0
    whole = (tmp_path / "whole.jsonl").read_bytes()
    (tmp_path / "cut.jsonl.part").write_bytes(whole[: entry["bytes"] // 3])
    assert evalplatform("export", "download", id, "--output", "cut.jsonl").code == 0
    assert (tmp_path / "cut.jsonl").read_bytes() == whole
    assert not (tmp_path / "cut.jsonl.part").exists()


@pytest.mark.parametrize("left", [b"not of this file", b"x" * 10_000_000], ids=["other", "longer"])
def test_what_was_left_there_by_another_is_no_part_of_it(left: bytes, evalplatform: Command, client: Client, tmp_path: Path) -> None:
    id = client.export()
    client.finished(id, seconds=30)
    (tmp_path / "a.jsonl.part").write_bytes(left)
    done = evalplatform("export", "download", id, "--output", "a.jsonl")
    assert (done.code, (tmp_path / "a.jsonl").exists()) == ((0, True) if len(left) > 100 else (2, False))
    assert evalplatform("export", "download", id, "--output", "a.jsonl").code == 0
    assert evalplatform("export", "verify", "a.jsonl").code == 0


def change(path: Path, how: str) -> None:
    content = path.read_bytes()
    path.write_bytes({"cut": content[:-5], "changed": b"[" + content[1:]}[how])


@pytest.mark.parametrize(("how", "said"), [("cut", "bytes and not"), ("changed", "SHA-256 is")])
def test_verify_finds_what_does_not_hold(how: str, said: str, evalplatform: Command, tmp_path: Path) -> None:
    assert evalplatform("export", "create", "--fields", "id", "--output", "a.jsonl").code == 0
    assert evalplatform("export", "verify", "a.jsonl").out == f"whole: files 1, rows {ROWS:,}\n"
    change(tmp_path / "a.jsonl", how)
    done = evalplatform("export", "verify", "a.jsonl", "--json")
    assert (done.code, done.answer["whole"], said in done.answer["findings"][0]["text"]) == (2, False, True)


def test_verify_asks_the_server_where_there_is_no_manifest(evalplatform: Command, client: Client, tmp_path: Path) -> None:
    id = client.export(fields=["id"])
    client.finished(id, seconds=30)
    assert evalplatform("export", "verify", id).out == f"whole: files 1, rows {ROWS:,}\n"
    (data,) = client.folder(id).glob("*.jsonl")
    (tmp_path / "moved").write_bytes(data.read_bytes())
    assert evalplatform("export", "verify", "moved").code == 2
    assert evalplatform("export", "verify", "moved", "--export", id).code == 0
    with data.open("r+b") as file:
        file.write(b"[")
    assert evalplatform("export", "verify", id).code == 2


def public_key(client: Client, path: Path) -> Path:
    with urllib.request.urlopen(f"http://127.0.0.1:{client.up.port}/.well-known/evalplatform-manifest-key") as answer:
        path.write_bytes(answer.read())
    return path


def other_key(path: Path) -> Path:
    key = Ed25519PrivateKey.generate().public_key()
    path.write_bytes(key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    return path


def test_verify_checks_who_signed(evalplatform: Command, client: Client, tmp_path: Path) -> None:
    id = client.export(fields=["id"])
    client.finished(id, seconds=30)
    ours, others = public_key(client, tmp_path / "ours.pem"), other_key(tmp_path / "others.pem")
    assert evalplatform("export", "verify", id, "--public-key", ours).out == f"whole: files 1, rows {ROWS:,}\n"
    done = evalplatform("export", "verify", id, "--public-key", others)
    assert (done.code, "signature is not of this key" in done.err) == (2, True)


def test_verify_checks_a_signature_that_lies_beside(evalplatform: Command, client: Client, tmp_path: Path) -> None:
    made = evalplatform("export", "create", "--fields", "id", "--output", "a.jsonl", "--json").answer
    ours, manifest = public_key(client, tmp_path / "ours.pem"), tmp_path / "a.jsonl.manifest.json"
    without = evalplatform("export", "verify", "a.jsonl", "--public-key", ours)
    assert (without.code, "No signature lies beside" in without.err) == (2, True)
    (signature,) = client.folder(made["id"]).glob("*.json.sig")
    manifest.with_name(manifest.name + ".sig").write_bytes(signature.read_bytes())
    assert evalplatform("export", "verify", "a.jsonl", "--public-key", ours).code == 0
    manifest.write_bytes(manifest.read_bytes() + b"\n")
    assert evalplatform("export", "verify", "a.jsonl", "--public-key", ours).code == 2


def test_what_is_no_key_is_told(evalplatform: Command, client: Client, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("nothing")
    id = client.export(fields=["id"])
    client.finished(id, seconds=30)
    done = evalplatform("export", "verify", id, "--public-key", "key")
    assert (done.code, "is no public key in PEM" in done.err) == (2, True)


@pytest.mark.parametrize("place", ["missing", "01900000-0000-7000-8000-000000000000"])
def test_nothing_to_verify(place: str, evalplatform: Command) -> None:
    assert evalplatform("export", "verify", place).code == 2


def test_an_export_that_does_not_complete(evalplatform: Command, client: Client) -> None:
    *_, last = [client.export(priority="low") for _ in range(6)]  # they take turns
    assert client.call("POST", f"/api/exports/{last}/cancel")["state"] == "cancelled"
    done = evalplatform("export", "watch", last, "--json")
    assert (done.code, done.out, f"The export {last} cancelled" in done.err) == (2, "", True)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--filter", "{"), "The filter is no JSON"),
        (("--option", "x"), "write KEY=VALUE"),
        (("--request", "[]"), "The request is an object"),
        (("--format", "xml"), "/format: "),
        (("--filter", "@missing"), "missing cannot be used"),
    ],
    ids=["filter", "option", "request", "format", "file"],
)
def test_what_cannot_be_asked(options: tuple[str, str], said: str, evalplatform: Command) -> None:
    done = evalplatform("export", "create", *options)
    assert (done.code, done.out, said in done.err) == (2, "", True), done.err


def test_preview(evalplatform: Command) -> None:
    only = '{"field": "external_id", "op": "startswith", "value": "flow-"}'
    done = evalplatform("preview", "--fields", "external_id", "--exact", "--filter", only)
    assert (done.code, json.loads(done.out.splitlines()[0])) == (0, {"external_id": "flow-1"})
    assert f"{ROWS:,} rows in all" in done.err
    told: Any = evalplatform("preview", "--fields", "external_id", "--json").answer
    assert told["columns"][0]["name"] == "external_id"


def test_the_resource_of_a_request_holds(evalplatform: Command) -> None:
    assert evalplatform("export", "create", "--request", '{"resource": "scores"}', "--json").answer["resource"] == "scores"
    assert evalplatform("export", "create", "--json").answer["resource"] == "traces"
