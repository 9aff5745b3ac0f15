"""Suites that are asked for as over HTTP."""

from collections.abc import Callable
from typing import Any

import pytest

from evalplatform.evaluations import suites
from evalplatform.evaluations.models import Dataset, Suite

Make = Callable[..., Suite]
BODY: dict[str, Any] = {"name": "maths", "dataset": "questions", "scorers": [{"name": "exact_match"}]}
ENDPOINT = {"url": "https://h.example/v1", "model": "m"}
JUDGED = [{"name": "llm_judge", "params": {"rubric": "r", "model": "j"}}]


@pytest.fixture
def make(dataset: Dataset) -> Make:
    """Keeps a suite; without more, one of outputs that are scored by exact_match."""

    def create(**more: Any) -> Suite:
        body = {**BODY, **more}
        return suites.create_suite(dataset.project_id, {key: value for key, value in body.items() if value is not None})

    return create
