"""What is wrong with a row: which rule it breaks, where, and what a person can do."""

from typing import NamedTuple


class Breach(NamedTuple):
    """`pointer` is a JSON pointer (RFC 6901): into the trace where it could not be read, else into the line that would be written."""

    rule: str
    pointer: str
    message: str


class Rejected(Exception):
    """The row cannot become a line."""

    def __init__(self, *breaches: Breach) -> None:
        super().__init__("; ".join(one.message for one in breaches))
        self.breaches = breaches


def reject(rule: str, pointer: str, message: str) -> Rejected:
    return Rejected(Breach(rule, pointer, message))
