"""`python -m evalplatform_sdk` is the command `evalplatform`."""

from evalplatform_sdk.command import main

main()
