"""What the library `datasets` of Hugging Face makes of the lines; TRL and LLaMA-Factory load files by it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest

from exports.finetuning.conversation import Conversation, Example, Labelled, Preference, ToolCall, Turn
from exports.finetuning.targets import Needs, Target, custom, get

USER, ANSWER, SYSTEM = Turn("user", "Hi “Ünï” \u2028 🚀"), Turn("assistant", "Ho"), Turn("system", "Be short.")
PLAIN = ("anthropic", "gemini", "trl-sft", "trl-dpo", "trl-kto", "sharegpt", "alpaca", "custom")
TOOLED = ("gemini", "trl-sft", "trl-dpo", "trl-kto", "sharegpt")
Load = Callable[..., list[Any]]


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Load:
    monkeypatch.setenv("HF_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    import datasets  # reads the environment

    def loaded(lines: list[Any], features: Any = None) -> list[Any]:
        """By its path alone, or, with features, as a folder with a data card."""
        path, cache = tmp_path / "data" / "train.jsonl", str(tmp_path / "cache")
        path.parent.mkdir()
        path.write_bytes(b"".join(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE) for line in lines))
        if features is None:
            return list(datasets.load_dataset("json", data_files=str(path), split="train", cache_dir=cache))
        card = {"configs": [{"config_name": "default", "data_files": "train.jsonl"}], "dataset_info": {"features": features}}
        (path.parent / "README.md").write_text(f"---\n{json.dumps(card)}\n---\n")
        return list(datasets.load_dataset(str(path.parent), split="train", cache_dir=cache))

    return loaded


def without_nulls(value: Any) -> Any:
    """A column that a row does not have is null in what is loaded."""
    if isinstance(value, dict):
        return {key: without_nulls(inner) for key, inner in value.items() if inner is not None}
    return [without_nulls(inner) for inner in value] if isinstance(value, list) else value


def tool(name: str, **properties: Any) -> dict[str, Any]:
    return {"type": "function", "function": {"name": name, "parameters": {"type": "object", "properties": properties}}}


def example(needs: Needs, turns: tuple[Turn, ...], *tools: Any) -> Example:
    conversation = Conversation(turns, len(turns) - 1, tools)
    if needs is Needs.LABEL:
        return Labelled(conversation, len(turns) > 2)
    return Preference(turns[:-1], turns[-1:], (Turn("assistant", "Huh"),), tools) if needs is Needs.PREFERENCE else conversation


def calling(arguments: str) -> tuple[Turn, ...]:
    asked = Turn("assistant", None, (ToolCall("c1", "f", arguments),))
    return (USER, asked, Turn("tool", "1", call_id="c1", name="f"), ANSWER)


WEATHER, COUNTING = tool("f", city={"type": "string", "enum": ["Rome"]}), tool("f", n={"type": "integer"})
WITH_TOOLS = (
    ((USER, ANSWER),),
    (calling('{"city": "Rome"}'), WEATHER),
    (calling('{"n": 18446744073709551615, "deep": {"x": [1, "a"]}}'), COUNTING, tool("g")),
    (calling("{}"),),
)


def lines_of(target: Target, *conversations: tuple[Any, ...]) -> list[Any]:
    lines = [target.render(example(target.needs, *one)) for one in conversations]
    assert [target.check(line) for line in lines] == [[]] * len(lines)
    return lines


def assert_loads(load: Load, lines: list[Any], features: Any = None) -> None:
    assert [without_nulls(row) for row in load(lines, features)] == lines


@pytest.mark.parametrize("name", PLAIN)
def test_loads(name: str, load: Load) -> None:
    assert_loads(load, lines_of(get(name), ((USER, ANSWER),), ((SYSTEM, USER, ANSWER, USER, ANSWER),)))


@pytest.mark.parametrize("name", TOOLED)
def test_loads_tools_and_arguments_that_differ(name: str, load: Load) -> None:
    assert_loads(load, lines_of(get(name), *WITH_TOOLS))


@pytest.mark.parametrize("name", TOOLED)
def test_with_the_columns_on_the_card_rows_may_differ_after_the_first_ten_megabytes(name: str, load: Load) -> None:
    target = get(name)
    long = lines_of(target, ((Turn("user", "x" * 1_000_000), ANSWER),))
    assert_loads(load, [*long * 11, *lines_of(target, *WITH_TOOLS)], target.features)


@pytest.mark.parametrize("name", [name for name in PLAIN if name != "alpaca"])  # where a column is a text, all dates would be dates
def test_with_the_columns_on_the_card_a_text_never_becomes_a_date(name: str, load: Load) -> None:
    target = get(name)
    lines = lines_of(target, ((Turn("user", "2024-01-01"), Turn("assistant", "2024-01-02")),))
    assert_loads(load, lines, target.features)


def test_the_columns_of_a_template(load: Load) -> None:
    target = custom.parse({"t": "${prompt}!", "m": "${messages}", "n": 1, "o": {"a": [None]}, "s": "x", "b": True, "tools": "${tools}"})
    assert_loads(load, lines_of(target, ((USER, ANSWER), WEATHER), ((USER, ANSWER),)), target.features)
