"""A trace as people read it: who said what, tool calls in their place; where that cannot be told, what went in and came out."""

import json
from collections.abc import Sequence

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from evalplatform.backoffice.sections import Section, cut, readable_json
from evalplatform.exact_json import NotJSON, loads
from evalplatform.tracing.models import Trace
from exports.finetuning.breaches import Rejected
from exports.finetuning.conversation import Image, ToolCall, Turn
from exports.finetuning.readers import read

MOST_CHARACTERS = 1_000_000  # of input and output, beyond which nothing is parsed for a page
MOST_TURNS = 200
_PRE = '<pre style="white-space:pre-wrap;overflow-wrap:anywhere;unicode-bidi:plaintext;margin:0">{}</pre>'


def conversation(one: Trace) -> Sequence[Section]:
    texts: dict[str, str] = {"input": one.input or "null", "output": one.output or "null", "tools": one.tools or "[]"}
    if sum(map(len, texts.values())) > MOST_CHARACTERS:
        return _as_it_came("It is too long to be laid out here.", texts)
    try:
        decoded = {name: loads(text) for name, text in texts.items()}
        found = read(decoded)
    except (NotJSON, Rejected) as why:
        return _as_it_came(f"It cannot be read as a conversation: {why}", texts)
    rows = [(_who(turn), _said(turn)) for turn in found.turns[:MOST_TURNS]]
    left = len(found.turns) - len(rows)
    says = f"{left:,} turns more are not shown." if left else ""
    named = [str(tool.get("function", {}).get("name", "")) for tool in found.tools]
    tools = [Section("Tools that the model could call", says=", ".join(named), text=readable_json(list(found.tools)))] if named else []
    return [Section("Conversation", says, head=("who", "what"), rows=rows), *tools]


def _as_it_came(why: str, texts: dict[str, str]) -> list[Section]:
    return [Section("Input", why, text=_pretty(texts["input"])), Section("Output", text=_pretty(texts["output"]))]


def _pretty(text: str) -> str:
    """Indented where that is cheap, else as it came."""
    try:
        return readable_json(loads(text)) if len(text) <= MOST_CHARACTERS else cut(text)
    except NotJSON:
        return cut(text)


def _who(turn: Turn) -> str:
    return f"{turn.role} ({turn.name})" if turn.name else turn.role


def _said(turn: Turn) -> SafeString:
    parts = (turn.content,) if isinstance(turn.content, str) else tuple(turn.content or ())
    texts = [part if isinstance(part, str) else _image(part) if isinstance(part, Image) else part.text for part in parts]
    answers = [f"answers the call {turn.call_id}"] if turn.call_id else []
    return format_html_join("", _PRE, ((cut(text),) for text in (*answers, *texts, *map(_called, turn.calls))))


def _image(image: Image) -> str:
    """Never fetched: an address in a trace is somebody else's word."""
    return "an image within the trace" if image.url.startswith("data:") else f"an image at {image.url}"


def _called(call: ToolCall) -> str:
    arguments = call.arguments if isinstance(call.arguments, str) else json.dumps(call.arguments, ensure_ascii=False)
    named = f" as {call.id}" if call.id else ""
    return f"calls {call.name}{named}: {arguments}"
