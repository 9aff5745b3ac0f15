"""A change that has to be written although the database has just thrown us out."""

import time
from collections.abc import Callable

from django.db import InterfaceError, OperationalError, connection

SECONDS_BETWEEN = (0.5, 1.0, 2.0, 4.0, 8.0)


def patiently(change: Callable[[], object]) -> None:
    """Make the change, again for some 15 seconds while the database is away: it may be back in a moment, as after a restart.

    For work that is given back: waiting for its lease to run out would take longer. Not inside a transaction. Raises what the last try did.
    """
    for seconds in SECONDS_BETWEEN:
        try:
            change()
            return
        except (OperationalError, InterfaceError):
            connection.close()
            time.sleep(seconds)
    change()
