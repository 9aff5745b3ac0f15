"""Scores one answer as an evaluation does: by the request's words, through `run`."""

from typing import Any

from evalplatform.evaluations.scorers.chosen import parse_scorers
from evalplatform.evaluations.scorers.running import run
from evalplatform.evaluations.scorers.scorer import Answer, Errored, Scored


def outcome(name: str, output: Any, reference: Any = None, **params: Any) -> Scored | Errored:
    (chosen,) = parse_scorers([{"name": name, "params": params}])
    return run(chosen.scorer, Answer(output=output, reference=reference), chosen.params)


def value(name: str, output: Any, reference: Any = None, **params: Any) -> float:
    found = outcome(name, output, reference, **params)
    assert isinstance(found, Scored), found
    return found.value


def code(name: str, output: Any, reference: Any = None, **params: Any) -> str:
    found = outcome(name, output, reference, **params)
    assert isinstance(found, Errored), found
    return found.code
