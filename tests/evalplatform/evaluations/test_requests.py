from collections.abc import Callable
from typing import Any

import pytest

from evalplatform import sealed
from evalplatform.errors import InvalidInput, NotFound
from evalplatform.evaluations import requests, sealing
from evalplatform.evaluations.models import Dataset, Evaluation, Suite
from evalplatform.projects.models import Project
from tests.evalplatform.evaluations.conftest import EXACT, Ask, add_dataset

Drain = Callable[[], None]
pytestmark = pytest.mark.django_db(transaction=True)
ENDPOINT = {"url": "https://h.example/v1", "model": "m", "key": "s3cret"}


def suite(dataset: Dataset, **more: Any) -> Suite:
    given = {"scorers": [{"name": "last_number"}], "target": {"outputs": []}, "repeats": 2, **more}
    return Suite.objects.create(project=dataset.project, name="maths", dataset=dataset, **given)


def test_a_suite_gives_what_the_request_leaves_out(dataset: Dataset, ask: Ask) -> None:
    made = suite(dataset, gate={"rules": []})
    evaluation = ask(suite="maths", scorers=None, source=None, dataset=None)
    assert (evaluation.suite, evaluation.name, evaluation.scorers) == (made, "maths", [{"name": "last_number"}])
    assert (evaluation.dataset, evaluation.dataset_version, evaluation.repeats, evaluation.total) == (dataset, 1, 2, 8)
    assert evaluation.gate == {"rules": []}
    assert evaluation.request == {"suite": "maths"}


def test_the_request_goes_before_its_suite(dataset: Dataset, ask: Ask) -> None:
    made = suite(dataset)
    evaluation = ask(suite=str(made.id), source=None, dataset=None, repeats=1, name="mine")
    assert (evaluation.suite, evaluation.name, evaluation.scorers, evaluation.repeats) == (made, "mine", EXACT, 1)


def test_what_came_along_is_counted_and_not_kept(dataset: Dataset, ask: Ask) -> None:
    evaluation = ask(source={"outputs": [{"example": "e-0", "output": "0"}]})
    assert (evaluation.request["source"], evaluation.source) == ({"outputs": 1}, {"outputs": {}})


def test_keys_are_sealed_apart(dataset: Dataset, ask: Ask) -> None:
    judge = {"url": "https://j.example/v1", "key": "t0p"}
    evaluation = ask(source={"endpoint": ENDPOINT}, judge=judge, scorers=[{"name": "llm_judge", "params": {"rubric": "r", "model": "j"}}])
    stored = f"{evaluation.request} {evaluation.source} {evaluation.judge} {evaluation.sealed_key} {evaluation.sealed_judge_key}"
    assert "s3cret" not in stored
    assert "t0p" not in stored
    assert sealed.unseal(evaluation.sealed_key, purpose=sealing.ENDPOINT) == "s3cret"
    assert sealed.unseal(evaluation.sealed_judge_key, purpose=sealing.JUDGE) == "t0p"
    assert requests.cancel(evaluation).sealed_key == ""


def test_nothing_of_another_project_is_named(dataset: Dataset, stranger_project: Project) -> None:
    suite(dataset)
    for change in ({"dataset": str(dataset.id)}, {"dataset": "questions"}, {"suite": "maths"}):
        with pytest.raises(InvalidInput) as caught:
            requests.request_evaluation(stranger_project.id, {"scorers": EXACT, "source": {"outputs": []}, "dataset": "q", **change})
        assert {one.code for one in caught.value.problems} <= {"unknown_dataset", "unknown_suite"}
    evaluation = requests.request_evaluation(dataset.project_id, {"scorers": EXACT, "source": {"outputs": []}, "dataset": "questions"})
    with pytest.raises(NotFound):
        requests.find(stranger_project.id, evaluation.id)


@pytest.mark.parametrize("body", [None, [], "x", {"name": "a\0"}, {"name": "\ud800"}, {"a\0": 1}, {"commit": {"sha": [1e400]}}], ids=ascii)
def test_hostile_bodies_are_refused(dataset: Dataset, body: Any) -> None:
    with pytest.raises(InvalidInput):
        requests.request_evaluation(dataset.project_id, body)
    assert not Evaluation.objects.exists()


@pytest.mark.parametrize(("most", "outputs"), [(3, []), (3, [{"example": "e-0", "output": "0"}])], ids=["job", "at once"])
def test_large_sets_are_not_one_requests_work(
    dataset: Dataset, ask: Ask, monkeypatch: pytest.MonkeyPatch, most: int, outputs: list[Any]
) -> None:
    monkeypatch.setattr(requests, "AT_ONCE", most)
    evaluation = ask(source={"outputs": outputs})
    assert evaluation.results.count() == (4 if outputs else 0)
    monkeypatch.setattr(requests, "AT_ONCE_WITH_OUTPUTS", most)
    if outputs:
        with pytest.raises(InvalidInput, match=r"Send them to …/outputs"):
            ask(source={"outputs": outputs})


def test_a_dataset_without_examples_completes_at_once(project: Project, ask: Ask, drain: Drain) -> None:
    add_dataset(project, [])
    evaluation = ask()
    drain()
    evaluation.refresh_from_db()
    assert (evaluation.state, evaluation.total) == ("completed", 0)
