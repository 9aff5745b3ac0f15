import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.ci_templates.conftest import evaluate
from tests.ci_templates.github_runner import Run, runners_environment
from tests.ci_templates.repository import ANSWER, Repository
from tests.flows.clients import Client
from tests.integrations.providers.forge import Forge
from tests.tools import ROOT

WORKFLOWS = ROOT / "ci_templates" / "github" / "workflows"
OURS, THEIRS = "acme/bot", "stranger/bot"
Start = Callable[..., Run]


@pytest.fixture
def start(
    client: Client, key: str, installing: dict[str, str], installed: Path, forge: Forge, repository: Repository, tmp_path: Path
) -> Start:
    """Runs a workflow for an event of the repository as it is now."""

    def run(workflow: str, event_name: str, event: dict[str, Any], *, earlier: dict[int, Path] | None = None, **inputs: Any) -> Run:
        head = event.get("pull_request", {}).get("head", {})
        about = {"GITHUB_SHA": repository.head, "GITHUB_HEAD_REF": head.get("ref", "")}
        ref = "refs/pull/7/merge" if head else "refs/heads/main"
        environment = runners_environment(OURS, ref, forge.url, **about, **installing)
        github = {"event_name": event_name, "event": event, "token": "ghs_1", "repository": OURS}
        given = {"url": f"http://127.0.0.1:{client.up.port}", **{name.replace("_", "-"): value for name, value in inputs.items()}}
        folder = tmp_path / f"{workflow}-{event_name}-{len(list(tmp_path.iterdir()))}"
        made = Run(folder, repository.path, github, environment, installed, given, {"api-key": key}, earlier or {})
        made.do(WORKFLOWS / f"{workflow}.yml")
        return made

    return run


def request(base: str, head: str) -> dict[str, Any]:
    ours = {"full_name": OURS}
    return {"number": 7, "pull_request": {"number": 7, "base": {"sha": base}, "head": {"sha": head, "ref": "fix", "repo": ours}}}


def results(run: Run) -> dict[str, str]:
    return {name: one["result"] for name, one in run.needs.items()}


def test_a_good_push_passes(start: Start, repository: Repository) -> None:
    before = repository.head
    repository.answer()
    run = start("evaluate", "push", {"before": before}, outputs_command=ANSWER)
    assert results(run) == {"changed": "success", "evaluate": "success", "verdict": "success"}, run
    assert [leg.matrix for leg in run.jobs["evaluate"]] == [{"suite": "answers"}]
    assert "Passed: answers" in run.jobs["verdict"][0].summary
    assert sorted(path.name for path in (run.artifacts / "evaluation-0").iterdir()) == ["report.json", "report.md", "report.xml"]


def test_a_regression_fails_with_a_report_and_a_comment(start: Start, repository: Repository, client: Client, forge: Forge) -> None:
    base = repository.head
    repository.answer(right=4)
    event = request(base, repository.head)
    run = start("evaluate", "pull_request", event, outputs_command=ANSWER, comment=True)
    (evaluated,), (verdict,) = run.jobs["evaluate"], run.jobs["verdict"]
    assert (evaluated.codes, verdict.codes) == ([0, 0, 0, 1, 0], [0, 0, 1, 0]), evaluated.log + verdict.log
    (text,) = forge.comments[7].values()
    assert text == "<!-- evalplatform:report -->\n" + (verdict.folder / "work" / "report.md").read_text()
    assert "Failed: answers" in text
    report = json.loads((run.artifacts / "evaluation-0" / "report.json").read_text())
    commit = client.call("GET", f"/api/external/evaluations/{report['evaluation']}")["commit"]
    assert commit == {"repository": OURS, "sha": repository.head, "branch": "fix", "pull_request": 7}


def test_a_change_that_touches_no_suite_passes_and_says_so(start: Start, repository: Repository, forge: Forge) -> None:
    base = repository.head
    repository.change("src/bot.py")
    run = start("evaluate", "pull_request", request(base, repository.head), outputs_command=ANSWER, comment=True)
    assert results(run) == {"changed": "success", "evaluate": "skipped", "verdict": "success"}
    assert list(forge.comments[7].values()) == [
        "<!-- evalplatform:report -->\nThe change touches no suite: nothing was evaluated, nothing can fail.\n\n"
    ]


def test_each_suite_is_a_job_and_one_that_breaks_is_no_good_verdict(start: Start, repository: Repository) -> None:
    """By hand: nothing says what changed, so both suites are touched; the answers to one cannot be written."""
    run = start("evaluate", "workflow_dispatch", {}, outputs_command='test "$EVALPLATFORM_SUITE" = answers && ' + ANSWER)
    assert [leg.matrix["suite"] for leg in run.jobs["evaluate"]] == ["answers", "other things"]
    assert [leg.is_good for leg in run.jobs["evaluate"]] == [True, False]
    (verdict,) = run.jobs["verdict"]
    assert verdict.codes == [0, 0, 2]
    assert "No verdict: the suite other things has no evaluation here." in verdict.summary


def test_where_the_server_cannot_be_asked_nothing_passes(start: Start) -> None:
    run = start("evaluate", "push", {"before": "0" * 40}, suites="nobody", outputs_command=ANSWER)
    assert results(run) == {"changed": "failure", "evaluate": "skipped", "verdict": "failure"}
    assert "There is no suite nobody." in run.jobs["changed"][0].log


def test_the_command_that_answers_sees_no_key(start: Start, repository: Repository, key: str) -> None:
    run = start("evaluate", "push", {"before": "0" * 40}, suites="answers", outputs_command=f"env > seen; {ANSWER}")
    (leg,) = run.jobs["evaluate"]
    assert leg.is_good, leg.log
    assert key not in (leg.folder / "work" / "seen").read_text()


@pytest.mark.parametrize(("right", "code"), [(20, 0), (4, 1)], ids=["good", "regression"])
def test_gate(right: int, code: int, start: Start, repository: Repository, client: Client, forge: Forge) -> None:
    id = evaluate(client, "answers", branch="gated", right=right)
    run = start("gate", "pull_request", request(repository.head, repository.head), evaluation=id, comment=True)
    (leg,) = run.jobs["gate"]
    assert leg.codes == [0, code, 0, 0], leg.log
    word = "Failed" if code else "Passed"
    assert [f"{word}: answers" in text for text in (leg.summary, *forge.comments[7].values())] == [True, True]


def test_export(start: Start, client: Client) -> None:
    client.call("POST", "/api/external/traces", {"external_id": "ci-é", "input": "2+2?", "output": "4"})
    body = {"resource": "traces", "fields": ["external_id"], "filter": {"field": "external_id", "op": "eq", "value": "ci-é"}}
    run = start("export", "schedule", {}, request=json.dumps(body), artifact="traces")
    assert results(run) == {"export": "success"}, run.jobs["export"][0].log
    (file,) = (run.artifacts / "traces").glob("*.jsonl")
    assert json.loads(file.read_text()) == {"external_id": "ci-é"}


def of_fork(sha: str) -> dict[str, Any]:
    """What GitHub says to a workflow that runs after another: of a fork no request, since it is another repository's."""
    source = {"full_name": THEIRS, "owner": {"login": "stranger"}}
    run = {"id": 41, "event": "pull_request", "head_sha": sha, "head_branch": "main", "head_repository": source, "pull_requests": []}
    return {"workflow_run": run}


def test_a_request_of_a_fork(start: Start, repository: Repository, client: Client, forge: Forge) -> None:
    repository.answer(right=4)
    sha = repository.head
    untrusted = start("outputs", "pull_request", request(sha, sha), suites='["answers"]', outputs_command=ANSWER)
    assert results(untrusted) == {"outputs": "success"}
    forge.requests = [{"number": 9, "head": {"label": "stranger:main", "sha": sha}}]
    run = start("evaluate-forks", "workflow_run", of_fork(sha), suites='["answers"]', comment=True, earlier={41: untrusted.artifacts})
    assert run.jobs["verdict"][0].codes == [0, 0, 1, 0], run.jobs["verdict"][0].log
    assert ["Failed: answers" in text for text in forge.comments[9].values()] == [True]
    report = json.loads((run.artifacts / "evaluation-0" / "report.json").read_text())
    commit = client.call("GET", f"/api/external/evaluations/{report['evaluation']}")["commit"]
    assert commit == {"repository": OURS, "sha": sha, "branch": "stranger/bot:main", "pull_request": None}


def test_what_a_fork_left_is_data(start: Start, repository: Repository, tmp_path: Path) -> None:
    hostile = tmp_path / "hostile" / "outputs-0"
    hostile.mkdir(parents=True)
    (hostile / "outputs.jsonl").write_text('$(touch "$RUNNER_TEMP/owned")\n')
    run = start("evaluate-forks", "workflow_run", of_fork(repository.head), suites='["answers"]', earlier={41: hostile.parent})
    assert results(run) == {"evaluate": "failure", "verdict": "failure"}
    assert "outputs.jsonl is neither JSON lines nor JSON" in run.jobs["evaluate"][0].log
    assert list(tmp_path.rglob("owned")) == []
