"""What judges an answer: one small module a scorer, each with a `SCORER`; the table names it, and it is imported on first use.

A user's own come from installed packages, through the entry point group `evalplatform.scorers` (own.py).
"""

from importlib import import_module
from typing import Any

from evalplatform.evaluations.scorers import own
from evalplatform.evaluations.scorers.scorer import Scorer

SCORERS = {
    name: f"evalplatform.evaluations.scorers.{name}"
    for name in (
        *("exact_match", "contains", "regex", "last_number", "json_valid", "json_schema", "similarity", "rouge_l", "bleu", "chrf"),
        *("latency", "cost", "tokens", "llm_judge"),
    )
}


class UnknownScorer(LookupError):
    """There is no scorer of that name, or it cannot be loaded; the text says which."""


def get(name: str) -> Scorer:
    """The scorer. Raises UnknownScorer."""
    if name in SCORERS:
        made: Scorer = import_module(SCORERS[name]).SCORER
        return made
    installed = own.installed(frozenset(SCORERS))
    if name in installed.scorers:
        return installed.scorers[name]
    if name in installed.broken:
        raise UnknownScorer(f"The scorer {name} cannot be used: {installed.broken[name]}")
    raise UnknownScorer(f"There is no such scorer; known are {', '.join((*SCORERS, *installed.scorers))}.")


def describe() -> dict[str, Any]:
    """All that a client can choose, as JSON: `scorers`, and under `broken` those of installed packages that cannot be used, and why."""
    installed = own.installed(frozenset(SCORERS))
    return {
        "scorers": [_described(one) for one in (*map(get, SCORERS), *installed.scorers.values())],
        "broken": [{"name": name, "reason": reason} for name, reason in installed.broken.items()],
    }


def _described(one: Scorer) -> dict[str, Any]:
    return {
        "name": one.name,
        "version": one.version,
        "description": one.description,
        "direction": one.direction.value,
        "scale": {"kind": one.scale.kind, "unit": one.scale.unit, "minimum": one.scale.low, "maximum": one.scale.high},
        "scale_depends_on_parameters": one.scale_for is not None,
        "needs": sorted(need.value for need in one.needs),
        "parameters": [parameter.described() for parameter in one.parameters],
    }
