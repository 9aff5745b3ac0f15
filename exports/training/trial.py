"""A training export of a few rows, in a folder that is gone afterwards: what a preview shows is made as the files will be."""

import hashlib
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import orjson
from django.conf import settings

from exports.finetuning.assembling import Outcome, Part, assemble
from exports.finetuning.wanted import Training
from exports.sinks.local import LocalPart
from exports.spec import ExportSpec
from exports.training import preparing
from exports.training.encoding import Encoder

MOST_KEPT_OUT = 2000  # of the traces to keep out: it runs in a process that serves pages


@dataclass(frozen=True)
class Reason:
    """A rule, what is wrong with the first row that breaks it, and how many rows do."""

    rule: str
    message: str
    rows: int


@dataclass
class Trial:
    """Lines that would be written, and the rules that rows break. `tokens` is None where nobody asked to count."""

    looked_at: int
    lines: list[bytes] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)
    removed: dict[str, int] = field(default_factory=dict)
    tokens: int | None = None


class _Seen:
    def __init__(self) -> None:
        self.written: list[bytes] = []
        self.rejected: list[bytes] = []

    def lines(self, split: int, lines: list[bytes]) -> None:
        self.written += lines

    def reject(self, data: bytes) -> None:
        self.rejected += data.splitlines()


def trial(rows: list[bytes], asked: ExportSpec, project_id: UUID) -> Trial:
    """Compile the rows, each the JSON text of one. Raises what an export would fail with."""
    assert asked.training
    training = asked.training
    tools = preparing.tools(asked, project_id, most=MOST_KEPT_OUT, seconds=settings.EXPORT_PREVIEW_TIMEOUT_SECONDS)
    seen = _Seen()
    with tempfile.TemporaryDirectory() as folder:
        part = Path(folder) / "part"
        encoder = Encoder(training.columns, tools, part)
        lines = encoder.feed(b"".join(rows)) + encoder.rest()
        sink = LocalPart(part)
        sink.write(lines)
        sink.commit()
        whole = Part(part, hashlib.sha256(lines).hexdigest())
        outcome = assemble([whole], tools, seen, scratch=Path(folder), progress=lambda rows, bytes: None)
    return Trial(len(rows), seen.written, _reasons(seen.rejected), outcome.removed, _tokens(training, outcome))


def _reasons(rejected: list[bytes]) -> list[Reason]:
    """The most frequent first. A row counts for each rule that it breaks."""
    rows: dict[str, set[str]] = {}
    messages: dict[str, str] = {}
    for line in rejected:
        found = orjson.loads(line)
        rows.setdefault(found["rule"], set()).add(str(found.get("trace") or found["traces"]))
        messages.setdefault(found["rule"], found["message"])
    ordered = sorted(rows, key=lambda rule: (-len(rows[rule]), rule))
    return [Reason(rule, messages[rule], len(rows[rule])) for rule in ordered]


def _tokens(training: Training, outcome: Outcome) -> int | None:
    return outcome.tally.tokens.total if training.curate.tokens else None
