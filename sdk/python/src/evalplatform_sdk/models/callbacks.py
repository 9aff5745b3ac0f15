"""What `callbacks` takes and gives, as docs/openapi.json has it. Made by `python -m generation`: not to be changed by hand."""

from __future__ import annotations

from typing import TypedDict


class CallbackSecret(TypedDict):
    exists: bool
    changed_at: str | None
    previous_until: str | None


class CallbackSecretMade(TypedDict):
    exists: bool
    changed_at: str | None
    previous_until: str | None
    secret: str
