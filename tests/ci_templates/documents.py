"""The YAML in documents: it is checked as the templates are."""

import re
from pathlib import Path

_BLOCK = re.compile(r"^```yaml\n(.*?)^```", re.MULTILINE | re.DOTALL)


def examples(document: Path) -> list[str]:
    return _BLOCK.findall(document.read_text())
