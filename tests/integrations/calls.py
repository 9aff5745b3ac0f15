"""A call for each operation of webhooks out, for the test of access: see tests/external_api/world.py."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.external_api.world import Call, World

ROOT = "/api/integrations"
STANDARD = {"kind": "standard", "url": "https://hooks.example/evalplatform"}
SINCE = {"since": "2026-01-01T00:00:00Z"}


def endpoint(world: "World") -> str:
    return f"{ROOT}/endpoints/{world.post(f'{ROOT}/endpoints', STANDARD)['id']}"


def delivery(world: "World") -> str:
    return f"{ROOT}/deliveries/{world.post(f'{endpoint(world)}/test', None)['id']}"


def rows(call: Any) -> "dict[str, Callable[[World], Call]]":
    return {
        f"GET {ROOT}/endpoints": lambda world: call(200, stranger=200),
        f"POST {ROOT}/endpoints": lambda world: call(201, body=STANDARD, stranger=201),
        f"GET {ROOT}/endpoints/{{id}}": lambda world: call(200, endpoint(world)),
        f"PATCH {ROOT}/endpoints/{{id}}": lambda world: call(200, endpoint(world), body={"description": "ours"}),
        f"DELETE {ROOT}/endpoints/{{id}}": lambda world: call(204, endpoint(world)),
        f"POST {ROOT}/endpoints/{{id}}/rotate": lambda world: call(200, f"{endpoint(world)}/rotate"),
        f"POST {ROOT}/endpoints/{{id}}/test": lambda world: call(202, f"{endpoint(world)}/test"),
        f"POST {ROOT}/endpoints/{{id}}/recover": lambda world: call(202, f"{endpoint(world)}/recover", body=SINCE),
        f"GET {ROOT}/deliveries": lambda world: call(200, stranger=200),
        f"GET {ROOT}/deliveries/{{id}}": lambda world: call(200, delivery(world)),
        f"POST {ROOT}/deliveries/{{id}}/redeliver": lambda world: call(202, f"{delivery(world)}/redeliver"),
        f"GET {ROOT}/event-types": lambda world: call(200, stranger=200),
        f"GET {ROOT}/events": lambda world: call(200, stranger=200),
    }
