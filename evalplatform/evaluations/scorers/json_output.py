"""What JSON an output holds: its text, read, or the value itself where it came decoded."""

import re
from typing import Any

from evalplatform import exact_json
from evalplatform.evaluations.scorers.parameters import Kind, Parameter
from evalplatform.evaluations.scorers.scorer import CannotScore
from evalplatform.evaluations.scorers.texts import is_message, text_of

FENCE = Parameter("fence", Kind.BOOLEAN, "take off a Markdown fence (```json) around the whole text first", default=False)
_OPENING = re.compile(r"```[A-Za-z0-9]{0,20}")


def json_of(output: Any, *, fence: bool) -> Any:
    """The value. Raises exact_json.NotJSON where the text is no JSON, CannotScore where there is no text."""
    if output is None:
        raise CannotScore("no_output", "There is no output.")
    if not isinstance(output, str):
        if not is_message(output):
            return output
        output = text_of(output)
    return exact_json.loads(unfenced(output) if fence else output)


def unfenced(text: str) -> str:
    """The text inside the fence that is around all of it, else the text."""
    first, line_feed, rest = text.strip().partition("\n")
    if not line_feed or not rest.endswith("```") or not _OPENING.fullmatch(first.rstrip()):
        return text
    return rest[:-3]
