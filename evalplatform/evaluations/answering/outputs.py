"""The outputs that a client sends, read one by one: a bad one is refused alone."""

from hashlib import blake2b
from typing import Any, NamedTuple

from evalplatform.errors import Problem
from evalplatform.exact_json import NotJSON, dumps
from evalplatform.tracing import values
from evalplatform.tracing.values import Problems

MAX_ID, MAX_ERROR, MAX_REPEAT = 1_000, 10_000, 10_000
_KEYS = frozenset(("example", "repeat", "output", "error", "latency_ms", "usage"))
_USAGE = frozenset(("input_tokens", "output_tokens", "cost_usd"))


class Output(NamedTuple):
    """`example` is its id or the client's own; `output` is JSON text, None where there is only an `error`."""

    example: str
    repeat: int
    output: str | None
    error: str
    latency_ms: float | None
    input_tokens: int | None
    output_tokens: int | None
    cost_usd: str | None

    @property
    def content_hash(self) -> bytes:
        """Over all but what names the example."""
        return blake2b(repr(self[2:]).encode(), digest_size=16).digest()


def read(item: Any) -> Output | tuple[Problem, ...]:
    """One output, or all that is wrong with it. `output` may be any JSON value but null; a client whose model failed sends `error`."""
    if not isinstance(item, dict):
        return (Problem("", "An output is an object with example and output.", "wrong_type"),)
    problems: Problems = []
    if not item.keys() <= _KEYS:
        values.refuse_unknown(item.keys(), _KEYS, "", problems)
    usage = _usage(item.get("usage"), problems)
    made = Output(
        example=_example(item.get("example"), problems),
        repeat=_repeat(item.get("repeat"), problems),
        output=_output(item.get("output"), problems),
        error=values.read_text(item.get("error"), "", "error", MAX_ERROR, problems),
        latency_ms=values.read_duration(item.get("latency_ms"), "", "latency_ms", problems),
        input_tokens=values.read_count(usage.get("input_tokens"), "/usage", "input_tokens", problems),
        output_tokens=values.read_count(usage.get("output_tokens"), "/usage", "output_tokens", problems),
        cost_usd=_cost(usage.get("cost_usd"), problems),
    )
    if made.output is None and not made.error and not problems:
        problems.append(Problem("/output", "Send an output, or the error for which there is none.", "required"))
    if made.output is not None and made.error:
        problems.append(Problem("/error", "Send either an output or an error.", "mixed"))
    return tuple(problems) if problems else made


def _example(value: Any, problems: Problems) -> str:
    text = values.read_id(value, "", "example", MAX_ID, problems)
    if text is None and value is None:
        problems.append(Problem("/example", "example is needed: the id of an example, or its external_id.", "required"))
    return text or ""


def _repeat(value: Any, problems: Problems) -> int:
    if value is None:
        return 0
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MAX_REPEAT:
        problems.append(Problem("/repeat", "repeat is a whole number from 0: which of the repeats this is.", "range"))
        return 0
    return value


def _output(value: Any, problems: Problems) -> str | None:
    if value is None:
        return None
    try:
        return dumps(value)
    except NotJSON as error:
        problems.append(Problem(f"/output{error.pointer}", str(error), error.code))
        return "null"


def _usage(value: Any, problems: Problems) -> dict[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        problems.append(Problem("/usage", "usage is an object.", "wrong_type"))
        return {}
    if not value.keys() <= _USAGE:
        values.refuse_unknown(value.keys(), _USAGE, "/usage", problems)
    return value


def _cost(value: Any, problems: Problems) -> str | None:
    found = values.read_cost(value, "/usage", "cost_usd", problems)
    return None if found is None else str(found)
