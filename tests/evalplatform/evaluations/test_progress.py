from datetime import UTC, datetime, timedelta

from evalplatform.evaluations import progress
from evalplatform.evaluations.models import Evaluation
from evalplatform.evaluations.progress import Progress

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def test_before_the_start() -> None:
    assert progress.of(Evaluation(), now=NOW) == Progress(0, 0, 0, 0.0, None, None)


def test_the_end_is_estimated() -> None:
    evaluation = Evaluation(total=300, done=100, errored=2, started_at=NOW - timedelta(seconds=10))
    assert progress.of(evaluation, now=NOW) == Progress(300, 100, 2, 0.3333, 10.0, 20.0)


def test_what_has_ended_has_no_time_left() -> None:
    evaluation = Evaluation(total=4, done=4, started_at=NOW, finished_at=NOW + timedelta(seconds=2))
    assert progress.of(evaluation, now=NOW + timedelta(days=1)) == Progress(4, 4, 0, 1.0, 2.0, None)


def test_nothing_to_do_is_done() -> None:
    assert progress.of(Evaluation(prepared_at=NOW, finished_at=NOW), now=NOW).fraction == 1.0
