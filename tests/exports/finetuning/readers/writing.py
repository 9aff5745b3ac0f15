"""Conversations, and the requests and responses that would have made them, in every shape that is read."""

import json
from typing import Any

from hypothesis import strategies as st

from exports.finetuning.conversation import Conversation, Image, Part, Text, ToolCall, Turn

Body = dict[str, Any]

words = st.text(min_size=1, max_size=12)
names = st.text(alphabet="abcdefghijklmnopqrstuvwxyz_", min_size=1, max_size=8)
images = st.sampled_from(["https://example.com/cat.png", "http://localhost/a?b=1", "data:image/png;base64,iVBORw0KGgo="]).map(Image)
seen: st.SearchStrategy[tuple[Part, ...]] = st.tuples(st.lists(words.map(Text), max_size=2), images).map(lambda both: (*both[0], both[1]))
objects = st.dictionaries(names, st.none() | st.booleans() | st.integers() | words | st.lists(words, max_size=2), max_size=3)


def tools() -> st.SearchStrategy[tuple[Body, ...]]:
    functions = st.fixed_dictionaries({"name": names, "description": words, "parameters": objects})
    return st.lists(functions.map(lambda one: {"type": "function", "function": one}), max_size=2).map(tuple)


@st.composite
def conversations(draw: st.DrawFn) -> Conversation:
    """With or without instructions, images, calls and tools; the last turn is the answer."""
    turns = [Turn("system", draw(words))] if draw(st.booleans()) else []
    turns.append(Turn("user", draw(words | seen)))
    arguments = objects.map(json.dumps) | objects
    for _ in range(draw(st.integers(0, 2))):
        count = draw(st.integers(0, 2))
        calls = tuple(ToolCall(f"call_{len(turns)}_{number}", draw(names), draw(arguments)) for number in range(count))
        turns.append(Turn("assistant", draw(st.none() | words) if calls else draw(words), calls))
        turns += [Turn("tool", draw(words), (), call.id) for call in calls]
        if not calls or draw(st.booleans()):
            turns.append(Turn("user", draw(words)))
    if draw(st.booleans()):
        answer = Turn("assistant", draw(words))
    else:
        answer = Turn("assistant", draw(st.none() | words), (ToolCall("call_last", draw(names), draw(arguments)),))
    return Conversation((*turns, answer), len(turns), draw(tools()))


def as_chat(one: Conversation) -> Body:
    """A chat completions request and its response."""
    request = {"model": "m", "messages": [_chat(turn) for turn in one.prompt], "tools": [*one.tools], "temperature": 0.2}
    choice = {"index": 0, "message": {**_chat(one.answer[0]), "refusal": None, "annotations": []}, "finish_reason": "stop"}
    return {
        "input": request,
        "output": {"id": "chatcmpl-1", "object": "chat.completion", "choices": [choice], "usage": {"total_tokens": 3}},
    }


def as_messages(one: Conversation) -> Body:
    """A list and a message, with the tools beside them."""
    return {"input": [_chat(turn) for turn in one.prompt], "output": _chat(one.answer[0]), "tools": [*one.tools]}


def _chat(turn: Turn) -> Body:
    made: Body = {"role": turn.role, "content": turn.content}
    if isinstance(turn.content, tuple):
        made["content"] = [
            {"type": "text", "text": part.text} if isinstance(part, Text) else {"type": "image_url", "image_url": {"url": part.url}}
            for part in turn.content
        ]
    if turn.calls:
        made["tool_calls"] = [
            {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": call.arguments}} for call in turn.calls
        ]
    return {**made, "tool_call_id": turn.call_id} if turn.call_id else made


def as_responses(one: Conversation) -> Body:
    """A request and a response of the Responses API."""
    rules = one.turns[0].content if one.turns[0].role == "system" else None
    prompt = one.prompt[1:] if rules is not None else one.prompt
    tools = [{"type": "function", **tool["function"], "strict": True} for tool in one.tools]
    request = {"model": "m", "instructions": rules, "input": [item for turn in prompt for item in _items(turn)], "tools": tools}
    output = [{"type": "reasoning", "id": "rs_1", "summary": []}, *_items(one.answer[0])]
    return {"input": request, "output": {"id": "resp_1", "object": "response", "output": output, "instructions": rules, "tools": tools}}


def _items(turn: Turn) -> list[Body]:
    if turn.role == "tool":
        return [{"type": "function_call_output", "call_id": turn.call_id, "output": turn.content}]
    calls = [
        {
            "type": "function_call",
            "id": f"fc_{call.id}",
            "call_id": call.id,
            "name": call.name,
            "arguments": call.arguments,
            "status": "completed",
        }
        for call in turn.calls
    ]
    if turn.content is None:
        return calls
    if isinstance(turn.content, str):
        kind = "output_text" if turn.role == "assistant" else "input_text"
        content: list[Body] = [{"type": kind, "text": turn.content}]
    else:
        content = [
            {"type": "input_text", "text": part.text} if isinstance(part, Text) else {"type": "input_image", "image_url": part.url}
            for part in turn.content
        ]
    return [{"type": "message", "role": turn.role, "content": content, "status": "completed"}, *calls]


def as_anthropic(one: Conversation) -> Body:
    """A request and a response of the Messages API; results of tools stand in one message with what the user says next."""
    rules = one.turns[0].content if one.turns[0].role == "system" else None
    messages: list[Body] = []
    for turn in one.prompt[1:] if rules is not None else one.prompt:
        role = "assistant" if turn.role == "assistant" else "user"
        if messages and messages[-1]["role"] == role and messages[-1]["content"][-1]["type"] == "tool_result":
            messages[-1]["content"] += _blocks(turn)
        else:
            messages.append({"role": role, "content": _blocks(turn)})
    tools = [
        {"name": made["name"], "description": made["description"], "input_schema": made["parameters"]}
        for made in (tool["function"] for tool in one.tools)
    ]
    request = {"model": "m", "max_tokens": 9, "messages": messages, "tools": tools}
    if rules is not None:
        request["system"] = [{"type": "text", "text": rules, "cache_control": {"type": "ephemeral"}}]
    content = [{"type": "thinking", "thinking": "hm", "signature": "s"}, *_blocks(one.answer[0])]
    output = {"id": "msg_1", "type": "message", "role": "assistant", "model": "m", "content": content, "usage": {"output_tokens": 3}}
    return {"input": request, "output": {**output, "stop_reason": "end_turn", "stop_sequence": None}}


def _blocks(turn: Turn) -> list[Body]:
    if turn.role == "tool":
        return [{"type": "tool_result", "tool_use_id": turn.call_id, "content": [{"type": "text", "text": turn.content}]}]
    calls = [{"type": "tool_use", "id": call.id, "name": call.name, "input": call.arguments} for call in turn.calls]
    if turn.content is None:
        return calls
    parts = (Text(turn.content),) if isinstance(turn.content, str) else turn.content
    return [*({"type": "text", "text": part.text} if isinstance(part, Text) else _image(part) for part in parts), *calls]


def _image(part: Image) -> Body:
    if not part.url.startswith("data:"):
        return {"type": "image", "source": {"type": "url", "url": part.url}}
    media_type, _, data = part.url.removeprefix("data:").partition(";base64,")
    return {"type": "image", "source": {"type": "base64", "media_type": media_type, "data": data}}


def as_otel(one: Conversation) -> Body:
    """A span of kind llm whose payload stands in its attributes, as JSON text."""
    rules = one.turns[0].content if one.turns[0].role == "system" else None
    prompt = one.prompt[1:] if rules is not None else one.prompt
    answer = {"role": "assistant", "parts": _parts(one.answer[0]), "finish_reason": "stop"}
    attributes = {
        "gen_ai.operation.name": "chat",
        "gen_ai.input.messages": json.dumps([{"role": turn.role, "parts": _parts(turn)} for turn in prompt]),
        "gen_ai.output.messages": json.dumps([answer]),
        "gen_ai.tool.definitions": json.dumps([{"type": "function", **tool["function"]} for tool in one.tools]),
    }
    if rules is not None:
        attributes["gen_ai.system_instructions"] = json.dumps([{"type": "text", "content": rules}])
    return {"input": None, "output": None, "attributes": attributes}


def _parts(turn: Turn) -> list[Body]:
    if turn.role == "tool":
        return [{"type": "tool_call_response", "id": turn.call_id, "response": turn.content}]
    calls = [{"type": "tool_call", "id": call.id, "name": call.name, "arguments": call.arguments} for call in turn.calls]
    if turn.content is None:
        return calls
    parts = (Text(turn.content),) if isinstance(turn.content, str) else turn.content
    return [*({"type": "text", "content": part.text} if isinstance(part, Text) else _binary(part) for part in parts), *calls]


def _binary(part: Image) -> Body:
    if not part.url.startswith("data:"):
        return {"type": "uri", "modality": "image", "uri": part.url}
    media_type, _, data = part.url.removeprefix("data:").partition(";base64,")
    return {"type": "blob", "modality": "image", "mime_type": media_type, "content": data}
