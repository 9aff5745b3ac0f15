"""Whether the client of a request is still there: each WSGI server tells it in its own way."""

import select
from collections.abc import Callable, Mapping
from typing import Any

# POLLRDHUP: the other side has closed. Where poll() lacks it, POLLHUP says so.
_CLOSED = getattr(select, "POLLRDHUP", 0) | select.POLLHUP | select.POLLERR | select.POLLNVAL


def gone(environ: Mapping[str, Any]) -> Callable[[], bool]:
    """A function that says, at once, whether the client has gone away; under a server that does not tell it never has.

    waitress (with `channel_request_lookahead`) has a function of its own, gunicorn gives us the socket. Both take a client that has
    closed its sending side for gone, as a proxy does.
    """
    if (disconnected := environ.get("waitress.client_disconnected")) is not None:
        return lambda: bool(disconnected())
    if (socket := environ.get("gunicorn.socket")) is not None:
        poller = select.poll()
        poller.register(socket, _CLOSED)
        return lambda: bool(poller.poll(0))
    return lambda: False
