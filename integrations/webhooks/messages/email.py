"""An e-mail of plain text."""

from integrations.webhooks.message import Message
from integrations.webhooks.messages import Rendered
from integrations.webhooks.messages.wording import words


def render(message: Message) -> Rendered:
    said = words(message)
    text = "\n".join((f"{said.heading}.", "", *said.lines, "", "An endpoint of your project in evalplatform sends you this.", ""))
    return Rendered("text/plain", text.encode(), subject=f"[evalplatform] {said.heading}")
