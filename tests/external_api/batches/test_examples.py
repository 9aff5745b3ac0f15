from typing import Any
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from evalplatform.evaluations.models import Dataset, DatasetVersion, Example
from evalplatform.projects.models import Project
from tests.conftest import client_of
from tests.external_api.batches.batching import bodies, create, put, send, statuses, take

DATASETS = "/api/external/datasets"


@pytest.fixture(autouse=True)
def dataset(api: APIClient) -> str:
    return str(api.post(DATASETS, {"name": "sums"}, format="json").json()["id"])


def draft(api: APIClient, dataset: str) -> dict[str, Any]:
    """Input by external_id."""
    rows = api.get(f"{DATASETS}/{dataset}/examples?version=draft").json()["results"]
    return {one["external_id"]: one["input"] for one in rows}


def test_examples_that_follow_each_other_are_one_version(api: APIClient, dataset: str) -> None:
    answer = send(api, put("a", 1), put("b", {"x": [2]}, reference="4", metadata={"page": 3}, split="test"), put(input=3))
    assert (statuses(answer), bodies(answer, "status"), bodies(answer, "version")) == ([200] * 3, ["created"] * 3, [1] * 3)
    assert DatasetVersion.objects.get().examples == 3
    ids = bodies(answer, "id")
    (row,) = [one for one in api.get(f"{DATASETS}/{dataset}/examples").json()["results"] if one["external_id"] == "b"]
    assert row["id"] == ids[1]
    assert (row["input"], row["reference"], row["metadata"], row["split"]) == ({"x": [2]}, "4", {"page": 3}, "test")


def test_another_kind_between_them_parts_them(api: APIClient) -> None:
    answer = send(api, put("a"), create("t"), put("b"), take("a"), put("a", 2))
    assert (statuses(answer), DatasetVersion.objects.count()) == ([200, 200, 200, 204, 200], 4)
    assert [one["body"]["version"] for one in answer.json()["results"] if "version" in (one["body"] or {})] == [1, 2, 4]


def test_each_is_as_if_those_before_it_had_been_calls(api: APIClient, dataset: str) -> None:
    send(api, put("a", 1))
    answer = send(api, put("a", 1), put("a", 2), put("a", 2), put("b"), put(input="same"), put(input="same"))
    assert bodies(answer, "status") == ["unchanged", "replaced", "unchanged", "created", "created", "unchanged"]
    ids = bodies(answer, "id")
    assert (ids[1], ids[4]) == (ids[2], ids[5])
    assert draft(api, dataset)["a"] == 2
    assert len(draft(api, dataset)) == 3


def test_nothing_new_makes_no_version(api: APIClient) -> None:
    send(api, put("a"))
    assert bodies(send(api, put("a")), "version") == [None]
    assert DatasetVersion.objects.count() == 1


def test_a_draft_is_filled_without_a_version(api: APIClient, dataset: str) -> None:
    answer = send(api, put("a", publish=False), put("b", publish=False))
    assert (bodies(answer, "version"), DatasetVersion.objects.count()) == ([None, None], 0)
    assert bodies(send(api, put("c")), "version") == [1]
    assert DatasetVersion.objects.get().examples == 3


def test_examples_go_by_either_name_once(api: APIClient, dataset: str) -> None:
    ids = bodies(send(api, put("a"), put("b"), put("c")), "id")
    by_id = {"op": "examples.delete", "dataset": dataset, "id": ids[0]}
    answer = send(api, by_id, take("a", dataset=dataset), take("b", dataset=dataset), take("no", dataset=dataset))
    assert (statuses(answer), DatasetVersion.objects.latest("number").number) == ([204, 404, 204, 404], 2)
    assert list(draft(api, dataset)) == ["c"]
    assert Example.objects.count() == 3  # the first version keeps them


def test_a_bad_example_costs_itself_alone(api: APIClient) -> None:
    bad: list[dict[str, Any]] = [
        {"op": "examples.create", "body": {"input": 1}},
        {"op": "examples.create", "dataset": 7, "body": {"input": 1}},
        {"op": "examples.create", "dataset": "", "body": {"input": 1}},
        {"op": "examples.create", "dataset": "sums", "body": {"inputs": 1}},
        {"op": "examples.create", "dataset": "sums", "body": 1},
        put("x", publish="yes"),
        put("x", "\0"),
        put("x", dataset="no"),
        put("x", dataset="a\0b"),
        {"op": "examples.delete", "dataset": "sums"},
        {"op": "examples.delete", "dataset": "sums", "id": "x"},
        {"op": "examples.delete", "dataset": "sums", "id": str(uuid4()), "external_id": "a"},
        {"op": "examples.delete", "dataset": "sums", "external_id": 5},
    ]
    answer = send(api, put("a"), *bad, put("b"))
    assert statuses(answer) == [200, *[400] * 7, 404, *[400] * 5, 200]
    problems = [one["problem"] for one in answer.json()["results"][1:-1]]
    assert [one["errors"][0]["pointer"] for one in problems if "errors" in one] == [
        *("/operations/1/dataset", "/operations/2/dataset", "/operations/3/dataset", "/operations/4/body/inputs", "/operations/5/body"),
        *("/operations/6/publish", "/operations/7/body/input", "/operations/9/dataset", "/operations/10/id", "/operations/11/id"),
        *("/operations/12/id", "/operations/13/external_id"),
    ]
    assert sorted(Example.objects.values_list("external_id", flat=True)) == ["a", "b"]


def test_what_is_refused_together_goes_one_by_one(api: APIClient, dataset: str) -> None:
    """What has no id is known by its content, so another may have that id, which only a look at all of them tells."""
    send(api, put(input=1))
    (known_as,) = draft(api, dataset)
    other = str(api.post(DATASETS, {"name": "other"}, format="json").json()["id"])
    answer = send(api, put(input=1, dataset="other"), put(known_as, 2, dataset="other"), put("a", 3, dataset="other"))
    assert (bodies(answer, "status"), draft(api, other)) == (["created", "replaced", "created"], {known_as: 2, "a": 3})


def test_all_or_nothing_leaves_no_example(api: APIClient, dataset: str) -> None:
    answer = send(api, put("a"), create("t"), take("no"), atomic=True)
    assert (answer.status_code, statuses(answer)) == (422, [200, 200, 404])
    assert (Example.objects.count(), DatasetVersion.objects.count()) == (0, 0)
    assert Dataset.objects.get(id=dataset).latest == 0


def test_a_stranger_finds_no_dataset(api: APIClient, stranger: APIClient, dataset: str) -> None:
    send(api, put("a"))
    assert statuses(send(stranger, put("b"), put("b", dataset=dataset), take("a"), take("a", dataset=dataset))) == [404] * 4
    assert list(draft(api, dataset)) == ["a"]


def test_examples_need_their_own_scope(project: Project, dataset: str) -> None:
    answer = send(client_of(project, scopes=["traces:write"]), create("t"), put("a"), take("a"))
    assert statuses(answer) == [200, 403, 403]
    answer = send(client_of(project, scopes=["datasets:write"]), create("t"), put("a"), take("a"))
    assert statuses(answer) == [403, 200, 204]


def test_a_thousand_are_one_write(api: APIClient, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(50):
        answer = send(api, *[put(f"e{n}", n) for n in range(1000)])
    assert (answer.json()["failed"], set(bodies(answer, "version"))) == (0, {1})
