"""What can be allowed: the one table of scopes, and the least role of a person that has each.

There are no wildcards: a key has the scopes that it names. What sends data out of the house needs the role admin.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from evalplatform.projects.models import Role

VIEWER, EDITOR, ADMIN = Role.VIEWER, Role.EDITOR, Role.ADMIN
_RANKS = {VIEWER: 0, EDITOR: 1, ADMIN: 2}


class Scope(NamedTuple):
    """`role` is the least role of a person that may; `for_keys` says whether a key can have it."""

    says: str
    role: Role
    for_keys: bool = True


TABLE: Mapping[str, Scope] = MappingProxyType(
    {
        "traces:read": Scope("list and read traces", VIEWER),
        "traces:write": Scope("send traces and scores", EDITOR),
        "traces:delete": Scope("delete traces", ADMIN),
        "exports:read": Scope("see exports and download their files", VIEWER),
        "exports:write": Scope("request and cancel exports", EDITOR),
        "jobs:read": Scope("see jobs of all kinds and what analyses found", VIEWER),
        "jobs:write": Scope(
            "request and cancel jobs; with exports:write exports, with traces:read analyses, with traces:delete cleanups", EDITOR
        ),
        "destinations:read": Scope("see destinations, and with exports:write send exports to them", EDITOR),
        "destinations:write": Scope("make, change, test and delete destinations", ADMIN),
        "schedules:read": Scope("see schedules of exports", VIEWER),
        "schedules:write": Scope("pause and delete schedules; with exports:write also make, change and run them", EDITOR),
        "datasets:read": Scope("see datasets, their versions and examples", VIEWER),
        "datasets:write": Scope("make, change and delete datasets; with traces:read also from traces", EDITOR),
        "evaluations:read": Scope("see evaluations and their results", VIEWER),
        "evaluations:write": Scope("request and cancel evaluations, and send their outputs", EDITOR),
        "suites:read": Scope("see suites and their waivers", VIEWER),
        "suites:write": Scope("make, change and delete suites; with evaluations:write also with an endpoint or a judge", EDITOR),
        "waivers:write": Scope("let a failing gate pass for a time, by a waiver that says who and why", EDITOR),
        "models:read": Scope("read the catalogue of language models", VIEWER),
        "usage:read": Scope("see how much of the API was used, and what is left", VIEWER),
        "webhooks:read": Scope("see the project's events, its endpoints and what was sent to them", VIEWER),
        "webhooks:write": Scope("make, change, test and delete endpoints, and have events sent again", ADMIN),
        "connections:read": Scope("see connections to repositories, what was received from them, and how integrations fare", EDITOR),
        "connections:write": Scope("make, change, test and delete connections, and process receipts again", ADMIN),
        "ci:trigger": Scope("start the evaluation of a suite, run one again, cancel one; with exports:write also an export", EDITOR),
        "callbacks:read": Scope("see whether the project has a secret for callbacks", VIEWER),
        "callbacks:write": Scope("name an address to call back when a batch is done, and change the secret of callbacks", ADMIN),
        "audit:read": Scope("see in the back office who did what in the project", ADMIN, for_keys=False),
        "keys:read": Scope("list keys: one's own, and as admin all of the project", VIEWER, for_keys=False),
        "keys:write": Scope("make, rotate and revoke keys: one's own, and as admin all of the project", VIEWER, for_keys=False),
    }
)
SCOPES: Mapping[str, str] = MappingProxyType({name: scope.says for name, scope in TABLE.items() if scope.for_keys})


def of_role(role: str) -> frozenset[str]:
    """All that a person with this role may; nothing for a role that we do not know."""
    rank = _RANKS.get(role, -1)  # type: ignore[call-overload]  # a role is its own text
    return frozenset(name for name, scope in TABLE.items() if _RANKS[scope.role] <= rank)
