"""What we tell, in GitLab's words and within its limits."""

from integrations.providers.telling import State, Status

MAX_DESCRIPTION = 255
_STATES = {State.PENDING: "running", State.SUCCESS: "success", State.FAILURE: "failed", State.ERROR: "failed"}


def commit_status(status: Status) -> dict[str, str]:
    """https://docs.gitlab.com/api/commits/#set-commit-pipeline-status"""
    told = status.description
    description = told if len(told) <= MAX_DESCRIPTION else told[: MAX_DESCRIPTION - 1] + "…"
    body = {"state": _STATES[status.state], "name": status.name, "description": description}
    return {**body, "target_url": status.url} if status.url else body
