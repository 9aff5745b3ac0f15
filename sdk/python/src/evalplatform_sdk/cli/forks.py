"""Which pull request of a fork a workflow is about that runs after another one (GitHub's `workflow_run`).

The event does not say it for forks (https://docs.github.com/en/webhooks/webhook-events-and-payloads#workflow_run), and nothing
that the fork itself wrote may say it: it would choose where we comment.
"""

from collections.abc import Mapping
from typing import NamedTuple

from evalplatform_sdk.cli import comments, commits
from evalplatform_sdk.cli.comments import CannotComment


class Source(NamedTuple):
    owner: str
    branch: str
    sha: str


def source(environment: Mapping[str, str]) -> Source | None:
    """Where the commit came from, in a run after another workflow that a request of a fork started."""
    run = commits.within(commits.event(environment), "workflow_run")
    owner = commits.within(run, "head_repository", "owner").get("login")
    branch, sha = run.get("head_branch"), run.get("head_sha")
    is_request = run.get("event") == "pull_request" and not run.get("pull_requests")
    return Source(str(owner), str(branch), str(sha)) if is_request and owner and branch and sha else None


def number(environment: Mapping[str, str], *, repository: str) -> int | None:
    """The open request whose last commit is this one; None in a job of another kind. Raises CannotComment where none is left."""
    found = source(environment)
    if found is None:
        return None
    query = {"state": "open", "head": f"{found.owner}:{found.branch}", "per_page": "100"}
    requests = comments.asked(comments.github_api(environment), f"{comments.of_repository(repository)}/pulls", query)
    numbers = [one["number"] for one in requests if commits.within(one, "head").get("sha") == found.sha]
    if not numbers:
        raise CannotComment(f"No open request of {found.owner}:{found.branch} ends with {found.sha}: it was closed, or has newer commits.")
    return int(numbers[0])
