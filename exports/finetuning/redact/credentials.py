"""User name and password in a URL: what stands between `://` and `@`."""

from exports.finetuning.redact.found import Found, Kind

PATTERN = r"""[A-Za-z][A-Za-z0-9+.-]*://[^\s/?#@:"'<>`]*:[^\s/?#"'<>`]+@"""


def _accept(raw: bytes, start: int, end: int) -> Found | None:
    begin = raw.index(b"://", start) + 3
    return Found(begin, end - 1, raw[begin : end - 1])


KIND = Kind("credentials", PATTERN, _accept, needs=b"://")
