"""The one bulk writer of traces: whatever the door, they come in through `store`."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from evalplatform.tracing.ingest.drafts import Batch, Draft, prepare
from evalplatform.tracing.ingest.outcome import Outcome
from evalplatform.tracing.ingest.writer import write

__all__ = ["Batch", "Draft", "Outcome", "prepare", "store", "write"]


def store(project_id: UUID, items: Sequence[Any]) -> list[Outcome]:
    """Put parsed traces, in the API's shape, into the project; one outcome an item, in the items' order.

    A bad item is refused alone. All others are in when this returns, in one transaction. The same `external_id` again
    replaces the trace, the same content again changes nothing, and within `items` the last one wins.
    """
    return write(project_id, prepare(items))
