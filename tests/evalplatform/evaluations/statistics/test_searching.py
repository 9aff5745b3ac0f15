import pytest

from evalplatform.evaluations.statistics.searching import last_true


def test_finds_where_it_ends() -> None:
    assert last_true(1.0, 2.0, lambda x: x * x <= 2) == pytest.approx(2**0.5, rel=1e-15)


def test_end_that_still_holds() -> None:
    assert last_true(0.0, 5.0, lambda x: True) == 5.0
