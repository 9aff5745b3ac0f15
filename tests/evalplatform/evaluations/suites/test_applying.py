from collections.abc import Callable
from typing import Any

import pytest

from evalplatform import sealed
from evalplatform.evaluations import sealing, suites
from evalplatform.evaluations.models import Evaluation
from evalplatform.projects.models import Project
from tests.evalplatform.evaluations.conftest import Ask, model_server  # noqa: F401 (fixture)
from tests.evalplatform.evaluations.suites.conftest import ENDPOINT, JUDGED, Make
from tests.model_server import ModelServer

Drain = Callable[[], None]
pytestmark = pytest.mark.django_db(transaction=True)
ALONE: dict[str, Any] = {"scorers": None, "source": None, "dataset": None, "suite": "maths"}
KEPT = {**ENDPOINT, "key": "s3cret"}


def test_the_server_asks_with_the_key_that_nobody_sees(make: Make, ask: Ask, drain: Drain, model_server: ModelServer) -> None:  # noqa: F811
    make(target={"endpoint": {"url": model_server.url, "model": "m", "key": "s3cret"}})
    evaluation = ask(**ALONE)
    assert "s3cret" not in str(Evaluation.objects.filter(id=evaluation.id).values().get())
    drain()
    evaluation.refresh_from_db()
    assert (evaluation.state, evaluation.done, evaluation.sealed_key) == ("completed", 4, "")
    assert model_server.keys == {"Bearer s3cret"}


def test_the_judge_has_its_own_key_or_the_endpoints(make: Make, ask: Ask) -> None:
    make(target={"endpoint": KEPT}, scorers=JUDGED)
    evaluation = ask(**ALONE)
    assert evaluation.judge == {"url": ENDPOINT["url"]}
    assert sealed.unseal(evaluation.sealed_judge_key, purpose=sealing.JUDGE) == "s3cret"
    make(name="judged", target={"endpoint": KEPT}, scorers=JUDGED, judge={"url": "https://j.example", "key": "t0p"})
    evaluation = ask(**ALONE | {"suite": "judged"})
    assert sealed.unseal(evaluation.sealed_judge_key, purpose=sealing.JUDGE) == "t0p"
    assert sealed.unseal(evaluation.sealed_key, purpose=sealing.ENDPOINT) == "s3cret"


def test_who_names_another_address_brings_a_key_of_their_own(make: Make, ask: Ask) -> None:
    make(target={"endpoint": KEPT}, scorers=JUDGED, judge={"url": "https://j.example", "key": "t0p"})
    elsewhere = {"url": "https://evil.example/v1"}
    evaluation = ask(**ALONE | {"source": {"endpoint": {**elsewhere, "model": "m"}}, "judge": elsewhere})
    assert (evaluation.sealed_key, evaluation.sealed_judge_key) == ("", "")


def test_an_endpoint_that_judges_too_keeps_its_key_from_another(make: Make, ask: Ask) -> None:
    make(target={"endpoint": KEPT}, scorers=JUDGED)
    evaluation = ask(**ALONE | {"source": {"endpoint": {"url": "https://evil.example/v1", "model": "m"}}})
    assert (evaluation.judge, evaluation.sealed_judge_key) == ({"url": "https://evil.example/v1"}, "")


def test_rules_go_the_way_of_the_scorers_of_the_day(make: Make, ask: Ask) -> None:
    gate = {"rules": [{"metric": "m", "allowed_loss": 0.1}]}
    suite = make(scorers=[{"name": "latency", "as": "m"}], gate=gate)
    assert ask(**ALONE).gate["rules"] == [{"metric": "m", "allowed_loss": 0.1, "direction": "lower"}]
    suites.change_suite(suite, {"scorers": [{"name": "exact_match", "as": "m"}]})
    assert ask(**ALONE).gate["rules"][0]["direction"] == "higher"


def test_what_does_not_go_with_the_requests_source_is_left_out(make: Make, ask: Ask, project: Project) -> None:
    make(dataset=None, target={"traces": {}}, pair_by="session_id", cluster_by="user_id")
    evaluation = ask(**ALONE)
    assert (evaluation.source, evaluation.pair_by, evaluation.cluster_by) == ({"traces": {}}, "session_id", "user_id")
    evaluation = ask(**ALONE | {"source": {"outputs": []}, "dataset": "questions"})
    assert (evaluation.pair_by, evaluation.cluster_by, evaluation.total) == ("", "user_id", 4)
    make(name="sums", repeats=2)
    assert ask(**ALONE | {"suite": "sums", "source": {"traces": {}}}).dataset is None
