"""Scores are added to a stored trace, and a trace is deleted; a stranger can do neither."""

from typing import Any

import pytest

from evalplatform.errors import InvalidInput, NotFound
from evalplatform.projects.models import Project
from evalplatform.tracing import amend
from evalplatform.tracing.ingest import store
from evalplatform.tracing.models import Score, Span, Trace

SENT = {"name": "x", "value": 0, "label": None, "source": "api", "comment": ""}
ADDED = {"name": "y", "value": None, "label": "good", "source": "human", "comment": "c"}


@pytest.fixture
def trace(project: Project) -> Trace:
    store(project.pk, [{"external_id": "a", "input": 1, "scores": [SENT], "spans": [{"external_id": "s"}]}])
    return Trace.objects.get()


def test_scores_are_added_to_the_rows_and_to_the_copy(project: Project, trace: Trace) -> None:
    assert amend.add_scores(project.pk, trace.pk, [ADDED, {**SENT, "value": 1}]) == [{**SENT, "value": 1}, ADDED]
    rows = Score.objects.order_by("name").values_list("name", "value", "label", "sent_with_trace", "project_id")
    assert list(rows) == [("x", 1.0, None, False, project.pk), ("y", None, "good", False, project.pk)]
    trace.refresh_from_db()
    assert trace.updated_at is not None
    assert trace.scores == (
        '[{"name":"x","value":1,"label":null,"source":"api","comment":""},'
        '{"name":"y","value":null,"label":"good","source":"human","comment":"c"}]'
    )


def test_the_same_score_again_changes_nothing(project: Project, trace: Trace) -> None:
    amend.add_scores(project.pk, trace.pk, [ADDED])
    before = [list(model._default_manager.values()) for model in (Trace, Score)]
    assert amend.add_scores(project.pk, trace.pk, [ADDED]) == [SENT, ADDED]
    assert [list(model._default_manager.values()) for model in (Trace, Score)] == before


@pytest.mark.parametrize(
    ("scores", "pointer"),
    [([ADDED, {"name": "z"}], "/1"), ([ADDED, ADDED], "/1"), ([{"name": "z", "value": "1"}], "/0/value"), ([1], "/0")],
)
def test_of_scores_with_a_bad_one_none_is_added(project: Project, trace: Trace, scores: Any, pointer: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        amend.add_scores(project.pk, trace.pk, scores)
    assert [problem.pointer for problem in caught.value.problems] == [pointer]
    assert Score.objects.count() == 1


def test_a_trace_goes_with_its_spans_and_scores(project: Project, trace: Trace) -> None:
    amend.delete_trace(project.pk, trace.pk)
    assert [model._default_manager.count() for model in (Trace, Score, Span)] == [0, 0, 0]


def test_a_stranger_finds_no_trace(stranger_project: Project, trace: Trace) -> None:
    with pytest.raises(NotFound):
        amend.delete_trace(stranger_project.pk, trace.pk)
    with pytest.raises(NotFound):
        amend.add_scores(stranger_project.pk, trace.pk, [ADDED])
    assert [model._default_manager.count() for model in (Trace, Score, Span)] == [1, 1, 1]
