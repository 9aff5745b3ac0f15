"""Sees how a streamed answer ends: how many bytes have left, and whether it broke. A client that leaves has broken nothing."""

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

from django.http import StreamingHttpResponse

log = logging.getLogger(__name__)

End = Callable[[int, bool], None]


def watch_stream(response: StreamingHttpResponse, end: End) -> None:
    """Have `end` called once with the bytes that left and whether the stream broke: when it is exhausted, fails, or is closed before.

    A file that the server may send by sendfile stays one, and is seen when it is closed.
    """
    file = getattr(response, "file_to_stream", None)
    if file is not None and hasattr(file, "fileno"):
        _watch_file(response, file, end)
    else:
        response.streaming_content = _Blocks(response.streaming_content, end)


def _watch_file(response: StreamingHttpResponse, file: Any, end: End) -> None:
    """Servers move the file to the place up to which they have sent it: waitress as it goes on, gunicorn after sendfile; and then gunicorn
    moves it back, which this `seek` does not hear of."""
    first = furthest = file.tell()
    move = file.seek

    def seek(offset: int, whence: int = os.SEEK_SET) -> int:
        nonlocal furthest
        furthest = int(move(offset, whence))
        return furthest

    def close() -> None:
        with suppress(OSError, ValueError):  # a file that is closed already tells nothing more
            end(max(furthest, file.tell()) - first, False)

    file.seek = seek
    response._resource_closers.insert(0, close)  # type: ignore[attr-defined]  # Django's own; before the one that closes the file


class _Blocks:
    """The blocks of a body. Their end is noted before the server writes the end of the answer, so whoever has it all is counted."""

    def __init__(self, blocks: Any, end: End) -> None:
        self._blocks = iter(blocks)
        self._end: End | None = end
        self._bytes = 0

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        try:
            block: bytes = next(self._blocks)
        except StopIteration:
            self._note(broke=False)
            raise
        except BaseException as error:
            self._note(broke=not _client_has_left(error))
            raise
        self._bytes += len(block)
        return block

    def close(self) -> None:
        """Called by the server in any case; of a stream that has not ended it means that the client has."""
        self._note(broke=False)

    def _note(self, *, broke: bool) -> None:
        end, self._end = self._end, None
        if end:
            try:
                end(self._bytes, broke)
            except Exception:
                log.exception("A stream could not be counted")


def _client_has_left(error: BaseException) -> bool:
    """exports.streaming says it so; a failure of ours comes as the cause of the same error."""
    return isinstance(error, ConnectionError) and error.__cause__ is None
