"""Which headers of their own endpoints may have: none that are ours, or that frame the request."""

import re
from collections.abc import Mapping
from typing import Any

from evalplatform.errors import Problem
from evalplatform.exact_json import escape_key

MOST = 10
MAX_VALUE = 2000
_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
_VALUE = re.compile(r"[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?")
_OURS = {"connection", "content-encoding", "content-length", "content-type", "expect", "host", "keep-alive", "proxy-authorization"}
_OURS |= {"proxy-connection", "te", "trailer", "transfer-encoding", "upgrade", "user-agent"}
_OUR_PREFIX = "webhook-"


def problems(headers: Any) -> list[Problem]:
    """What is wrong with these; nothing is wrong with none."""
    if not isinstance(headers, Mapping) or len(headers) > MOST:
        return [Problem("/headers", f"headers is an object of at most {MOST} headers and their values.", "wrong_type")]
    found = [Problem(f"/headers/{escape_key(name)}", detail) for name, value in headers.items() if (detail := _wrong(name, value))]
    if len({name.lower() for name in headers}) < len(headers):
        found.append(Problem("/headers", "A header stands there twice: upper and lower case are the same."))
    return found


def _wrong(name: str, value: Any) -> str:
    if not _NAME.fullmatch(name):
        return "A header's name has letters, digits and hyphens, 100 at most."
    if name.lower() in _OURS or name.lower().startswith(_OUR_PREFIX):
        return f"The header {name} is set by the server and cannot be another's."
    if not isinstance(value, str) or len(value) > MAX_VALUE or not _VALUE.fullmatch(value):
        return f"A header's value is a text of 1 to {MAX_VALUE} visible ASCII characters, without blanks around it."
    return ""
