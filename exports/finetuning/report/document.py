"""report.json: what was asked, what became of every row, and what the lines are like. The same facts give the same bytes."""

import json
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from exports.finetuning.report.adding_up import check
from exports.finetuning.report.outcome import Described, Outcome, Split
from exports.finetuning.report.spread import Spread
from exports.finetuning.report.tally import Tally
from exports.finetuning.report.warnings import warnings

VERSION = 1
CENTS = Decimal("0.01")


def document(tally: Tally, outcome: Outcome, *, target: Described) -> dict[str, Any]:
    """Holds no time of its own, so that a finalizer that runs again writes the same. Raises DoesNotAddUp."""
    check(tally, outcome)
    return {
        "version": VERSION,
        "target": _target(target),
        "as_of": outcome.as_of.isoformat(),
        "question": dict(outcome.question),
        "rows": _rows(tally, outcome),
        "splits": [_split(one, outcome) for one in outcome.splits],
        "files": [
            {"name": one.name, "split": one.split, "rows": one.rows, "bytes": one.bytes, "sha256": one.sha256} for one in outcome.files
        ],
        "tokens": _tokens(tally, outcome),
        "cost": _cost(tally, outcome),
        "lines": _lines(tally, outcome),
        "redactions": _sorted(tally.redactions),
        "repairs": _sorted(tally.repairs),
        "warnings": [one._asdict() for one in warnings(tally, outcome, target=target)],
    }


def encoded(found: Mapping[str, Any]) -> bytes:
    """JSON that a person can read. Half a surrogate pair, which UTF-8 cannot hold, is written as JSON's own escape."""
    return json.dumps(found, indent=2, ensure_ascii=False, allow_nan=False).encode(errors="backslashreplace") + b"\n"


def _target(target: Described) -> dict[str, Any]:
    return {
        "name": target.name,
        "title": target.title,
        "rules_version": target.rules_version,
        "status": str(target.status),
        "deprecated_after": target.deprecated_after and target.deprecated_after.isoformat(),
        "source": target.source,
    }


def _rows(tally: Tally, outcome: Outcome) -> dict[str, Any]:
    """Rejections count rows; those of pairs count pairs too, so that they need not add up to the rows."""
    rows = outcome.rows
    return {
        "selected": rows.selected,
        "kept": rows.kept,
        "rejected": rows.rejected,
        "removed": sum(rows.removed.values()),
        "paired": rows.paired,
        "rejected_by_rule": _sorted(tally.rejections),
        "removed_by_step": dict(rows.removed),
    }


def _split(one: Split, outcome: Outcome) -> dict[str, Any]:
    files = sum(file.split == one.name for file in outcome.files)
    return {"name": one.name, "share": one.share, "lines": one.lines, "share_of_lines": _ratio(one.lines, outcome.lines), "files": files}


def _tokens(tally: Tally, outcome: Outcome) -> dict[str, Any] | None:
    if not outcome.vocabulary:
        return None
    known = [(split.name, split.tokens) for split in outcome.splits if split.tokens]
    whole = _whole(tally, outcome)
    return {
        "vocabulary": outcome.vocabulary,
        "of": "kept" if whole.count == outcome.lines else "written",
        **_summary(whole),
        "by_split": {name: _summary(tokens, bars=False) for name, tokens in known},
    }


def _whole(tally: Tally, outcome: Outcome) -> Spread:
    """Of all lines that were kept; where they are not known by split, of all that were written, some of which a later step removed."""
    if any(split.tokens is None for split in outcome.splits):
        return tally.tokens
    whole = Spread()
    for split in outcome.splits:
        whole.merge(split.tokens or Spread())
    return whole


def _cost(tally: Tally, outcome: Outcome) -> dict[str, Any] | None:
    """Of the splits that a model learns from; None where their tokens are not known."""
    price = outcome.price
    tokens = _training_tokens(tally, outcome)
    if price is None or tokens is None:
        return None
    amount = price.per_million_tokens * tokens * price.epochs / 1_000_000
    return {
        "currency": price.currency,
        "per_million_tokens": format(price.per_million_tokens, "f"),
        "epochs": price.epochs,
        "splits": [split.name for split in outcome.training],
        "tokens": tokens,
        "amount": format(amount.quantize(CENTS, ROUND_HALF_UP), "f"),
    }


def _training_tokens(tally: Tally, outcome: Outcome) -> int | None:
    if not outcome.vocabulary:
        return None
    if all(split.tokens is not None for split in outcome.training):
        return sum(split.tokens.total for split in outcome.training if split.tokens)
    everything_is_learned = sum(split.lines for split in outcome.training) == outcome.lines == tally.lines
    return tally.tokens.total if everything_is_learned else None


def _lines(tally: Tally, outcome: Outcome) -> dict[str, Any]:
    """Of all lines that were written; `of` says whether those are the lines that were kept."""
    return {
        "of": "kept" if tally.lines == outcome.lines else "written",
        "count": tally.lines,
        "roles": _sorted(tally.roles),
        "labels": _sorted(tally.labels),
        "tool_calls": tally.tool_calls,
        "with_tools": tally.with_tools,
        "with_images": tally.with_images,
        "turns": _summary(tally.turns),
        "bytes": _summary(tally.characters),
    }


def _summary(spread: Spread, *, bars: bool = True) -> dict[str, Any]:
    """Quantiles are of a histogram, off by at most 1/16; the rest is exact."""
    found = {
        "total": spread.total,
        "mean": None if spread.mean is None else round(spread.mean, 2),
        "p50": spread.quantile(0.5),
        "p95": spread.quantile(0.95),
        "min": spread.low if spread.count else None,
        "max": spread.high if spread.count else None,
    }
    return {**found, "histogram": [{"from": bar.low, "to": bar.high, "count": bar.size} for bar in spread.bars()]} if bars else found


def _sorted(counts: Mapping[str, int]) -> dict[str, int]:
    """The most frequent first."""
    return dict(sorted(counts.items(), key=lambda one: (-one[1], one[0])))


def _ratio(part: int, whole: int) -> float | None:
    return round(part / whole, 6) if whole else None
