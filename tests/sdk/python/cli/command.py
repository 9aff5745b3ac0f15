"""The command line as a process of its own, against a server that runs, and what the tests put there."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.flows.clients import Client
from tests.tools import ROOT

SOURCES = ROOT / "sdk" / "python" / "src"
EXAMPLES = 20
GATE = {"rules": [{"metric": "exact_match", "floor": 0.5}], "baseline": "main", "first_passes": True}
_INHERITED = ("PATH", "LANG", "TMPDIR")


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def answer(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True)
class Command:
    """Runs `evalplatform` in `folder` with nothing in its environment but what the test puts there."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)

    def __call__(self, *arguments: object, stdin: str = "", **environment: str) -> Done:
        done = subprocess.run(
            (sys.executable, "-m", "evalplatform_sdk.cli", *map(str, arguments)),
            cwd=self.folder,
            env=self.surroundings(**environment),
            input=stdin,
            capture_output=True,
            text=True,
            timeout=100,
            check=False,
        )
        return Done(done.returncode, done.stdout, done.stderr)

    def surroundings(self, **more: str) -> dict[str, str]:
        inherited = {name: os.environ[name] for name in _INHERITED if name in os.environ}
        home = {"HOME": str(self.folder), "PYTHONPATH": str(SOURCES), "PYTHONWARNINGS": "error"}
        return {**inherited, **home, **self.environment, **more}


def command_of(client: Client, folder: Path) -> Command:
    url = f"http://127.0.0.1:{client.up.port}"
    return Command(folder, {"EVALPLATFORM_URL": url, "EVALPLATFORM_API_KEY": client.key})


def add_suite(client: Client, name: str, **more: Any) -> str:
    """A suite of twenty questions whose answers the client sends."""
    if not client.call("GET", "/api/external/datasets?name=questions")["results"]:
        made = client.call("POST", "/api/external/datasets", {"name": "questions"})
        examples = [{"external_id": f"q-{n}", "input": f"What is {n}?", "reference": str(n)} for n in range(EXAMPLES)]
        client.call("POST", f"/api/external/datasets/{made['id']}/examples", {"examples": examples})
    body = {"name": name, "dataset": "questions", "scorers": [{"name": "exact_match"}], "target": {"outputs": []}, "gate": GATE, **more}
    return str(client.call("POST", "/api/external/suites", body)["id"])


def write_outputs(path: Path, *, right: int = EXAMPLES) -> Path:
    """Answers to all questions, of which so many are right."""
    lines = [{"example": f"q-{n}", "output": str(n) if n < right else "?"} for n in range(EXAMPLES)]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return path
