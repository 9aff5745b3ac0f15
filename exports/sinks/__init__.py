"""Where bytes go. A sink writes to a part on the server's own storage and shows it only on commit; a target is the place beyond, which
finished files are sent to. Each kind of target is one module with a class `Target`, named in the table and imported on first use.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from django.utils.module_loading import import_string

from evalplatform.errors import DomainError, Problem


class Sink(Protocol):
    def write(self, block: bytes, /) -> None: ...

    def commit(self) -> None:
        """Make what was written durable and visible under its name."""

    def abort(self) -> None:
        """Forget what was written; harmless after commit."""


TARGETS = {"s3": "exports.sinks.s3.Target", "http": "exports.sinks.http.Target"}


@dataclass(frozen=True)
class Parameter:
    """One thing that a target is told: `kind` is what the value must be."""

    name: str
    description: str
    required: bool = False
    kind: type = str
    max_length: int = 1024


@dataclass(frozen=True)
class Place:
    """A destination as a target needs it."""

    settings: Mapping[str, Any]
    secrets: Mapping[str, str] = field(repr=False, default_factory=dict)


@dataclass(frozen=True)
class Outgoing:
    """A finished file, the key that it gets at the destination, and the id of the export that it is of."""

    path: Path
    key: str
    bytes: int
    sha256: str
    owner: str
    media_type: str = "application/octet-stream"


class NoDownload(DomainError):
    """The file lies at a destination that cannot be read back from here."""

    status = 409


class Target(Protocol):
    """A place beyond the server. All of it raises DomainError with the reason, and Unavailable when it may pass."""

    settings: tuple[Parameter, ...]
    secrets: tuple[Parameter, ...]

    def __init__(self, place: Place, *, quick: bool = False) -> None:
        """`quick` gives up early, for a person who waits."""

    @staticmethod
    def problems(settings: Mapping[str, Any], secrets: Mapping[str, str]) -> list[Problem]:
        """What is wrong beyond the parameters' own kinds."""

    def stage(self, files: Sequence[Outgoing], *, check: Callable[[], None], leftovers: bool) -> None:
        """Bring the bytes there and show none of them, as far as the place can. `check` is called between blocks and may raise to end it.
        `leftovers`: an earlier try may have left something there, which goes first."""

    def publish(self, files: Sequence[Outgoing], *, check: Callable[[], None]) -> list[str]:
        """Show them, the last one last; their locations. What an earlier try has shown may be shown again, with the same bytes."""

    def withdraw(self, keys: Sequence[str], *, owner: str) -> None:
        """Leave nothing of an export that has ended without being complete."""

    def link(self, location: str, *, name: str, seconds: int) -> str:
        """A link for a download that works for so long. Raises NoDownload."""

    def probe(self, key: str) -> None:
        """Write and remove a small file."""

    @property
    def close(self) -> Callable[[], None]:
        """Closes its connections."""


def target_class(kind: str) -> type[Target]:
    """The class of that kind. Raises KeyError."""
    found: type[Target] = import_string(TARGETS[kind])
    return found
