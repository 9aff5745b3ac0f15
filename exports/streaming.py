"""An export answered at once: source, encoder and compressor of a job, straight into the body of a response.

A body that breaks off must not pass for a whole one. So whatever goes wrong after the first byte is raised in the server's face,
which then closes the connection without the end of the chunked transfer; and the end of the file itself (a gzip trailer, a closing
bracket) is only written once PostgreSQL's count of the rows is ours.
"""

import errno
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone

from evalplatform.errors import DomainError, Unavailable
from evalplatform.projects.caller import Caller
from exports import files, replica, source, stream_limits
from exports.compressors import BLOCK_BYTES, COMPRESSORS, flushed
from exports.encoders import Encoder
from exports.spec import ExportSpec

log = logging.getLogger(__name__)

FLUSH_SECONDS = 0.1
REFUSAL_SECONDS = 0.1  # how long we wait for PostgreSQL to refuse the query while we can still answer with an error


class Gone(DomainError):
    """The client has left, so nobody will read this."""


class Body:
    """The blocks of a file, for a WSGI server to iterate. It lets go of the connection and its place at its end, on an error, and on
    `close()`, begun or not; a query that still runs is ended in PostgreSQL."""

    def __init__(self, blocks: Iterator[bytes], held: ExitStack) -> None:
        self._blocks = blocks
        self._held = held

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        try:
            return next(self._blocks)
        except BaseException:
            self._held.close()
            raise

    def close(self) -> None:
        self._held.close()

    def __del__(self) -> None:  # nobody closes the body of a response that a middleware has thrown away
        self.close()


@dataclass(frozen=True)
class Answer:
    name: str
    body: Body


def answer(asked: ExportSpec, caller: Caller, *, gone: Callable[[], bool], ended: Callable[[int], None] = lambda rows: None) -> Answer:
    """The file's name and its body. Raises Unavailable when there is no place or no PostgreSQL, DomainError when it refuses the query, and
    TooManyAtOnce and TooManyRows by the tier of the caller. `ended` hears in the end how many rows were written.
    """

    def look() -> None:
        if gone():
            raise Gone("client_gone", "The client has left.")

    encoder = files.encoder(asked)
    with ExitStack() as held:
        held.enter_context(_place())
        connected = held.enter_context(source.connection())
        with source.our_errors():
            held.enter_context(stream_limits.slot(connected, caller))
        replica.catch_up(connected, meanwhile=look)
        found = source.rows(asked, caller.project_id)
        with source.our_errors():
            stream_limits.check_rows(connected, caller, found)
        rows = source.stream(connected, encoder, found, flush_after=FLUSH_SECONDS, idle=look)
        held.callback(rows.cancel)
        held.callback(lambda: ended(encoder.rows))
        rows.begin(wait=REFUSAL_SECONDS)
        blocks = _unmistakable(_blocks(rows, encoder, asked.outer_compression))
        return Answer(name(asked), Body(blocks, held.pop_all()))


def name(asked: ExportSpec) -> str:
    """The name of the file, by the time of the request."""
    moment = timezone.now().strftime("%Y%m%dT%H%M%SZ")
    return f"{asked.resource.name}-{moment}.{files.encoder(asked).extension}{COMPRESSORS[asked.outer_compression][1]}"


def _blocks(rows: source.Stream | source.NoRows, encoder: Encoder, compression: str) -> Iterator[bytes]:
    """The file, in blocks that a reader can read at once: a block that is not full came because nothing more did, and is flushed."""
    compressor = COMPRESSORS[compression][0]()
    yield compressor.compress(encoder.before()) + flushed(compressor, compression)
    for block in rows:
        written = compressor.compress(encoder.feed(block))
        yield written if len(block) >= BLOCK_BYTES else written + flushed(compressor, compression)
    yield compressor.compress(encoder.rest())
    if encoder.rows != rows.server_rows:
        raise DomainError("incomplete", f"PostgreSQL sent {rows.server_rows} rows, but {encoder.rows} were written.")
    yield compressor.compress(encoder.after(empty=encoder.rows == 0)) + compressor.flush()


def _unmistakable(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """Turns each failure into the one that both of our WSGI servers answer by closing the connection, and log nothing of."""
    try:
        yield from filter(None, blocks)
    except Gone:
        raise BrokenPipeError(errno.EPIPE, "The client has left") from None
    except DomainError as error:
        log.warning("A stream broke off: %s", error.message)
        raise BrokenPipeError(errno.EPIPE, "The stream broke off") from error
    except Exception as error:
        log.exception("A stream crashed")
        raise BrokenPipeError(errno.EPIPE, "The stream broke off") from error


_counting = threading.Lock()
_running = 0


@contextmanager
def _place() -> Iterator[None]:
    """One of the EXPORT_MAX_STREAMS places of this process: a stream holds a thread of the web server, and pages need some too."""
    global _running
    with _counting:
        if _running >= settings.EXPORT_MAX_STREAMS:
            busy = f"This server answers {_running} streams already. Try again in a few seconds, or POST /api/exports."
            raise Unavailable("too_many_streams", busy)
        _running += 1
    try:
        yield
    finally:
        with _counting:
            _running -= 1
