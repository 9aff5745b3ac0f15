"""100,000 submitted outputs scored by three cheap scorers and compared: one worker's process, with PostgreSQL beside it."""

import time
from uuid import UUID

from django.db import connection

from evalplatform import queue
from evalplatform.evaluations import requests, running, submitting, verdicts
from evalplatform.evaluations.models import Dataset, DatasetVersion, Evaluation
from evalplatform.projects.models import Project

RESULTS, AT_ONCE, COMPARED = 100_000, 1_000, 3
COMPARING = "compare of 100,000 paired results by three metrics, s"
SCORERS = [{"name": name} for name in ("exact_match", "contains", "last_number")]
_EXAMPLES = """
    INSERT INTO evaluations_example (id, project_id, dataset_id, external_id, input, reference, content_hash, added_in)
    SELECT gen_random_uuid(), %s, %s, 'e-' || n, to_json('What is half of ' || n * 2 || '? ' || repeat(md5(n::text), 10)), to_json(n::text),
        '', 1
    FROM generate_series(1, %s) AS n
"""


def figures(project_id: UUID) -> dict[str, float]:
    """Name to figure: results a second of the clock, and of the worker's own processor time; seconds of a comparison, end to end."""
    _dataset(project_id)
    queue.keep()  # the server under test would score too
    baseline, evaluation = _submitted(project_id), _submitted(project_id)
    _submit(baseline, wrong=3)
    submitting_seconds = _submit(evaluation, wrong=4)
    _score(baseline)
    seconds, processor = _score(evaluation)
    comparing, comparing_processor = sorted(_compare(evaluation, baseline) for _ in range(COMPARED))[COMPARED // 2]
    return {
        COMPARING: comparing,
        "the same, seconds of the process's own processor time": comparing_processor,
        "outputs taken, 1,000 a call, outputs/s": RESULTS / submitting_seconds,
        "100,000 outputs scored by three scorers, one worker, results/s": RESULTS / seconds,
        "the same, results/s of the worker's processor time": RESULTS / processor,
    }


def _dataset(project_id: UUID) -> None:
    dataset = Dataset.objects.create(project_id=project_id, name="scoring", latest=1)
    DatasetVersion.objects.create(dataset=dataset, number=1, examples=RESULTS, content_hash=b"")
    with connection.cursor() as cursor:
        cursor.execute(_EXAMPLES, [project_id, dataset.id, RESULTS])
        cursor.execute("ANALYZE evaluations_example")


def _submitted(project_id: UUID) -> Evaluation:
    """An evaluation whose results wait for their outputs."""
    body = {"dataset": "scoring", "scorers": SCORERS, "source": {"outputs": []}}
    evaluation = requests.request_evaluation(project_id, body)
    running.prepare(evaluation.id)
    evaluation.refresh_from_db()
    return evaluation


def _score(evaluation: Evaluation) -> tuple[float, float]:
    """Seconds until it has completed, with its summary and report, and those of the processor."""
    started, processor = time.perf_counter(), time.process_time()
    while Evaluation.objects.get(id=evaluation.id).state != "completed":
        running._score(evaluation.id)
    return time.perf_counter() - started, time.process_time() - processor


def _compare(evaluation: Evaluation, baseline: Evaluation) -> tuple[float, float]:
    """Likewise, as the process does it that answers for a page."""
    started, processor = time.perf_counter(), time.process_time()
    found = verdicts.compared(evaluation.id, baseline.id)
    assert [metric["n"] for metric in found["metrics"]] == [RESULTS] * len(SCORERS)
    return time.perf_counter() - started, time.process_time() - processor


def _submit(evaluation: Evaluation, *, wrong: int) -> float:
    started = time.perf_counter()
    for start in range(1, RESULTS + 1, AT_ONCE):
        outputs = [{"example": f"e-{n}", "output": _answer(n, wrong), "latency_ms": 5} for n in range(start, start + AT_ONCE)]
        submitting.submit_outputs(evaluation, outputs)
    return time.perf_counter() - started


def _answer(number: int, wrong: int) -> str:
    """Some 300 characters, every `wrong`th of them not the right ones."""
    found = number if number % wrong else number + 1
    return f"To halve {2 * number} we share it out evenly, step by step. " * 4 + f"So the answer is {found:,}."


def project() -> UUID:
    """One of its own, so that no other case sees it."""
    return Project.objects.create(slug="scoring", name="scoring").id
