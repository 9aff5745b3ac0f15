"""docs/start.md does what it says: its blocks run one after the other against a real server."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from evalplatform.exact_json import loads
from tests.evalplatform.management.commands.running import Up
from tests.flows.clients import client_of
from tests.flows.conftest import up  # noqa: F401 (a fixture)
from tests.tools import ROOT

BLOCKS = re.findall(r"^```bash\n(.*?)^```", (ROOT / "docs" / "start.md").read_text(), re.MULTILINE | re.DOTALL)


@pytest.mark.curl
def test_every_block_runs(up: Up, tmp_path: Path) -> None:  # noqa: F811
    up.start()
    known = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    surroundings = {**known, "EVALPLATFORM_URL": f"http://127.0.0.1:{up.port}", "EVALPLATFORM_API_KEY": client_of(up).key}
    said = []
    for block in BLOCKS:
        argv = ["bash", "-euo", "pipefail", "-c", block]
        done = subprocess.run(argv, cwd=tmp_path, env=surroundings, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, f"{block}\n{done.stdout}\n{done.stderr}"
        said.append(done.stdout)
    assert (len(BLOCKS), said[1]) == (3, "whole\n")
    assert loads(said[2].encode()) == {"messages": [{"role": "user", "content": "What is 2+2?"}, {"role": "assistant", "content": "4"}]}
