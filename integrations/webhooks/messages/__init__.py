"""The media that events are told in: one module a kind of endpoint, each with `render`, found by its name and imported on first use."""

from collections.abc import Callable
from importlib import import_module
from typing import NamedTuple

from integrations.webhooks.message import Message


class Rendered(NamedTuple):
    """`subject` is of e-mail only."""

    content_type: str
    body: bytes
    subject: str = ""


def render(kind: str, message: Message) -> Rendered:
    """The message in the form of an endpoint of that kind. Raises ModuleNotFoundError for a kind that there is not."""
    found: Callable[[Message], Rendered] = import_module(f"{__name__}.{kind}").render
    return found(message)
