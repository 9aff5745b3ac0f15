"""`load_traces`: good lines are in, bad ones are named, and the exit code tells."""

import gzip
import io
import json
import sys
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from evalplatform.projects.models import Project
from evalplatform.tracing.ingest import loading, write
from evalplatform.tracing.models import Score, Trace
from evalplatform.tracing.second_process import applying

GOOD = [{"external_id": f"t-{n}", "input": n, "scores": [{"name": "s", "value": n}]} for n in range(30)]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def jsonl(items: list[Any]) -> bytes:
    return b"".join(json.dumps(item).encode() + b"\n" for item in items)


def run(file: Path | str, *arguments: str, err: io.StringIO | None = None) -> tuple[str, str]:
    """Standard output and standard error; the error that ends the command is the last line of the latter."""
    out, err = io.StringIO(), err or io.StringIO()
    try:
        call_command("load_traces", str(file), "--project", "ours", *arguments, stdout=out, stderr=err)
    except CommandError as error:
        err.write(f"{error}\nexit {error.returncode}\n" if error.returncode != 1 else f"{error}\n")
    return out.getvalue(), err.getvalue()


@pytest.fixture
def file(tmp_path: Path, project: Project) -> Path:
    path = tmp_path / "traces.jsonl"
    path.write_bytes(jsonl(GOOD))
    return path


def test_all_lines_are_in_and_a_second_run_changes_nothing(file: Path) -> None:
    assert run(file)[0].startswith("30 created, 0 replaced, 0 unchanged, 0 refused in ")
    before = list(Trace.objects.order_by("id").values())
    assert run(file)[0].startswith("0 created, 0 replaced, 30 unchanged, 0 refused in ")
    assert list(Trace.objects.order_by("id").values()) == before
    assert Score.objects.count() == 30


@pytest.mark.parametrize("compress", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_standard_input_is_read(monkeypatch: pytest.MonkeyPatch, project: Project, compress: Any) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(compress(jsonl(GOOD)))))
    assert run("-", "--batch", "7")[0].startswith("30 created, ")
    assert Trace.objects.count() == 30


def test_bad_lines_are_refused_alone(file: Path, tmp_path: Path) -> None:
    with file.open("ab") as more:
        more.write(b'\n{"inptu": 1}\n{"input": "\xff"}\n{"input": 1}')
    out, err = run(file, "--reject-file", str(tmp_path / "rejects"))
    assert out.startswith("31 created, 0 replaced, 0 unchanged, 2 refused in ")
    assert err.splitlines() == [
        "line 32: /inptu: There is no such field. Do you mean 'input'?",
        "line 32: /input: This is required. It may be any JSON value, null too.",
        "line 33: (whole): This is not JSON: str is not valid UTF-8: surrogates not allowed: line 1 column 1 (char 0).",
        f"2 of 33 lines were refused; the others are in. They are in {tmp_path / 'rejects'}.",
    ]
    rejects = [json.loads(line) for line in (tmp_path / "rejects").read_bytes().splitlines()]
    assert [(one["line"], one["text"]) for one in rejects] == [(32, '{"inptu": 1}'), (33, '{"input": "\\xff"}')]
    assert rejects[0]["problems"][0] == {
        "pointer": "/inptu",
        "detail": "There is no such field. Do you mean 'input'?",
        "code": "unknown_field",
    }


def test_only_the_first_twenty_bad_lines_are_shown(file: Path, tmp_path: Path) -> None:
    file.write_bytes(b"{\n" * 50)
    out, err = run(file, "--batch", "15", "--reject-file", str(tmp_path / "rejects"))
    assert [line.partition(":")[0] for line in err.splitlines()[:20]] == [f"line {n}" for n in range(1, 21)]
    assert err.splitlines()[20] == "… and 30 more lines were refused."
    assert len((tmp_path / "rejects").read_bytes().splitlines()) == 50


def test_a_line_beyond_the_limit_is_refused_by_its_number(file: Path, settings: Any, tmp_path: Path) -> None:
    settings.INGEST_MAX_BYTES = 1000
    file.write_bytes(jsonl([GOOD[0], {"input": "x" * 5000}, GOOD[1]]))
    out, err = run(file, "--reject-file", str(tmp_path / "rejects"))
    assert err.splitlines()[0] == "line 2: (whole): This line is longer than INGEST_MAX_BYTES."
    assert json.loads((tmp_path / "rejects").read_bytes())["text"] is None
    assert Trace.objects.count() == 2


def test_of_a_cut_gzip_what_was_read_is_in(file: Path) -> None:
    file.write_bytes(gzip.compress(jsonl(GOOD))[:-8])
    _, err = run(file)
    assert err == "The gzip file ends in the middle: it was cut off. 30 traces before that are in.\n"
    assert Trace.objects.count() == 30


def test_a_database_that_goes_away_is_told_with_what_is_in(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[Any] = []

    def fail_at_third(*arguments: Any) -> Any:
        calls.append(arguments)
        if len(calls) == 3:
            raise OperationalError("the connection is lost\nDETAIL: none")
        return write(*arguments)

    monkeypatch.setattr(loading, "write", fail_at_third)
    assert run(file, "--batch", "10")[1] == "The database failed: the connection is lost. 20 traces before that are in.\n"


def test_a_second_process_that_is_killed_is_told_with_what_is_in(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "BATCHES_BEFORE_HELP", 2)
    monkeypatch.setattr(loading, "applying", lambda _: applying("os.abort"))
    monkeypatch.setattr(Connection, "poll", lambda pipe: True)
    ended = "A process that helps to check lines ended by itself, with code 1. Load the file again: what has an external_id is not doubled."
    assert run(file, "--batch", "5")[1] == f"{ended} 10 traces before that are in.\n"
    assert Trace.objects.count() == 10


@pytest.mark.django_db(transaction=True)
def test_a_project_that_is_deleted_meanwhile_is_told(file: Path, project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "write", lambda *arguments: (project.delete(), write(*arguments))[1])
    assert run(file)[1] == "The project was deleted meanwhile. 0 traces before that are in.\n"
    assert Trace.objects.count() == 0


def test_an_unknown_project_is_one_line(file: Path) -> None:
    with pytest.raises(
        CommandError, match=r"^There is no project 'nobody' \(there is: ours\). Make one in the dashboard, under Projects.$"
    ):
        call_command("load_traces", str(file), "--project", "nobody")


@pytest.mark.parametrize("name", ["missing.jsonl", ""])
def test_a_file_that_cannot_be_read_is_one_line(project: Project, tmp_path: Path, name: str) -> None:
    _, err = run(tmp_path / name)
    assert err.startswith(f"{tmp_path / name} cannot be read: ")
    assert err.count("\n") == 1


def test_a_reject_file_that_cannot_be_written_stops_the_start(file: Path, tmp_path: Path) -> None:
    assert "cannot be written: No such file or directory." in run(file, "--reject-file", str(tmp_path / "no" / "rejects"))[1]
    assert Trace.objects.count() == 0


@pytest.mark.parametrize("rows", ["0", "10001", "x"])
def test_the_batch_is_bounded(file: Path, rows: str) -> None:
    with pytest.raises(CommandError, match="argument --batch"):
        call_command("load_traces", str(file), "--project", "ours", "--batch", rows)


def test_quiet_prints_only_what_was_refused(file: Path) -> None:
    assert run(file, "--quiet") == ("", "")
    file.write_bytes(b"{}")
    assert run(file, "--quiet") == (
        "",
        "line 1: /input: This is required. It may be any JSON value, null too.\n1 of 1 lines were refused; the others are in.\n",
    )


def test_a_terminal_sees_a_bar(file: Path) -> None:
    _, err = run(file, err=Terminal())
    assert "[##############################] 100%  30 lines, " in err
