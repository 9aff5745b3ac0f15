import gzip
import json
from pathlib import Path

import pytest

from tests.flows.clients import Client
from tests.sdk.python.cli.command import Command


def lines(prefix: str, count: int) -> str:
    return "".join(json.dumps({"external_id": f"{prefix}-{n}", "name": prefix, "input": f"q {n} Zoë 🙂"}) + "\n" for n in range(count))


def stored(client: Client, name: str) -> int:
    return len(client.call("GET", f"/api/external/traces?name={name}&page_size=10000")["results"])


def test_push_and_push_again(evalplatform: Command, client: Client, tmp_path: Path) -> None:
    (tmp_path / "traces.jsonl").write_text(lines("push", 2_300))
    first = evalplatform("traces", "push", "traces.jsonl")
    assert (first.code, first.out) == (0, "created 2,300, updated 0, unchanged 0, failed 0\n")
    again = evalplatform("--json", "traces", "push", "traces.jsonl")
    assert again.answer == {"created": 0, "updated": 0, "unchanged": 2300, "failed": 0, "failures": []}
    assert stored(client, "push") == 2_300


def document(prefix: str, count: int) -> str:
    return json.dumps([json.loads(line) for line in lines(prefix, count).splitlines()], indent=2, ensure_ascii=False)


@pytest.mark.parametrize(
    ("form", "content"),
    [
        ("packed", gzip.compress(lines("packed", 3).encode())),
        ("document", document("document", 3).encode()),
        ("packed document", gzip.compress(document("packed document", 3).encode())),
        ("mark", b"\xef\xbb\xbf\r\n" + lines("mark", 3).replace("\n", "\r\n").encode()),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_forms_of_a_file(form: str, content: bytes, evalplatform: Command, client: Client, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(content)
    done = evalplatform("traces", "push", "file")
    assert (done.code, done.err, stored(client, form.replace(" ", "%20"))) == (0, "", 3)


def test_standard_input_and_a_single_trace(evalplatform: Command, client: Client) -> None:
    assert evalplatform("traces", "push", "-", stdin=lines("stdin", 3)).code == 0
    assert evalplatform("traces", "push", "-", stdin='{\n "name": "stdin",\n "input": 1\n}').code == 0
    assert stored(client, "stdin") == 4


def test_what_is_refused_is_named_and_all_else_is_stored(evalplatform: Command, client: Client, tmp_path: Path) -> None:
    bad = '\n{"external_id": "bad", "latency_ms": "slow"}\n{"name": "no input"}\n'
    (tmp_path / "traces.jsonl").write_text(lines("some", 3) + bad)
    done = evalplatform("traces", "push", "traces.jsonl")
    assert (done.code, done.out) == (2, "created 3, updated 0, unchanged 0, failed 2\n")
    assert "line 5/latency_ms: " in done.err
    assert "line 6/input: " in done.err
    assert stored(client, "some") == 3


def test_all_refused(evalplatform: Command, tmp_path: Path) -> None:
    (tmp_path / "traces.jsonl").write_text('{"a": 1}\n')
    done = evalplatform("traces", "push", "traces.jsonl", "--json")
    assert (done.code, done.answer["failed"], done.answer["failures"][0]["place"]) == (2, 1, "line 1")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"input": 1}\n{"input": \n', "line 2: this is no JSON"),
        (b"hello", "neither JSON lines nor JSON"),
        (b'{"input": 1}\n{"input": NaN}\n', "line 2: this is no JSON: NaN is no JSON number"),
        (b"\x1f\x8bxx", "cannot be unpacked"),
        (b'{"input": "\xff"}', "neither JSON lines nor JSON"),
        (b"[" * 100_000, "neither JSON lines nor JSON"),
    ],
    ids=["cut", "text", "nan", "gzip", "utf-8", "deep"],
)
def test_what_is_no_file_of_traces(content: bytes, said: str, evalplatform: Command, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(content)
    done = evalplatform("traces", "push", "file")
    assert (done.code, done.out) == (2, "")
    assert said in done.err


def test_no_file(evalplatform: Command) -> None:
    done = evalplatform("traces", "push", "missing.jsonl")
    assert (done.code, done.err) == (2, "missing.jsonl cannot be used: No such file or directory.\n")


def test_an_empty_file(evalplatform: Command) -> None:
    assert evalplatform("traces", "push", "-").out == "created 0, updated 0, unchanged 0, failed 0\n"


def test_numbers_stay_what_they_were(evalplatform: Command, client: Client, tmp_path: Path) -> None:
    (tmp_path / "file").write_text('{"name": "exact", "input": {"z": 123456789012345678901234567890, "a": 1e2}}\n')
    assert evalplatform("traces", "push", "file").code == 0
    done = evalplatform("traces", "list", "--json", "--filter", '{"field": "name", "op": "eq", "value": "exact"}')
    assert '{"z": 123456789012345678901234567890, "a": ' in done.out


def test_list(evalplatform: Command, client: Client) -> None:
    evalplatform("traces", "push", "-", stdin=lines("listed", 5))
    only = json.dumps({"field": "name", "op": "eq", "value": "listed"})
    whole = evalplatform("traces", "list", "--filter", only, "--limit", 3, "--json")
    assert [row["external_id"] for row in whole.answer] == ["listed-4", "listed-3", "listed-2"]
    some = evalplatform("traces", "list", "--filter", only, "--fields", "external_id,usage.input_tokens", "--limit", 1)
    assert some.out == "external_id\tusage.input_tokens\nlisted-4\t\n"


def test_a_wrong_filter_is_explained(evalplatform: Command) -> None:
    done = evalplatform("traces", "list", "--filter", '{"field": "modle", "op": "eq", "value": 1}')
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("invalid_filter: ")
    assert "/field: " in done.err
