"""What the code knows by name stands in the reference, and nothing else does."""

import re

from evalplatform.events.catalog import CATALOG
from exports.finetuning.targets import TARGETS
from tests.tools import ROOT


def table(document: str, heading: str) -> list[str]:
    """The first cells of the rows of the table under a heading."""
    text = (ROOT / "docs" / document).read_text().partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    return [row.split("|")[1] for row in text.splitlines() if row.startswith("| `")]


def names(cells: list[str]) -> list[str]:
    return sorted(name for cell in cells for name in re.findall("`([^`]+)`", cell))


def test_every_event() -> None:
    assert names(table("webhooks.md", "Events")) == sorted(CATALOG)


def test_every_target() -> None:
    text = (ROOT / "docs" / "training-files.md").read_text().partition("\n## Targets\n")[2].partition("\n## ")[0]
    rows = [row.split("|")[2] for row in text.splitlines() if row.startswith("| a") or row.startswith("| an")]
    assert names(rows) == sorted(TARGETS)
    assert sorted(one.stem for one in (ROOT / "docs" / "targets").glob("*.json")) == sorted(TARGETS)


def test_every_command() -> None:
    folder = ROOT / "evalplatform" / "management" / "commands"
    assert names(table("operate.md", "Commands")) == sorted(one.stem for one in folder.glob("[a-z]*.py"))
