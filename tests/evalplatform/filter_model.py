"""The filter language once more, in plain Python over dicts: what the database's answers are compared with."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import orjson

Row = dict[str, Any]
TEXTS = ("model", "external_id")
DEFAULT_IS_NONE = (*TEXTS, "tags", "metadata")


def matches(row: Row, node: Any) -> bool:
    if not node:
        return True
    if "and" in node:
        return all(matches(row, part) for part in node["and"])
    if "or" in node:
        return any(matches(row, part) for part in node["or"])
    if "not" in node:
        return not matches(row, node["not"])
    return _compare(node["field"], _value(row, node["field"]), node["op"], node["value"])


def _value(row: Row, field: str) -> Any:
    root, *keys = field.split(".")
    value = row.get(root)
    if root == "score":
        return row["scores"].get(keys[0])
    for key in keys:
        if isinstance(value, dict):
            value = value.get(key)
        elif isinstance(value, list) and key.lstrip("-").isdigit() and -len(value) <= int(key) < len(value):
            value = value[int(key)]
        else:
            return None
    return value


def _compare(field: str, value: Any, op: str, given: Any) -> bool:
    match op:
        case "ne":
            return not _compare(field, value, "eq", given)
        case "exists":
            empty = value is None or (field in DEFAULT_IS_NONE and not value) or (field == "output" and value == "null")
            return empty is not given
        case "eq":
            return value is None if given is None else _same(field, value, given)
        case "in":
            return any(_same(field, value, one) for one in given)
        case "between":
            return _ordered(field, value, "gte", given[0]) and _ordered(field, value, "lte", given[1])
        case "lt" | "lte" | "gt" | "gte":
            return _ordered(field, value, op, given)
    return _search(field, value, op, given)


def _search(field: str, value: Any, op: str, sought: Any) -> bool:
    if field == "tags":
        has = [one in value for one in ([sought] if op == "contains" else sought)]
        return any(has) if op == "has_any" else all(has)
    if not isinstance(value, str):
        return False
    if field == "output":
        sought = orjson.dumps(sought).decode()[1:-1]
    if op == "startswith":
        return value.startswith(sought)
    return sought.lower() in value.lower() if op == "icontains" else sought in value


def _same(field: str, value: Any, given: Any) -> bool:
    left, right = _comparable(field, value), _comparable(field, given)
    return _type(left) == _type(right) and left == right


def _ordered(field: str, value: Any, op: str, given: Any) -> bool:
    left, right = _comparable(field, value), _comparable(field, given)
    if _type(left) != _type(right):
        return False
    return bool({"lt": left < right, "lte": left <= right, "gt": left > right, "gte": left >= right}[op])


def _comparable(field: str, value: Any) -> Any:
    if field == "usage.cost_usd" and value is not None:
        return Decimal(str(value))
    if field == "started_at" and isinstance(value, str):
        moment = datetime.fromisoformat(value)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return value


def _type(value: Any) -> str:
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return "number"
    return type(value).__name__
