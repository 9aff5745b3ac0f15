"""Print docs/access.md, made of the table of scopes and of what each operation declares."""

from typing import Any

from django.core.management.base import BaseCommand

from external_api.operations import Operation, all_operations
from external_api.permissions import AnyOf
from external_api.scopes import TABLE

HEAD = """# Who may do what

Made by `make access` from `external_api/scopes.py` and from what each operation declares; a test compares.

A **key** has the scopes that were given to it, and there are no wildcards. The key of a person may never do more than that person's
role allows at the moment of the call; a key that belongs to the project (a service key) is bound by its scopes alone. A **person**, with a
token or from the dashboard, has the scopes of their role: viewer, editor or admin of the project, each with all that those before it
have. What sends data out of the house needs the role admin. Whatever is not in the caller's project answers 404, as if it were not there.

## Scopes

| scope | what it allows | least role | keys |
|---|---|---|---|
"""
ALL_OR_ANY = "All scopes that are named are needed; where it says `any of`, one is, and the call itself looks further."


class Command(BaseCommand):
    help = "Print docs/access.md."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(page(), ending="")


def page() -> str:
    scopes = [f"| `{name}` | {scope.says} | {scope.role} | {'yes' if scope.for_keys else 'no'} |" for name, scope in TABLE.items()]
    rows = [
        "",
        "## Operations",
        "",
        ALL_OR_ANY,
        "",
        "| operation | scopes | least role |",
        "|---|---|---|",
    ]
    for one in all_operations():
        rows.append(f"| `{one.method} {one.path}` | {_needs(one)} | {'' if one.is_open else one.role} |")
    return HEAD + "\n".join(scopes + rows) + "\n"


def _needs(operation: Operation) -> str:
    if operation.is_open:
        return "none: open to all"
    named = ", ".join(f"`{scope}`" for scope in operation.scopes)
    return f"any of {named}" if isinstance(operation.scopes, AnyOf) else named
