"""Which scorers a request chose: its list, checked once and frozen."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from evalplatform.errors import InvalidInput, Problem
from evalplatform.evaluations import scorers
from evalplatform.evaluations.scorers.parameters import Params, parse
from evalplatform.evaluations.scorers.scorer import Scale, Scorer
from evalplatform.exact_json import escape_key

MAX_SCORERS = 50
MAX_NAME = 100
_KEYS = ("name", "params", "as")


@dataclass(frozen=True)
class Chosen:
    """A scorer with its parameters. `metric` is the name of its values: the scorer's own, or what the request says with `as`.

    `given` are the parameters as they came, to be stored; `params` what the scorer uses.
    """

    metric: str
    scorer: Scorer
    params: Params
    given: Mapping[str, Any]

    @property
    def scale(self) -> Scale:
        return self.scorer.scale_of(self.params)


def parse_scorers(given: Any, *, pointer: str = "/scorers") -> tuple[Chosen, ...]:
    """Of `[{"name": "regex", "params": {"pattern": "…"}, "as": "has_link"}]`. Raises InvalidInput with all that is wrong."""
    if not isinstance(given, list) or not 1 <= len(given) <= MAX_SCORERS:
        raise InvalidInput(Problem(pointer, f"scorers is a list of 1 to {MAX_SCORERS} objects with a name.", "wrong_type"))
    problems: list[Problem] = []
    chosen: list[Chosen] = []
    for index, one in enumerate(given):
        try:
            chosen.append(_chosen(one, f"{pointer}/{index}"))
        except InvalidInput as error:
            problems.extend(error.problems)
    problems.extend(_doubles(chosen, given, pointer) if not problems else ())
    if problems:
        raise InvalidInput(*problems)
    return tuple(chosen)


def _chosen(one: Any, pointer: str) -> Chosen:
    if not isinstance(one, dict):
        raise InvalidInput(Problem(pointer, 'A scorer is an object: {"name": "…", "params": {}}.', "wrong_type"))
    for key in one.keys() - set(_KEYS):
        raise InvalidInput(Problem(f"{pointer}/{escape_key(key)}", f"There is no such key; known are {', '.join(_KEYS)}.", "unknown_field"))
    name, metric, given = one.get("name"), one.get("as", one.get("name")), one.get("params", {})
    if not isinstance(name, str):
        raise InvalidInput(Problem(f"{pointer}/name", "A scorer has a name.", "required"))
    if not isinstance(metric, str) or not metric.strip() or len(metric) > MAX_NAME or not metric.isprintable():
        raise InvalidInput(Problem(f"{pointer}/as", f"as is a text of 1 to {MAX_NAME} characters on one line.", "wrong_type"))
    try:
        scorer = scorers.get(name)
    except scorers.UnknownScorer as error:
        raise InvalidInput(Problem(f"{pointer}/name", str(error), "unknown_scorer")) from None
    params = parse(scorer.parameters, given, pointer=f"{pointer}/params")
    if scorer.check and (problem := scorer.check(params)):
        raise InvalidInput(replace(problem, pointer=f"{pointer}/params{problem.pointer}"))
    return Chosen(metric, scorer, params, given)


def _doubles(chosen: list[Chosen], given: list[Any], pointer: str) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, one in enumerate(chosen):
        if one.metric in seen:
            at = "as" if "as" in given[index] else "name"
            yield Problem(f"{pointer}/{index}/{at}", f"There is a metric {one.metric} already; name this one by `as`.", "duplicate")
        seen.add(one.metric)
