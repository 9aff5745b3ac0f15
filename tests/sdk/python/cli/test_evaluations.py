import json
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import pytest

from tests.flows.clients import Client
from tests.sdk.python.cli.command import GATE, Command, add_suite, write_outputs


def main_of(evalplatform: Command, suite: str, outputs: Path) -> str:
    """The id of the first evaluation of the branch main, which passes."""
    done = evalplatform("evaluate", suite, "--outputs", outputs, "--branch", "main", "--json")
    assert done.code == 0, done.err
    return str(done.answer["evaluation"])


def evaluations(client: Client, suite: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.call("GET", f"/api/external/evaluations?suite={suite}")["results"]
    return found


def test_a_good_commit_passes_and_a_regression_fails(evalplatform: Command, client: Client, tmp_path: Path) -> None:
    add_suite(client, "regression")
    first = main_of(evalplatform, "regression", write_outputs(tmp_path / "good.jsonl"))
    good = evalplatform("evaluate", "regression", "--outputs", "good.jsonl", "--branch", "fix")
    assert good.code == 0, good.err
    assert good.out == "metric\tn\tbaseline\tcandidate\tdifference\tverdict\nexact_match\t20\t1\t1\t0\tpass\n"
    write_outputs(tmp_path / "bad.jsonl", right=4)
    bad = evalplatform("evaluate", "regression", "--outputs", "bad.jsonl", "--branch", "fix", "--baseline", first)
    assert bad.code == 1, bad.err
    assert bad.out.splitlines()[1] == "exact_match\t20\t1\t0.2\t-0.8\tfail"
    assert "verdict: fail" in bad.err


def test_reports_are_those_of_the_server(evalplatform: Command, client: Client, tmp_path: Path) -> None:
    add_suite(client, "reports")
    write_outputs(tmp_path / "outputs.jsonl")
    summary = tmp_path / "summary.md"
    summary.write_text("before\n")
    names = ("--markdown", "out/a.md", "--junit", "out/a.xml", "--report-json", "out/a.json", "--html", "out/a.html")
    done = evalplatform("evaluate", "reports", "--outputs", "outputs.jsonl", "--branch", "main", *names, GITHUB_STEP_SUMMARY=str(summary))
    assert done.code == 0, done.err
    report = json.loads((tmp_path / "out" / "a.json").read_text())
    assert (report["suite"], report["gate"]["verdict"]) == ("reports", "pass")
    assert ElementTree.parse(tmp_path / "out" / "a.xml").getroot().tag == "testsuites"
    assert "<html" in (tmp_path / "out" / "a.html").read_text()
    assert summary.read_text() == "before\n" + (tmp_path / "out" / "a.md").read_text().rstrip("\n") + "\n\n"


def test_gate_says_the_same_again(evalplatform: Command, client: Client, tmp_path: Path) -> None:
    add_suite(client, "again")
    write_outputs(tmp_path / "bad.jsonl", right=4)
    done = evalplatform("evaluate", "again", "--outputs", "bad.jsonl", "--branch", "main", "--json")
    assert (done.code, done.answer["gate"]["verdict"]) == (1, "fail")
    again = evalplatform("gate", done.answer["evaluation"], "--markdown", "a.md", "--json")
    assert (again.code, again.answer) == (1, done.answer)
    assert (tmp_path / "a.md").read_text().startswith("#")


def test_without_a_verdict(evalplatform: Command, client: Client, tmp_path: Path) -> None:
    rules = [{"metric": "exact_match", "floor": 0.5, "min_examples": 1000}]
    add_suite(client, "few", gate={**GATE, "rules": rules})
    write_outputs(tmp_path / "good.jsonl")
    done = evalplatform("evaluate", "few", "--outputs", "good.jsonl", "--branch", "main")
    assert done.code == 2, done.err
    assert "verdict: no_verdict, which counts as fail" in done.err


def test_without_a_gate_nothing_fails(evalplatform: Command, client: Client, tmp_path: Path) -> None:
    add_suite(client, "ungated", gate=None)
    write_outputs(tmp_path / "bad.jsonl", right=0)
    done = evalplatform("evaluate", "ungated", "--outputs", "bad.jsonl")
    assert (done.code, done.out.splitlines()[1]) == (0, "exact_match\t20\t\t0\t\t")


def test_the_commit_is_that_of_the_job(evalplatform: Command, client: Client, tmp_path: Path) -> None:
    add_suite(client, "commits")
    write_outputs(tmp_path / "good.jsonl")
    job = {
        "GITLAB_CI": "true",
        "CI_PROJECT_PATH": "acme/bot",
        "CI_COMMIT_SHA": "c" * 40,
        "CI_COMMIT_REF_NAME": "main",
        "CI_MERGE_REQUEST_IID": "7",
    }
    assert evalplatform("evaluate", "commits", "--outputs", "good.jsonl", **job).code == 0
    (found,) = evaluations(client, "commits")
    assert found["commit"] == {"repository": "acme/bot", "sha": "c" * 40, "branch": "main", "pull_request": 7}


@pytest.mark.parametrize(
    ("line", "said"),
    [('{"example": "nobody", "output": "1"}', "line 21: "), ('{"output": "1"}', "line 21: "), ("{", "line 21: this is no JSON")],
    ids=["unknown", "unnamed", "cut"],
)
def test_a_line_that_cannot_be_taken_cancels(line: str, said: str, evalplatform: Command, client: Client, tmp_path: Path) -> None:
    suite = f"cancelled-{len(line)}"
    add_suite(client, suite)
    path = write_outputs(tmp_path / "outputs.jsonl")
    path.write_text(path.read_text() + line + "\n")
    done = evalplatform("evaluate", suite, "--outputs", path)
    assert (done.code, said in done.err) == (2, True), done.err
    assert [one["state"] for one in evaluations(client, suite)] == ["cancelled"]


def test_a_suite_that_waits_for_outputs_is_not_waited_for(evalplatform: Command, client: Client) -> None:
    add_suite(client, "waiting")
    done = evalplatform("evaluate", "waiting")
    assert (done.code, done.err.splitlines()[-1]) == (2, "The outputs of this suite come from you: give --outputs FILE.")
    assert [one["state"] for one in evaluations(client, "waiting")] == ["cancelled"]


def test_time_runs_out_and_the_evaluation_goes_on(evalplatform: Command, client: Client) -> None:
    add_suite(client, "slow")
    id = client.call("POST", "/api/external/evaluations", {"suite": "slow"})["id"]
    done = evalplatform("gate", id, "--timeout", 0.3)
    assert (done.code, f"ask again by `evalplatform gate {id}`" in done.err) == (2, True)
    assert evaluations(client, "slow")[0]["state"] == "queued"


def test_no_such_suite_and_no_such_evaluation(evalplatform: Command) -> None:
    assert evalplatform("evaluate", "nobody").code == 2
    done = evalplatform("gate", "01900000-0000-7000-8000-000000000000")
    assert (done.code, done.err.splitlines()[0][:11]) == (2, "not_found: ")


def test_two_baselines(evalplatform: Command) -> None:
    done = evalplatform("evaluate", "x", "--baseline", "a", "--baseline-branch", "b")
    assert (done.code, done.err) == (2, "Give --baseline or --baseline-branch, not both.\n")


def test_a_command_answers_and_sees_no_key(evalplatform: Command, client: Client, tmp_path: Path) -> None:
    add_suite(client, "by command")
    write_outputs(tmp_path / "by command.jsonl")
    command = 'env > seen; cat "$EVALPLATFORM_SUITE.jsonl"'
    done = evalplatform("evaluate", "by command", "--command", command, "--branch", "main", GITHUB_TOKEN="ghs_1")
    assert done.code == 0, done.err
    seen = (tmp_path / "seen").read_text()
    assert ("PATH=" in seen, client.key in seen, "ghs_1" in seen) == (True, False, False)


def test_a_command_that_fails_evaluates_nothing(evalplatform: Command, client: Client) -> None:
    add_suite(client, "unanswered")
    done = evalplatform("evaluate", "unanswered", "--command", "echo '{}'; exit 3")
    assert (done.code, done.err) == (2, "The command that answers ended with 3: nothing is evaluated.\n")
    assert evaluations(client, "unanswered") == []


def test_a_suite_that_the_change_does_not_touch_is_left_alone(evalplatform: Command, client: Client, tmp_path: Path) -> None:
    add_suite(client, "untouched")
    (tmp_path / "suites.json").write_text('{"suites": ["other"]}')
    done = evalplatform("evaluate", "untouched", "--command", "touch ran", "--suites", "@suites.json")
    assert (done.code, done.err) == (0, "The change does not touch the suite untouched: it is not evaluated.\n")
    assert (evaluations(client, "untouched"), (tmp_path / "ran").exists()) == ([], False)


@pytest.mark.parametrize("said", ["", "{}", "[1]", '{"suites": "a"}', "@nowhere"], ids=["empty", "without", "number", "text", "no-file"])
def test_what_names_no_suites(said: str, evalplatform: Command) -> None:
    assert evalplatform("evaluate", "x", "--command", "true", "--suites", said).code == 2
    assert evalplatform("gate", ".", "--suites", said).code == 2
