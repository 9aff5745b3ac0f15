"""Traces to conversations, whatever their client sent: a row's input, output and tools to turns.

What has no place in a conversation is told and not left out in silence, with two exceptions: reasoning (blocks.py says why), and what
carries no text: numbers, flags, empty values, and what an API tells of a call, such as its id, model and usage. Nothing is guessed: of an
object with several fields nobody can tell which of them the model read or wrote.
"""

from collections.abc import Mapping
from typing import Any

from exports.finetuning.breaches import reject
from exports.finetuning.conversation import Conversation, Turn
from exports.finetuning.readers import bodies, messages, otel, tools, values
from exports.finetuning.readers.bodies import Side
from exports.finetuning.readers.messages import Turns
from exports.finetuning.readers.rules import RULES

__all__ = ["RULES", "read"]

_INPUT, _OUTPUT, _SYSTEM, _TOOLS = (
    "gen_ai.input.messages",
    "gen_ai.output.messages",
    "gen_ai.system_instructions",
    "gen_ai.tool.definitions",
)


def read(row: Mapping[str, Any]) -> Conversation:
    """The conversation of a trace or of a span of kind llm, decoded: `input`, `output`, and `tools` or `attributes`. Raises Rejected.

    What the model answered begins where the input ends; an output that repeats the end of its input, or all of it, is not doubled.
    """
    try:
        if (usual := _usual(row)) is not None:
            return usual
        asked, answered = _input(row), _output(row)
        turns, answer_at = _joined(asked.turns, answered.turns)
        if not answer_at:
            raise reject("no_input", "/input", "The output is the whole input: there is nothing that was asked.")
        _refuse_empty(turns[answer_at:])
        rules = asked.rules or answered.rules or _rules(row)
        if rules and turns[: len(rules)] != rules:
            turns, answer_at = rules + turns, answer_at + len(rules)
        return Conversation(turns, answer_at, _tools(row, asked, answered), asked.parallel)
    except RecursionError:
        raise reject("too_deep", "", "The trace is nested too deep to be read.") from None


def _usual(row: Mapping[str, Any]) -> Conversation | None:
    """The conversation where all is chat messages with nothing but text, and the answer perhaps a bare text; None tells nothing."""
    asked, answered = row.get("input"), row.get("output")
    if type(asked) is not list or not asked or row.get("attributes"):
        return None
    if type(answered) is str and not answered.startswith("["):
        answered = {"role": "assistant", "content": answered}
    turns = messages.plain([*asked, answered])
    if turns is None or turns[-1] == turns[-2] or turns[-1][0] != "assistant" or not turns[-1][1]:
        return None
    own = row.get("tools")
    return Conversation(tuple(turns), len(asked), tools.read(own, "/tools") if own else ())


def _input(row: Mapping[str, Any]) -> Side:
    found, pointer = row.get("input"), "/input"
    if type(found) is not list:
        found, pointer = _elsewhere(row, found, pointer, _INPUT)
    if not found and not isinstance(found, int | float):
        raise reject("no_input", pointer, f"The input is {values.described(found)}: there is nothing that was asked.")
    if isinstance(found, str):
        return Side((Turn("user", found),))
    if isinstance(found, list):
        side = Side(messages.of_blocks(found, pointer, "user") if messages.are_blocks(found) else messages.read(found, pointer))
    elif isinstance(found, dict):
        side = bodies.read_input(found, pointer)
    else:
        raise reject("unknown_shape", pointer, f"The input is {values.described(found)}; it should be text or messages.")
    if not side.turns:
        raise reject("no_input", pointer, "The input has no message: there is nothing that was asked.")
    return side


def _output(row: Mapping[str, Any]) -> Side:
    found, pointer = row.get("output"), "/output"
    if type(found) is not dict:
        found, pointer = _elsewhere(row, found, pointer, _OUTPUT)
    if not found and not isinstance(found, int | float):
        raise reject("no_output", pointer, f"The output is {values.described(found)}: there is nothing to learn from.")
    if isinstance(found, dict):
        return bodies.read_output(found, pointer)
    if isinstance(found, str):
        return Side((Turn("assistant", found),))
    if not isinstance(found, list):
        raise reject("unknown_shape", pointer, f"The output is {values.described(found)}; it should be text or a message.")
    if messages.are_blocks(found):
        return Side(messages.of_blocks(found, pointer, "assistant"))
    if len(found) > 1 and all(isinstance(one, dict) and "finish_reason" in one and "parts" in one for one in found):
        raise bodies.several_answers(pointer, len(found))
    return Side(messages.read(found, pointer))


def _elsewhere(row: Mapping[str, Any], found: Any, pointer: str, attribute: str) -> tuple[Any, str]:
    """Of a span that has nothing there, the attribute of OTel; of JSON text of OTel's messages, the messages."""
    if found is None and (said := _attribute(row, attribute)):
        pointer = f"/attributes/{attribute}"
        return (values.from_text(said, pointer) if isinstance(said, str) else said), pointer
    return (otel.from_text(found) if isinstance(found, str) else found), pointer


def _attribute(row: Mapping[str, Any], name: str) -> Any:
    attributes = row.get("attributes")
    return attributes.get(name) if isinstance(attributes, dict) else None


def _rules(row: Mapping[str, Any]) -> Turns:
    if not (found := _attribute(row, _SYSTEM)):
        return ()
    pointer = f"/attributes/{_SYSTEM}"
    if isinstance(found, str):
        if not found.startswith("["):
            return (Turn("system", found),)
        found = values.from_text(found, pointer)
    return messages.of_parts(found, pointer, "system")


def _tools(row: Mapping[str, Any], asked: Side, answered: Side) -> tuple[tools.Tool, ...]:
    """The trace's own, else those of the request, of the span's attributes, or of a response that repeats them."""
    if own := row.get("tools"):
        return tools.read(own, "/tools")
    if asked.tools:
        return tools.read(asked.tools, asked.tools_at)
    if of_span := _attribute(row, _TOOLS):
        return tools.read(of_span, f"/attributes/{_TOOLS}")
    return tools.read(answered.tools, answered.tools_at) if answered.tools else ()


def _joined(asked: Turns, answered: Turns) -> tuple[Turns, int]:
    """All turns, each once, and where the answer begins."""
    count, more = len(asked), len(answered)
    if more <= count and asked[count - more :] == answered:
        last_question = max((place for place, turn in enumerate(answered) if turn.role == "user"), default=-1)
        return asked, count - more + last_question + 1
    if more > 1:
        # An agent's output is often its whole state, sometimes without the instructions.
        rules = next((place for place, turn in enumerate(asked) if turn.role not in ("system", "developer")), count)
        for skipped in dict.fromkeys((0, rules)):
            same = count - skipped
            if 0 < same < more and answered[:same] == asked[skipped:]:
                return asked + answered[same:], count
    return asked + answered, count


def _refuse_empty(answer: Turns) -> None:
    spoken = [turn for turn in answer if turn.role == "assistant"]
    if not spoken:
        raise reject("no_answer", "/output", "The output has no turn of the assistant: there is nothing to learn from.")
    if not any(turn.content or turn.calls for turn in spoken):
        raise reject("empty_answer", "/output", "The answer has neither text nor a tool call: there is nothing to learn from.")
