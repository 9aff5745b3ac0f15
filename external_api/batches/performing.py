"""The operations of a batch, one after the other in one transaction; neighbours of one kind go through one call."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from types import MappingProxyType
from typing import Any, TypeVar

import psycopg
from django.db import OperationalError, transaction

from external_api.batches import traces
from external_api.batches.operations import Kind, Operation, Work, read
from external_api.batches.outcomes import Result

KINDS: Mapping[str, Kind] = MappingProxyType({**traces.KINDS})
SCOPES = frozenset(kind.scope for kind in KINDS.values())
DEADLOCK_TRIES = 5

T = TypeVar("T")


def perform(work: Work, sent: Sequence[Any], scopes: frozenset[str], *, all_or_nothing: bool = False) -> list[Result]:
    """A result for each operation, in order, each as if those before it had been calls of their own.

    Those that fail leave no trace. With `all_or_nothing`, and if one fails, none does, and the results say what would have become of
    each. When two batches lock each other out, the one that PostgreSQL stops begins anew.
    """

    def attempt() -> list[Result]:
        with transaction.atomic():
            results = _in_order(replace(work), sent, scopes)
            if all_or_nothing and any(one.has_failed for one in results):
                transaction.set_rollback(True)
        return results

    return _past_deadlocks(attempt)


def _in_order(work: Work, sent: Sequence[Any], scopes: frozenset[str]) -> list[Result]:
    """What cannot be read is refused and changes nothing, so it does not part neighbours either."""
    results = [read(one, KINDS, scopes) for one in sent]
    places = [place for place, one in enumerate(results) if isinstance(one, Operation)]
    for name, neighbours in groupby(places, key=lambda place: _operation(results[place]).name):
        group = list(neighbours)
        done = KINDS[name].run(work, [_operation(results[place]).arguments for place in group])
        for place, result in zip(group, done, strict=True):
            results[place] = result
    return list(_results(results))


def _operation(one: Operation | Result) -> Operation:
    assert isinstance(one, Operation)
    return one


def _results(all_of_them: Sequence[Operation | Result]) -> Iterator[Result]:
    for one in all_of_them:
        assert isinstance(one, Result)
        yield one


def _past_deadlocks(work: Callable[[], T]) -> T:
    for number in range(1, DEADLOCK_TRIES):
        try:
            return work()
        except OperationalError as error:
            if not isinstance(error.__cause__, psycopg.errors.DeadlockDetected):
                raise
            time.sleep(0.05 * number)
    return work()
