"""What is noted of one call, and the trace that a call and the calls within it become."""

import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from time import perf_counter
from typing import Any

from evalplatform_sdk.tracing.captured import captured, sendable

KINDS = ("llm", "tool", "retriever", "agent", "chain", "embedding")
# how many characters the server takes (docs/api.md); a longer one would cost the whole trace
_OF_A_TRACE = {"session_id": 500, "user_id": 500, "environment": 200, "release": 200, "model": 200, "provider": 200}
_LONGEST_NAME, _LONGEST_TAG, _MOST_TAGS, _LONGEST_ERROR = 1000, 200, 100, 100_000


@dataclass(eq=False)
class Step:
    """One call, from its begin to its end. Set what is known of it, such as `output`, `model`, `usage` or `metadata`, while it runs.

    `kind` is llm, tool, retriever, agent, chain or embedding. `usage` has input_tokens, output_tokens and cost_usd.
    """

    name: str
    kind: str = "chain"
    input: Any = None
    output: Any = None
    error: str = ""
    model: str = ""
    provider: str = ""
    usage: dict[str, Any] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    tags: list[str] = field(default_factory=list)
    session_id: str = ""
    user_id: str = ""
    environment: str = ""
    release: str = ""
    reference: Any = None
    tools: list[Any] = field(default_factory=list)
    scores: list[dict[str, Any]] = field(default_factory=list)
    parent: "Step | None" = None
    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    started_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    seconds: float | None = None  # None while it runs
    within: list["Step"] = field(default_factory=list)  # of the outermost: all steps below it, as they began
    kept_input: Any = None  # the input as it was kept when the step began
    _began: float = field(default_factory=perf_counter)

    @property
    def outermost(self) -> "Step":
        return self.parent.outermost if self.parent else self

    def score(self, name: str, value: float | None = None, *, label: str | None = None, comment: str = "") -> None:
        """A judgement on the whole trace."""
        self.outermost.scores.append({"name": name, "value": value, "label": label, "source": "api", "comment": comment})

    def fail(self, error: BaseException | str) -> None:
        self.error = error if isinstance(error, str) else f"{type(error).__name__}: {error}".rstrip(": ")

    def stop(self) -> None:
        """Once: later calls change nothing."""
        if self.seconds is None:
            self.seconds = perf_counter() - self._began

    def times(self) -> dict[str, str]:
        """By a clock that never goes back; the end only when there is one."""
        begun = {"started_at": self.started_at.isoformat()}
        return begun if self.seconds is None else {**begun, "ended_at": (self.started_at + timedelta(seconds=self.seconds)).isoformat()}


def trace_of(step: Step) -> dict[str, Any]:
    """The body of the trace of an outermost step, with its spans; only what is known. Inputs and outputs are as they stand in the steps."""
    within = list(step.within)
    said = {name: sendable(getattr(step, name) or _agreed(within, name), longest) for name, longest in _OF_A_TRACE.items()}
    usage = step.usage or _summed([one.usage for one in within if one.kind == "llm"])
    others = {"metadata": step.metadata, "tools": step.tools, "scores": step.scores, "usage": usage, "reference": step.reference}
    error, tags = sendable(step.error, _LONGEST_ERROR), [sendable(one, _LONGEST_TAG) for one in step.tags[:_MOST_TAGS]]
    optional = {**said, **{name: captured(value) for name, value in others.items()}, "error": error, "tags": tags}
    return {
        "external_id": step.id,
        "name": sendable(step.name, _LONGEST_NAME),
        "status": "error" if step.error else "ok",
        "input": step.input,
        "output": step.output,
        **step.times(),
        **({} if step.seconds is None else {"latency_ms": round(step.seconds * 1000, 3)}),
        **_known({**optional, "spans": [_span(one) for one in within]}),
    }


def _span(step: Step) -> dict[str, Any]:
    said = {"model": step.model, "provider": step.provider, "usage": step.usage, "error": step.error, "tags": step.tags}
    return {
        "external_id": step.id,
        "parent_external_id": step.parent.id if step.parent and step.parent.parent else None,  # the outermost is the trace itself
        "name": sendable(step.name, _LONGEST_NAME),
        "kind": step.kind,
        "input": step.input,
        "output": step.output,
        **step.times(),
        "attributes": captured(_known({**said, **step.metadata})),
    }


def _known(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, "", [], {})}


def _agreed(within: list[Step], name: str) -> str:
    """Model or provider of all calls of models below, where it is the same."""
    found = {getattr(one, name) for one in within if one.kind == "llm" and getattr(one, name)} if name in ("model", "provider") else set()
    return str(found.pop()) if len(found) == 1 else ""


def _summed(usages: list[dict[str, Any]]) -> dict[str, Any]:
    names = ("input_tokens", "output_tokens")
    return {name: sum(int(one.get(name) or 0) for one in usages) for name in names if any(one.get(name) is not None for one in usages)}
