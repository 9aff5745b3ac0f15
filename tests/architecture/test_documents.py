"""What is in the code is in the documents, and what the documents point to is there."""

import re
from pathlib import Path

import pytest

from tests.architecture.test_size import ROOT

DOCUMENTS = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")] + sorted((ROOT / "docs").rglob("*.md"))
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#]+)")
SETTING = re.compile(r'(?:read\([\w.]+, |env\.\w+\()"([A-Z_]+)"')


def test_every_setting_is_documented() -> None:
    names = set(SETTING.findall((ROOT / "evalplatform" / "settings.py").read_text()))
    documented = set(re.findall(r"^\| `([A-Z_]+)`", (ROOT / "docs" / "settings.md").read_text(), re.MULTILINE))
    assert documented == names


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(document: Path) -> None:
    assert [link for link in LINK.findall(document.read_text()) if not (document.parent / link).exists()] == []


def test_places_that_the_architecture_names_exist() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text()
    named = set(re.findall(r"`((?:evalplatform|exports|external_api|templates|tests)/[\w/.]*)`", text))
    assert named
    assert [place for place in named if not (ROOT / place).exists()] == []
