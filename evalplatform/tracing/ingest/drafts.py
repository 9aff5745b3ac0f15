"""Items to drafts: validated, with their new ids, and written as lines for COPY. Needs no database, so it can run beside a write."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, NamedTuple

import uuid_utils

from evalplatform.tracing.catalogue import Call
from evalplatform.tracing.ingest import lines
from evalplatform.tracing.ingest.outcome import Outcome
from evalplatform.tracing.rows import ScoreRow, SpanRow, TraceRow
from evalplatform.tracing.validation import read_trace

HASH_BYTES = 16


class Draft(NamedTuple):
    """A trace ready to be written. `place` is the item's index in its batch, `id` the trace's own if it turns out to be new.

    `line` lacks its last cell, the cost of `calls`, which are empty where there is nothing to compute.
    """

    place: int
    id: str
    external_id: str | None
    content_hash: str
    line: bytes
    scores: tuple[ScoreRow, ...]
    spans: tuple[SpanRow, ...] | None
    calls: tuple[Call, ...] = ()


@dataclass(frozen=True)
class Batch:
    """What was valid and what was not."""

    drafts: tuple[Draft, ...]
    refused: tuple[Outcome, ...]


def prepare(items: Iterable[Any]) -> Batch:
    """Validate parsed items and make them ready to be written; ids rise in the items' order."""
    drafts, refused = [], []
    for index, item in enumerate(items):
        row = read_trace(item)
        if isinstance(row, TraceRow):
            drafts.append(draft(index, row))
        else:
            refused.append(Outcome(index, "refused", problems=row))
    return Batch(tuple(drafts), tuple(refused))


def draft(place: int, row: TraceRow) -> Draft:
    """One valid trace with its new id and the hash over all that the client sent.

    The hash is over the values as they are written, so the same moment in another zone is the same content.
    """
    new_id = str(uuid_utils.uuid7())
    cells = lines.trace_cells(row)
    digest = blake2b(cells, digest_size=HASH_BYTES)
    if row.spans is not None:
        for span in row.spans:
            digest.update(b"\n" + lines.span_cells(span))
        digest.update(b"\n")
    content_hash = digest.hexdigest()
    line = lines.trace_line(new_id, cells, content_hash)
    return Draft(place, new_id, row.external_id, content_hash, line, row.scores, row.spans, _calls(row))


def _calls(row: TraceRow) -> tuple[Call, ...]:
    usage, texts = row.usage, row.texts
    if usage.cost_usd is not None or not texts.model or (usage.input_tokens is None and usage.output_tokens is None):
        return ()
    return (Call(texts.provider, texts.model, usage.input_tokens, usage.output_tokens),)
