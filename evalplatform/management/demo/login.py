"""DATA_DIR/demo.json: how scripts and people get into the demo."""

import json
import os
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True)
class Login:
    """`project` is a slug; `url` is where the server was started last."""

    url: str
    username: str
    password: str
    api_key: str
    project: str


def path() -> Path:
    return Path(settings.DATA_DIR) / "demo.json"


def read() -> Login | None:
    """What was written last; None where there is none, or none that can be read."""
    try:
        return Login(**json.loads(path().read_text()))
    except (OSError, ValueError, TypeError):
        return None


def write(login: Login) -> None:
    """Replace the file at once, so that it is either whole or as before. Only its owner may read it."""
    descriptor, draft = tempfile.mkstemp(dir=path().parent, prefix="demo.json.")  # mode 0600
    with os.fdopen(descriptor, "w") as file:
        json.dump(asdict(login), file, indent=2)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, path())
