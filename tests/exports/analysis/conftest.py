"""Runs one analysis over a project's traces, as its job would."""

from collections.abc import Callable
from typing import Any

import pytest

from evalplatform.projects.models import Project
from exports import source
from exports.analysis import asked, measure_of

Measured = Callable[..., Any]


@pytest.fixture
def measured(project: Project) -> Measured:
    def measure(name: str, *, filter: dict[str, Any] | None = None, **options: Any) -> Any:
        with source.connection() as connected:
            question = asked.parse(filter or {}, {"analyses": [name], **options})
            return measure_of(name)(question, project.id, lambda sql, parameters: connected.execute(sql, parameters).fetchall())

    return measure
