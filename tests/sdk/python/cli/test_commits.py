import json
from pathlib import Path
from typing import Any

import pytest
from evalplatform_sdk.cli.commits import Commit, find

GITHUB = {
    "GITHUB_ACTIONS": "true",
    "GITHUB_REPOSITORY": "acme/bot",
    "GITHUB_SHA": "b" * 40,
    "GITHUB_REF": "refs/heads/main",
    "GITHUB_REF_NAME": "main",
}
GITLAB = {"GITLAB_CI": "true", "CI_PROJECT_PATH": "group/bot", "CI_COMMIT_SHA": "c" * 40, "CI_COMMIT_REF_NAME": "main"}


def nothing() -> dict[str, str]:
    return {}


def event(folder: Path, body: Any) -> dict[str, str]:
    path = folder / "event.json"
    path.write_text(json.dumps(body))
    return {"GITHUB_EVENT_PATH": str(path)}


def test_a_push_on_github() -> None:
    assert find({}, environment=GITHUB, head=nothing) == Commit("acme/bot", "b" * 40, "main")


def test_a_pull_request_is_its_own_last_commit_and_no_merge(tmp_path: Path) -> None:
    request = event(tmp_path, {"pull_request": {"number": 7, "head": {"sha": "d" * 40, "repo": {"full_name": "acme/bot"}}}})
    environment = {**GITHUB, **request, "GITHUB_REF": "refs/pull/7/merge", "GITHUB_REF_NAME": "7/merge", "GITHUB_HEAD_REF": "fix"}
    assert find({}, environment=environment, head=nothing) == Commit("acme/bot", "d" * 40, "fix", 7)


def test_a_run_after_another_workflow_is_about_the_commit_of_that(tmp_path: Path) -> None:
    run = {"head_sha": "e" * 40, "head_branch": "fix", "head_repository": {"full_name": "acme/bot"}, "pull_requests": [{"number": 3}]}
    environment = {**GITHUB, **event(tmp_path, {"workflow_run": run})}
    assert find({}, environment=environment, head=nothing) == Commit("acme/bot", "e" * 40, "fix", 3)


FORKS = [({"full_name": "stranger/bot"}, "stranger/bot:main"), (None, "unknown:main")]


@pytest.mark.parametrize(("source", "branch"), FORKS, ids=["there", "deleted"])
def test_the_main_of_a_fork_is_not_ours(source: Any, branch: str, tmp_path: Path) -> None:
    request = event(tmp_path, {"pull_request": {"number": 7, "head": {"sha": "d" * 40, "repo": source}}})
    environment = {**GITHUB, **request, "GITHUB_HEAD_REF": "main"}
    assert find({}, environment=environment, head=nothing).branch == branch
    run = {"head_sha": "d" * 40, "head_branch": "main", "head_repository": source, "pull_requests": []}
    assert find({}, environment={**GITHUB, **event(tmp_path, {"workflow_run": run})}, head=nothing).branch == branch


def test_the_main_of_a_fork_on_gitlab() -> None:
    request = {"CI_MERGE_REQUEST_SOURCE_BRANCH_NAME": "main", "CI_MERGE_REQUEST_SOURCE_PROJECT_PATH": "stranger/bot"}
    assert find({}, environment={**GITLAB, **request}, head=nothing).branch == "stranger/bot:main"


@pytest.mark.parametrize("content", ["", "[]", "{", '{"pull_request": 3, "workflow_run": null}', '{"pull_request": {"head": []}}'])
def test_a_strange_event(tmp_path: Path, content: str) -> None:
    (tmp_path / "event.json").write_text(content)
    environment = {**GITHUB, "GITHUB_EVENT_PATH": str(tmp_path / "event.json"), "GITHUB_REF": "refs/pull/9/merge"}
    assert find({}, environment=environment, head=nothing) == Commit("acme/bot", "b" * 40, "main", 9)


def test_a_push_on_gitlab() -> None:
    assert find({}, environment=GITLAB, head=nothing) == Commit("group/bot", "c" * 40, "main")


def test_a_merge_request_on_gitlab() -> None:
    request = {"CI_MERGE_REQUEST_IID": "3", "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME": "fix", "CI_MERGE_REQUEST_SOURCE_BRANCH_SHA": "d" * 40}
    assert find({}, environment={**GITLAB, **request}, head=nothing) == Commit("group/bot", "d" * 40, "fix", 3)


def test_what_is_said_goes_first_and_git_comes_last() -> None:
    said = {"sha": "1" * 40, "pull_request": 4, "branch": ""}
    assert find(said, environment=GITHUB, head=nothing) == Commit("acme/bot", "1" * 40, "main", 4)
    assert find(said, environment={}, head=lambda: {"sha": "2", "branch": "here"}) == Commit("", "1" * 40, "here", 4)


def test_only_what_is_known_is_sent() -> None:
    assert Commit(sha="1").body() == {"sha": "1"}
