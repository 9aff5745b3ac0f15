import pytest
from django.core.management import call_command

from evalplatform.projects.models import Project
from evalplatform.tracing import ingest, restored
from evalplatform.tracing.models import Score, Trace

pytestmark = pytest.mark.django_db(transaction=True)
FUTURE = 2**40  # as another server has counted
SCORED = {"input": "x", "scores": [{"name": "correct", "value": 1}]}


def test_rows_of_another_server_become_older_than_all(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(restored, "BATCH_ROWS", 2)
    ingest.store(project.id, [SCORED] * 3)
    Trace.objects.update(created_xid=FUTURE, changed_xid=FUTURE)
    Score.objects.update(changed_xid=FUTURE)
    (ours,) = ingest.store(project.id, [{"input": "y"}])
    assert restored.has_foreign(Trace, "created_xid", project.id)
    assert restored.adopt() == 9
    assert not restored.has_foreign(Trace, "created_xid", project.id)
    assert set(Trace.objects.exclude(id=str(ours.id)).values_list("created_xid", "changed_xid")) == {(3, 3)}
    assert set(Score.objects.values_list("changed_xid", flat=True)) == {3}
    assert Trace.objects.get(id=str(ours.id)).created_xid > 3


def test_our_own_rows_are_left_alone(project: Project, stranger_project: Project) -> None:
    ingest.store(project.id, [SCORED])
    Trace.objects.update(created_xid=FUTURE)
    assert not restored.has_foreign(Trace, "changed_xid", project.id)
    assert not restored.has_foreign(Trace, "created_xid", stranger_project.id)
    assert (restored.adopt(), restored.adopt()) == (1, 0)


def test_the_command_says_how_many(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("adopt_restored_rows")
    assert capsys.readouterr().out == "0 marks of rows are set.\n"
