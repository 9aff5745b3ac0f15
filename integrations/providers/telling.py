"""What is told back to a provider, and how that fails."""

from dataclasses import dataclass
from enum import StrEnum

from evalplatform.errors import DomainError


class State(StrEnum):
    PENDING = "pending"
    SUCCESS = "success"
    FAILURE = "failure"
    ERROR = "error"


@dataclass(frozen=True)
class Annotation:
    """A remark on a file of the change."""

    path: str
    title: str
    message: str
    is_failure: bool = True


@dataclass(frozen=True)
class Status:
    """What stands beside a commit. `report` is Markdown; only who has room for it shows it."""

    name: str
    state: State
    description: str
    url: str = ""
    title: str = ""
    report: str = ""
    annotations: tuple[Annotation, ...] = ()


class ProviderFailure(DomainError):
    """The provider's API did not do as it was asked. `is_final`: there is no use in asking again before somebody mends something."""

    def __init__(self, code: str, message: str, *, is_final: bool = True, wait_seconds: int = 0) -> None:
        super().__init__(code, message)
        self.is_final = is_final
        self.wait_seconds = wait_seconds
