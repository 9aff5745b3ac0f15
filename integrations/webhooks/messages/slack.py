"""A message for an incoming webhook of Slack, and what takes its form (Mattermost, Rocket.Chat).

The block is of the kind plain_text, in which nothing is markup; `text` is what notifications show, and what others show that know no
blocks. There the three characters that begin markup, mentions and links are escaped (https://docs.slack.dev/messaging/formatting-message-text).
"""

import orjson

from integrations.webhooks.message import Message
from integrations.webhooks.messages import Rendered
from integrations.webhooks.messages.wording import words

MAX_BLOCK = 3000


def render(message: Message) -> Rendered:
    said = words(message)
    text = "\n".join((said.heading, *said.lines))
    block = {"type": "section", "text": {"type": "plain_text", "text": text[:MAX_BLOCK], "emoji": False}}
    return Rendered("application/json", orjson.dumps({"text": _escaped(text), "blocks": [block]}))


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
