"""The operations of a batch, one after the other in one transaction; neighbours of one kind go through one call."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any, TypeVar

import psycopg
from django.db import OperationalError, transaction

from external_api.batches import examples, outputs, traces
from external_api.batches.grouping import in_groups
from external_api.batches.operations import Kind, Operation, Work, read
from external_api.batches.outcomes import Result
from external_api.permissions import AnyOf

KINDS: Mapping[str, Kind] = MappingProxyType({**traces.KINDS, **examples.KINDS, **outputs.KINDS})
SCOPES = AnyOf(sorted({kind.scope for kind in KINDS.values()}))  # who has one may send batches; each operation needs its own
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
    def run(group: list[Operation]) -> list[Result]:
        return KINDS[group[0].name].run(work, [one.arguments for one in group])

    return in_groups(sent, lambda one: read(one, KINDS, scopes), key=lambda one: one.name, run=run)


def _past_deadlocks(work: Callable[[], T]) -> T:
    for number in range(1, DEADLOCK_TRIES):
        try:
            return work()
        except OperationalError as error:
            if not isinstance(error.__cause__, psycopg.errors.DeadlockDetected):
                raise
            time.sleep(0.05 * number)
    return work()
