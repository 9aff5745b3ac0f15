"""JSON that is given to a command as a word."""

import json
from pathlib import Path
from typing import Any

from evalplatform_sdk.cli.settings import Refused


def value(text: str, what: str) -> Any:
    """JSON that was given as a word, or as @FILE. Raises Refused."""
    try:
        return json.loads(Path(text[1:]).read_bytes() if text.startswith("@") else text)
    except ValueError as error:
        raise Refused(f"{what} is no JSON: {error}. Put it in single quotes, or in a file: @FILE.") from None
