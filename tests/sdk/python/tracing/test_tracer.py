import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any

import pytest
from evalplatform_sdk.tracing import Step, Tracer

from tests.sdk.python.sent import Sent, only


class Full:
    def ingest(self, trace: dict[str, Any], /) -> None:
        raise OSError("full")


def test_a_function(tracer: Tracer, sent: Sent) -> None:
    @tracer.trace
    def add(a: int, b: int = 2, *, loud: bool = False) -> int:
        """Adds."""
        return a + b

    assert (add(1, loud=True), add.__name__, add.__doc__) == (3, "add", "Adds.")
    trace = only(sent)
    assert trace["name"] == "test_a_function.add"
    assert (trace["input"], trace["output"], trace["status"]) == ({"a": 1, "loud": True}, 3, "ok")
    assert (trace["environment"], trace["release"], trace["started_at"] < trace["ended_at"]) == ("test", "2.1", True)
    assert "spans" not in trace


def test_calls_within_are_spans(tracer: Tracer, sent: Sent) -> None:
    @tracer.trace(kind="retriever", name="search", tags=["t"])
    def search(question: str) -> list[str]:
        with tracer.step("rank", input=[1]) as step:
            step.metadata["k"] = 3
        return ["found"]

    @tracer.trace(user_id="u-1")
    def answer(question: str) -> str:
        return search(question)[0]

    answer("why?")
    trace = only(sent)
    first, second = trace["spans"]
    assert (trace["input"], trace["user_id"]) == ("why?", "u-1")
    assert (first["name"], first["kind"], first["output"], first["parent_external_id"]) == ("search", "retriever", ["found"], None)
    assert (second["name"], second["parent_external_id"], second["attributes"]) == ("rank", first["external_id"], {"k": 3})
    assert first["attributes"] == {"tags": ["t"]}


def test_an_error_is_kept_and_stays_what_it_was(tracer: Tracer, sent: Sent) -> None:
    error = ValueError("no")

    @tracer.trace
    def fail() -> None:
        raise error

    with pytest.raises(ValueError, match="no") as caught:
        fail()
    assert caught.value is error
    assert (only(sent)["status"], only(sent)["error"], only(sent)["output"]) == ("error", "ValueError: no", None)


def test_a_thread_knows_what_is_around_it_where_it_is_told(tracer: Tracer, sent: Sent) -> None:
    @tracer.trace
    def work(n: int) -> int:
        return n

    with tracer.step("around"), ThreadPoolExecutor(1) as pool:
        pool.submit(work, 1).result()
        pool.submit(copy_context().run, work, 2).result()
    assert [one["input"] for one in sent.traces] == [1, None]
    assert [span["input"] for span in sent.traces[1]["spans"]] == [2]


@pytest.mark.anyio
async def test_what_begins_after_the_end_is_a_trace_of_its_own(tracer: Tracer, sent: Sent) -> None:
    @tracer.trace
    async def later() -> None:
        await asyncio.sleep(0.01)

    with tracer.step("around"):
        task = asyncio.create_task(later())
    await task
    assert [one["name"].split(".")[-1] for one in sent.traces] == ["around", "later"]
    assert "spans" not in sent.traces[0]


def test_usage_and_model_come_from_the_calls_of_models(tracer: Tracer, sent: Sent) -> None:
    with tracer.step("around"):
        for tokens in (1, 2):
            with tracer.step("ask", kind="llm", model="m-1", usage={"input_tokens": tokens, "output_tokens": 5}):
                pass
    assert (only(sent)["model"], only(sent)["usage"]) == ("m-1", {"input_tokens": 3, "output_tokens": 10})


def test_models_that_differ_are_not_guessed(tracer: Tracer, sent: Sent) -> None:
    with tracer.step("around", usage={"input_tokens": 1}):
        for model in ("m-1", "m-2"):
            with tracer.step("ask", kind="llm", model=model, usage={"input_tokens": 9}):
                pass
    assert ("model" in only(sent), only(sent)["usage"]) == (False, {"input_tokens": 1})


def test_scores_belong_to_the_trace(tracer: Tracer, sent: Sent) -> None:
    with tracer.step("around"), tracer.step("within") as step:
        step.score("correct", 1, comment="sure")
    assert only(sent)["scores"] == [{"name": "correct", "value": 1, "label": None, "source": "api", "comment": "sure"}]


def test_what_is_shared_by_calls_is_not_mixed(tracer: Tracer, sent: Sent) -> None:
    @tracer.trace(metadata={"a": 1})
    def call(n: int) -> None:
        assert tracer.current
        tracer.current.metadata[f"n{n}"] = n

    call(1)
    call(2)
    assert [one["metadata"] for one in sent.traces] == [{"a": 1, "n1": 1}, {"a": 1, "n2": 2}]


def test_a_mask_sees_everything_first(sent: Sent) -> None:
    tracer = Tracer(sent, mask=lambda value: "***" if value == "secret" else value)

    @tracer.trace
    def echo(text: str) -> str:
        return text

    echo("secret")
    with tracer.step("x") as step:
        step.input = "secret"
    assert [(one["input"], one["output"]) for one in sent.traces] == [("***", "***"), ("***", None)]


def test_a_mask_that_fails_lets_nothing_through(sent: Sent, caplog: pytest.LogCaptureFixture) -> None:
    tracer = Tracer(sent, mask=lambda value: 1 / 0)

    @tracer.trace
    def echo(text: str) -> str:
        return text

    with caplog.at_level(logging.WARNING):
        assert echo("secret") == "secret"
    assert "secret" not in str(sent.traces)


def test_nothing_is_kept_where_nothing_may_be(sent: Sent) -> None:
    with Tracer(sent, longest=0).step("x", input="a") as step:
        step.output = "b"
    assert (only(sent)["input"], only(sent)["output"]) == (None, None)


@pytest.mark.parametrize("client", [Full(), None], ids=["full", "none"])
def test_tracing_never_fails(client: Any, caplog: pytest.LogCaptureFixture) -> None:
    tracer = Tracer(client)

    @tracer.trace(nonsense=1)
    def work(a: int) -> int:
        return a

    assert work(1) == 1
    with tracer.step("x", kind="no such kind", tags="text", metadata=7, started_at="soon") as step:
        assert isinstance(step, Step)


def test_a_kind_that_the_server_does_not_know(tracer: Tracer, sent: Sent) -> None:
    with tracer.step("a"), tracer.step("b", kind="magic"):
        pass
    assert only(sent)["spans"][0]["kind"] == "chain"


def test_long_names_do_not_cost_the_trace(tracer: Tracer, sent: Sent) -> None:
    with tracer.step("n" * 5000, session_id="s" * 900, tags=["t" * 300] * 200) as step:
        step.fail("e" * 200_000)
    trace = only(sent)
    assert [len(trace[name]) for name in ("name", "session_id", "tags", "error")] == [1000, 500, 100, 100_000]
