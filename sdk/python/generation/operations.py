"""The text of `evalplatform_sdk/operations`: for each group a class with a method for each operation, for plain and for async code."""

from collections.abc import Iterator
from typing import Any

from generation.schema import Operation
from generation.typing_names import names_in, type_of

BY_HAND = ("exports", "traces")  # groups whose class stands in `evalplatform_sdk/<group>.py`, upon the one that is made
MADE = "Made by `python -m generation` of docs/openapi.json: not to be changed by hand."
JSON_OR_TEXT, TEXT_OR_LIST = ("filter", "options", "rename"), ("fields", "exclude")


def modules_of_operations(operations: list[Operation], home: dict[str, str]) -> dict[str, str]:
    groups = sorted({one.group for one in operations})
    by_group = {group: [one for one in operations if one.group == group] for group in groups}
    what = f'"""One module for each group of operations. {MADE}"""\n'
    return {"__init__": what, "every": _index(groups), **{group: _module(group, ones, home) for group, ones in by_group.items()}}


def _words(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("_"))


def _class(group: str) -> str:
    return f"{_words(group)}Operations"


def _index(groups: list[str]) -> str:
    """The module that has them all."""
    names = {group: _words(group) if group in BY_HAND else _class(group) for group in groups}
    rooms = {group: f"evalplatform_sdk.{'' if group in BY_HAND else 'operations.'}{group}" for group in groups}
    imports = "".join(f"from {rooms[group]} import Async{names[group]}, {names[group]}\n" for group in groups)
    text = f'"""All operations of the API by name. {MADE}"""\n\n{imports}'
    text += "from evalplatform_sdk.server import Server\nfrom evalplatform_sdk.async_server import AsyncServer\n"
    for prefix in ("", "Async"):
        made = "".join(f"        self.{group} = {prefix}{names[group]}(server)\n" for group in groups)
        text += f"\n\nclass {prefix}Operations:\n    def __init__(self, server: {prefix}Server) -> None:\n{made}"
    return text


def _module(group: str, operations: list[Operation], home: dict[str, str]) -> str:
    used = {name for one in operations for name in names_in([one.body, one.item or one.answer])}
    imports = "".join(f"from evalplatform_sdk.models.{home[name]} import {name}\n" for name in sorted(used))
    text = f'"""Operations of `{group}`. {MADE}"""\n\n'
    text += "from collections.abc import AsyncIterator, Iterator, Mapping, Sequence\n"
    text += "from typing import Any, Literal, Required, TypedDict, Unpack\n\n"
    text += "from evalplatform_sdk.calls import Call, keyed, part\nfrom evalplatform_sdk.async_server import AsyncServer\n"
    text += f"from evalplatform_sdk.server import Server\n{imports}"
    text += "".join(_query(one) for one in operations if one.query)
    for prefix in ("", "Async"):
        text += f"\n\nclass {prefix}{_class(group)}:\n"
        text += f"    def __init__(self, server: {prefix}Server) -> None:\n        self._server = server\n\n"
        text += "\n".join(_method(one, is_async=bool(prefix)) for one in operations)
    return text


def _query_name(one: Operation) -> str:
    return f"{_words(one.group)}{_words(one.name)}Query"


def _query(one: Operation) -> str:
    lines = [f"    {_key(said['name'])}: {_query_type(said)}\n" for said in one.query]
    return f"\n\nclass {_query_name(one)}(TypedDict, total=False):\n{''.join(lines)}"


def _key(name: str) -> str:
    return f"{name}_" if name == "from" else name


def _query_type(said: dict[str, Any]) -> str:
    name = said["name"]
    text = type_of({key: value for key, value in said["schema"].items() if key != "anyOf"})
    text += " | Mapping[str, Any]" if name in JSON_OR_TEXT else " | Sequence[str]" if name in TEXT_OR_LIST else ""
    return f"Required[{text}]" if said.get("required") else text


def _method(one: Operation, *, is_async: bool) -> str:
    streams = bool(one.item) or one.is_binary
    head = f"    {'async ' if is_async and not streams else ''}def {one.name}({', '.join(_arguments(one))}) -> {_answer(one, is_async)}:\n"
    summary = one.summary.rstrip(".").replace("\\", "\\\\").replace('"', "'")
    return f'{head}        """{summary}.\n\n        `{one.method} {one.path}`\n        """\n        {_made(one, is_async)}\n'


def _answer(one: Operation, is_async: bool) -> str:
    if one.item or one.is_binary:
        return f"{'Async' if is_async else ''}Iterator[{type_of(one.item) if one.item else 'bytes'}]"
    text = "None" if one.answer is None else type_of(one.answer)
    return f"{text} | str | bytes" if one.answers_text and text != "Any" else text


def _arguments(one: Operation) -> Iterator[str]:
    yield "self"
    yield from (f"{name}: str" for name in one.parts)
    more = list(_named_arguments(one))
    if one.body is not None:
        yield f"body: {type_of(one.body, sent=True)}" + ("" if one.body_required and not one.takes_content else " | None = None")
    if more:
        yield "*"
        yield from more
    if one.query:
        yield f"**query: Unpack[{_query_name(one)}]"


def _named_arguments(one: Operation) -> Iterator[str]:
    if one.takes_content:
        yield "content: bytes | None = None"
    if one.takes_content or one.is_binary:
        yield "headers: Mapping[str, str] | None = None"
    if one.has_key:
        yield "idempotency_key: str | None = None"


def _made(one: Operation, is_async: bool) -> str:
    path = one.path
    for name in one.parts:
        path = path.replace(f"{{{name}}}", f"{{part({name})}}")
    literal = f'f"{path}"' if one.parts else f'"{path}"'
    if one.item:
        return f"return self._server.rows({literal}{', query=query' if one.query else ''})"
    call = f'Call("{one.method}", {", ".join([literal, *_given(one)])})'
    if one.is_binary:
        return f"return self._server.pieces({call})"
    return f"{'' if one.answer is None else 'return '}{'await ' if is_async else ''}self._server.done({call})"


def _given(one: Operation) -> Iterator[str]:
    """The keywords of the call."""
    if one.query:
        yield "query=query"
    if one.body is not None:
        yield "body=body"
    if one.takes_content:
        yield "content=content"
    if one.has_key:
        yield "headers=keyed(idempotency_key, headers)" if one.takes_content else "headers=keyed(idempotency_key)"
    elif one.takes_content or one.is_binary:
        yield "headers=headers or {}"
    if one.method == "POST" and not one.has_key:
        yield "has_key=False"
    if one.answers_text:
        yield "takes_text=True"
