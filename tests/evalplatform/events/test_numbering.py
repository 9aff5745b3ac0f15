from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection, transaction

from evalplatform.events.models import Event
from evalplatform.events.numbering import is_waiting, number
from evalplatform.events.outbox import record
from evalplatform.events.reading import after, last_position
from evalplatform.projects.models import Project

pytestmark = pytest.mark.django_db(transaction=True)


def happen(project: Project) -> Event:
    with transaction.atomic():
        return record(project.id, "export.cancelled", {"export": "x"})


def numbered(at_most: int = 100) -> list[Event]:
    with transaction.atomic():
        return number(at_most)


def in_thread(work: Any) -> Thread:
    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    return thread


def test_events_get_positions_in_the_order_of_their_ids(project: Project) -> None:
    made = [happen(project) for _ in range(3)]
    found = numbered()
    assert [event.id for event in found] == [event.id for event in made]
    assert [event.position for event in found] == sorted(event.position or 0 for event in found)
    assert (numbered(), is_waiting()) == ([], False)


def test_only_so_many_at_once_the_oldest_first(project: Project) -> None:
    made = [happen(project) for _ in range(3)]
    assert [[event.id for event in numbered(2)] for _ in range(2)] == [[made[0].id, made[1].id], [made[2].id]]


def test_what_is_rolled_back_is_numbered_again(project: Project) -> None:
    event = happen(project)
    with transaction.atomic():
        number(10)
        transaction.set_rollback(True)
    assert [one.id for one in numbered()] == [event.id]


def test_outside_a_transaction_it_is_refused(db: None) -> None:
    with pytest.raises(RuntimeError, match="in the transaction that hands them on"):
        number(10)


def test_what_is_committed_late_stands_behind_what_was_read(project: Project) -> None:
    begun, read = Barrier(2), Barrier(2)

    def slowly() -> None:
        with transaction.atomic():
            record(project.id, "export.cancelled", {"export": "late"})
            begun.wait(10)
            read.wait(10)

    thread = in_thread(slowly)
    begun.wait(10)
    early = happen(project)
    numbered()
    seen = list(after(0, project_id=project.id))
    read.wait(10)
    thread.join()
    numbered()
    assert [event.id for event in seen] == [early.id]
    (late,) = after(last_position(project.id) - 1, project_id=project.id)
    assert (late.payload, late.id < early.id) == ({"export": "late"}, True)
    assert [one.payload["export"] for one in after(seen[-1].position or 0, project_id=project.id)] == ["late"]


def test_a_reader_beside_many_writers_misses_nothing(project: Project) -> None:
    """Writers hold their transactions open for a while, others number; the reader only ever goes on from the last position."""

    def write() -> None:
        for _ in range(25):
            with transaction.atomic():
                record(project.id, "export.cancelled", {"export": "x"})
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_sleep(random() * 0.02)")

    writers = [in_thread(write) for _ in range(4)]
    seen: list[Any] = []
    while any(writer.is_alive() for writer in writers) or is_waiting():
        numbered(7)
        seen += after(seen[-1].position if seen else 0, project_id=project.id)
    assert len(seen) == len({event.id for event in seen}) == 100
    assert {event.id for event in seen} == set(Event.objects.values_list("id", flat=True))


def test_two_who_number_take_turns(project: Project) -> None:
    for _ in range(40):
        happen(project)
    threads = [in_thread(lambda: [numbered(5) for _ in range(4)]) for _ in range(3)]
    for thread in threads:
        thread.join()
    assert len(set(Event.objects.filter(position__isnull=False).values_list("position", flat=True))) == 40


def test_positions_do_not_come_again_when_the_newest_events_go(project: Project, stranger_project: Project) -> None:
    happen(project)
    happen(stranger_project)
    highest = numbered()[-1].position or 0
    stranger_project.delete()
    happen(project)
    assert (numbered()[0].position or 0) > highest


def test_a_reader_of_a_project_sees_no_other(project: Project, stranger_project: Project) -> None:
    happen(stranger_project)
    numbered()
    assert (list(after(0, project_id=project.id)), last_position(project.id)) == ([], 0)


def test_a_reader_of_types_sees_no_other(project: Project) -> None:
    happen(project)
    numbered()
    assert list(after(0, types=["export.failed"])) == []
