"""Neighbours among operations go through one call, and each still has its own outcome, in the order in which they were sent."""

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any, TypeVar

from django.db import transaction

from evalplatform.errors import DomainError, InvalidInput
from external_api.batches.outcomes import Result, of_error

S = TypeVar("S")
T = TypeVar("T")


def in_groups(
    sent: Sequence[S], read: Callable[[S], T | Result], *, key: Callable[[T], Any], run: Callable[[list[T]], Sequence[Result]]
) -> list[Result]:
    """A result for each: what `read` refuses, or what `run` gives to those that follow each other and have the same key.

    What cannot be read is refused and changes nothing, so it does not part neighbours either.
    """
    asked: dict[int, T] = {}
    results: dict[int, Result] = {}
    for place, one in enumerate(sent):
        found = read(one)
        if isinstance(found, Result):
            results[place] = found
        else:
            asked[place] = found
    for _, neighbours in groupby(asked, key=lambda place: key(asked[place])):
        group = list(neighbours)
        results.update(zip(group, run([asked[place] for place in group]), strict=True))
    return [results[place] for place in range(len(sent))]


def together(items: Sequence[T], change: Callable[[Sequence[T]], list[Result]]) -> list[Result]:
    """All by one call of `change`. Where it refuses one of them, the two halves by calls of their own, so a bad one costs no other."""
    try:
        with transaction.atomic():
            return change(items)
    except InvalidInput as error:
        if len(items) == 1:
            return [of_error(error)]
    except DomainError as error:  # it is not about one of them
        return [of_error(error)] * len(items)
    middle = len(items) // 2
    return [*together(items[:middle], change), *together(items[middle:], change)]
