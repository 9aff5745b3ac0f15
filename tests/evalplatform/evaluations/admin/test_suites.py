from datetime import timedelta
from typing import Any

import pytest
from django.db import connection as database
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from evalplatform.evaluations.models import Suite, Waiver
from evalplatform.projects.models import Project
from tests.evalplatform.backoffice.conftest import page, said, send, status
from tests.evalplatform.evaluations.test_verdicts import RULES, SCORERS, evaluated

pytestmark = pytest.mark.django_db(transaction=True)
LIST, ONE, STEP = (f"evaluations_suite_{name}" for name in ("changelist", "change", "step"))


@pytest.fixture
def suite(project: Project) -> Suite:
    scorers = [*SCORERS, {"name": "exact_match"}]
    return Suite.objects.create(
        project=project, name="<math>", scorers=scorers, target={"outputs": []}, gate=RULES, sealed_key="sealed-away"
    )


def until(**ahead: int) -> str:
    return (timezone.now() + timedelta(**ahead)).isoformat()


def test_what_it_is_made_of(viewer: Client, suite: Suite) -> None:
    shown = page(viewer, LIST) + page(viewer, ONE, suite.id)
    assert shown.count("&lt;math&gt;") >= 2
    assert "<math>" not in shown
    assert "sealed-away" not in shown
    assert "No evaluation of it has completed yet." in shown


def test_the_trend_over_commits(viewer: Client, project: Project, suite: Suite) -> None:
    for number, branch in enumerate(["main", "fix", "main"]):
        evaluated(project, [1.0] * (4 - number) + [0.0] * number, suite=suite, sha=f"{number}" * 40, branch=branch)
    shown = page(viewer, ONE, suite.id)
    assert "Trend of last_number: the last 3 evaluations" in shown
    assert shown.count("<circle") == 3
    assert shown.index("222222222222</code>") < shown.index("000000000000</code>")
    of_main = page(viewer, ONE, suite.id, branch="main")
    assert of_main.count("<circle") == 2
    assert "111111111111" not in of_main


def test_a_metric_that_has_no_values_has_no_plot(viewer: Client, project: Project, suite: Suite) -> None:
    evaluated(project, [1.0], suite=suite)
    shown = page(viewer, ONE, suite.id, metric="exact_match")
    assert "Trend of exact_match" in shown
    assert "<circle" not in shown


def test_a_suite_without_scorers_has_a_page(viewer: Client, suite: Suite) -> None:
    Suite.objects.update(scorers=[], gate={})
    assert "No evaluation of it has completed yet." in page(viewer, ONE, suite.id)


def test_a_long_trend_asks_as_often(viewer: Client, project: Project, suite: Suite) -> None:
    evaluated(project, [1.0], suite=suite)
    page(viewer, ONE, suite.id)
    with CaptureQueriesContext(database) as for_one:
        page(viewer, ONE, suite.id)
    for _ in range(5):
        evaluated(project, [1.0], suite=suite)
    with CaptureQueriesContext(database) as for_many:
        page(viewer, ONE, suite.id)
    assert len(for_many) == len(for_one)


def test_give_a_waiver_and_end_it(editor: Client, suite: Suite) -> None:
    assert status(editor, STEP, suite.id, "end-waiver") == 404
    send(editor, STEP, suite.id, "give-waiver", metric="last_number", reason="known <b>", until=until(days=3))
    given = Waiver.objects.get()
    assert (given.metric, given.reason, given.created_by is not None) == ("last_number", "known <b>", True)
    assert "known &lt;b&gt;" in page(editor, ONE, suite.id)
    assert said(editor, send(editor, STEP, suite.id, "end-waiver", waiver=str(given.id)))
    assert not Waiver.objects.exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [({"reason": ""}, "reason"), ({"reason": "  "}, "reason"), ({"until": "soon"}, "until"), ({"metric": "none"}, "metric")],
    ids=["no reason", "blank reason", "no time", "unknown metric"],
)
def test_what_is_wrong_stands_at_its_field(editor: Client, suite: Suite, change: dict[str, Any], field: str) -> None:
    answer = send(editor, STEP, suite.id, "give-waiver", **{"reason": "known", "until": until(days=3), **change})
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, [field])
    assert not Waiver.objects.exists()


def test_a_waiver_of_another_suite_cannot_be_ended(editor: Client, project: Project, suite: Suite) -> None:
    other = Suite.objects.create(project=project, name="other", scorers=SCORERS, target={}, gate=RULES)
    ends = timezone.now() + timedelta(days=1)
    Waiver.objects.create(suite=suite, reason="x", until=ends)
    theirs = Waiver.objects.create(suite=other, reason="x", until=ends)
    assert send(editor, STEP, suite.id, "end-waiver", waiver=str(theirs.id)).status_code == 400
    assert Waiver.objects.count() == 2


def test_a_viewer_changes_nothing(viewer: Client, suite: Suite) -> None:
    assert status(viewer, STEP, suite.id, "give-waiver") == 404


def test_a_stranger_sees_nothing(outsider: Client, suite: Suite) -> None:
    assert "&lt;math&gt;" not in page(outsider, LIST)
    assert (status(outsider, ONE, suite.id), status(outsider, STEP, suite.id, "give-waiver")) == (404, 404)
