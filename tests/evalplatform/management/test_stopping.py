import os
import signal
import time
from collections.abc import Iterator

import pytest

from evalplatform.management.stopping import Stopped, stoppable

NUMBERS = (signal.SIGINT, signal.SIGTERM, signal.SIGALRM, signal.SIGHUP)


@pytest.fixture(autouse=True)
def _handlers_come_back() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in NUMBERS}
    signal.signal(signal.SIGHUP, signal.SIG_DFL)  # whoever runs the tests by nohup has it ignored
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def send(number: int) -> None:
    os.kill(os.getpid(), number)
    time.sleep(0.01)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_raises(number: int) -> None:
    with pytest.raises(Stopped), stoppable():
        send(number)


class Closing:
    """Asked to end while it is being thrown away, where an exception is lost."""

    def __del__(self) -> None:
        send(signal.SIGTERM)


def throw_away() -> None:
    Closing()
    time.sleep(5)


def test_what_a_destructor_swallows_comes_again() -> None:
    with pytest.raises(Stopped), stoppable():
        throw_away()


def fail_on_the_way_out() -> None:
    try:
        send(signal.SIGTERM)
    finally:
        send(signal.SIGINT)
        raise RuntimeError("after both signals")


def test_nothing_disturbs_the_way_out() -> None:
    with pytest.raises(Stopped), stoppable():
        fail_on_the_way_out()
    send(signal.SIGTERM)


def test_another_failure_stays_what_it_is() -> None:
    with pytest.raises(ZeroDivisionError), stoppable():
        1 / 0  # noqa: B018


def test_who_ignores_the_end_of_the_terminal_goes_on() -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    with stoppable():
        send(signal.SIGHUP)
