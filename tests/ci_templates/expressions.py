"""GitHub's expressions, as far as the templates use them.

https://docs.github.com/en/actions/reference/workflows-and-actions/expressions
"""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

_TOKEN = re.compile(r"\s*(?:(?P<text>'(?:[^']|'')*')|(?P<number>\d+)|(?P<name>[A-Za-z_][\w-]*)|(?P<sign>&&|\|\||==|!=|[!().\[\],]))")
_EMBEDDED = re.compile(r"\$\{\{(.+?)\}\}", re.DOTALL)
_FUNCTIONS: Mapping[str, Callable[..., Any]] = {"fromJSON": json.loads, "cancelled": lambda: False}
_WORDS = {"true": True, "false": False, "null": None}


def filled(value: Any, contexts: Mapping[str, Any]) -> Any:
    """The value with its expressions worked out: one that is the whole text keeps its type, others become text."""
    if not isinstance(value, str):
        return value
    whole = _EMBEDDED.fullmatch(value.strip())
    if whole and "${{" not in whole[1]:
        return worked_out(whole[1], contexts)
    return _EMBEDDED.sub(lambda found: as_text(worked_out(found[1], contexts)), value)


def as_text(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return {None: "", True: "true", False: "false"}[value]
    return value if isinstance(value, str) else json.dumps(value)


def worked_out(text: str, contexts: Mapping[str, Any]) -> Any:
    reader = _Reader(text, contexts)
    found = reader.either()
    assert reader.next is None, f"{text}: what is {reader.next}?"
    return found


class _Reader:
    """One token after the other; each method reads what binds tighter than the one before it."""

    def __init__(self, text: str, contexts: Mapping[str, Any]) -> None:
        self.tokens = _TOKEN.finditer(text.strip())
        self.contexts = contexts
        self.next: str | None = None
        self.take()

    def take(self) -> str:
        taken, found = self.next, next(self.tokens, None)
        self.next = found and found[0].strip()
        return taken or ""

    def either(self) -> Any:
        return self._joined("||", self.both, lambda left, right: left or right)

    def both(self) -> Any:
        return self._joined("&&", self.equal, lambda left, right: left and right)

    def _joined(self, sign: str, part: Callable[[], Any], join: Callable[[Any, Any], Any]) -> Any:
        found = part()
        while self.next == sign:
            self.take()
            found = join(found, part())
        return found

    def equal(self) -> Any:
        left = self.single()
        if self.next not in ("==", "!="):
            return left
        sign, right = self.take(), self.single()
        return (left == right) is (sign == "==")

    def single(self) -> Any:
        if self.next == "!":
            self.take()
            return not self.single()
        token = self.take()
        if token == "(":
            return self._closed(")")
        if token.startswith("'"):
            return token[1:-1].replace("''", "'")
        if token in _WORDS or token.isdigit():
            return _WORDS[token] if token in _WORDS else int(token)
        return self._followed(self._called(token) if self.next == "(" else self.contexts[token])

    def _closed(self, sign: str) -> Any:
        found = self.either()
        assert self.take() == sign
        return found

    def _called(self, name: str) -> Any:
        self.take()
        arguments = []
        while self.next != ")":
            arguments.append(self.either())
            if self.next == ",":
                self.take()
        self.take()
        return _FUNCTIONS[name](*arguments)

    def _followed(self, value: Any) -> Any:
        while self.next in (".", "["):
            key = self.take() == "." and self.take()
            key = key if key is not False else self._closed("]")
            value = _member(value, key)
        return value


def _member(value: Any, key: Any) -> Any:
    """What is not there is null, as GitHub has it."""
    if isinstance(value, Mapping):
        return value.get(key)
    return value[key] if isinstance(value, list) and isinstance(key, int) and key < len(value) else None
