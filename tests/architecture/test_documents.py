"""What is in the code is in the documents, and what the architecture names is there."""

import re

from tests.architecture.test_size import ROOT

SETTING = re.compile(r'(?:read\([\w.]+, |env\.\w+\()"([A-Z_]+)"')


def test_every_setting_is_documented() -> None:
    names = set(SETTING.findall((ROOT / "evalplatform" / "settings.py").read_text()))
    documented = set(re.findall(r"^\| `([A-Z_]+)`", (ROOT / "docs" / "settings.md").read_text(), re.MULTILINE))
    assert documented == names


def test_places_that_the_architecture_names_exist() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text()
    named = set(re.findall(r"`((?:evalplatform|exports|external_api|templates|tests)/[\w/.]*)`", text))
    assert named
    assert [place for place in named if not (ROOT / place).exists()] == []
