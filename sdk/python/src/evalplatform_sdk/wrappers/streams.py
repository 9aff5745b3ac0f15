"""Streams of answers that are noted while their caller reads them, and are in all else the streams that they were."""

from collections.abc import Callable
from typing import Any

MOST_PIECES = 100_000
End = Callable[[list[Any], BaseException | None], None]


class _Noting:
    """`end` is called once: when the stream is read, closed, broken, or thrown away."""

    def __init__(self, stream: Any, end: End) -> None:
        self._stream, self._end = stream, end
        self._pieces: list[Any] = []
        self._is_over = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    @property  # type: ignore[misc]
    def __class__(self) -> type:
        """For isinstance() it is the stream that it stands for."""
        return type(self._stream)

    def _note(self, piece: Any) -> Any:
        if len(self._pieces) < MOST_PIECES:
            self._pieces.append(piece)
        return piece

    def _over(self, error: BaseException | None = None) -> None:
        if not self._is_over:
            self._is_over = True
            self._end(self._pieces, error)

    def __del__(self) -> None:
        if "_is_over" in self.__dict__:
            self._over()


class Pieces(_Noting):
    def __iter__(self) -> "Pieces":
        return self

    def __next__(self) -> Any:
        try:
            return self._note(next(self._stream))
        except StopIteration:
            self._over()
            raise
        except BaseException as error:
            self._over(error)
            raise

    def __enter__(self) -> "Pieces":
        if hasattr(type(self._stream), "__enter__"):
            self._stream.__enter__()
        return self

    def __exit__(self, *raised: Any) -> Any:
        leave = getattr(type(self._stream), "__exit__", None)
        try:
            return leave(self._stream, *raised) if leave else self.close()
        finally:
            self._over(raised[1])

    def close(self) -> None:
        try:
            self._stream.close()
        finally:
            self._over()


class AsyncPieces(_Noting):
    def __aiter__(self) -> "AsyncPieces":
        return self

    async def __anext__(self) -> Any:
        try:
            return self._note(await anext(self._stream))
        except StopAsyncIteration:
            self._over()
            raise
        except BaseException as error:
            self._over(error)
            raise

    async def __aenter__(self) -> "AsyncPieces":
        if hasattr(type(self._stream), "__aenter__"):
            await self._stream.__aenter__()
        return self

    async def __aexit__(self, *raised: Any) -> Any:
        leave = getattr(type(self._stream), "__aexit__", None)
        try:
            return await leave(self._stream, *raised) if leave else await self.close()
        finally:
            self._over(raised[1])

    async def close(self) -> None:
        try:
            await (self._stream.close() if hasattr(self._stream, "close") else self._stream.aclose())
        finally:
            self._over()

    async def aclose(self) -> None:
        await self.close()
