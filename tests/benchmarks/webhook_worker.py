"""`python -m tests.benchmarks.webhook_worker`: does what the tasks of webhooks do, over and over, retries in 1/1000 of their time."""

import sys
import threading
import time
from collections.abc import Callable
from functools import partial

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
    threading.Thread(target=over_and_over, args=(fan_out,), daemon=True).start()  # on the server it is in another lane
    over_and_over(partial(sender.deliver, seconds=0.5))


def over_and_over(work: Callable[[], object]) -> None:
    while True:
        try:
            work()
        except (DatabaseError, InterfaceError) as error:  # PostgreSQL is killed on the way
            sys.stderr.write(f"{error}\n")
            connection.close()
            time.sleep(0.2)
        time.sleep(0.01)


if __name__ == "__main__":
    main()
