import json
from pathlib import Path

import pytest

from tests.flows.clients import Client
from tests.sdk.python.cli.command import Command, add_suite, write_outputs


@pytest.fixture(scope="module", autouse=True)
def suites(client: Client) -> None:
    for name in ("good", "bad"):
        add_suite(client, name)


@pytest.fixture
def reports(evalplatform: Command, tmp_path: Path) -> Path:
    """The folder of two reports, of one suite that passes and of one that fails."""
    for name, right in (("good", 20), ("bad", 4)):
        outputs = write_outputs(tmp_path / f"{name}.jsonl", right=right)
        evalplatform("evaluate", name, "--outputs", outputs, "--branch", "main", "--report-json", f"reports/{name}/report.json")
    return tmp_path / "reports"


def test_one_that_fails_decides(evalplatform: Command, reports: Path, tmp_path: Path) -> None:
    done = evalplatform("gate", "reports", "--suites", '["bad", "good"]', "--markdown", "all.md", "--json")
    assert done.code == 1, done.err
    assert [(one["suite"], one["gate"]["verdict"]) for one in done.answer] == [("bad", "fail"), ("good", "pass")]
    text = (tmp_path / "all.md").read_text()
    assert [words in text for words in ("Failed: bad", "Passed: good", "No verdict")] == [True, True, False]


def test_a_suite_without_an_evaluation_is_no_verdict(evalplatform: Command, reports: Path, tmp_path: Path) -> None:
    done = evalplatform("gate", reports / "good", "--suites", '["good", "lost"]', "--markdown", "all.md")
    assert (done.code, done.err.splitlines()[-1]) == (2, "No verdict: the suite lost has no evaluation here.")
    assert (tmp_path / "all.md").read_text().startswith("No verdict: the suite lost has no evaluation here.\n\n## Passed: good")
    assert evalplatform("gate", reports, "--suites", '["lost"]').code == 1


def test_reports_and_ids_together(evalplatform: Command, reports: Path) -> None:
    path = reports / "good" / "report.json"
    id = json.loads(path.read_text())["evaluation"]
    assert [one["evaluation"] for one in evalplatform("gate", path, id, "--json").answer] == [id, id]
    assert evalplatform("gate", path, "--json").answer["evaluation"] == id


def test_nothing_is_touched(evalplatform: Command, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = evalplatform("gate", "empty", "--suites", '{"suites": []}', "--json")
    assert (done.code, done.answer, done.err) == (0, [], "The change touches no suite: nothing was evaluated, nothing can fail.\n")


def test_a_folder_without_reports_passes_nothing(evalplatform: Command, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = evalplatform("gate", "empty")
    assert (done.code, done.err.partition(".")[0]) == (2, "There is no report in empty")


@pytest.mark.parametrize("text", ["", "[]", "{}", "3"], ids=["empty", "list", "object", "number"])
def test_a_file_that_is_no_report(text: str, evalplatform: Command, tmp_path: Path) -> None:
    (tmp_path / "report.json").write_text(text)
    done = evalplatform("gate", "report.json")
    assert (done.code, done.err.partition(":")[0]) == (2, "report.json is no report of an evaluation")


def test_other_forms_are_of_one_evaluation(evalplatform: Command, reports: Path) -> None:
    done = evalplatform("gate", reports, "--junit", "all.xml")
    assert (done.code, done.err.partition(":")[0]) == (2, "--junit, --report-json and --html are of one evaluation")
