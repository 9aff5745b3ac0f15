"""A file of text, plain or gzip, by lines or as a whole; lines keep their place, blank ones too."""

import codecs
from collections.abc import Iterator

from evalplatform.evaluations.datasets.files.rows import Unreadable
from evalplatform.tracing.ingest.files import Input


class Unpacked(Input):
    """Its methods raise UnreadableInput at damage."""

    def every_line(self, limit: int) -> Iterator[bytes]:
        """In parts where a line is longer than `limit` bytes."""
        first = True
        while raw := self._stream.readline(limit + 1):
            yield raw.removeprefix(codecs.BOM_UTF8) if first else raw
            first = False

    def whole(self, limit: int) -> bytes:
        """All of it. Raises Unreadable when that is more than `limit` bytes."""
        found = self._stream.read(limit + 1)
        if len(found) > limit:
            raise Unreadable(f"The file is larger than {limit} bytes when it is unpacked. Send it in parts, or as JSON Lines.")
        return found.removeprefix(codecs.BOM_UTF8)
