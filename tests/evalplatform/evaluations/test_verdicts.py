"""Verdicts through the database are those of the pure functions, and nothing passes by being absent."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from evalplatform.evaluations import verdicts
from evalplatform.evaluations.gate.judging import judge
from evalplatform.evaluations.gate.results import Results
from evalplatform.evaluations.gate.rules import Gate, Question, Rule
from evalplatform.evaluations.gate.verdict import as_json
from evalplatform.evaluations.models import Evaluation, Result, ResultState, Suite, Waiver
from evalplatform.events.models import Event
from evalplatform.projects.models import Project
from tests.evalplatform.evaluations.gsm8k import TABLES, answers

pytestmark = pytest.mark.django_db
SCORERS = [{"name": "last_number"}]
RULES = {"rules": [{"metric": "last_number"}]}


def evaluated(project: Project, values: Sequence[float | None], **columns: Any) -> Any:
    """One with a result for each value, and finished; None is a result without an answer."""
    given = {"scorers": SCORERS, "source_kind": "outputs", "source": {}, "request": {}, **columns}
    evaluation = Evaluation.objects.create(project=project, state="running", **given)
    Result.objects.bulk_create(
        Result(
            project=project,
            evaluation=evaluation,
            pair_key=f"q-{number}",
            state=ResultState.ERRORED if value is None else ResultState.SCORED,
            metrics={} if value is None else {"last_number": value},
        )
        for number, value in enumerate(values)
    )
    verdicts.finish(evaluation)
    return Evaluation.objects.get(id=evaluation.id)


def a_suite(project: Project) -> Suite:
    return Suite.objects.create(project=project, name="math", scorers=SCORERS, target={"outputs": []})


@pytest.mark.parametrize("question", list(Question))
@pytest.mark.parametrize("size", [0, 1], ids=["all", "first 100"])
@pytest.mark.parametrize("pair", sorted(TABLES), ids="-".join)
def test_gates_of_gsm8k_are_those_of_the_pure_functions(project: Project, pair: tuple[str, str], size: int, question: Question) -> None:
    ours, theirs = (list(one) for one in reversed(answers(TABLES[pair][size])))
    rule = {"metric": "last_number", "question": question.value, "allowed_loss": 0.02}
    baseline = evaluated(project, theirs)
    found = evaluated(project, ours, gate={"rules": [rule]}, baseline=str(baseline.id))
    ids = [f"q-{number}" for number in range(len(ours))]
    sides = [Results(ids, {"last_number": one}) for one in (ours, theirs)]
    wanted = as_json(judge(Gate((Rule("last_number", question=question, allowed_loss=0.02),)), *sides, now=timezone.now()))
    wanted["no_verdict_counts_as"] = "fail"
    wanted["metrics"][0]["interval"] = pytest.approx(wanted["metrics"][0]["interval"])
    assert found.report["gate"] == wanted
    assert (found.verdict, found.compared_with) == (wanted["verdict"], baseline)


def test_without_rules_there_is_a_summary_and_no_verdict(project: Project) -> None:
    found = evaluated(project, [1.0, 1.0, 0.0, None])
    metric = found.summary["metrics"][0]
    assert (found.state, found.verdict, found.report["gate"]) == ("completed", "", None)
    assert (metric["n"], metric["errored"], metric["mean"]) == (3, 1, pytest.approx(2 / 3))
    assert metric["interval"] == pytest.approx([0.0942993, 0.9915962], abs=1e-6)
    assert list(Event.objects.values_list("type", flat=True)) == ["evaluation.finished"]


@pytest.mark.parametrize("values", [[], [None] * 3])
def test_an_evaluation_without_values_still_ends(project: Project, values: list[float | None]) -> None:
    found = evaluated(project, values, gate=RULES)
    assert (found.state, found.verdict, found.summary["metrics"][0]["mean"]) == ("completed", "no_verdict", None)


@pytest.mark.parametrize(
    ("ours", "rule", "code"),
    [
        ([1.0] * 20, {"metric": "absent"}, "missing_metric"),
        ([1.0] * 9, {"metric": "last_number"}, "different_examples"),
        ([1.0] * 19 + [None], {"metric": "last_number"}, "newly_errored"),
        ([1.0] * 20, {"metric": "last_number", "min_examples": 21}, "too_few"),
        ([1.0] * 20, {"metric": "last_number", "nonsense": 1}, "invalid_gate"),
    ],
    ids=["metric", "examples", "errored", "few", "gate"],
)
def test_what_cannot_be_judged_is_no_verdict(project: Project, ours: list[float | None], rule: dict[str, Any], code: str) -> None:
    baseline = evaluated(project, [1.0] * 20)
    found = evaluated(project, ours, gate={"rules": [rule]}, baseline=str(baseline.id))
    assert found.verdict == "no_verdict"
    assert code in [one["code"] for one in found.report["gate"]["reasons"]]
    assert Event.objects.filter(type="gate.no_verdict", payload__evaluation=str(found.id)).count() == 1


def test_the_baseline_of_a_branch_is_its_last_that_passed(project: Project) -> None:
    common = {"suite": a_suite(project), "branch": "main", "gate": RULES | {"baseline": "main", "first_passes": True}}
    first = evaluated(project, [1.0] * 20, **common)
    worse = evaluated(project, [0.0] * 20, **common)
    again = evaluated(project, [1.0] * 20, **common)
    assert [one.verdict for one in (first, worse, again)] == ["pass", "fail", "pass"]
    assert (first.compared_with, worse.compared_with, again.compared_with) == (None, first, first)


def test_another_branch_is_never_the_first(project: Project) -> None:
    gate = RULES | {"baseline": "main", "first_passes": True}
    found = evaluated(project, [1.0] * 20, suite=a_suite(project), branch="feature", gate=gate)
    assert (found.verdict, found.report["gate"]["reasons"][0]["code"]) == ("no_verdict", "no_baseline")


def test_fixed_numbers_are_a_baseline(project: Project) -> None:
    found = evaluated(project, [0.0] * 30, gate=RULES | {"baseline": {"last_number": 0.9}})
    assert (found.verdict, found.report["gate"]["metrics"][0]["difference"]) == ("fail", pytest.approx(-0.9))


@pytest.mark.parametrize(("days", "verdict", "event"), [(1, "pass", "gate.passed"), (-1, "fail", "gate.failed")], ids=["holds", "ended"])
def test_a_waiver_holds_until_its_time(project: Project, days: int, verdict: str, event: str) -> None:
    suite = a_suite(project)
    Waiver.objects.create(suite=suite, reason="known", until=timezone.now() + timedelta(days=days))
    found = evaluated(project, [0.0] * 30, suite=suite, gate=RULES | {"baseline": {"last_number": 0.9}})
    assert found.verdict == verdict
    assert Event.objects.filter(type=event).count() == 1


def test_compare_is_by_the_rules_of_the_gate(project: Project) -> None:
    baseline = evaluated(project, [1.0] * 20)
    rule = {"metric": "last_number", "question": "non_inferiority", "allowed_loss": 0.02}
    found = verdicts.compared(evaluated(project, [1.0] * 20, gate={"rules": [rule]}).id, baseline.id)
    assert (found["verdict"], found["metrics"][0]["allowed_loss"], found["no_verdict_counts_as"]) == ("no_verdict", 0.02, "fail")


def test_the_report_tells_what_got_worse_beside_the_baseline(project: Project) -> None:
    baseline = evaluated(project, [1.0] * 20)
    found = evaluated(project, [1.0] * 18 + [0.0, None], gate=RULES, baseline=str(baseline.id)).report["changes"]["last_number"]
    assert [one["example"] for one in found["worse"]] == ["q-18"]
    assert [one["example"] for one in found["newly_errored"]] == ["q-19"]
    assert (found["worse_count"], found["newly_errored_count"], found["better"]) == (1, 1, [])


def test_the_report_tells_the_best_and_the_worst(project: Project) -> None:
    found = evaluated(project, [0.5, 0.0, None, 1.0], scorers=[{"name": "last_number"}, {"name": "latency"}]).report
    shown = {name: [one["example"] for one in listed] for name, listed in found["examples"]["last_number"].items()}
    assert shown == {"best": ["q-3", "q-0", "q-1"], "worst": ["q-1", "q-0", "q-3"]}
    assert (found["examples"]["latency"], found["directions"]) == ({"best": [], "worst": []}, {"last_number": "higher", "latency": "lower"})
