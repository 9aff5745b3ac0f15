"""Every kind of trouble that an endpoint can make, through the job itself."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.db.models.functions import Now

from evalplatform import outbound
from evalplatform.evaluations import claims, running, sweep
from evalplatform.evaluations.models import Dataset, Evaluation
from evalplatform.tracing.models import LanguageModel
from tests.evalplatform.evaluations.conftest import Ask, add_dataset
from tests.model_server import ModelServer

Drain = Callable[[], None]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evalplatform.evaluations.answering.chat.FIRST_WAIT_SECONDS", 0.01)


def at(server: ModelServer, **more: Any) -> dict[str, Any]:
    return {"endpoint": {"url": server.url, "model": "m", "key": "s3cret", **more}}


def done(evaluation: Evaluation, drain: Drain) -> Evaluation:
    drain()
    evaluation.refresh_from_db()
    return evaluation


def last_word(body: dict[str, Any]) -> str:
    return str(body["messages"][-1]["content"]).rpartition("-")[2]


def test_each_example_is_asked_once_and_scored(dataset: Dataset, ask: Ask, drain: Drain, model_server: ModelServer) -> None:
    model_server.reply = last_word
    evaluation = done(ask(source=at(model_server, params={"temperature": 0}, system="Be brief.")), drain)
    assert (evaluation.state, evaluation.done, evaluation.errored) == ("completed", 4, 0)
    assert dict(model_server.asked) == {"q-0": 1, "q-1": 1, "q-2": 1, "q-3": 1}
    assert set(evaluation.results.values_list("metrics__exact_match", flat=True)) == {1.0}
    assert (evaluation.input_tokens, evaluation.output_tokens, model_server.keys) == (40, 20, {"Bearer s3cret"})
    body = next(body for body in model_server.bodies if body["messages"][-1]["content"] == "q-0")
    messages = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "q-0"}]
    assert body == {"temperature": 0, "model": "m", "messages": messages}
    result = evaluation.results.get(pair_key="e-0")
    assert (result.attempts, result.input_tokens, result.output) == (1, 10, '{"role":"assistant","content":"0"}')
    assert result.latency_ms is not None
    assert 0 < result.latency_ms < 10_000


def test_the_key_is_never_shown_and_goes_at_the_end(dataset: Dataset, ask: Ask, drain: Drain, model_server: ModelServer) -> None:
    evaluation = ask(source=at(model_server))
    assert "s3cret" not in f"{evaluation.request} {evaluation.source} {evaluation.judge} {evaluation.sealed_key}"
    assert evaluation.sealed_key
    assert done(evaluation, drain).sealed_key == ""


def test_trouble_that_passes_costs_no_example(dataset: Dataset, ask: Ask, drain: Drain, model_server: ModelServer) -> None:
    trouble: dict[str, list[str | int]] = {
        "q-0": [500, "cut"],
        "q-1": [429, "nonsense"],
        "q-2": ["silent", 503],
        "q-3": ["nonsense", "nonsense"],
    }
    model_server.plan = lambda question, time: (trouble[question] + ["ok"])[time - 1]
    model_server.retry_after = "0"
    evaluation = done(ask(source=at(model_server, max_attempts=3)), drain)
    assert (evaluation.state, evaluation.errored) == ("completed", 0)
    assert set(model_server.asked.values()) == {3}
    assert set(evaluation.results.values_list("attempts", flat=True)) == {3}


@pytest.mark.parametrize(
    ("trouble", "code"),
    [(500, "endpoint_unavailable"), ("cut", "bad_answer"), ("nonsense", "bad_answer"), ("silent", "no_answer"), (429, "rate_limited")],
)
def test_none_is_asked_more_often_than_it_may(
    dataset: Dataset, ask: Ask, drain: Drain, model_server: ModelServer, trouble: str | int, code: str
) -> None:
    model_server.plan = lambda question, time: trouble if question == "q-1" else "ok"
    model_server.retry_after = "0"
    evaluation = done(ask(source=at(model_server, max_attempts=2)), drain)
    assert dict(model_server.asked) == {"q-0": 1, "q-1": 2, "q-2": 1, "q-3": 1}
    assert (evaluation.state, evaluation.done, evaluation.errored) == ("completed", 4, 1)
    failed = evaluation.results.get(pair_key="e-1")
    assert (failed.state, failed.error_code, failed.attempts) == ("errored", code, 2)


def test_what_is_refused_is_not_asked_again(dataset: Dataset, ask: Ask, drain: Drain, model_server: ModelServer) -> None:
    model_server.plan = lambda question, time: 400 if question == "q-1" else "ok"
    evaluation = done(ask(source=at(model_server)), drain)
    assert model_server.asked["q-1"] == 1
    failed = evaluation.results.get(pair_key="e-1")
    assert (failed.error_code, failed.error_message) == ("endpoint_refused", "The endpoint refuses this (400): status 400")


def test_a_wrong_key_fails_it_and_not_every_example(project: Any, ask: Ask, drain: Drain, model_server: ModelServer) -> None:
    add_dataset(project, [{"input": f"q-{n}"} for n in range(50)])
    model_server.plan = lambda question, time: 401
    evaluation = done(ask(source=at(model_server, concurrency=1)), drain)
    assert (evaluation.state, evaluation.error_code, evaluation.error_message) == (
        "failed",
        "endpoint_refused",
        "The endpoint refuses this (401): status 401",
    )
    assert sum(model_server.asked.values()) == 5


def test_an_address_inside_fails_it_at_once(dataset: Dataset, ask: Ask, drain: Drain, model_server: ModelServer, settings: Any) -> None:
    settings.OUTBOUND_ALLOW = outbound.Allowed()
    evaluation = done(ask(source=at(model_server)), drain)
    assert (evaluation.state, evaluation.error_code, dict(model_server.asked)) == ("failed", "address_refused", {})


def test_retry_after_is_kept_by_all_and_waited_out_by_nobody(dataset: Dataset, ask: Ask, drain: Drain, model_server: ModelServer) -> None:
    model_server.plan = lambda question, time: 429
    model_server.retry_after = "100"
    evaluation = done(ask(source=at(model_server, concurrency=1)), drain)
    assert (evaluation.state, evaluation.lease_until, dict(model_server.asked)) == ("running", None, {"q-0": 1})
    assert evaluation.resume_at is not None
    assert sweep.sweep(queue_is_empty=True) == 0
    Evaluation.objects.update(resume_at=Now() - timedelta(seconds=1))
    evaluation.results.update(next_attempt_at=Now())
    model_server.plan = lambda question, time: "ok"
    assert sweep.sweep() == 1
    assert done(evaluation, drain).state == "completed"


def test_no_more_at_once_than_was_asked(project: Any, ask: Ask, drain: Drain, model_server: ModelServer) -> None:
    add_dataset(project, [{"input": f"q-{n}"} for n in range(30)])
    model_server.seconds = 0.03
    evaluation = done(ask(source=at(model_server, concurrency=6)), drain)
    assert (evaluation.done, evaluation.errored, model_server.most_at_once) == (30, 0, 6)


def test_a_budget_ends_it(dataset: Dataset, ask: Ask, drain: Drain, model_server: ModelServer) -> None:
    evaluation = done(ask(source=at(model_server, budget={"tokens": 30})), drain)
    assert (evaluation.state, evaluation.done, evaluation.errored) == ("completed", 4, 2)
    assert sum(model_server.asked.values()) == 2
    assert set(evaluation.results.filter(state="errored").values_list("error_code", flat=True)) == {"budget_spent"}


def test_money_is_counted_by_the_catalogue(dataset: Dataset, ask: Ask, drain: Drain, model_server: ModelServer) -> None:
    LanguageModel.objects.create(name="m", provider="p", input_price="2", output_price="10")
    evaluation = done(ask(source=at(model_server, budget={"cost_usd": "0.0001"})), drain)
    assert evaluation.results.filter(state="scored").values_list("cost_usd", flat=True)[0] == Decimal("0.00007")
    assert (sum(model_server.asked.values()), evaluation.errored) == (2, 2)


def test_a_try_of_a_dead_worker_counts(dataset: Dataset, ask: Ask, drain: Drain, model_server: ModelServer) -> None:
    evaluation = ask(source=at(model_server, max_attempts=2))
    evaluation.results.filter(pair_key="e-0").update(attempts=2)
    evaluation.results.filter(pair_key="e-1").update(attempts=1)
    done(evaluation, drain)
    assert (evaluation.state, evaluation.errored) == ("completed", 1)
    assert dict(model_server.asked) == {"q-1": 1, "q-2": 1, "q-3": 1}
    assert evaluation.results.get(pair_key="e-0").error_code == "attempts_spent"


def test_what_has_an_answer_is_not_asked_again(dataset: Dataset, ask: Ask, drain: Drain, model_server: ModelServer) -> None:
    evaluation = ask(source=at(model_server))
    evaluation.results.filter(pair_key="e-2").update(state="answered", output='"2"')
    done(evaluation, drain)
    assert (evaluation.state, model_server.asked["q-2"]) == ("completed", 0)


def test_a_cancel_is_seen_between_two_answers(
    dataset: Dataset, ask: Ask, drain: Drain, model_server: ModelServer, monkeypatch: Any
) -> None:
    evaluation = ask(source=at(model_server, concurrency=1))
    monkeypatch.setattr("evalplatform.evaluations.asking.lease.Lease.hold", lambda lease: claims.hold(lease._claimed))

    def cancel(question: str, time: int) -> str:
        claims.cancel(evaluation.id)
        connection.close()  # of the stand-in's thread
        return "ok"

    model_server.plan = cancel
    done(evaluation, drain)
    assert (evaluation.state, sum(model_server.asked.values())) == ("cancelled", 1)


def test_two_workers_do_not_ask_the_same(dataset: Dataset, ask: Ask, drain: Drain, model_server: ModelServer) -> None:
    evaluation = ask(source=at(model_server))
    assert claims.claim(evaluation.id)
    running.ask(evaluation.id)
    assert dict(model_server.asked) == {}
    Evaluation.objects.update(lease_until=Now() - timedelta(seconds=1))
    assert sweep.sweep() == 1
    assert done(evaluation, drain).state == "completed"


def test_an_example_that_cannot_be_asked_about_is_errored(dataset: Dataset, ask: Ask, drain: Drain, model_server: ModelServer) -> None:
    evaluation = done(ask(source=at(model_server, template="On page ${metadata.pages}: ${input}")), drain)
    assert (evaluation.state, evaluation.errored, dict(model_server.asked)) == ("completed", 4, {})
    assert set(evaluation.results.values_list("error_code", "attempts")) == {("unaskable", 1)}
