"""Checks a list of messages by a dialect's rules, and the tools beside it."""

from collections.abc import Iterator, Mapping
from typing import Any

from exports.finetuning.breaches import Breach
from exports.finetuning.targets.openai_messages import calls, content
from exports.finetuning.targets.openai_messages.dialect import NAME, Dialect
from exports.finetuning.targets.openai_messages.order import Order, role_of


def are_plain(messages: Any, roles: Mapping[str, Any]) -> bool:
    """Whether these are messages of text alone, with nothing in them that could break a rule but their order."""
    if type(messages) is not list or not messages:
        return False
    for message in messages:  # noqa: SIM110 - `all` takes half as long again, and this is asked of each line
        if not is_plain(message, roles):
            return False
    return True


def is_plain(message: Any, roles: Mapping[str, Any]) -> bool:
    """Whether this is a message of a known role, but a tool's, and of a text that is not empty, and nothing else."""
    if type(message) is not dict or len(message) != 2:
        return False
    role, text = message.get("role"), message.get("content")
    return type(text) is str and text != "" and type(role) is str and role in roles and role != "tool"


def message_breaches(messages: Any, at: str, dialect: Dialect, tools: Any = None) -> Iterator[Breach]:
    """Each rule that the messages break, but for those of their end; `tools` are those of the line."""
    if not isinstance(messages, list) or not messages:
        yield Breach("messages_type", at, "messages is a list of at least one message.")
        return
    yield from _all_breaches(messages, at, dialect)
    known = _known(tools) if dialect.calls_known_tools else None
    order = Order(messages, dialect)
    for index, message in enumerate(messages):
        place = f"{at}/{index}"
        if not isinstance(message, dict):
            yield Breach("message_type", place, 'A message is an object: {"role": …, "content": …}.')
            continue
        if not is_plain(message, dialect.keys):
            yield from _message(message, place, dialect, known)
        if dialect.all_parts_or_none and _has_parts(message) != _has_parts(messages[0]):
            yield Breach("mixed_content", place, "The contents of all messages are lists of parts, or of none.")
        yield from order.step(index, message, place)


def end_breaches(messages: list[Any], at: str, dialect: Dialect) -> Iterator[Breach]:
    """What a conversation to learn from lacks: an answer at its end, and one that counts."""
    answers = [message for message in messages if role_of(message) == "assistant"]
    if not answers:
        yield Breach("no_assistant", at, "There is no message of the assistant, so nothing to learn.")
        return
    if dialect.has_weights and all(type(one.get("weight")) is int and one["weight"] == 0 for one in answers):
        yield Breach("nothing_to_learn", at, "All messages of the assistant have the weight 0, so there is nothing to learn.")
    if role_of(messages[-1]) != "assistant":
        last = f"{at}/{len(messages) - 1}"
        yield Breach("last_not_assistant", last, "The last message is not the assistant's (repair drop_trailing_user).")


def _all_breaches(messages: list[Any], at: str, dialect: Dialect) -> Iterator[Breach]:
    images = content.count_images(messages)
    limit = dialect.images.at_most if dialect.images else None
    if limit is not None and images > limit:
        yield Breach("too_many_images", at, f"There are {images} images, and at most {limit} are taken.")
    if dialect.all_parts_or_none and not images and any(_has_parts(one) for one in messages):
        yield Breach("parts_without_image", at, "Contents are lists of parts, but none of them is an image.")


def _has_parts(message: Any) -> bool:
    return isinstance(message, dict) and isinstance(message.get("content"), list)


def _known(tools: Any) -> frozenset[str] | None:
    if not isinstance(tools, list):
        return None
    return frozenset(name for tool in tools if (name := calls.tool_name(tool)) is not None)


def _message(message: dict[str, Any], at: str, dialect: Dialect, known: frozenset[str] | None) -> Iterator[Breach]:
    role = message.get("role")
    if not isinstance(role, str) or role not in dialect.keys:
        place = f"{at}/role" if "role" in message else at
        yield Breach("unknown_role", place, f"role is one of {', '.join(dialect.keys)}.{_hint(role)}")
    elif not message.keys() <= dialect.keys[role]:
        yield from (_misplaced(key, role, at, dialect) for key in message if key not in dialect.keys[role])
    yield from content.breaches(message, role, at, dialect)
    if role == "assistant" and "tool_calls" in message:
        yield from calls.breaches(message["tool_calls"], f"{at}/tool_calls", dialect, known)
    if role == "tool":
        yield from _answer(message, at, dialect)
    yield from _name_and_weight(message, role, at, dialect)


def _hint(role: Any) -> str:
    return " Repair developer_to_system makes system messages of developer's." if role == "developer" else ""


def _misplaced(key: str, role: str, at: str, dialect: Dialect) -> Breach:
    if key == "tool_calls":
        return Breach("calls_place", f"{at}/tool_calls", "Only the assistant calls tools.")
    if key == "weight" and dialect.has_weights:
        return Breach("weight_place", f"{at}/weight", "Only messages of the assistant have a weight.")
    found = content.unknown_key(key, at, f"a message of role {role}")
    return found._replace(message=f"{found.message[:-1]} (repair drop_names).") if key == "name" else found


def _answer(message: dict[str, Any], at: str, dialect: Dialect) -> Iterator[Breach]:
    if "tool_call_id" in message:
        yield from calls.id_breaches(message["tool_call_id"], f"{at}/tool_call_id", dialect)
    else:
        yield Breach("missing_tool_call_id", at, "A tool message has the id of the call that it answers (repair fill_tool_ids).")


def _name_and_weight(message: dict[str, Any], role: Any, at: str, dialect: Dialect) -> Iterator[Breach]:
    allowed = dialect.keys.get(role, frozenset()) if isinstance(role, str) else frozenset()
    if "name" in message and "name" in allowed:
        name = message["name"]
        if not isinstance(name, str) or not NAME.fullmatch(name):
            yield Breach("name", f"{at}/name", "name has 1 to 64 letters, digits, underscores and hyphens (repair drop_names).")
    if "weight" in message and "weight" in allowed:
        weight = message["weight"]
        if type(weight) is not int or weight not in (0, 1):
            yield Breach("weight", f"{at}/weight", "weight is 0 or 1.")
