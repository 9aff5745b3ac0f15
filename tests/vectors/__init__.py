"""The vectors that the server and both SDKs share, and the server's tests on them."""

import json
from functools import cache
from pathlib import Path
from typing import Any


@cache
def vectors(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((Path(__file__).parent / f"{name}.json").read_text(encoding="utf-8"))
    return found
