"""What came of one attempt, as a value: no network and no database here."""

from dataclasses import dataclass

GONE = 410
MAX_ANSWER = 1024  # bytes of the answer's body that are kept
MAX_MESSAGE = 500


@dataclass(frozen=True)
class Outcome:
    """`code` is empty for success. `wait_seconds`: the receiver asks to wait so long."""

    code: str = ""
    message: str = ""
    status: int | None = None
    answer: str = ""
    wait_seconds: int = 0
    seconds: float = 0.0

    @property
    def is_delivered(self) -> bool:
        return not self.code

    @property
    def is_gone(self) -> bool:
        return self.status == GONE


def readable(body: bytes) -> str:
    """The first kilobyte as text that PostgreSQL takes, whatever the bytes are."""
    return body[:MAX_ANSWER].decode(errors="replace").replace("\0", "\N{REPLACEMENT CHARACTER}")
