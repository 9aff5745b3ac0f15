import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.db.models.functions import Now

from evalplatform.evaluations import following, requests, running
from evalplatform.evaluations.following import follow
from evalplatform.evaluations.models import Dataset, Evaluation
from evalplatform.evaluations.submitting import submit_outputs
from tests.evalplatform.evaluations.conftest import Ask
from tests.model_server import ModelServer

pytestmark = pytest.mark.django_db(transaction=True)
JUDGE = [{"name": "llm_judge", "params": {"rubric": "r", "model": "j"}}]


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "LOOK_SECONDS", 0.01)


def followed(evaluation: Evaluation, **more: Any) -> Evaluation:
    return follow(evaluation.id, **{"patience": 0.0, "tell": lambda one: None, **more})


def test_without_workers_the_work_is_done_here(dataset: Dataset, ask: Ask, model_server: ModelServer) -> None:
    model_server.reply = lambda body: body["messages"][-1]["content"].removeprefix("q-")
    told: list[str] = []
    found = followed(ask(source={"endpoint": {"url": model_server.url, "model": "m"}}), tell=lambda one: told.append(one.state))
    assert (found.state, found.done, (found.summary or {})["metrics"][0]["mean"]) == ("completed", 4, 1.0)
    assert (told[0], told[-1], set(model_server.asked.values())) == ("queued", "completed", {1})


def test_a_judge_is_asked_here_too(dataset: Dataset, ask: Ask, model_server: ModelServer) -> None:
    evaluation = ask(scorers=JUDGE, judge={"url": model_server.url, "max_attempts": 1})
    submit_outputs(evaluation, [{"example": f"e-{n}", "output": "x"} for n in range(4)])
    found = followed(evaluation)
    assert (found.state, len(model_server.bodies)) == ("completed", 4)


def test_large_sets_are_prepared_here(dataset: Dataset, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(requests, "AT_ONCE", 0)
    evaluation = ask()
    assert evaluation.prepared_at is None
    assert followed(evaluation, until_prepared=True).total == 4


def test_what_another_holds_is_left_to_it(dataset: Dataset, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    evaluation = ask(source={"endpoint": {"url": "https://h.example", "model": "m"}})
    Evaluation.objects.filter(id=evaluation.id).update(lease_until=Now() + timedelta(minutes=1))
    monkeypatch.setattr(following, "_WORK", {})
    looks: list[int] = []

    def tell(one: Evaluation) -> None:
        looks.append(1)
        if len(looks) == 3:
            requests.cancel(one)

    assert followed(evaluation, tell=tell).state == "cancelled"


def test_an_endpoint_that_wants_peace_has_it(dataset: Dataset, ask: Ask) -> None:
    evaluation = ask(source={"endpoint": {"url": "https://h.example", "model": "m"}})
    Evaluation.objects.filter(id=evaluation.id).update(resume_at=Now() + timedelta(minutes=1))
    evaluation.refresh_from_db()
    assert not following._is_free(evaluation)
    evaluation.resume_at = None
    assert following._is_free(evaluation)


def test_with_patience_others_go_first(dataset: Dataset, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    evaluation = ask()
    submit_outputs(evaluation, [{"example": f"e-{n}", "output": str(n)} for n in range(4)])
    monkeypatch.setattr(following, "_WORK", {})

    def work() -> None:
        running.score(evaluation.id)
        connection.close()

    worker = threading.Timer(0.1, work)
    worker.start()
    found = followed(evaluation, patience=60.0)
    worker.join()
    assert (found.state, found.done) == ("completed", 4)


def test_what_the_work_raises_is_raised_here(dataset: Dataset, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(id: Any) -> None:
        raise OperationalError("away")

    monkeypatch.setattr(following, "_WORK", dict.fromkeys(following._WORK, away))
    with pytest.raises(OperationalError, match="away"):
        followed(ask())
