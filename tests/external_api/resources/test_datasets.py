from typing import Any

import pytest
from rest_framework.test import APIClient

from evalplatform.evaluations.models import Suite
from evalplatform.projects.models import Project

URL = "/api/external/datasets"


@pytest.fixture
def dataset(api: APIClient) -> str:
    """The address of one with the examples a and b."""
    answer = api.post(URL, {"name": "sums", "description": "of two"}, format="json")
    assert (answer.status_code, answer["Location"]) == (201, f"{URL}/{answer.json()['id']}")
    change(api, answer["Location"], {"examples": [{"external_id": "a", "input": 1}, {"external_id": "b", "input": 2}]})
    return str(answer["Location"])


def change(api: APIClient, url: str, body: Any) -> Any:
    answer = api.post(f"{url}/examples", body, format="json")
    assert answer.status_code == 200, answer.content
    return answer.json()


def refusal(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_made_read_renamed_deleted(api: APIClient, dataset: str) -> None:
    found = api.get(dataset).json()
    assert {key: found[key] for key in ("name", "description", "latest_version", "examples", "draft")} == {
        "name": "sums", "description": "of two", "latest_version": 1, "examples": 2, "draft": {"added": 0, "removed": 0},
    }  # fmt: skip
    assert api.patch(dataset, {"name": "additions"}, format="json").json()["name"] == "additions"
    assert api.delete(dataset).status_code == 204
    assert refusal(api.get(dataset)) == (404, "not_found")


def test_lists_by_name(api: APIClient, dataset: str) -> None:
    api.post(URL, {"name": "empty"}, format="json")
    rows = api.get(URL).json()["results"]
    assert [(one["name"], one["latest_version"], one["examples"]) for one in rows] == [("empty", 0, 0), ("sums", 1, 2)]
    assert [one["name"] for one in api.get(f"{URL}?name=sums").json()["results"]] == ["sums"]
    assert api.get(f"{URL}?name=nope").json()["results"] == []
    assert refusal(api.get(f"{URL}?name=%00")) == (400, "invalid_parameter")
    assert refusal(api.get(f"{URL}?nam=sums")) == (400, "invalid_parameter")


def test_names_are_taken_once(api: APIClient, dataset: str) -> None:
    assert refusal(api.post(URL, {"name": "sums"}, format="json")) == (409, "name_taken")
    assert refusal(api.post(URL, [], format="json")) == (400, "invalid")


def test_a_suite_keeps_its_dataset(api: APIClient, project: Project, dataset: str) -> None:
    Suite.objects.create(project=project, name="s", dataset_id=dataset.rpartition("/")[2], scorers=[], target={})
    assert refusal(api.delete(dataset)) == (409, "dataset_in_use")


def test_versions_are_listed_and_the_draft_is_published(api: APIClient, dataset: str) -> None:
    assert change(api, dataset, {"examples": [{"external_id": "b", "input": 3}], "publish": False})["version"] is None
    assert api.get(dataset).json()["draft"] == {"added": 1, "removed": 1}
    made = api.post(f"{dataset}/versions", {"note": "b was wrong"}, format="json")
    assert (made.status_code, made.json()["number"], made.json()["examples"]) == (201, 2, 2)
    listed = api.get(f"{dataset}/versions").json()["results"]
    assert [(one["number"], one["note"], len(one["content_hash"])) for one in listed] == [(2, "b was wrong", 32), (1, "", 32)]
    assert refusal(api.post(f"{dataset}/versions", {}, format="json")) == (409, "nothing_changed")
    assert refusal(api.post(f"{dataset}/versions", {"nte": ""}, format="json")) == (400, "invalid")


def test_a_stranger_finds_nothing(stranger: APIClient, api: APIClient, dataset: str) -> None:
    (example,) = api.get(f"{dataset}/examples?page_size=1").json()["results"]
    for path in ("", "/examples", "/versions", f"/examples/{example['id']}"):
        assert refusal(stranger.get(f"{dataset}{path}")) == (404, "not_found")
    for path, body in (("/examples", {"examples": [{"input": 1}]}), ("/versions", {}), ("/from-traces", {})):
        assert refusal(stranger.post(f"{dataset}{path}", body, format="json")) == (404, "not_found")
    assert refusal(stranger.post(f"{dataset}/files", b'{"input":1}\n', content_type="application/jsonl")) == (404, "not_found")
    assert [stranger.delete(f"{dataset}{path}").status_code for path in ("", f"/examples/{example['id']}")] == [404, 404]
    assert stranger.get(URL).json()["results"] == []
