import pytest

from external_api.throttling.breaker import RETRY_SECONDS, Breaker


class Server:
    """Counts how often it is asked; `now` is the time."""

    def __init__(self) -> None:
        self.now, self.asked, self.away = 0.0, 0, False
        self.breaker = Breaker("The server", clock=lambda: self.now)

    def ask(self) -> str | None:
        return self.breaker.call(self._answer)

    def _answer(self) -> str:
        self.asked += 1
        if self.away:
            raise ConnectionError("away")
        return "here"


@pytest.fixture
def server() -> Server:
    return Server()


def test_while_it_answers_it_is_asked(server: Server) -> None:
    assert ([server.ask(), server.ask()], server.asked) == (["here", "here"], 2)


def test_while_it_is_away_it_is_tried_once_in_a_while(server: Server) -> None:
    server.away = True
    for second in range(RETRY_SECONDS * 3):
        server.now = second
        assert [server.ask() for _ in range(10)] == [None] * 10
    assert server.asked == 3


def test_it_comes_back(server: Server) -> None:
    server.away = True
    server.ask()
    server.away = False
    assert server.ask() is None
    server.now = RETRY_SECONDS
    assert [server.ask(), server.ask()] == ["here", "here"]


def test_one_tries_and_the_others_do_not_wait(server: Server) -> None:
    server.away = True
    server.ask()
    server.now = RETRY_SECONDS
    assert server.breaker.call(lambda: [server.ask() for _ in range(3)]) == [None] * 3
    assert server.asked == 1


def test_each_change_is_logged_once(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    for server.away in (True, False, True):
        for _ in range(3):
            server.now += RETRY_SECONDS
            server.ask()
    assert [one.getMessage() for one in caplog.records] == [
        "The server is away; it is tried again every 5 seconds",
        "The server answers again",
        "The server is away; it is tried again every 5 seconds",
    ]
