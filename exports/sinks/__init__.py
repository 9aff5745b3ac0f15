"""Where bytes go. A sink writes to a part and shows it only on commit: a partial file is never visible."""

from typing import Protocol


class Sink(Protocol):
    def write(self, block: bytes, /) -> None: ...

    def commit(self) -> None:
        """Make what was written durable and visible under its name."""

    def abort(self) -> None:
        """Forget what was written; harmless after commit."""
