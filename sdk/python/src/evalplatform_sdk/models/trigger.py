"""What `trigger` takes and gives, as docs/openapi.json has it. Made by `python -m generation`: not to be changed by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Required, TypedDict

from evalplatform_sdk.models.shared import Run


class TriggerRequest(TypedDict, total=False):
    """One of `evaluation`, `export` and `connection`. `{{name}}` in a text is replaced by the variable of that name."""

    evaluation: TriggeredEvaluationRequest | None
    export: Mapping[str, Any] | None
    connection: str | None
    variables: Mapping[str, Any] | None


class Triggered(TypedDict):
    """What was started: one of the two."""

    run: Run | None
    export: str | None


class TriggeredCommitRequest(TypedDict, total=False):
    repository: str | None
    sha: str | None
    branch: str | None
    target_branch: str | None
    pull_request: int | None


class TriggeredEvaluationRequest(TypedDict, total=False):
    suite: Required[str]
    name: str | None
    baseline: str | None
    commit: TriggeredCommitRequest | None
