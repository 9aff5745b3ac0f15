"""`python -m tests.benchmarks.webhook_worker`: does what the tasks of webhooks do, over and over, retries in 1/1000 of their time."""

import sys
import time

import django

django.setup()

from django.db import DatabaseError, InterfaceError, connection  # noqa: E402 (Django first)

from evalplatform import retries  # noqa: E402
from integrations.webhooks import sending  # noqa: E402
from integrations.webhooks.delivering import Sender  # noqa: E402
from integrations.webhooks.fan_out import fan_out  # noqa: E402

SCALE = 1000


def main() -> None:
    retries.WAITS = tuple(wait / SCALE for wait in retries.WAITS)  # type: ignore[assignment]
    sending.SECONDS = 3.0  # of 20: else those that hang would never end
    sender = Sender()
    while True:
        try:
            fan_out()
            sender.deliver(seconds=0.5)
        except (DatabaseError, InterfaceError) as error:  # PostgreSQL is killed on the way
            sys.stderr.write(f"{error}\n")
            connection.close()
            time.sleep(0.2)
        time.sleep(0.01)


if __name__ == "__main__":
    main()
