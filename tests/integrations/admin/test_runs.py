import pytest
from django.test import Client
from django.utils import timezone

from evalplatform.projects.models import Project
from integrations.models import Check, Run, RunState
from tests.evalplatform.backoffice.conftest import page, said, send, status
from tests.integrations.inward import connect

pytestmark = pytest.mark.django_db(transaction=True)
LIST, ONE, STEP = (f"integrations_run_{name}" for name in ("changelist", "change", "step"))
ENDED = {"state": RunState.FINISHED, "finished_at": timezone.now(), "next_attempt_at": None}


@pytest.fixture
def run(project: Project) -> Run:
    made = Run.objects.create(project=project, connection=connect(project), trigger="push", repository="a/b", sha="c" * 40, branch="<main>")
    Check.objects.create(run=made, name="answers", touched_by=["prompts/a.txt"])
    return made


def test_a_run_with_its_suites(viewer: Client, run: Run) -> None:
    shown = page(viewer, LIST) + page(viewer, ONE, run.id)
    assert shown.count("&lt;main&gt;") == 2
    assert "<main>" not in shown.replace("<main ", "")
    assert "prompts/a.txt" in shown


def test_cancel_then_run_again(editor: Client, run: Run, jobs_sent: list[tuple[str, list[str]]]) -> None:
    assert status(editor, STEP, run.id, "rerun") == 404
    assert said(editor, send(editor, STEP, run.id, "cancel")) == ["The run and its evaluations have ended."]
    run.refresh_from_db()
    assert (run.state, run.checks.get().is_open) == (RunState.CANCELLED, False)
    jobs_sent.clear()
    answer = send(editor, STEP, run.id, "rerun")
    again = Run.objects.get(rerun_of=run)
    assert (answer["Location"], again.sha) == (f"/admin/integrations/run/{again.id}/change/", run.sha)
    assert jobs_sent == [("integrations.start_run", [str(again.id)])]


def test_a_viewer_changes_nothing(viewer: Client, run: Run) -> None:
    assert status(viewer, STEP, run.id, "cancel") == 404
    Run.objects.update(**ENDED)
    assert status(viewer, STEP, run.id, "rerun") == 404
    assert "/do/" not in page(viewer, ONE, run.id)


def test_a_stranger_sees_nothing(outsider: Client, run: Run) -> None:
    assert run.sha not in page(outsider, LIST)
    assert (status(outsider, ONE, run.id), status(outsider, STEP, run.id, "cancel")) == (404, 404)
