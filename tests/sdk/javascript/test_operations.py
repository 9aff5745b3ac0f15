"""Every operation of the schema by name, by the JavaScript client, against a server that listens."""

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from generation.schema import Operation
from pytest_django.live_server_helper import LiveServer

from tests.exports.conftest import drain, export_dir, jobs_sent  # noqa: F401 (fixtures)
from tests.external_api.world import Call, World
from tests.sdk.javascript.conftest import HERE
from tests.sdk.operations import GROUPS, Refused, arguments, caller, wrong_of
from tests.tools import ROOT, find_node

pytestmark = [pytest.mark.npm, pytest.mark.django_db(transaction=True)]
CAMEL = {"url": "url", "api_key": "apiKey", "access_token": "accessToken"}
Ask = Callable[[dict[str, Any]], Any]


@pytest.fixture
def ask(package: Path) -> Iterator[Ask]:
    """A program that makes calls; what came of one is its value, `Refused`, or a text that says how it broke."""
    words = (find_node() or "node", HERE / "asked.mjs", package, ROOT / "docs" / "openapi.json")
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8") as program:
        assert program.stdin
        assert program.stdout
        told, heard = program.stdin, program.stdout

        def asked(call: dict[str, Any]) -> Any:
            told.write(json.dumps(call) + "\n")
            told.flush()
            said = json.loads(heard.readline())
            return Refused(said["refused"]) if "refused" in said else said.get("broke") or said["value"]

        yield asked
        told.close()


@pytest.mark.parametrize("group", GROUPS)
def test_every_operation(group: str, world: World, live_server: LiveServer, ask: Ask) -> None:
    def asked(one: Operation, call: Call) -> Any:
        client = {CAMEL[name]: value for name, value in caller(world, live_server.url, group).items()}
        parts, body, query = arguments(one, call)
        return ask({"operation": f"{one.method} {one.path}", "client": client, "parts": parts, "body": body, "query": query})

    assert wrong_of(group, world, asked) == {}
