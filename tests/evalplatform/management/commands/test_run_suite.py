import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from evalplatform.evaluations import following, suites
from evalplatform.evaluations.models import Dataset, Evaluation
from evalplatform.management.commands import run_suite
from evalplatform.projects.models import Project
from tests.evalplatform.evaluations.conftest import add_dataset
from tests.exports.conftest import jobs_sent  # noqa: F401 (fixture)

Run = Callable[..., tuple[int, str]]
pytestmark = pytest.mark.django_db(transaction=True)
GATE = {"rules": [{"metric": "exact_match", "allowed_loss": 0.02}], "baseline": "main", "first_passes": True}
COUNT = 30


@pytest.fixture
def questions(project: Project, jobs_sent: Any, monkeypatch: pytest.MonkeyPatch) -> Dataset:  # noqa: F811
    """Nobody takes what is sent to the queue."""
    monkeypatch.setattr(following, "LOOK_SECONDS", 0.01)
    made = add_dataset(project, [{"input": f"q-{n}", "reference": str(n)} for n in range(COUNT)])
    suites.create_suite(project.id, {"name": "maths", "dataset": "questions", "scorers": [{"name": "exact_match"}], "gate": GATE})
    return made


@pytest.fixture
def outputs(tmp_path: Path) -> Callable[[int], str]:
    """A file of outputs, so many of them right."""

    def write(right: int, *, count: int = COUNT) -> str:
        path = tmp_path / f"{right}.jsonl"
        path.write_text("".join(json.dumps({"example": f"e-{n}", "output": str(n if n < right else -1)}) + "\n" for n in range(count)))
        return str(path)

    return write


@pytest.fixture
def run(questions: Dataset, capsys: pytest.CaptureFixture[str]) -> Run:
    """The exit code, and what was printed."""

    def call(*arguments: str) -> tuple[int, str]:
        code = 0
        try:
            call_command("run_suite", "maths", "--project", "ours", *arguments)
        except SystemExit as end:
            code = int(str(end.code))
        return code, capsys.readouterr().out

    return call


def test_from_outputs_to_the_verdict(run: Run, outputs: Callable[[int], str]) -> None:
    assert run("--outputs", outputs(30), "--branch", "main")[0] == 0
    code, said = run("--outputs", outputs(5), "--branch", "fix", "--sha", "4f2a", "--repository", "acme/support", "--pull-request", "7")
    assert (code, "## Failed: maths" in said, "| exact\\_match | Failed | 1 |" in said) == (1, True, True)
    first, second = Evaluation.objects.order_by("id")
    assert (second.compared_with, second.branch, second.sha, second.repository, second.pull_request) == (
        *(first, "fix", "4f2a", "acme/support", 7),
    )


def test_without_a_baseline_there_is_no_verdict(run: Run, outputs: Callable[[int], str]) -> None:
    assert run("--outputs", outputs(30), "--branch", "fix")[0] == 2


def test_without_a_gate_it_passes(run: Run, outputs: Callable[[int], str], project: Project) -> None:
    suites.change_suite(suites.find(project.id, "maths"), {"gate": None})
    code, said = run("--outputs", outputs(5))
    assert (code, "## Evaluated: maths" in said) == (0, True)


def test_no_verdict_may_count_as_passed(run: Run, outputs: Callable[[int], str], project: Project) -> None:
    suites.change_suite(suites.find(project.id, "maths"), {"gate": {**GATE, "no_verdict_counts_as": "pass"}})
    assert run("--outputs", outputs(30), "--branch", "fix")[0] == 0


def test_reports_are_written(run: Run, outputs: Callable[[int], str], tmp_path: Path) -> None:
    forms = ("markdown", "json", "junit", "html")
    files = [argument for form in forms for argument in (f"--{form}", str(tmp_path / form))]
    assert run("--outputs", outputs(30), "--branch", "main", *files)[0] == 0
    texts = {form: (tmp_path / form).read_text() for form in forms}
    assert json.loads(texts["json"])["gate"]["verdict"] == "pass"
    assert texts["markdown"].startswith("## Passed: maths")
    assert ("<testsuites" in texts["junit"], "<html" in texts["html"]) == (True, True)


def test_outputs_come_from_standard_input(run: Run, outputs: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    text = Path(outputs(3, count=3)).read_bytes()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text)))
    assert run("--outputs", "-", "--branch", "main")[0] == 2  # examples without output
    found = Evaluation.objects.get()
    assert (found.state, found.done, found.errored) == ("completed", 30, 27)


def test_it_need_not_wait(run: Run) -> None:
    code, said = run("--no-wait", "--branch", "main")
    found = Evaluation.objects.get()
    assert (code, said.strip(), found.state) == (0, str(found.id), "queued")


def test_bad_outputs_cancel_the_evaluation(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "bad").write_text('{"example":"e-0","output":"0"}\n{"example":"nope","output":"0"}\n')
    with pytest.raises(CommandError, match="Outputs cannot be taken") as caught:
        run("--outputs", str(tmp_path / "bad"))
    assert caught.value.returncode == 2
    assert "/lines/2/example: " in capsys.readouterr().err
    assert Evaluation.objects.get().state == "cancelled"


@pytest.mark.parametrize("error", [RuntimeError("boom"), OperationalError("boom"), KeyboardInterrupt()], ids=["bug", "database", "ctrl-c"])
def test_a_crash_is_no_failing_gate(questions: Dataset, monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def crash(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr(run_suite, "follow", crash)
    suites.change_suite(suites.find(questions.project_id, "maths"), {"target": {"endpoint": {"url": "https://h.example", "model": "m"}}})
    with pytest.raises(CommandError) as caught:
        call_command("run_suite", "maths", "--project", "ours")
    assert caught.value.returncode == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["maths", "--project", "ours"], "The outputs of this suite come from you"),
        (["nope", "--project", "ours"], "no such suite"),
        (["maths", "--project", "nope"], "There is no project 'nope' .there is: ours"),
        (["maths", "--project", "ours", "--outputs", "gone.jsonl"], "gone.jsonl cannot be used: No such file"),
        (["maths", "--project", "ours", "--no-wait", "--sha", "s" * 65], "sha is a text of at most 64"),
    ],
    ids=["no-outputs", "no-suite", "no-project", "no-file", "bad-sha"],
)
def test_what_cannot_be_done_is_no_failing_gate(questions: Dataset, arguments: list[str], said: str) -> None:
    with pytest.raises(CommandError, match=said) as caught:
        call_command("run_suite", *arguments)
    assert caught.value.returncode == 2
    assert not Evaluation.objects.exists()
