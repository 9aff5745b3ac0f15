"""schemathesis against a running server: who calls, and what the calls were answered."""

import json
import os
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from tests.evalplatform.management.commands.running import Up
from tests.tools import ROOT

DOCUMENT = ROOT / "docs" / "openapi.json"
SETTINGS = {"PEOPLE_TIER": "unlimited"}
_CONFIG = Path(__file__).parent / "schemathesis.toml"
_CALLERS = """
from datetime import timedelta
from evalplatform.projects.models import Member, Project, Role, User
from external_api.keys import create_key
from external_api.scopes import SCOPES
from external_api.tokens import PROJECT_CLAIM
from rest_framework_simplejwt.tokens import AccessToken
project = Project.objects.create(slug="fuzz", name="Fuzz")
ada = User.objects.create_user("ada", password="correct horse battery")
Member.objects.create(project=project, user=ada, role=Role.EDITOR)
token = AccessToken.for_user(ada)
token.set_exp(lifetime=timedelta(days=1))
token[PROJECT_CLAIM] = str(project.id)
print(create_key(project=project, name="fuzz", scopes=tuple(SCOPES)), token)
"""


class Caller(NamedTuple):
    """`scheme` is a security scheme of the document; `tags` say which operations are called, or with a minus which are not."""

    scheme: str
    secret: dict[str, str]
    tag: str


@dataclass(frozen=True)
class Seen:
    """`answers` has for each operation how often each status came."""

    code: int
    output: str
    answers: dict[str, Counter[int]]

    @property
    def calls(self) -> int:
        return sum(sum(one.values()) for one in self.answers.values())


def callers(up: Up) -> tuple[Caller, ...]:
    """A key without limits, and for keys, which are for people, an editor, who sees only their own and so cannot revoke it."""
    made = up.manage("shell", "-v0", "-c", _CALLERS)
    assert made.returncode == 0, made.stderr
    key, token = made.stdout.split()
    return Caller("apiKeyHeader", {"api_key": key}, "-api-keys"), Caller("bearerToken", {"bearer": token}, "api-keys")


def run(up: Up, caller: Caller, folder: Path, *options: str) -> Seen:
    """All checks of schemathesis; the same calls each time, as far as the server gives the same answers."""
    config, report = folder / f"{caller.scheme}.toml", folder / f"{caller.scheme}.ndjson"
    secret = "".join(f"{name} = {json.dumps(value)}\n" for name, value in caller.secret.items())
    config.write_text(f"{_CONFIG.read_text()}\n[auth.openapi.{caller.scheme}]\n{secret}")
    tag = ("--exclude-tag", caller.tag[1:]) if caller.tag.startswith("-") else ("--include-tag", caller.tag)
    command = [
        *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(config), "run", str(DOCUMENT)),
        *("--url", f"http://127.0.0.1:{up.port}", "--no-color", "--generation-deterministic", "--report-ndjson-path", str(report)),
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"}
    done = subprocess.run([*command, *tag, *options], cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return Seen(done.returncode, done.stdout + done.stderr, _answers(report))


def errors_of(up: Up) -> list[str]:
    """What the server has logged as errors since it was last asked."""
    return [line for line in up.said_since().splitlines() if '"level": "error"' in line]


def _answers(report: Path) -> dict[str, Counter[int]]:
    found: dict[str, Counter[int]] = defaultdict(Counter)
    with report.open() as lines:
        for line in lines:
            for label, status in _recorded(json.loads(line).get("ScenarioFinished")):
                found[label][status] += 1
    return found


def _recorded(scenario: dict[str, Any] | None) -> Iterator[tuple[str, int]]:
    recorder = (scenario or {}).get("recorder") or {}
    for id, interaction in recorder.get("interactions", {}).items():
        case, response = recorder["cases"][id]["value"], interaction.get("response") or {}
        yield f"{case['method']} {case['path']}", response.get("status_code", 0)
