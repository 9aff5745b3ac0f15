"""A call for each operation of what comes in, for the test of access: see tests/external_api/world.py."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from integrations import inbox
from integrations.inbox import Delivered
from integrations.models import Connection
from integrations.providers.protocol import Sent

if TYPE_CHECKING:
    from tests.external_api.world import Call, World

ROOT = "/api/integrations"
UNKNOWN = "00000000-0000-7000-8000-000000000000"
EXPORT = {"export": {"resource": "traces"}}


def body(world: "World") -> dict[str, Any]:
    return {"kind": "github", "name": world.name(), "status_name": world.name(), "repositories": ["acme/bot"]}


def connection(world: "World", **more: Any) -> str:
    return f"{ROOT}/connections/{world.post(f'{ROOT}/connections', body(world) | more)['id']}"


def receipt(world: "World") -> str:
    made = Connection.objects.get(id=connection(world).rpartition("/")[2])
    return f"{ROOT}/receipts/{inbox.store(made, Sent(world.name(), 'star'), Delivered(b'{}', {})).receipt_id}"


def suite(world: "World") -> str:
    from tests.integrations.inward import add_suite

    return str(add_suite(world.project, world.name()).id)


def run(world: "World", *, ended: bool = False) -> str:
    made = f"{ROOT}/runs/{world.post(f'{ROOT}/trigger', {'evaluation': {'suite': suite(world)}})['run']['id']}"
    if ended:
        world.post(f"{made}/cancel", None)
    return made


def rows(call: Any) -> "dict[str, Callable[[World], Call]]":
    # the token leads to an address that is refused, and the answer says so
    tested = {"token": "t", "base_url": "http://127.0.0.1:9"}
    return {
        f"GET {ROOT}/connections": lambda world: call(200, stranger=200),
        f"POST {ROOT}/connections": lambda world: call(201, body=body(world), stranger=201),
        f"GET {ROOT}/connections/{{id}}": lambda world: call(200, connection(world)),
        f"PATCH {ROOT}/connections/{{id}}": lambda world: call(200, connection(world), body={"name": world.name()}),
        f"DELETE {ROOT}/connections/{{id}}": lambda world: call(204, connection(world)),
        f"POST {ROOT}/connections/{{id}}/rotate": lambda world: call(200, f"{connection(world)}/rotate"),
        f"POST {ROOT}/connections/{{id}}/test": lambda world: call(200, f"{connection(world, **tested)}/test"),
        f"GET {ROOT}/receipts": lambda world: call(200, stranger=200),
        f"GET {ROOT}/receipts/{{id}}": lambda world: call(200, receipt(world)),
        f"POST {ROOT}/receipts/{{id}}/replay": lambda world: call(202, f"{receipt(world)}/replay"),
        f"GET {ROOT}/runs": lambda world: call(200, stranger=200),
        f"GET {ROOT}/runs/{{id}}": lambda world: call(200, run(world)),
        f"POST {ROOT}/runs/{{id}}/cancel": lambda world: call(200, f"{run(world)}/cancel"),
        f"POST {ROOT}/runs/{{id}}/rerun": lambda world: call(202, f"{run(world, ended=True)}/rerun"),
        f"GET {ROOT}/status": lambda world: call(200, stranger=200),
        f"POST {ROOT}/trigger": lambda world: call(202, body=EXPORT, stranger=202, also=("exports:write",)),
    }


def open_rows(call: Any) -> "dict[str, Callable[[World], Call]]":
    """Nobody is asked who they are, and whoever cannot sign is refused."""
    return {
        f"POST {ROOT}/webhooks/github": lambda world: call(401),
        f"POST {ROOT}/webhooks/github/{{id}}": lambda world: call(401, f"{ROOT}/webhooks/github/{UNKNOWN}"),
        f"POST {ROOT}/webhooks/gitlab": lambda world: call(401),
        f"POST {ROOT}/webhooks/gitlab/{{id}}": lambda world: call(401, f"{ROOT}/webhooks/gitlab/{UNKNOWN}"),
        f"POST {ROOT}/trigger/{{id}}": lambda world: call(401, f"{ROOT}/trigger/{UNKNOWN}"),
    }
