"""How often the gate is wrong, over thousands of seeded comparisons of which the truth is known."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

from evalplatform.evaluations.gate.judging import judge
from evalplatform.evaluations.gate.results import Results
from evalplatform.evaluations.gate.rules import Direction, Gate, Question, Rule
from evalplatform.evaluations.gate.verdict import Outcome
from evalplatform.evaluations.statistics import comparison
from tests.evalplatform.evaluations.gate.conftest import NOON, judged, only

RUNS = 2_000
ALPHA = 0.05
N = 60
Side = dict[str, Any]
Draw = Callable[[np.random.Generator], tuple[Side, Side]]
IDS = range(N)
CLUSTERS = {number: number % 15 for number in IDS}


def fails(draw: Draw, *rules: Rule, clusters: Mapping[Any, Any] | None = None, runs: int = RUNS) -> float:
    """The share of comparisons that fail; none may be without a verdict."""
    random = np.random.default_rng(50)
    found = []
    for _ in range(runs):
        sides = [Results(IDS, {name: values.tolist() for name, values in side.items()}) for side in draw(random)]
        found.append(judge(Gate(rules), *sides, now=NOON, clusters=clusters, resamples=199).verdict)
    assert Outcome.NO_VERDICT not in found
    return found.count(Outcome.FAIL) / runs


def flaky(random: np.random.Generator) -> tuple[Side, Side]:
    """One model twice: each answer is right with a chance of its question's own."""
    chance = random.beta(0.5, 0.5, N)
    candidate, baseline = (random.random((2, N)) < chance).astype(float)
    return {"a": candidate}, {"a": baseline}


def tied_and_clustered(random: np.random.Generator) -> tuple[Side, Side]:
    """Three metrics that hang together, two of few different values, and documents that answers hang together in."""
    document = 2 * random.normal(size=(2, 15))[:, np.arange(N) % 15]
    sides = document + random.normal(size=(2, N))
    return tuple({"a": np.sign(one), "b": (one > 0.5) * 1.0, "c": one} for one in sides)  # type: ignore[return-value]


def test_no_change_in_a_binary_metric() -> None:
    assert fails(flaky, Rule("a")) <= ALPHA


def test_no_change_in_three_metrics_with_clusters_and_ties() -> None:
    rules = (Rule("a"), Rule("b", Direction.LOWER), Rule("c"))
    assert fails(tied_and_clustered, *rules, clusters=CLUSTERS) <= ALPHA


def test_clusters_that_nobody_named_would_give_false_alarms() -> None:
    """The test above can fail: the same data as if every example stood alone."""
    assert fails(tied_and_clustered, Rule("c"), runs=400) > 2 * ALPHA


def binary(random: np.random.Generator, n: int, better: float, worse: float) -> tuple[list[float], list[float]]:
    kind = random.choice(3, size=n, p=[better, worse, 1 - better - worse])
    return (kind != 1).astype(float).tolist(), (kind != 0).astype(float).tolist()


@pytest.mark.parametrize("margin", [0.0, 0.05])
def test_twice_the_detectable_loss_fails(margin: float) -> None:
    random = np.random.default_rng(51)
    rule = Rule("a", allowed_loss=margin)
    loss = only(judged(rule, *binary(random, 400, 0.1, 0.1))).detectable
    assert loss is not None
    found = [judged(rule, *binary(random, 400, 0.1, 0.1 + 2 * loss)).verdict for _ in range(300)]
    assert found.count(Outcome.FAIL) >= 0.95 * 300


def test_twice_the_detectable_loss_of_a_clustered_number_fails() -> None:
    random = np.random.default_rng(52)

    def drawn(loss: float) -> tuple[list[float], list[float]]:
        candidate, baseline = random.normal(size=(2, 15))[:, np.arange(N) % 15] + random.normal(size=(2, N))
        return (candidate - loss).tolist(), baseline.tolist()

    rule = Rule("a")
    loss = float(np.median([only(judged(rule, *drawn(0.0), clusters=CLUSTERS)).detectable for _ in range(20)]))
    found = [judged(rule, *drawn(2 * loss), clusters=CLUSTERS).verdict for _ in range(200)]
    assert found.count(Outcome.FAIL) >= 0.95 * 200


@pytest.mark.parametrize("question", list(Question))
def test_a_loss_of_just_what_is_allowed_is_rarely_misjudged(question: Question) -> None:
    """Where the truth lies on the border, regression may fail it, and non-inferiority pass it, with alpha at most."""
    random = np.random.default_rng(53)
    rule = Rule("a", question=question, allowed_loss=0.1)
    wrong = Outcome.FAIL if question == Question.REGRESSION else Outcome.PASS
    found = [judged(rule, *binary(random, 150, 0.05, 0.15)).verdict for _ in range(600)]
    assert found.count(wrong) <= ALPHA * 600


def test_interval_holds_the_truth() -> None:
    random = np.random.default_rng(54)
    held = 0
    for _ in range(400):
        sizes = np.repeat(np.arange(20), random.integers(1, 6, 20))
        document = random.normal(size=20)[sizes]
        values = document + random.exponential(size=len(sizes)) - 1
        low, high = comparison.compare(values, np.zeros(len(values)), sizes, comparison.Asked(resamples=499)).interval
        held += low <= 0 <= high
    assert held >= 0.92 * 400
