"""The text of `evalplatform_sdk/models`: one TypedDict for each object of the document, in the module of the group that alone uses it."""

import keyword
from collections.abc import Iterator
from typing import Any

from generation.schema import Operation
from generation.typing_names import names_in, reachable, type_of

SHARED = "shared"
MAY_BE_EMPTY = ("OtlpAnswer",)  # its document is OpenTelemetry's, where what is 0 is left out
HEAD = '''"""{what}, as docs/openapi.json has it. Made by `python -m generation`: not to be changed by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NotRequired, Required, TypeAlias, TypedDict

'''


def modules_of_models(schemas: dict[str, Any], operations: list[Operation]) -> tuple[dict[str, str], dict[str, str]]:
    """The modules, and for each name of a schema the module that has it."""
    home, sent = _homes(schemas, operations), reachable([one.body for one in operations], schemas)
    modules = {"__init__": '"""What calls take and give, as typed dictionaries; keys that are not known yet stay. Made, not written."""\n'}
    for module in sorted(set(home.values())):
        names = sorted((name for name in home if home[name] == module), key=lambda name: ("properties" in schemas[name], name))
        what = "What several groups take and give" if module == SHARED else f"What `{module}` takes and gives"
        text = "".join(_model(name, schemas[name], name in sent or name in MAY_BE_EMPTY) for name in names)
        modules[module] = HEAD.format(what=what) + _imports(names, schemas, home) + text
    return modules, home


def _homes(schemas: dict[str, Any], operations: list[Operation]) -> dict[str, str]:
    users: dict[str, set[str]] = {}
    for one in operations:
        for name in reachable([one.body, one.answer, one.item], schemas):
            users.setdefault(name, set()).add(one.group)
    return {name: next(iter(groups)) if len(groups) == 1 else SHARED for name, groups in users.items()}


def _imports(names: list[str], schemas: dict[str, Any], home: dict[str, str]) -> str:
    needed = {other for name in names for other in names_in(schemas[name])} - set(names)
    return "".join(f"from evalplatform_sdk.models.{home[name]} import {name}\n" for name in sorted(needed)) + "\n\n"


def _model(name: str, schema: dict[str, Any], sent: bool) -> str:
    if "properties" not in schema:
        return f"{name}: TypeAlias = {_alias(schema, sent)}\n"
    fields = list(_fields(schema, sent))
    if any(not key.isidentifier() or keyword.iskeyword(key) for key, _ in fields):
        inner = ", ".join(f"{key!r}: {text!r}" for key, text in fields)
        return f"\n\n{name} = TypedDict({name!r}, {{{inner}}}{', total=False' if sent else ''})\n"
    head = f"class {name}(TypedDict{', total=False' if sent else ''}):"
    lines = [head, *_described(schema), *(f"    {key}: {text}" for key, text in fields)]
    return "\n\n" + "\n".join(lines) + "\n"


def _alias(schema: dict[str, Any], sent: bool) -> str:
    """Of strings at run time too; of models, which may stand further down, as text."""
    text = type_of(schema, sent=sent)
    return text if text.startswith(("Literal[", "None")) else repr(text)


def _fields(schema: dict[str, Any], sent: bool) -> Iterator[tuple[str, str]]:
    """Keys and their types. An answer has all keys, unless the document says which."""
    required = schema.get("required", [] if sent else list(schema["properties"]))
    for key, one in schema["properties"].items():
        text = type_of(one, sent=sent)
        if sent and key in required:
            text = f"Required[{text}]"
        elif not sent and key not in required:
            text = f"NotRequired[{text}]"
        yield key, text


def _described(schema: dict[str, Any]) -> list[str]:
    said = schema.get("description", "").partition("\n")[0].replace("\\", "\\\\").replace('"', "'")
    return [f'    """{said[:120]}"""', ""] if said and len(said) <= 120 else []
