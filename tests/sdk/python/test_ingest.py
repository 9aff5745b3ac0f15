import os
import threading
from collections.abc import Mapping
from typing import Any

import pytest
from evalplatform_sdk import ingest, retrying
from evalplatform_sdk.ingest import Closed, Counts, Full, Ingest
from evalplatform_sdk.tracing import Tracer

from tests.flows.clients import Client
from tests.sdk.faults import HALF, LOST, OK, OTHER, SLOW, UNANSWERED, proxy


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retrying, "BASE_SECONDS", 0.01)
    monkeypatch.setattr(ingest, "LONGEST_PAUSE", 0.05)


def opened(port: int, client: Client, **options: Any) -> Ingest:
    return Ingest(f"http://127.0.0.1:{port}", client.key, flush_seconds=0.05, **options)


def names(client: Client, session: str) -> list[str]:
    """Of all traces of the session, as often as they are there."""
    found, path = [], f"/api/external/traces?session_id={session}&page_size=500"
    while path:
        page = client.call("GET", path)
        found += [trace["name"] for trace in page["results"]]
        path = page["next"] and "/api" + page["next"].split("/api", 1)[1]
    return sorted(found)


def test_nothing_is_lost_and_nothing_doubled(client: Client) -> None:
    """Through cut connections before and after the server has it, half an answer, 429, 500, 503 and a slow answer."""
    faults: list[str | int] = [LOST, UNANSWERED, 429, 500, HALF, OTHER, 503, SLOW, OK, *([LOST] * 8), UNANSWERED]
    with proxy(client.up.port, faults) as between, opened(between.port, client) as sender:
        for number in range(2000):
            sender.ingest({"name": f"n{number:04d}", "session_id": "faults", "input": "x" * (number % 50)})
        assert sender.flush(60)
        assert sender.counts == Counts(2000, 0, 0)
        for number in range(2000, 2003):
            sender.ingest({"name": f"n{number:04d}", "session_id": "faults", "input": 1})
            sender.flush()
    assert len(between.done) > len(faults)
    assert names(client, "faults") == [f"n{number:04d}" for number in range(2003)]


def test_what_is_refused_is_told_with_its_problems(client: Client) -> None:
    heard: list[tuple[Any, Any]] = []
    with opened(client.up.port, client, on_refused=lambda trace, problems: heard.append((trace["name"], problems))) as sender:
        sender.ingest({"name": "good", "session_id": "refused", "input": 1})
        sender.ingest({"name": "bad", "session_id": "refused", "no_such": 1, "input": 1})
    assert sender.counts == Counts(1, 1, 0)
    ((name, (problem,)),) = heard
    assert (name, problem["pointer"]) == ("bad", "/no_such")
    assert names(client, "refused") == ["good"]


def test_a_key_that_is_wrong_is_told_for_each(client: Client) -> None:
    heard: list[str] = []

    def note(trace: dict[str, Any], problems: Any) -> None:
        heard.append(problems[0]["code"])

    with Ingest(f"http://127.0.0.1:{client.up.port}", "evp_wrong", flush_seconds=0.05, on_refused=note) as sender:
        sender.ingest({"name": "a", "input": 1})
        sender.ingest({"name": "b", "input": 1})
    assert (sender.counts, len(heard)) == (Counts(0, 2, 0), 2)


def test_a_server_that_is_away_fills_the_queue(client: Client) -> None:
    with proxy(client.up.port, [LOST] * 100_000) as between:
        sender = opened(between.port, client, most=3, wait_seconds=0)
        for number in range(3):
            sender.ingest({"name": str(number), "input": 1})
        with pytest.raises(Full, match="3 traces wait"):
            sender.ingest({"name": "3", "input": 1})
        assert not sender.flush(0.2)
        assert sender.close(0.2) == 3
        with pytest.raises(Closed):
            sender.ingest({"name": "4", "input": 1})


def test_the_queue_is_bounded_in_bytes_too(client: Client) -> None:
    with proxy(client.up.port, [LOST] * 100_000) as between:
        sender = opened(between.port, client, most_bytes=1000, wait_seconds=0)
        sender.ingest({"name": "large", "input": "x" * 5000})
        with pytest.raises(Full):
            sender.ingest({"name": "small", "input": 1})
        sender.close(0.1)


def test_who_waits_goes_on_when_there_is_room(client: Client) -> None:
    with proxy(client.up.port, [LOST] * 8) as between, opened(between.port, client, most=1, wait_seconds=60) as sender:
        for number in range(5):
            sender.ingest({"name": str(number), "session_id": "room", "input": 1})
    assert names(client, "room") == ["0", "1", "2", "3", "4"]


def test_many_threads(client: Client) -> None:
    def some(of: int) -> None:
        for number in range(300):
            sender.ingest({"name": f"{of}-{number:03d}", "session_id": "threads", "input": 1})

    with opened(client.up.port, client, most=500) as sender:
        threads = [threading.Thread(target=some, args=[of]) for of in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sender.counts == Counts(1200, 0, 0)
    assert names(client, "threads") == [f"{of}-{number:03d}" for of in range(4) for number in range(300)]


def test_a_trace_is_taken_as_it_is_now(client: Client) -> None:
    trace: dict[str, Any] = {"name": "now", "session_id": "now", "input": 1}
    with opened(client.up.port, client) as sender:
        sender.ingest(trace)
        trace["name"] = "later"
    assert names(client, "now") == ["now"]


@pytest.mark.parametrize("value", [object(), float("nan"), {1, 2}])
def test_what_is_no_json_is_an_error_at_once(client: Client, value: Any) -> None:
    with opened(client.up.port, client) as sender:
        with pytest.raises((TypeError, ValueError)):
            sender.ingest({"input": value})
        assert sender.counts == Counts(0, 0, 0)


def test_a_tracer_sends_by_it(client: Client) -> None:
    with opened(client.up.port, client) as sender:
        tracer = Tracer(sender)
        with tracer.step("double", input=4, session_id="traced") as step:
            step.output = 8
    (trace,) = client.call("GET", "/api/external/traces?session_id=traced")["results"]
    assert (trace["name"], trace["input"], trace["output"]) == ("double", 4, 8)


def test_after_a_fork_the_child_sends_its_own(client: Client) -> None:
    sender = opened(client.up.port, client)
    sender.ingest({"name": "parent", "session_id": "fork", "input": 1})
    assert sender.flush()
    child = os.fork()
    if child == 0:
        try:
            sender.ingest({"name": "child", "session_id": "fork", "input": 1})
            os._exit(sender.close())
        finally:
            os._exit(9)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert sender.close() == 0
    assert names(client, "fork") == ["child", "parent"]


@pytest.mark.parametrize("given", [{}, {"url": "http://127.0.0.1:1"}, {"api_key": "evp_x"}])
def test_without_address_or_key(given: Mapping[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("EVALPLATFORM_URL", "EVALPLATFORM_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(ValueError, match="set EVALPLATFORM_URL"):
        Ingest(**given)
