"""What a request may ask of a fine-tuning export beside its target: the body's `curate`, checked once and frozen."""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID


class Dedupe(StrEnum):
    NONE = "none"
    EXACT = "exact"
    NEAR = "near"


class RedactMode(StrEnum):
    MASK = "mask"
    PSEUDONYM = "pseudonym"


class PairsFrom(StrEnum):
    SCORES = "scores"
    EDITS = "edits"  # the reference is what a person made of the output


class TooLong(StrEnum):
    REJECT = "reject"
    CUT = "cut"  # turns from the beginning, never the last question and its answer


@dataclass(frozen=True)
class Redact:
    """`kinds` are names of exports.finetuning.redact; `patterns` name to RE2 expression, the user's own."""

    mode: RedactMode = RedactMode.MASK
    kinds: tuple[str, ...] = ()
    patterns: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Balance:
    """At most so many rows of each value of a field; None: as many as the rarest value has."""

    field: str
    at_most: int | None = None


@dataclass(frozen=True)
class Pairs:
    """Two answers to the same prompt whose score differs by at least `min_gap` make a pair, at most `per_prompt` of one prompt: first
    the best over the worst. `group_by` names a field that tells the same prompt; empty: the prompt's own normalised text does.
    """

    source: PairsFrom = PairsFrom.SCORES
    score: str = ""
    group_by: str = ""
    min_gap: float = 1.0
    per_prompt: int = 1


@dataclass(frozen=True)
class Label:
    """Good is a score of at least `at_least`; or, where it is None, one of the labels `good`, and bad one of `bad`."""

    score: str
    at_least: float | None = None
    good: tuple[str, ...] = ()
    bad: tuple[str, ...] = ()


@dataclass(frozen=True)
class Tokens:
    """Count with this vocabulary (exports.finetuning.tokens); rows over `at_most`, by default the target's limit, are rejected or cut.

    `price` is that of training a million tokens once, in US dollars: then the report tells what `epochs` of it cost.
    """

    vocabulary: str
    at_most: int | None = None
    too_long: TooLong = TooLong.REJECT
    price: Decimal | None = None
    epochs: int = 1


@dataclass(frozen=True)
class Curate:
    """`split` maps name to share, in the order asked for; the shares add up to 1. `group_by` empty: each trace is its own group.

    `keep_out` are evaluation data sets and `keep_out_traces` a filter: rows whose prompt is equal or near to one of theirs stay out.
    `best_by` names the score that decides which of two duplicates stays. `repairs` are names of exports.finetuning.repairs.
    """

    min_score: tuple[tuple[str, float], ...] = ()
    best_by: str = ""
    dedupe: Dedupe = Dedupe.NONE
    similarity: float = 0.85  # from which on two rows are near duplicates; what is weighed stands in curate/signatures.py
    balance: Balance | None = None
    sample: int | None = None
    split: tuple[tuple[str, float], ...] = (("train", 1.0),)
    group_by: str = "session_id"
    seed: int = 0
    redact: Redact | None = None
    keep_out: tuple[UUID, ...] = ()
    keep_out_traces: dict[str, Any] | None = None
    repairs: frozenset[str] = field(default_factory=frozenset)
    pairs: Pairs | None = None
    label: Label | None = None
    tokens: Tokens | None = None
