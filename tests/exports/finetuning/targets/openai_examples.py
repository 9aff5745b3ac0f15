"""For each rule of OpenAI's shape a line that keeps it and one that breaks nothing else; and conversations of every kind."""

import json
from pathlib import Path
from typing import Any, NamedTuple

from hypothesis import strategies as st

from exports.finetuning.conversation import ROLES, Conversation, Image, Labelled, Preference, Text, ToolCall, Turn

DOCS = Path(__file__).parents[4] / "docs" / "targets"
PNG = "data:image/png;base64,AAAA"
USER = {"role": "user", "content": "Hi"}
ANSWER = {"role": "assistant", "content": "Yo"}
SYSTEM = {"role": "system", "content": "Be short."}
TOOL = {"type": "function", "function": {"name": "add", "description": "Adds.", "parameters": {"type": "object"}}}
BARE_TOOL = {"type": "function", "function": {"name": "sub", "description": "Subtracts."}}
CALL = {"id": "abc123XYZ", "type": "function", "function": {"name": "add", "arguments": '{"a": 1}'}}
CALLING = {"role": "assistant", "tool_calls": [CALL]}
RESULT = {"role": "tool", "content": "1", "tool_call_id": "abc123XYZ"}
TEXT_PART = {"type": "text", "text": "Yo"}
ANSWER_PARTS = {"role": "assistant", "content": [TEXT_PART]}


class Case(NamedTuple):
    """`breaks` breaks the one rule, at the pointer."""

    rule: str
    keeps: Any
    breaks: Any
    pointer: str


def line(*messages: Any, **more: Any) -> dict[str, Any]:
    return {"messages": list(messages), **more}


def seeing(url: str = PNG, **more: Any) -> dict[str, Any]:
    """A user's message with an image."""
    return {"role": "user", "content": [{"type": "image_url", "image_url": {"url": url, **more}}]}


def calling(**changed: Any) -> dict[str, Any]:
    return {"role": "assistant", "tool_calls": [{**CALL, **changed}]}


def called(**changed: Any) -> dict[str, Any]:
    return calling(function={"name": "add", "arguments": "{}", **changed})


def tool(**changed: Any) -> dict[str, Any]:
    return {"type": "function", "function": {**TOOL["function"], **changed}}  # type: ignore[dict-item]


GOOD = line(USER, ANSWER)
TOOLED = line(USER, CALLING, RESULT, ANSWER, tools=[TOOL])
SEEING = line(seeing(detail="low"), ANSWER_PARTS)

CASES = (
    Case("line_type", GOOD, [], ""),
    Case("unknown_key", GOOD, line(USER, ANSWER, **{"x/y": 1}), "/x~1y"),
    Case("messages_type", GOOD, {"messages": []}, "/messages"),
    Case("message_type", GOOD, line(USER, 7, ANSWER), "/messages/1"),
    Case("unknown_role", line(SYSTEM, USER, ANSWER), line(USER, {"role": "robot", "content": "x"}, ANSWER), "/messages/1/role"),
    Case("name", TOOLED, line(USER, CALLING, {**RESULT, "name": "a b"}, ANSWER), "/messages/2/name"),
    Case("weight", line(USER, {**ANSWER, "weight": 1}), line(USER, {**ANSWER, "weight": 2}), "/messages/1/weight"),
    Case("weight_place", GOOD, line({**USER, "weight": 1}, ANSWER), "/messages/0/weight"),
    Case("missing_content", GOOD, line({"role": "user"}, ANSWER), "/messages/0"),
    Case("content_type", GOOD, line({"role": "user", "content": 7}, ANSWER), "/messages/0/content"),
    Case("empty_content", GOOD, line({"role": "user", "content": ""}, ANSWER), "/messages/0/content"),
    Case("part_type", SEEING, line(seeing(), {"role": "assistant", "content": [{"type": "audio"}]}), "/messages/1/content/0"),
    Case("tool_content", TOOLED, line(USER, CALLING, {**RESULT, "content": [TEXT_PART]}, ANSWER), "/messages/2/content"),
    Case("text_and_calls", line(USER, {**CALLING, "content": ""}), line(USER, {**CALLING, "content": "x"}), "/messages/1/content"),
    Case("image_place", SEEING, line(seeing(), {**seeing(), "role": "assistant"}), "/messages/1/content/0"),
    Case("image_url", SEEING, line(seeing("file:///x.png"), ANSWER_PARTS), "/messages/0/content/0/image_url/url"),
    Case("image_format", SEEING, line(seeing("data:image/tiff;base64,AAAA"), ANSWER_PARTS), "/messages/0/content/0/image_url/url"),
    Case("image_detail", SEEING, line(seeing(detail="huge"), ANSWER_PARTS), "/messages/0/content/0/image_url/detail"),
    Case("image_size", SEEING, line(seeing(PNG + "A" * 13_981_016), ANSWER_PARTS), "/messages/0/content/0/image_url/url"),
    Case(
        "too_many_images",
        line({**USER, "content": seeing()["content"] * 10}, ANSWER_PARTS),
        line({**USER, "content": seeing()["content"] * 11}, ANSWER_PARTS),
        "/messages",
    ),
    Case("mixed_content", SEEING, line(seeing(), ANSWER), "/messages/1"),
    Case("parts_without_image", SEEING, line({**USER, "content": [TEXT_PART]}, ANSWER_PARTS), "/messages"),
    Case("calls_place", TOOLED, line({**USER, "tool_calls": [CALL]}, ANSWER), "/messages/0/tool_calls"),
    Case("calls_type", TOOLED, line(USER, {**ANSWER, "tool_calls": []}), "/messages/1/tool_calls"),
    Case("call_type", TOOLED, line(USER, calling(type="tool")), "/messages/1/tool_calls/0/type"),
    Case("call_id", TOOLED, line(USER, calling(id="")), "/messages/1/tool_calls/0/id"),
    Case(
        "repeated_call_id",
        line(USER, {**CALLING, "tool_calls": [CALL, {**CALL, "id": "abc123xyz"}]}),
        line(USER, {**CALLING, "tool_calls": [CALL, CALL]}),
        "/messages/1/tool_calls/1/id",
    ),
    Case("function_name", TOOLED, line(USER, called(name="a b")), "/messages/1/tool_calls/0/function/name"),
    Case("arguments_type", TOOLED, line(USER, called(arguments={})), "/messages/1/tool_calls/0/function/arguments"),
    Case("arguments_json", TOOLED, line(USER, called(arguments="[1]")), "/messages/1/tool_calls/0/function/arguments"),
    Case("unknown_tool", TOOLED, line(USER, called(name="sub"), tools=[TOOL]), "/messages/1/tool_calls/0/function/name"),
    Case("tools_type", TOOLED, line(USER, ANSWER, tools=[]), "/tools"),
    Case("tool_type", TOOLED, line(USER, ANSWER, tools=[tool(parameters=[])]), "/tools/0/function/parameters"),
    Case("repeated_tool", TOOLED, line(USER, ANSWER, tools=[TOOL, TOOL]), "/tools/1/function/name"),
    Case(
        "too_many_tools",
        line(USER, ANSWER, tools=[tool(name=f"t{number}") for number in range(128)]),
        line(USER, ANSWER, tools=[tool(name=f"t{number}") for number in range(129)]),
        "/tools",
    ),
    Case(
        "tool_needs",
        TOOLED,
        line(USER, ANSWER, tools=[{"type": "function", "function": {"name": "a", "parameters": {}}}]),
        "/tools/0/function",
    ),
    Case("missing_tool_call_id", TOOLED, line(USER, CALLING, RESULT, {"role": "tool", "content": "2"}, ANSWER), "/messages/3"),
    Case("unasked_tool", TOOLED, line(USER, CALLING, RESULT, RESULT, ANSWER), "/messages/3/tool_call_id"),
    Case("unanswered_call", line(USER, CALLING), line(USER, CALLING, USER, ANSWER), "/messages/1/tool_calls/0"),
    Case("system_first", line(SYSTEM, USER, ANSWER), line(USER, SYSTEM, ANSWER), "/messages/1"),
    Case("alternation", line(SYSTEM, USER, ANSWER, USER, ANSWER), line(USER, ANSWER, ANSWER), "/messages/2"),
    Case("parallel_type", {**TOOLED, "parallel_tool_calls": False}, {**TOOLED, "parallel_tool_calls": 0}, "/parallel_tool_calls"),
    Case("no_assistant", GOOD, line(USER), "/messages"),
    Case("last_not_assistant", GOOD, line(USER, ANSWER, USER), "/messages/2"),
    Case("nothing_to_learn", line(USER, {**ANSWER, "weight": 1}), line(USER, {**ANSWER, "weight": 0}), "/messages"),
)


def cases_of(rules: tuple[tuple[str, str], ...]) -> list[Case]:
    """Those of a target's rules."""
    names = {name for name, _ in rules}
    return [case for case in CASES if case.rule in names]


def found(breaches: Any) -> list[tuple[str, str]]:
    return [(one.rule, one.pointer) for one in breaches]


def documented(name: str) -> Any:
    """The schema under docs/targets. To write it anew: json.dumps(target.schema(), indent=2, ensure_ascii=False) and LF."""
    return json.loads((DOCS / f"{name}.json").read_text())


_texts = st.text(max_size=5) | st.sampled_from(["Hi", " ", "é\u2028", "a\0"])
_ids = st.sampled_from(["", "call_1", "abc123XYZ", "x y"])
_names = st.sampled_from(["", "add", "a b"])
_arguments = st.sampled_from(["", "{}", '{"a": 1}', "[", "[1]"]) | st.dictionaries(_texts, st.integers() | st.none(), max_size=2)
_images = st.builds(Image, url=st.sampled_from([PNG, "https://x.org/a.png", "", "x"]), detail=st.sampled_from(["", "low", "x"]))
_contents = st.none() | _texts | st.lists(st.builds(Text, text=_texts) | _images, max_size=3).map(tuple)
_calls = st.lists(st.builds(ToolCall, id=_ids, name=_names, arguments=_arguments), max_size=2).map(tuple)
_plain_turns = st.sampled_from([Turn("user", "Hi"), Turn("assistant", "Yo")])
_odd_turns = st.builds(
    Turn,
    role=st.sampled_from(ROLES),
    content=_contents,
    calls=st.just(()) | _calls,
    call_id=_ids,
    name=_names,
    weight=st.sampled_from([None, None, 0, 1]),
)
_turns = st.lists(_plain_turns | _odd_turns, max_size=5).map(tuple)
_tools = st.lists(st.sampled_from([TOOL, {}, BARE_TOOL]), max_size=2).map(tuple)
_parallel = st.sampled_from([None, True, False])
conversations = st.tuples(_turns, _turns, _tools, _parallel).map(
    lambda drawn: Conversation(drawn[0] + drawn[1], len(drawn[0]), drawn[2], drawn[3])
)
preferences = st.builds(Preference, prompt=_turns, chosen=_turns, rejected=_turns, tools=_tools, parallel_tool_calls=_parallel)
examples = conversations | preferences | st.builds(Labelled, conversation=conversations, label=st.booleans())

# fmt: off
_keys = st.sampled_from([
    "messages", "tools", "parallel_tool_calls", "input", "preferred_output", "non_preferred_output", "role", "content", "name", "weight",
    "tool_calls", "tool_call_id", "id", "type", "function", "arguments", "parameters", "image_url", "url", "text",
])
# fmt: on
_scalars = st.none() | st.booleans() | st.integers() | st.floats() | _texts | st.sampled_from([*ROLES, "function", "image_url", "{}"])
values = st.recursive(
    _scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_keys | _texts, inner, max_size=4), max_leaves=20
)
