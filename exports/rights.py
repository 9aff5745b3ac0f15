"""What a caller needs beside the scopes of the call itself: by what an export is about, and where it goes."""

from collections.abc import Set
from typing import Any

from evalplatform.fields import Resource
from exports import destinations, resources
from exports.destinations import NotAllowed


def check(scopes: Set[str], body: Any) -> None:
    """Whether a caller with these scopes may ask for the export in `body`, which need not be one. Raises NotAllowed."""
    destinations.check_scope(scopes, body)
    name = body.get("resource") if isinstance(body, dict) else None
    if isinstance(name, str) and name in resources.names():
        check_resource(scopes, resources.get(name))


def check_resource(scopes: Set[str], resource: Resource) -> None:
    """Raises NotAllowed."""
    if resource.scope and resource.scope not in scopes:
        raise NotAllowed("missing_scope", f"An export of {resource.name} needs the scope {resource.scope} too.")
