"""The spans of a trace in order, and which of them speak for it."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from evalplatform.tracing.otlp.facts import Facts

_NEVER = datetime.max.replace(tzinfo=UTC)


class Chosen(NamedTuple):
    """From which span what is taken, by id."""

    head: str
    input: str | None
    output: str | None
    tools: str | None
    metadata: str | None


class Outline(NamedTuple):
    """A trace before its payloads: its spans by their start, those of models, and the one without a parent."""

    spans: Sequence[Facts]
    llm: Sequence[Facts]
    root: Facts | None

    @property
    def head(self) -> Facts:
        """The span that stands for the trace."""
        return self.root or self.spans[0]

    @property
    def forwards(self) -> list[Facts]:
        return [*([self.root] if self.root else ()), *self.llm, *self.spans]

    @property
    def backwards(self) -> list[Facts]:
        return [*([self.root] if self.root else ()), *reversed(self.llm), *reversed(self.spans)]

    @property
    def chosen(self) -> Chosen:
        forwards, backwards = self.forwards, self.backwards
        return Chosen(
            head=self.head.id,
            input=next((one.id for one in forwards if one.has_input), None),
            output=next((one.id for one in backwards if one.has_output), None),
            tools=next((one.id for one in backwards if one.has_tools), None),
            metadata=next((one.id for one in forwards if one.has_metadata), None),
        )


def outline_of(facts: Iterable[Facts]) -> Outline:
    """At least one span."""
    spans = sorted(facts, key=lambda one: (one.started_at or _NEVER, one.id))
    return Outline(spans, [one for one in spans if one.is_llm], next((one for one in spans if one.parent is None), None))
