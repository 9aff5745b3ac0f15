import re
from collections.abc import Iterator
from typing import Any

import pytest
from evalplatform_sdk.cli import app
from typer.main import get_command

from tests.flows.clients import Client
from tests.tools import ROOT

README = (ROOT / "sdk" / "python" / "README.md").read_text()
BLOCKS = re.findall(r"^```python\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("number", range(len(BLOCKS)))
def test_every_block_runs(number: int, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVALPLATFORM_URL", f"http://127.0.0.1:{client.up.port}")
    monkeypatch.setenv("EVALPLATFORM_API_KEY", client.key)
    exec(compile(BLOCKS[number], f"block {number}", "exec"), {"__name__": "readme"})


def words(command: Any, *above: str) -> Iterator[str]:
    """The words of each command below this one."""
    inner: dict[str, Any] = getattr(command, "commands", {})
    if not inner:
        yield " ".join(above)
    for name, one in inner.items():
        yield from words(one, *above, name)


def test_every_command_is_described() -> None:
    names = list(words(get_command(app)))
    assert len(names) == 15
    assert [name for name in names if f"`{name}" not in README and f"evalplatform {name}" not in README] == []
