"""What a shard counts while it runs. Tallies of shards add up in any order to that of the whole."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Literal

from exports.finetuning.conversation import Conversation, Example, Image, Labelled, Part, Preference, Turn
from exports.finetuning.report.spread import Spread

Counts = dict[str, int]


@dataclass(slots=True)
class Tally:
    """`rows` were seen. What came to be rejected counts under its first rule in `rejections`, what stayed out by leakage in `leakages`.

    The rest is of lines that were written, before any was removed as a duplicate or by another step. Of a pair the prompt counts once,
    both answers count, and `turns` has one entry. `redactions` and `repairs` are of all rows to which they were done.
    """

    rows: int = 0
    lines: int = 0
    tool_calls: int = 0
    with_tools: int = 0
    with_images: int = 0
    rejections: Counts = field(default_factory=dict)
    repairs: Counts = field(default_factory=dict)
    redactions: Counts = field(default_factory=dict)
    leakages: Counts = field(default_factory=dict)
    roles: Counts = field(default_factory=dict)
    labels: Counts = field(default_factory=dict)
    turns: Spread = field(default_factory=Spread)
    characters: Spread = field(default_factory=Spread)
    tokens: Spread = field(default_factory=Spread)

    def redacted(self, counts: Mapping[str, int]) -> None:
        for kind, count in counts.items():
            self.redactions[kind] = self.redactions.get(kind, 0) + count

    def leaked(self, how: Literal["equal", "near"]) -> None:
        self.leakages[how] = self.leakages.get(how, 0) + 1

    def leaks(self) -> Counts:
        """Rows that stayed out, as steps that remove rows are named."""
        return {f"leaked_{how}": count for how, count in sorted(self.leakages.items()) if count}

    def rejected(self, rule: str) -> None:
        self.rejections[rule] = self.rejections.get(rule, 0) + 1

    def repaired(self, names: Iterable[str]) -> None:
        for name in names:
            self.repairs[name] = self.repairs.get(name, 0) + 1

    def line(self, example: Example, *, characters: int, tokens: int) -> None:
        """A line that was written."""
        turns = _turns(example)
        self.lines += 1
        self.turns.add(len(turns))
        self.characters.add(characters)
        self.tokens.add(tokens)
        self._see(turns)
        if isinstance(example, Labelled):
            label = "good" if example.label else "bad"
            self.labels[label] = self.labels.get(label, 0) + 1
            example = example.conversation
        if example.tools:
            self.with_tools += 1

    def merge(self, other: "Tally") -> None:
        for one in fields(self):
            mine, more = getattr(self, one.name), getattr(other, one.name)
            if isinstance(mine, int):
                setattr(self, one.name, mine + more)
            elif isinstance(mine, Spread):
                mine.merge(more)
            else:
                for key, count in more.items():
                    mine[key] = mine.get(key, 0) + count

    def as_json(self) -> dict[str, Any]:
        return {one.name: _as_json(getattr(self, one.name)) for one in fields(self)}

    @classmethod
    def from_json(cls, found: Mapping[str, Any]) -> "Tally":
        spreads = {name: Spread.from_json(found[name]) for name in ("turns", "characters", "tokens")}
        return cls(**{**found, **spreads})

    def _see(self, turns: tuple[Turn, ...]) -> None:
        """Roles, calls and images. Straight, since it runs for every turn of every row."""
        roles, images = self.roles, False
        for role, content, calls, _, _, _ in turns:
            if role in roles:
                roles[role] += 1
            else:
                roles[role] = 1
            if calls:
                self.tool_calls += len(calls)
            if content.__class__ is tuple:
                images = images or _has_image(content)
        if images:
            self.with_images += 1


def _turns(example: Example) -> tuple[Turn, ...]:
    if isinstance(example, Conversation):
        return example.turns
    if isinstance(example, Preference):
        return (*example.prompt, *example.chosen, *example.rejected)
    return example.conversation.turns


def _has_image(content: str | tuple[Part, ...] | None) -> bool:
    return any(isinstance(part, Image) for part in content or ())


def _as_json(value: int | Counts | Spread) -> Any:
    if isinstance(value, Spread):
        return value.as_json()
    return value if isinstance(value, int) else dict(sorted(value.items()))
