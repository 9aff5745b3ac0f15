from typing import Any
from uuid import UUID

import pytest
from django.conf import settings as django_settings

from evalplatform.projects.models import Project
from evalplatform.tracing.amend import delete_trace, delete_traces_of
from evalplatform.tracing.models import Removal, Trace
from exports import jobs, lifecycle, lineage
from exports.models import Export
from tests.exports.training.flow import Drain, made, trace

pytestmark = pytest.mark.django_db(transaction=True)


def ids(project: Project) -> list[UUID]:
    return list(Trace.objects.filter(project=project).order_by("id").values_list("id", flat=True))


def holders(project: Project, trace_id: UUID) -> list[UUID]:
    return [export.id for export in lineage.exports_with(project.id, trace_id)]


def test_tells_which_exports_hold_a_trace(project: Project, drain: Drain) -> None:
    first = made(project, drain, "openai-chat", [trace(1), trace(2), {**trace(3), "output": None}])
    second = made(project, drain, "anthropic", [trace(4)])
    one, two, unfit, later = ids(project)
    assert holders(project, one) == holders(project, two) == [second.export.id, first.export.id]
    assert (holders(project, unfit), holders(project, later)) == ([], [second.export.id])


def test_a_duplicate_that_was_left_out_is_not_held(project: Project, drain: Drain) -> None:
    found = made(
        project, drain, "openai-chat", [trace(1, question="a"), trace(2, question="a", answer="It is 2.")], curate={"dedupe": "exact"}
    )
    assert [bool(holders(project, one)) for one in ids(project)] == [True, False]
    assert found.compiled["kept"] == 1


def test_another_project_holds_nothing(project: Project, drain: Drain) -> None:
    made(project, drain, "openai-chat", [trace(1)])
    assert holders(Project.objects.create(slug="theirs", name="Theirs"), ids(project)[0]) == []


def test_the_index_outlives_the_files(project: Project, drain: Drain) -> None:
    found = made(project, drain, "openai-chat", [trace(1)])
    Export.objects.update(expires_at="2000-01-01T00:00:00Z")
    assert lifecycle.expire(found.export.id)
    assert holders(project, ids(project)[0]) == [found.export.id]


def test_a_deletion_marks_the_exports(project: Project, drain: Drain) -> None:
    found, other = made(project, drain, "openai-chat", [trace(1), trace(2)]), made(project, drain, "openai-chat", [trace(3)])
    one, two, _ = ids(project)
    delete_trace(project.id, two)
    assert lineage.mark_removed() == 1
    assert lineage.mark_removed() == 0
    found.export.refresh_from_db()
    assert [row.row_id for row in found.export.removed.all()] == [two]
    assert found.export.stale_at is not None
    assert Export.objects.filter(stale_at=None).count() == 0  # the later export of all traces holds it too
    assert other.export.removed.count() == 1
    assert holders(project, one) == [other.export.id, found.export.id]


def test_all_of_a_user_go(project: Project, drain: Drain) -> None:
    found = made(project, drain, "openai-chat", [trace(n, user_id="ann" if n % 2 else "bob") for n in range(1201)])
    assert delete_traces_of(project.id, "ann") == 600
    assert Trace.objects.filter(project=project).count() == 601
    while lineage.mark_removed():
        pass
    assert found.export.removed.count() == 600


def test_spans_that_went_with_a_trace_are_found(project: Project, drain: Drain) -> None:
    spans = [{"external_id": "a", "name": "a", "kind": "llm", "input": "Question", "output": "Answer"}]
    found = made(project, drain, "openai-chat", [trace(1, spans=spans)], resource="spans", curate={"group_by": None})
    delete_trace(project.id, ids(project)[0])
    lineage.mark_removed()
    assert found.export.removed.count() == 1


def test_what_goes_while_an_export_is_made_is_found_too(project: Project, drain: Drain, jobs_sent: list[Any]) -> None:
    from celery import current_app

    made(project, drain, "openai-chat", [trace(1)])
    export = jobs.request_export(project_id=project.id, body={"resource": "traces", "shape": "openai-chat"})
    while jobs_sent[0][0] != "exports.finalize":
        job, arguments = jobs_sent.pop(0)
        current_app.tasks[job](*arguments)
    delete_trace(project.id, ids(project)[0])
    Removal.objects.update(examined=True)  # by somebody to whom this export did not exist yet
    drain()
    assert export.removed.count() == 1


@pytest.mark.parametrize("count", [0, 1, 2, 3, 1000])
def test_finds_each_id_and_no_other(count: int) -> None:
    export = UUID(int=7)
    lineage.write(export, (UUID(int=2 * number + 1).bytes for number in range(count)))
    assert all(lineage._held(export, [UUID(int=2 * number + 1) for number in range(count)]))
    assert not any(lineage._held(export, [UUID(int=2 * number) for number in range(count + 1)]))
    assert lineage.path(export).is_relative_to(django_settings.EXPORT_DIR)


def test_an_export_whose_index_is_not_here_counts_as_stale(project: Project, drain: Drain) -> None:
    found, other = made(project, drain, "openai-chat", [trace(1)]), made(project, drain, "openai-chat", [trace(2)])
    lineage.path(found.export.id).unlink()
    delete_trace(project.id, ids(project)[1])
    assert lineage.mark_removed() == 1
    assert Export.objects.get(id=found.export.id).stale_at is not None
    assert (found.export.removed.count(), other.export.removed.count()) == (0, 1)
