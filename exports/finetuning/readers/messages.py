"""A list of messages to turns: each is looked at by itself, since clients put items and messages of several shapes into one list."""

from typing import Any

from exports.finetuning.breaches import reject
from exports.finetuning.conversation import ROLES, Turn
from exports.finetuning.readers import anthropic, blocks, chat, otel, roles, values
from exports.finetuning.readers.draft import Draft
from exports.finetuning.readers.responses import ITEMS

Turns = tuple[Turn, ...]

_PLAIN = frozenset(ROLES)
_new = tuple.__new__  # Turn's own constructor takes twice as long
_ALONE = blocks.CONTENT.keys() | anthropic.ACTIONS.keys()


def plain(found: list[Any]) -> list[Turn] | None:
    """The turns where each message is nothing but a role and a text, which is the usual case; else None."""
    turns = []
    for message in found:
        if (turn := _plain(message)) is None:
            return None
        turns.append(turn)
    return turns


def read(found: list[Any], pointer: str) -> Turns:
    """Raises Rejected."""
    draft = Draft()
    for index, message in enumerate(found):
        if (turn := _plain(message)) is not None:
            draft.append(turn)
        else:
            _add(message, f"{pointer}/{index}", draft)
    draft.close()
    return tuple(draft.turns)


def _plain(message: Any) -> Turn | None:
    if type(message) is not dict or len(message) != 2:
        return None
    role, content = message.get("role"), message.get("content")
    if type(content) is not str or type(role) is not str or role not in _PLAIN:
        return None
    return _new(Turn, (role, content, (), "", "", None))


def one(found: dict[str, Any], pointer: str) -> Turns:
    """The turns in one message: of Anthropic's, results of tools are turns of their own. Raises Rejected."""
    draft = Draft()
    _add(found, pointer, draft)
    draft.close()
    return tuple(draft.turns)


def are_blocks(found: list[Any]) -> bool:
    """Whether this, which is not empty, is the content of one message without the message around it."""
    if isinstance(found[0], dict) and "role" in found[0]:
        return False
    return all(isinstance(one, dict) and "role" not in one and _kind(one) in _ALONE and _kind(one) not in ITEMS for one in found)


def of_blocks(found: Any, pointer: str, role: str) -> Turns:
    """The turn of a content without a message. Raises Rejected."""
    draft = Draft()
    draft.begin(roles.role(role, pointer))
    chat.add_content(found, pointer, draft)
    draft.close()
    return tuple(draft.turns)


def of_parts(found: Any, pointer: str, role: str) -> Turns:
    """The turn of parts without a message. Raises Rejected."""
    draft = Draft()
    draft.begin(roles.role(role, pointer))
    otel.add_parts(found, pointer, draft)
    draft.close()
    return tuple(draft.turns)


def _add(message: Any, pointer: str, draft: Draft) -> None:
    if not isinstance(message, dict):
        raise reject("unknown_shape", pointer, f"A message is an object with role and content, but here is {values.described(message)}.")
    if "parts" in message:
        otel.add(message, pointer, draft)
    elif chat.is_one(message):
        chat.add(message, pointer, draft)
    elif (kind := _kind(message)) in ITEMS:
        ITEMS[kind](message, pointer, draft)
    elif kind:
        known = ", ".join(ITEMS)
        what = values.shortened(kind)
        raise reject(
            "unsupported_part", f"{pointer}/type", f"A conversation has no place for {what!r}; understood are {known} and messages."
        )
    else:
        raise reject("unknown_shape", pointer, f"A message has a role and a content, but this is {values.described(message)}.")


def _kind(message: dict[str, Any]) -> str:
    found = message.get("type")
    return found if isinstance(found, str) else ""
