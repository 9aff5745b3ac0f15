from collections.abc import Callable
from typing import Any

import pytest

from evalplatform.errors import Conflict
from evalplatform.evaluations import requests
from evalplatform.evaluations.models import Dataset, Evaluation, EvaluationState, Example
from evalplatform.evaluations.submitting import BeingPrepared, finish, submit_outputs
from evalplatform.events.models import Event
from tests.evalplatform.evaluations.conftest import Ask, add_dataset, states

Drain = Callable[[], None]
pytestmark = pytest.mark.django_db(transaction=True)


def item(number: int, output: Any = None, **more: Any) -> dict[str, Any]:
    return {"example": f"e-{number}", "output": str(number) if output is None else output, **more}


def statuses(evaluation: Evaluation, *items: Any) -> list[str]:
    return [one.status for one in submit_outputs(evaluation, items)]


def test_all_outputs_are_scored_and_complete_it(dataset: Dataset, ask: Ask, drain: Drain) -> None:
    evaluation = ask()
    assert statuses(evaluation, item(0), item(1, "wrong"), item(2), item(3)) == ["accepted"] * 4
    drain()
    evaluation.refresh_from_db()
    assert (evaluation.state, evaluation.total, evaluation.done, evaluation.errored) == ("completed", 4, 4, 0)
    assert dict(evaluation.results.values_list("pair_key", "metrics__exact_match")) == {"e-0": 1.0, "e-1": 0.0, "e-2": 1.0, "e-3": 1.0}
    assert list(Event.objects.filter(type="evaluation.finished").values_list("payload__evaluation", flat=True)) == [str(evaluation.id)]


def test_the_same_again_changes_nothing(dataset: Dataset, ask: Ask, drain: Drain) -> None:
    evaluation = ask()
    assert statuses(evaluation, item(0, latency_ms=5)) == ["accepted"]
    before = evaluation.results.get(pair_key="e-0").changed_xid
    assert statuses(evaluation, item(0, latency_ms=5)) == ["unchanged"]
    drain()
    assert statuses(evaluation, item(0, latency_ms=5)) == ["unchanged"]
    assert before <= evaluation.results.get(pair_key="e-0").changed_xid


def test_another_output_counts_until_it_is_scored(dataset: Dataset, ask: Ask, drain: Drain) -> None:
    evaluation = ask()
    usage = {"input_tokens": 3, "output_tokens": 2, "cost_usd": "0.5"}
    assert statuses(evaluation, item(0, "no", usage=usage), item(0, usage={**usage, "cost_usd": "0.25"})) == ["accepted", "accepted"]
    assert statuses(evaluation, item(0, "0 ", usage=usage)) == ["accepted"]
    drain()
    (outcome,) = submit_outputs(evaluation, [item(0, "late")])
    assert (outcome.status, outcome.problems[0].code) == ("conflict", "already_scored")
    evaluation.refresh_from_db()
    assert (evaluation.results.get(pair_key="e-0").output, evaluation.state) == ('"0 "', "running")
    assert (evaluation.input_tokens, evaluation.output_tokens, str(evaluation.cost_usd)) == (3, 2, "0.5000000000")


def test_a_bad_item_is_refused_alone(dataset: Dataset, ask: Ask) -> None:
    evaluation = ask()
    outcomes = submit_outputs(evaluation, [item(9), {"example": "e-1"}, 7, item(1, repeat=1), item(0, "\ud800"), item(2, typo=1), item(3)])
    found = [(one.index, one.status, [(problem.pointer, problem.code) for problem in one.problems]) for one in outcomes]
    assert found == [
        (0, "refused", [("/example", "unknown_example")]),
        (1, "refused", [("/output", "required")]),
        (2, "refused", [("", "wrong_type")]),
        (3, "refused", [("/repeat", "range")]),
        (4, "refused", [("/output", "not_json")]),
        (5, "refused", [("/typo", "unknown_field")]),
        (6, "accepted", []),
    ]
    assert states(evaluation) == {"e-0": "waiting", "e-1": "waiting", "e-2": "waiting", "e-3": "answered"}


def test_an_example_is_found_by_its_id_too(dataset: Dataset, ask: Ask) -> None:
    evaluation, example = ask(), Example.objects.get(external_id="e-2")
    ids = [str(example.id), str(example.id).upper(), example.id.hex]
    assert statuses(evaluation, *[{"example": id, "output": "2"} for id in ids]) == ["accepted", "unchanged", "unchanged"]
    assert states(evaluation)["e-2"] == "answered"


def test_an_external_id_that_is_too_long_for_an_index(project: Any, ask: Ask, drain: Drain) -> None:
    long = "ü" * 900
    add_dataset(project, [{"input": "q", "reference": "a", "external_id": long + end} for end in "12"])
    evaluation = ask()
    assert statuses(evaluation, {"example": long + "2", "output": "a"}, {"example": long + "1", "output": "b"}) == ["accepted"] * 2
    drain()
    evaluation.refresh_from_db()
    assert evaluation.state == "completed"
    assert {len(key) for key in states(evaluation)} == {500}


def test_a_client_whose_model_failed_says_so(dataset: Dataset, ask: Ask, drain: Drain) -> None:
    evaluation = ask()
    assert statuses(evaluation, {"example": "e-0", "error": "time-out\x01"}, item(1), item(2), item(3)) == ["accepted"] * 4
    drain()
    evaluation.refresh_from_db()
    failed = evaluation.results.get(pair_key="e-0")
    assert (failed.state, failed.error_code, failed.error_message, failed.metrics) == ("errored", "no_output", "time-out\x01", {})
    assert (evaluation.state, evaluation.done, evaluation.errored) == ("completed", 4, 1)


def test_finish_ends_without_the_missing(dataset: Dataset, ask: Ask, drain: Drain) -> None:
    evaluation = ask()
    submit_outputs(evaluation, [item(0)])
    finish(evaluation)
    drain()
    evaluation.refresh_from_db()
    assert (evaluation.state, evaluation.done, evaluation.errored) == ("completed", 4, 3)
    assert states(evaluation) == {"e-0": "scored", "e-1": "errored", "e-2": "errored", "e-3": "errored"}
    with pytest.raises(Conflict, match="completed"):
        submit_outputs(evaluation, [item(1)])


def test_after_finish_no_output_is_taken(dataset: Dataset, ask: Ask) -> None:
    evaluation = ask()
    finish(evaluation)
    evaluation.refresh_from_db()
    with pytest.raises(Conflict) as caught:
        submit_outputs(evaluation, [item(0)])
    assert caught.value.code == "already_finished"


def test_repeats_have_outputs_of_their_own(dataset: Dataset, ask: Ask, drain: Drain) -> None:
    evaluation = ask(repeats=2)
    assert (
        statuses(evaluation, item(0), item(0, "x", repeat=1), *[item(n, repeat=r) for n in (1, 2, 3) for r in (0, 1)]) == ["accepted"] * 8
    )
    drain()
    found = evaluation.results.filter(pair_key="e-0").order_by("repeat").values_list("repeat", "metrics__exact_match")
    assert list(found) == [(0, 1.0), (1, 0.0)]
    evaluation.refresh_from_db()
    assert (evaluation.state, evaluation.total) == ("completed", 8)


def test_what_is_not_ready_or_not_for_clients_takes_no_outputs(dataset: Dataset, ask: Ask) -> None:
    evaluation = ask()
    evaluation.prepared_at = None
    with pytest.raises(BeingPrepared):
        submit_outputs(evaluation, [item(0)])
    of_traces = ask(source={"traces": {}}, dataset=None)
    with pytest.raises(Conflict, match="from traces"):
        submit_outputs(of_traces, [item(0)])


def test_a_cancelled_one_takes_no_outputs(dataset: Dataset, ask: Ask, drain: Drain) -> None:
    evaluation = ask()
    submit_outputs(evaluation, [item(0)])
    assert requests.cancel(evaluation).state == EvaluationState.CANCELLED
    with pytest.raises(Conflict, match="cancelled"):
        submit_outputs(evaluation, [item(1)])
    drain()
    assert states(evaluation)["e-0"] == "answered"
    with pytest.raises(Conflict, match="has ended"):
        requests.cancel(evaluation)
