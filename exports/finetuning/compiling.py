"""Rows of traces to lines of a training file: one pass over a shard. What needs all rows at once is decided later, in assembling.py."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import orjson

from evalplatform import exact_json
from exports.finetuning import readers, repairs, stored
from exports.finetuning.asked import Curate, PairsFrom, TooLong
from exports.finetuning.breaches import Breach, Rejected, reject
from exports.finetuning.conversation import Conversation, Example, Labelled, Preference
from exports.finetuning.curate import hashing, signatures
from exports.finetuning.curate.leakage import Guard
from exports.finetuning.facts import FACTS
from exports.finetuning.report.tally import Tally
from exports.finetuning.rows import GROUP, LABEL, PROMPT, REFERENCE, SCORE, STRATUM
from exports.finetuning.targets import Needs, Target

if TYPE_CHECKING:
    from exports.finetuning.redact import Redactor
    from exports.finetuning.tokens import Counter


@dataclass(frozen=True)
class Tools:
    """What the steps work with; None for a step that was not asked for. Made once in each process, since some are costly to make."""

    target: Target
    asked: Curate
    redactor: "Redactor | None" = None
    guard: Guard | None = None
    counter: "Counter | None" = None

    @property
    def halves(self) -> bool:
        """Lines come later, of two rows each; until then a row is kept as the conversation that it is."""
        return self.target.needs is Needs.PREFERENCE and bool(self.asked.pairs and self.asked.pairs.source is PairsFrom.SCORES)


@dataclass(frozen=True)
class Compiled:
    """A row that becomes a line: its bytes with LF, how many tokens, and the conversation that duplicates are told by."""

    line: bytes
    tokens: int
    conversation: Conversation


class Shard:
    """Compiles the rows of one shard. `lines`, `facts`, `signatures` and `rejects` are taken away by `take`; `tally` stays."""

    def __init__(self, tools: Tools) -> None:
        self.tools = tools
        self.tally = Tally()
        self._offset = 0
        self._lines: list[bytes] = []
        self._facts: list[tuple[Any, ...]] = []
        self._signatures: list[np.ndarray[Any, Any]] = []
        self._rejects: list[bytes] = []
        asked = tools.asked
        self._tells_contents = tools.halves or asked.dedupe != "none" or len(asked.split) > 1
        self._signs = signatures.sign if asked.dedupe == "near" else None

    def add(self, raw: bytes) -> None:
        """One row as JSON text."""
        self.tally.rows += 1
        row = exact_json.loads(raw)
        try:
            made = self._compiled(row)
        except Rejected as error:
            self._reject(row["id"], error.breaches)
            return
        if made is None:
            return
        self._facts.append(self._facts_of(row, made))
        if self._signs:
            self._signatures.append(self._signs(made.conversation))
        self._lines.append(made.line)
        self._offset += len(made.line)

    def take(self) -> tuple[bytes, bytes, bytes, bytes]:
        """What came since the last call: lines, facts, signatures, rejects."""
        facts = np.array(self._facts, FACTS).tobytes()
        signed = np.concatenate(self._signatures).tobytes() if self._signatures else b""
        taken = b"".join(self._lines), facts, signed, b"".join(self._rejects)
        for one in (self._lines, self._facts, self._signatures, self._rejects):
            one.clear()
        return taken

    def _compiled(self, row: Mapping[str, Any]) -> Compiled | None:
        conversation = readers.read(row)
        if self.tools.redactor:
            conversation, found = self.tools.redactor.conversation(conversation)
            self.tally.redacted(found)
        if self.tools.guard and (how := self.tools.guard.leaks(conversation)):
            self.tally.leaked(how)
            return None
        if self.tools.halves:
            return Compiled(_stored(conversation), 0, conversation)
        example = self._example(row, conversation)
        line, tokens, example = compile_example(example, self.tools, self.tally)
        return Compiled(line, tokens, _told_by(example))

    def _example(self, row: Mapping[str, Any], conversation: Conversation) -> Example:
        needs, asked = self.tools.target.needs, self.tools.asked
        if needs is Needs.LABEL:
            return Labelled(conversation, _label(row.get(LABEL), asked))
        if needs is Needs.PREFERENCE:
            return self._edit(row, conversation)
        return conversation

    def _edit(self, row: Mapping[str, Any], conversation: Conversation) -> Preference:
        """What a person made of the output, over the output."""
        if row.get("reference") is None:
            raise reject("no_reference", "/reference", "Pairs from edits need a reference: what a person made of the output.")
        edited = _read_reference(row)
        if self.tools.redactor:
            edited, found = self.tools.redactor.conversation(edited)
            self.tally.redacted(found)
        if edited.answer == conversation.answer:
            raise reject("same_answers", "/reference", "The reference is the output itself, so neither is the better one.")
        return Preference(conversation.prompt, edited.answer, conversation.answer, conversation.tools, conversation.parallel_tool_calls)

    def _facts_of(self, row: Mapping[str, Any], made: Compiled) -> tuple[Any, ...]:
        key = int(row["id"].replace("-", ""), 16)
        score = row.get(SCORE)
        return (
            (key >> 64, key & 0xFFFF_FFFF_FFFF_FFFF),
            *self._hashes(row, made.conversation),
            float("nan") if score is None else score,
            self._offset,
            len(made.line),
            made.tokens,
        )

    def _hashes(self, row: Mapping[str, Any], conversation: Conversation) -> tuple[Any, ...]:
        """Content, prompt, group, stratum and lot; 0 for what no step of this request asks for."""
        asked, seed, content, prompt = self.tools.asked, self.tools.asked.seed, b"", b""
        if self._tells_contents:
            content, prompt = hashing.both(conversation)
        if row.get(PROMPT) is not None:
            prompt = hashing.value(row[PROMPT])
        group = row.get(GROUP)
        return (
            hashing.halves(content),
            hashing.halves(prompt),
            hashing.stable(seed, "group", row["id"] if group in (None, "") else group) if len(asked.split) > 1 else 0,
            hashing.stable(seed, "stratum", row.get(STRATUM)) if asked.balance else 0,
            hashing.stable(seed, "lot", row["id"]) if asked.balance or asked.sample else 0,
        )

    def _reject(self, trace: str, breaches: tuple[Breach, ...]) -> None:
        self.tally.rejected(breaches[0].rule)
        self._rejects.append(rejection([trace], breaches, self.tools))


def _stored(conversation: Conversation) -> bytes:
    try:
        return stored.dump(conversation) + b"\n"
    except exact_json.NotJSON as error:
        raise reject("not_json", error.pointer, str(error)) from None


def _read_reference(row: Mapping[str, Any]) -> Conversation:
    """The conversation with the reference in place of the output, and pointers that say so."""
    try:
        return readers.read({**row, "output": row[REFERENCE]})
    except Rejected as error:
        raise Rejected(*(one._replace(pointer=one.pointer.replace("/output", "/reference", 1)) for one in error.breaches)) from None


def rejection(traces: list[str], breaches: tuple[Breach, ...] | list[Breach], tools: Tools) -> bytes:
    """A line of rejects.jsonl for each thing that is wrong; `traces` are two where they would have made a pair.

    Messages and pointers may quote the row, which was not redacted yet when it could not be read.
    """
    if redactor := tools.redactor:
        breaches = [Breach(one.rule, redactor.text(one.pointer)[0], redactor.text(one.message)[0]) for one in breaches]
    ids = {"trace": traces[0]} if len(traces) == 1 else {"traces": traces}
    return b"".join(
        orjson.dumps({**ids, "rule": one.rule, "pointer": one.pointer, "message": one.message}, option=orjson.OPT_APPEND_NEWLINE)
        for one in breaches
    )


def compile_example(example: Example, tools: Tools, tally: Tally) -> tuple[bytes, int, Example]:
    """The line with its LF, its tokens, and the example as it was repaired. Raises Rejected."""
    target, asked = tools.target, tools.asked
    if asked.repairs:
        example, done = repairs.apply(example, [name for name in target.repairs if name in asked.repairs])
        tally.repaired(done)
    line = target.render(example)
    tokens = 0
    if tools.counter:
        tokens = tools.counter.count(target.texts(line))
        limit = asked.tokens and asked.tokens.at_most or target.limits.max_tokens
        if limit and tokens > limit:
            line, tokens, example = _shortened(example, tokens, limit, tools)
    if breaches := target.check(line):
        raise Rejected(*breaches)
    written = written_line(line)
    tally.line(example, characters=len(written), tokens=tokens)
    return written, tokens, example


def written_line(line: dict[str, Any]) -> bytes:
    """The line as it stands in the file. Raises Rejected for a value that JSON cannot hold."""
    try:
        return orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE)
    except TypeError:  # an integer beyond 64 bits, or nesting beyond orjson's
        try:
            return exact_json.dumps(line).encode() + b"\n"
        except exact_json.NotJSON as error:
            raise reject("not_json", error.pointer, str(error)) from None


def _shortened(example: Example, tokens: int, limit: int, tools: Tools) -> tuple[dict[str, Any], int, Example]:
    target, counter = tools.target, tools.counter
    from exports.finetuning.tokens import cut

    assert counter
    assert tools.asked.tokens
    too_long = reject("too_many_tokens", "", f"The line has {tokens:,} tokens; the limit is {limit:,}.")
    if tools.asked.tokens.too_long is not TooLong.CUT or not isinstance(example, Conversation):
        raise too_long
    count: Callable[[Conversation], int] = lambda one: counter.count(target.texts(target.render(one)))  # noqa: E731
    if (shorter := cut(example, limit, count)) is None:
        raise too_long
    line = target.render(shorter)
    return line, counter.count(target.texts(line)), shorter


def _label(found: Any, asked: Curate) -> bool:
    if asked.label is None:
        raise reject("no_label", "/scores", "The request says nothing of labels (curate.label).")
    if found is None:
        raise reject("no_label", "/scores", f"The trace has no score {asked.label.score!r} that a label could come from.")
    if asked.label.at_least is not None:
        return bool(found >= asked.label.at_least)
    if found in asked.label.good:
        return True
    if found in asked.label.bad:
        return False
    raise reject("unknown_label", "/scores", f"The label {found!r} is neither among the good ones nor the bad ones.")


def _told_by(example: Example) -> Conversation:
    """The conversation by whose text an example is the duplicate of another."""
    if isinstance(example, Conversation):
        return example
    if isinstance(example, Labelled):
        return example.conversation
    turns = (*example.prompt, *example.chosen)
    return Conversation(turns, len(example.prompt), example.tools)


def merged(tallies: list[Tally]) -> Tally:
    whole = Tally()
    for one in tallies:
        whole.merge(one)
    return whole
