"""What a suite gives to a request for an evaluation: what the request leaves out, and keys that nobody sees."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from evalplatform import sealed
from evalplatform.evaluations import sealing
from evalplatform.evaluations.models import Suite
from evalplatform.evaluations.scorers.chosen import parse_scorers
from evalplatform.evaluations.suites.gates import with_directions


class Applied(NamedTuple):
    """`body` has no keys of the suite; `sealed_key` and `sealed_judge_key` are as the evaluation stores them."""

    body: dict[str, Any]
    sealed_key: str = ""
    sealed_judge_key: str = ""


def apply(suite: Suite, asked: dict[str, Any]) -> Applied:
    """The request with what the suite says where it says nothing itself.

    A key goes to the address that the suite names for it and nowhere else: who names another brings a key of their own.
    """
    said = {key: value for key, value in asked.items() if value is not None}
    own_source, own_judge = "source" in said, "judge" in said
    given: dict[str, Any] = {"scorers": suite.scorers, "source": suite.target, "cluster_by": suite.cluster_by or None}
    source = said.get("source", suite.target)
    if isinstance(source, dict) and "traces" in source:
        given["pair_by"] = suite.pair_by or None
    elif suite.dataset:
        given |= {"dataset": str(suite.dataset.id), "dataset_version": suite.dataset_version, "repeats": suite.repeats}
    if suite.judge:
        given["judge"] = suite.judge
    key = "" if own_source else suite.sealed_key
    return Applied({**given, **said}, key, "" if own_judge else _judge_key(suite, key))


def gate_of(suite: Suite, scorers: Sequence[Any]) -> dict[str, Any]:
    """The rules for an evaluation by these scorers, each with the way in which its metric is better."""
    gate: dict[str, Any] = with_directions(suite.gate, parse_scorers(list(scorers)))
    return gate


def _judge_key(suite: Suite, key: str) -> str:
    """Without a judge of its own the endpoint judges too, by its own key. Raises SecretLost."""
    if suite.judge or not key:
        return suite.sealed_judge_key
    return sealed.seal(sealed.unseal(key, purpose=sealing.ENDPOINT), purpose=sealing.JUDGE)
