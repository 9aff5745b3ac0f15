"""The text of a COPY, cut into pieces of whole rows."""

from collections.abc import Iterator

# JSON text has no raw control characters, so with these nothing in it is quoted or doubled; other text that has them is quoted.
QUOTE, DELIMITER, NULL = "\x01", "\x02", "\x03"
COPY_OPTIONS = "FORMAT csv, QUOTE E'\\x01', DELIMITER E'\\x02', NULL E'\\x03', ENCODING 'UTF8'"
PIECE_BYTES = 512 * 1024  # beyond that PostgreSQL waits for us, which costs a fifth

_QUOTE = QUOTE.encode()


class Pieces:
    """Takes the text in blocks, cut anywhere, and gives it in pieces of whole rows of at most PIECE_BYTES; a longer row is a piece.

    Where a piece ends depends on the text only, so that the same rows make the same file however they came.
    """

    def __init__(self, piece_bytes: int = PIECE_BYTES) -> None:
        self.piece_bytes = self._limit = piece_bytes
        self._text = bytearray()

    def feed(self, block: bytes) -> Iterator[bytes]:
        self._text += block
        while len(self._text) >= self._limit:
            end = last_row_end(self._text, self._limit)
            if end:
                yield bytes(self._text[:end])
                del self._text[:end]
                self._limit = self.piece_bytes
            else:
                self._limit *= 2  # twice as much each time, so that a huge row is looked through a few times only

    def rest(self) -> bytes:
        """What is left once all has come."""
        text, self._text = bytes(self._text), bytearray()
        return text


def last_row_end(text: bytes | bytearray, limit: int) -> int:
    """Where the last row ends that ends within the first `limit` bytes: after a line feed outside of quotes; 0 when none does."""
    end = limit
    if text.count(_QUOTE, 0, limit) % 2:
        end = text.rfind(_QUOTE, 0, limit)  # the limit is inside of quotes: back to before they open
    while end >= 0:
        closing = text.rfind(_QUOTE, 0, end)
        line_feed = text.rfind(b"\n", closing + 1, end)
        if line_feed >= 0:
            return line_feed + 1
        end = text.rfind(_QUOTE, 0, closing) if closing >= 0 else -1
    return 0
