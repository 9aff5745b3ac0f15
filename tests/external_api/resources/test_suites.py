from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from evalplatform.evaluations.models import Dataset, Evaluation, Suite
from evalplatform.projects.models import Project, Role
from tests.conftest import client_of
from tests.evalplatform.evaluations.conftest import add_dataset, dataset  # noqa: F401 (fixture)
from tests.external_api.people import person, token_client

PATH, EVALUATIONS = "/api/external/suites", "/api/external/evaluations"
ENDPOINT = {"url": "https://h.example/v1", "model": "m"}
GATE = {"rules": [{"metric": "exact_match", "allowed_loss": 0.02}], "baseline": "main", "first_passes": True}
COUNT = 30
Drain = Callable[[], None]
pytestmark = pytest.mark.django_db(transaction=True)


def refusal(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def made(api: APIClient, **more: Any) -> str:
    """The address of a new suite."""
    body = {"name": "maths", "dataset": "questions", "scorers": [{"name": "exact_match"}], **more}
    answer = api.post(PATH, body, format="json")
    assert answer.status_code == 201, answer.content
    return str(answer.headers["Location"])


def waiver(days: float = 1, **more: Any) -> dict[str, Any]:
    return {"reason": "known", "until": (timezone.now() + timedelta(days=days)).isoformat(), **more}


def test_made_read_changed_deleted(api: APIClient, dataset: Dataset) -> None:  # noqa: F811
    suite = made(api, target={"endpoint": {**ENDPOINT, "key": "s3cret"}}, gate=GATE, paths=["prompts/**"])
    found = api.get(suite).json()
    times = {found.pop("created_at"), found.pop("updated_at"), found.pop("id")}
    assert len(times - {None}) >= 2
    assert found == {
        **{"name": "maths", "description": "", "dataset": str(dataset.id), "dataset_version": None, "repeats": 1, "pair_by": ""},
        **{"scorers": [{"name": "exact_match", "params": {}, "as": "exact_match"}], "target": {"endpoint": ENDPOINT}, "has_key": True},
        **{"judge": None, "has_judge_key": False, "cluster_by": "", "gate": GATE, "paths": ["prompts/**"]},
    }
    changed = api.patch(suite, {"target": {"endpoint": {**ENDPOINT, "model": "n"}}, "gate": None}, format="json").json()
    assert (changed["target"]["endpoint"]["model"], changed["has_key"], changed["gate"]) == ("n", True, {})
    assert api.delete(suite).status_code == 204
    assert refusal(api.get(suite)) == (404, "not_found")


def test_one_has_an_etag_and_all_have_pages(api: APIClient, dataset: Dataset) -> None:  # noqa: F811
    suite = made(api)
    made(api, name="other")
    tag = api.get(suite).headers["ETag"]
    assert api.get(suite, HTTP_IF_NONE_MATCH=tag).status_code == 304
    page = api.get(f"{PATH}?page_size=1").json()
    assert [one["name"] for one in page["results"]] == ["other"]
    assert [one["name"] for one in api.get(page["next"]).json()["results"]] == ["maths"]
    assert [one["name"] for one in api.get(f"{PATH}?name=maths").json()["results"]] == ["maths"]
    assert refusal(api.get(f"{PATH}?nam=maths")) == (400, "invalid_parameter")
    assert refusal(api.get(f"{PATH}?name=%00")) == (400, "invalid_parameter")


def test_what_is_wrong_is_said_with_its_place(api: APIClient, dataset: Dataset) -> None:  # noqa: F811
    body = {"name": "", "scorers": [{"name": "nope"}], "target": {"endpoint": {"url": "ftp://x"}}, "paths": ["/"], "typo": 1}
    answer = api.post(PATH, body, format="json")
    places = ["/dataset", "/name", "/paths/0", "/scorers/0/name", "/target/endpoint/model", "/target/endpoint/url", "/typo"]
    assert (answer.status_code, sorted(one["pointer"] for one in answer.json()["errors"])) == (400, places)
    made(api)
    again = {"name": "maths", "dataset": "questions", "scorers": [{"name": "exact_match"}]}
    assert refusal(api.post(PATH, again, format="json")) == (409, "name_taken")
    assert refusal(api.post(PATH, [], format="json")) == (400, "invalid")


def test_sending_data_out_needs_the_right_to(api: APIClient, project: Project, dataset: Dataset) -> None:  # noqa: F811
    writer = client_of(project, scopes=["suites:read", "suites:write"])
    suite = made(writer)
    for change in ({"target": {"endpoint": ENDPOINT}}, {"judge": {"url": "https://j.example"}}):
        assert refusal(writer.patch(suite, change, format="json")) == (403, "missing_scope")
        body = {"name": "n", "dataset": "questions", "scorers": [{"name": "exact_match"}], **change}
        assert refusal(writer.post(PATH, body, format="json")) == (403, "missing_scope")
    assert Suite.objects.get().target == {"outputs": []}


def test_nothing_of_another_project(api: APIClient, stranger: APIClient, dataset: Dataset) -> None:  # noqa: F811
    suite = made(api)
    given = api.post(f"{suite}/waivers", waiver(), format="json").json()["id"]
    assert stranger.get(PATH).json()["results"] == []
    assert [stranger.get(f"{suite}{path}").status_code for path in ("", "/waivers")] == [404, 404]
    assert stranger.patch(suite, {"name": "mine"}, format="json").status_code == 404
    assert stranger.post(f"{suite}/waivers", waiver(), format="json").status_code == 404
    assert [stranger.delete(f"{suite}{path}").status_code for path in ("", f"/waivers/{given}")] == [404, 404]
    body = {"name": "maths", "dataset": str(dataset.id), "scorers": [{"name": "exact_match"}]}
    assert stranger.post(PATH, body, format="json").json()["errors"][0]["code"] == "unknown_dataset"
    assert api.get(suite).json()["name"] == "maths"


def test_the_whole_path_from_suite_to_waiver(api: APIClient, project: Project, drain: Drain) -> None:
    add_dataset(project, [{"input": f"q-{n}", "reference": str(n)} for n in range(COUNT)])
    suite = made(api, gate=GATE)

    def judged(right: int, branch: str) -> Any:
        outputs = [{"example": f"e-{n}", "output": str(n if n < right else -1)} for n in range(COUNT)]
        body = {"suite": "maths", "source": {"outputs": outputs}, "commit": {"branch": branch}}
        answer = api.post(EVALUATIONS, body, format="json")
        assert answer.status_code == 202, answer.content
        drain()
        return Evaluation.objects.get(id=answer.json()["id"])

    first, worse = judged(COUNT, "main"), judged(5, "fix")
    assert [(one.verdict, one.compared_with) for one in (first, worse)] == [("pass", None), ("fail", first)]
    given = api.post(f"{suite}/waivers", waiver(metric="exact_match", reason="We know."), format="json")
    assert given.status_code == 201
    waived = judged(5, "fix")
    reason = waived.report["gate"]["reasons"][-1]
    assert (waived.verdict, waived.compared_with, reason["code"]) == ("pass", first, "waived")
    assert reason["text"].startswith("exact_match fails, and passes by a waiver of the key ")
    assert reason["text"].endswith(": We know.")
    api.delete(f"{suite}/waivers/{given.json()['id']}")
    assert judged(5, "fix").verdict == "fail"


def test_who_gives_a_waiver_is_who_calls(api: APIClient, project: Project, dataset: Dataset) -> None:  # noqa: F811
    suite = made(api, gate=GATE)
    by_key = api.post(f"{suite}/waivers", waiver(), format="json").json()
    anna = token_client(person("anna", (project, Role.EDITOR)), project)
    by_person = anna.post(f"{suite}/waivers", waiver(metric="exact_match"), format="json").json()
    assert (by_key["metric"], by_key["reason"], by_key["given_by"][:8]) == ("", "known", "the key ")
    assert (by_person["metric"], by_person["given_by"]) == ("exact_match", "anna")
    assert [one["id"] for one in anna.get(f"{suite}/waivers").json()["results"]] == [by_person["id"], by_key["id"]]
    assert [api.delete(f"{suite}/waivers/{by_key['id']}").status_code for _ in range(2)] == [204, 404]


def test_a_key_that_keeps_suites_gives_no_waivers(api: APIClient, project: Project, dataset: Dataset) -> None:  # noqa: F811
    suite = made(api)
    writer = client_of(project, scopes=["suites:read", "suites:write", "evaluations:write"])
    assert refusal(writer.post(f"{suite}/waivers", waiver(), format="json")) == (403, "missing_scope")


@pytest.mark.parametrize(
    ("change", "pointers"),
    [
        ({"until": None}, ["/until"]),
        ({"until": "2020-01-01T00:00:00Z"}, ["/until"]),
        ({"until": "2027-01-01T00:00:00"}, ["/until"]),
        ({"until": 7}, ["/until"]),
        (waiver(90.1), ["/until"]),
        ({"reason": None}, ["/reason"]),
        ({"reason": "  "}, ["/reason"]),
        ({"reason": "x" * 2001, "who": "me"}, ["/reason", "/who"]),
        ({"metric": "latency"}, ["/metric"]),
    ],
    ids=["none", "past", "zone", "number", "far", "no-reason", "blank", "long", "metric"],
)
def test_a_waiver_says_why_and_ends(api: APIClient, dataset: Dataset, change: Any, pointers: list[str]) -> None:  # noqa: F811
    suite = made(api, gate=GATE)
    answer = api.post(f"{suite}/waivers", {**waiver(), **change}, format="json")
    assert (answer.status_code, sorted(one["pointer"] for one in answer.json()["errors"])) == (400, pointers)
    assert api.get(f"{suite}/waivers").json()["results"] == []


def test_a_suite_that_is_used_stays(api: APIClient, dataset: Dataset) -> None:  # noqa: F811
    suite = made(api)
    running = api.post(EVALUATIONS, {"suite": "maths"}, format="json").json()["id"]
    assert refusal(api.delete(suite)) == (409, "suite_in_use")
    assert refusal(api.delete(f"/api/external/datasets/{dataset.id}")) == (409, "dataset_in_use")
    api.post(f"{EVALUATIONS}/{running}/cancel")
    assert api.delete(suite).status_code == 204
    assert api.get(f"{EVALUATIONS}/{running}").json()["suite"] is None
