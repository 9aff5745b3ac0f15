import math
from datetime import UTC, datetime
from typing import Any

import pytest

from evalplatform.projects.models import Project
from evalplatform.tracing.models import Score
from exports.analysis import drift
from tests.exports.analysis.conftest import Measured
from tests.exports.conftest import add_traces

pytestmark = pytest.mark.django_db(transaction=True)
BEFORE, NOW = (datetime(2026, month, 1, tzinfo=UTC) for month in (1, 2))
RANGES = {
    "baseline": {"from": "2026-01-01T00:00:00Z", "to": "2026-02-01T00:00:00Z"},
    "current": {"from": "2026-02-01T00:00:00Z", "to": "2026-03-01T00:00:00Z"},
    "by": "started_at",
}


def add(project: Project, at: datetime, values: list[Any], field: str = "latency_ms") -> None:
    for number, value in enumerate(values):
        add_traces(project, 1, external_id_prefix=f"{field}{at.month}-{number}", started_at=at, **{field: value})


def drifted(measured: Measured, *fields: str) -> Any:
    return measured("drift", drift={**RANGES, "fields": list(fields)})


def test_the_same_numbers_have_not_moved(project: Project, measured: Measured) -> None:
    for at in (BEFORE, NOW):
        add(project, at, list(range(40)))
    assert drifted(measured, "latency_ms")["latency_ms"] == {
        "kind": "number", "psi": 0.0, "ks": 0.0, "p_value": 1.0,
        "baseline": {"count": 40, "mean": 19.5}, "current": {"count": 40, "mean": 19.5},
    }  # fmt: skip


def test_numbers_that_have_moved(project: Project, measured: Measured) -> None:
    add(project, BEFORE, [1, 2, 3, 4])
    add(project, NOW, [3, 4, 5, 6])
    found = drifted(measured, "latency_ms")["latency_ms"]
    assert (found["ks"], found["current"]["mean"]) == (0.5, 4.5)
    assert found["p_value"] == pytest.approx(0.6994, abs=1e-4)
    edges = [(0, 0), (1, 0), (1, 0), (1, 1), (1, 3)]  # below 1, from 1, from 2, from 3, from 4: the deciles of the baseline
    assert found["psi"] == pytest.approx(drift.psi(edges))


def test_categories(project: Project, measured: Measured) -> None:
    add(project, BEFORE, ["a", "a", "a", "b"], "model")
    add(project, NOW, ["a", "b", "b", "c"], "model")
    found = drifted(measured, "model")["model"]
    assert found["categories"] == [
        {"value": "a", "baseline": 3, "current": 1},
        {"value": "b", "baseline": 1, "current": 2},
        {"value": "c", "baseline": 0, "current": 1},
    ]
    assert found["psi"] == pytest.approx(drift.psi([[3, 1], [1, 2], [0, 1]]))


def test_rare_categories_are_taken_together(project: Project, measured: Measured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drift, "MAX_CATEGORIES", 1)
    add(project, BEFORE, ["a", "a", "b", "c"], "model")
    assert drifted(measured, "model")["model"]["categories"] == [
        {"value": "a", "baseline": 2, "current": 0},
        {"value": None, "baseline": 2, "current": 0},
    ]


def test_scores_and_metadata(project: Project, measured: Measured) -> None:
    for at, plan in ((BEFORE, "pro"), (NOW, 7)):
        (trace,) = add_traces(project, 1, started_at=at, external_id_prefix=str(at), metadata={"plan": plan})
        Score.objects.create(project=project, trace=trace, name="correct", value=1)
    found = drifted(measured, "score.correct", "metadata.plan")
    assert (found["score.correct"]["ks"], found["score.correct"]["current"]["count"]) == (0, 1)
    assert [one["value"] for one in found["metadata.plan"]["categories"]] == ["7", "pro"]


@pytest.mark.parametrize("name", ["latency_ms", "usage.cost_usd", "model"])
def test_a_side_without_values_tells_nothing(project: Project, measured: Measured, name: str) -> None:
    add(project, BEFORE, [1.0])
    found = drifted(measured, name)[name]
    assert (found["psi"], found.get("ks")) == (None, None)


def test_of_no_other_project(stranger_project: Project, measured: Measured) -> None:
    add(stranger_project, BEFORE, [1.0])
    assert drifted(measured, "latency_ms")["latency_ms"]["baseline"] == {"count": 0, "mean": None}


def test_psi_by_hand() -> None:
    assert drift.psi([[1, 3], [3, 1]]) == pytest.approx(2 * (0.7 - 0.3) * math.log(0.7 / 0.3))


@pytest.mark.parametrize(("distance", "expected"), [(0.0, 1.0), (0.3, 0.0222), (1.0, 0.0)])
def test_p_value(distance: float, expected: float) -> None:
    assert drift.p_value(distance, 50, 50) == pytest.approx(expected, abs=1e-3)
