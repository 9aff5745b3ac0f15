"""A message for a webhook of a Teams workflow: an Adaptive Card, of text runs, in which nothing is markup."""

from typing import Any

import orjson

from integrations.webhooks.message import Message
from integrations.webhooks.messages import Rendered
from integrations.webhooks.messages.wording import words


def render(message: Message) -> Rendered:
    said = words(message)
    blocks = [_block(said.heading, weight="Bolder", size="Medium"), *(_block(line) for line in said.lines)]
    card = {"$schema": "http://adaptivecards.io/schemas/adaptive-card.json", "type": "AdaptiveCard", "version": "1.4", "body": blocks}
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": card}
    return Rendered("application/json", orjson.dumps({"type": "message", "attachments": [attachment]}))


def _block(text: str, **style: str) -> dict[str, Any]:
    return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": text, **style}]}
