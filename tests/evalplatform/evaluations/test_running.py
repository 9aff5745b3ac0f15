import gzip
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from django.db.models.functions import Now

from evalplatform.evaluations import claims, running, scoring, sweep, verdicts
from evalplatform.evaluations.models import Dataset, Evaluation, Result
from evalplatform.evaluations.scorers.chosen import parse_scorers
from evalplatform.evaluations.submitting import finish, submit_outputs
from evalplatform.events.models import Event
from evalplatform.projects.models import Project
from tests.evalplatform.evaluations.conftest import EXACT, Ask, add_dataset, states
from tests.tools import ROOT

Drain = Callable[[], None]
Jobs = list[tuple[str, list[str]]]
GSM8K = ROOT.parent / "shared" / "data" / "gsm8k" / "example_model_solutions.jsonl.gz"
CORRECT = {"6b_finetuning": 286, "175b_finetuning": 458, "6b_verification": 515, "175b_verification": 742}
pytestmark = pytest.mark.django_db(transaction=True)


def answered(ask: Ask, count: int = 4, **more: Any) -> Evaluation:
    evaluation = ask(**more)
    submit_outputs(evaluation, [{"example": f"e-{n}", "output": str(n)} for n in range(count)])
    return evaluation


def fresh(evaluation: Evaluation) -> Evaluation:
    return Evaluation.objects.get(id=evaluation.id)


@contextmanager
def elsewhere(work: Callable[[], None]) -> Iterator[None]:
    """While the body runs, the work is under way in another thread, with a connection of its own."""

    def run() -> None:
        work()
        connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    yield
    thread.join()


def test_what_scorers_say_is_kept_with_why_one_could_not(dataset: Dataset, ask: Ask, drain: Drain) -> None:
    evaluation = ask(scorers=[{"name": "last_number"}, {"name": "latency", "as": "time"}])
    submit_outputs(evaluation, [{"example": "e-1", "output": "It is 1."}])
    drain()
    result = evaluation.results.get(pair_key="e-1")
    assert result.metrics == {"last_number": 1.0, "time": None}
    first, second = json.loads(str(result.scores))
    assert (first["name"], first["value"], first["error"], set(first)) == (
        "last_number",
        1.0,
        None,
        {"name", "value", "label", "comment", "error"},
    )
    assert (second["name"], second["value"], second["error"]["code"]) == ("time", None, "missing_latency")


def test_two_workers_share_it_and_one_completes_it(project: Project, ask: Ask, jobs_sent: Jobs) -> None:
    add_dataset(project, [{"input": n, "reference": str(n)} for n in range(1200)])
    evaluation = answered(ask, 1000)
    submit_outputs(evaluation, [{"example": f"e-{n}", "output": str(n)} for n in range(1000, 1200)])
    chosen = parse_scorers(EXACT)
    with transaction.atomic(), connection.cursor() as cursor:
        rows = scoring.claimed(cursor, evaluation.id, chosen)
        with elsewhere(lambda: running.score(evaluation.id)):
            pass
        assert (len(rows), fresh(evaluation).done, fresh(evaluation).state) == (500, 700, "running")
        scoring.write(cursor, evaluation.id, chosen, [scoring.judge(row, chosen) for row in rows])
    running.score(evaluation.id)
    running.score(evaluation.id)
    assert (fresh(evaluation).state, fresh(evaluation).done) == ("completed", 1200)
    assert Event.objects.filter(type="evaluation.finished").count() == 1


def test_a_crash_in_a_chunk_leaves_it_to_the_next(dataset: Dataset, ask: Ask, jobs_sent: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    evaluation = answered(ask)
    with monkeypatch.context() as broken:
        broken.setattr(scoring, "write", lambda *_: (_ for _ in ()).throw(OperationalError("gone")))
        with pytest.raises(OperationalError):
            running.score(evaluation.id)
    assert (fresh(evaluation).state, fresh(evaluation).done, set(states(evaluation).values())) == ("running", 0, {"answered"})
    running.score(evaluation.id)
    assert (fresh(evaluation).state, fresh(evaluation).done, fresh(evaluation).attempt) == ("completed", 4, 0)


def test_what_kills_its_workers_is_given_up(dataset: Dataset, ask: Ask, jobs_sent: Jobs) -> None:
    evaluation = answered(ask)
    Evaluation.objects.update(attempt=claims.MAX_ATTEMPTS)
    running.score(evaluation.id)
    assert (fresh(evaluation).state, fresh(evaluation).error_code) == ("failed", "gave_up")
    assert Event.objects.get().payload == {"evaluation": str(evaluation.id), "code": "gave_up", "message": fresh(evaluation).error_message}


def test_an_error_of_ours_fails_it_with_no_details(dataset: Dataset, ask: Ask, drain: Drain, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(evaluation: Evaluation) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(verdicts, "finish", crash)
    evaluation = answered(ask)
    drain()
    assert (fresh(evaluation).state, fresh(evaluation).error_code, fresh(evaluation).done) == ("failed", "internal_error", 4)


def test_it_gives_way_when_its_turn_is_over(dataset: Dataset, ask: Ask, jobs_sent: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "TURN_SECONDS", -1.0)
    evaluation = answered(ask)
    jobs_sent.clear()
    running.score(evaluation.id)
    assert (fresh(evaluation).state, jobs_sent) == ("running", [("evaluations.score", [str(evaluation.id)])])


def test_large_ones_are_scored_apart(dataset: Dataset, ask: Ask, jobs_sent: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[Any] = []
    monkeypatch.setattr("exports.apart.run", lambda *call: called.append(call))
    evaluation = answered(ask)
    Evaluation.objects.update(total=running.APART_RESULTS)
    running.score(evaluation.id)
    assert called == [(running._score, evaluation.id)]


def forget(evaluation: Evaluation, **ago: float) -> None:
    Evaluation.objects.filter(id=evaluation.id).update(heard_at=Now() - timedelta(**ago))


def test_a_lost_message_is_sent_again(dataset: Dataset, ask: Ask, jobs_sent: Jobs, drain: Drain) -> None:
    evaluation = answered(ask)
    jobs_sent.clear()
    assert sweep.sweep() == 0
    forget(evaluation, seconds=sweep.LOST_MESSAGE_SECONDS)
    assert (sweep.sweep(), sweep.sweep(), jobs_sent) == (1, 0, [("evaluations.score", [str(evaluation.id)])])
    drain()
    assert fresh(evaluation).state == "completed"


def test_after_a_start_nothing_has_to_wait(project: Project, ask: Ask, jobs_sent: Jobs) -> None:
    evaluation = ask(source={"traces": {}}, dataset=None)
    jobs_sent.clear()
    assert (sweep.sweep(queue_is_empty=True), jobs_sent) == (1, [("evaluations.prepare", [str(evaluation.id)])])


def test_one_that_waits_for_its_client_is_left_alone(dataset: Dataset, ask: Ask, jobs_sent: Jobs) -> None:
    evaluation = ask()
    forget(evaluation, days=6)
    assert sweep.sweep() == 0
    forget(evaluation, days=7)
    assert (sweep.sweep(), fresh(evaluation).state, fresh(evaluation).error_code) == (0, "failed", "abandoned")


def test_a_worker_that_died_before_completing(dataset: Dataset, ask: Ask, jobs_sent: Jobs, drain: Drain) -> None:
    evaluation = answered(ask)
    while scoring.score_chunk(evaluation.id, parse_scorers(EXACT)):
        pass
    jobs_sent.clear()
    forget(evaluation, seconds=sweep.LOST_MESSAGE_SECONDS)
    assert sweep.sweep() == 1
    drain()
    assert fresh(evaluation).state == "completed"


def test_a_finish_whose_message_was_lost(dataset: Dataset, ask: Ask, jobs_sent: Jobs, drain: Drain) -> None:
    evaluation = answered(ask, 2)
    finish(evaluation)
    jobs_sent.clear()
    forget(evaluation, seconds=sweep.LOST_MESSAGE_SECONDS)
    assert sweep.sweep() == 1
    drain()
    assert (fresh(evaluation).state, fresh(evaluation).errored) == ("completed", 2)


def test_jobs_that_come_late_or_twice_do_nothing(dataset: Dataset, ask: Ask, drain: Drain) -> None:
    evaluation = answered(ask)
    drain()
    before = list(Result.objects.order_by("id").values_list("changed_xid", flat=True))
    for job in (running.prepare, running.score, running.ask, running.judge):
        job(evaluation.id)
    assert list(Result.objects.order_by("id").values_list("changed_xid", flat=True)) == before


@pytest.mark.skipif(not Path(GSM8K).exists(), reason="needs the GSM8K data beside the project")
def test_gsm8k_gives_exactly_the_known_verdicts(project: Project, ask: Ask, drain: Drain) -> None:
    with gzip.open(GSM8K, "rt", encoding="utf-8") as lines:
        problems = [json.loads(line) for line in lines]
    add_dataset(project, [{"input": one["question"], "reference": one["ground_truth"]} for one in problems], name="gsm8k")
    for model, correct in CORRECT.items():
        evaluation = ask(dataset="gsm8k", scorers=[{"name": "last_number"}])
        outputs = [{"example": f"e-{n}", "output": one[model]["solution"]} for n, one in enumerate(problems)]
        for start in range(0, len(outputs), 1000):
            submit_outputs(evaluation, outputs[start : start + 1000])
        drain()
        values = dict(evaluation.results.values_list("pair_key", "metrics__last_number"))
        assert values == {f"e-{n}": float(one[model]["is_correct"]) for n, one in enumerate(problems)}
        assert (fresh(evaluation).state, sum(values.values())) == ("completed", correct)
