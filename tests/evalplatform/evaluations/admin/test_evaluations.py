from typing import Any

import pytest
from django.db import connection as database
from django.test import Client
from django.test.utils import CaptureQueriesContext

from evalplatform.evaluations.models import Dataset, Evaluation, EvaluationState
from evalplatform.projects.models import Project
from tests.evalplatform.backoffice.conftest import page, said, send, status
from tests.evalplatform.evaluations.conftest import Ask
from tests.evalplatform.evaluations.test_verdicts import RULES, evaluated

pytestmark = pytest.mark.django_db(transaction=True)
LIST, ONE, STEP = (f"evaluations_evaluation_{name}" for name in ("changelist", "change", "step"))


@pytest.fixture
def failed(project: Project) -> Evaluation:
    """Beside a baseline with 40 right answers it has 20."""
    before = evaluated(project, [1.0] * 40, name="before")
    found: Evaluation = evaluated(project, [1.0] * 20 + [0.0] * 20, gate=RULES, baseline=str(before.id), name="<after>", sha="c" * 40)
    return found


def test_the_verdict_in_words(viewer: Client, failed: Evaluation) -> None:
    assert failed.verdict == "fail"
    shown = page(viewer, ONE, failed.id)
    assert "40 examples were compared: 0 got better, 20 got worse." in shown
    assert "The mean went from 1 to 0.5, a difference of -0.5, most likely between" in shown
    assert "would have been shown with a chance of 80 %." in shown
    assert "&lt;after&gt;" in shown
    assert "<after>" not in shown


def test_metrics_stand_in_a_table_beside_their_plot(viewer: Client, failed: Evaluation) -> None:
    shown = page(viewer, ONE, failed.id)
    assert 'aria-label="last_number: mean with its interval"' in shown
    assert shown.count("0, 0, 0.5, 1, 1") == 1


def test_the_list_shows_verdicts(viewer: Client, failed: Evaluation) -> None:
    shown = page(viewer, LIST)
    assert "fail" in shown
    assert "cccccccccccc" in shown
    assert ">before<" in shown
    assert ">before<" not in page(viewer, LIST, verdict__exact="fail")


def test_slices_by_a_field(viewer: Client, project: Project, failed: Evaluation) -> None:
    failed.results.filter(pair_key="q-0").update(metadata={"topic": "<art>"})
    shown = page(viewer, ONE, failed.id, slice_by="metadata.topic")
    assert "&lt;art&gt;" in shown
    assert "<art>" not in shown
    assert "slice_by names a field of metadata" in page(viewer, ONE, failed.id, slice_by="nonsense")


@pytest.mark.parametrize("values", [[], [None, None]], ids=["nothing", "only errors"])
def test_one_without_values(viewer: Client, project: Project, values: list[Any]) -> None:
    assert "No example could be compared." in page(viewer, ONE, evaluated(project, values, gate=RULES).id)


def test_cancel_asks_first(editor: Client, dataset: Dataset, ask: Ask) -> None:
    one = ask()
    assert "It ends now" in page(editor, STEP, one.id, "cancel")
    one.refresh_from_db()
    assert one.state == EvaluationState.QUEUED
    assert said(editor, send(editor, STEP, one.id, "cancel")) == ["The evaluation has ended. What is scored stays."]
    one.refresh_from_db()
    assert one.state == EvaluationState.CANCELLED


def test_evaluate_again_with_its_key(editor: Client, dataset: Dataset, ask: Ask) -> None:
    endpoint = {"url": "https://example.com/v1", "model": "m", "key": "hunter2-key"}
    one = ask(source={"endpoint": endpoint})
    assert status(editor, STEP, one.id, "again") == 404
    Evaluation.objects.update(state=EvaluationState.FAILED)
    shown = page(editor, STEP, one.id, "again")
    assert 'name="endpoint"' in shown
    assert 'name="judge"' not in shown
    answer = send(editor, STEP, one.id, "again", endpoint="another-key")
    again = Evaluation.objects.exclude(id=one.id).get()
    assert answer["Location"] == f"/admin/evaluations/evaluation/{again.id}/change/"
    assert (again.request, again.source_kind, bool(again.sealed_key)) == (one.request, "endpoint", True)
    assert "another-key" not in page(editor, ONE, again.id)


def test_what_a_client_sent_is_not_repeated_here(editor: Client, failed: Evaluation) -> None:
    assert status(editor, STEP, failed.id, "again") == 404


def test_a_viewer_changes_nothing(viewer: Client, dataset: Dataset, ask: Ask) -> None:
    one = ask()
    assert status(viewer, STEP, one.id, "cancel") == 404
    assert "/do/" not in page(viewer, ONE, one.id)


def test_a_stranger_sees_nothing(outsider: Client, failed: Evaluation) -> None:
    assert "cccccccccccc" not in page(outsider, LIST)
    assert (status(outsider, ONE, failed.id), status(outsider, STEP, failed.id, "again")) == (404, 404)


def test_a_long_list_asks_as_often_and_leaves_reports_alone(viewer: Client, project: Project, failed: Evaluation) -> None:
    page(viewer, LIST)
    with CaptureQueriesContext(database) as for_two:
        page(viewer, LIST)
    for _ in range(5):
        evaluated(project, [1.0])
    with CaptureQueriesContext(database) as for_many:
        assert page(viewer, LIST).count("/admin/evaluations/evaluation/01") >= 7
    assert len(for_many) == len(for_two)
    assert not any('"report"' in query["sql"] for query in for_many)
