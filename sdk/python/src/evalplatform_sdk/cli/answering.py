"""The command that answers a suite's questions: it writes outputs, and knows neither our key nor a provider's token."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from evalplatform_sdk.cli.settings import Refused

SECRETS = ("EVALPLATFORM_API_KEY", "GITHUB_TOKEN", "GITLAB_TOKEN")


@contextmanager
def outputs_of(command: str, suite: str) -> Iterator[str]:
    """The path of a file with what it writes on standard output. Raises Refused where it ends with another code than 0."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "outputs.jsonl"
        environment = {name: value for name, value in os.environ.items() if name not in SECRETS}
        with path.open("wb") as file:
            # the user's own command, as a shell understands it
            done = subprocess.run(command, shell=True, stdout=file, env={**environment, "EVALPLATFORM_SUITE": suite}, check=False)  # noqa: S602
        if done.returncode:
            raise Refused(f"The command that answers ended with {done.returncode}: nothing is evaluated.")
        yield str(path)
