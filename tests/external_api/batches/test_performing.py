import threading
from dataclasses import replace
from typing import Any

import pytest
from django.db import OperationalError, connection

from evalplatform.projects.models import Project
from evalplatform.tracing.ingest import store
from evalplatform.tracing.models import Score
from external_api.batches import performing
from external_api.batches.operations import Work
from external_api.batches.performing import SCOPES, perform
from tests.external_api.batches.batching import create, score


def test_neighbours_of_a_kind_go_through_one_call(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []
    kind = performing.KINDS["traces.create"]

    def run(work: Work, all_of: Any) -> Any:
        calls.append(len(all_of))
        return kind.run(work, all_of)

    monkeypatch.setattr(performing, "KINDS", {**performing.KINDS, "traces.create": replace(kind, run=run)})
    perform(Work(project.id), [create("a"), {"op": "?"}, create("b"), score("a"), create("c")], frozenset(SCOPES))
    assert calls == [2, 1]


@pytest.mark.django_db(transaction=True)
def test_two_batches_that_lock_each_other_out_both_end(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    store(project.id, [{"external_id": name, "input": "q"} for name in "ab"])
    both_have_one = threading.Barrier(2)
    score_one = performing.KINDS["traces.add_scores"]
    waited = threading.local()

    def run(work: Work, all_of: Any) -> Any:
        found = []
        for one in all_of:
            found += score_one.run(work, [one])
            if not getattr(waited, "once", False):
                waited.once = True
                both_have_one.wait(10)
        return found

    monkeypatch.setattr(performing, "KINDS", {**performing.KINDS, "traces.add_scores": replace(score_one, run=run)})
    statuses: dict[str, list[int]] = {}

    def work(order: str) -> None:
        try:
            found = perform(Work(project.id), [score(name, name=order) for name in order], frozenset(SCOPES))
            statuses[order] = [one.status for one in found]
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(order,)) for order in ("ab", "ba")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (statuses, Score.objects.count()) == ({"ab": [200, 200], "ba": [200, 200]}, 4)


def test_another_failure_of_the_database_is_not_tried_again(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []

    def fail(*_: Any) -> Any:
        calls.append(1)
        raise OperationalError("gone")

    monkeypatch.setattr(performing, "_in_order", fail)
    with pytest.raises(OperationalError):
        perform(Work(project.id), [create("a")], frozenset(SCOPES))
    assert len(calls) == 1
