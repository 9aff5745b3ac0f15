"""Which examples a report shows: cut, bounded, and with an answer of each side."""

from typing import Any

import pytest

from evalplatform.evaluations.gate.results import aligned
from evalplatform.evaluations.gate.rules import Direction
from evalplatform.evaluations.models import Evaluation, Result, ResultState
from evalplatform.evaluations.report.examples import best_and_worst, changed
from evalplatform.evaluations.report.snippets import CHARACTERS, Snippet, snippets
from evalplatform.evaluations.summaries.measured import measured
from evalplatform.projects.models import Project

pytestmark = pytest.mark.django_db
HIGHER = {"m": Direction.HIGHER}


def evaluation(project: Project, *results: dict[str, Any]) -> Evaluation:
    made = Evaluation.objects.create(project=project, scorers=[{"name": "m"}], source_kind="outputs", source={}, request={})
    for given in results:
        Result.objects.create(project=project, evaluation=made, **{"state": ResultState.SCORED, **given})
    return made


def test_texts_are_cut_and_all_else_is_json(project: Project) -> None:
    long = {"pair_key": "a", "input": '"' + "é" * (CHARACTERS + 1) + '"', "output": '{"n": [1, 2]}', "reference": "null"}
    found = snippets(evaluation(project, long).id, {"a", "gone"})
    assert found == {"a": Snippet("é" * (CHARACTERS - 1) + "…", None, '{"n": [1, 2]}', None)}


def test_of_repeats_the_one_that_errored_is_shown(project: Project) -> None:
    good = {"pair_key": "a", "repeat": 0, "output": '"good"'}
    bad = {"pair_key": "a", "repeat": 1, "state": ResultState.ERRORED, "error_code": "no_output", "error_message": "lost"}
    assert snippets(evaluation(project, good, bad).id, ["a"]) == {"a": Snippet(error="no_output: lost")}


def test_many_metrics_show_fewer_examples_each(project: Project) -> None:
    names = [f"m{number}" for number in range(50)]
    results = [{"pair_key": f"q-{n}", "metrics": dict.fromkeys(names, n / 9)} for n in range(10)]
    made = evaluation(project, *results)
    found = best_and_worst(made.id, aligned(measured(made).results, None, {}), dict.fromkeys(names, Direction.HIGHER))
    assert [one["example"] for one in found["m7"]["best"]] == ["q-9", "q-8", "q-7"]


def test_a_change_has_both_answers(project: Project) -> None:
    baseline = evaluation(project, {"pair_key": "a", "metrics": {"m": 1}, "input": '"q"', "output": '"yes"'})
    candidate = evaluation(project, {"pair_key": "a", "metrics": {"m": 0}, "input": '"q"', "output": '"no"'})
    sides = aligned(measured(candidate).results, measured(baseline).results, {})
    (worse,) = changed(candidate.id, baseline.id, sides, HIGHER)["m"]["worse"]
    assert (worse["input"], worse["output"], worse["baseline_output"], worse["difference"]) == ("q", "no", "yes", -1.0)
