"""One example in the API's shape to a frozen row, or to what is wrong with it; and a row as a line for COPY.

Only `input` is required, and may be any JSON value. Unknown fields are refused, since a typo must not lose data; what the server itself
writes into an export of examples is accepted and ignored, so an export can be loaded back.
"""

import json
from hashlib import blake2b
from typing import Any, NamedTuple

import orjson

from evalplatform.errors import Problem
from evalplatform.tracing import values
from evalplatform.tracing.ingest.lines import DELIMITER, QUOTE
from evalplatform.tracing.values import MAX_PROBLEMS, Problems

MAX_ID, MAX_SPLIT = 500, 200
HASH_BYTES = 16
FIELDS = frozenset({"external_id", "input", "reference", "metadata", "split"})
IGNORED = frozenset({"id", "dataset_id", "dataset", "added_in", "removed_in", "current", "created_at"})
COLUMNS = ("place", "id", "content_hash", "external_id", "input", "reference", "metadata", "split")


class ExampleRow(NamedTuple):
    """`input`, `reference` and `metadata` are JSON text; keys of metadata are in order, so that the same facts have the same hash."""

    external_id: str | None
    input: str
    reference: str | None
    metadata: str
    split: str


def read_example(item: Any) -> ExampleRow | tuple[Problem, ...]:
    """The row of one example, or its problems: all of them, up to MAX_PROBLEMS."""
    if not isinstance(item, dict):
        return (Problem("", "An example must be an object.", "type"),)
    problems: Problems = []
    get = item.get
    if not item.keys() <= FIELDS:
        values.refuse_unknown(item.keys() - IGNORED, FIELDS, "", problems)
    if "input" not in item:
        problems.append(Problem("/input", "This is required. It may be any JSON value, null too.", "required"))
    row = ExampleRow(
        external_id=values.read_id(get("external_id"), "", "external_id", MAX_ID, problems),
        input=values.read_json(get("input"), "", "input", problems),
        reference=values.read_optional_json(get("reference"), "", "reference", problems),
        metadata=_metadata(get("metadata"), problems),
        split=values.read_text(get("split"), "", "split", MAX_SPLIT, problems),
    )
    return tuple(problems[:MAX_PROBLEMS]) if problems else row


def line_of(place: int, new_id: str, row: ExampleRow) -> bytes:
    """In the order of COLUMNS. `place` says where the example stood in what was sent."""
    cells = DELIMITER.join((row.input, row.reference or "", row.metadata, _quoted(row.split))).encode()
    digest = blake2b(cells, digest_size=HASH_BYTES).hexdigest()
    external_id = "" if row.external_id is None else _quoted(row.external_id)
    return b"%d\x02%b\x02\\x%b\x02%b\x02%b\n" % (place, new_id.encode(), digest.encode(), external_id.encode(), cells)


def sorted_json(value: dict[str, Any]) -> str:
    """JSON text with its keys in order. The value has been found to be JSON that can be stored."""
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
    except TypeError:  # an integer beyond 64 bits, or nesting beyond orjson's
        return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _metadata(value: Any, problems: Problems) -> str:
    before = len(problems)
    text = values.read_object(value, "", "metadata", problems)
    return text if text == "{}" or len(problems) > before else sorted_json(value)


def _quoted(text: str) -> str:
    """Always quoted, since the empty cell without quotes is NULL."""
    return f"{QUOTE}{text.replace(QUOTE, QUOTE + QUOTE)}{QUOTE}"
