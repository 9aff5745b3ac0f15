import os
from collections.abc import Callable, Iterable, Iterator
from io import FileIO
from pathlib import Path

import pytest
from django.core.signals import request_finished
from django.db import close_old_connections
from django.http import FileResponse, StreamingHttpResponse

from external_api.usage.streams import watch_stream

BLOCKS = (b"12", b"345", b"6")


class Ends:
    """What was told of the end."""

    def __init__(self) -> None:
        self.told: list[tuple[int, bool]] = []

    def __call__(self, bytes_out: int, broke: bool) -> None:
        self.told.append((bytes_out, broke))


@pytest.fixture(autouse=True)
def no_database() -> Iterator[None]:
    """The end of an answer looks after connections, and here are none."""
    request_finished.disconnect(close_old_connections)
    yield
    request_finished.connect(close_old_connections)


@pytest.fixture
def ends() -> Ends:
    return Ends()


def failing(error: BaseException) -> Iterator[bytes]:
    yield from BLOCKS[:2]
    raise error


def watched(blocks: Iterable[bytes], ends: Ends) -> StreamingHttpResponse:
    response = StreamingHttpResponse(blocks)
    watch_stream(response, ends)
    return response


def test_the_whole_stream(ends: Ends) -> None:
    response = watched(iter(BLOCKS), ends)
    blocks = iter(response)
    assert ([next(blocks) for _ in BLOCKS], ends.told) == (list(BLOCKS), [])
    assert (list(blocks), ends.told) == ([], [(6, False)])  # before the server writes the end
    response.close()
    assert ends.told == [(6, False)]


def test_a_stream_that_breaks(ends: Ends) -> None:
    broken = BrokenPipeError("The stream broke off")
    broken.__cause__ = ValueError()
    for number, error in enumerate((broken, ValueError(), SystemExit()), 1):
        response = watched(failing(error), ends)
        with pytest.raises(type(error)):
            list(response)
        response.close()
        assert ends.told == [(5, True)] * number


def test_a_client_that_leaves_has_broken_nothing(ends: Ends) -> None:
    response = watched(iter(BLOCKS), ends)
    next(iter(response))
    response.close()
    assert ends.told == [(2, False)]
    with pytest.raises(BrokenPipeError):
        list(watched(failing(BrokenPipeError("The client has left")), ends))
    assert ends.told == [(2, False), (5, False)]


def test_a_stream_that_never_begins(ends: Ends) -> None:
    watched(iter(BLOCKS), ends).close()
    assert ends.told == [(0, False)]


def test_the_body_is_still_closed(ends: Ends) -> None:
    class Body:
        closed = False

        def __iter__(self) -> Iterator[bytes]:
            return iter(BLOCKS)

        def close(self) -> None:
            self.closed = True

    body = Body()
    watched(body, ends).close()
    assert body.closed


def by_sendfile(file: FileIO, sent: int) -> None:
    """As gunicorn and the standard library's socket do."""
    if sent:
        file.seek(6 + sent)
    os.lseek(file.fileno(), 6, os.SEEK_SET)


def by_reading(file: FileIO, sent: int) -> None:
    file.read(sent)


def by_buffers(file: FileIO, sent: int) -> None:
    """As waitress does: it looks for the end, reads ahead, and goes on by what was taken."""
    file.seek(0, os.SEEK_END)
    file.seek(6)
    for first in range(6, 6 + sent):
        file.read(3)
        file.seek(first)
        file.seek(1, os.SEEK_CUR)


@pytest.mark.parametrize("send", [by_sendfile, by_reading, by_buffers])
@pytest.mark.parametrize("sent", [0, 2, 6])
def test_a_file_that_the_server_sends_by_itself(ends: Ends, tmp_path: Path, sent: int, send: Callable[[FileIO, int], None]) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"before123456")
    file = FileIO(path)
    file.seek(6)
    response = FileResponse(file)
    watch_stream(response, ends)
    assert getattr(response, "file_to_stream", None) is file
    send(file, sent)
    response.close()
    assert (ends.told, file.closed) == ([(sent, False)], True)


def test_a_window_of_a_file_is_read_in_blocks(ends: Ends) -> None:
    class Window:
        left = [b"123", b"45"]

        def read(self, size: int) -> bytes:
            return self.left.pop(0) if self.left else b""

        def close(self) -> None:
            pass

    response = FileResponse(Window())
    watch_stream(response, ends)
    assert (getattr(response, "file_to_stream", ""), list(response), ends.told) == (None, [b"123", b"45"], [(5, False)])


def test_counting_that_fails_breaks_no_stream(caplog: pytest.LogCaptureFixture) -> None:
    def end(bytes_out: int, broke: bool) -> None:
        raise ZeroDivisionError

    response = StreamingHttpResponse(iter(BLOCKS))
    watch_stream(response, end)
    assert (list(response), len(caplog.records)) == (list(BLOCKS), 1)
