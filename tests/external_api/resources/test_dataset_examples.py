import json
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from evalplatform.projects.models import Project
from tests.conftest import client_of
from tests.exports.conftest import add_traces
from tests.external_api.resources.test_datasets import URL, change, refusal

ITEM = {
    "external_id": "a",
    "input": {"b": [1, "é\n"], "a": 10**30},
    "reference": "4",
    "metadata": {"page": 3},
    "split": "test",
}


@pytest.fixture
def dataset(api: APIClient) -> str:
    return f"{URL}/{api.post(URL, {'name': 'sums'}, format='json').json()['id']}"


def ids(api: APIClient, dataset: str, query: str = "") -> list[str]:
    answer = api.get(f"{dataset}/examples?order=oldest{query}")
    assert answer.status_code == 200, answer.content
    return [one["external_id"] for one in answer.json()["results"]]


def filtered(**comparison: Any) -> str:
    return f"&filter={quote(json.dumps(comparison))}"


def test_what_was_sent_comes_back(api: APIClient, dataset: str) -> None:
    answer = change(api, dataset, {"examples": [ITEM], "note": "first"})
    assert {key: answer[key] for key in ("created", "replaced", "unchanged", "removed")} == {
        "created": 1, "replaced": 0, "unchanged": 0, "removed": 0,
    }  # fmt: skip
    assert (answer["version"]["number"], answer["version"]["note"], answer["version"]["examples"]) == (1, "first", 1)
    (listed,) = api.get(f"{dataset}/examples").json()["results"]
    assert {key: listed[key] for key in ITEM} == ITEM
    assert (listed["dataset"], listed["added_in"], listed["removed_in"], listed["current"]) == ("sums", 1, None, True)
    assert api.get(f"{dataset}/examples/{listed['id']}").json() == listed
    assert change(api, dataset, {"examples": [listed]})["unchanged"] == 1


def test_examples_by_version(api: APIClient, dataset: str) -> None:
    assert refusal(api.get(f"{dataset}/examples")) == (409, "nothing_published")
    change(api, dataset, {"examples": [{"external_id": name, "input": 1} for name in "abc"]})
    change(api, dataset, {"examples": [{"external_id": "d", "input": 1}], "replace": True})
    change(api, dataset, {"examples": [{"external_id": "e", "input": 1}], "publish": False})
    found = [ids(api, dataset, query) for query in ("&version=1", "&version=2", "", "&version=draft")]
    assert found == [["a", "b", "c"], ["d"], ["d"], ["d", "e"]]
    assert refusal(api.get(f"{dataset}/examples?version=3")) == (404, "not_found")
    for version in ("0", "-1", "x", "1.0", "99999999999"):
        assert refusal(api.get(f"{dataset}/examples?version={version}"))[0] in (400, 404)


def test_pages_and_filters(api: APIClient, dataset: str) -> None:
    items = [{"external_id": f"{n}", "input": n, "metadata": {"even": n % 2 == 0}, "split": "x" if n > 4 else "y"} for n in range(7)]
    change(api, dataset, {"examples": items})
    assert ids(api, dataset, filtered(field="metadata.even", op="eq", value=True)) == ["0", "2", "4", "6"]
    assert ids(api, dataset, filtered(field="split", op="eq", value="x")) == ["5", "6"]
    page = api.get(f"{dataset}/examples?page_size=5").json()
    assert [one["external_id"] for one in page["results"]] == ["6", "5", "4", "3", "2"]
    assert [one["external_id"] for one in api.get(page["next"]).json()["results"]] == ["1", "0"]
    assert refusal(api.get(f"{dataset}/examples?filter=x")) == (400, "invalid_filter")
    answer = api.get(f"{dataset}/examples?{filtered(field='nope', op='eq', value=1)}")
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/filter/field")


def test_all_or_nothing(api: APIClient, dataset: str) -> None:
    answer = api.post(f"{dataset}/examples", {"examples": [{"input": 1}, {"inptu": 1}]}, format="json")
    assert answer.status_code == 400
    assert [one["pointer"] for one in answer.json()["errors"]] == ["/examples/1/inptu", "/examples/1/input"]
    assert refusal(api.get(f"{dataset}/examples")) == (409, "nothing_published")


def test_at_most_a_thousand(api: APIClient, dataset: str) -> None:
    answer = api.post(f"{dataset}/examples", {"examples": [{"input": 1}] * 1001}, format="json")
    assert [(one["pointer"], one["code"]) for one in answer.json()["errors"]] == [("/examples", "too_many_items")]
    assert change(api, dataset, {"examples": [{"input": 1}] * 1000})["created"] == 1000


def test_an_example_is_taken_out(api: APIClient, dataset: str) -> None:
    change(api, dataset, {"examples": [{"external_id": name, "input": 1} for name in "ab"]})
    first = f"{dataset}/examples/{api.get(f'{dataset}/examples?order=oldest').json()['results'][0]['id']}"
    assert api.delete(first).status_code == 204
    assert (ids(api, dataset, "&version=1"), ids(api, dataset)) == (["a", "b"], ["b"])
    assert (api.get(first).json()["removed_in"], refusal(api.delete(first))) == (2, (404, "not_found"))
    assert refusal(api.get(f"{dataset}/examples/{uuid4()}")) == (404, "not_found")


def test_an_example_of_another_dataset(api: APIClient, dataset: str) -> None:
    change(api, dataset, {"examples": [ITEM]})
    other = f"{URL}/{api.post(URL, {'name': 'other'}, format='json').json()['id']}"
    (example,) = api.get(f"{dataset}/examples").json()["results"]
    assert refusal(api.get(f"{other}/examples/{example['id']}")) == (404, "not_found")
    assert refusal(api.delete(f"{other}/examples/{example['id']}")) == (404, "not_found")


def test_from_traces(api: APIClient, project: Project, dataset: str) -> None:
    good, _ = add_traces(project, 2)
    body = {"filter": {"field": "external_id", "op": "eq", "value": "t-0"}, "reference": "output", "note": "of June"}
    answer = api.post(f"{dataset}/from-traces", body, format="json")
    assert (answer.status_code, answer.json()["created"], answer.json()["version"]["note"]) == (200, 1, "of June")
    (example,) = api.get(f"{dataset}/examples").json()["results"]
    assert (example["external_id"], example["reference"], example["metadata"]) == (str(good.id), "4", {"trace_id": str(good.id)})


def test_from_traces_needs_to_read_traces(project: Project, dataset: str) -> None:
    answer = client_of(project, scopes=["datasets:write"]).post(f"{dataset}/from-traces", {}, format="json")
    assert refusal(answer) == (403, "missing_scope")
