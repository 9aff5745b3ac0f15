"""What schemathesis is told of our API beside the document; its configuration names this module."""

import os
import re
from itertools import count
from typing import Any

import schemathesis

_TAKEN = re.compile(r"[!#-~][!-~]{0,199}")
_numbers = count()


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: dict[str, Any]) -> None:
    """A key for each call: of one with a key that was used before nothing would be seen but 422. Keys that are refused stay as they are."""
    key = (case.headers or {}).get("Idempotency-Key")
    if isinstance(key, str) and _TAKEN.fullmatch(key):
        case.headers["Idempotency-Key"] = f"{key}-{os.getpid()}-{next(_numbers)}"
