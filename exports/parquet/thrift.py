"""Thrift's compact protocol, as far as it takes to find some integers in a struct and to put others in their place.

https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
"""

from collections.abc import Mapping
from dataclasses import dataclass

_BOOLEANS, _BYTE, _INTEGERS, _DOUBLE, _BINARY, _LISTS, _MAP, _STRUCT = (1, 2), 3, (4, 5, 6), 7, 8, (9, 10), 11, 12

# What to look for in a struct: field id -> a mark for an integer or a list, or the shape of a struct or of the structs in a list.
Shape = Mapping[int, "str | Shape"]


@dataclass(frozen=True)
class Found:
    """A field that was looked for: its mark, and the bytes of its value."""

    mark: str
    start: int
    end: int


class Reader:
    """Reads a struct that begins at `at`, and puts what it finds into `found`, in order.

    Raises IndexError on data that was cut, and ValueError on other data.
    """

    def __init__(self, data: bytes, at: int = 0) -> None:
        self.data = data
        self.at = at
        self.found: list[Found] = []

    def struct(self, shape: Shape) -> None:
        number = 0
        while header := self._byte():
            delta, kind = header >> 4, header & 15
            number = number + delta if delta else self.integer()
            wanted = shape.get(number)
            start = self.at
            if isinstance(wanted, Mapping):
                self._inside(kind, wanted)
            elif kind not in _BOOLEANS:  # a boolean field is its header
                self._skip(kind)
            if isinstance(wanted, str):
                self.found.append(Found(wanted, start, self.at))

    def list_header(self) -> tuple[int, int]:
        """How many elements, and of what kind."""
        header = self._byte()
        size, kind = header >> 4, header & 15
        return (self._varint() if size == 15 else size), kind

    def integer(self) -> int:
        value = self._varint()
        return value >> 1 ^ -(value & 1)

    def _inside(self, kind: int, shape: Shape) -> None:
        size, kind = self.list_header() if kind in _LISTS else (1, kind)
        if kind != _STRUCT:
            raise ValueError(f"a struct was expected, not kind {kind}")
        for _ in range(size):
            self.struct(shape)

    def _skip(self, kind: int) -> None:
        """Over one value; a boolean in a list or map is a byte."""
        if kind in _INTEGERS:
            self._varint()
        elif kind == _BINARY:
            length = self._varint()
            self.at += length
        elif kind in _LISTS:
            size, inner = self.list_header()
            for _ in range(size):
                self._skip(inner)
        elif kind == _STRUCT:
            self.struct({})
        elif kind == _MAP:
            self._skip_map()
        else:
            self.at += _fixed(kind)

    def _skip_map(self) -> None:
        if size := self._varint():
            kinds = self._byte()
            for _ in range(size):
                self._skip(kinds >> 4)
                self._skip(kinds & 15)

    def _byte(self) -> int:
        self.at += 1
        return self.data[self.at - 1]

    def _varint(self) -> int:
        data, at = self.data, self.at
        value, shift = data[at] & 127, 7
        while data[at] & 128:
            at += 1
            value |= (data[at] & 127) << shift
            shift += 7
        self.at = at + 1
        return value


def _fixed(kind: int) -> int:
    """The bytes of a value of fixed size."""
    sizes = {1: 1, 2: 1, _BYTE: 1, _DOUBLE: 8, 13: 16}  # 13: a UUID
    if kind not in sizes:
        raise ValueError(f"there is no kind {kind}")
    return sizes[kind]


def integer(value: int) -> bytes:
    """A zigzag varint, as integers of all sizes are written."""
    return _varint(value << 1 ^ value >> 63)


def structs_header(size: int) -> bytes:
    """What stands before a list of that many structs."""
    return bytes([size << 4 | _STRUCT]) if size < 15 else bytes([0xF0 | _STRUCT]) + _varint(size)


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)
