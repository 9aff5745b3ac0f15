"""The command `evalplatform`, which says so where its packages are not installed."""

import sys


def main() -> None:
    try:
        from evalplatform_sdk.cli import main as run
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("typer", "rich"):
            raise
        sys.stderr.write('The command line is not installed: pip install "evalplatform-sdk[cli]".\n')
        sys.exit(2)
    run()
