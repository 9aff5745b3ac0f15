"""All texts of a conversation: to search them at once, and to put redacted ones in their places."""

from collections.abc import Callable, Iterator

from exports.finetuning.conversation import Conversation, Part, Text, ToolCall, Turn
from exports.finetuning.redact import addresses, json_text

Redact = Callable[[str], str]


def texts(conversation: Conversation) -> Iterator[str]:
    """All that can hold data; definitions of tools and arguments as JSON."""
    for turn in conversation.turns:
        content = turn.content
        if isinstance(content, str):
            yield content
        elif content is not None:
            yield from (one.text if isinstance(one, Text) else addresses.meant(one.url) for one in content)
        if turn.name:
            yield turn.name
        for call in turn.calls:
            yield call.arguments if isinstance(call.arguments, str) else json_text.dump(call.arguments)
    yield from map(json_text.dump, conversation.tools)


def redacted(conversation: Conversation, redact: Redact) -> Conversation:
    """Ids of calls and names of functions stay: by them the parts of a conversation belong together."""
    turns = tuple(_turn(one, redact) for one in conversation.turns)
    tools = tuple(json_text.redact_value(one, redact) for one in conversation.tools)
    return conversation._replace(turns=turns, tools=tools)


def _turn(turn: Turn, redact: Redact) -> Turn:
    content = turn.content
    if content is not None:
        content = redact(content) if isinstance(content, str) else tuple(_part(one, redact) for one in content)
    calls = tuple(_call(one, redact) for one in turn.calls)
    return turn._replace(content=content, calls=calls, name=redact(turn.name) if turn.name else "")


def _part(part: Part, redact: Redact) -> Part:
    return Text(redact(part.text)) if isinstance(part, Text) else part._replace(url=addresses.redact_url(part.url, redact))


def _call(call: ToolCall, redact: Redact) -> ToolCall:
    arguments = call.arguments
    changed = redact(arguments) if isinstance(arguments, str) else json_text.redact_value(arguments, redact)
    return call._replace(arguments=changed)
