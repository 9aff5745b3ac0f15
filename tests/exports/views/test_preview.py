from typing import Any

import pytest
from rest_framework.test import APIClient

from evalplatform.projects.models import Project
from exports import plan
from exports.models import Export
from tests.conftest import client_of
from tests.exports.conftest import add_traces
from tests.external_api.callers import limited

pytestmark = pytest.mark.django_db(transaction=True)
BODY: dict[str, Any] = {"resource": "traces", "fields": ["external_id", "score.correct"], "rename": {"external_id": "key"}}


def test_a_preview(api: APIClient, project: Project) -> None:
    add_traces(project, 1)
    answer = api.post("/api/exports/preview", BODY, format="json")
    text = '{"key":"t-0","score.correct":null}\n'
    assert (answer.status_code, answer.json()) == (
        200,
        {
            "rows": 1, "rows_are_estimate": False, "rows_limit": None, "bytes": len(text), "seconds": None, "rejects": [], "training": None,
            "warnings": [],
            "sample": {"rows": 1, "format": "jsonl", "text": text, "timed_out": False},
            "columns": [
                {"name": "key", "field": "external_id", "kind": "text", "description": "the client's own id"},
                {"name": "score.correct", "field": "score.correct", "kind": "number", "description": "the value of a score"},
            ],
        },
    )  # fmt: skip
    assert Export.objects.count() == 0


def test_what_the_engine_will_refuse_is_said(api: APIClient, project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan, "MAX_FILES", 1)
    add_traces(project, 101)
    answer = api.post("/api/exports/preview", {**BODY, "rows_per_file": 100}, format="json")
    told = "With 100 rows each these would be more than 1 files. Choose a larger rows_per_file, or a narrower filter."
    assert (answer.status_code, answer.json()["warnings"]) == (200, [{"code": "too_many_files", "message": told}])


def test_what_is_wrong_is_pointed_at(api: APIClient) -> None:
    answer = api.post("/api/exports/preview", {"resource": "traces", "fields": ["nope"]}, format="json")
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/fields/0")


def test_a_stranger_sees_no_rows_of_ours(stranger: APIClient, project: Project) -> None:
    add_traces(project, 1)
    answer = stranger.post("/api/exports/preview", BODY, format="json").json()
    assert (answer["rows"], answer["sample"]["text"]) == (0, "")


@pytest.mark.parametrize("scope", ["exports:read", "exports:write"])
def test_asking_and_reading_are_both_needed(project: Project, scope: str) -> None:
    assert client_of(project, scopes=[scope]).post("/api/exports/preview", BODY, format="json").status_code == 403


def test_it_says_how_many_rows_the_tier_allows(project: Project) -> None:
    answer = limited(project, rows_per_export=7).post("/api/exports/preview", BODY, format="json")
    assert answer.json()["rows_limit"] == 7
