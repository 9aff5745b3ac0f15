"""How a connection is set up at the other end: which address to paste where, and how to see that it works."""

from django.urls import reverse

from integrations.models import Connection, ConnectionKind

_EVENTS_OF_GITHUB = "Pushes, Pull requests, Releases and Workflow runs, as far as the connection is to be set off by them"
_EVENTS_OF_GITLAB = "Push events, Tag push events, Merge request events, Releases events and Pipeline events, as far as they are wanted"
_PLACES = {ConnectionKind.GITHUB: "webhooks-github-connection", ConnectionKind.GITLAB: "webhooks-gitlab-connection"}


def address(connection: Connection, origin: str) -> str:
    """Where deliveries are sent, with the server's name as the person knows it."""
    place = _PLACES.get(ConnectionKind(connection.kind), "trigger-signed")
    return origin + reverse(place, args=[connection.id])


def steps(connection: Connection, origin: str) -> list[tuple[str, str]]:
    """What to enter, and where."""
    url = address(connection, origin)
    if connection.kind == ConnectionKind.GITHUB:
        return [
            ("Open", "the repository at GitHub, Settings, Webhooks, Add webhook"),
            ("Payload URL", url),
            ("Content type", "application/json"),
            ("Secret", "the one that was shown when the connection was made, or rotate it for a new one"),
            ("Events", _EVENTS_OF_GITHUB),
            ("Then", "GitHub sends a ping, which stands among the receipts as ignored: address and secret are right"),
        ]
    if connection.kind == ConnectionKind.GITLAB:
        return [
            ("Open", "the project at GitLab, Settings, Webhooks, Add new webhook"),
            ("URL", url),
            ("Secret token", "the one that was shown when the connection was made, or rotate it for a new one"),
            ("Trigger", _EVENTS_OF_GITLAB),
            ("Then", "press Test at GitLab: what it sends stands among the receipts"),
        ]
    return [
        ("POST to", url),
        ("Body", 'JSON: {"variables": {…}} with a value for each {{variable}} of the template'),
        ("Signed", "as Standard Webhooks has it: webhook-id, webhook-timestamp, webhook-signature, with the connection's secret"),
    ]
