"""What the options in front of every command say, and the server that they lead to."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import typer

from evalplatform_sdk.cli import credentials
from evalplatform_sdk.server import Server, connect


class Refused(Exception):
    """What was asked cannot be done; the text says why and what to do."""


@dataclass(frozen=True)
class Settings:
    url: str
    api_key: str
    as_json: bool
    color: bool


def of(context: typer.Context) -> Settings:
    found: Settings = context.find_root().obj
    return found


@contextmanager
def connected(context: typer.Context) -> Iterator[Server]:
    """The server and the key that were said, or else stored."""
    settings = of(context)
    chosen = credentials.choose(settings.url, settings.api_key)
    if not chosen.url or not chosen.api_key:
        missing = "address" if not chosen.url else "key"
        raise Refused(f"No {missing} is known: use `evalplatform login`, or set EVALPLATFORM_URL and EVALPLATFORM_API_KEY.")
    if not chosen.url.startswith(("http://", "https://")):
        raise Refused(f"{chosen.url} is no address: it begins with https:// (or http://).")
    made = connect(chosen.url, chosen.api_key)
    with made.http:
        yield made
