"""The rules of each target as sentences, for the documents and the tests: those that its dialect has, and none else."""

from collections.abc import Iterator

from exports.finetuning.targets.openai_messages.dialect import Dialect, Images

Rules = tuple[tuple[str, str], ...]


def of_chat(dialect: Dialect) -> Rules:
    """Of lines that are one conversation."""
    return (*_of_lines(), *of_messages(dialect), *_of_the_end(dialect))


def of_messages(dialect: Dialect) -> Rules:
    """Of messages and of the tools beside them."""
    found = (*_of_each(dialect), *_of_content(dialect), *_of_calls(dialect), *_of_tools(dialect), *_of_order(dialect))
    return tuple(found)


def _of_lines() -> Iterator[tuple[str, str]]:
    yield "line_type", "A line is an object."
    yield "unknown_key", "Objects have only the keys that the target knows."


def _of_each(dialect: Dialect) -> Iterator[tuple[str, str]]:
    yield "messages_type", "messages is a list of at least one message."
    yield "message_type", "A message is an object."
    yield "unknown_role", f"The role of a message is {', '.join(dialect.keys)}."
    yield "name", "A name has 1 to 64 letters, digits, underscores and hyphens."
    if dialect.has_weights:
        yield "weight", "The weight of a message is 0 or 1."
        if any("weight" not in keys for keys in dialect.keys.values()):
            yield "weight_place", "Only messages of the assistant have a weight."


def _of_content(dialect: Dialect) -> Iterator[tuple[str, str]]:
    yield "missing_content", "A message has a content; an assistant's has tool calls or a content."
    yield "content_type", "A content is a text or a list of parts."
    yield "empty_content", "A content is not empty, but for a tool's that gave nothing, or beside tool calls."
    yield "part_type", "A part is a text or an image_url, with its text or its url."
    if not dialect.tool_parts:
        yield "tool_content", "The content of a tool message is one text."
    if dialect.text_or_calls:
        yield "text_and_calls", "A message of the assistant has a text or tool calls, not both."
    yield from _of_images(dialect.images) if dialect.images else [("image", "There is only text, no image.")]
    if dialect.all_parts_or_none:
        yield "mixed_content", "The contents of all messages of a line are lists of parts, or of none."
        yield "parts_without_image", "Where contents are lists of parts, one part at least is an image."


def _of_images(images: Images) -> Iterator[tuple[str, str]]:
    yield "image_place", "Images stand in messages of the user."
    yield "image_url", f"An image is {'an address or ' if images.addresses else ''}a data: URL with base64."
    yield "image_format", f"Images given as data are {', '.join(images.formats)}."
    yield "image_detail", "The detail of an image is low, high or auto."
    if images.max_bytes:
        yield "image_size", f"An image given as data has at most {images.max_bytes:,} bytes."
    if images.at_most:
        yield "too_many_images", f"A line has at most {images.at_most} images."


def _of_calls(dialect: Dialect) -> Iterator[tuple[str, str]]:
    yield "calls_place", "Only the assistant calls tools."
    yield "calls_type", "tool_calls is a list of at least one call."
    yield "call_type", "A call has an id, the type function, and a function with name and arguments."
    yield "call_id", f"The id of a call is {'nine letters and digits' if dialect.call_id else 'a text that is not empty'}."
    yield "repeated_call_id", "The calls of a message have different ids."
    yield "function_name", "The name of a function has 1 to 64 letters, digits, underscores and hyphens."
    yield "arguments_type", "The arguments of a call are a text, not an object."
    yield "arguments_json", "The arguments of a call are the JSON text of an object."
    if dialect.calls_known_tools:
        yield "unknown_tool", "Where a line has tools, a call names one of them."


def _of_tools(dialect: Dialect) -> Iterator[tuple[str, str]]:
    yield "tools_type", f"tools is a list{'' if dialect.tools_may_be_empty else ' of at least one tool'}."
    yield "tool_type", "A tool has the type function, and a function with name, description, parameters (an object) and strict."
    yield "repeated_tool", "Tools have different names."
    if dialect.max_tools:
        yield "too_many_tools", f"A line has at most {dialect.max_tools} tools."
    if len(dialect.tool_needs) > 1:
        yield "tool_needs", f"The function of a tool has {', '.join(dialect.tool_needs)}."


def _of_order(dialect: Dialect) -> Iterator[tuple[str, str]]:
    yield "missing_tool_call_id", "A tool message has the id of the call that it answers."
    yield "unasked_tool", "A tool message answers a call of the assistant's message before it, each call once."
    yield "unanswered_call", "Each call is answered before the next turn; those of the last message need no answer."
    if dialect.system_first:
        yield "system_first", "There is one system message at most, and it is the first message."
    if dialect.alternates:
        yield "alternation", "A user speaks first, then assistant and user in turn, with the tools' answers between."


def _of_the_end(dialect: Dialect) -> Iterator[tuple[str, str]]:
    if "parallel_tool_calls" in dialect.line_keys:
        yield "parallel_type", "parallel_tool_calls is true or false."
    yield "no_assistant", "One message at least is the assistant's."
    yield "last_not_assistant", "The last message is the assistant's."
    if dialect.has_weights:
        yield "nothing_to_learn", "One message of the assistant at least has not the weight 0."
