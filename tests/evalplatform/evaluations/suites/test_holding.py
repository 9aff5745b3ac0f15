import threading
from uuid import uuid4

import pytest
from django.db import connection, transaction

from evalplatform.evaluations.models import Dataset
from evalplatform.evaluations.suites.holding import held

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_is_held_can_be_changed_and_is_deleted_only_later(dataset: Dataset) -> None:
    done: list[str] = []

    def delete() -> None:
        Dataset.objects.filter(id=dataset.id).update(latest=2)
        done.append("changed")
        rows = Dataset.objects.select_for_update().filter(id=dataset.id)
        with transaction.atomic():
            done.append(f"deleted after {rows.exists()}")
        connection.close()

    with transaction.atomic():
        assert held(Dataset, dataset.id)
        thread = threading.Thread(target=delete)
        thread.start()
        thread.join(0.3)
        assert done == ["changed"]
    thread.join(10)
    assert done == ["changed", "deleted after True"]


def test_what_is_gone_is_not_held(dataset: Dataset) -> None:
    assert not held(Dataset, uuid4())
