import threading
from typing import Any

import pytest
from django.db import connection

from evalplatform.errors import InvalidInput, NotFound
from evalplatform.evaluations import datasets
from evalplatform.evaluations.datasets.listing import change_by_list
from evalplatform.evaluations.datasets.managing import delete_dataset
from evalplatform.evaluations.models import Dataset, DatasetVersion, Example
from tests.evalplatform.evaluations.datasets.conftest import Put, counts, drafted, held

pytestmark = pytest.mark.django_db


def test_each_change_is_a_version_and_old_ones_stay(empty: Dataset, put: Put) -> None:
    assert counts(put(("a", 1), ("b", 2))) == (2, 0, 0, 0, 1)
    assert counts(put(("b", 3), ("c", 4))) == (1, 1, 0, 0, 2)
    assert held(empty, 1) == {"a": "1", "b": "2"}
    assert held(empty, 2) == {"a": "1", "b": "3", "c": "4"}
    assert list(empty.versions.order_by("number").values_list("examples", flat=True)) == [2, 3]


def test_no_change_is_no_version(empty: Dataset, put: Put) -> None:
    put(("a", {"x": [1]}))
    before = list(Example.objects.values_list("id", "changed_xid"))
    assert counts(put(("a", {"x": [1]}))) == (0, 0, 1, 0, None)
    assert list(Example.objects.values_list("id", "changed_xid")) == before


def test_replace_removes_what_is_not_sent(empty: Dataset, put: Put) -> None:
    put(("a", 1), ("b", 2), ("c", 3))
    assert counts(put(("b", 2), ("c", 4), replace=True)) == (0, 1, 1, 1, 2)
    assert held(empty, 2) == {"b": "2", "c": "4"}
    assert counts(put(replace=True)) == (0, 0, 0, 2, 3)
    assert held(empty, 3) == {}


def test_removal_by_id(empty: Dataset, put: Put) -> None:
    put(("a", 1), ("b", 2))
    id = str(Example.objects.get(external_id="a").id)
    assert counts(put(remove=[id, id])) == (0, 0, 0, 1, 2)
    assert (held(empty, 1), held(empty, 2)) == ({"a": "1", "b": "2"}, {"b": "2"})
    with pytest.raises(InvalidInput) as refused:
        put(remove=[id])
    assert [(one.pointer, one.code) for one in refused.value.problems] == [("/remove/0", "unknown_example")]


def test_a_draft_is_not_final(empty: Dataset, put: Put) -> None:
    put(("a", 1), ("b", 2))
    assert counts(put(("a", 5), ("c", 3), publish=False)) == (1, 1, 0, 0, None)
    assert counts(put(("a", 6), ("c", 4), publish=False)) == (0, 2, 0, 0, None)
    assert (held(empty, 1), drafted(empty)) == ({"a": "1", "b": "2"}, {"a": "6", "b": "2", "c": "4"})
    empty.refresh_from_db()
    assert (empty.latest, Example.objects.count()) == (1, 4)
    assert datasets.publish_draft(empty, note="more").number == 2
    assert held(empty, 2) == {"a": "6", "b": "2", "c": "4"}


def test_what_comes_back_in_the_draft_is_as_it_was(empty: Dataset, put: Put) -> None:
    put(("a", 1), ("b", 2))
    before = set(Example.objects.values_list("id", "added_in", "removed_in"))
    put(("a", 9), publish=False)
    put(remove=[str(Example.objects.get(external_id="b").id)], publish=False)
    assert counts(put(("a", 1), ("b", 2))) == (1, 1, 0, 0, None)
    assert set(Example.objects.values_list("id", "added_in", "removed_in")) == before


def test_the_same_content_is_the_same_hash(empty: Dataset, put: Put) -> None:
    first, second, third = (put(("a", value), ("b", 2)).version for value in (1, 5, 1))
    assert first
    assert second
    assert third
    assert (bytes(first.content_hash) == bytes(third.content_hash), bytes(first.content_hash) == bytes(second.content_hash)) == (
        True,
        False,
    )
    other = datasets.create_dataset(empty.project_id, {"name": "other"})
    items = [{"external_id": "b", "input": 2}, {"external_id": "a", "input": 1}]
    twin = change_by_list(other, {"examples": items}, most=9).version
    assert twin
    assert bytes(twin.content_hash) == bytes(first.content_hash)


def test_examples_without_an_id_are_known_by_their_content(empty: Dataset, put: Put) -> None:
    assert counts(put((None, "q"), (None, "q"), (None, "r"))) == (3, 0, 0, 0, 1)
    assert counts(put((None, "q"), (None, "q"), (None, "r"))) == (0, 0, 3, 0, None)
    ids = sorted(Example.objects.filter(input__isnull=False).values_list("external_id", flat=True))
    assert sorted(len(one) for one in ids) == [32, 32, 34]
    assert sum(one.endswith("-2") for one in ids) == 1


def test_the_order_of_keys_in_metadata_says_nothing(empty: Dataset) -> None:
    one = {"external_id": "a", "input": 1, "metadata": {"x": 1, "é": {"b": 1e2, "a": 10**30}}}
    other = {**one, "metadata": {"é": {"a": 10**30, "b": 1e2}, "x": 1}}
    assert change_by_list(empty, {"examples": [one]}, most=9).created == 1
    assert change_by_list(empty, {"examples": [other]}, most=9).unchanged == 1


def test_everything_comes_back_as_it_came(empty: Dataset) -> None:
    item = {
        "external_id": "\x01\x02,\"'\\ é\t",
        "input": {"b": [1.5, "\n\u2028"], "a": 10**30},
        "reference": "",
        "metadata": {"k": [None]},
        "split": "\x01x",
    }
    change_by_list(empty, {"examples": [item]}, most=9)
    (found,) = Example.objects.all()
    assert (found.external_id, found.split, found.metadata) == (item["external_id"], "\x01x", {"k": [None]})
    assert (found.input, found.reference) == ('{"b":[1.5,"\\n\u2028"],"a":1000000000000000000000000000000}', '""')


def test_twins_are_refused_and_nothing_is_in(empty: Dataset, put: Put) -> None:
    with pytest.raises(InvalidInput) as refused:
        put(("a", 1), ("b", 2), ("a", 1))
    (problem,) = refused.value.problems
    assert (problem.pointer, problem.code) == ("/examples/2/external_id", "duplicate")
    assert "/examples/0" in problem.detail
    assert (Example.objects.count(), DatasetVersion.objects.count()) == (0, 0)


def test_one_bad_example_keeps_all_out(empty: Dataset) -> None:
    items = [{"input": 1}, {"inputs": 1}, {"input": float("nan")}, 7, {"input": 1, "metadata": []}, {"input": "\0"}]
    with pytest.raises(InvalidInput) as refused:
        change_by_list(empty, {"examples": items}, most=9)
    assert [(one.pointer, one.code) for one in refused.value.problems] == [
        ("/examples/1/inputs", "unknown_field"),
        ("/examples/1/input", "required"),
        ("/examples/2/input", "not_json"),
        ("/examples/3", "type"),
        ("/examples/4/metadata", "type"),
        ("/examples/5/input", "nul"),
    ]
    assert not Example.objects.exists()


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({}, "", "required"),
        ({"examples": {}}, "/examples", "wrong_type"),
        ({"examples": [{"input": 1}] * 3}, "/examples", "too_many_items"),
        ({"remove": [7]}, "/remove", "wrong_type"),
        ({"remove": ["x"]}, "/remove", "wrong_type"),
        ({"examples": [{"input": 1}], "publish": "yes"}, "/publish", "wrong_type"),
        ({"examples": [{"input": 1}], "note": 7}, "/note", "wrong_type"),
        ({"examples": [{"input": 1}], "replaced": True}, "/replaced", "unknown_field"),
    ],
    ids=["nothing", "no-list", "too-many", "number", "no-id", "publish", "note", "unknown"],
)
def test_requests_that_make_no_sense(empty: Dataset, body: dict[str, Any], pointer: str, code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        change_by_list(empty, body, most=2)
    assert (refused.value.problems[0].pointer, refused.value.problems[0].code) == (pointer, code)


def test_a_dataset_that_has_gone(empty: Dataset, put: Put) -> None:
    delete_dataset(Dataset.objects.get(id=empty.id))
    with pytest.raises(NotFound):
        put(("a", 1))


@pytest.mark.django_db(transaction=True)
def test_writers_at_once_make_one_version_each(empty: Dataset, put: Put) -> None:
    """Each puts ten of its own and one that all change; none is lost, and the numbers have no hole."""
    numbers: list[Any] = []

    def write(writer: int) -> None:
        try:
            for turn in range(5):
                change = put(*((f"{writer}-{turn}-{n}", n) for n in range(10)), ("all", [writer, turn]))
                numbers.append(change.version and change.version.number)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(numbers) == list(range(1, 21))
    assert len(held(empty, 20)) == 201
    assert list(empty.versions.order_by("number").values_list("examples", flat=True)) == [11 + 10 * n for n in range(20)]
