"""What the targets have in common whose line is one conversation in OpenAI's shape."""

from collections.abc import Mapping
from typing import Any

from exports.finetuning.breaches import Breach, reject
from exports.finetuning.conversation import Conversation, Example
from exports.finetuning.targets.checks import Features
from exports.finetuning.targets.openai_messages import calls, checking, rendering, rules, schema
from exports.finetuning.targets.openai_messages.content import unknown_key
from exports.finetuning.targets.openai_messages.dialect import Dialect

FEATURES: dict[str, dict[str, Any]] = {
    "messages": {"name": "messages", "list": "json"},
    "tools": {"name": "tools", "list": "json"},
    "parallel_tool_calls": {"name": "parallel_tool_calls", "dtype": "bool"},
}


class ChatLines:
    """Lines of `{"messages", "tools"?, "parallel_tool_calls"?}` as the dialect has them; a target adds what it says of itself."""

    def __init__(self, dialect: Dialect, *, name: str, title: str) -> None:
        self.dialect = dialect
        self.name = name
        self.title = title
        self.RULES = rules.of_chat(dialect)
        self.features: Features = tuple(FEATURES[key] for key in dialect.line_keys)

    def render(self, example: Example) -> dict[str, Any]:
        """The line. `parallel_tool_calls` says something only beside tools, and only to a target that knows it."""
        if not isinstance(example, Conversation):
            raise reject("wrong_example", "", f"A line of {self.name} is made of one conversation, without label and second answer.")
        made = rendering.messages(example.turns)
        line: dict[str, Any] = {"messages": rendering.parts_everywhere(made) if self.dialect.all_parts_or_none else made}
        if example.tools:
            line["tools"] = list(example.tools)
            if example.parallel_tool_calls is not None and "parallel_tool_calls" in self.dialect.line_keys:
                line["parallel_tool_calls"] = example.parallel_tool_calls
        return line

    def check(self, line: Any) -> list[Breach]:
        """Each rule that the line breaks."""
        dialect = self.dialect
        if type(line) is dict and len(line) == 1 and not dialect.alternates and checking.are_plain(line.get("messages"), dialect.keys):
            messages = line["messages"]
            late = dialect.system_first and any(message["role"] == "system" for message in messages[1:])
            if messages[-1]["role"] == "assistant" and not late:
                return []
        return list(self._breaches(line))

    def texts(self, line: Mapping[str, Any]) -> list[str]:
        """All texts that the model would read or write, those of the tools too."""
        return [*rendering.texts(line["messages"]), *rendering.tool_texts(line.get("tools", ()))]

    def schema(self) -> dict[str, Any]:
        """JSON Schema (2020-12) of a line. What depends on the order of messages, no schema can say."""
        return schema.of_chat(self.dialect, title=self.title, name=self.name)

    def _breaches(self, line: Any) -> Any:
        if not isinstance(line, dict):
            yield Breach("line_type", "", 'A line is an object: {"messages": […]}.')
            return
        yield from (unknown_key(key, "", "a line") for key in line if key not in self.dialect.line_keys)
        messages = line.get("messages")
        at = "/messages" if "messages" in line else ""
        yield from checking.message_breaches(messages, at, self.dialect, line.get("tools"))
        if isinstance(messages, list) and messages:
            yield from checking.end_breaches(messages, at, self.dialect)
        yield from settings_breaches(line, "", self.dialect)


def settings_breaches(line: dict[str, Any], at: str, dialect: Dialect) -> Any:
    """What is wrong with that which stands beside the messages."""
    if "tools" in line:
        yield from calls.tool_breaches(line["tools"], f"{at}/tools", dialect)
    if "parallel_tool_calls" in dialect.line_keys and not isinstance(line.get("parallel_tool_calls", False), bool):
        yield Breach("parallel_type", f"{at}/parallel_tool_calls", "parallel_tool_calls is true or false.")
