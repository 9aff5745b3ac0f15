"""Begins and ends steps, knows which one is under way here, and hands finished traces to whoever sends them."""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from inspect import Signature
from typing import Any, ParamSpec, Protocol, TypeVar, overload

from evalplatform_sdk.tracing import functions
from evalplatform_sdk.tracing.captured import LONGEST, captured
from evalplatform_sdk.tracing.steps import KINDS, Step, trace_of

log = logging.getLogger("evalplatform_sdk.tracing")
P = ParamSpec("P")
R = TypeVar("R")
Mask = Callable[[Any], Any]


class Ingests(Protocol):
    """A client, as far as tracing needs it: it takes a trace and sends it later."""

    def ingest(self, trace: dict[str, Any], /) -> Any: ...


class Tracer:
    """`client` sends in the background; None traces nothing. `longest` is how many characters of an input or output are kept, 0 none of
    them. `mask` sees each input and output before it is kept, and gives what may be.
    """

    def __init__(
        self, client: Ingests | None, *, environment: str = "", release: str = "", longest: int = LONGEST, mask: Mask | None = None
    ) -> None:
        self._client, self._longest, self._mask = client, longest, mask
        self._of_all = {"environment": environment, "release": release}
        self._current: ContextVar[Step | None] = ContextVar("evalplatform_step", default=None)

    @property
    def current(self) -> Step | None:
        """The step under way here."""
        return self._current.get()

    @overload
    def trace(self, function: Callable[P, R], /) -> Callable[P, R]: ...
    @overload
    def trace(self, /, *, name: str = "", kind: str = "chain", **known: Any) -> Callable[[Callable[P, R]], Callable[P, R]]: ...
    def trace(self, function: Any = None, /, *, name: str = "", kind: str = "chain", **known: Any) -> Any:
        """A decorator: each call of the function is a step. `known` are other attributes of it, such as tags."""

        def decorate(decorated: Callable[..., Any]) -> Callable[..., Any]:
            called = name or str(getattr(decorated, "__qualname__", type(decorated).__name__)).replace(".<locals>", "")
            return functions.traced(self, decorated, {"name": called, "kind": kind, **known})

        return decorate if function is None else decorate(function)

    @contextmanager
    def step(self, name: str, *, kind: str = "chain", **known: Any) -> Iterator[Step]:
        """A step for what stands below `with`: `known` are its attributes, such as input, user_id or tags."""
        step = self.begin(name, kind=kind, **known)
        try:
            with self.inside(step):
                yield step
        except BaseException as error:
            step.fail(error)
            raise
        finally:
            self.end(step)

    def begin(self, name: str, *, kind: str = "chain", **known: Any) -> Step:
        """A step that whoever calls ends. It stands below the one under way here, unless the trace of that has ended."""
        around = self._current.get()
        parent = around if around is not None and around.outermost.seconds is None else None
        try:
            shared: dict[str, Any] = {} if parent else self._of_all
            step = Step(name, kind if kind in KINDS else "chain", **{**shared, **known, **_copies(known)})
            step.input = step.kept_input = self._kept(step.input)
        except Exception:
            log.warning("A step could not be begun as asked", exc_info=True)
            step = Step(str(name))
        if parent:
            step.parent = parent
            step.outermost.within.append(step)
        return step

    @contextmanager
    def inside(self, step: Step) -> Iterator[None]:
        """While this lasts, what begins here is below the step."""
        token = self._current.set(step)
        try:
            yield
        finally:
            with suppress(ValueError):  # a generator that is closed elsewhere leaves another context than it came into
                self._current.reset(token)

    def end(self, step: Step) -> None:
        """The step is over; the outermost hands on the trace. Never raises."""
        if step.seconds is not None:
            return
        step.stop()
        try:
            if step.input is not step.kept_input:  # it was set since
                step.input = self._kept(step.input)
            step.output = self._kept(step.output)
            if step.parent is None and self._client is not None:
                self._client.ingest(trace_of(step))
        except Exception:
            log.warning("The trace of %s could not be handed on", step.name, exc_info=True)

    def note_arguments(self, step: Step, signature: Signature | None, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> None:
        """The arguments of a call as its input. Never raises."""
        try:
            step.input = step.kept_input = self._kept(functions.arguments(signature, args, kwargs))
        except Exception:
            log.warning("The arguments of %s could not be kept", step.name, exc_info=True)

    def _kept(self, value: Any) -> Any:
        if value is None or self._longest <= 0:
            return None
        return captured(self._mask(value) if self._mask else value, self._longest)


def _copies(known: Mapping[str, Any]) -> dict[str, Any]:
    """Lists and dicts of a decorator are shared by all calls, and a step may add to its own."""
    return {name: value.copy() for name, value in known.items() if name != "input" and isinstance(value, list | dict)}
