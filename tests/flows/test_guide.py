"""docs/external-api-guide.md does what it says: its blocks run one after the other against a real server."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from evalplatform.exact_json import loads
from tests.evalplatform.management.commands.running import Up
from tests.flows.clients import Client, client_of
from tests.tools import ROOT

GUIDE = (ROOT / "docs" / "external-api-guide.md").read_text()
# `sh` blocks are for an operator at the server, with names of their own; the others are for anybody
BLOCKS = re.findall(r"^```(bash|python|javascript)\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)
RUN = {
    "bash": ("bash", "-euo", "pipefail", "-c"),
    "python": (sys.executable, "-c"),
    "javascript": (str(shutil.which("node")), "--input-type=module", "-e"),
}


@pytest.fixture
def client(up: Up) -> Client:
    up.start()
    return client_of(up)


@pytest.mark.curl
@pytest.mark.node
def test_every_block_runs(client: Client, tmp_path: Path) -> None:
    surroundings = {
        **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
        "EVALPLATFORM_URL": f"http://127.0.0.1:{client.up.port}",
        "EVALPLATFORM_API_KEY": client.key,
    }
    said = []
    for language, block in BLOCKS:
        done = subprocess.run(
            [*RUN[language], block], cwd=tmp_path, env=surroundings, capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode == 0, f"{block}\n{done.stdout}\n{done.stderr}"
        said.append(done.stdout)
    assert [language for language, _ in BLOCKS].count("bash") == 7
    assert [language for language, _ in BLOCKS].count("python") == 6
    assert '"created":1' in said[0]
    assert "99 traces" in "".join(said)
    assert "correct: 100% of 20" in "".join(said)
    assert (tmp_path / "traces.csv").read_text().startswith("id,model,latency_ms\n")
    assert (tmp_path / "usage.csv").read_text().startswith("hour,caller,endpoint,requests,server_errors,slowest_seconds\n")


def test_every_body_in_it_is_json() -> None:
    bodies = re.findall(r"(?:-d|--json) '(\{.*?\})'", GUIDE, re.DOTALL)
    assert len(bodies) == 4
    assert all(isinstance(loads(body.encode()), dict) for body in bodies)
