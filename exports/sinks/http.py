"""An HTTP server that takes files by PUT. What it has taken it may show at once, so the manifest, sent last, says that all are there."""

import base64
import re
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from evalplatform import outbound
from evalplatform.errors import DomainError, InvalidInput, Problem, Unavailable
from exports.sinks import NoDownload, Outgoing, Parameter, Place
from exports.sinks.slices import Slice

TRIES = 6
LONGEST_WAIT_SECONDS = 30.0
_TRANSIENT = (408, 425, 429)
_HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
_OURS = {"authorization", "content-length", "content-type", "content-digest", "x-content-sha256", "host", "transfer-encoding", "connection"}


class Target:
    """One address, under which the keys are paths."""

    settings = (
        Parameter("url", "address that the key is put after", required=True),
        Parameter("headers", "more headers, such as x-ms-blob-type; nothing secret", kind=dict),
    )
    secrets = (Parameter("authorization", "value of the header Authorization, such as `Bearer …`", max_length=8192),)

    def __init__(self, place: Place, *, quick: bool = False) -> None:
        self._base = str(place.settings["url"]).rstrip("/")
        self._headers = {**place.settings.get("headers", {})}
        if authorization := place.secrets.get("authorization"):
            self._headers["Authorization"] = authorization
        self._tries = 1 if quick else TRIES
        self._seconds = 15.0 if quick else None

    @staticmethod
    def problems(settings: Mapping[str, Any], secrets: Mapping[str, str]) -> list[Problem]:
        found = []
        try:
            if outbound.check_url(settings.get("url", "")).query:
                found.append(Problem("/settings/url", "The key is put after the address, so it has no query."))
        except InvalidInput as error:
            found.append(Problem("/settings/url", error.message, "invalid_url"))
        headers = settings.get("headers", {})
        if any(not _HEADER.fullmatch(name) or not _is_value(value) for name, value in headers.items()) or len(headers) > 20:
            found.append(Problem("/settings/headers", "headers maps at most 20 names of headers to printable ASCII texts."))
        if taken := sorted(_OURS & {name.lower() for name in headers}):
            found.append(Problem("/settings/headers", f"These headers are ours or secret: {', '.join(taken)}."))
        if not _is_value(secrets.get("authorization", "")):
            found.append(Problem("/secrets/authorization", "authorization is a printable ASCII text."))
        return found

    def stage(self, files: Sequence[Outgoing], *, check: Callable[[], None], leftovers: bool) -> None:
        """Nothing: HTTP has no way to bring bytes and show them later."""

    def publish(self, files: Sequence[Outgoing], *, check: Callable[[], None]) -> list[str]:
        return [self._patiently(file, check) for file in files]

    def withdraw(self, keys: Sequence[str], *, owner: str) -> None:
        """Nothing: what was taken is the server's own."""

    def link(self, location: str, *, name: str, seconds: int) -> str:
        raise NoDownload("no_download", f"The file was sent to {location} and can only be had there.")

    def close(self) -> None:
        """Nothing: each request has a connection of its own."""

    def probe(self, key: str) -> None:
        content = b"evalplatform"
        self._put(key, content, {"Content-Length": str(len(content)), "Content-Type": "text/plain"})

    def _patiently(self, file: Outgoing, check: Callable[[], None]) -> str:
        """Send one file, again after what may pass, from its beginning."""
        for attempt in range(self._tries):
            try:
                return self._send(file, check)
            except Unavailable as error:
                if attempt == self._tries - 1:
                    raise
                _wait(max(2.0**attempt, error.after if isinstance(error, _Busy) else 0.0), check)
        raise AssertionError

    def _send(self, file: Outgoing, check: Callable[[], None]) -> str:
        digest = base64.b64encode(bytes.fromhex(file.sha256)).decode()
        headers = {
            "Content-Length": str(file.bytes),
            "Content-Type": file.media_type,
            "Content-Digest": f"sha-256=:{digest}:",  # RFC 9530
            "X-Content-SHA256": file.sha256,
        }
        with Slice(file.path, 0, file.bytes, check=check) as body:
            return self._put(file.key, body, headers)

    def _put(self, key: str, body: bytes | Slice, headers: dict[str, str]) -> str:
        location = f"{self._base}/{quote(key, safe='/=,@~')}"
        answer = outbound.send(
            "PUT", location, headers={**self._headers, **headers}, body=body, seconds=self._seconds, max_bytes=64 * 1024
        )  # fmt: skip
        _judge(answer, key)
        return location


class _Busy(Unavailable):
    """The server asks for patience: `after` seconds."""

    def __init__(self, message: str, after: float) -> None:
        super().__init__("store_unavailable", message)
        self.after = after


def _judge(answer: outbound.Answer, key: str) -> None:
    status = answer.status
    if 200 <= status < 300:
        return
    if status in _TRANSIENT or status >= 500:
        raise _Busy(f"The server answered {status} to the PUT of {key}.", _seconds(answer.headers.get("retry-after", "")))
    if status in (401, 403):
        raise DomainError("store_denied", f"The server refuses the PUT of {key} ({status}). Set the destination's `authorization` again.")
    if 300 <= status < 400:
        raise DomainError("store_moved", f"The server answers with a redirect ({status}), which is not followed. Set the final address.")
    raise DomainError("store_refused", f"The server refuses the PUT of {key} ({status}). Check the destination's url and key.")


def _seconds(text: str) -> float:
    return min(float(text), LONGEST_WAIT_SECONDS) if text.isascii() and text.isdecimal() and len(text) < 9 else 0.0


def _wait(seconds: float, check: Callable[[], None]) -> None:
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        check()
        time.sleep(min(left, 0.2))


def _is_value(value: Any) -> bool:
    return isinstance(value, str) and value.isascii() and (not value or value.isprintable()) and len(value) <= 8192
