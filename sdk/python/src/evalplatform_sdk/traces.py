"""Traces by more than their operations: a file of them sent in lists."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evalplatform_sdk.item_files import Item, items
from evalplatform_sdk.operations.traces import AsyncTracesOperations, TracesOperations
from evalplatform_sdk.sending import Outcome, send, send_async

PATH = "/api/external/traces"
Progress = Callable[[int], None]


@dataclass(frozen=True)
class Refusal:
    """One that the server did not take: where it stands in the file, such as `line 7`, and why."""

    place: str
    problems: list[dict[str, Any]]


@dataclass
class Uploaded:
    """What became of the traces of a file."""

    created: int = 0
    replaced: int = 0
    unchanged: int = 0
    refused: list[Refusal] = field(default_factory=list)

    def add(self, outcome: Outcome[Item]) -> int:
        """How many there are with this one."""
        if outcome.status == "refused":
            self.refused.append(Refusal(outcome.item.place, outcome.problems))
        else:
            setattr(self, outcome.status, getattr(self, outcome.status) + 1)
        return self.created + self.replaced + self.unchanged + len(self.refused)


class Traces(TracesOperations):
    def upload(self, path: str | Path, *, progress: Progress = lambda done: None) -> Uploaded:
        """Send the traces of a file of JSON lines or JSON, also packed by gzip; `progress` hears how many are done.

        With an `external_id` in each the same file may be sent again: what is there is not doubled.
        Raises BadFile, ApiError and ConnectionBroken.
        """
        uploaded = Uploaded()
        for outcome in send(self._server, PATH, items(os.path.abspath(path))):
            progress(uploaded.add(outcome))
        return uploaded


class AsyncTraces(AsyncTracesOperations):
    async def upload(self, path: str | Path, *, progress: Progress = lambda done: None) -> Uploaded:
        """As `Traces.upload`."""
        uploaded = Uploaded()
        async for outcome in send_async(self._server, PATH, items(os.path.abspath(path))):
            progress(uploaded.add(outcome))
        return uploaded
