"""The keys of a suite's endpoints, sealed at rest: which of them stays when the suite changes."""

from typing import Any

from evalplatform import sealed
from evalplatform.errors import Problem
from evalplatform.evaluations.answering import endpoint
from evalplatform.evaluations.reading import Reader


def without_key(described: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in described.items() if name != "key"}


def sealed_key(
    given: dict[str, Any], before: dict[str, Any], sealed_before: str, *, purpose: str, pointer: str, problems: list[Problem]
) -> str:
    """What is stored of the key of an endpoint that was right: the one that is sent, else the earlier one; null ends it.

    An earlier one stays at its address, so that nobody who may change a suite can have it sent to a server of theirs.
    """
    if "key" in given:
        key = given["key"]
        return sealed.seal(key, purpose=purpose) if key else ""
    if not sealed_before or not given:
        return ""
    if _address(given) != _address(before):
        detail = "The address changes, so send the key again, or null for none: a stored one is not passed on to another place."
        problems.append(Problem(f"{pointer}/key", detail, "secrets_needed"))
    return sealed_before


def _address(described: dict[str, Any]) -> str:
    return endpoint.address(Reader(described))
