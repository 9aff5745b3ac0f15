import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from evalplatform.evaluations.models import Dataset, Evaluation
from evalplatform.evaluations.submitting import submit_outputs
from evalplatform.tracing.models import LanguageModel
from tests.evalplatform.evaluations.conftest import Ask
from tests.model_server import ModelServer

Drain = Callable[[], None]
PARAMS = {"rubric": "Is it right?", "model": "judge-1", "input_price": 1, "output_price": 2}
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evalplatform.evaluations.answering.chat.FIRST_WAIT_SECONDS", 0.01)


def judged(ask: Ask, drain: Drain, server: ModelServer, **more: Any) -> Evaluation:
    scorers = [{"name": "exact_match"}, {"name": "llm_judge", "params": PARAMS}]
    evaluation = ask(scorers=scorers, judge={"url": server.url, "key": "s3cret", **more})
    submit_outputs(evaluation, [{"example": f"e-{n}", "output": str(n)} for n in range(4)])
    drain()
    evaluation.refresh_from_db()
    return evaluation


def test_a_model_judges_and_its_cost_is_counted(dataset: Dataset, ask: Ask, drain: Drain, model_server: ModelServer) -> None:
    model_server.reply = lambda body: '{"reason": "fine", "score": 4}'
    evaluation = judged(ask, drain, model_server)
    assert (evaluation.state, evaluation.done, evaluation.sealed_judge_key) == ("completed", 4, "")
    assert set(evaluation.results.values_list("metrics__exact_match", "metrics__llm_judge")) == {(1.0, 4.0)}
    assert (evaluation.input_tokens, evaluation.output_tokens, str(evaluation.cost_usd)) == (40, 20, "0.0000800000")
    said = json.loads(str(evaluation.results.values_list("scores", flat=True)[0]))[1]
    assert (said["comment"], said["spent"]) == ("fine", {"input_tokens": 10, "output_tokens": 5, "cost_usd": "0.00002"})
    assert (model_server.keys, {body["model"] for body in model_server.bodies}) == ({"Bearer s3cret"}, {"judge-1"})
    assert "s3cret" not in str(evaluation.request)


def test_a_judge_in_trouble_is_asked_again(dataset: Dataset, ask: Ask, drain: Drain, model_server: ModelServer) -> None:
    model_server.reply = lambda body: '{"reason": "fine", "score": 4}'
    model_server.plan = lambda question, time: (500, 429, "ok")[time - 1]
    model_server.retry_after = "0"
    evaluation = judged(ask, drain, model_server)
    assert set(evaluation.results.values_list("metrics__llm_judge", flat=True)) == {4.0}
    assert set(model_server.asked.values()) == {3}


def test_a_judge_that_fails_errors_its_metric_alone(dataset: Dataset, ask: Ask, drain: Drain, model_server: ModelServer) -> None:
    model_server.plan = lambda question, time: "nonsense"
    evaluation = judged(ask, drain, model_server, max_attempts=2)
    assert (evaluation.state, evaluation.done, evaluation.errored) == ("completed", 4, 0)
    assert set(evaluation.results.values_list("metrics__exact_match", "metrics__llm_judge")) == {(1.0, None)}
    assert set(model_server.asked.values()) == {2}


def test_answers_and_judgements_of_one_endpoint(dataset: Dataset, ask: Ask, drain: Drain, model_server: ModelServer) -> None:
    model_server.reply = lambda body: '{"reason": "fine", "score": 5}' if body["model"] == "judge-1" else "4"
    source = {"endpoint": {"url": model_server.url, "model": "m", "key": "s3cret"}}
    evaluation = ask(scorers=[{"name": "llm_judge", "params": PARAMS}], source=source)
    drain()
    evaluation.refresh_from_db()
    assert (evaluation.state, evaluation.done) == ("completed", 4)
    assert set(evaluation.results.values_list("metrics__llm_judge", flat=True)) == {5.0}
    assert (evaluation.input_tokens, model_server.keys) == (80, {"Bearer s3cret"})


def test_the_cost_of_a_judge_is_the_catalogues(dataset: Dataset, ask: Ask, drain: Drain, model_server: ModelServer) -> None:
    LanguageModel.objects.create(name="judge-1", provider="p", input_price="2", output_price="10")
    model_server.reply = lambda body: '{"reason": "fine", "score": 4}'
    evaluation = ask(scorers=[{"name": "llm_judge", "params": {"rubric": "r", "model": "judge-1"}}], judge={"url": model_server.url})
    submit_outputs(evaluation, [{"example": f"e-{n}", "output": str(n)} for n in range(4)])
    LanguageModel.objects.update(input_price="7")
    drain()
    evaluation.refresh_from_db()
    assert evaluation.cost_usd == Decimal("0.00028")  # 4 times 10 tokens read and 5 written, by the prices of the request
