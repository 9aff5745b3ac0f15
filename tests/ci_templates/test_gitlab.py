import json
import subprocess
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from tests.ci_templates.repository import Repository
from tests.flows.clients import Client
from tests.integrations.providers.forge import Forge
from tests.tools import ROOT

pytestmark = [pytest.mark.npm, pytest.mark.rsync]  # gitlab-ci-local copies files by rsync
TEMPLATE = ROOT / "ci_templates" / "gitlab" / "evalplatform.yml"
PIPELINE = """
include: [{local: ci/evalplatform.yml}]
variables:
  EVALPLATFORM_COMMAND: cat "answers/$(echo "$EVALPLATFORM_SUITE" | tr " " -).jsonl"
evalplatform-evaluate:
  parallel: {matrix: [{EVALPLATFORM_SUITE: [answers, other things]}]}
"""
IS_THERE = """
.evalplatform: {before_script: []}
"""
Start = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def start(client: Client, key: str, installing: dict[str, str], installed: Path, npm: Path, forge: Forge, repository: Repository) -> Start:
    """Runs the pipeline of the repository as it is now, with the variables of a project and of its merge request."""

    def run(pipeline: str, **variables: str) -> "subprocess.CompletedProcess[str]":
        repository.add("ci/evalplatform.yml", TEMPLATE.read_text())
        repository.add(".gitlab-ci.yml", pipeline)
        project = {"EVALPLATFORM_URL": f"http://127.0.0.1:{client.up.port}", "EVALPLATFORM_API_KEY": key, "GITLAB_TOKEN": "glpat-1"}
        said = {
            "GITLAB_CI": "true",
            **project,
            "CI_API_V4_URL": forge.url,
            "CI_PROJECT_ID": "12",
            "CI_COMMIT_SHA": repository.head,
            **variables,
        }
        words = [word for name, value in said.items() for word in ("--variable", f"{name}={value}")]
        options = ("--force-shell-executor", "--shell-isolation", "--ignore-predefined-vars", ",".join(said))
        path = f"{installed}:{installing['PATH']}" if IS_THERE in pipeline else installing["PATH"]
        environment = {**installing, "PATH": path, "HOME": str(repository.path.parent), "NO_COLOR": "1"}
        command = (str(npm / "gitlab-ci-local"), *options, *words)
        return subprocess.run(command, cwd=repository.path, env=environment, capture_output=True, text=True, check=False, timeout=100)

    return run


def artifacts(repository: Repository, name: str) -> list[Path]:
    return sorted((repository.path / ".gitlab-ci-local" / "artifacts").rglob(name))


def test_a_good_commit_passes_is_exported_and_deployed(start: Start, repository: Repository, forge: Forge) -> None:
    before = repository.head
    repository.answer()
    after = {"EVALPLATFORM_EXPORT": '{"resource": "traces"}', "EVALPLATFORM_DEPLOY": "echo deployed $((1 + 1))"}
    done = start(PIPELINE + IS_THERE, CI_COMMIT_BEFORE_SHA=before, EVALPLATFORM_SUITES="answers,other things", **after)
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(artifacts(repository, "suites.json")[0].read_text())["suites"] == ["answers"]
    assert "The change does not touch the suite other things: it is not evaluated." in done.stdout + done.stderr
    (report,) = artifacts(repository, "evalplatform-regression/report.md")
    assert "Passed: answers" in report.read_text()
    assert len(artifacts(repository, "*.jsonl")) == 1
    assert "deployed 2" in done.stdout
    assert forge.comments == {}


def test_a_regression_fails_with_reports_and_a_note(start: Start, repository: Repository, client: Client, forge: Forge) -> None:
    base = repository.head
    repository.answer(right=4)
    request = {"CI_PIPELINE_SOURCE": "merge_request_event", "CI_MERGE_REQUEST_IID": "7", "CI_MERGE_REQUEST_DIFF_BASE_SHA": base}
    fork = {"CI_MERGE_REQUEST_SOURCE_PROJECT_PATH": "stranger/bot", "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME": "main"}
    done = start(PIPELINE + IS_THERE, **request, **fork)
    assert done.returncode == 1, done.stdout + done.stderr
    (note,) = forge.comments[7].values()
    assert note.startswith("<!-- evalplatform:report -->\n")
    assert "Failed: answers" in note
    (junit,) = artifacts(repository, "*.xml")
    assert ElementTree.parse(junit).getroot().get("failures") == "1"
    report = json.loads(artifacts(repository, f"{junit.stem}.json")[0].read_text())
    commit = client.call("GET", f"/api/external/evaluations/{report['evaluation']}")["commit"]
    assert (commit["branch"], commit["pull_request"], commit["sha"]) == ("stranger/bot:main", 7, repository.head)
    assert "deploy" not in done.stdout.replace("evalplatform-deploy", "")


def test_answers_that_cannot_be_written_stop_the_pipeline(start: Start, repository: Repository) -> None:
    before = repository.head
    repository.answer()
    done = start(
        PIPELINE + IS_THERE, CI_COMMIT_BEFORE_SHA=before, EVALPLATFORM_COMMAND="exit 7", EVALPLATFORM_DEPLOY="echo deployed $((1 + 1))"
    )
    assert done.returncode == 1
    assert "The command that answers ended with 7: nothing is evaluated." in done.stdout + done.stderr
    assert "deployed 2" not in done.stdout
    assert artifacts(repository, "*.jsonl") == []


def test_what_is_installed_is_on_the_path(installing: dict[str, str], tmp_path: Path) -> None:
    template = yaml.safe_load(TEMPLATE.read_text())
    lines = "\n".join([*template[".evalplatform"]["before_script"], "command -v evalplatform", "evalplatform --version"])
    said = {"EVALPLATFORM_PACKAGE": template["variables"]["EVALPLATFORM_PACKAGE"]}
    done = subprocess.run(("sh", "-ec", lines), env={**installing, **said}, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stdout.splitlines() == [str(tmp_path / ".evalplatform" / "bin" / "evalplatform"), "0.1.0"], done.stderr
