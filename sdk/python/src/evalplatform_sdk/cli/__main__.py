"""`python -m evalplatform_sdk.cli` is the command `evalplatform`."""

from evalplatform_sdk.cli import main

main()
