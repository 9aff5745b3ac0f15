import hashlib
import re
from collections import Counter, defaultdict
from datetime import UTC, datetime
from functools import cache
from itertools import pairwise
from typing import Any

import orjson
import pytest

from evalplatform.management.demo.catalogue import CHAT_MODELS, NEW_RELEASE, cost_usd
from evalplatform.management.demo.generator import traces
from evalplatform.tracing.rows import TraceRow
from evalplatform.tracing.validation import read_trace

COUNT = 20_000


@cache
def made() -> list[dict[str, Any]]:
    return list(traces(COUNT))


def share(found: Any) -> float:
    return sum(map(bool, found)) / COUNT


def score(trace: dict[str, Any], name: str) -> Any:
    return next((one["value"] for one in trace["scores"] if one["name"] == name), None)


def last_number(text: str) -> str:
    return [*re.finditer(r"-?\d+", text)][-1].group()


def test_gives_the_same_traces_on_every_run_and_python() -> None:
    digest = hashlib.sha256()
    for trace in traces(1_000):
        digest.update(orjson.dumps(trace))
    assert digest.hexdigest() == "8d9c48a27ca4c451f5229244f0cb83b98545447ecb5a3e30ad314a39bb27bf28"


def test_gives_others_for_another_seed() -> None:
    assert next(traces(10, seed=8))["input"] != next(traces(10))["input"]


def test_counts_them_from_one() -> None:
    assert [trace["external_id"] for trace in traces(3)] == ["demo-000001", "demo-000002", "demo-000003"]


def test_ends_with_the_time_that_is_asked_for() -> None:
    *_, last = traces(10, until=datetime(2025, 3, 1, 12, tzinfo=UTC))
    assert last["started_at"] == "2025-03-01T12:00:00.000Z"


def test_every_trace_can_be_stored() -> None:
    assert [trace["external_id"] for trace in made() if not isinstance(read_trace(trace), TraceRow)] == []


@pytest.mark.parametrize(("wanted", "low", "high"), [(None, 1_800, 2_000), (1_900, 1_880, 1_920), (20_000, 19_950, 20_050)])
def test_a_trace_has_the_wanted_size_on_average(wanted: int | None, low: int, high: int) -> None:
    sizes = [len(orjson.dumps(trace)) for trace in traces(2_000, payload_bytes=wanted)]
    assert low < sum(sizes) / len(sizes) < high


def test_models_share_the_work() -> None:
    counts = Counter(trace["model"] for trace in made())
    assert counts.keys() == {model.name for model in CHAT_MODELS}
    assert all(0.1 < count / COUNT < 0.35 for count in counts.values())


def test_some_calls_fail_and_say_why() -> None:
    failed = [trace for trace in made() if trace["status"] == "error"]
    assert 0.02 < share(failed) < 0.04
    assert all(trace["error"] and trace["output"] is None and not trace["scores"] for trace in failed)
    assert len({trace["error"] for trace in failed}) == 6


@pytest.mark.parametrize(
    ("name", "low", "high"), [("correct", 0.5, 0.7), ("helpfulness", 0.05, 0.2), ("sentiment", 0.1, 0.2), ("feedback", 0.03, 0.1)]
)
def test_some_are_judged(name: str, low: float, high: float) -> None:
    assert low < share(any(one["name"] == name for one in trace["scores"]) for trace in made()) < high


def test_only_one_model_gets_worse_with_the_new_release() -> None:
    """Paired by problem, as a gate would do it."""
    right: dict[tuple[str, bool], list[int]] = defaultdict(list)
    for trace in made():
        if trace["metadata"]["task"] == "maths" and trace["scores"]:
            right[trace["model"], trace["release"] == NEW_RELEASE].append(score(trace, "correct"))
    rates = {key: sum(values) / len(values) for key, values in right.items()}
    losses = {model.name: rates[model.name, False] - rates[model.name, True] for model in CHAT_MODELS}
    assert losses.pop("lumen-2") > 0.08
    assert max(losses.values()) < 0.03


def test_the_score_of_a_sum_says_what_the_answer_says() -> None:
    sums = [trace for trace in made() if trace["metadata"]["task"] == "maths" and trace["scores"]]
    assert len(sums) > 4_000
    for trace in sums:
        right = last_number(trace["output"]["content"]) == last_number(trace["reference"])
        assert right == (score(trace, "correct") == 1)


def test_a_problem_is_asked_of_every_model_in_one_session() -> None:
    asked = defaultdict(set)
    for trace in made():
        if trace["session_id"].startswith("maths-"):
            asked[trace["session_id"], trace["metadata"]["problem"]].add(trace["model"])
    assert Counter(map(len, asked.values())).most_common(1)[0][0] == len(CHAT_MODELS)


def test_a_session_goes_on_where_it_stopped() -> None:
    chats = defaultdict(list)
    for trace in made():
        if trace["session_id"].startswith("support-"):
            chats[trace["session_id"]].append(trace["input"])
    longer = [later[: len(earlier)] == earlier for chat in chats.values() for earlier, later in pairwise(chat)]
    assert len(longer) > 3_000
    assert sum(longer) / len(longer) > 0.95  # the others have been broken on purpose


def test_tools_are_called_and_answer() -> None:
    called = [message for trace in made() if trace["tools"] for message in trace["input"] if "tool_calls" in message]
    answered = {message["tool_call_id"] for trace in made() if trace["tools"] for message in trace["input"] if message["role"] == "tool"}
    assert len(called) > 1_000
    assert {one["id"] for message in called for one in message["tool_calls"]} <= answered


def test_a_few_break_the_rules_of_fine_tuning() -> None:
    def breaks(trace: dict[str, Any]) -> bool:
        if trace["status"] == "error" or not isinstance(trace["input"], list):
            return False
        turns = [*trace["input"], *([trace["output"]] if trace["output"] else [])]
        roles = [turn["role"] for turn in turns]
        return roles[-1] == "user" or ("user", "user") in pairwise(roles) or turns[-1].get("content") == ""

    assert 0.005 < share(map(breaks, made())) < 0.02


def test_a_few_are_there_twice() -> None:
    seen = Counter(orjson.dumps([trace["input"], trace["output"]]) for trace in made() if trace["output"])
    assert 0.005 < share(range(1, 1 + sum(count - 1 for count in seen.values()))) < 0.025


def test_spans_hang_together() -> None:
    with_spans = [trace["spans"] for trace in made() if "spans" in trace]
    assert 0.05 < share(with_spans) < 0.2
    assert {span["kind"] for spans in with_spans for span in spans} == {"agent", "llm", "tool", "retriever"}
    for spans in with_spans:
        assert {span["parent_external_id"] for span in spans} - {span["external_id"] for span in spans} == {None}


def test_personal_data_is_nobodys() -> None:
    text = b"\n".join(map(orjson.dumps, made())).decode()
    assert set(re.findall(r"[\w.]+@(\w+\.\w+)", text)) == {"example.com"}
    assert set(re.findall(r"\b4\d{3} \d{4} \d{4} \d{4}\b", text)) == {"4111 1111 1111 1111"}
    assert "192.0.2." in text


def test_spreadsheets_would_run_some_texts() -> None:
    for field in ("name", "user_id"):
        starts = {trace[field][:1] for trace in made()}
        assert {"=", "+", "-"} <= starts


def test_costs_are_exact_and_without_zeros_at_the_end() -> None:
    assert cost_usd("aurora-mini-3", 1_000_000, 1_000_000) == "1.5"
    assert cost_usd("corvus-8b", 1, 0) == "0.00000006"
    assert cost_usd("lumen-2", 0, 0) == "0"
