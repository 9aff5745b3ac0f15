import subprocess
from pathlib import Path

import pytest
from evalplatform_sdk.cli import git
from evalplatform_sdk.cli.git import NoGit

ENVIRONMENT = {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null"}


def run(*arguments: str) -> str:
    identity = ("-c", "user.name=A", "-c", "user.email=a@example.com")
    return subprocess.run(["git", *identity, *arguments], check=True, capture_output=True, text=True).stdout.strip()


def commit(files: dict[str, str]) -> str:
    for name, text in files.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text)
    run("add", "-A")
    run("commit", "-qm", "a change")
    return run("rev-parse", "HEAD")


@pytest.fixture
def first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The first commit of a new repository, where the test now is."""
    monkeypatch.chdir(tmp_path)
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    run("init", "-qb", "main")
    return commit({"a.txt": "a" * 100, "b.txt": "b"})


def test_what_has_changed(first: str) -> None:
    Path("b.txt").unlink()
    commit({"prömpts/sy stem 🙂.md": "new"})
    assert git.changed_paths(first) == ["b.txt", "prömpts/sy stem 🙂.md"]
    assert git.changed_paths("HEAD") == []


def test_what_was_moved_counts_at_both_places(first: str) -> None:
    run("mv", "a.txt", "c.txt")
    commit({})
    assert git.changed_paths(first) == ["a.txt", "c.txt"]


def test_only_what_this_branch_has_changed_counts(first: str) -> None:
    run("checkout", "-qb", "fix")
    commit({"mine": "1"})
    run("checkout", "-q", "main")
    commit({"theirs": "1"})
    run("checkout", "-q", "fix")
    assert git.changed_paths("main") == ["mine"]


@pytest.mark.parametrize("since", ["0" * 40, "no-such-branch", "f" * 40, "--output=x", ""])
def test_what_is_not_known(first: str, since: str) -> None:
    assert git.changed_paths(since) is None
    assert not Path("x").exists()


def test_branches_without_a_common_commit(first: str) -> None:
    run("checkout", "-q", "--orphan", "other")
    commit({"x": "1"})
    assert git.changed_paths("main") is None


def test_outside_of_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(NoGit, match="no folder of a git repository"):
        git.changed_paths("main")
    assert git.head() == {}


def test_without_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoGit, match="no git here"):
        git.changed_paths("main")
    assert git.head() == {}


@pytest.mark.parametrize(
    ("remote", "repository"),
    [
        ("git@github.com:acme/bot.git", "acme/bot"),
        ("https://github.com/acme/bot", "acme/bot"),
        ("https://user:secret@gitlab.example/group/sub/bot.git/", "group/sub/bot"),
        ("ssh://git@gitlab.example:2222/group/bot.git", "group/bot"),
    ],
)
def test_the_commit_here(first: str, remote: str, repository: str) -> None:
    run("remote", "add", "origin", remote)
    assert git.head() == {"sha": first, "branch": "main", "repository": repository}


def test_a_commit_on_no_branch_and_without_a_remote(first: str) -> None:
    run("checkout", "-q", "--detach")
    assert git.head() == {"sha": first}
