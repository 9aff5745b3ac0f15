"""A dataset, requests for evaluations of it, and jobs that run when a test says so."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from evalplatform.evaluations.models import Dataset, DatasetVersion, Evaluation, Example
from evalplatform.evaluations.requests import request_evaluation
from evalplatform.exact_json import dumps
from evalplatform.projects.models import Project
from tests.exports.conftest import drain, jobs_sent  # noqa: F401 (fixtures)
from tests.model_server import ModelServer, serving

EXACT = [{"name": "exact_match"}]
Ask = Callable[..., Evaluation]


def add_dataset(project: Project, items: list[dict[str, Any]], *, name: str = "questions") -> Dataset:
    """One with one version; items have input and reference, and may have external_id and metadata."""
    dataset = Dataset.objects.create(project=project, name=name, latest=1)
    DatasetVersion.objects.create(dataset=dataset, number=1, examples=len(items), content_hash=b"")
    Example.objects.bulk_create(
        Example(
            project=project,
            dataset=dataset,
            external_id=item.get("external_id", f"e-{number}"),
            input=dumps(item["input"]),
            reference=dumps(item["reference"]) if "reference" in item else None,
            metadata=item.get("metadata", {}),
            content_hash=b"",
            added_in=1,
        )
        for number, item in enumerate(items)
    )
    return dataset


@pytest.fixture
def dataset(project: Project) -> Dataset:
    """Four examples, e-0 to e-3; the reference of `q-n` is `n`."""
    return add_dataset(project, [{"input": f"q-{n}", "reference": str(n), "metadata": {"page": n // 2}} for n in range(4)])


@pytest.fixture
def ask(project: Project, jobs_sent: list[Any]) -> Ask:  # noqa: F811
    """Requests an evaluation; without more, one that waits for outputs and scores them by exact_match."""

    def request(**body: Any) -> Evaluation:
        asked = {"scorers": EXACT, "source": {"outputs": []}, "dataset": "questions", **body}
        return request_evaluation(project.id, {key: value for key, value in asked.items() if value is not None})

    return request


@pytest.fixture
def model_server(loopback_allowed: None) -> Iterator[ModelServer]:
    with serving() as server:
        yield server


def states(evaluation: Evaluation) -> dict[str, str]:
    """Of results, by pair key."""
    return dict(evaluation.results.values_list("pair_key", "state"))
