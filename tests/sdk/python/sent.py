"""A client that keeps what it is to send."""

from typing import Any


class Sent:
    def __init__(self) -> None:
        self.traces: list[dict[str, Any]] = []

    def ingest(self, trace: dict[str, Any], /) -> None:
        self.traces.append(trace)


def only(sent: Sent) -> dict[str, Any]:
    (trace,) = sent.traces
    return trace
