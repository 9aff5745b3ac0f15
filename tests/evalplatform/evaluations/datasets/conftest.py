"""A dataset without examples, and a hand that puts some in."""

from collections.abc import Callable
from typing import Any

import pytest

from evalplatform.evaluations import datasets
from evalplatform.evaluations.datasets.listing import change_by_list
from evalplatform.evaluations.models import Dataset
from evalplatform.projects.models import Project

Put = Callable[..., datasets.Change]


@pytest.fixture
def empty(project: Project) -> Dataset:
    return datasets.create_dataset(project.id, {"name": "sums"})


@pytest.fixture
def put(empty: Dataset) -> Put:
    """Puts examples, each given as (external_id, input), and publishes them; keywords are those of a request."""

    def write(*examples: tuple[str | None, Any], **more: Any) -> datasets.Change:
        items = [{"external_id": name, "input": asked} for name, asked in examples]
        return change_by_list(empty, {"examples": items, **more}, most=1000)

    return write


def counts(change: datasets.Change) -> tuple[int, int, int, int, int | None]:
    """Created, replaced, unchanged, removed, and the number of the version."""
    return change.created, change.replaced, change.unchanged, change.removed, change.version.number if change.version else None


def held(dataset: Dataset, version: int) -> dict[str, Any]:
    """Input by external id."""
    return dict(datasets.examples_of(dataset, version).values_list("external_id", "input"))


def drafted(dataset: Dataset) -> dict[str, Any]:
    return dict(datasets.draft_of(dataset).values_list("external_id", "input"))
