"""Snippets of what is not there."""

from uuid import uuid4

import pytest

from evalplatform.evaluations.report.snippets import snippets


@pytest.mark.django_db
def test_nothing_is_found_of_nothing() -> None:
    assert snippets(uuid4(), ["a"]) == snippets(uuid4(), []) == {}
