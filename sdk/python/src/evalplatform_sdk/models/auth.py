"""What `auth` takes and gives, as docs/openapi.json has it. Made by `python -m generation`: not to be changed by hand."""

from __future__ import annotations

from typing import Required, TypedDict


class CredentialsRequest(TypedDict, total=False):
    username: Required[str]
    password: Required[str]
    project: str


class RefreshRequest(TypedDict, total=False):
    refresh: Required[str]


class TokenPair(TypedDict):
    access: str
    refresh: str


class TokenRequest(TypedDict, total=False):
    token: Required[str]
