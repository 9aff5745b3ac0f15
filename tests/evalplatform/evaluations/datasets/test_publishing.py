import pytest

from evalplatform.errors import Conflict
from evalplatform.evaluations import datasets
from evalplatform.evaluations.datasets.publishing import draft_counts
from evalplatform.evaluations.models import Dataset, Example
from tests.evalplatform.evaluations.datasets.conftest import Put

pytestmark = pytest.mark.django_db


def test_nothing_new_is_not_published(empty: Dataset, put: Put) -> None:
    for _ in range(2):
        with pytest.raises(Conflict) as refused:
            datasets.publish_draft(empty)
        assert refused.value.code == "nothing_changed"
        put(("a", 1))


def test_a_draft_is_published_with_its_note(empty: Dataset, put: Put) -> None:
    put(("a", 1), ("b", 1))
    put(("c", 1), ("d", 1), ("e", 1), publish=False)
    put(remove=[str(Example.objects.get(external_id="a").id)], publish=False)
    empty.refresh_from_db()
    assert draft_counts(empty) == (3, 1)
    made = datasets.publish_draft(empty, note="harder ones")
    empty.refresh_from_db()
    assert (made.number, made.note, made.examples, len(made.content_hash), empty.latest) == (2, "harder ones", 4, 16, 2)
    assert draft_counts(empty) == (0, 0)


def test_ids_that_COPY_would_escape_are_counted_once(empty: Dataset, put: Put) -> None:
    assert (made := put(("a\nb", 1), ("a\tb\\", 1), ("\r", 1)).version) is not None
    assert made.examples == 3


def test_all_may_be_removed(empty: Dataset, put: Put) -> None:
    put(("a", 1))
    assert (made := put(replace=True).version) is not None
    assert (made.number, made.examples) == (2, 0)
