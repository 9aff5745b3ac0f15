"""Many items in lists of a size that the server takes, with what became of each."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from evalplatform_sdk.server import Server, ServerError

MOST_ITEMS, MOST_BYTES = 1_000, 4_000_000
_TOO_LARGE = ("body_too_large", "too_many_items")


class Item(Protocol):
    """Something with its JSON text."""

    @property
    def text(self) -> bytes: ...


T = TypeVar("T", bound=Item)


class Outcome(NamedTuple, Generic[T]):
    """`status` as the server names it, or `refused` where not even a list of this one item was taken."""

    item: T
    status: str
    problems: list[dict[str, Any]]


def send(server: Server, path: str, items: Iterable[T]) -> Iterator[Outcome[T]]:
    """Each item's outcome, in order. A list that is too long or too large is halved, and those after it begin at that size."""
    source, size = iter(items), MOST_ITEMS
    waiting: list[T] = []
    while waiting := [*waiting, *islice(source, max(0, size - len(waiting)))]:
        chosen = _fitting(waiting, size)
        try:
            results = _told(server, path, chosen)
        except ServerError as error:
            if error.code not in _TOO_LARGE and error.status != 413:
                raise
            if len(chosen) > 1:
                size = len(chosen) // 2
                continue
            results = [{"status": "refused", "errors": [{"pointer": "", "detail": str(error), "code": error.code}]}]
        waiting = waiting[len(chosen) :]
        for index, (item, one) in enumerate(zip(chosen, results, strict=True)):
            yield Outcome(item, str(one["status"]), [_within(index, problem) for problem in one.get("errors") or []])


def _within(index: int, problem: dict[str, Any]) -> dict[str, Any]:
    """With the pointer into the item, and not into the list that it was sent in."""
    first, rest = f"/{index}", str(problem["pointer"])
    return {**problem, "pointer": rest.removeprefix(first) if rest == first or rest.startswith(first + "/") else rest}


def _fitting(waiting: list[T], size: int) -> list[T]:
    """The first of them that fit into one body, and at least one."""
    held = 0
    for number, item in enumerate(waiting[:size]):
        held += len(item.text)
        if number and held > MOST_BYTES:
            return waiting[:number]
    return waiting[:size]


def _told(server: Server, path: str, chosen: Sequence[Item]) -> list[dict[str, Any]]:
    try:
        answer = server.call("POST", path, content=b"[" + b",".join(item.text for item in chosen) + b"]")
    except ServerError as error:
        if error.code != "all_refused":
            raise
        answer = error.body
    results: list[dict[str, Any]] = answer["results"]
    return results
