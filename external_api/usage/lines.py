"""One call as one line of a file: short enough for a single write, and marked at both ends, so that no part passes for a whole one."""

import re
from typing import NamedTuple

OK, CLIENT_ERROR, SERVER_ERROR = "o", "c", "s"
MAX_BYTES = 511  # what a single write to a file brings whole, with much to spare
_MOST = 10**15 - 1
_TAB = "\t"
_LINE = re.compile(
    rb"1\t([0-9a-f]{32})\t([0-9]{9,11})\t([!-~]{1,64})\t([ -~]{1,120})\t([ocs])"
    rb"\t([0-9]{1,15})\t([0-9]{1,15})\t([0-9]{1,15})\t([0-9]{1,15})\t\."
)
_UNPRINTABLE = re.compile(r"[^ -~]")


class Call(NamedTuple):
    """`project` is its id in hexadecimal digits, `at` the Unix time of the end, `outcome` one of OK, CLIENT_ERROR and SERVER_ERROR."""

    project: str
    at: int
    caller: str
    endpoint: str
    outcome: str
    items: int
    bytes_in: int
    bytes_out: int
    microseconds: int


def outcome_of(status: int) -> str:
    if status < 400:
        return OK
    return CLIENT_ERROR if status < 500 else SERVER_ERROR


def printable(text: str, length: int) -> str:
    """The text as it can stand in a line."""
    return _UNPRINTABLE.sub("?", text)[:length]


def written(call: Call) -> bytes:
    """The line, with its end. Texts are `printable`; a number that is out of all bounds is written as the nearest that is not."""
    amounts = [str(min(max(amount, 0), _MOST)) for amount in call[5:]]
    return _TAB.join(("1", call.project, str(call.at), *call[2:5], *amounts, ".\n")).encode()


def read(line: bytes) -> Call | None:
    """The call, from a line without its end; None when it is broken."""
    found = _LINE.fullmatch(line)
    if found is None:
        return None
    project, at, caller, endpoint, outcome, *amounts = found.groups()
    return Call(project.decode(), int(at), caller.decode(), endpoint.decode(), outcome.decode(), *map(int, amounts))
