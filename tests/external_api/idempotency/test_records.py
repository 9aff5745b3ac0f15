from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from evalplatform.projects.models import Project
from external_api.idempotency import records
from external_api.idempotency.records import Answer, Stored
from external_api.models import IdempotencyRecord

ANSWER = Answer(202, {"Content-Type": "application/json", "Location": "/x"}, b'{"\xff":1}', caller="key:a")
SECRET = Answer(201, {"Cache-Control": "no-store"}, b'{"key":"s3cret\n\xc3\xa9"}', caller="key:a")


def age(hours: float) -> None:
    IdempotencyRecord.objects.update(created_at=timezone.now() - timedelta(hours=hours))


def test_what_is_kept_is_found_as_it_was(project: Project) -> None:
    records.keep(project.id, "k", b"f", ANSWER)
    assert records.find(project.id, "k") == Stored(202, ANSWER.headers, ANSWER.body, "", b"f")


def test_a_key_belongs_to_its_project(project: Project, stranger_project: Project) -> None:
    records.keep(project.id, "k", b"f", ANSWER)
    assert (records.find(stranger_project.id, "k"), records.find(project.id, "K")) == (None, None)


def test_an_answer_with_a_secret_is_sealed_and_bound_to_its_caller(project: Project) -> None:
    records.keep(project.id, "k", b"f", SECRET)
    assert b"s3cret" not in bytes(IdempotencyRecord.objects.get().body)
    assert records.find(project.id, "k") == Stored(201, SECRET.headers, SECRET.body, "key:a", b"f")


def test_after_a_day_the_key_is_free(project: Project) -> None:
    records.keep(project.id, "k", b"f", ANSWER)
    age(23.99)
    assert records.find(project.id, "k") is not None
    age(24.01)
    assert records.find(project.id, "k") is None
    records.keep(project.id, "k", b"g", Answer(200, {}, b"new"))
    assert records.find(project.id, "k") == Stored(200, {}, b"new", "", b"g")


def test_purge_takes_what_has_lived_for_its_day(project: Project, monkeypatch: Any) -> None:
    monkeypatch.setattr(records, "PURGED_AT_ONCE", 2)
    for key in "abcde":
        records.keep(project.id, key, b"f", ANSWER)
    age(24.01)
    records.keep(project.id, "young", b"f", ANSWER)
    assert (records.purge(), records.purge()) == (5, 0)
    assert IdempotencyRecord.objects.get().key == "young"


def locked_elsewhere(project: Project, key: str) -> bool:
    """Whether another connection would get the key now."""

    def lock() -> bool:
        try:
            with transaction.atomic():
                return records.lock(project.id, key)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return not pool.submit(lock).result()


@pytest.mark.django_db(transaction=True)
def test_a_lock_is_of_one_transaction_and_one_key_of_one_project(project: Project, stranger_project: Project) -> None:
    with transaction.atomic():
        assert records.lock(project.id, "k")
        assert locked_elsewhere(project, "k")
        assert not locked_elsewhere(project, "l")
        assert not locked_elsewhere(stranger_project, "k")
    assert not locked_elsewhere(project, "k")
