"""A trace out of its spans: the same one in whatever order, batches and repetitions they came."""

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal
from typing import NamedTuple

from evalplatform.exact_json import NotJSON, dumps
from evalplatform.tracing.models import Status
from evalplatform.tracing.otlp.attributes import MAX_STEPS, structured
from evalplatform.tracing.otlp.facts import METADATA, Facts
from evalplatform.tracing.otlp.indexed_messages import read_tools
from evalplatform.tracing.otlp.outline import Chosen, Outline
from evalplatform.tracing.otlp.received import Attributes
from evalplatform.tracing.otlp.rows import RESOURCE
from evalplatform.tracing.rows import ScoreRow, Texts, TraceRow, Usage
from evalplatform.tracing.validation import MAX_TAGS
from evalplatform.tracing.values import MAX_BIGINT

_ABOUT_THE_PROCESS = ("telemetry.", "process.", "os.", "service.instance.")  # stays in the spans
_COST_STEP, _COST_LIMIT = Decimal("1e-10"), Decimal(10**10)


class Payload(NamedTuple):
    """What is big about a span: the JSON texts of input and output, and its attributes."""

    input: str | None
    output: str | None
    attributes: Attributes


def compose(trace_id: str, outline: Outline, chosen: Chosen, payloads: Mapping[str, Payload]) -> TraceRow:
    """The trace of these spans, without them. `payloads` has those of the chosen spans, by their ids."""
    root = outline.root
    started = root.started_at if root else min((one.started_at for one in outline.spans if one.started_at), default=None)
    ended = root.ended_at if root else max((one.ended_at for one in outline.spans if one.ended_at), default=None)
    failed, error = _failure(outline)
    return TraceRow(
        external_id=trace_id,
        texts=_texts(outline),
        status=(Status.ERROR if failed else Status.OK).value,
        error=error,
        input=(payloads[chosen.input].input if chosen.input else None) or "null",
        output=payloads[chosen.output].output if chosen.output else None,
        reference=None,
        tools=_tools(payloads[chosen.tools].attributes) if chosen.tools else "[]",
        metadata=_metadata(payloads[chosen.head].attributes, payloads[chosen.metadata].attributes if chosen.metadata else {}),
        tags=tuple(dict.fromkeys(tag for one in outline.spans for tag in one.tags))[:MAX_TAGS],
        usage=_usage(outline.llm),
        latency_ms=_milliseconds(started, ended),
        started_at=started,
        ended_at=ended,
        scores=_scores(outline.spans),
        spans=None,
    )


def _texts(outline: Outline) -> Texts:
    spans, head = outline.spans, outline.head
    answering = next((one for one in outline.backwards if one.model), head)
    return Texts(
        name=head.name,
        session_id=_first(one.conversation for one in spans) or _first(one.session for one in spans),
        user_id=_first(one.user for one in spans),
        environment=head.environment or _first(one.environment for one in spans),
        release=head.release or _first(one.release for one in spans),
        model=answering.model,
        provider=answering.provider or _first(one.provider for one in outline.backwards),
    )


def _first(texts: Iterable[str]) -> str:
    return next((text for text in texts if text), "")


def _failure(outline: Outline) -> tuple[bool, str | None]:
    """A trace failed if a topmost span did: one whose parent is not here. A call that failed and was tried again is no failure."""
    failed = [one for one in outline.spans if one.error is not None]
    if not failed:
        return False, None
    ids = {one.id for one in outline.spans}
    topmost = [one for one in failed if one.parent not in ids]
    return bool(topmost), (_first(one.error or "" for one in (*topmost, *failed)) or None) if topmost else None


def _usage(llm: Sequence[Facts]) -> Usage:
    costs = [one.cost for one in llm if one.cost is not None]
    cost = sum(costs, Decimal(0)).quantize(_COST_STEP, rounding=ROUND_HALF_EVEN) if costs else None
    return Usage(
        input_tokens=_total(one.input_tokens for one in llm),
        output_tokens=_total(one.output_tokens for one in llm),
        cost_usd=cost if cost is None or cost < _COST_LIMIT else None,
    )


def _total(counts: Iterable[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return total if known and (total := sum(known)) <= MAX_BIGINT else None


def _milliseconds(started: datetime | None, ended: datetime | None) -> float | None:
    if started is None or ended is None or ended < started:
        return None
    passed = ended - started
    return (passed.days * 86_400_000_000 + passed.seconds * 1_000_000 + passed.microseconds) / 1000


def _scores(spans: Sequence[Facts]) -> tuple[ScoreRow, ...]:
    """One of each name: the latest."""
    ratings = [(rated.time, place, number, rated.score) for place, one in enumerate(spans) for number, rated in enumerate(one.ratings)]
    return tuple({score.name: score for *_, score in sorted(ratings, key=lambda one: one[:3])}.values())


def _tools(attributes: Attributes) -> str:
    return _stored(read_tools(attributes)) or "[]"


def _metadata(attributes: Attributes, described: Attributes) -> str:
    """The resource, nested at its full stops so that the filter language can name it, and what the client called metadata."""
    resource = attributes.get(RESOURCE)
    own = structured(described.get(METADATA))
    return _stored(_nested(resource if isinstance(resource, dict) else {}) | (own if isinstance(own, dict) else {})) or "{}"


def _nested(resource: Attributes) -> Attributes:
    """`service.name` as `name` within `service`; what contradicts itself (`service` is a text) keeps its whole name."""
    tree: Attributes = {}
    for name in sorted(resource):
        *branches, leaf = name.split(".")
        if name.startswith(_ABOUT_THE_PROCESS):
            continue
        node = _branch(tree, branches)
        if node is None or leaf in node:
            tree[name] = deepcopy(resource[name])
        else:
            node[leaf] = deepcopy(resource[name])  # others may grow into it
    return tree


def _branch(tree: Attributes, steps: list[str]) -> Attributes | None:
    if len(steps) > MAX_STEPS:
        return None
    node = tree
    for step in steps:
        node = node.setdefault(step, {})
        if not isinstance(node, dict):
            return None
    return node


def _stored(value: object) -> str | None:
    """JSON text; None for what cannot be stored, such as a NUL that a text of JSON spells. The span has that text."""
    try:
        return dumps(value)
    except NotJSON:
        return None
