"""What of a file a request wants: Range, If-Range and If-None-Match as RFC 9110 has them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from evalplatform.errors import DomainError

_ONE_RANGE = re.compile(r"bytes\s*=\s*(\d{0,18})\s*-\s*(\d{0,18})\s*", re.IGNORECASE | re.ASCII)
_TAG = re.compile(r'(?:W/)?("[^"]*")')


class NotSatisfiable(DomainError):
    """The range begins after the end of the file, as when a download that is complete is resumed."""

    status = 416

    def __init__(self, size: int) -> None:
        super().__init__("range_not_satisfiable", f"The file has {size} bytes, and the range begins after them.")
        self.headers = {"Content-Range": f"bytes */{size}"}


@dataclass(frozen=True)
class Range:
    """Bytes from `first` up to and without `end`."""

    first: int
    end: int


def wanted(headers: Mapping[str, str], *, etag: str, size: int) -> Range | None:
    """The range to send; None for the whole file, also where the range is of another version, not ours to read, or more than one.

    Raises NotSatisfiable.
    """
    asked = headers.get("Range")
    if asked is None or headers.get("If-Range", etag).strip() != etag:  # a date never matches: we send no Last-Modified
        return None
    match = _ONE_RANGE.fullmatch(asked.strip())
    return _within(*match.groups(), size=size) if match else None


def _within(first: str, last: str, *, size: int) -> Range | None:
    if not first:
        return _suffix(last, size)
    if last and int(last) < int(first):
        return None
    if int(first) >= size:
        raise NotSatisfiable(size)
    return Range(int(first), min(int(last) + 1, size) if last else size)


def _suffix(length: str, size: int) -> Range | None:
    if not length:
        return None
    if int(length) == 0:
        raise NotSatisfiable(size)
    return Range(max(size - int(length), 0), size) if size else None


def is_known(headers: Mapping[str, str], *, etag: str) -> bool:
    """The caller has this very version, by If-None-Match."""
    asked = headers.get("If-None-Match", "").strip()
    return asked == "*" or etag in _TAG.findall(asked)
