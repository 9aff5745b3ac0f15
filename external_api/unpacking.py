"""gzip bodies, unpacked within bounds: of what comes out, and of how many members may hold it.

The standard library's reader takes any number of members without content, twenty bytes each, and so can be kept busy for a long time.
"""

import zlib
from typing import IO

MAX_MEMBERS = 10_000  # bgzip makes one of each 64 kB
_PIECE = 64 * 1024
_WITH_GZIP_HEADER = 31


class NotGzip(ValueError):
    """It is none, or cut short, or in too many members."""


def unpack(stream: IO[bytes], limit: int) -> bytes:
    """All members as one, of which no more is unpacked than one byte over `limit`; an empty stream is empty. Raises NotGzip."""
    found, members = bytearray(), 0
    inflating, data = None, b""
    while len(found) <= limit and (data := data or stream.read(_PIECE)):
        if inflating is None:
            if not (data := data.lstrip(b"\0") if members else data):  # members may be padded
                continue
            members += 1
            inflating = _begun(members)
        data = _inflate(inflating, data, found, limit)
        if inflating.eof:
            inflating = None
    if inflating is not None and len(found) <= limit:
        raise NotGzip
    return bytes(found)


def _begun(members: int) -> "zlib._Decompress":
    if members > MAX_MEMBERS:
        raise NotGzip
    return zlib.decompressobj(_WITH_GZIP_HEADER)


def _inflate(inflating: "zlib._Decompress", data: bytes, found: bytearray, limit: int) -> bytes:
    """Add what the data hold to what was found; the rest of the data."""
    try:
        found += inflating.decompress(data, limit + 1 - len(found))
    except zlib.error:
        raise NotGzip from None
    return inflating.unconsumed_tail or inflating.unused_data
