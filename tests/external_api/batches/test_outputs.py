from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from evalplatform.evaluations.models import Evaluation, Result
from evalplatform.projects.models import Project
from tests.conftest import client_of
from tests.evalplatform.evaluations.conftest import add_dataset
from tests.external_api.batches.batching import URL, bodies, create, send, statuses

Drain = Callable[[], None]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def evaluation(api: APIClient, project: Project) -> str:
    """One of four examples, e-0 to e-3, that waits for their outputs."""
    add_dataset(project, [{"input": f"q-{n}", "reference": str(n)} for n in range(4)])
    body = {"scorers": [{"name": "exact_match"}], "source": {"outputs": []}, "dataset": "questions"}
    return str(api.post("/api/external/evaluations", body, format="json").json()["id"])


def output(evaluation: str, number: Any, text: Any = None, **more: Any) -> dict[str, Any]:
    return {"op": "results.create", "evaluation": evaluation, "body": {"example": f"e-{number}", "output": text or str(number), **more}}


def test_outputs_complete_an_evaluation(api: APIClient, evaluation: str, drain: Drain) -> None:
    answer = send(api, *[output(evaluation, number, latency_ms=2) for number in range(4)])
    assert (statuses(answer), bodies(answer, "status")) == ([200] * 4, ["accepted"] * 4)
    drain()
    found = Evaluation.objects.get(id=evaluation)
    assert (found.state, found.done, found.errored) == ("completed", 4, 0)
    assert {str(one) for one in found.results.values_list("id", flat=True)} == set(bodies(answer, "id"))


def test_each_has_its_own_outcome(api: APIClient, evaluation: str) -> None:
    bad = [output(evaluation, 9), output(evaluation, 0, repeat=1), output(evaluation, 0, more=1), {**output(evaluation, 0), "body": "x"}]
    again = [output(evaluation, 0, "other"), output(evaluation, 0, "other")]
    answer = send(api, output(evaluation, 0), *bad, *again)
    assert (statuses(answer), bodies(answer, "status")) == (
        [200, 422, 422, 422, 422, 200, 200],
        ["accepted", *["all_refused"] * 4, "accepted", "unchanged"],
    )
    pointers = [one["problem"]["errors"][0]["pointer"] for one in answer.json()["results"][1:5]]
    assert pointers == ["/operations/1/body/example", "/operations/2/body/repeat", "/operations/3/body/more", "/operations/4/body"]
    assert Result.objects.get(pair_key="e-0").output == '"other"'


def test_what_is_scored_does_not_change(api: APIClient, evaluation: str, drain: Drain) -> None:
    send(api, *[output(evaluation, number) for number in range(4)])
    Result.objects.filter(pair_key="e-0").update(state="scored")
    answer = send(api, output(evaluation, 0, "other"), output(evaluation, 1))
    assert (statuses(answer), bodies(answer, "status")) == ([422, 200], ["all_refused", "unchanged"])
    assert answer.json()["results"][0]["problem"]["errors"][0]["code"] == "already_scored"


def test_half_an_emoji_costs_one_output(api: APIClient, evaluation: str) -> None:
    sent = b'{"op":"results.create","evaluation":"%s","body":{"example":"e-%d","output":"%s"}}'
    body = b'{"operations":[%s,%s]}' % (sent % (evaluation.encode(), 0, b"\\ud83d"), sent % (evaluation.encode(), 1, b"1"))
    answer: Any = api.generic("POST", URL, body, "application/json")  # type: ignore[arg-type]
    assert statuses(answer) == [422, 200]


@pytest.mark.parametrize("named", ["x", "", 7, None, ["x"]], ids=str)
def test_an_evaluation_is_named_by_its_id(api: APIClient, named: Any) -> None:
    answer = send(api, output(named, 0))
    (result,) = answer.json()["results"]
    assert (result["status"], result["problem"]["errors"][0]["pointer"]) == (400, "/operations/0/evaluation")


def test_one_that_is_not_there_or_has_ended_refuses_all(api: APIClient, evaluation: str) -> None:
    assert statuses(send(api, output(str(uuid4()), 0), output(str(uuid4()), 1))) == [404, 404]
    api.post(f"/api/external/evaluations/{evaluation}/cancel")
    answer = send(api, output(evaluation, 0), output(evaluation, 1))
    assert (statuses(answer), bodies(answer, "id")) == ([409, 409], ["already_ended"] * 2)


def test_a_stranger_finds_no_evaluation(stranger: APIClient, evaluation: str) -> None:
    assert statuses(send(stranger, output(evaluation, 0))) == [404]
    assert set(Result.objects.values_list("state", flat=True)) == {"waiting"}


def test_all_or_nothing_takes_no_output(api: APIClient, evaluation: str, jobs_sent: list[Any]) -> None:
    jobs_sent.clear()
    answer = send(api, output(evaluation, 0), output(evaluation, 9), create("t"), atomic=True)
    assert (answer.status_code, statuses(answer)) == (422, [200, 422, 200])
    assert (set(Result.objects.values_list("state", flat=True)), Evaluation.objects.get().done, jobs_sent) == ({"waiting"}, 0, [])


def test_outputs_in_the_background(api: APIClient, evaluation: str, drain: Drain) -> None:
    path = send(api, *[output(evaluation, number) for number in range(4)], background=True)["Location"]
    drain()
    found = api.get(path).json()
    assert (found["state"], found["failed"], [one["body"]["status"] for one in found["results"]]) == ("completed", 0, ["accepted"] * 4)
    assert Evaluation.objects.get().state == "completed"


def test_outputs_need_their_own_scope(project: Project, evaluation: str) -> None:
    assert statuses(send(client_of(project, scopes=["traces:write"]), create("t"), output(evaluation, 0))) == [200, 403]
    assert statuses(send(client_of(project, scopes=["evaluations:write"]), create("t"), output(evaluation, 0))) == [403, 200]
