"""Keeps an evaluation's lease from within a loop that never waits for long."""

import time

from django.conf import settings

from evalplatform.evaluations import claims
from evalplatform.evaluations.claims import Claim


class Lease:
    """`hold` may be called as often as one likes."""

    def __init__(self, claimed: Claim) -> None:
        self._claimed = claimed
        self._every = min(2.0, settings.EVALUATION_LEASE_SECONDS / 4)
        self._held = time.monotonic()

    def hold(self) -> None:
        """Raises Lost."""
        if time.monotonic() >= self._held + self._every:
            claims.hold(self._claimed)
            self._held = time.monotonic()
