"""A message for a webhook of Discord: markup escaped, nobody mentioned, no preview of links."""

import re

import orjson

from integrations.webhooks.message import Message
from integrations.webhooks.messages import Rendered
from integrations.webhooks.messages.wording import words

MAX_CONTENT = 2000
_SUPPRESS_EMBEDS = 4
_MARKUP = re.compile(r"([\\*_~`|>#\[\]()<:@-])")


def render(message: Message) -> Rendered:
    said = words(message)
    content = f"**{_escaped(said.heading)}**"
    for line in said.lines:  # whole lines, so that no escape is cut in two
        if len(content) + len(line := _escaped(line)) + 1 <= MAX_CONTENT:
            content += f"\n{line}"
    body = {"content": content, "allowed_mentions": {"parse": []}, "flags": _SUPPRESS_EMBEDS}
    return Rendered("application/json", orjson.dumps(body))


def _escaped(text: str) -> str:
    return _MARKUP.sub(r"\\\1", text)
