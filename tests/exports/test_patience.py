import pytest
from django.db import InterfaceError, OperationalError

from exports import patience


@pytest.fixture(autouse=True)
def waited(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    slept: list[float] = []
    monkeypatch.setattr("time.sleep", slept.append)
    return slept


class Change:
    """Fails in the ways named, one a call, and then no more."""

    def __init__(self, *failures: Exception) -> None:
        self.failures = list(failures)
        self.calls = 0

    def __call__(self) -> None:
        self.calls += 1
        if self.failures:
            raise self.failures.pop(0)


@pytest.mark.django_db(transaction=True)
def test_a_database_that_comes_back_gets_the_change(waited: list[float]) -> None:
    change = Change(OperationalError("away"), InterfaceError("closed"))
    patience.patiently(change)
    assert (change.calls, waited) == (3, [0.5, 1.0])


@pytest.mark.django_db(transaction=True)
def test_one_that_stays_away_is_given_up(waited: list[float]) -> None:
    change = Change(*(OperationalError(f"away {number}") for number in range(9)))
    with pytest.raises(OperationalError, match="away 5"):
        patience.patiently(change)
    assert (change.calls, sum(waited)) == (6, 15.5)


def test_any_other_failure_is_not_waited_out(waited: list[float]) -> None:
    change = Change(ValueError("no"))
    with pytest.raises(ValueError, match="no"):
        patience.patiently(change)
    assert (change.calls, waited) == (1, [])
