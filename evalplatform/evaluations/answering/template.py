"""A prompt as a text with places: `${input}`, `${input.question}`, `${metadata.language}`; `$${` is `${`."""

import re
from collections.abc import Iterator
from typing import Any

from evalplatform import exact_json

_MARK = re.compile(r"\$\$\{|\$\{([^{}]{0,200})\}|\$\{")
_ROOTS = ("input", "metadata")


class MissingField(Exception):
    """The example has no such field."""


def problems(text: str) -> Iterator[str]:
    """What is wrong with a template, in words."""
    marks = [found for found in _MARK.finditer(text) if found[0] != "$${"]
    if text and not marks:
        yield "The template has no place for the example; write ${input}, or ${input.question} where the input is an object."
    for found in marks:
        if found[1] is None:
            yield "A placeholder is not closed by }; write $${ for the characters ${."
        elif found[1].split(".")[0] not in _ROOTS or not all(found[1].split(".")):
            yield f"There is no placeholder ${{{found[1][:80]}}}; they begin with input or metadata."


def fill(text: str, *, input: Any, metadata: Any) -> str:
    """The text with its places filled: texts as they are, all else as JSON. Raises MissingField."""
    values = {"input": input, "metadata": metadata}

    def value(found: "re.Match[str]") -> str:
        if found[1] is None:
            return "${"
        return _shown(_at(values, found[1]))

    return _MARK.sub(value, text)


def _at(values: Any, path: str) -> Any:
    found = values
    for step in path.split("."):
        if isinstance(found, dict) and step in found:
            found = found[step]
        elif isinstance(found, list) and step.isascii() and step.isdecimal() and len(step) < 6 and int(step) < len(found):
            found = found[int(step)]
        else:
            raise MissingField(f"The template asks for ${{{path}}}, which this example does not have.")
    return found


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else exact_json.dumps(value)
