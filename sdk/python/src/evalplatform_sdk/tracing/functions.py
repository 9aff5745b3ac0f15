"""Functions that are steps each time they are called: plain ones, async ones, generators and async generators."""

import functools
import inspect
from collections.abc import AsyncGenerator, Callable, Generator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from evalplatform_sdk.tracing.steps import Step

if TYPE_CHECKING:
    from evalplatform_sdk.tracing.tracer import Tracer

MOST_ITEMS = 10_000  # of what a generator gave; it may give without end


def traced(tracer: "Tracer", function: Callable[..., Any], known: Mapping[str, Any]) -> Callable[..., Any]:
    """The function, of the same kind as it was, with a step around each call."""
    signature = None
    with suppress(ValueError, TypeError):
        signature = inspect.signature(function)

    def begin(args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Step:
        step = tracer.begin(**{**known})
        if "input" not in known:
            tracer.note_arguments(step, signature, args, kwargs)
        return step

    wrap = next((wrap for is_such, wrap in KINDS if is_such(function)), _plain)
    return functools.wraps(function)(wrap(tracer, function, begin))


def arguments(signature: inspect.Signature | None, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
    """By their names, without `self` and `cls`; the only one of a function that takes one stands for itself."""
    if signature is None:
        return [*args, kwargs] if kwargs else list(args)
    bound = signature.bind(*args, **kwargs).arguments
    named = {name: value for number, (name, value) in enumerate(bound.items()) if number or name not in ("self", "cls")}
    return next(iter(named.values())) if len(named) == 1 else named


Begin = Callable[[tuple[Any, ...], Mapping[str, Any]], Step]


def _plain(tracer: "Tracer", function: Callable[..., Any], begin: Begin) -> Callable[..., Any]:
    def call(*args: Any, **kwargs: Any) -> Any:
        step = begin(args, kwargs)
        try:
            with tracer.inside(step):
                result = function(*args, **kwargs)
            _note(step, result)
            return result
        except BaseException as error:
            step.fail(error)
            raise
        finally:
            tracer.end(step)

    return call


def _async(tracer: "Tracer", function: Callable[..., Any], begin: Begin) -> Callable[..., Any]:
    async def call(*args: Any, **kwargs: Any) -> Any:
        step = begin(args, kwargs)
        try:
            with tracer.inside(step):
                result = await function(*args, **kwargs)
            _note(step, result)
            return result
        except BaseException as error:
            step.fail(error)
            raise
        finally:
            tracer.end(step)

    return call


def _note(step: Step, result: Any) -> None:
    """What the function gives, unless it has said itself what its output is."""
    if step.output is None:
        step.output = result


def _generator(tracer: "Tracer", function: Callable[..., Any], begin: Begin) -> Callable[..., Any]:
    def call(*args: Any, **kwargs: Any) -> Generator[Any, Any, Any]:
        step, items = begin(args, kwargs), _Items()
        try:
            generator = function(*args, **kwargs)
            go_on: Callable[[], Any] = functools.partial(next, generator)
            while True:
                with tracer.inside(step):  # only while it runs: what its caller does between is not within
                    item = go_on()
                items.add(item)
                try:
                    go_on = functools.partial(generator.send, (yield item))
                except GeneratorExit:
                    generator.close()
                    raise
                except BaseException as error:
                    go_on = functools.partial(generator.throw, error)
        except StopIteration as stop:
            return stop.value
        except GeneratorExit:
            raise
        except BaseException as error:
            step.fail(error)
            raise
        finally:
            _note(step, items.found())
            tracer.end(step)

    return call


def _async_generator(tracer: "Tracer", function: Callable[..., Any], begin: Begin) -> Callable[..., Any]:
    async def call(*args: Any, **kwargs: Any) -> AsyncGenerator[Any, Any]:
        step, items = begin(args, kwargs), _Items()
        try:
            generator = function(*args, **kwargs)
            go_on: Callable[[], Any] = functools.partial(anext, generator)
            while True:
                with tracer.inside(step):
                    item = await go_on()
                items.add(item)
                try:
                    go_on = functools.partial(generator.asend, (yield item))
                except GeneratorExit:
                    await generator.aclose()
                    raise
                except BaseException as error:
                    go_on = functools.partial(generator.athrow, error)
        except (StopAsyncIteration, GeneratorExit) as end:
            if isinstance(end, GeneratorExit):
                raise
        except BaseException as error:
            step.fail(error)
            raise
        finally:
            _note(step, items.found())
            tracer.end(step)

    return call


class _Items:
    """What a generator has given: texts are joined, as the pieces of an answer are."""

    def __init__(self) -> None:
        self._kept: list[Any] = []
        self._more = 0

    def add(self, item: Any) -> None:
        if len(self._kept) < MOST_ITEMS:
            self._kept.append(item)
        else:
            self._more += 1

    def found(self) -> Any:
        if self._kept and all(isinstance(one, str) for one in self._kept):
            return "".join(self._kept) + (f"… ({self._more:,} more pieces)" if self._more else "")
        return [*self._kept, f"… ({self._more:,} more)"] if self._more else self._kept


KINDS: tuple[tuple[Callable[[Any], bool], Callable[..., Callable[..., Any]]], ...] = (
    (inspect.isasyncgenfunction, _async_generator),
    (inspect.isgeneratorfunction, _generator),
    (inspect.iscoroutinefunction, _async),
)
