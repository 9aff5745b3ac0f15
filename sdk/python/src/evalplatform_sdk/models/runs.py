"""What `runs` takes and gives, as docs/openapi.json has it. Made by `python -m generation`: not to be changed by hand."""

from __future__ import annotations

from typing import Any, NotRequired, TypedDict

from evalplatform_sdk.models.shared import Run


class RunPage(TypedDict):
    next: str | None
    previous: str | None
    total: NotRequired[dict[str, Any]]
    results: list[Run]
