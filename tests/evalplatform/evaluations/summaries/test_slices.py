"""Slices by metadata: every result in one of them, the numbers those of the results in it."""

from typing import Any

import pytest
from scipy.stats import t  # type: ignore[import-untyped]

from evalplatform.evaluations.models import Evaluation, Result, ResultState
from evalplatform.evaluations.summaries.slices import MOST_CHARACTERS, MOST_VALUES, slices
from evalplatform.projects.models import Project

pytestmark = pytest.mark.django_db
TOPIC = ("metadata.topic", ["topic"])


def evaluation(project: Project, *results: dict[str, Any]) -> Evaluation:
    made = Evaluation.objects.create(project=project, scorers=[{"name": "m"}], source_kind="outputs", source={}, request={})
    Result.objects.bulk_create(
        Result(project=project, evaluation=made, state=ResultState.SCORED, **{"pair_key": f"q-{number}", **given})
        for number, given in enumerate(results)
    )
    return made


def result(value: float | None, **metadata: Any) -> dict[str, Any]:
    return {"metrics": {"m": value}, "metadata": metadata}


def told(made: Evaluation, *fields: tuple[str, list[str]]) -> list[list[tuple[Any, int, Any]]]:
    return [
        [(one["value"], one["n"], one["metrics"][0]["mean"]) for one in found["values"]] for found in slices(made.id, fields or [TOPIC])
    ]


def test_the_largest_come_first_and_what_lacks_the_field_is_one(project: Project) -> None:
    made = evaluation(project, result(1, topic="b"), result(0, topic="a"), result(1), result(0, topic="b"), result(None, topic=None))
    assert told(made) == [[("b", 2, 0.5), (None, 2, 1.0), ("a", 1, 0.0)]]


def test_every_kind_of_value_is_told_as_text(project: Project) -> None:
    made = evaluation(project, result(1, topic=1), result(1, topic=True), result(1, topic=["x", 1]), result(1, topic="é" * 999))
    assert [one[0] for one in told(made)[0]] == ["1", '["x", 1]', "true", "é" * MOST_CHARACTERS]


def test_a_path_leads_into_objects_and_several_fields_are_apart(project: Project) -> None:
    made = evaluation(project, result(1, a={"b": "x"}, topic="t"), result(0, a={"b": "y"}, topic="t"))
    assert told(made, ("metadata.a.b", ["a", "b"]), TOPIC) == [[("x", 1, 1.0), ("y", 1, 0.0)], [("t", 2, 0.5)]]


def test_the_interval_is_students_over_examples(project: Project) -> None:
    values = [0.1, 0.4, 0.7, 0.9]
    (found,) = slices(evaluation(project, *[result(one, topic="a") for one in values]).id, [TOPIC])
    error = (sum((one - 0.525) ** 2 for one in values) / 3 / 4) ** 0.5
    wide = t.ppf(0.975, 3) * error
    assert found["values"][0]["metrics"][0]["interval"] == pytest.approx([0.525 - wide, 0.525 + wide])


def test_shares_have_an_exact_interval_and_one_number_none(project: Project) -> None:
    made = evaluation(project, *[result(one, topic="a") for one in (1, 1, 0)], result(0.5, topic="b"))
    shares, alone = (one["metrics"][0]["interval"] for one in slices(made.id, [TOPIC])[0]["values"])
    assert shares == pytest.approx([0.0942993, 0.9915962], abs=1e-6)
    assert alone is None


def test_values_without_end_are_counted(project: Project) -> None:
    made = evaluation(project, *[result(1, topic=f"t{number:03}") for number in range(MOST_VALUES + 3)])
    (found,) = slices(made.id, [TOPIC])
    assert (len(found["values"]), found["more_values"], found["values"][-1]["value"]) == (MOST_VALUES, 3, f"t{MOST_VALUES - 1:03}")


def test_an_evaluation_without_results_has_no_values(project: Project) -> None:
    assert slices(evaluation(project).id, [TOPIC]) == [{"by": "metadata.topic", "values": [], "more_values": 0}]
