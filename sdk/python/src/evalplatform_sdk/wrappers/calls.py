"""A method of a client, and a step around each of its calls: plain, async, and answers that come in pieces."""

import functools
import inspect
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from evalplatform_sdk.tracing import Step, Tracer
from evalplatform_sdk.wrappers.streams import AsyncPieces, Pieces

log = logging.getLogger("evalplatform_sdk.tracing")
_MARK = "_evalplatform_traced"


@dataclass(frozen=True)
class Shape:
    """A method of a client by its path, and how its calls are read: `asked` from the arguments, `answered` from the whole answer.

    `join` makes of the pieces of a stream what a whole answer is, as plain JSON.
    """

    path: tuple[str, ...]
    kind: str
    provider: str
    asked: Callable[[Step, Mapping[str, Any]], None]
    answered: Callable[[Step, Any], None]
    join: Callable[[list[Any]], Any]


def wrap(client: Any, shape: Shape, tracer: Tracer) -> bool:
    """Put a traced method in the place of the client's own; False where it has none, or one that cannot be replaced."""
    *above, name = shape.path
    try:
        owner = functools.reduce(getattr, above, client)
        method = getattr(owner, name)
        if not hasattr(method, _MARK):
            setattr(owner, name, _traced(method, shape, tracer))
        kept = getattr(functools.reduce(getattr, above, client), name)
    except (AttributeError, TypeError):
        return False
    return hasattr(kept, _MARK)


def _traced(method: Callable[..., Any], shape: Shape, tracer: Tracer) -> Callable[..., Any]:
    @functools.wraps(method)
    def call(*args: Any, **kwargs: Any) -> Any:
        step = _begin(tracer, shape, kwargs)
        try:
            with tracer.inside(step):
                result = method(*args, **kwargs)
        except BaseException as error:
            _fail(tracer, step, error)
            raise
        if inspect.isawaitable(result):
            return _awaited(result, step, shape, tracer)
        return _received(result, step, shape, tracer)

    @functools.wraps(method)
    async def call_async(*args: Any, **kwargs: Any) -> Any:
        return await call(*args, **kwargs)

    chosen: Callable[..., Any] = call_async if inspect.iscoroutinefunction(method) else call
    setattr(chosen, _MARK, True)
    return chosen


async def _awaited(result: Any, step: Step, shape: Shape, tracer: Tracer) -> Any:
    try:
        with tracer.inside(step):
            answer = await result
    except BaseException as error:
        _fail(tracer, step, error)
        raise
    return _received(answer, step, shape, tracer)


def _begin(tracer: Tracer, shape: Shape, kwargs: Mapping[str, Any]) -> Step:
    step = tracer.begin(".".join(shape.path), kind=shape.kind, provider=shape.provider)
    _quietly(shape.asked, step, kwargs)
    return step


def _received(answer: Any, step: Step, shape: Shape, tracer: Tracer) -> Any:
    """The answer as it is; or a stream that is noted while the caller reads it."""

    def end(pieces: list[Any], error: BaseException | None) -> None:
        _quietly(lambda noted, given: shape.answered(noted, shape.join(given)), step, pieces)
        if error is not None:
            step.fail(error)
        tracer.end(step)

    if hasattr(type(answer), "__anext__"):
        return AsyncPieces(answer, end)
    if hasattr(type(answer), "__next__"):
        return Pieces(answer, end)
    _quietly(shape.answered, step, answer)
    tracer.end(step)
    return answer


def _fail(tracer: Tracer, step: Step, error: BaseException) -> None:
    step.fail(error)
    tracer.end(step)


def _quietly(note: Callable[[Step, Any], None], step: Step, value: Any) -> None:
    try:
        note(step, value)
    except Exception:
        log.warning("A call of %s could not be read", step.name, exc_info=True)
