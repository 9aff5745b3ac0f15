"""The published schema is the code's own, and what is stored keeps to it."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator as Validator

from evalplatform.evaluations.models import Evaluation
from evalplatform.evaluations.report.document import stored
from evalplatform.evaluations.report.schema import COMPARISON, REPORT
from evalplatform.projects.models import Project
from tests.architecture.test_size import ROOT
from tests.evalplatform.evaluations.report.reports import gate, metric, report
from tests.evalplatform.evaluations.test_verdicts import RULES, evaluated

COMMITTED = ROOT / "docs" / "schemas" / "evaluation-report.schema.json"


def problems(found: dict[str, Any]) -> list[str]:
    return [f"{one.json_path}: {one.message}"[:200] for one in Validator(REPORT).iter_errors(found)]


def written(schema: dict[str, Any]) -> str:
    """To write it anew: this, into the file."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def test_the_committed_schema_is_that_of_the_code() -> None:
    assert Path(COMMITTED).read_text() == written(REPORT)


@pytest.mark.parametrize("schema", [REPORT, COMPARISON], ids=["report", "comparison"])
def test_the_schemas_are_schemas(schema: dict[str, Any]) -> None:
    Validator.check_schema(schema)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "columns"),
    [
        ([1.0, 0.5, None], {}),
        ([], {}),
        ([None] * 3, {"gate": RULES}),
        ([1.0] * 20, {"gate": RULES | {"baseline": {"last_number": 0.5}}}),
        ([1.0] * 20, {"gate": {"rules": [{"metric": "absent"}]}}),
        ([1.0], {"gate": {"rules": "nonsense"}}),
        ([1.0], {"scorers": [{"name": "gone"}], "branch": "main", "sha": "4f2a", "pull_request": 7}),
    ],
    ids=["plain", "empty", "errored", "fixed", "absent", "broken", "commit"],
)
def test_every_stored_report_keeps_the_schema(project: Project, values: list[float | None], columns: dict[str, Any]) -> None:
    assert problems(stored(evaluated(project, values, **columns))) == []


def test_a_report_of_an_earlier_day_is_completed() -> None:
    old = report(gate=gate(metric("a")))
    for name in ("suite", "dataset", "commit", "finished_at", "directions", "examples", "changes", "slices"):
        del old[name]
    del old["gate"]["no_verdict_counts_as"]
    found = stored(Evaluation(report=old))
    assert problems(found) == []
    assert found["gate"]["no_verdict_counts_as"] == "fail"


@pytest.mark.parametrize("change", [{"schema_version": 2}, {"more": 1}, {"summary": {}}, {"evaluation": 7}], ids=lambda one: "".join(one))
def test_another_shape_is_refused(change: dict[str, Any]) -> None:
    assert problems(report()) == []
    assert problems(report(**change)) != []
