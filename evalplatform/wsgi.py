"""The WSGI application, for gunicorn and waitress."""

import atexit
import os
import sys
from collections.abc import Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evalplatform.settings")

_django = get_wsgi_application()


def _count_usage() -> None:
    from external_api.usage.flusher import Flusher

    usage = Flusher()
    usage.start()
    atexit.register(usage.stop, 1.0)


_count_usage()


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Django takes a body without Content-Length for an empty one, but gunicorn ends a chunked body by itself and says so."""
    if environ.get("wsgi.input_terminated") and "chunked" in environ.get("HTTP_TRANSFER_ENCODING", "").lower():
        environ["CONTENT_LENGTH"] = str(sys.maxsize)
    return _django(environ, start_response)
