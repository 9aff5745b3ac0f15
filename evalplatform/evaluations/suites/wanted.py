"""What a suite may say: the body of a request, checked once by the readers of an evaluation's own, and frozen."""

from dataclasses import dataclass
from typing import Any

from evalplatform.errors import InvalidInput, Problem
from evalplatform.evaluations import asked, sealing
from evalplatform.evaluations.answering import pricing
from evalplatform.evaluations.asked import AskedEvaluation
from evalplatform.evaluations.models import SourceKind, Suite
from evalplatform.evaluations.reading import Reader
from evalplatform.evaluations.scorers.chosen import parse_scorers
from evalplatform.evaluations.suites.gates import check_gate
from evalplatform.evaluations.suites.keys import sealed_key, without_key
from evalplatform.evaluations.suites.paths import read_paths
from evalplatform.exact_json import find_flaw

MAX_NAME, MAX_DESCRIPTION = 200, 10_000
_OF_EVALUATION = ("scorers", "judge", "dataset", "dataset_version", "repeats", "pair_by", "cluster_by")
KEYS = ("name", "description", *_OF_EVALUATION, "target", "gate", "paths")
_OUTPUTS: dict[str, Any] = {"outputs": []}


@dataclass(frozen=True)
class Wanted:
    """A suite that can be kept, in the form of the model's fields; `dataset` is an id or a name."""

    name: str
    description: str
    dataset: str
    dataset_version: int | None
    scorers: list[Any]
    target: dict[str, Any]
    sealed_key: str
    judge: dict[str, Any]
    sealed_judge_key: str
    repeats: int
    pair_by: str
    cluster_by: str
    gate: dict[str, Any]
    paths: list[str]


def parse(body: Any, *, before: Suite | None = None) -> Wanted:
    """The suite in `body`, or `before` as the body changes it: what it names becomes that, null what it is by itself.

    Raises InvalidInput with a pointer for each thing that is wrong.
    """
    if not isinstance(body, dict):
        raise InvalidInput(Problem("", f"A suite is a JSON object with {', '.join(KEYS)}.", "wrong_type"))
    if flaw := find_flaw(body):
        raise InvalidInput(flaw)
    merged = {**(described(before) if before else {}), **body}
    reader = Reader(merged)
    for key in KEYS:
        reader.get(key)
    reader.refuse_unknown()
    name = reader.text("name", most=MAX_NAME, required=True)
    description = reader.text("description", most=MAX_DESCRIPTION)
    paths = read_paths(reader)
    found = _evaluated(reader)
    gate = _gate(reader, found)
    reader.raise_if_any()
    assert found is not None  # else there was a problem
    endpoints = _sealed(merged, found, before or Suite(target={}, judge={}), reader.problems)
    reader.raise_if_any()
    return Wanted(
        **{"name": name, "description": description, "paths": paths, "gate": gate, **endpoints},
        **{key: getattr(found, key) for key in ("dataset", "dataset_version", "scorers", "repeats", "pair_by", "cluster_by")},
    )


def described(suite: Suite) -> dict[str, Any]:
    """The suite as a request would say it, without keys."""
    own = {key: getattr(suite, key) for key in KEYS if key not in ("dataset", "judge")}
    return {**own, "dataset": str(suite.dataset_id) if suite.dataset_id else None, "judge": suite.judge or None}


def _evaluated(reader: Reader) -> AskedEvaluation | None:
    """The part that an evaluation's request says too; None with problems in the reader."""
    body = {key: reader.get(key) for key in _OF_EVALUATION}
    target = reader.get("target")
    if isinstance(target, dict) and target.get("outputs"):
        reader.problems.append(Problem("/target/outputs", "A suite holds no outputs; send them with each evaluation.", "unfit_key"))
        return None
    try:
        found = asked.parse({**body, "source": _OUTPUTS if target is None else target})
        pricing.priced(found.source)  # the catalogue's prices of the day of an evaluation hold, but without any there can be none
    except InvalidInput as error:
        reader.problems.extend(map(_of_suite, error.problems))
        return None
    return found


def _of_suite(problem: Problem) -> Problem:
    if problem.pointer == "/scorers" and problem.code == "required":
        return Problem("/scorers", "A suite has at least one scorer.", "required")
    return Problem(problem.pointer.replace("/source", "/target", 1), problem.detail, problem.code)


def _gate(reader: Reader, found: AskedEvaluation | None) -> dict[str, Any]:
    """As it came: which way is better stays unsaid where it is, so that it follows the scorers when they change."""
    given = reader.get("gate")
    if given is None or found is None:
        return {}
    try:
        check_gate(given, parse_scorers(found.scorers))
    except InvalidInput as error:
        reader.problems.extend(error.problems)
        return {}
    return dict(given)


def _sealed(body: dict[str, Any], found: AskedEvaluation, before: Suite, problems: list[Problem]) -> dict[str, Any]:
    """Target and judge as they are stored, and their keys."""
    endpoint, judge = (body.get("target") or {}).get("endpoint") or {}, body.get("judge") or {}
    earlier = before.target.get("endpoint") or {}
    return {
        "target": _OUTPUTS if found.kind == SourceKind.OUTPUTS else found.source,
        "sealed_key": sealed_key(
            endpoint, earlier, before.sealed_key, purpose=sealing.ENDPOINT, pointer="/target/endpoint", problems=problems
        ),
        "judge": without_key(judge),
        "sealed_judge_key": sealed_key(
            judge, before.judge, before.sealed_judge_key, purpose=sealing.JUDGE, pointer="/judge", problems=problems
        ),
    }
