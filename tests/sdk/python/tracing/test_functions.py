import asyncio
import inspect
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from evalplatform_sdk.tracing import Tracer

from tests.sdk.python.sent import Sent, only


def test_a_method_is_traced_without_self(tracer: Tracer, sent: Sent) -> None:
    class Bot:
        @tracer.trace
        def answer(self, question: str) -> str:
            return question

    assert Bot().answer("a") == "a"
    assert only(sent)["input"] == "a"


def test_wrong_arguments_fail_as_they_did(tracer: Tracer, sent: Sent) -> None:
    @tracer.trace
    def one(a: int) -> None: ...

    with pytest.raises(TypeError, match="missing 1 required positional argument"):
        one()  # type: ignore[call-arg]
    assert only(sent)["status"] == "error"


@pytest.mark.anyio
async def test_async(tracer: Tracer, sent: Sent) -> None:
    @tracer.trace
    async def inner(n: int) -> int:
        await asyncio.sleep(0.001 * (3 - n))
        return n

    @tracer.trace
    async def outer(name: str) -> list[int]:
        return await asyncio.gather(*(inner(n) for n in range(3)))

    assert inspect.iscoroutinefunction(outer)
    await asyncio.gather(outer("a"), outer("b"))
    assert sorted(one["input"] for one in sent.traces) == ["a", "b"]
    assert [[span["output"] for span in one["spans"]] for one in sent.traces] == [[0, 1, 2]] * 2


@pytest.mark.anyio
async def test_a_cancelled_task(tracer: Tracer, sent: Sent) -> None:
    @tracer.trace
    async def wait() -> None:
        await asyncio.sleep(60)

    task = asyncio.create_task(wait())
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert only(sent)["error"] == "CancelledError"


def test_a_generator(tracer: Tracer, sent: Sent) -> None:
    @tracer.trace
    def pieces(text: str) -> Iterator[str]:
        for piece in text.split():
            with tracer.step(piece):
                yield piece

    assert inspect.isgeneratorfunction(pieces)
    with tracer.step("around"):
        for _ in pieces("a b"):
            assert tracer.current is not None
            assert tracer.current.name in ("around", "a", "b")
    (outer,) = sent.traces
    assert [span["name"] for span in outer["spans"]][0] == "test_a_generator.pieces"
    assert outer["spans"][0]["output"] == "ab"


def test_what_happens_between_the_pieces_is_not_within(tracer: Tracer, sent: Sent) -> None:
    @tracer.trace
    def numbers() -> Iterator[int]:
        yield 1
        yield 2

    for n in numbers():
        with tracer.step(f"use {n}"):
            pass
    assert [one["name"].split(".")[-1] for one in sent.traces] == ["use 1", "use 2", "numbers"]
    assert sent.traces[-1]["output"] == [1, 2]


def test_a_generator_is_driven_as_it_was(tracer: Tracer, sent: Sent) -> None:
    @tracer.trace
    def echo() -> Any:
        got = yield "begin"
        try:
            yield got
        except KeyError:
            yield "caught"
        return "end"

    generator = echo()
    assert (next(generator), generator.send("x"), generator.throw(KeyError("k"))) == ("begin", "x", "caught")
    with pytest.raises(StopIteration) as stopped:
        next(generator)
    assert stopped.value.value == "end"
    assert (only(sent)["output"], only(sent)["status"]) == ("beginxcaught", "ok")


def test_a_generator_that_is_left_early(tracer: Tracer, sent: Sent) -> None:
    closed = []

    @tracer.trace
    def endless() -> Iterator[int]:
        try:
            while True:
                yield 1
        finally:
            closed.append(True)

    generator = endless()
    next(generator)
    generator.close()  # type: ignore[attr-defined]
    assert (closed, only(sent)["output"], only(sent)["status"]) == ([True], [1], "ok")


def test_a_generator_that_fails(tracer: Tracer, sent: Sent) -> None:
    @tracer.trace
    def fail() -> Iterator[str]:
        yield "a"
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        list(fail())
    assert (only(sent)["output"], only(sent)["error"]) == ("a", "ValueError: no")


@pytest.mark.anyio
async def test_an_async_generator(tracer: Tracer, sent: Sent) -> None:
    @tracer.trace
    async def pieces() -> AsyncIterator[str]:
        for piece in "ab":
            await asyncio.sleep(0)
            yield piece

    assert inspect.isasyncgenfunction(pieces)
    assert [piece async for piece in pieces()] == ["a", "b"]
    generator: Any = pieces()
    assert await anext(generator) == "a"
    await generator.aclose()
    assert [one["output"] for one in sent.traces] == ["ab", "a"]
