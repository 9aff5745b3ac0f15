"""Where `login` keeps the address of the server and the key: a file that only its owner reads."""

import json
import os
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

import typer

NAME = "credentials.json"


@dataclass(frozen=True)
class Credentials:
    """Empty texts where nothing is known."""

    url: str = ""
    api_key: str = ""


def place() -> Path:
    return Path(typer.get_app_dir("evalplatform")) / NAME


def load() -> Credentials:
    """What was stored; nothing where there is nothing that can be read."""
    try:
        found = json.loads(place().read_bytes())
        return Credentials(str(found["url"]), str(found["api_key"]))
    except (OSError, ValueError, TypeError, KeyError):
        return Credentials()


def store(credentials: Credentials) -> Path:
    """Write the file whole or not at all; at no moment can others read it."""
    target = place()
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{NAME}.")  # of mode 0600
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(asdict(credentials), file)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return target


def choose(url: str, api_key: str) -> Credentials:
    """What was said before what was stored; a stored key goes to no other server than its own."""
    stored = load()
    chosen = url or stored.url
    is_its_own = chosen.rstrip("/") == stored.url.rstrip("/")
    return Credentials(chosen, api_key or (stored.api_key if is_its_own else ""))
