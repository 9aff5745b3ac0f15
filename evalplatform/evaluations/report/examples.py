"""Which examples a report shows: the best and worst of each metric, and what got better or worse beside a baseline."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from evalplatform.evaluations.comparing import Change, Changes, Extremes, changes_of, extremes_of
from evalplatform.evaluations.gate.results import Aligned
from evalplatform.evaluations.gate.rules import Direction
from evalplatform.evaluations.report.snippets import NOTHING, Snippet, snippets

MOST = 10  # in a list
MOST_IN_ALL = 300
_LISTS = ("better", "worse")
_COUNTS = ("better_count", "worse_count", "newly_errored_count", "only_candidate", "only_baseline")


def best_and_worst(evaluation_id: UUID, sides: Aligned, directions: Mapping[str, Direction]) -> dict[str, Any]:
    """By metric `best` and `worst`, each example with its mean and the first words of question and answer."""
    most = _most(len(directions), lists=2)
    found = {metric: extremes_of(sides, metric, direction=direction, limit=most) for metric, direction in directions.items()}
    texts = snippets(evaluation_id, {str(one.example) for extremes in found.values() for listed in extremes for one in listed})
    return {metric: _scored(extremes, texts) for metric, extremes in found.items()}


def changed(candidate_id: UUID, baseline_id: UUID, sides: Aligned, directions: Mapping[str, Direction]) -> dict[str, Any]:
    """By metric the largest changes, with the first words of the question and of both answers, and how many there are in all."""
    most = _most(len(directions), lists=3)
    found = {metric: changes_of(sides, metric, direction=direction, limit=most) for metric, direction in directions.items()}
    keys = {str(key) for one in found.values() for key in _keys(one)}
    ours, theirs = snippets(candidate_id, keys), snippets(baseline_id, keys)
    return {metric: _changed(one, ours, theirs) for metric, one in found.items()}


def _most(metrics: int, *, lists: int) -> int:
    """So that a report over many metrics stays one that can be read and sent."""
    return max(1, min(MOST, MOST_IN_ALL // max(1, metrics * lists)))


def _keys(one: Changes) -> Iterable[Any]:
    yield from one.newly_errored
    yield from (change.example for change in (*one.better, *one.worse))


def _scored(extremes: Extremes, texts: Mapping[str, Snippet]) -> dict[str, Any]:
    return {
        name: [{"example": one.example, "value": one.value, **_texts(texts, one.example)} for one in listed]
        for name, listed in extremes._asdict().items()
    }


def _changed(one: Changes, ours: Mapping[str, Snippet], theirs: Mapping[str, Snippet]) -> dict[str, Any]:
    def shown(change: Change) -> dict[str, Any]:
        return change._asdict() | _texts(ours, change.example) | {"baseline_output": _of(theirs, change.example).output}

    lost = [
        {"example": key, **_texts(ours, key), "error": _of(ours, key).error, "baseline_output": _of(theirs, key).output}
        for key in one.newly_errored
    ]
    lists = {name: [shown(change) for change in getattr(one, name)] for name in _LISTS}
    return lists | {"newly_errored": lost} | {name: getattr(one, name) for name in _COUNTS}


def _texts(texts: Mapping[str, Snippet], example: Any) -> dict[str, Any]:
    found = _of(texts, example)
    return {"input": found.input, "reference": found.reference, "output": found.output}


def _of(texts: Mapping[str, Snippet], example: Any) -> Snippet:
    return texts.get(str(example), NOTHING)
