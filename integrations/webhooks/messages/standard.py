"""JSON as Standard Webhooks 1.0 has it: type, timestamp, data."""

import orjson

from integrations.webhooks.message import Message
from integrations.webhooks.messages import Rendered


def render(message: Message) -> Rendered:
    body = {
        "type": message.type,
        "timestamp": message.at,
        "data": message.data,
        "id": message.id,
        "project": message.project,
    }
    return Rendered("application/json", orjson.dumps(body, option=orjson.OPT_UTC_Z))
