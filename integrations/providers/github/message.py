"""What we tell, in GitHub's words and within its limits."""

from typing import Any

from integrations.providers.telling import State, Status

MAX_DESCRIPTION = 140
MAX_ANNOTATIONS = 50  # of one call
MAX_TEXT = 65_000  # 65,535 hold
_CONCLUSIONS = {State.SUCCESS: "success", State.FAILURE: "failure", State.ERROR: "action_required"}


def commit_status(status: Status) -> dict[str, Any]:
    """https://docs.github.com/en/rest/commits/statuses"""
    body = {"state": status.state.value, "context": status.name, "description": cut(status.description, MAX_DESCRIPTION)}
    return {**body, "target_url": status.url} if status.url else body


def check_run(status: Status, *, sha: str) -> dict[str, Any]:
    """https://docs.github.com/en/rest/checks/runs, which Apps alone may write."""
    output = {
        "title": cut(status.description, 255),
        "summary": status.report[:MAX_TEXT] or status.description,
        "annotations": [_annotation(one) for one in status.annotations[:MAX_ANNOTATIONS]],
    }
    state = _ended(status.state) if status.state != State.PENDING else {"status": "in_progress"}
    return {"name": status.name, "head_sha": sha, "output": output, **state, **({"details_url": status.url} if status.url else {})}


def cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _ended(state: State) -> dict[str, str]:
    return {"status": "completed", "conclusion": _CONCLUSIONS[state]}


def _annotation(one: Any) -> dict[str, Any]:
    level = "failure" if one.is_failure else "warning"
    place = {"path": one.path, "start_line": 1, "end_line": 1}
    return {**place, "annotation_level": level, "title": cut(one.title, 255), "message": cut(one.message, 1000)}
