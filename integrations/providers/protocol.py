"""What every provider brings: how its deliveries are checked and read, and a client of its API."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from integrations.providers.change import Change, Ignored
from integrations.providers.telling import Status

Headers = Mapping[str, str]  # names in lower case


class Sent(NamedTuple):
    """What a delivery says of itself. `proof` is the same for the same bytes, where the provider's ids are not signed; else empty."""

    delivery_id: str
    event: str
    proof: str = ""


@dataclass(frozen=True)
class Access:
    """How the API of a connection is reached. `token` is a token, or with `app_id` the private key of that App."""

    connection_id: UUID
    base_url: str
    token: str = field(repr=False)
    app_id: str = ""
    installation_id: str = ""


class Client(Protocol):
    """One connection's calls. All raise ProviderFailure, AddressRefused."""

    def probe(self, repository: str) -> None:
        """Whether the repository can be seen."""

    def files(self, change: Change) -> tuple[str, ...] | None:
        """The paths that a change touches; None when that is not to be known, or when they are too many."""

    def commit_of(self, repository: str, ref: str) -> str:
        """The hash of the commit that a tag or branch points to."""

    def put_status(self, change: Change, status: Status, *, known_as: str) -> str:
        """Say it beside the commit; the id under which it is changed later, `known_as` that of the last time. Empty: it has none."""

    def find_comment(self, change: Change, marker: str) -> str:
        """The id of the oldest comment that begins with the marker; empty when there is none."""

    def add_comment(self, change: Change, text: str) -> str:
        """Its id."""

    def change_comment(self, change: Change, comment_id: str, text: str) -> bool:
        """Whether it was still there."""


class Provider(NamedTuple):
    """`says`: how people call it. `verify` is constant in time; secrets are those that hold now. `sent` raises Malformed."""

    says: str
    default_url: str
    max_bytes: int
    is_signed: Callable[[Headers], bool]
    verify: Callable[[bytes, Headers, Sequence[str], float], bool]
    sent: Callable[[bytes, Headers], Sent]
    decode: Callable[[bytes, Headers], dict[str, Any]]
    repository: Callable[[dict[str, Any]], str]
    read: Callable[[str, dict[str, Any]], Change | Ignored]
    client: Callable[[Access], Client]
    request_word: str  # pull request, merge request
