from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from evalplatform.evaluations.models import Dataset, Evaluation
from evalplatform.projects.models import Project
from tests.evalplatform.evaluations.conftest import add_dataset, dataset  # noqa: F401 (fixture)
from tests.exports.conftest import add_traces

PATH = "/api/external/evaluations"
Drain = Callable[[], None]
Body = dict[str, Any]
pytestmark = pytest.mark.django_db(transaction=True)


def created(api: APIClient, **body: Any) -> Body:
    asked = {"scorers": [{"name": "exact_match"}], "source": {"outputs": []}, "dataset": "questions", **body}
    answer = api.post(PATH, {key: value for key, value in asked.items() if value is not None}, format="json")
    assert answer.status_code == 202, answer.content
    assert answer.headers["Location"] == f"{PATH}/{answer.json()['id']}"
    return dict(answer.json())


def outputs(api: APIClient, id: str, *items: Body) -> Any:
    return api.post(f"{PATH}/{id}/outputs", list(items), format="json")


def right(number: int) -> Body:
    return {"example": f"e-{number}", "output": str(number)}


def test_from_the_request_to_the_summary(api: APIClient, dataset: Dataset, drain: Drain) -> None:  # noqa: F811
    made = created(api, name="nightly", commit={"branch": "main", "sha": "4f2a", "pull_request": 7})
    assert (made["state"], made["source"], made["verdict"], made["dataset_version"]) == ("queued", "outputs", None, 1)
    assert made["commit"] == {"repository": "", "sha": "4f2a", "branch": "main", "pull_request": 7}
    assert made["progress"] == {"total": 4, "done": 0, "errored": 0, "fraction": 0.0, "per_second": None, "eta_seconds": None}
    answer = outputs(api, made["id"], *[right(number) for number in range(4)])
    assert (answer.status_code, answer.json()["accepted"]) == (200, 4)
    drain()
    done = api.get(f"{PATH}/{made['id']}").json()
    assert (done["state"], done["progress"]["fraction"], done["error"]) == ("completed", 1.0, None)
    assert done["summary"]["metrics"]
    assert done["request"]["source"] == {"outputs": 0}


def test_outputs_may_come_along(api: APIClient, dataset: Dataset, drain: Drain) -> None:  # noqa: F811
    made = created(api, source={"outputs": [right(number) for number in range(4)]})
    drain()
    assert api.get(f"{PATH}/{made['id']}").json()["state"] == "completed"


def test_bad_outputs_that_come_along_make_no_evaluation(api: APIClient, dataset: Dataset) -> None:  # noqa: F811
    body = {"scorers": [{"name": "exact_match"}], "dataset": "questions", "source": {"outputs": [right(0), right(9)]}}
    answer = api.post(PATH, body, format="json")
    assert (answer.status_code, [one["pointer"] for one in answer.json()["errors"]]) == (400, ["/source/outputs/1/example"])
    assert not Evaluation.objects.exists()


@pytest.mark.parametrize(
    ("change", "pointers"),
    [
        ({"scorers": None}, ["/scorers"]),
        ({"scorers": [{"name": "nope"}]}, ["/scorers/0/name"]),
        ({"source": None}, ["/source"]),
        ({"source": {}}, ["/source"]),
        ({"source": {"outputs": [], "traces": {}}}, ["/source"]),
        ({"source": {"traces": {"field": "nope", "op": "eq", "value": 1}}, "dataset": None}, ["/source/traces/field"]),
        ({"source": {"traces": {}}}, ["/dataset"]),
        (
            {"source": {"endpoint": {"url": "ftp://x", "concurrency": 65}}},
            sorted(f"/source/endpoint/{k}" for k in ("url", "model", "concurrency")),
        ),
        ({"source": {"endpoint": {"url": "http://h/v1", "model": "m", "params": {"n": 2}}}}, ["/source/endpoint/params/n"]),
        ({"source": {"endpoint": {"url": "http://h", "model": "m", "budget": {"cost_usd": 1}}}}, ["/source/endpoint/budget/cost_usd"]),
        ({"source": {"endpoint": {"url": "http://h", "model": "m", "template": "${inputs}"}}}, ["/source/endpoint/template"]),
        ({"scorers": [{"name": "llm_judge", "params": {"rubric": "r", "model": "m"}}]}, ["/judge"]),
        ({"dataset": "other"}, ["/dataset"]),
        ({"dataset_version": 2}, ["/dataset_version"]),
        ({"repeats": 0, "typo": 1}, ["/repeats", "/typo"]),
        ({"pair_by": "session_id"}, ["/pair_by"]),
        ({"commit": {"branch": 7, "sha": "s" * 65}}, ["/commit/branch", "/commit/sha"]),
        ({"suite": "nope"}, ["/suite"]),
    ],
    ids=lambda value: "" if isinstance(value, list) else str(sorted(value)),
)
def test_all_that_is_wrong_is_said_at_once(api: APIClient, dataset: Dataset, change: Body, pointers: list[str]) -> None:  # noqa: F811
    asked = {"scorers": [{"name": "exact_match"}], "source": {"outputs": []}, "dataset": "questions", **change}
    answer = api.post(PATH, {key: value for key, value in asked.items() if value is not None}, format="json")
    assert (answer.status_code, sorted(one["pointer"] for one in answer.json()["errors"])) == (400, pointers)
    assert not Evaluation.objects.exists()


def test_items_have_outcomes_of_their_own(api: APIClient, dataset: Dataset, drain: Drain) -> None:  # noqa: F811
    made = created(api)
    outputs(api, made["id"], right(0))
    drain()
    mixed = outputs(api, made["id"], right(0), {"example": "e-0", "output": "other"}, right(1), right(8))
    assert (mixed.status_code, [one["status"] for one in mixed.json()["results"]]) == (
        207,
        ["unchanged", "conflict", "accepted", "refused"],
    )
    none = outputs(api, made["id"], right(8))
    assert (none.status_code, none.json()["code"], none.json()["errors"][0]["pointer"]) == (422, "all_refused", "/0/example")


def test_finish_and_cancel(api: APIClient, dataset: Dataset, drain: Drain) -> None:  # noqa: F811
    first, second = created(api), created(api)
    assert api.post(f"{PATH}/{first['id']}/finish").status_code == 202
    assert api.post(f"{PATH}/{second['id']}/cancel").json()["state"] == "cancelled"
    drain()
    assert api.get(f"{PATH}/{first['id']}").json()["progress"]["errored"] == 4
    assert api.post(f"{PATH}/{second['id']}/cancel").status_code == 409
    assert outputs(api, second["id"], right(0)).json()["code"] == "already_ended"


def test_lists_are_filtered(api: APIClient, dataset: Dataset) -> None:  # noqa: F811
    main, other = created(api, commit={"branch": "main"})["id"], created(api)["id"]
    api.post(f"{PATH}/{other}/cancel")

    def listed(query: str) -> list[str]:
        return [one["id"] for one in api.get(f"{PATH}?{query}").json()["results"]]

    assert (listed(""), listed("branch=main"), listed("state=cancelled"), listed("verdict=pass")) == ([other, main], [main], [other], [])
    assert [api.get(f"{PATH}?{query}").status_code for query in ("state=nope", "suite=nope", "typo=1")] == [400, 400, 400]


def test_results_are_listed_filtered_and_ordered_by_worth(api: APIClient, dataset: Dataset, drain: Drain) -> None:  # noqa: F811
    made = created(api, scorers=[{"name": "last_number"}, {"name": "latency", "as": "time"}])
    assert made["scorers"] == [{"name": "last_number", "params": {}, "as": "last_number"}, {"name": "latency", "params": {}, "as": "time"}]
    items = [{**right(number), "latency_ms": 10 * (number + 1)} for number in range(3)]
    outputs(api, made["id"], *items, {"example": "e-3", "error": "broken"})
    drain()

    def keys(query: str) -> list[str]:
        return [one["pair_key"] for one in api.get(f"{PATH}/{made['id']}/results?{query}").json()["results"]]

    assert keys("order=oldest") == ["e-0", "e-1", "e-2", "e-3"]
    assert (keys("state=errored"), keys("worst=time&page_size=2")) == (["e-3"], ["e-2", "e-1"])
    assert keys('filter={"field":"metric.time","op":"lt","value":20}') == ["e-0"]
    assert keys('filter={"field":"metadata.page","op":"eq","value":1}&order=oldest') == ["e-2", "e-3"]
    row = api.get(f"{PATH}/{made['id']}/results?state=errored").json()["results"][0]
    assert (row["error_code"], row["error_message"], row["metrics"], row["input"]) == ("no_output", "broken", {}, "q-3")
    assert [api.get(f"{PATH}/{made['id']}/results?{query}").status_code for query in ("worst=nope", "state=x", "filter=[")] == [400] * 3


def test_traces_are_scored(api: APIClient, project: Project, drain: Drain) -> None:
    add_traces(project, 3, reference='"4"', session_id="s")
    made = created(api, source={"traces": {"field": "external_id", "op": "ne", "value": "t-1"}}, dataset=None)
    drain()
    assert api.get(f"{PATH}/{made['id']}").json()["progress"]["done"] == 2


def test_nothing_of_another_project(api: APIClient, stranger: APIClient, stranger_project: Project, dataset: Dataset) -> None:  # noqa: F811
    made = created(api)
    assert stranger.get(PATH).json()["results"] == []
    assert [stranger.get(f"{PATH}/{made['id']}{path}").status_code for path in ("", "/results")] == [404, 404]
    assert [stranger.post(f"{PATH}/{made['id']}/{path}").status_code for path in ("cancel", "finish")] == [404, 404]
    assert outputs(stranger, made["id"], right(0)).status_code == 404
    body = {"scorers": [{"name": "exact_match"}], "dataset": str(dataset.id), "source": {"outputs": []}}
    assert stranger.post(PATH, body, format="json").status_code == 400
    add_dataset(stranger_project, [])
    assert stranger.post(PATH, {**body, "dataset": "questions"}, format="json").status_code == 202
