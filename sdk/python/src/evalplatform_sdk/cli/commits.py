"""Which commit is evaluated: what was said, else what GitHub or GitLab tell a job in its environment, else what git knows."""

import json
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evalplatform_sdk.cli import git

_MERGE_REF = re.compile(r"refs/pull/(\d+)/")


@dataclass(frozen=True)
class Commit:
    """`pull_request` is its number in the repository, of GitLab that of the merge request."""

    repository: str = ""
    sha: str = ""
    branch: str = ""
    pull_request: int | None = None

    def body(self) -> dict[str, Any]:
        """As a request has it: only what is known."""
        return {name: value for name, value in vars(self).items() if value}


def find(
    said: Mapping[str, Any], *, environment: Mapping[str, str] | None = None, head: Callable[[], Mapping[str, str]] = git.head
) -> Commit:
    """Each of the four from the first place that knows it."""
    surroundings = os.environ if environment is None else environment
    known = {**from_github(surroundings), **from_gitlab(surroundings)} or head()
    found = {name: said.get(name) or known.get(name) for name in ("repository", "sha", "branch")}
    number = said.get("pull_request") or known.get("pull_request")
    return Commit(**{name: str(value) for name, value in found.items() if value}, pull_request=int(number) if number else None)


def from_github(environment: Mapping[str, str]) -> dict[str, Any]:
    """https://docs.github.com/en/actions/reference/workflows-and-actions/variables

    Of a pull request GITHUB_SHA is a merge that exists nowhere else, so its own last commit is taken from the event.
    """
    if environment.get("GITHUB_ACTIONS") != "true":
        return {}
    found = event(environment)
    run = within(found, "workflow_run")
    number = _MERGE_REF.match(environment.get("GITHUB_REF", ""))
    requests = run.get("pull_requests") or [{}]
    return {
        "repository": environment.get("GITHUB_REPOSITORY", ""),
        "sha": within(found, "pull_request", "head").get("sha") or run.get("head_sha") or environment.get("GITHUB_SHA", ""),
        "branch": _github_branch(environment, found),
        "pull_request": within(found, "pull_request").get("number") or requests[0].get("number") or (number and number[1]),
    }


def _github_branch(environment: Mapping[str, str], found: Mapping[str, Any]) -> str:
    run = within(found, "workflow_run")
    branch = environment.get("GITHUB_HEAD_REF") or run.get("head_branch")
    if not branch:
        return environment.get("GITHUB_REF_NAME", "")
    source = within(run, "head_repository") or within(found, "pull_request", "head", "repo")
    return _branch(str(branch), source=source.get("full_name") or "unknown", repository=environment.get("GITHUB_REPOSITORY", ""))


def _branch(name: str, *, source: str, repository: str) -> str:
    """A fork's branch with the fork before it: its `main` is not ours, with which later evaluations are compared."""
    return name if source == repository else f"{source}:{name}"


def from_gitlab(environment: Mapping[str, str]) -> dict[str, Any]:
    """https://docs.gitlab.com/ci/variables/predefined_variables/

    In a pipeline of merged results CI_COMMIT_SHA is a merge too, and CI_MERGE_REQUEST_SOURCE_BRANCH_SHA the request's own commit.
    """
    if environment.get("GITLAB_CI") != "true":
        return {}
    project = environment.get("CI_PROJECT_PATH", "")
    source = environment.get("CI_MERGE_REQUEST_SOURCE_PROJECT_PATH") or project
    branch = environment.get("CI_MERGE_REQUEST_SOURCE_BRANCH_NAME")
    return {
        "repository": project,
        "sha": environment.get("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA") or environment.get("CI_COMMIT_SHA", ""),
        "branch": _branch(branch, source=source, repository=project) if branch else environment.get("CI_COMMIT_REF_NAME", ""),
        "pull_request": environment.get("CI_MERGE_REQUEST_IID", ""),
    }


def event(environment: Mapping[str, str]) -> dict[str, Any]:
    """What started a job of GitHub; empty where that cannot be read."""
    path = environment.get("GITHUB_EVENT_PATH", "")
    try:
        found = json.loads(Path(path).read_bytes()) if path else {}
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def within(value: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    """The object there; empty where there is none."""
    for key in keys:
        inner = value.get(key)
        value = inner if isinstance(inner, dict) else {}
    return dict(value)
