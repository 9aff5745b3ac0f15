"""What schemathesis is told of our API beside the document; its configuration names this module."""

import ast
import os
import re
import threading
from itertools import count
from typing import Any

import schemathesis

_TAKEN = re.compile(r"[!#-~][!-~]{0,199}")
_numbers = count()
_parse, _parsing = ast.parse, threading.RLock()


def _parse_alone(*arguments: Any, **options: Any) -> Any:
    """Python 3.11's own fails when threads do it at once, as hypothesis does: https://github.com/python/cpython/issues/106905"""
    with _parsing:
        return _parse(*arguments, **options)


ast.parse = _parse_alone


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: dict[str, Any]) -> None:
    """A key for each call: of one with a key that was used before nothing would be seen but 422. Keys that are refused stay as they are."""
    key = (case.headers or {}).get("Idempotency-Key")
    if isinstance(key, str) and _TAKEN.fullmatch(key):
        case.headers["Idempotency-Key"] = f"{key}-{os.getpid()}-{next(_numbers)}"
