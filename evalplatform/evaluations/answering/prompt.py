"""What an endpoint is asked about one example: the messages of a chat, and the whole body."""

from typing import Any

from evalplatform import exact_json
from evalplatform.evaluations.answering.endpoint import Endpoint
from evalplatform.evaluations.answering.template import fill

Message = dict[str, Any]


class Unaskable(Exception):
    """No question can be made of this example."""


def body(endpoint: Endpoint, *, input: Any, metadata: Any) -> bytes:
    """The body of `POST …/chat/completions`. Raises MissingField and Unaskable."""
    asked = {**endpoint.params, "model": endpoint.model, "messages": messages(endpoint, input=input, metadata=metadata)}
    return exact_json.dumps(asked).encode()


def messages(endpoint: Endpoint, *, input: Any, metadata: Any) -> list[Message]:
    """The template's text as the user's message; without a template a chat goes as it is, and anything else is the user's message.

    `system` comes first, and takes the place of a system message in the chat. Raises MissingField and Unaskable.
    """
    filled = fill(endpoint.template, input=input, metadata=metadata)
    chat = [{"role": "user", "content": filled}] if endpoint.template else _chat(input)
    if not endpoint.system:
        return chat
    return [{"role": "system", "content": endpoint.system}, *(one for one in chat if one.get("role") not in ("system", "developer"))]


def _chat(input: Any) -> list[Message]:
    found = input.get("messages") if isinstance(input, dict) and isinstance(input.get("messages"), list) else input
    if isinstance(found, dict) and isinstance(found.get("role"), str):
        found = [found]
    if isinstance(found, list) and found and all(isinstance(one, dict) and isinstance(one.get("role"), str) for one in found):
        return found
    if input is None or input in ("", [], {}):
        raise Unaskable("The example's input is empty, so there is nothing to ask.")
    return [{"role": "user", "content": input if isinstance(input, str) else exact_json.dumps(input)}]
