"""The spans of a trace: how an agent came to its answer."""

from datetime import datetime, timedelta
from typing import Any

from evalplatform.management.demo.dice import Dice
from evalplatform.management.demo.drafts import Draft

RETRIEVAL_MS = 40


def spans(dice: Dice, draft: Draft, started: datetime, latency_ms: int, usage: dict[str, Any]) -> list[dict[str, Any]]:
    """An agent at the root, below it what it did: look something up in documents or with a tool, then ask the model."""
    root = _span("1", None, draft.name, "agent", started, latency_ms)
    answering = {**usage, "model": draft.model.name, "temperature": dice.pick((0, 0.2, 0.7))}
    if draft.passages:
        first = min(latency_ms // 2, RETRIEVAL_MS + dice.below(80))
        found = [{"id": f"handbook-{dice.below(900)}", "score": round(0.95 - 0.11 * place, 2)} for place in range(len(draft.passages))]
        asked = {"query": draft.input[-1]["content"].rpartition("Question: ")[2]}
        steps = [_span("2", "1", "search", "retriever", started, first, input=asked, output=found, attributes={"k": len(found)})]
    else:
        first = latency_ms // 2
        steps = [_span("2", "1", "choose tool", "llm", started, first // 2, attributes=answering)]
        called, result = draft.input[-2], draft.input[-1]
        function = called["tool_calls"][0]["function"]
        moment = started + timedelta(milliseconds=first // 2)
        steps.append(
            _span("3", "1", function["name"], "tool", moment, first - first // 2, input=function["arguments"], output=result["content"])
        )
    rest = started + timedelta(milliseconds=first)
    last = _span(str(len(steps) + 2), "1", "answer", "llm", rest, latency_ms - first, output=draft.output, attributes=answering)
    return [root, *steps, last]


def can_be_shown(draft: Draft) -> bool:
    """Whether the draft has steps: passages, or a tool's result at the end of its input."""
    return bool(draft.passages) or (bool(draft.tools) and draft.input[-1]["role"] == "tool" and "tool_calls" in draft.input[-2])


def moment(when: datetime) -> str:
    """ISO 8601 of a naive time in UTC."""
    return when.isoformat(timespec="milliseconds") + "Z"


def _span(identifier: str, parent: str | None, name: str, kind: str, started: datetime, duration_ms: int, **payload: Any) -> dict[str, Any]:
    return {
        "external_id": identifier,
        "parent_external_id": parent,
        "name": name,
        "kind": kind,
        "started_at": moment(started),
        "ended_at": moment(started + timedelta(milliseconds=duration_ms)),
        **payload,
    }
