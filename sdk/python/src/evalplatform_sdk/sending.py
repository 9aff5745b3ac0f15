"""Many items in lists of a size that the server takes, with what became of each."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from evalplatform_sdk.async_server import AsyncServer
from evalplatform_sdk.errors import ApiError
from evalplatform_sdk.server import Server

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


class Lists(Generic[T]):
    """Items cut into lists, without the network: what to send next, and what became of it.

    A list that is too long or too large is halved, and those after it begin at that size.
    """

    def __init__(self, items: Iterable[T]) -> None:
        self._source, self._size = iter(items), MOST_ITEMS
        self._waiting: list[T] = []
        self._chosen: list[T] = []

    def content(self) -> bytes | None:
        """The body of the next call; None when all is sent."""
        self._waiting += islice(self._source, max(0, self._size - len(self._waiting)))
        self._chosen = _fitting(self._waiting, self._size)
        return b"[" + b",".join(item.text for item in self._chosen) + b"]" if self._chosen else None

    def hear(self, told: Mapping[str, Any] | ApiError) -> list[Outcome[T]]:
        """Each item's outcome, in order; none where the list is to be sent again in smaller ones. Raises what else was refused."""
        if isinstance(told, ApiError) and told.code != "all_refused":
            if told.code not in _TOO_LARGE and told.status != 413:
                raise told
            if len(self._chosen) > 1:
                self._size = len(self._chosen) // 2
                return []
            results: list[dict[str, Any]] = [{"status": "refused", "errors": [{"pointer": "", "detail": str(told), "code": told.code}]}]
        else:
            results = (told.body if isinstance(told, ApiError) else told)["results"]
        self._waiting = self._waiting[len(self._chosen) :]
        return [
            Outcome(item, str(one["status"]), [_within(index, problem) for problem in one.get("errors") or []])
            for index, (item, one) in enumerate(zip(self._chosen, results, strict=True))
        ]


def send(server: Server, path: str, items: Iterable[T]) -> Iterator[Outcome[T]]:
    """Each item's outcome, in order."""
    lists = Lists(items)
    while content := lists.content():
        try:
            told = server.call("POST", path, content=content)
        except ApiError as error:
            told = error
        yield from lists.hear(told)


async def send_async(server: AsyncServer, path: str, items: Iterable[T]) -> AsyncIterator[Outcome[T]]:
    """Each item's outcome, in order."""
    lists = Lists(items)
    while content := await asyncio.to_thread(lists.content):  # it reads a file
        try:
            told = await server.call("POST", path, content=content)
        except ApiError as error:
            told = error
        for outcome in lists.hear(told):
            yield outcome


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
