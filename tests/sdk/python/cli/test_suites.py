import json
import subprocess
from pathlib import Path

import pytest

from tests.flows.clients import Client
from tests.sdk.python.cli.command import Command, add_suite


@pytest.fixture(scope="module", autouse=True)
def suites(client: Client) -> None:
    add_suite(client, "prompts", paths=["prompts/**"])
    add_suite(client, "code", paths=["src/**", "!src/tests/"])
    add_suite(client, "all")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """With one commit, which the tag start names."""
    (tmp_path / "prompts").mkdir()
    (tmp_path / "prompts" / "a.md").write_text("1")
    for words in ("init -qb main", "add -A", "-c user.name=A -c user.email=a@example.com commit -qm one", "tag start"):
        subprocess.run(["git", *words.split()], cwd=tmp_path, check=True, capture_output=True)
    return tmp_path


def commit(repository: Path, name: str) -> None:
    (repository / name).parent.mkdir(parents=True, exist_ok=True)
    (repository / name).write_text("2")
    for words in ("add -A", "-c user.name=A -c user.email=a@example.com commit -qm two"):
        subprocess.run(["git", *words.split()], cwd=repository, check=True, capture_output=True)


def test_list(evalplatform: Command) -> None:
    assert [one["name"] for one in evalplatform("suites", "list", "--json").answer] == ["prompts", "code", "all"]
    first = evalplatform("suites", "list").out.splitlines()[1].split("\t")
    assert (first[0], first[2]) == ("prompts", "prompts/**")


@pytest.mark.parametrize(
    ("changed", "names"),
    [("prompts/sys tem é.md", ["prompts", "all"]), ("src/tests/a.py", ["all"]), ("README.md", [])],
    ids=["prompt", "tests", "readme"],
)
def test_what_a_commit_touches(changed: str, names: list[str], evalplatform: Command, repository: Path) -> None:
    commit(repository, changed)
    done = evalplatform("suites", "changed", "--since", "start")
    assert (done.code, done.out.split(), done.err) == (0, names, "")
    matrix = evalplatform("suites", "changed", "--since", "start", "--json").answer
    assert matrix == {"suites": names, "include": [{"suite": name} for name in names], "paths": 1}


def test_where_it_is_not_known_all_are_touched(evalplatform: Command, repository: Path) -> None:
    done = evalplatform("--json", "suites", "changed", "--since", "0" * 40)
    assert (done.answer["suites"], done.answer["paths"]) == (["prompts", "code", "all"], None)
    assert "is not known here" in done.err


def test_paths_that_are_named(evalplatform: Command) -> None:
    done = evalplatform("suites", "changed", "--path", "src/a.py", "--path", "docs/x.md")
    assert (done.code, done.out) == (0, "code\nall\n")


@pytest.mark.parametrize("words", [(), ("--since", "main")], ids=["nothing", "no repository"])
def test_nothing_to_go_by(words: tuple[str, ...], evalplatform: Command) -> None:
    done = evalplatform("suites", "changed", *words, GIT_CEILING_DIRECTORIES=str(evalplatform.folder.parent))
    assert (done.code, done.out, "--path" in done.err) == (2, "", True)


def test_a_matrix_is_one_line_of_json(evalplatform: Command) -> None:
    out = evalplatform("suites", "changed", "--path", "prompts/a", "--json").out
    assert out.count("\n") == 1
    assert json.loads(out)["include"][0] == {"suite": "prompts"}


def test_only_those_that_are_named(evalplatform: Command) -> None:
    done = evalplatform("suites", "changed", "--path", "src/a.py", "--only", " all,prompts ", "--json")
    assert done.answer["suites"] == ["all"]
    wrong = evalplatform("suites", "changed", "--path", "src/a.py", "--only", "all,nobody")
    assert (wrong.code, wrong.out, wrong.err) == (2, "", "There is no suite nobody. See `evalplatform suites list`.\n")
