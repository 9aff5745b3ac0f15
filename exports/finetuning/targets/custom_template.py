"""Templates of lines: JSON in which `${name}` stands for a value of the example. Substitution only, nothing is computed.

A text that is exactly one placeholder becomes the value itself; inside of a longer text a placeholder must be a text. `$${` is `${`.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from evalplatform.errors import InvalidInput, Problem
from evalplatform.exact_json import escape_key, find_flaw
from exports.finetuning.targets import Needs, checks
from exports.finetuning.targets.custom_values import PLACEHOLDERS

MAX_DEPTH = 20
MAX_VALUES = 1_000
MAX_CHARACTERS = 100_000  # of texts and keys

_MARK = re.compile(r"\$\$\{|\$\{[^{}]*\}?")


class Whole(NamedTuple):
    """A value of the example."""

    name: str


class Mixed(NamedTuple):
    """A text made of literal pieces and placeholders."""

    pieces: tuple[str | Whole, ...]


class Template(NamedTuple):
    """`body` is JSON in which Whole and Mixed stand for texts; dicts and lists are never shared with a line."""

    body: dict[str, Any]
    places: tuple[tuple[str, str], ...]  # each placeholder once, and the pointer to where it stands first
    needs: Needs


def parse(template: Any) -> Template:
    """Raises InvalidInput with a pointer into the template for each thing that is wrong."""
    if template is None:
        raise InvalidInput(Problem("", 'The shape custom needs a template, as {"text": "${prompt}"}.', "missing"))
    if type(template) is not dict or not template:
        raise InvalidInput(Problem("", f"A template is an object with at least one key, not {checks.kind(template)}.", "wrong_type"))
    if flaw := find_flaw(template) or _too_large(template):
        raise InvalidInput(flaw)
    problems: list[Problem] = []
    names: dict[str, str] = {}  # and where each stands first
    body = _parsed(template, "", names, problems)
    if not problems and not names:
        problems.append(
            Problem("", f"The template has no placeholder, so all lines would be the same; there are {_known()}.", "no_placeholder")
        )
    needs = _needs(names, problems)
    if problems:
        raise InvalidInput(*problems)
    return Template(body, tuple(names.items()), needs)


def fill(body: Any, values: Mapping[str, Any]) -> Any:
    """The body with the values in their places."""
    kind = type(body)
    if kind is Whole:
        return values[body.name]
    if kind is dict:
        return {key: fill(value, values) for key, value in body.items()}
    if kind is list:
        return [fill(value, values) for value in body]
    if kind is Mixed:
        return "".join([piece if type(piece) is str else values[piece.name] for piece in body.pieces])
    return body


def _parsed(value: Any, pointer: str, names: dict[str, str], problems: list[Problem]) -> Any:
    if type(value) is str:
        return _text(value, pointer, names, problems)
    if type(value) is dict:
        return {_key(key, pointer, problems): _parsed(one, f"{pointer}/{escape_key(key)}", names, problems) for key, one in value.items()}
    if type(value) is list:
        return [_parsed(one, f"{pointer}/{number}", names, problems) for number, one in enumerate(value)]
    return value


def _key(key: str, pointer: str, problems: list[Problem]) -> str:
    if any(mark != "$${" for mark in _MARK.findall(key)):
        place = f"{pointer}/{escape_key(key)}"
        problems.append(Problem(place, "A key cannot hold a placeholder; write $${ for the characters ${.", "placeholder_in_key"))
    return key.replace("$${", "${")


def _text(text: str, pointer: str, names: dict[str, str], problems: list[Problem]) -> Any:
    pieces: list[str | Whole] = []
    start = 0
    for mark in _MARK.finditer(text):
        pieces.append(text[start : mark.start()])
        pieces.append("${" if mark[0] == "$${" else _placeholder(mark[0], pointer, names, problems))
        start = mark.end()
    pieces.append(text[start:])
    kept = [piece for piece in pieces if piece]
    if len(kept) == 1 and type(kept[0]) is Whole:
        return kept[0]
    if all(type(piece) is str for piece in kept):
        return "".join(map(str, kept))
    problems.extend(_not_texts(kept, pointer))
    return Mixed(tuple(kept))


def _placeholder(mark: str, pointer: str, names: dict[str, str], problems: list[Problem]) -> Whole:
    name = mark[2:].removesuffix("}")
    if not mark.endswith("}"):
        problems.append(Problem(pointer, "A placeholder is not closed by }; write $${ for the characters ${.", "open_placeholder"))
    elif name not in PLACEHOLDERS:
        problems.append(Problem(pointer, f"There is no placeholder {mark[:80]}; there are {_known()}.", "unknown_placeholder"))
    else:
        names.setdefault(name, pointer)
    return Whole(name)


def _not_texts(pieces: list[str | Whole], pointer: str) -> list[Problem]:
    found = [piece.name for piece in pieces if isinstance(piece, Whole) and piece.name in PLACEHOLDERS]
    detail = "${{{}}} is no text, so it cannot stand inside of one; let it be the whole value."
    return [Problem(pointer, detail.format(name), "not_text") for name in found if PLACEHOLDERS[name].kind != "text"]


def _needs(names: dict[str, str], problems: list[Problem]) -> Needs:
    wanted = {needs: name for name in names if (needs := PLACEHOLDERS[name].needs)}
    if len(wanted) > 1:
        one, other = wanted.values()
        detail = f"${{{one}}} and ${{{other}}} cannot stand in one template: chosen and rejected are of pairs, label is of single answers."
        problems.append(Problem(names[other], detail, "mixed_placeholders"))
    return next(iter(wanted), Needs.CONVERSATION)


def _too_large(template: dict[str, Any]) -> Problem | None:
    waiting: list[tuple[Any, str, int]] = [(template, "", 1)]
    count = characters = 0
    while waiting:
        value, pointer, depth = waiting.pop()
        count += 1
        characters += len(value) if type(value) is str else sum(map(len, value)) if type(value) is dict else 0
        if depth > MAX_DEPTH:
            return Problem(pointer, f"A template is nested at most {MAX_DEPTH} levels deep.", "too_deep")
        if count > MAX_VALUES or characters > MAX_CHARACTERS:
            return Problem("", f"A template has at most {MAX_VALUES:,} values and {MAX_CHARACTERS:,} characters.", "too_large")
        waiting.extend((one, f"{pointer}/{step}", depth + 1) for step, one in _INNER.get(type(value), _nothing)(value))
    return None


def _nothing(_: Any) -> Any:
    return ()


_INNER: dict[type, Callable[[Any], Any]] = {
    dict: lambda value: ((escape_key(key), one) for key, one in value.items()),
    list: lambda value: enumerate(value),
}


def _known() -> str:
    return ", ".join(f"${{{name}}}" for name in PLACEHOLDERS)
