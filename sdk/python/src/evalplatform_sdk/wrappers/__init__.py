"""Traces the calls of clients shaped like OpenAI's and Anthropic's, where they stand: the client stays the same object.

    client = wrap_openai(OpenAI(), tracer)

Sync and async clients, streams too. What a call gives or raises stays what it was; what goes wrong in tracing is only logged.
"""

from typing import Any, TypeVar

from evalplatform_sdk.tracing import Tracer
from evalplatform_sdk.wrappers import anthropic, openai
from evalplatform_sdk.wrappers.calls import wrap

__all__ = ["wrap_anthropic", "wrap_openai"]
C = TypeVar("C")


def wrap_openai(client: C, tracer: Tracer) -> C:
    """The client, whose `chat.completions`, `responses` and `embeddings` are traced. Raises TypeError for what has none of them."""
    return _wrapped(client, tracer, openai.SHAPES)


def wrap_anthropic(client: C, tracer: Tracer) -> C:
    """The client, whose `messages.create` is traced. Raises TypeError for what has none."""
    return _wrapped(client, tracer, anthropic.SHAPES)


def _wrapped(client: C, tracer: Tracer, shapes: Any) -> C:
    found = [wrap(client, shape, tracer) for shape in shapes]
    if not any(found):
        names = ", ".join(".".join(shape.path) for shape in shapes)
        raise TypeError(f"{type(client).__name__} has none of {names} that could be traced.")
    return client
