import re
from pathlib import Path

import pytest

from tests.flows.clients import Client
from tests.sdk.javascript.conftest import SOURCE, run

pytestmark = pytest.mark.npm
BLOCKS = re.findall(r"^```js\n(.*?)^```", (SOURCE / "README.md").read_text(), re.MULTILINE | re.DOTALL)
SAID = [
    r"4\n400 \w+ [\w-]+ \[.*\]\n",
    r"(\d+ \d+\n)+true\n\S+\n",
    r"\{ sent: 1, refused: 0, waiting: 0 \} 0\n",
    r"msg_1 \{ type: 'export.completed' \}\n",
]


@pytest.mark.parametrize(("block", "said"), list(zip(BLOCKS, SAID, strict=True)), ids=["client", "exports", "ingest", "webhooks"])
def test_every_block_runs(block: str, said: str, package: Path, client: Client, tmp_path: Path) -> None:
    (tmp_path / "node_modules").mkdir()
    (tmp_path / "node_modules" / "evalplatform-sdk").symlink_to(package)
    (tmp_path / "block.mjs").write_text(block)
    where = {"EVALPLATFORM_URL": f"http://127.0.0.1:{client.up.port}", "EVALPLATFORM_API_KEY": client.key, "TMPDIR": str(tmp_path)}
    assert re.fullmatch(said, run(tmp_path, "node", "block.mjs", **where), re.DOTALL)
